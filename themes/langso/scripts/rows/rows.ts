// Rows in an order, narrowed by words, cells as people read them.

import { fold, wordsOf } from "../fold.ts";

/** A column as the page says it is: `text`, `integer`, `number`, `date` or `yes-no`. */
export interface Column {
  kind: string;
}

/** Which rows are wanted: with words, anywhere or in one column, or with a figure of that column in a range. */
export interface Wanted {
  words: string;
  column?: number | undefined;
  least?: number | undefined;
  most?: number | undefined;
}

/** Different values of a column that are offered to choose from; more are too many to look through. */
const OFFERED = 100;

export class Rows {
  readonly #rows: string[][];
  readonly #columns: Column[];
  readonly #collator: Intl.Collator;
  readonly #numbers: Intl.NumberFormat;
  /** What is searched of a row, made when it is first asked. */
  readonly #texts = new Map<string[], string>();
  #shown: string[][];
  #order: ((one: string[], other: string[]) => number) | undefined;

  constructor(rows: string[][], columns: Column[], lang: string) {
    this.#rows = rows;
    this.#columns = columns;
    this.#shown = rows;
    this.#collator = new Intl.Collator(lang, { numeric: true });
    this.#numbers = new Intl.NumberFormat(lang, { maximumFractionDigits: 2 });
  }

  get found(): number {
    return this.#shown.length;
  }

  number(value: number): string {
    return this.#numbers.format(value).replace("-", "−");
  }

  isFigure(at: number): boolean {
    return ["integer", "number"].includes(this.#columns[at]!.kind);
  }

  page(first: number, count: number): string[][] {
    return this.#shown.slice(first, first + count).map((row) => this.#columns.map((_, at) => this.#cell(row[at] ?? "", at)));
  }

  /** Keeps the rows that are wanted; words are compared without marks. */
  narrow({ words, column, least = -Infinity, most = Infinity }: Wanted): void {
    const all = wordsOf(words);
    const has = (row: string[]): boolean => {
      const text = column === undefined ? this.#text(row) : this.#searched(row[column] ?? "", column);
      return all.every((word) => text.includes(word));
    };
    const within = (row: string[]): boolean => {
      const cell = column === undefined ? "" : (row[column] ?? "");
      return cell !== "" && Number(cell) >= least && Number(cell) <= most;
    };
    const bounded = least > -Infinity || most < Infinity;
    this.#shown = all.length || bounded ? this.#rows.filter((row) => has(row) && (!bounded || within(row))) : this.#rows;
    this.#arrange();
  }

  /** The different values of a column as they are shown, in order; none where there are too many. */
  values(at: number): string[] {
    const values = new Set<string>();
    for (const row of this.#rows) {
      if (row[at]) values.add(this.#cell(row[at], at));
      if (values.size > OFFERED) return [];
    }
    return [...values].sort(this.#collator.compare);
  }

  /** Puts rows in the order of a column; empty cells come last in either direction. */
  sort(at: number, down: boolean): void {
    const compare = this.isFigure(at) ? (one: string, other: string) => Number(one) - Number(other) : this.#collator.compare;
    this.#order = (one, other) => {
      const [a, b] = [one[at] ?? "", other[at] ?? ""];
      if (!a || !b) return a ? -1 : b ? 1 : 0;
      return down ? compare(b, a) : compare(a, b);
    };
    this.#arrange();
  }

  #text(row: string[]): string {
    let text = this.#texts.get(row);
    if (text === undefined) this.#texts.set(row, (text = row.map((cell, at) => this.#searched(cell, at)).join(" ")));
    return text;
  }

  /** A cell as the file has it and as it is shown: somebody may type either. */
  #searched(cell: string, at: number): string {
    return fold(`${cell} ${this.#cell(cell, at)}`);
  }

  #arrange(): void {
    if (this.#order) this.#shown = [...this.#shown].sort(this.#order);
  }

  #cell(cell: string, at: number): string {
    const kind = this.#columns[at]?.kind;
    if (!cell) return "";
    if (this.isFigure(at) && Number.isFinite(Number(cell))) return this.number(Number(cell));
    // 2026-09-01 as 01/09/2026; a month or a year alone likewise.
    if (kind === "date") return cell.split("-").reverse().join("/");
    if (kind === "yes-no") return cell === "true" ? "✓" : "✗";
    return cell;
  }
}
