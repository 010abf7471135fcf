// A box that finds a name as somebody types it, with or without its marks: the combobox of the ARIA Authoring Practices
// (list autocomplete, manual selection). The page has a link to the whole list where this stands.

import { element } from "../dom.ts";
import { Names } from "./names.ts";
import { type Entry, search } from "./search.ts";

/** Results that are shown; more than a screen of them helps nobody. */
const SHOWN = 12;
/** Milliseconds without a key before what was typed is looked up. */
const PAUSE = 120;

/** Puts the box into `place` (templates/parts/find.html); `choose` gets the entry that was meant. */
export function findBox(place: HTMLElement, number: number, choose: (entry: Entry) => void): void {
  const words = place.dataset;
  const names = new Names(new URL(words.find!, document.baseURI));
  const id = `find-${number}`;
  const input = element("input", {
    id,
    type: "search",
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": `${id}-list`,
    "aria-autocomplete": "list",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    placeholder: words.placeholder!,
  });
  const label = element("label", { for: id }, words.label!);
  const list = element("ul", { id: `${id}-list`, class: "find-results", role: "listbox", "aria-label": words.label! });
  const status = element("p", { class: "find-status", role: "status" });
  list.hidden = true;
  place.prepend(label, element("div", { class: "find-box" }, input, list), status);
  place.dataset.state = "ready";

  let found: Entry[] = [];
  let active = -1;
  let asked = 0;
  let waiting = 0;

  function select(at: number): void {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = at;
    const option = list.children[at];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function show(visible: boolean): void {
    list.hidden = !visible;
    input.setAttribute("aria-expanded", String(visible));
    if (!visible) select(-1);
  }

  function option([, name, kind, , hint]: Entry, at: number): HTMLElement {
    const made = element("li", { id: `${id}-${at}`, role: "option", "aria-selected": "false" });
    const language: Record<string, string> = words.lang ? { lang: words.lang } : {};
    made.append(element("span", { class: "find-name", ...language }, name));
    if (kind === "former") made.append(" ", element("span", { class: "find-former" }, words.former!));
    if (hint) made.append(" ", element("span", { class: "find-hint", ...language }, hint));
    // The input keeps the focus.
    made.onpointerdown = (event) => event.preventDefault();
    made.onclick = () => go(at);
    return made;
  }

  function go(at: number): void {
    const entry = found[at];
    if (!entry) return;
    show(false);
    choose(entry);
  }

  async function look(): Promise<void> {
    const mine = ++asked;
    const typed = input.value.trim();
    if (!typed) {
      found = [];
      status.textContent = "";
      return show(false);
    }
    try {
      const { entries, more } = await search(names, typed);
      if (mine !== asked) return;
      found = entries.slice(0, SHOWN);
      list.replaceChildren(...found.map(option));
      active = -1;
      show(found.length > 0);
      place.dataset.found = typed;
      const count = words.count!.replace("{n}", String(found.length));
      const rest = more || entries.length > SHOWN;
      status.textContent = found.length === 0 ? words.none! : rest ? `${count}. ${words.more!}` : count;
    } catch {
      if (mine === asked) status.textContent = words.failed!;
    }
  }

  input.oninput = () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  };
  input.onfocus = () => void names.index().catch(() => undefined);
  input.onblur = () => show(false);
  input.onkeydown = (event) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && found.length > 0) {
      const from = active < 0 && step < 0 ? 0 : active;
      if (list.hidden) show(true);
      select((from + step + found.length) % found.length);
    } else if (event.key === "Enter") {
      // Somebody who types fast is ahead of the index.
      clearTimeout(waiting);
      if (active >= 0) go(active);
      else void look().then(() => go(0));
    } else if (event.key === "Escape") {
      if (list.hidden) input.value = "";
      show(false);
    } else return;
    event.preventDefault();
  };
}
