// A visitor's own file -> features to draw. It is read in the browser and sent nowhere.

import { gpx, kml } from "@tmcw/togeojson";
import type { Feature, FeatureCollection } from "geojson";
import { fold } from "../find/search.ts";

/** Rejects with the key of the word that says why not. */
export async function readOwnFile(file: File): Promise<Feature[]> {
  const text = await file.text();
  const ending = file.name.slice(file.name.lastIndexOf(".") + 1).toLowerCase();
  const read = { geojson: fromJson, json: fromJson, kml: fromXml(kml), gpx: fromXml(gpx), csv: fromTable, txt: fromTable }[ending];
  if (!read) throw new Error("map_own_unknown");
  const features = read(text.replace(/^\ufeff/, "")).filter(({ geometry }) => geometry && positions(geometry).every(inTheWorld));
  if (features.length === 0) throw new Error("map_own_empty");
  return features;
}

function fromJson(text: string): Feature[] {
  let found: FeatureCollection | Feature | Feature["geometry"];
  try {
    found = JSON.parse(text);
  } catch {
    throw new Error("map_own_broken");
  }
  if (found?.type === "FeatureCollection") return found.features ?? [];
  if (found?.type === "Feature") return [found];
  return found && "coordinates" in found ? [{ type: "Feature", properties: {}, geometry: found }] : [];
}

const fromXml = (convert: (document: Document) => { features: unknown[] }) => (text: string): Feature[] => {
  const document = new DOMParser().parseFromString(text, "text/xml");
  if (document.querySelector("parsererror")) throw new Error("map_own_broken");
  return convert(document).features as Feature[];
};

/** A table with a column of latitudes and one of longitudes, however they are called and parted. */
function fromTable(text: string): Feature[] {
  const [head = "", ...lines] = text.split(/\r?\n/).filter((line) => line.trim());
  const by = [";", "\t", ","].find((sign) => head.includes(sign)) ?? ";";
  const columns = cells(head, by);
  const place = (names: string[]) => columns.findIndex((column) => names.includes(fold(column).replaceAll(/[^a-z]/g, "")));
  const [lat, lon] = [place(["lat", "latitude", "vido", "y"]), place(["lon", "lng", "long", "longitude", "kinhdo", "x"])];
  if (lat < 0 || lon < 0) throw new Error("map_own_no_place");
  return lines.map((line) => {
    const row = cells(line, by);
    const number = (at: number) => Number((row[at] || "x").replace(",", "."));
    const properties = Object.fromEntries(columns.map((column, at) => [column, row[at] ?? ""]));
    return { type: "Feature", properties, geometry: { type: "Point", coordinates: [number(lon), number(lat)] } };
  });
}

function cells(line: string, by: string): string[] {
  const found = [""];
  let quoted = false;
  for (const letter of line) {
    if (letter === '"') quoted = !quoted;
    else if (letter === by && !quoted) found.push("");
    else found[found.length - 1] += letter;
  }
  return found.map((cell) => cell.trim());
}

/** All positions of a geometry. */
export function positions(geometry: Feature["geometry"]): number[][] {
  if (geometry.type === "GeometryCollection") return geometry.geometries.flatMap(positions);
  const depth = { Point: 0, MultiPoint: 1, LineString: 1, MultiLineString: 2, Polygon: 2, MultiPolygon: 3 }[geometry.type];
  return ([geometry.coordinates] as unknown[]).flat(depth) as number[][];
}

const inTheWorld = ([lon, lat]: number[]) => Math.abs(lon ?? NaN) <= 180 && Math.abs(lat ?? NaN) <= 90;
