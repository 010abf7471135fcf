// Words that may have been meant: what was typed goes on, was mistyped, or was typed without an input method.

/** Sounds that many write alike, and spellings of one sound. */
const ALIKE: [string, string][] = [
  ["l", "n"], ["s", "x"], ["ch", "tr"], ["d", "gi"], ["d", "r"], ["gi", "r"], ["i", "y"], ["c", "k"], ["ng", "ngh"], ["g", "gh"], ["c", "t"], ["n", "ng"], ["nh", "ng"], ["t", "th"], ["p", "ph"], ["k", "kh"], ["c", "ch"], ["n", "nh"],
];
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** Words that begin with a prefix, the frequent ones first. */
export function completions(words: Map<string, number>, prefix: string, most: number): string[] {
  const found = [...words].filter(([word]) => word !== prefix && word.startsWith(prefix));
  return found.sort((a, b) => b[1] - a[1] || a[0].length - b[0].length).slice(0, most).map(([word]) => word);
}

/** Words one error away: those that sound alike first, then the frequent ones. */
export function mistyped(words: Map<string, number>, word: string, most: number): string[] {
  if (word.length < 2) return [];
  const found = new Map<string, number>();
  const offer = (candidate: string, cost: number) => {
    const count = words.get(candidate);
    if (count !== undefined && candidate !== word) found.set(candidate, Math.max(found.get(candidate) ?? 0, count + cost));
  };
  for (const [one, other] of ALIKE) {
    for (const [from, to] of [[one, other], [other, one]] as const) {
      if (word.startsWith(from)) offer(to + word.slice(from.length), 100);
      if (word.endsWith(from)) offer(word.slice(0, -from.length) + to, 100);
    }
  }
  for (let at = 0; at <= word.length; at++) {
    const [head, tail] = [word.slice(0, at), word.slice(at)];
    offer(head + tail.slice(1), 0);
    if (tail.length > 1) offer(head + tail[1]! + tail[0]! + tail.slice(2), 8);
    for (const letter of LETTERS) {
      offer(head + letter + tail.slice(1), 0);
      offer(head + letter + tail, 0);
    }
  }
  return [...found].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, most).map(([candidate]) => candidate);
}

/** `duwowngf` as somebody meant it whose keyboard wrote no Vietnamese (Telex): `duong`. Folded, since marks are what went wrong. */
export function telex(word: string): string {
  return word
    .replace(/[sfrxj]$/, "")
    .replace(/([aeod])\1/g, "$1")
    .replace(/([aou])w/g, "$1")
    .replace(/w/g, "u");
}
