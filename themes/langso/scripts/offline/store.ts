// What is kept on the device, and under which names. The worker and the pages share this.
//
// A pack is a cache of its own, and counts only when the book names it: a pack that arrived whole is entered by one write.

/** A file of a pack: its address, the bytes that travel, and what the browser checks it against. */
export type PackFile = [url: string, sent: number, integrity: string];

/** The list of a pack, as the generator writes it (docs/theme.md). */
export interface Pack {
  title: string;
  page: string;
  version: string;
  sent: number;
  room: number;
  files: PackFile[];
}

/** A pack that is here. */
export interface Kept extends Pack {
  /** When it came: ISO 8601. */
  at: string;
}

/** The names of a portal's caches. Another portal may lie on the same host, so they begin with the path of its home. */
export class Store {
  readonly prefix: string;

  constructor(home: string) {
    this.prefix = `langso:${home}:`;
  }

  /** Pages that were read, by address without query. */
  pages = () => caches.open(`${this.prefix}pages`);
  /** Files with a fingerprint that these pages name. */
  files = () => caches.open(`${this.prefix}files`);
  /** Packs that are whole, by the address of their list. */
  book = () => caches.open(`${this.prefix}book`);

  shellName = (version: string) => `${this.prefix}shell:${version}`;
  packName = ({ page, version }: Pack) => `${this.prefix}pack:${page}:${version}`;

  async names(kind: "shell" | "pack"): Promise<string[]> {
    return (await caches.keys()).filter((name) => name.startsWith(`${this.prefix}${kind}:`));
  }

  /** The packs that are here, by the address of their list. */
  async packs(): Promise<Map<string, Kept>> {
    const book = await this.book();
    const entries = (await book.keys()).map(async ({ url }) => [new URL(url).pathname, await (await book.match(url))!.json()] as [string, Kept]);
    return new Map(await Promise.all(entries));
  }

  async pack(list: string): Promise<Kept | undefined> {
    return (await (await this.book()).match(list))?.json();
  }
}
