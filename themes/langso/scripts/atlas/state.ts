// What is coloured, kept in the address: #map=…&measure=xa-ntm/17.10&year=2025&beside=2023&classes=quantile&limits=50;80&hide=0,none

import { readHash, writeHash } from "../map/permalink.ts";
import { METHODS } from "./classes.ts";
import type { Measure } from "./measures.ts";
import type { Choice } from "./panel.ts";

/** A measure or year that there is no longer is left out. */
export function readChoice(measures: Measure[]): Choice | undefined {
  const measure = measures.find(({ id }) => id === readHash("measure"));
  if (!measure) return undefined;
  const year = measure.columns.findIndex(([when]) => when === readHash("year"));
  const beside = measure.columns.findIndex(([when]) => when === readHash("beside"));
  const method = METHODS.find((method) => method === readHash("classes")) ?? "natural";
  const parts = (key: string, by: string) => (readHash(key) ?? "").split(by).filter(Boolean);
  return {
    measure,
    year: year < 0 ? measure.columns.length - 1 : year,
    beside: beside < 0 || beside === year ? undefined : beside,
    method,
    typed: parts("limits", ";").map(Number).filter(Number.isFinite),
    hidden: new Set(parts("hide", ",").map((step) => (step === "none" ? -1 : Number(step)))),
  };
}

export function writeChoice(choice: Choice | undefined): void {
  const { measure, year, beside, method, typed, hidden } = choice ?? {};
  writeHash({
    measure: measure?.id,
    year: measure && measure.columns.length > 1 ? measure.columns[year!]![0] : undefined,
    beside: measure && beside !== undefined ? measure.columns[beside]![0] : undefined,
    classes: method === "natural" ? undefined : method,
    limits: method === "manual" && typed?.length ? typed.join(";") : undefined,
    hide: hidden?.size ? [...hidden].map((step) => (step < 0 ? "none" : String(step))).join(",") : undefined,
  });
}
