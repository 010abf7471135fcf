// The legend, which is a histogram and a filter as well: a button a step, as long as the step has units.

import { drawn, element } from "../dom.ts";
import type { Step } from "./scale.ts";

export interface LegendRow extends Partial<Step> {
  label: string;
  count: number;
  shown: boolean;
  toggle(): void;
}

/** A row without a token stands for units without a figure; bars are as long as those of steps allow. */
export function legend(rows: LegendRow[]): HTMLElement {
  const most = Math.max(...rows.filter(({ token }) => token).map(({ count }) => count));
  return element("ul", { class: "map-legend" }, ...rows.map((row) => element("li", {}, button(row, most))));
}

function button({ label, count, token, shown, toggle }: LegendRow, most: number): HTMLElement {
  const colour = token?.slice(2) ?? "map-legend-none";
  const signs = [drawn("rect", { x: "1", y: "1", width: "18", height: "12", class: colour })];
  if (!token && shown) signs.push(drawn("path", { class: "map-legend-hatch", d: "M1 7l6-6M1 13 13 1M7 13 19 1M13 13l6-6" }));
  const swatch = drawn("svg", { class: "swatch", viewBox: "0 0 20 14", "aria-hidden": "true" }, ...signs);
  const share = most > 0 ? Math.min(100, (100 * count) / most) : 0;
  const bar = drawn("svg", { class: "map-legend-bar", viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" }, drawn("rect", { width: String(share), height: "4", class: colour }));
  const made = element("button", { type: "button", "aria-pressed": String(shown) }, swatch, element("span", { class: "map-legend-label" }, label), element("span", { class: "map-legend-count" }, count.toLocaleString(document.documentElement.lang)), bar);
  made.onclick = toggle;
  return made;
}
