// Rows in an order, narrowed by words, cells as people read them.

import { fold, wordsOf } from "../fold.ts";

/** A column as the page says it is: `text`, `integer`, `number`, `date` or `yes-no`. */
export interface Column {
  kind: string;
}

export class Rows {
  readonly #rows: string[][];
  readonly #columns: Column[];
  readonly #collator: Intl.Collator;
  readonly #numbers: Intl.NumberFormat;
  /** What is searched, made when somebody types first. */
  #texts: Map<string[], string> | undefined;
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

  /** Keeps the rows that have all words, without marks. */
  narrow(query: string): void {
    const words = wordsOf(query);
    this.#texts ??= new Map(this.#rows.map((row) => [row, fold(row.map((cell, at) => `${cell} ${this.#cell(cell, at)}`).join(" "))]));
    this.#shown = words.length ? this.#rows.filter((row) => words.every((word) => this.#texts!.get(row)!.includes(word))) : this.#rows;
    this.#arrange();
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
