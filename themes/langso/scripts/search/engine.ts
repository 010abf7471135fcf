// What was typed, and the entries that fit, best first.
//
// Marks that were typed count, marks that were not don't. A word counts by how rare it is and how much an entry is about it; two
// words that follow each other, and a whole name, count on top. Entries that say every word come alone, if there are any.

import type { Index, Shard, Variant } from "./index.ts";
import { completions, mistyped, telex } from "./nearby.ts";
import { type Word, words } from "./words.ts";

export interface Found {
  /** Entries, best first. */
  entries: number[];
  /** Folded words by which they were found, for marking them. */
  meant: Set<string>;
  /** Whether other words than the typed ones were meant. */
  guessed: boolean;
}

/** What may stand where a word was typed. */
interface Reading {
  word: string;
  factor: number;
}

/** Marks other than those that were typed, and marks where none were. */
const OTHER_MARKS = 0.3;
const ANY_MARKS = 0.95;
const COMPLETED = 0.55;
const GUESSED = 0.45;
const PAIR = 1.3;
const WHOLE_NAME = 2.5;
/** A word for the kind of a unit, which is no part of its name. */
const KIND = 0.15;
/** Shards that a word's other readings may cost. */
const COMPLETIONS = 4;
const GUESSES = 6;
const GUESSES_AT_KNOWN = 5;
const MOST_WORDS = 12;
/** With fewer entries than these the last word may still go on. */
const FEW = 10;

/** Words for kinds of units, which are no part of a unit's name. */
const KINDS = ["xa", "phuong", "thi tran", "dac khu", "huyen", "quan", "thi xa", "thanh pho", "tinh", "tp"];

/** How many of the first words tell the kind of a unit. */
function kindWords(typed: Word[]): number {
  const two = KINDS.includes(`${typed[0]?.fold} ${typed[1]?.fold}`) ? 2 : 0;
  const count = two || (KINDS.includes(typed[0]?.fold ?? "") ? 1 : 0);
  return count < typed.length ? count : 0;
}

/** Looks up what was typed. While somebody is typing, the last word may go on. */
export async function search(index: Index, text: string): Promise<Found> {
  const typed = words(text).slice(0, MOST_WORDS);
  if (typed.length === 0) return { entries: [], meant: new Set(), guessed: false };
  const lexicon = await index.words();
  const itself = typed.map(({ fold }) => [{ word: fold, factor: 1 }]);
  let best = await score(index, typed, itself);
  // Each of these costs more files, so it is tried only when nothing says all that was typed.
  const goingOn = /[\p{L}\p{N}\p{M}]$/u.test(text) ? await completed(index, lexicon, typed, best.whole) : [];
  if (goingOn.length > 0 && (!best.whole || best.entries.length < FEW)) {
    const tried = await score(index, typed, [...itself.slice(0, -1), [...itself.at(-1)!, ...goingOn]]);
    if (tried.whole) best = tried;
  }
  if (!best.whole) {
    const tried = await score(index, typed, typed.map((word, at) => [...itself[at]!, ...(at === typed.length - 1 ? goingOn : []), ...meant(word, lexicon)]));
    if (tried.whole || best.entries.length === 0) best = { ...tried, guessed: true };
  }
  return best;
}

/** What the last word may become: first what follows the word before it in some name, then, unless it is a word already, what is frequent. */
async function completed(index: Index, lexicon: Map<string, number>, typed: Word[], isWord: boolean): Promise<Reading[]> {
  const [before, last] = [typed.at(-2)?.fold, typed.at(-1)!.fold];
  const start = `${before} ${last}`;
  const pairs = before ? [...(await index.shard(before))].filter(([key]) => key.startsWith(start)) : [];
  const count = (variants: Variant[]) => variants.reduce((sum, { entries }) => sum + entries.length, 0);
  const following = pairs.sort(([, a], [, b]) => count(b) - count(a)).map(([key]) => key.slice(before!.length + 1));
  const frequent = last.length > 1 && !isWord ? completions(lexicon, last, COMPLETIONS) : [];
  const words = new Set([...following.slice(0, COMPLETIONS), ...frequent]);
  words.delete(last);
  return [...words].slice(0, COMPLETIONS).map((word) => ({ word, factor: COMPLETED }));
}

/** What was meant by a word: what a keyboard without Vietnamese made of it, or what is one error away. */
function meant({ fold }: Word, lexicon: Map<string, number>): Reading[] {
  if (!/[a-z]/.test(fold)) return [];
  const plain = telex(fold);
  const unknown = !lexicon.has(fold);
  const found = unknown && plain !== fold && lexicon.has(plain) ? [plain] : mistyped(lexicon, fold, unknown ? GUESSES : GUESSES_AT_KNOWN);
  return found.map((word) => ({ word, factor: GUESSED }));
}

async function score(index: Index, typed: Word[], readings: Reading[][]): Promise<Found & { whole: boolean }> {
  const { entries: count } = await index.head();
  const wanted = new Set(readings.flat().map(({ word }) => word));
  const shards = new Map(await Promise.all([...wanted].map(async (word) => [word, await index.shard(word)] as const)));
  const kind = kindWords(typed);
  const tally = new Tally(count);

  for (const [at, alternatives] of readings.entries()) {
    const known = alternatives.flatMap(({ word, factor }) => variants(shards, word, word).map((variant) => ({ variant, factor })));
    tally.word(known.map(({ variant, factor }) => ({ variant, factor: factor * (at < kind ? KIND : 1) * likeness([typed[at]!], variant.mark) })), at >= kind);
    const next = typed[at + 1];
    if (!next?.joined) continue;
    for (const one of alternatives) {
      for (const two of readings[at + 1]!) {
        for (const variant of variants(shards, one.word, `${one.word} ${two.word}`)) {
          tally.more(variant, PAIR * one.factor * two.factor * likeness([typed[at]!, next], variant.mark));
        }
      }
    }
  }
  const named = (name: Word[], factor: number) => {
    for (const variant of variants(shards, name[0]!.fold, `=${name.map(({ fold }) => fold).join(" ")}`)) {
      tally.more(variant, factor * WHOLE_NAME * likeness(name, variant.mark.slice(1)));
    }
  };
  const bare = typed.slice(kind);
  named(typed, 1);
  if (kind > 0) {
    // A name comes before its kind: `Xã Dương Xá` is indexed as `duong xa` and as `duong xa xa`.
    named(bare, 1);
    named([...bare, ...typed.slice(0, kind)], 1);
  }
  // `tan an vinh long`: a name and what it lies in.
  for (let length = 1; length < bare.length; length++) named(bare.slice(0, length), length / bare.length);
  const { entries, whole } = tally.best(typed.length - kind);
  return { entries, whole, guessed: false, meant: wanted };
}

const variants = (shards: Map<string, Shard>, first: string, key: string): Variant[] => shards.get(first)?.get(key) ?? [];

/** How well the marks of some words fit: words that were typed without any fit all, and best those that have none. */
function likeness(typed: Word[], mark: string): number {
  const marks = mark.split(" ");
  const fit = (word: Word, at: number) => (word.mark === marks[at] ? 1 : word.mark === word.fold ? ANY_MARKS : OTHER_MARKS);
  return typed.reduce((product, word, at) => product * fit(word, at), 1);
}

/** What entries have scored. */
class Tally {
  private readonly score: Float32Array;
  private readonly words: Uint8Array;
  /** Of the word that is being counted: an entry counts its best reading once. */
  private readonly best_of_word: Float32Array;

  constructor(private readonly count: number) {
    this.score = new Float32Array(count);
    this.words = new Uint8Array(count);
    this.best_of_word = new Float32Array(count);
  }

  /** The rarer, the more it tells (BM25's idf). */
  private rarity(entries: number): number {
    return Math.log(1 + (this.count - entries + 0.5) / (entries + 0.5));
  }

  word(readings: { variant: Variant; factor: number }[], needed: boolean): void {
    const touched: number[] = [];
    for (const { variant: { entries, weights }, factor } of readings) {
      const each = (factor * this.rarity(entries.length)) / 255;
      for (let i = 0; i < entries.length; i++) {
        const entry = entries[i]!;
        if (this.best_of_word[entry] === 0) touched.push(entry);
        this.best_of_word[entry] = Math.max(this.best_of_word[entry]!, each * weights[i]!);
      }
    }
    for (const entry of touched) {
      this.score[entry]! += this.best_of_word[entry]!;
      this.best_of_word[entry] = 0;
      if (needed) this.words[entry]!++;
    }
  }

  more({ entries, weights }: Variant, factor: number): void {
    const each = (factor * this.rarity(entries.length)) / 255;
    for (let i = 0; i < entries.length; i++) this.score[entries[i]!]! += each * weights[i]!;
  }

  /** The entries that have the most words, best first, and whether that is all of them. */
  best(needed: number): { entries: number[]; whole: boolean } {
    const most = this.words.reduce((most, words) => Math.max(most, words), 0);
    const entries: number[] = [];
    if (most > 0) this.words.forEach((words, entry) => words === most && entries.push(entry));
    // Float32 scores tie often among namesakes; entries of today come before those of the past.
    entries.sort((a, b) => this.score[b]! - this.score[a]! || a - b);
    return { entries, whole: most >= needed };
  }
}
