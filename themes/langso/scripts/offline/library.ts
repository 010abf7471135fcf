// The worker's library: finds a kept answer, keeps pages that were read with all that they need, and lets old ones go.

import type { Store } from "./store.ts";

/** Pages that were read and stay; the one read longest ago goes first. */
const PAGES = 60;
/** A picture above this is shown and not kept. */
const PICTURE = 300 * 1024;

/** A name that changes with what the file holds. */
const FINGERPRINT = /\.[0-9a-f]{8}\.\w+$/;
export const isFingerprinted = (url: URL) => FINGERPRINT.test(url.pathname);

/** Styles, scripts and fonts that a page or a style sheet can't do without. A rare letter is read in another font, too. */
const needs = (text: string) =>
  [...text.matchAll(/(?:(?:href|src)=|url\()"([^"\s]+\.[0-9a-f]{8}\.(?:css|js|woff2))"/g)].map(([, url]) => url!).filter((url) => !url.includes("/fonts/rare/"));
/** Everything with a fingerprint that a text names. */
const named = (text: string) => text.match(/[^\s"'(),]+\.[0-9a-f]{8}\.\w+/g) ?? [];

/** An address as pages are kept under: whatever a link adds to it leads to the same page. */
const bare = (url: string) => url.replace(/[?#].*$/, "");

export class Library {
  constructor(private readonly store: Store) {}

  /** A kept answer: a page read lately, a file of one, the shell's, a pack's. */
  async find(url: string): Promise<Response | undefined> {
    for (const cache of [await this.store.pages(), ...(await this.shelves())]) {
      const found = await cache.match(url, { ignoreSearch: true });
      if (found) return found;
    }
    return undefined;
  }

  /** Only packs that the book names: one that is still arriving answers nothing. */
  private async shelves(): Promise<Cache[]> {
    const packs = [...(await this.store.packs()).values()].map(this.store.packName);
    const names = [...(await this.store.names("shell")), ...packs];
    return [await this.store.files(), ...(await Promise.all(names.map((name) => caches.open(name))))];
  }

  /** Another size or format of the same picture: `san-dinh.960.0a1b2c3d.webp` for `san-dinh.480.0a1b2c3d.jpg`. */
  async similar(url: URL): Promise<Response | undefined> {
    const stem = (path: string) => path.replace(/\.\d+\.[0-9a-f]{8}\.\w+$/, ".");
    for (const cache of await this.shelves()) {
      const other = (await cache.keys()).find((request) => stem(new URL(request.url).pathname) === stem(url.pathname));
      if (other) return cache.match(other);
    }
    return undefined;
  }

  /** Keeps a page once all that it needs is here; a page that would lie there naked is not kept. */
  async keepPage(url: string, answer: Response): Promise<void> {
    // What is gone on purpose is not kept for ever.
    if ([404, 410].includes(answer.status)) await (await this.store.pages()).delete(bare(url));
    if (!answer.ok || !answer.headers.get("Content-Type")?.startsWith("text/html")) return;
    const text = await answer.clone().text();
    await Promise.all(needs(text).map((need) => this.ensure(new URL(need, url).href)));
    const pages = await this.store.pages();
    // A page that is put again becomes the last one.
    await pages.put(bare(url), answer);
    const read = await pages.keys();
    if (read.length <= PAGES) return;
    await Promise.all(read.slice(0, read.length - PAGES).map((page) => pages.delete(page)));
    await this.prune();
  }

  private async ensure(url: string): Promise<void> {
    if (await this.find(url)) return;
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    if (url.endsWith(".css")) await Promise.all(needs(await answer.clone().text()).map((need) => this.ensure(new URL(need, url).href)));
    await (await this.store.files()).put(url, answer);
  }

  async keepPicture(url: string, answer: Response): Promise<void> {
    if (answer.ok && Number(answer.headers.get("Content-Length") ?? 0) <= PICTURE) await (await this.store.files()).put(url, answer);
  }

  /** A former shell's files may be what kept pages look like. */
  async inherit(shell: string): Promise<void> {
    const [from, files] = [await caches.open(shell), await this.store.files()];
    for (const request of await from.keys()) {
      if (isFingerprinted(new URL(request.url))) await files.put(request, (await from.match(request))!);
    }
    await caches.delete(shell);
  }

  /** Lets files go that no kept page names. */
  async prune(): Promise<void> {
    const [pages, files] = [await this.store.pages(), await this.store.files()];
    const wanted = new Set<string>();
    const read = async (cache: Cache, request: Request) => {
      for (const name of named(await (await cache.match(request))!.text())) wanted.add(new URL(name, request.url).href);
    };
    for (const page of await pages.keys()) await read(pages, page);
    for (const sheet of await files.keys()) if (sheet.url.endsWith(".css")) await read(files, sheet);
    for (const file of await files.keys()) if (!wanted.has(file.url)) await files.delete(file);
  }
}
