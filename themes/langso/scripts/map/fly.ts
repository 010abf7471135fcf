// From a name that was chosen to its place on the map, with its card open.

import type { Map } from "maplibre-gl";
import type { Entry } from "../find/names.ts";
import { type MapLayer, parseBounds } from "./config.ts";
import type { Position } from "./near.ts";
import { type Picked, areaOf, middle } from "./pick.ts";
import type { Whole } from "./whole.ts";

/** Nearer than this, even a small commune's surroundings are out of sight; a place is seen with its street. */
const NEAREST = { area: 13, place: 15 };

/** Degrees: the index of names keeps five decimals. */
const SAME = 0.00002;

/** A name of which nobody knows the place opens its page instead. `thing` finds what isn't a unit. */
export function flyTo(map: Map, layers: () => MapLayer[], show: (picked: Picked[]) => void, thing: (name: string, at: Position) => Promise<Picked | undefined>): (entry: Entry) => void {
  return ([, name, kind, url, hint, where]) => {
    const bounds = parseBounds(where || undefined);
    if (!bounds) return void location.assign(url);
    // A unit of the past is drawn nowhere: its card says what became of it.
    const told: Picked = { layer: { title: hint, former: false, fields: [] }, properties: { _name: name, _url: url } };
    if (kind === "thing") {
      map.flyTo({ center: [bounds[0], bounds[1]], zoom: NEAREST.place });
      return void thing(name, [bounds[0], bounds[1]]).then((found) => show([found ?? told]));
    }
    map.fitBounds(bounds, { padding: 40, maxZoom: NEAREST.area });
    map.once("idle", () => {
      const drawn = areaOf(map, layers(), url);
      show(drawn.length > 0 ? drawn.slice(0, 1) : [told]);
    });
  };
}

/** The point of that name at a place, in layers that are read whole. */
export async function findThing(layers: MapLayer[], whole: Whole, name: string, [lon, lat]: Position): Promise<(Picked & { layer: MapLayer }) | undefined> {
  const candidates = layers.filter(({ data, geometry }) => data && geometry === "point");
  await whole.load(candidates);
  for (const layer of candidates) {
    for (const feature of whole.all(layer)) {
      const at = middle(feature);
      const properties = feature.properties ?? {};
      if (at && properties._name === name && Math.abs(at[0] - lon) < SAME && Math.abs(at[1] - lat) < SAME) return { layer, properties, at };
    }
  }
  return undefined;
}
