// The whole table of a dataset in place of its first rows: sorted by a column, narrowed by words and by one column's figures, page by page. It is read when
// somebody asks for it, from the file that everybody can download. Without scripts the first rows and the files stay.

import { element } from "./dom.ts";
import { parse } from "./rows/csv.ts";
import { type FilterWords, filter } from "./rows/filter.ts";
import { type Column, Rows } from "./rows/rows.ts";

const PER_PAGE = 50;

type Words = FilterWords & Record<"open" | "title" | "count" | "none" | "back" | "on" | "failed", string>;

function offer(table: HTMLTableElement): void {
  const words = table.dataset as unknown as Words;
  const region = table.closest<HTMLElement>(".table-scroll")!;
  const button = element("button", { type: "button", class: "button button-quiet" }, words.open);
  const said = element("p", { role: "status" });
  const controls = element("div", { class: "rows-open" }, button, said);
  button.addEventListener("click", async () => {
    button.disabled = true;
    said.textContent = "…";
    try {
      const answer = await fetch(table.dataset.rows!);
      if (!answer.ok) throw new Error(String(answer.status));
      show(table, region, parse(await answer.text()).slice(1), words);
      controls.remove();
    } catch {
      said.textContent = words.failed;
      button.disabled = false;
    }
  });
  region.before(controls);
}

function show(table: HTMLTableElement, region: HTMLElement, cells: string[][], words: Words): void {
  const headings = [...table.querySelectorAll<HTMLTableCellElement>("thead th")];
  const columns = headings.map((heading): Column => ({ kind: heading.dataset.kind ?? "text" }));
  const rows = new Rows(cells, columns, document.documentElement.lang);
  const body = table.tBodies[0]!;

  const { form, count, find } = filter(
    rows,
    headings.map((heading) => heading.textContent),
    words,
    (wanted) => {
      rows.narrow(wanted);
      turn(0);
    },
  );
  const [back, on] = [words.back, words.on].map((word) => element("button", { type: "button", class: "button button-quiet" }, word)) as [HTMLButtonElement, HTMLButtonElement];
  const pager = element("div", { class: "rows-pager" }, back, on);

  let first = 0;
  const draw = (): void => {
    const shown = rows.page(first, PER_PAGE);
    body.replaceChildren(...shown.map((row) => element("tr", {}, ...row.map((cell, at) => element("td", rows.isFigure(at) ? { class: "figure" } : {}, cell)))));
    const range = `${rows.number(first + 1)}–${rows.number(first + shown.length)}`;
    count.textContent = shown.length ? words.count.replace("{range}", range).replace("{n}", rows.number(rows.found)) : words.none;
    back.disabled = first === 0;
    on.disabled = first + PER_PAGE >= rows.found;
    pager.hidden = back.disabled && on.disabled;
  };
  const turn = (to: number): void => {
    first = to;
    draw();
    region.scrollTop = 0;
  };
  back.addEventListener("click", () => turn(Math.max(0, first - PER_PAGE)));
  on.addEventListener("click", () => turn(first + PER_PAGE));
  for (const [at, heading] of headings.entries()) {
    const sort = element("button", { type: "button", class: "rows-sort" }, ...heading.childNodes);
    heading.replaceChildren(sort);
    sort.addEventListener("click", () => {
      const down = heading.ariaSort === "ascending";
      for (const other of headings) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      rows.sort(at, down);
      turn(0);
    });
  }
  const title = region.closest("section")?.querySelector("h2");
  if (title) title.textContent = words.title;
  region.before(form);
  region.after(pager);
  draw();
  find.focus();
}

for (const table of document.querySelectorAll<HTMLTableElement>("table[data-rows]")) offer(table);
