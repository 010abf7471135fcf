// Another picture of the same place over this one, right of a line that is moved by a slider: finger, mouse and arrow keys alike.

import type { Map } from "maplibre-gl";
import { element } from "../dom.ts";
import type { Picture } from "../map/style.ts";

/** Makes a map of the same place with another picture, in an element of its own. */
export type Twin = (container: HTMLElement, picture: Picture) => { map: Map; restyle(picture: Picture): void };

export interface Side {
  picture: Picture;
  /** What is left and right of the line. */
  left: string;
  right: string;
  /** What the slider is for. */
  label: string;
  /** Whether the second map has all it needs for `finish`. */
  isThere(map: Map): boolean;
  /** What can be done only when the second map is there. */
  finish(map: Map): void;
}

export interface Swipe {
  show(side: Side): void;
  hide(): void;
}

/** `prepare` is told of each second map. */
export function swipe(first: Map, twin: Twin, prepare: (second: Map) => void): Swipe {
  const over = element("div", { class: "map-beside", "aria-hidden": "true" });
  const line = element("div", { class: "map-beside-line" });
  const slider = element("input", { type: "range", class: "map-beside-slider", min: "0", max: "100", value: "50" });
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
    show(side) {
      [left.textContent, right.textContent] = [side.left, side.right];
      slider.setAttribute("aria-label", side.label);
      if (second) second.restyle(side.picture);
      else {
        first.getContainer().append(over, line, left, right, slider);
        second = twin(over, side.picture);
        prepare(second.map);
        first.on("move", follow);
      }
      const { map } = second;
      if (side.isThere(map)) side.finish(map);
      else map.once("style.load", () => side.finish(map));
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
