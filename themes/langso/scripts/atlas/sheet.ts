// The picture on paper: title, legend, scale, north, date, sources and address on one sheet, as large as the paper is.

import type { Map } from "maplibre-gl";
import { drawn, element } from "../dom.ts";
import { type MapConfig, type MapLayer, word } from "../map/config.ts";

export interface Subject {
  title: string;
  legend: HTMLElement | undefined;
  layers: MapLayer[];
}

/** Made when it is asked for, taken away when the printing is over. */
export function printSheet(map: Map, config: MapConfig, { title, legend, layers }: Subject): void {
  // A picture can only be had of a canvas while it is drawn.
  map.once("render", () => {
    const live = map.getCanvas();
    const picture = element("canvas", { class: "map-sheet-picture", role: "img", "aria-label": title });
    [picture.width, picture.height] = [live.width, live.height];
    picture.getContext("2d")!.drawImage(live, 0, 0);
    const sheet = element(
      "section",
      { class: "map-sheet" },
      element("h1", {}, title),
      picture,
      element("div", { class: "map-sheet-foot" }, legend ?? layersLegend(layers), facts(map, config, layers), inset(config)),
    );
    document.body.append(sheet);
    document.documentElement.classList.add("map-printing");
    const over = () => {
      sheet.remove();
      document.documentElement.classList.remove("map-printing");
      removeEventListener("afterprint", over);
    };
    addEventListener("afterprint", over);
    print();
  });
  map.triggerRepaint();
}

function layersLegend(layers: MapLayer[]): HTMLElement {
  return element("ul", {}, ...layers.map(({ title }) => element("li", {}, title)));
}

function inset(config: MapConfig): HTMLElement {
  return element("img", { class: "map-sheet-inset", src: config.inset, alt: word(config, "map_inset") });
}

function facts(map: Map, config: MapConfig, layers: MapLayer[]): HTMLElement {
  const say = (key: string, value: string) => element("p", {}, `${word(config, key)}: ${value}`);
  const lang = document.documentElement.lang;
  const bar = map.getContainer().querySelector(".maplibregl-ctrl-scale");
  // North is up: the map can't be turned.
  const scale = bar ? [element("p", { class: "map-sheet-scale" }, `↑ ${word(config, "map_north")}   `, ruler(bar))] : [];
  const sources = [...new Set(layers.map(({ attribution, licence }) => `${attribution} (${licence})`))].join("; ");
  return element("div", {}, ...scale, say("map_sheet_date", new Date().toLocaleDateString(lang)), say("map_attribution", sources), say("map_sheet_address", location.href));
}

/** The scale bar, as long on paper as its part of the picture. */
function ruler(bar: Element): SVGElement {
  const width = bar.getBoundingClientRect().width;
  const line = drawn("path", { d: `M.5 11v6.5h${width - 1}V11`, fill: "none", stroke: "currentColor" });
  const text = drawn("text", { x: "2", y: "10", "font-size": "11", fill: "currentColor" }, bar.textContent ?? "");
  return drawn("svg", { class: "map-sheet-ruler", viewBox: `0 0 ${width} 18`, width: String(width), height: "18" }, line, text);
}
