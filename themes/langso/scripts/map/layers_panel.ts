// Layers and legend in one: a checkbox a layer, by group.

import { element } from "../dom.ts";
import { type MapConfig, type MapLayer, word } from "./config.ts";

const SVG = "http://www.w3.org/2000/svg";

export function layersPanel(config: MapConfig, visible: Set<string>, open: boolean, changed: () => void): HTMLElement {
  const panel = element("details", { class: "map-layers" }, element("summary", {}, word(config, "map_layers")));
  panel.open = open;
  for (const group of new Set(config.layers.map((layer) => layer.group))) {
    const legend = element("legend", {}, word(config, `map_group_${group.replaceAll("-", "_")}`));
    const rows = config.layers.filter((layer) => layer.group === group).map((layer) => row(layer, visible, changed));
    panel.append(element("fieldset", {}, legend, ...rows));
  }
  panel.append(element("p", { class: "map-help" }, word(config, "map_help")));
  return panel;
}

function row(layer: MapLayer, visible: Set<string>, changed: () => void): HTMLElement {
  const box = element("input", { type: "checkbox", name: "map-layer", value: layer.id });
  box.checked = visible.has(layer.id);
  box.onchange = () => {
    if (box.checked) visible.add(layer.id);
    else visible.delete(layer.id);
    changed();
  };
  return element("label", { class: "map-layer" }, box, swatch(layer), layer.title);
}

/** The sign of the layer as the map draws it. Presentation attributes, since the policy allows no style attributes. */
function swatch(layer: MapLayer): SVGElement {
  const drawing = document.createElementNS(SVG, "svg");
  const set = (node: Element, attributes: Record<string, string>) => Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
  set(drawing, { class: "swatch", viewBox: "0 0 20 14", "aria-hidden": "true" });
  const shape = document.createElementNS(SVG, { point: "circle", line: "path", polygon: "rect" }[layer.geometry]);
  if (layer.geometry === "point") set(shape, { cx: "10", cy: "7", r: "5", fill: layer.color });
  if (layer.geometry === "line") set(shape, { d: "M1 7h18", stroke: layer.color, "stroke-width": "3" });
  if (layer.geometry === "polygon") {
    set(shape, { x: "1.5", y: "1.5", width: "17", height: "11", fill: layer.color, "fill-opacity": layer.former ? "0" : ".12", stroke: layer.former ? "currentColor" : layer.color });
    if (layer.former) shape.setAttribute("stroke-dasharray", "3 2");
  }
  drawing.append(shape);
  return drawing;
}
