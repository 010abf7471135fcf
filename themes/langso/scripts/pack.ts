// Brings up what takes pages along (`data-pack`), and the list of what is kept (`data-shelf`).

import { packControl } from "./offline/control.ts";
import { shelf } from "./offline/shelf.ts";
import { Store } from "./offline/store.ts";

const manifest = document.querySelector<HTMLLinkElement>('link[rel="manifest"]');

if (manifest && navigator.serviceWorker && "caches" in window) {
  const store = new Store(new URL("./", manifest.href).pathname);
  for (const element of document.querySelectorAll<HTMLElement>("[data-pack]")) void packControl(store, element);
  const own = document.querySelector<HTMLElement>("[data-shelf]");
  if (own) void shelf(store, own);
}
