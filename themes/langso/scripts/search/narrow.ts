// Narrowing what was found: by kind, province, year, topic, commune. Each choice says how many results it leaves.

import { element } from "../dom.ts";
import type { Facets } from "./index.ts";

/** The names that stand in the address, as people read them there. */
const NAMES = { kind: "loai", place: "tinh", year: "nam", topic: "chu-de", commune: "xa" } as const;
type Name = keyof typeof NAMES;

/** The first label of a column. */
const FIRST = "#".charCodeAt(0);

export class Narrow {
  readonly element = element("div", { class: "search-narrow" });
  private readonly selects = new Map<Name, HTMLSelectElement>();
  private readonly chosen = new Map<Name, string>();

  constructor(words: DOMStringMap, address: URLSearchParams, change: () => void) {
    for (const name of Object.keys(NAMES) as Name[]) {
      const select = element("select", { "aria-label": words[name]! });
      const value = address.get(NAMES[name]);
      if (value) this.chosen.set(name, value);
      select.dataset.all = `${words[name]}: ${words.all}`;
      select.onchange = () => {
        if (select.value) this.chosen.set(name, select.value);
        else this.chosen.delete(name);
        change();
      };
      this.selects.set(name, select);
      this.element.append(select);
    }
  }

  /** Whether anything is chosen, so that facets are needed before the first result. */
  get active(): boolean {
    return this.chosen.size > 0;
  }

  /** Puts the choices into an address. */
  write(address: URLSearchParams): void {
    for (const [name, value] of this.chosen) address.set(NAMES[name], value);
  }

  /** Entries that every choice leaves; shows what may be chosen among them. */
  apply(entries: number[], facets: Facets): number[] {
    const tests = new Map([...this.chosen].map(([name, label]) => [name, bears(facets, name, label)]));
    for (const [name, select] of this.selects) {
      // What a facet offers is counted among what the other choices leave.
      const others = [...tests].filter(([other]) => other !== name).map(([, test]) => test);
      this.offer(name, select, counts(facets, name, entries.filter((entry) => others.every((test) => test(entry)))));
    }
    return entries.filter((entry) => [...tests.values()].every((test) => test(entry)));
  }

  private offer(name: Name, select: HTMLSelectElement, counts: [string, number][]): void {
    const chosen = this.chosen.get(name) ?? "";
    const options = counts.map(([label, count]) => new Option(`${label} (${count})`, label, false, label === chosen));
    if (chosen && !counts.some(([label]) => label === chosen)) options.push(new Option(`${chosen} (0)`, chosen, false, true));
    select.replaceChildren(new Option(select.dataset.all!, ""), ...options);
    select.value = chosen;
    select.hidden = counts.length < 2 && !chosen;
  }
}

function bears(facets: Facets, name: Name, label: string): (entry: number) => boolean {
  const facet = facets[name];
  const at = facet.labels.indexOf(label);
  if ("column" in facet) return (entry) => at >= 0 && facet.column.charCodeAt(entry) === FIRST + at;
  const bearers = new Set(facet.entries[at]);
  return (entry) => bearers.has(entry);
}

/** Labels that some of the entries bear, with how many do. Years have the latest first. */
function counts(facets: Facets, name: Name, entries: number[]): [string, number][] {
  const facet = facets[name];
  const counts = new Array<number>(facet.labels.length).fill(0);
  if ("column" in facet) {
    for (const entry of entries) {
      const label = facet.column.charCodeAt(entry) - FIRST;
      if (label >= 0) counts[label]!++;
    }
  } else {
    const among = new Set(entries);
    facet.entries.forEach((bearers, label) => (counts[label] = bearers.filter((entry) => among.has(entry)).length));
  }
  const found = facet.labels.map((label, at) => [label, counts[at]!] as [string, number]).filter(([, count]) => count > 0);
  return name === "year" ? found.reverse() : found;
}
