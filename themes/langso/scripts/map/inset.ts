// The country with both archipelagos, always in a corner: no view may seem to leave them out.

import { element } from "../dom.ts";
import { type MapConfig, word } from "./config.ts";

export function insetMap(config: MapConfig): HTMLElement {
  return element("img", { class: "map-inset", src: config.inset, alt: word(config, "map_inset") });
}
