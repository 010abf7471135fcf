// Another year over this one, right of a line that is moved by a slider: finger, mouse and arrow keys alike.

import type { Map } from "maplibre-gl";
import { element } from "../dom.ts";
import type { Painting } from "../map/style.ts";
import { paint, provideHatch } from "./choropleth.ts";

export interface Side {
  painting: Painting;
  codes: string[];
  steps: Int8Array;
}

/** Makes a map of the same place with another painting, in an element of its own. */
export type Twin = (container: HTMLElement, painting: Painting) => { map: Map; restyle(painting: Painting): void };

export interface Swipe {
  show(side: Side, left: string, right: string): void;
  hide(): void;
}

export function swipe(first: Map, twin: Twin, label: string, hatch: () => { ground: string; line: string }): Swipe {
  const over = element("div", { class: "map-beside", "aria-hidden": "true" });
  const line = element("div", { class: "map-beside-line" });
  const slider = element("input", { type: "range", class: "map-beside-slider", min: "0", max: "100", value: "50", "aria-label": label });
  const [left, right] = [element("span", { class: "map-beside-left" }), element("span", { class: "map-beside-right" })];
  let second: ReturnType<Twin> | undefined;

  function place(): void {
    over.style.clipPath = `inset(0 0 0 ${slider.value}%)`;
    line.style.left = `${slider.value}%`;
    left.style.right = `calc(${100 - Number(slider.value)}% + .5rem)`;
    right.style.left = `calc(${slider.value}% + .5rem)`;
    slider.setAttribute("aria-valuetext", `${left.textContent} ${slider.value} %, ${right.textContent} ${100 - Number(slider.value)} %`);
  }
  const follow = () => second?.map.jumpTo({ center: first.getCenter(), zoom: first.getZoom() });
  slider.oninput = place;

  return {
    show({ painting, codes, steps }, leftText, rightText) {
      [left.textContent, right.textContent] = [leftText, rightText];
      if (second) second.restyle(painting);
      else {
        first.getContainer().append(over, line, left, right, slider);
        second = twin(over, painting);
        provideHatch(second.map, hatch);
        first.on("move", follow);
      }
      const { map } = second;
      const colour = () => paint(map, painting.layer, codes, steps);
      if (map.getSource(painting.layer)) colour();
      else map.once("style.load", colour);
      place();
    },
    hide() {
      if (!second) return;
      first.off("move", follow);
      second.map.remove();
      second = undefined;
      for (const part of [over, line, left, right, slider]) part.remove();
    },
  };
}
