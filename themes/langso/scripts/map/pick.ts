// Which features are meant by a click or, from the keyboard, by Enter on the middle of the map.

import type { Map, MapGeoJSONFeature, PointLike } from "maplibre-gl";
import type { MapLayer } from "./config.ts";
import { drawnAs } from "./style.ts";

export interface Picked {
  layer: MapLayer;
  properties: Record<string, unknown>;
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

function find(map: Map, layers: MapLayer[], where: PointLike | [PointLike, PointLike]): Picked[] {
  const owner = new globalThis.Map(layers.map((layer) => [drawnAs(layer), layer]));
  const ids = [...owner.keys()].filter((id) => map.getLayer(id));
  if (ids.length === 0) return [];
  const seen = new Set<string>();
  const picked: Picked[] = [];
  for (const feature of map.queryRenderedFeatures(where, { layers: ids })) {
    const layer = owner.get(feature.layer.id)!;
    // The same feature comes once a tile and once a style layer.
    const key = `${layer.id} ${JSON.stringify(feature.properties)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    picked.push({ layer, properties: feature.properties as MapGeoJSONFeature["properties"] });
  }
  return picked;
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
