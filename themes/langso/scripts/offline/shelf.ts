// The page that tells what is kept on this device.

import { element } from "../dom.ts";
import { packControl } from "./control.ts";
import { sweep } from "./pack.ts";
import type { Store } from "./store.ts";
import { button, word } from "./words.ts";

export async function shelf(store: Store, own: HTMLElement): Promise<void> {
  // This page stands in for another one that is not here.
  document.querySelector<HTMLElement>("[data-missing]")!.hidden = location.pathname === own.dataset.shelf;
  await sweep(store);
  await listPacks(store, own);
  await listPages(store, own);
}

async function listPacks(store: Store, own: HTMLElement): Promise<void> {
  const list = own.querySelector(".shelf-packs")!;
  const packs = [...(await store.packs())];
  list.replaceChildren(...(packs.length ? [] : [element("li", { class: "soft" }, word(own, "none"))]));
  for (const [address, kept] of packs) {
    const control = element("div", { class: "pack" });
    Object.assign(control.dataset, own.dataset, { pack: address });
    list.append(element("li", {}, element("a", { href: kept.page }, kept.title), control));
    void packControl(store, control);
  }
}

/** The letters that templates escape. */
const plain = (text: string) => text.replace(/&(?:#x27|#39|quot|lt|gt|amp);/g, (mark) => ({ "&quot;": '"', "&lt;": "<", "&gt;": ">", "&amp;": "&" })[mark] ?? "'");

async function listPages(store: Store, own: HTMLElement): Promise<void> {
  const list = own.querySelector(".shelf-pages")!;
  const pages = await store.pages();
  const keys = [...(await pages.keys())].reverse().filter(({ url }) => new URL(url).pathname !== own.dataset.shelf);
  const items = keys.map(async (request) => {
    const title = /<title>([^<]*)<\/title>/.exec(await (await pages.match(request))!.text())?.[1] ?? request.url;
    return element("li", {}, element("a", { href: new URL(request.url).pathname }, plain(title).split(" | ")[0]!));
  });
  list.replaceChildren(...(keys.length ? await Promise.all(items) : [element("li", { class: "soft" }, word(own, "none"))]));
  const forget = async () => {
    await Promise.all(keys.map((request) => pages.delete(request)));
    await listPages(store, own);
  };
  const actions = own.querySelector(".shelf-forget")!;
  actions.replaceChildren(...(keys.length ? [button(word(own, "forget"), () => void forget())] : []));
}
