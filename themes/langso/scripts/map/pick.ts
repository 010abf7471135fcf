// Which features are meant by a click or, from the keyboard, by Enter on the middle of the map.

import { type FilterSpecification, type GeoJSONSource, LngLatBounds, type Map, type MapGeoJSONFeature, type PointLike } from "maplibre-gl";
import type { Feature } from "geojson";
import type { MapLayer } from "./config.ts";
import type { Position } from "./near.ts";
import { clustersOf, drawnAs } from "./style.ts";
import type { Whole } from "./whole.ts";

export interface Picked {
  layer: Pick<MapLayer, "title" | "former" | "fields"> & Partial<Pick<MapLayer, "id" | "geometry" | "sample" | "tiles" | "lang">>;
  properties: Record<string, unknown>;
  /** A point, or the middle of what is drawn of an area or a line. */
  at?: Position | undefined;
}

/** The language of what a feature is called, where it is not the page's. */
export const language = ({ layer, properties }: Picked): string | null => layer.lang ?? leadsTo({ layer, properties });

/** The language of the page that it leads to: tiles are the same for all languages, and so are the pages that they know. */
export const leadsTo = ({ layer, properties }: Picked): string | null => (layer.tiles ? (layer.lang ?? null) : ((properties._lang as string | undefined) ?? null));

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

/** Everything that is drawn, once; of layers that are read whole also what clusters stand for. */
export function inView(map: Map, layers: MapLayer[], whole: Whole): Picked[] {
  const [known, tiled] = [layers.filter(({ data }) => data), layers.filter(({ data }) => !data)];
  const [bounds, zoom] = [map.getBounds(), map.getZoom()];
  const within = known.filter(({ min_zoom }) => zoom >= min_zoom).flatMap((layer) => {
    const picked = whole.features(layer).map((feature) => ({ layer, properties: feature.properties ?? {}, at: middle(feature) }));
    return picked.filter(({ at }) => at && bounds.contains(at));
  });
  return [...within, ...find(map, tiled)];
}

/** The area whose page this is; places within it, and areas of the past, lead there as well. */
export const areaOf = (map: Map, layers: MapLayer[], url: string): Picked[] =>
  find(map, layers.filter((layer) => layer.units !== null), undefined, ["==", ["get", "_url"], url]);

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

export function middle({ geometry }: Feature | MapGeoJSONFeature): Position | undefined {
  if (geometry.type === "GeometryCollection") return undefined;
  if (geometry.type === "Point") return [geometry.coordinates[0]!, geometry.coordinates[1]!];
  const bounds = new LngLatBounds();
  const numbers = (geometry.coordinates as unknown[]).flat(3) as number[];
  for (let at = 0; at + 1 < numbers.length; at += 2) bounds.extend([numbers[at]!, numbers[at + 1]!]);
  return bounds.getCenter().toArray();
}

/** Where several points are drawn as one, the answer is to come nearer. */
function openCluster(map: Map, layers: MapLayer[], x: number, y: number): boolean {
  const ids = layers.filter(({ geometry }) => geometry === "point").map(clustersOf).filter((id) => map.getLayer(id));
  const box: [PointLike, PointLike] = [[x - SLACK, y - SLACK], [x + SLACK, y + SLACK]];
  const cluster = ids.length > 0 ? map.queryRenderedFeatures(box, { layers: ids })[0] : undefined;
  const center = cluster && middle(cluster);
  if (!center) return false;
  const { cluster_id: id } = cluster.properties;
  const source = map.getSource<GeoJSONSource>(cluster.source);
  // Tiles don't say at which zoom a cluster falls apart.
  const zoom = id === undefined || !source ? Promise.resolve(map.getZoom() + 2) : source.getClusterExpansionZoom(Number(id));
  void zoom.then((zoom) => map.easeTo({ center, zoom: zoom + 0.2 }), () => undefined);
  return true;
}

function ask(map: Map, layers: MapLayer[], x: number, y: number, show: Show): void {
  if (!openCluster(map, layers, x, y)) show(around(map, layers, x, y));
}

export function pickOnClick(map: Map, layers: Layers, show: Show): void {
  map.on("click", ({ point }) => ask(map, layers(), point.x, point.y, show));
  map.on("mousemove", ({ point }) => {
    map.getCanvas().style.cursor = around(map, layers(), point.x, point.y).length > 0 ? "pointer" : "";
  });
}

export function pickAtCentre(map: Map, layers: Layers, show: Show): void {
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const { clientWidth, clientHeight } = map.getCanvas();
    ask(map, layers(), clientWidth / 2, clientHeight / 2, show);
  });
}
