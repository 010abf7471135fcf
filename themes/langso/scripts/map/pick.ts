// Which features are meant by a click or, from the keyboard, by Enter on the middle of the map.

import { LngLatBounds, type FilterSpecification, type Map, type MapGeoJSONFeature, type PointLike } from "maplibre-gl";
import type { MapLayer } from "./config.ts";
import type { Position } from "./near.ts";
import { drawnAs } from "./style.ts";

export interface Picked {
  layer: Pick<MapLayer, "title" | "former" | "fields"> & { id?: string };
  properties: Record<string, unknown>;
  /** A point, or the middle of what is drawn of an area or a line. */
  at?: Position | undefined;
}

type Layers = () => MapLayer[];
type Show = (picked: Picked[]) => void;

/** A finger is not a needle, in pixels. */
const SLACK = 6;

function around(map: Map, layers: MapLayer[], x: number, y: number): Picked[] {
  const box: [PointLike, PointLike] = [
    [x - SLACK, y - SLACK],
    [x + SLACK, y + SLACK],
  ];
  const points = find(map, layers.filter((layer) => layer.geometry !== "polygon"), box);
  const areas = find(map, layers.filter((layer) => layer.geometry === "polygon"), [x, y]);
  return [...points, ...areas];
}

/** Everything that is drawn, once. */
export const inView = (map: Map, layers: MapLayer[]): Picked[] => find(map, layers);

/** The area whose page this is; places within it, and areas of the past, lead there as well. */
export const areaOf = (map: Map, layers: MapLayer[], url: string): Picked[] =>
  find(map, layers.filter((layer) => layer.geometry === "polygon" && !layer.former), undefined, ["==", ["get", "_url"], url]);

function find(map: Map, layers: MapLayer[], where?: PointLike | [PointLike, PointLike], filter?: FilterSpecification): Picked[] {
  const owner = new globalThis.Map(layers.map((layer) => [drawnAs(layer), layer]));
  const ids = [...owner.keys()].filter((id) => map.getLayer(id));
  if (ids.length === 0) return [];
  const seen = new Set<string>();
  const picked: Picked[] = [];
  for (const feature of map.queryRenderedFeatures(where, { layers: ids, ...(filter && { filter }) })) {
    const layer = owner.get(feature.layer.id)!;
    // The same feature comes once a tile and once a style layer.
    const key = `${layer.id} ${JSON.stringify(feature.properties)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    picked.push({ layer, properties: feature.properties, at: middle(feature) });
  }
  return picked;
}

function middle({ geometry }: MapGeoJSONFeature): Position | undefined {
  if (geometry.type === "GeometryCollection") return undefined;
  if (geometry.type === "Point") return [geometry.coordinates[0]!, geometry.coordinates[1]!];
  const bounds = new LngLatBounds();
  const numbers = (geometry.coordinates as unknown[]).flat(3) as number[];
  for (let at = 0; at + 1 < numbers.length; at += 2) bounds.extend([numbers[at]!, numbers[at + 1]!]);
  return bounds.getCenter().toArray();
}

export function pickOnClick(map: Map, layers: Layers, show: Show): void {
  map.on("click", ({ point }) => show(around(map, layers(), point.x, point.y)));
  map.on("mousemove", ({ point }) => {
    map.getCanvas().style.cursor = around(map, layers(), point.x, point.y).length > 0 ? "pointer" : "";
  });
}

export function pickAtCentre(map: Map, layers: Layers, show: Show): void {
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const { clientWidth, clientHeight } = map.getCanvas();
    show(around(map, layers(), clientWidth / 2, clientHeight / 2));
  });
}
