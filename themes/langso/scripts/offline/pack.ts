// Taking a pack along: it arrives whole in a cache of its own, and one write in the book makes it the one that counts.

import type { Kept, Pack, PackFile, Store } from "./store.ts";

/** Files asked for at once: a slow line is not the faster for more. */
const LINES = 4;

/** There is less room on the device than the pack takes. */
export class NoRoom extends Error {}

export async function readList(address: string): Promise<Pack> {
  const answer = await fetch(address, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return (await answer.json()) as Pack;
}

/** The files of a pack that are not here already: what an update costs. */
export function missing(pack: Pack, former: Kept | undefined): PackFile[] {
  const here = new Set(former?.files.map(([url, , integrity]) => `${url} ${integrity}`));
  return pack.files.filter(([url, , integrity]) => !here.has(`${url} ${integrity}`));
}

/** One window at a time: of two that take the same pack along the second finds it here. */
function alone<Made>(store: Store, work: () => Promise<Made>): Promise<Made> {
  return navigator.locks ? navigator.locks.request(`${store.prefix}packs`, work) : work();
}

/** Takes a pack along, or brings it up to date. When it fails, everything is as it was. */
export function takeAlong(store: Store, address: string, pack: Pack, told: (done: number) => void, signal: AbortSignal): Promise<Kept> {
  return alone(store, () => fetchAll(store, address, pack, told, signal));
}

async function fetchAll(store: Store, address: string, pack: Pack, told: (done: number) => void, signal: AbortSignal): Promise<Kept> {
  const former = await store.pack(address);
  if (former?.version === pack.version) return former;
  await askForRoom(pack);
  const name = store.packName(pack);
  await caches.delete(name);
  const cache = await caches.open(name);
  const old = former && (await caches.open(store.packName(former)));
  const absent = new Set(missing(pack, former));
  const queue = [...pack.files];
  let done = 0;
  const work = async () => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      const [url, , integrity] = file;
      const here = absent.has(file) ? undefined : await old?.match(url);
      // The browser refuses what is not the listed file: a list of today and a file of yesterday make no pack.
      const answer = here ?? (await fetch(url, { integrity, signal, cache: "no-cache" }));
      if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
      await cache.put(url, answer);
      told((done += 1));
    }
  };
  try {
    await Promise.all(Array.from({ length: LINES }, work));
  } catch (error) {
    queue.length = 0;
    await caches.delete(name);
    throw error;
  }
  const kept: Kept = { ...pack, at: new Date().toISOString() };
  await (await store.book()).put(address, Response.json(kept));
  if (former) await caches.delete(store.packName(former));
  return kept;
}

export async function takeAway(store: Store, address: string): Promise<void> {
  const kept = await store.pack(address);
  await (await store.book()).delete(address);
  if (kept) await caches.delete(store.packName(kept));
}

/** Takes away what a download left behind that was cut short: packs that the book does not name. */
export function sweep(store: Store): Promise<void> {
  return alone(store, async () => {
    const whole = new Set([...(await store.packs()).values()].map(store.packName));
    for (const name of await store.names("pack")) if (!whole.has(name)) await caches.delete(name);
  });
}

async function askForRoom({ room }: Pack): Promise<void> {
  const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  if (quota - usage < room) throw new NoRoom();
  // What was taken along on purpose should not go when the device is short of room; the browser may say no.
  await navigator.storage?.persist?.();
}
