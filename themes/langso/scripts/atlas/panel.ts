// What to colour by, which year, how figures are parted; under it the legend and where the figures come from.

import { element } from "../dom.ts";
import { METHODS, type Method } from "./classes.ts";
import type { Measure, Measures } from "./measures.ts";

export interface Choice {
  measure: Measure;
  /** Position in `measure.columns`. */
  year: number;
  /** The year beside it, right of the line; none without one. */
  beside?: number | undefined;
  method: Method;
  /** Limits that somebody typed. */
  typed: number[];
  /** Steps that are not shown; -1 stands for units without a figure. */
  hidden: Set<number>;
}

export interface Panel {
  element: HTMLElement;
  /** Shows a choice, with its legend; or that there is none. */
  show(choice: Choice | undefined, legend?: HTMLElement): void;
  say(status: string): void;
}

/** `changed` is told what somebody chose; limits are read as Vietnamese writes figures: `50; 80,5; 1.000`. */
export function measurePanel({ measures, words }: Measures, open: boolean, changed: (choice: Choice | undefined) => void): Panel {
  const say = (key: string) => words[key] ?? key;
  const status = element("p", { class: "map-help", role: "status" });
  const measure = element("select", { name: "measure" }, element("option", { value: "" }, say("measure_none")));
  for (const group of new Set(measures.map((measure) => measure.group))) {
    const own = measures.filter((measure) => measure.group === group);
    measure.append(element("optgroup", { label: group }, ...own.map(({ id, title }) => element("option", { value: id }, title))));
  }
  const year = element("input", { type: "range", name: "measure-year", min: "0", step: "1" });
  const shownYear = element("output", {});
  const beside = element("select", { name: "measure-beside" });
  const method = element("select", { name: "measure-method" }, ...METHODS.map((method) => element("option", { value: method }, say(`measure_${method}`))));
  const typed = element("input", { type: "text", name: "measure-limits", inputmode: "text", placeholder: "50; 80; 90" });
  const field = (label: string, ...controls: HTMLElement[]) => element("label", { class: "map-field" }, element("span", {}, say(label)), ...controls);
  const yearField = field("measure_year", year, shownYear);
  const besideField = field("measure_beside", beside);
  const methodField = field("measure_method", method);
  const typedField = field("measure_limits", typed);
  const details = element("div", { class: "map-measure" });
  const panel = element("details", { class: "map-layers map-measures" }, element("summary", {}, say("measure_title")), field("measure_what", measure), yearField, besideField, methodField, typedField, details, status);
  panel.open = open;

  let now: Choice | undefined;
  const tell = (part: Partial<Choice>) => now && changed({ ...now, ...part });
  measure.onchange = () => {
    const chosen = measures.find(({ id }) => id === measure.value);
    changed(chosen && { measure: chosen, year: chosen.columns.length - 1, method: "natural", typed: [], hidden: new Set() });
  };
  year.oninput = () => tell({ year: Number(year.value) });
  beside.onchange = () => tell({ beside: beside.value ? Number(beside.value) : undefined });
  method.onchange = () => tell({ method: method.value as Method, hidden: new Set() });
  typed.onchange = () => tell({ typed: limits(typed.value), hidden: new Set() });

  return {
    element: panel,
    say: (text) => (status.textContent = text),
    show(choice, legend) {
      now = choice;
      measure.value = choice?.measure.id ?? "";
      besideField.hidden = yearField.hidden = !choice || choice.measure.columns.length < 2;
      methodField.hidden = !choice;
      typedField.hidden = choice?.method !== "manual";
      details.replaceChildren();
      if (!choice || !legend) return;
      const { columns, unit, sample, source, page } = choice.measure;
      const when = columns[choice.year]![0];
      year.max = String(columns.length - 1);
      year.value = String(choice.year);
      year.setAttribute("aria-valuetext", when);
      shownYear.textContent = when;
      const others = columns.map(([other], at) => element("option", { value: String(at) }, other)).filter((_, at) => at !== choice.year);
      beside.replaceChildren(element("option", { value: "" }, say("measure_beside_none")), ...others);
      beside.value = choice.beside === undefined ? "" : String(choice.beside);
      method.value = choice.method;
      if (document.activeElement !== typed) typed.value = choice.typed.join("; ").replaceAll(".", ",");
      const caption = element("p", { class: "map-measure-caption" }, unit ? `${when}, ${unit}` : when);
      if (sample) caption.append(" ", element("strong", {}, say("measure_sample")));
      details.append(caption, legend, element("p", { class: "map-help" }, `${say("measure_source")}: ${source}. `, element("a", { href: page }, say("measure_page"))));
    },
  };
}

const limits = (text: string): number[] =>
  text
    .split(";")
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => Number(part.replaceAll(/\.(?=\d{3}(\D|$))/g, "").replace(",", ".")))
    .filter(Number.isFinite);
