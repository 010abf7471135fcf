// The control with which a page is taken along: it says what it costs before anything is fetched.

import { NoRoom, missing, readList, takeAlong, takeAway } from "./pack.ts";
import type { Kept, Pack, Store } from "./store.ts";
import { button, day, size, word } from "./words.ts";

export async function packControl(store: Store, element: HTMLElement): Promise<void> {
  const address = element.dataset.pack!;
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  const actions = document.createElement("p");
  actions.className = "pack-actions";
  element.prepend(said, actions);

  const show = (text: string, ...buttons: HTMLButtonElement[]) => {
    const hadFocus = actions.contains(document.activeElement);
    said.textContent = text;
    actions.replaceChildren(...buttons);
    if (hadFocus) buttons[0]?.focus();
  };
  const remove = () => button(word(element, "remove"), () => void takeAway(store, address).then(start));
  const start = () => show("", button(word(element, "take"), () => void offer()));
  const here = (kept: Kept) => show(word(element, "kept", { date: day(kept.at), size: size(kept.room) }), remove());

  /** What it costs, and the choice. */
  async function offer(): Promise<void> {
    try {
      const pack = await readList(address);
      const holes = { size: size(pack.sent), room: size(pack.room), n: String(pack.files.length) };
      show(word(element, "cost", holes), button(word(element, "fetch", holes), () => void fetchPack(pack)), button(word(element, "cancel"), start));
    } catch {
      show(word(element, "failed"), button(word(element, "again"), () => void offer()));
    }
  }

  async function fetchPack(pack: Pack): Promise<void> {
    const stop = new AbortController();
    const of = { total: String(pack.files.length) };
    show(word(element, "going", { n: "0", ...of }), button(word(element, "stop"), () => stop.abort()));
    try {
      here(await takeAlong(store, address, pack, (n) => (said.textContent = word(element, "going", { n: String(n), ...of })), stop.signal));
    } catch (error) {
      const kept = await store.pack(address);
      const text = word(element, error instanceof NoRoom ? "noRoom" : "failed", { room: size(pack.room) });
      show(text, button(word(element, "again"), () => void (kept ? update(kept) : offer())), ...(kept ? [remove()] : []));
    }
  }

  /** Tells of a newer pack; without a network, or a newer one, of the one that is here. */
  async function update(kept: Kept): Promise<void> {
    here(kept);
    const pack = await readList(address).catch(() => undefined);
    if (!pack || pack.version === kept.version) return;
    const cost = size(missing(pack, kept).reduce((sum, [, sent]) => sum + sent, 0));
    show(word(element, "newer", { size: cost, date: day(kept.at) }), button(word(element, "update", { size: cost }), () => void fetchPack(pack)), remove());
  }

  const kept = await store.pack(address);
  await (kept ? update(kept) : start());
}
