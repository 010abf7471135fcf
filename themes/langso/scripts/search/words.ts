// Text into words, as src/search/words.rs does it: what was typed must meet what was indexed.

import { fold } from "../fold.ts";

/** The tones; the circumflex, the breve and the horn make other letters. */
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;

export interface Word {
  /** Without marks: `duong`. */
  fold: string;
  /** In lower case, its tone last: `xa\u0301`. */
  mark: string;
  /** Whether it follows the word before it without a stop between. */
  joined: boolean;
  /** Where it stands in the text. */
  start: number;
  end: number;
}

/** A tone belongs to the syllable, so `hoà` and `hòa` are one. */
export function marked(word: string): string {
  const letters = word.normalize("NFD").toLowerCase();
  const tone = letters.match(TONES)?.at(-1) ?? "";
  return letters.replace(TONES, "").normalize("NFC") + tone;
}

export function words(text: string): Word[] {
  const found: Word[] = [];
  for (const match of text.matchAll(WORD)) {
    const [start, end] = [match.index, match.index + match[0].length];
    const between = text.slice(found.at(-1)?.end ?? 0, start);
    found.push({ fold: fold(match[0]), mark: marked(match[0]), joined: found.length > 0 && !parts(between), start, end });
  }
  return found;
}

/** Blanks, hyphens and slashes part no neighbours. */
const parts = (between: string) => /[^\s\-/.–'’]|\n/.test(between) || (between.includes(".") && /\s/.test(between));
