// The panel that filters what is drawn: a group for each layer that has something to choose by. An empty choice is no choice.

import { element } from "../dom.ts";
import { type Facet, type MapConfig, type MapLayer, word } from "./config.ts";
import type { Filters } from "./filter.ts";
import type { Whole } from "./whole.ts";

/** So many choices are seen at once; longer lists wait behind their heading. */
const OPEN = 6;

export interface FilterPanel {
  element: HTMLElement;
  /** Shows groups for these layers, and how much of each is left. */
  update(layers: MapLayer[]): void;
}

export function filterPanel(config: MapConfig, filters: Filters, whole: Whole, changed: () => void): FilterPanel {
  const groups = element("div", { class: "map-filters" });
  const none = element("p", { class: "map-help" }, word(config, "map_filter_none"));
  const clear = element("button", { type: "button", class: "button" }, word(config, "map_filter_clear"));
  const status = element("p", { class: "map-help", role: "status" });
  const panel = element("details", { class: "map-layers map-filter" }, element("summary", {}, word(config, "map_filter")), none, groups, element("div", { class: "map-buttons" }, clear), status);
  let shown: MapLayer[] = [];

  clear.onclick = () => {
    filters.clear();
    rebuild();
    changed();
  };

  function choose(layer: MapLayer, column: string, condition: Parameters<Filters["set"]>[2]): void {
    filters.set(layer, column, condition);
    tell();
    changed();
  }

  function choices(layer: MapLayer, { column, heading, values }: Facet): HTMLElement {
    const now = new Set(filters.of(layer, column).values ?? []);
    const boxes = values.map((value) => {
      const box = element("input", { type: "checkbox", name: `${layer.id}.${column}`, value });
      box.checked = now.has(value);
      box.onchange = () => {
        if (box.checked) now.add(value);
        else now.delete(value);
        choose(layer, column, now.size > 0 ? { values: values.filter((one) => now.has(one)) } : {});
      };
      return element("label", { class: "map-layer" }, box, value);
    });
    const group = element("details", { class: "map-filter-values" }, element("summary", {}, heading), ...boxes);
    group.open = now.size > 0 || values.length <= OPEN;
    return group;
  }

  function ends(layer: MapLayer, { column, heading, range }: Facet): HTMLElement {
    const now = filters.of(layer, column);
    const number = (key: "from" | "to", value: number) => {
      const label = `${heading}, ${word(config, `map_filter_${key}`)}`;
      const input = element("input", { type: "number", step: "any", name: `${layer.id}.${column}.${key}`, "aria-label": label, placeholder: value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 6 }) });
      if (now[key] !== undefined) input.value = String(now[key]);
      input.onchange = () => choose(layer, column, { ...filters.of(layer, column), [key]: input.value === "" ? undefined : Number(input.value) });
      return input;
    };
    return element("div", { class: "map-field map-filter-range" }, element("span", {}, heading), number("from", range![0]), element("span", { "aria-hidden": "true" }, "–"), number("to", range![1]));
  }

  function rebuild(): void {
    const group = (layer: MapLayer) => element("fieldset", {}, element("legend", {}, layer.title), ...layer.facets.map((facet) => (facet.range ? ends(layer, facet) : choices(layer, facet))));
    groups.replaceChildren(...shown.map(group));
    none.hidden = shown.length > 0;
    tell();
  }

  /** How much is left, of layers that are known whole. */
  function tell(): void {
    clear.parentElement!.hidden = !shown.some(filters.isActive);
    const filtered = shown.filter((layer) => filters.isActive(layer) && layer.data);
    const count = (layer: MapLayer) => word(config, "map_filter_count").replace("{n}", String(whole.features(layer).length)).replace("{all}", String(whole.all(layer).length));
    status.textContent = filtered.map((layer) => `${layer.title}: ${count(layer)}`).join("; ");
  }

  return {
    element: panel,
    update(layers) {
      const wanted = layers.filter(({ facets }) => facets.length > 0);
      const same = wanted.length === shown.length && wanted.every((layer, at) => layer === shown[at]);
      shown = wanted;
      if (same) tell();
      else rebuild();
      if (wanted.some((layer) => filters.isActive(layer))) panel.open = true;
    },
  };
}
