// The piece of a text that says most of what was looked for, its words marked.

import { element } from "../dom.ts";
import { folds, spans } from "./words.ts";

/** Letters of a snippet, about two lines and a half on a phone. */
const LENGTH = 200;

/** A text with the words that were meant in `mark` elements. */
export function withMarks(text: string, meant: Set<string>): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let at = 0;
  const found = spans(text).filter(({ fold }) => meant.has(fold));
  for (let i = 0; i < found.length; i++) {
    const { start } = found[i]!;
    // Words in a row are one mark.
    while (found[i + 1] && /^\s+$/.test(text.slice(found[i]!.end, found[i + 1]!.start))) i++;
    const { end } = found[i]!;
    parts.push(text.slice(at, start), element("mark", {}, text.slice(start, end)));
    at = end;
  }
  return [...parts, text.slice(at)];
}

/** How many different words that were meant a text has. */
export const said = (text: string, meant: Set<string>): number => new Set(folds(text).filter((word) => meant.has(word))).size;

/** Cuts a long text around the place that says most. */
export function cut(text: string, meant: Set<string>): string {
  if (text.length <= LENGTH) return text;
  const found = spans(text).filter(({ fold }) => meant.has(fold));
  let best = { start: 0, count: 0 };
  for (let first = 0; first < found.length; first++) {
    const seen = new Set<string>();
    for (let at = first; found[at] && found[at]!.end - found[first]!.start < LENGTH - 40; at++) seen.add(found[at]!.fold);
    if (seen.size > best.count) best = { start: found[first]!.start, count: seen.size };
  }
  let start = Math.max(0, best.start - 40);
  if (start > 0) start = text.indexOf(" ", start) + 1;
  const end = start + LENGTH < text.length ? text.lastIndexOf(" ", start + LENGTH) : text.length;
  return `${start > 0 ? "… " : ""}${text.slice(start, end).replaceAll("\n", " · ")}${end < text.length ? " …" : ""}`;
}
