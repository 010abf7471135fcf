// The form above a whole table: words to look for, a column to look in, and from where to where its figures go.

import { element } from "../dom.ts";
import type { Rows, Wanted } from "./rows.ts";

/** What the form says, from the page. */
export type FilterWords = Record<"find" | "column" | "any" | "least" | "most", string>;

/** Makes the form; `heard` gets what is wanted whenever that changes. */
export function filter(rows: Rows, headings: string[], words: FilterWords, heard: (wanted: Wanted) => void): { form: HTMLFormElement; count: HTMLElement; find: HTMLInputElement } {
  const values = element("datalist", { id: "gia-tri" });
  const find = element("input", { type: "search", autocomplete: "off", list: values.id });
  const column = element("select", {}, element("option", { value: "" }, words.any), ...headings.map((heading, at) => element("option", { value: String(at) }, heading)));
  const [least, most] = [words.least, words.most].map((word) => {
    const input = element("input", { type: "number", step: "any", inputmode: "decimal" });
    return { input, label: element("label", { hidden: "" }, word, input) };
  }) as [Bound, Bound];
  const count = element("p", { class: "filter-count", role: "status" });
  const form = element("form", { class: "filter", role: "search" }, element("label", { class: "filter-words" }, words.find, find), element("label", {}, words.column, column), least.label, most.label, values, count);

  const bound = ({ input }: Bound): number | undefined => (input.value === "" ? undefined : input.valueAsNumber);
  const say = (): void => heard({ words: find.value, column: column.value === "" ? undefined : Number(column.value), least: bound(least), most: bound(most) });
  column.addEventListener("change", () => {
    const at = column.value === "" ? undefined : Number(column.value);
    for (const { input, label } of [least, most]) {
      label.hidden = at === undefined || !rows.isFigure(at);
      input.value = "";
    }
    const offered = at === undefined || rows.isFigure(at) ? [] : rows.values(at);
    values.replaceChildren(...offered.map((value) => element("option", { value })));
    say();
  });
  for (const input of [find, least.input, most.input]) input.addEventListener("input", say);
  form.addEventListener("submit", (event) => event.preventDefault());
  return { form, count, find };
}

interface Bound {
  input: HTMLInputElement;
  label: HTMLLabelElement;
}
