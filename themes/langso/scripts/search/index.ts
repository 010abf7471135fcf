// The files of the index, each read at most once. What they hold is told in src/search/files.rs.

/** The entries that say a term with certain marks, and what each is about it (1 to 255). */
export interface Variant {
  mark: string;
  entries: Uint32Array;
  weights: Uint8Array;
}

/** Terms of a shard by their folded forms: words, pairs of words, and after `=` whole names. */
export type Shard = Map<string, Variant[]>;

export type Result = [title: string, url: string, kind: number, hint: string, lead: string];

export interface Head {
  version: string;
  entries: number;
  shards: number;
  block: number;
  texts: number;
  per_text: number;
  kinds: string[];
  abbreviations: [string, string][];
  words: string;
}

interface Column {
  labels: string[];
  column: string;
}

interface Lists {
  labels: string[];
  entries: number[][];
}

export interface Facets {
  kind: Column;
  place: Column;
  year: Column;
  topic: Lists;
  commune: Lists;
}

/** How bytes are had: a test and the measurements read them from a folder. */
export type Read = (name: string) => Promise<ArrayBuffer>;

export class Index {
  private readonly files = new Map<string, Promise<unknown>>();
  private version = "";

  constructor(private readonly read: Read) {}

  head(): Promise<Head> {
    return this.once("index.json", async () => {
      const head = await this.json<Head>("index.json");
      this.version = `?v=${head.version}`;
      return head;
    });
  }

  /** Every folded word with how often it stands, as a power of two. */
  words(): Promise<Map<string, number>> {
    return this.once("words", async () => unpacked((await this.head()).words));
  }

  async shard(word: string): Promise<Shard> {
    const { shards } = await this.head();
    const name = `tu/${hash(word) % shards}.bin`;
    return this.once(name, async () => parsed(new Uint8Array(await this.read(name + this.version))));
  }

  async result(entry: number): Promise<Result> {
    const { block } = await this.head();
    const name = `muc/${Math.floor(entry / block)}.json`;
    const results = await this.once(name, () => this.json<Result[]>(name + this.version));
    return results[entry % block]!;
  }

  /** The text of an entry, when it has one. */
  async text(entry: number): Promise<string | undefined> {
    const { texts, per_text } = await this.head();
    if (entry >= texts) return undefined;
    const name = `van/${Math.floor(entry / per_text)}.json`;
    return (await this.once(name, () => this.json<string[]>(name + this.version)))[entry % per_text];
  }

  facets(): Promise<Facets> {
    return this.once("loc.json", async () => {
      await this.head();
      return this.json<Facets>("loc.json" + this.version);
    });
  }

  private once<T>(name: string, make: () => Promise<T>): Promise<T> {
    const known = this.files.get(name);
    if (known) return known as Promise<T>;
    const made = make();
    this.files.set(name, made);
    // A net that failed once may be back.
    made.catch(() => this.files.delete(name));
    return made;
  }

  private async json<T>(name: string): Promise<T> {
    return JSON.parse(new TextDecoder().decode(await this.read(name))) as T;
  }
}

/** FNV-1a, 32 bits. */
function hash(word: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(word)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

function unpacked(packed: string): Map<string, number> {
  const words = new Map<string, number>();
  let before = "";
  for (const [, same, rest, count] of packed.matchAll(/(.)([^A-Z]*)([A-Z])/g)) {
    before = before.slice(0, same!.charCodeAt(0) - 48) + rest!;
    words.set(before, count!.charCodeAt(0) - 65);
  }
  return words;
}

function parsed(bytes: Uint8Array): Shard {
  const shard: Shard = new Map();
  const decoder = new TextDecoder();
  let at = 0;
  function count(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }
  function text(): string {
    const length = count();
    at += length;
    return decoder.decode(bytes.subarray(at - length, at));
  }
  while (at < bytes.length) {
    const key = text();
    const variants = Array.from({ length: count() }, () => {
      const mark = text() || key;
      const entries = new Uint32Array(count());
      let entry = 0;
      for (let i = 0; i < entries.length; i++) entries[i] = entry += count();
      at += entries.length;
      return { mark, entries, weights: bytes.subarray(at - entries.length, at) };
    });
    shard.set(key, variants);
  }
  return shard;
}
