// Text into words, as src/search/words.rs does it: what was typed must meet what was indexed.

import { fold } from "../fold.ts";

/** The tones; the circumflex, the breve and the horn make other letters. */
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;

/** A word where it stands in a text. */
export interface Span {
  /** Without marks: `duong`. */
  fold: string;
  start: number;
  end: number;
}

export interface Word extends Span {
  /** In lower case, its tone last: `xa\u0301`. */
  mark: string;
  /** Whether it follows the word before it without a stop between. */
  joined: boolean;
}

/** Folds that were made: results say the same few words again and again, and a slow phone folds a thousand of them in 40 ms. */
const folded = new Map<string, string>();

function foldOnce(word: string): string {
  const known = folded.get(word);
  if (known !== undefined) return known;
  const made = fold(word);
  folded.set(word, made);
  return made;
}

export function spans(text: string): Span[] {
  return Array.from(text.matchAll(WORD), ({ 0: word, index }) => ({ fold: foldOnce(word), start: index, end: index + word.length }));
}

/** The words of a text, folded. */
export const folds = (text: string): string[] => spans(text).map(({ fold }) => fold);

/** A tone belongs to the syllable, so `hoà` and `hòa` are one. */
export function marked(word: string): string {
  const letters = word.normalize("NFD").toLowerCase();
  const tone = letters.match(TONES)?.at(-1) ?? "";
  return letters.replace(TONES, "").normalize("NFC") + tone;
}

export function words(text: string): Word[] {
  const found = spans(text);
  return found.map((span, at) => {
    const before = found[at - 1];
    const joined = before !== undefined && !parts(text.slice(before.end, span.start));
    return { ...span, mark: marked(text.slice(span.start, span.end)), joined };
  });
}

/** Blanks, hyphens and slashes part no neighbours. */
const parts = (between: string) => /[^\s\-/.–'’]|\n/.test(between) || (between.includes(".") && /\s/.test(between));
