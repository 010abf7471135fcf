// The box that finds a name. What is chosen opens its page, unless a map on this page takes it (map.ts) and shows the place.

import { findBox } from "./find/box.ts";
import { type Entry, FOUND } from "./find/names.ts";

/** Waits for a map that is on its way: somebody who types fast is ahead of it. */
function mapThatLoads(): Promise<void> {
  const loading = document.querySelector<HTMLElement>('[data-page][data-state="loading"]');
  if (!loading) return Promise.resolve();
  return new Promise((resolve) => {
    const watcher = new MutationObserver(() => {
      if (loading.dataset.state === "loading") return;
      watcher.disconnect();
      resolve();
    });
    watcher.observe(loading, { attributeFilter: ["data-state"] });
  });
}

async function choose(place: HTMLElement, entry: Entry): Promise<void> {
  await mapThatLoads();
  const found = new CustomEvent(FOUND, { detail: entry, bubbles: true, cancelable: true });
  if (place.dispatchEvent(found)) location.assign(entry[3]);
}

document.querySelectorAll<HTMLElement>("[data-find]").forEach((place, number) => findBox(place, number, (entry) => void choose(place, entry)));
