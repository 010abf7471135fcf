// On a product's page: says whether the label that led here is genuine, and whether what it tells still holds.
// It runs for addresses with `#nhan=` alone, and needs no network.

import { element } from "./dom.ts";
import { type Label, isGenuine, readLabel } from "./label/check.ts";
import { day, word } from "./offline/words.ts";

/** The day in Vietnam, as `2026-11-26`. */
const today = () => new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Ho_Chi_Minh" }).format();

/** What holds of a genuine label's stars; nothing where it tells none. */
function standing(said: HTMLElement, { stars, until }: Label): string[] {
  if (stars === "0") return [];
  const lapsed = until < today();
  const key = lapsed ? "lapsed" : said.dataset.stars === stars ? "inForce" : "changed";
  return [word(said, key, { n: stars, date: day(`${until}T12:00`) })];
}

async function verdict(said: HTMLElement, label: Label | undefined): Promise<[verdict: string, lines: string[]]> {
  const { key = "", address = "", name = "" } = said.dataset;
  if (!label) return ["false", [word(said, "false")]];
  const genuine = await isGenuine(label, address, key);
  if (genuine === undefined) return ["unchecked", [word(said, "unchecked")]];
  if (!genuine) return ["false", [word(said, "false")]];
  return ["genuine", [word(said, "genuine", { name }), ...standing(said, label), word(said, "compare")]];
}

async function check(said: HTMLElement): Promise<void> {
  if (!location.hash.startsWith("#nhan=")) return;
  const [outcome, lines] = await verdict(said, readLabel(location.hash));
  said.dataset.verdict = outcome;
  said.replaceChildren(...lines.map((line) => element("p", {}, line)));
  said.hidden = false;
}

const said = document.querySelector<HTMLElement>(".label-said");
if (said) {
  void check(said);
  // The next label of the same product is scanned while its page is open.
  addEventListener("hashchange", () => void check(said));
}
