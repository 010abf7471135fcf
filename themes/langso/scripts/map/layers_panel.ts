// Layers and legend in one: a checkbox a layer, by group.

import { drawn, element } from "../dom.ts";
import { type MapConfig, type MapLayer, ofData, word } from "./config.ts";

export function layersPanel(config: MapConfig, visible: Set<string>, open: boolean, changed: () => void): HTMLElement {
  const panel = element("details", { class: "map-layers" }, element("summary", {}, word(config, "map_layers")));
  panel.open = open;
  for (const group of new Set(config.layers.map((layer) => layer.group))) {
    const legend = element("legend", {}, word(config, `map_group_${group.replaceAll("-", "_")}`));
    const rows = config.layers.filter((layer) => layer.group === group).map((layer) => row(layer, ofData(config), visible, changed));
    panel.append(element("fieldset", {}, legend, ...rows));
  }
  panel.append(element("p", { class: "map-help" }, word(config, "map_help")));
  return panel;
}

function row(layer: MapLayer, language: Record<string, string>, visible: Set<string>, changed: () => void): HTMLElement {
  const box = element("input", { type: "checkbox", name: "map-layer", value: layer.id });
  box.checked = visible.has(layer.id);
  box.onchange = () => {
    if (box.checked) visible.add(layer.id);
    else visible.delete(layer.id);
    changed();
  };
  return element("label", { class: "map-layer", ...language }, box, swatch(layer), layer.title);
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
