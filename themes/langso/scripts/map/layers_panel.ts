// Layers and legend in one: a checkbox a layer, by group.

import { drawn, element, spoken } from "../dom.ts";
import { type MapConfig, type MapLayer, type OutsideLayer, word } from "./config.ts";
import { signFor } from "./signs.ts";

export function layersPanel(config: MapConfig, visible: Set<string>, open: boolean, changed: () => void): HTMLElement {
  const panel = element("details", { class: "map-layers" }, element("summary", {}, word(config, "map_layers")));
  panel.open = open;
  for (const group of new Set(config.layers.map((layer) => layer.group))) {
    const legend = element("legend", {}, word(config, `map_group_${group.replaceAll("-", "_")}`));
    const rows = config.layers.filter((layer) => layer.group === group).map((layer) => row(config, layer, visible, changed));
    panel.append(element("fieldset", {}, legend, ...rows));
  }
  if (config.outside.length > 0) {
    const rows = config.outside.flatMap((layer) => outsideRow(config, layer, visible, changed));
    panel.append(element("fieldset", {}, element("legend", {}, word(config, "map_outside")), ...rows));
  }
  panel.append(element("p", { class: "map-help" }, word(config, "map_help")));
  return panel;
}

function checkbox(id: string, visible: Set<string>, changed: () => void): HTMLInputElement {
  const box = element("input", { type: "checkbox", name: "map-layer", value: id });
  box.checked = visible.has(id);
  box.onchange = () => {
    if (box.checked) visible.add(id);
    else visible.delete(id);
    changed();
  };
  return box;
}

function row(config: MapConfig, layer: MapLayer, visible: Set<string>, changed: () => void): HTMLElement {
  const sign = layer.icon && layer.geometry === "point" ? signFor(config.icons, layer.icon, layer.color) : swatch(layer);
  return element("label", { class: "map-layer", ...spoken(layer.lang) }, checkbox(layer.id, visible, changed), sign, layer.title);
}

/** Whose host will be asked is said before it is. */
function outsideRow(config: MapConfig, { id, title, host, lang }: OutsideLayer, visible: Set<string>, changed: () => void): HTMLElement[] {
  const note = element("p", { class: "map-help map-outside", id: `map-outside-${id}` }, word(config, "map_outside_note").replace("{host}", host));
  const box = checkbox(id, visible, changed);
  box.setAttribute("aria-describedby", note.id);
  return [element("label", { class: "map-layer", ...spoken(lang) }, box, title), note];
}

/** The sign of the layer as the map draws it. */
function swatch(layer: MapLayer): SVGElement {
  return drawn("svg", { class: "swatch", viewBox: "0 0 20 14", "aria-hidden": "true" }, shape(layer));
}

function shape({ geometry, color, former }: MapLayer): SVGElement {
  switch (geometry) {
    case "point":
      return drawn("circle", { cx: "10", cy: "7", r: "5", fill: color });
    case "line":
      return drawn("path", { d: "M1 7h18", stroke: color, "stroke-width": "3" });
    case "polygon": {
      const edge: Record<string, string> = former ? { "fill-opacity": "0", stroke: "currentColor", "stroke-dasharray": "3 2" } : { "fill-opacity": ".12", stroke: color };
      return drawn("rect", { x: "1.5", y: "1.5", width: "17", height: "11", fill: color, ...edge });
    }
  }
}
