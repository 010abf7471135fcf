// The communes before the merger beside those of today: the boundaries that the portal has of former units, right of the line. They
// are for reference, and every picture of them says so.

import type { Map } from "maplibre-gl";
import { element } from "../dom.ts";
import { type MapConfig, type MapLayer, word } from "../map/config.ts";
import { readHash, writeHash } from "../map/permalink.ts";
import type { Swipe } from "./swipe.ts";

export interface Before {
  /** None where the portal has no boundaries of former units. */
  element: HTMLElement | undefined;
  hide(): void;
}

/** `begin` makes room for it: another comparison is over. */
export function before(map: Map, config: MapConfig, swipe: Swipe, begin: () => void): Before {
  const formers = config.layers.filter(({ former, geometry }) => former && geometry === "polygon");
  if (formers.length === 0) return { element: undefined, hide: () => undefined };
  const say = (key: string) => word(config, key);
  // The coarsest of today's layers is the ground that the former ones lie on.
  const ground = config.layers.filter(({ units }) => units === "province");
  const layers = new Set([...formers, ...ground].map(({ id }) => id));
  const least = Math.min(...formers.map(({ min_zoom }) => min_zoom));

  const button = element("button", { type: "button", class: "button map-before", "aria-pressed": "false" }, say("map_before"));
  const status = element("p", { class: "map-help", role: "status" });
  const panel = element("div", { class: "map-buttons" }, button, status);
  let on = false;

  function turn(to: boolean): void {
    on = to;
    button.setAttribute("aria-pressed", String(on));
    writeHash({ before: on ? "1" : undefined });
    tell();
    if (!on) return swipe.hide();
    begin();
    swipe.show({ picture: { layers }, left: say("map_after_label"), right: say("map_before_label"), label: say("map_before_slider"), isThere: () => true, finish: () => undefined });
  }

  /** From far away former communes are not drawn. */
  function tell(): void {
    status.textContent = on && map.getZoom() < least ? say("map_before_zoom") : on ? formers.map(sourceOf).join("; ") : "";
  }
  const sourceOf = ({ title, attribution }: MapLayer) => `${title}: ${attribution}`;

  button.onclick = () => turn(!on);
  map.on("zoomend", tell);
  if (readHash("before")) turn(true);
  return {
    element: panel,
    hide: () => {
      if (on) turn(false);
    },
  };
}
