// Filters a list as one types, without diacritics, and by its facets. The list itself stands in the page, grouped, with
// links to lists by each facet: this only hides rows. Controls are made here, so that nothing dead is shown without scripts.

import { fold, wordsOf } from "./fold.ts";

interface Row {
  element: HTMLElement;
  text: string;
  /** By the facet's name; a row may have several values of one facet. */
  values: Record<string, string[]>;
}

function filter(list: HTMLElement): void {
  const { text, all, count, none, facets } = list.dataset as Record<string, string>;
  const names = facets!.split("|").map((facet) => facet.split("=") as [string, string]);
  const rows: Row[] = [...list.querySelectorAll<HTMLElement>("[data-row]")].map((element) => ({
    element,
    text: fold(`${element.textContent} ${Object.values(element.dataset).join(" ")}`),
    values: Object.fromEntries(names.map(([name]) => [name, (element.dataset[name] ?? "").split("|").filter(Boolean)])),
  }));
  if (rows.length < 2) return;

  const form = document.createElement("form");
  form.className = "filter";
  form.role = "search";
  const words = document.createElement("input");
  words.type = "search";
  words.autocomplete = "off";
  form.append(labelled(text!, words, "filter-words"));
  const selects = new Map<string, HTMLSelectElement>();
  for (const [name, title] of names) {
    const values = [...new Set(rows.flatMap((row) => row.values[name]!))].sort((a, b) => a.localeCompare(b, "vi", { numeric: true }));
    if (values.length < 2) continue;
    const select = document.createElement("select");
    select.append(new Option(all!, ""), ...values.map((value) => new Option(value, value)));
    selects.set(name, select);
    form.append(labelled(title, select));
  }
  const said = document.createElement("p");
  said.className = "filter-count";
  said.setAttribute("aria-live", "polite");
  form.append(said);

  const apply = (): void => {
    const wanted = wordsOf(words.value);
    let shown = 0;
    for (const row of rows) {
      const fits =
        wanted.every((word) => row.text.includes(word)) &&
        [...selects].every(([name, select]) => !select.value || row.values[name]!.includes(select.value));
      row.element.hidden = !fits;
      if (fits) shown += 1;
    }
    for (const group of list.querySelectorAll<HTMLElement>("[data-group]")) {
      group.hidden = !group.querySelector("[data-row]:not([hidden])");
    }
    said.textContent = shown ? count!.replace("{n}", String(shown)).replace("{total}", String(rows.length)) : none!;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
  list.before(form);
}

function labelled(title: string, control: HTMLElement, kind = ""): HTMLElement {
  const label = document.createElement("label");
  label.className = kind;
  label.append(title, control);
  return label;
}

for (const list of document.querySelectorAll<HTMLElement>("[data-filter]")) filter(list);
