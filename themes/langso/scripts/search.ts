// The search page: results as one types, a link to each search, and more of them on demand. Without a script the page has
// everything from A to Y.

import { element } from "./dom.ts";
import { type Found, search } from "./search/engine.ts";
import { Index } from "./search/index.ts";
import { Narrow } from "./search/narrow.ts";
import { cut, said, withMarks } from "./search/snippet.ts";
import { folds } from "./search/words.ts";

/** Results that are shown at a time. */
const PAGE = 10;
/** Milliseconds without a key before what was typed is looked up. */
const PAUSE = 150;

const place = document.querySelector<HTMLElement>("[data-search]")!;
const texts = place.dataset;
const folder = new URL(texts.search!, document.baseURI);
const index = new Index(async (name) => {
  const answer = await fetch(new URL(name, folder));
  if (!answer.ok) throw new Error(`${answer.status} ${name}`);
  return answer.arrayBuffer();
});

const input = document.querySelector<HTMLInputElement>("#tim-kiem")!;
const elsewhere = document.querySelectorAll<HTMLAnchorElement>(".search-elsewhere a");
const status = element("p", { class: "search-status", role: "status" });
const list = element("ol", { class: "search-results" });
const more = element("button", { type: "button", class: "search-more" }, texts.more!);
const narrow = new Narrow(texts, new URLSearchParams(location.search), () => void look(true));
const choices = element("details", { class: "search-choices" }, element("summary", {}, texts.narrow!), narrow.element);
choices.open = narrow.active;
choices.hidden = more.hidden = true;
place.append(choices, status, list, more);

/** Snippets are asked for when they come into view: a phone shows four results, not ten. */
const unseen = new Map<Element, () => void>();
const watch = new IntersectionObserver((changes) => {
  for (const { target, isIntersecting } of changes) {
    if (!isIntersecting) continue;
    unseen.get(target)?.();
    unseen.delete(target);
    watch.unobserve(target);
  }
});

let asked = 0;
let waiting = 0;
let found: Found = { entries: [], meant: new Set(), guessed: false };
let shown: number[] = [];

/** Looks up what stands in the box; `remember` when somebody chose to, so that "back" leads to what was before. */
async function look(remember: boolean): Promise<void> {
  const mine = ++asked;
  const typed = input.value.trim();
  keep(typed, remember);
  document.title = typed ? `${typed} – ${texts.title}` : texts.title!;
  if (!typed) {
    choices.hidden = more.hidden = true;
    status.textContent = "";
    place.dataset.state = "empty";
    return list.replaceChildren();
  }
  place.dataset.state = "busy";
  const start = performance.now();
  try {
    const result = await search(index, input.value);
    const meant = await withMeanings(result.meant, typed);
    const facets = choices.open ? await index.facets() : undefined;
    if (mine !== asked) return;
    found = { ...result, meant };
    shown = facets ? narrow.apply(found.entries, facets) : found.entries;
    list.replaceChildren();
    await show();
    if (mine !== asked) return;
    say();
    performance.measure("search", { start });
    choices.hidden = found.entries.length < 2 && !narrow.active;
    place.dataset.found = typed;
    place.dataset.state = "ready";
  } catch {
    if (mine === asked) status.textContent = texts.failed!;
  }
}

function keep(typed: string, remember: boolean): void {
  const address = new URLSearchParams();
  if (typed) address.set("q", typed);
  narrow.write(address);
  // What was typed means the same in other languages; what it was narrowed by has other names there.
  for (const link of elsewhere) link.search = typed ? `?${new URLSearchParams({ q: typed })}` : "";
  const url = address.size ? `?${address}` : location.pathname;
  if (remember) history.pushState(null, "", url);
  else history.replaceState(null, "", url);
}

function say(): void {
  const count = shown.length.toLocaleString(document.documentElement.lang);
  const told = shown.length === 0 ? texts.none! : texts.count!.replace("{n}", count);
  status.textContent = found.guessed && shown.length > 0 ? `${texts.guessed!} ${told}` : told;
}

/** The next results. */
async function show(): Promise<void> {
  const start = list.children.length;
  const next = shown.slice(start, start + PAGE);
  const mine = asked;
  const [head, results] = [await index.head(), await Promise.all(next.map((entry) => index.result(entry)))];
  if (mine !== asked) return;
  const wanted = Math.min(found.meant.size, folds(input.value).length);
  for (const [at, [title, url, kind, hint, lead]] of results.entries()) {
    const snippet = element("p", { class: "search-snippet" }, ...withMarks(lead, found.meant));
    list.append(
      element(
        "li",
        {},
        element("a", { href: url }, ...withMarks(title, found.meant)),
        element("p", { class: "search-kind" }, [head.kinds[kind]!, hint].filter(Boolean).join(" · ")),
        snippet,
      ),
    );
    // The lead is there at once; the text is asked for only where it says more of what was looked for.
    if (said(`${title} ${hint} ${lead}`, found.meant) < wanted) {
      unseen.set(snippet.parentElement!, () => void sayMore(next[at]!, lead, snippet));
      watch.observe(snippet.parentElement!);
    }
  }
  more.hidden = list.children.length >= shown.length;
}

async function sayMore(entry: number, lead: string, snippet: HTMLElement): Promise<void> {
  const text = await index.text(entry).catch(() => undefined);
  if (text && said(text, found.meant) > said(lead, found.meant)) snippet.replaceChildren(...withMarks(cut(text, found.meant), found.meant));
}

/** Abbreviations and what they stand for, folded word by word. */
let forms: string[][][] | undefined;

/** What was meant, with the other forms of abbreviations. */
async function withMeanings(meant: Set<string>, typed: string): Promise<Set<string>> {
  forms ??= (await index.head()).abbreviations.map((pair) => pair.map(folds));
  const all = ` ${folds(typed).join(" ")} `;
  const says = (form: string[]) => all.includes(` ${form.join(" ")} `);
  return new Set([...meant, ...forms.flatMap(([short, long]) => (says(short!) ? long! : says(long!) ? short! : []))]);
}

// What results can be narrowed by weighs as much as they do, so it comes when somebody wants it.
choices.ontoggle = () => choices.open && input.value.trim() && void look(false);
input.oninput = () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => void look(false), PAUSE);
};
input.form!.onsubmit = (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  void look(true);
};
more.onclick = async () => {
  const before = list.children.length;
  await show();
  list.children[before]?.querySelector("a")?.focus();
};
// Up and down walk through the results, from the box and back to it.
place.parentElement!.addEventListener("keydown", (event) => {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  const links = [...list.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  if (step === 0 || (at < 0 && (document.activeElement !== input || step < 0))) return;
  (at + step < 0 ? input : links[at + step])?.focus();
  event.preventDefault();
});
window.addEventListener("popstate", () => location.reload());

input.value = new URLSearchParams(location.search).get("q") ?? "";
if (input.value) void look(false);
else input.onfocus = () => void index.head().catch(() => undefined);
