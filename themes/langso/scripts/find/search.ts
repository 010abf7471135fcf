// What somebody typed, and the entries that fit, best first. Marks that were typed count; marks that were not don't.

import { fold as folded } from "../fold.ts";
import type { Entry, Names } from "./names.ts";

export type { Entry } from "./names.ts";

/** The words for kinds of units that may stand before a name; with their marks or without any, never with others. */
const KIND = /^(xã|xa|phường|phuong|thị trấn|thi tran|đặc khu|dac khu|huyện|huyen|quận|quan|thị xã|thi xa|thành phố|thanh pho|tỉnh|tinh)\s+(?=\S)/;

/** As the index folds it: no marks, no case, đ is d, words parted by single blanks. */
export function fold(text: string): string {
  return folded(text).replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

const clean = (text: string) => text.normalize("NFC").toLowerCase().trim().replace(/\s+/g, " ");

export async function search(names: Names, typed: string): Promise<{ entries: Entry[]; more: boolean }> {
  const [before = "", ...after] = clean(typed).split(",");
  const kind = fold(KIND.exec(before)?.[0] ?? "");
  const name = before.replace(KIND, "").trim();
  const words = fold(name).split(" ").filter(Boolean);
  const within = after.map((part) => fold(part.trim().replace(KIND, ""))).filter(Boolean);
  // "duong xa gia lam": the last words may be the district or the province.
  for (let length = words.length; length > 0; length--) {
    const prefix = words.slice(0, length).join(" ");
    const wanted = [...within, words.slice(length).join(" ")].filter(Boolean);
    const { entries, more } = await names.startingWith(prefix);
    const fitting = entries.filter(([, , , , hint]) => wanted.every((part) => fold(hint).includes(part)));
    if (fitting.length > 0) return { entries: rank(fitting, prefix, length === words.length ? name : "", kind), more };
  }
  return { entries: [], more: false };
}

/** Marks first, then whole names, then the kind that was typed, then units of today; else as the index has them. */
function rank(entries: Entry[], prefix: string, name: string, kind: string): Entry[] {
  const marked = name !== "" && fold(name) !== name;
  const cost = ([key, full, type]: Entry) => {
    const bare = clean(full).replace(KIND, "");
    return (
      (marked && !bare.startsWith(name) ? 8 : 0) +
      (key === prefix ? 0 : 4) +
      (kind && !fold(full).startsWith(kind) ? 2 : 0) +
      ({ former: 1, thing: 3 }[type] ?? 0)
    );
  };
  return entries.map((entry) => ({ entry, cost: cost(entry) })).sort((a, b) => a.cost - b.cost).map(({ entry }) => entry);
}
