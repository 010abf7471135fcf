// Figures -> limits between classes. Pure. The static maps part theirs alike (src/domain/classes.rs).

import type { Limit } from "./measures.ts";

/** `manual` takes the limits that somebody typed. */
export type Method = "natural" | "quantile" | "pretty" | "manual";
export const METHODS: Method[] = ["natural", "quantile", "pretty", "manual"];

/** As many as the palette has shades. */
const MOST = 5;

export interface Classes {
  /** Between classes, ascending. */
  limits: number[];
  side: "above" | "below";
}

/** A threshold is always a limit: what meets it never has the colour of what doesn't. */
export function classify(figures: number[], method: Method, typed: number[], limit: Limit | null): Classes {
  const side = limit?.side ?? "above";
  const sorted = Float64Array.from(figures.filter(Number.isFinite)).sort();
  const found = method === "manual" ? typed.filter(Number.isFinite) : part(sorted, method, limit, side);
  const limits = [...new Set(limit ? [...found, limit.value] : found)].sort((a, b) => a - b);
  return { limits: limits.slice(0, 2 * MOST - 3), side };
}

export function classOf({ limits, side }: Classes, figure: number): number {
  const above = (limit: number) => (side === "above" ? figure >= limit : figure > limit);
  let at = 0;
  while (at < limits.length && above(limits[at]!)) at += 1;
  return at;
}

function part(sorted: Float64Array, method: Method, limit: Limit | null, side: Classes["side"]): number[] {
  if (!limit) return cut(sorted, MOST, method, side);
  const first = sorted.findIndex((figure) => (side === "above" ? figure >= limit.value : figure > limit.value));
  const middle = first < 0 ? sorted.length : first;
  const [below, above] = [sorted.subarray(0, middle), sorted.subarray(middle)];
  // Each side has classes by its number of figures, and one at least.
  const own = below.length === 0 ? 0 : above.length === 0 ? MOST : Math.min(MOST - 1, Math.max(1, Math.ceil((MOST * below.length) / sorted.length)));
  return [...cut(below, own, method, side), ...cut(above, MOST - own, method, side)];
}

function cut(sorted: Float64Array, count: number, method: Method, side: Classes["side"]): number[] {
  const classes = Math.min(count, new Set(sorted).size);
  if (classes < 2) return [];
  const least = sorted[0]!;
  const most = sorted[sorted.length - 1]!;
  switch (method) {
    case "pretty":
      return pretty(least, most, classes);
    case "quantile":
      return between(sorted, Array.from({ length: classes - 1 }, (_, at) => Math.round(((at + 1) * sorted.length) / classes)), side);
    default:
      return between(sorted, starts(sorted, classes), side);
  }
}

/** Where classes begin -> limits; a limit never parts equal figures. */
function between(sorted: Float64Array, begins: number[], side: Classes["side"]): number[] {
  const limits = begins.map((begin) => {
    let at = begin;
    while (at > 0 && sorted[at] === sorted[at - 1]) at -= 1;
    return at > 0 ? shortest(sorted[at - 1]!, sorted[at]!, side) : NaN;
  });
  return limits.filter(Number.isFinite);
}

/** Steps of 1, 2 or 5 times a power of ten: every limit is a round number. */
function pretty(least: number, most: number, classes: number): number[] {
  const raw = (most - least) / classes;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((times) => times * power).find((step) => step >= raw * 0.999)!;
  const limits = [];
  for (let times = Math.floor(least / step) + 1; times * step < most; times += 1) limits.push(Number((times * step).toPrecision(12)));
  return limits;
}

/** Natural breaks (Jenks 1967): least squares within classes, found exactly. Where classes begin, but for the first. */
function starts(sorted: Float64Array, classes: number): number[] {
  const n = sorted.length;
  const sums = new Float64Array(n + 1);
  const squares = new Float64Array(n + 1);
  for (let at = 0; at < n; at += 1) {
    // From the first figure on, so that large figures close together lose nothing.
    const own = sorted[at]! - sorted[0]!;
    sums[at + 1] = sums[at]! + own;
    squares[at + 1] = squares[at]! + own * own;
  }
  const cost = (from: number, to: number) => Math.max(0, squares[to]! - squares[from]! - (sums[to]! - sums[from]!) ** 2 / (to - from));
  let least = Float64Array.from({ length: n + 1 }, (_, to) => (to > 0 ? cost(0, to) : 0));
  const choices: Int32Array[] = [];
  for (let level = 1; level < classes; level += 1) {
    const next = new Float64Array(n + 1).fill(Infinity);
    const choice = new Int32Array(n + 1);
    // The best start never moves back as the end moves on: each half is searched beside the middle alone.
    const spans: [number, number, number, number][] = [[level + 1, n, level, n - 1]];
    for (let span = spans.pop(); span; span = spans.pop()) {
      const [low, high, first, last] = span;
      if (low > high) continue;
      const middle = (low + high) >> 1;
      let best = first;
      for (let from = first; from <= Math.min(last, middle - 1); from += 1) {
        const total = least[from]! + cost(from, middle);
        if (total < next[middle]!) [next[middle], best] = [total, from];
      }
      choice[middle] = best;
      spans.push([low, middle - 1, first, best], [middle + 1, high, best, last]);
    }
    least = next;
    choices.push(choice);
  }
  const begins = [];
  for (let level = classes - 1, to = n; level > 0; level -= 1) begins.unshift((to = choices[level - 1]![to]!));
  return begins;
}

/** The number with the fewest digits that parts `low` from `high`. */
function shortest(low: number, high: number, side: Classes["side"]): number {
  const fits = (limit: number) => (side === "above" ? low < limit && limit <= high : low <= limit && limit < high);
  for (let digits = 1; digits <= 15; digits += 1) {
    const power = 10 ** (Math.floor(Math.log10(Math.max(Math.abs(low), Math.abs(high), Number.MIN_VALUE))) + 1 - digits);
    const under = Math.floor(low / power);
    const limit = [under, under + 1].map((steps) => Number((steps * power).toPrecision(15))).find(fits);
    if (limit !== undefined) return limit;
  }
  return side === "above" ? high : low;
}
