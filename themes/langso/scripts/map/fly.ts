// From a name that was chosen to its place on the map, with its card open.

import type { Map } from "maplibre-gl";
import type { Entry } from "../find/names.ts";
import { type MapLayer, parseBounds } from "./config.ts";
import { type Picked, areaOf } from "./pick.ts";

/** Nearer than this, even a small commune's surroundings are out of sight. */
const NEAREST = 13;

/** A name of which nobody knows the place opens its page instead. */
export function flyTo(map: Map, layers: () => MapLayer[], show: (picked: Picked[]) => void): (entry: Entry) => void {
  return ([, name, , url, hint, where]) => {
    const bounds = parseBounds(where || undefined);
    if (!bounds) return void location.assign(url);
    map.fitBounds(bounds, { padding: 40, maxZoom: NEAREST });
    map.once("idle", () => {
      const drawn = areaOf(map, layers(), url);
      // A unit of the past is drawn nowhere: its card says what became of it.
      show(drawn.length > 0 ? drawn.slice(0, 1) : [{ layer: { title: hint, former: false, fields: [] }, properties: { _name: name, _url: url } }]);
    });
  };
}
