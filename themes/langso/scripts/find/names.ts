// The index of names: sorted entries in small files, and one file with the first key of each.

/** Key (folded), name, kind, address, hint, and "west,south,east,north" in degrees where that is known. */
export type Entry = [key: string, name: string, kind: string, url: string, hint: string, bounds: string];

/** The event that tells a page which entry was chosen; a map that prevents its default shows the place instead of opening the entry's page. */
export const FOUND = "langso:found";

interface Index {
  version: string;
  keys: string[];
}

/** Files that one prefix may load: what begins with a letter or two fills dozens, and nobody has said yet what is meant. */
const most = (prefix: string) => (prefix.length < 4 ? 2 : 4);

export class Names {
  private first: Promise<Index> | undefined;
  private readonly shards = new Map<number, Promise<Entry[]>>();

  constructor(private readonly address: URL) {}

  index(): Promise<Index> {
    return (this.first ??= read<Index>(this.address).catch((reason: unknown) => {
      this.first = undefined;
      throw reason;
    }));
  }

  /** Entries whose keys begin with a prefix; `more` when not all of them were loaded. */
  async startingWith(prefix: string): Promise<{ entries: Entry[]; more: boolean }> {
    const { version, keys } = await this.index();
    // Entries of one key may begin in the shard before the one that it opens.
    const start = Math.max(0, count(keys, (key) => key < prefix) - 1);
    const end = Math.max(start + 1, count(keys, (key) => key < prefix + "\uffff"));
    const wanted = Array.from({ length: Math.min(end - start, most(prefix)) }, (_, at) => start + at);
    const shards = await Promise.all(wanted.map((number) => this.shard(number, version)));
    return { entries: shards.flat().filter(([key]) => key.startsWith(prefix)), more: end - start > wanted.length };
  }

  private shard(number: number, version: string): Promise<Entry[]> {
    const known = this.shards.get(number);
    if (known) return known;
    const asked = read<Entry[]>(new URL(`${number}.json?v=${version}`, this.address));
    this.shards.set(number, asked);
    asked.catch(() => this.shards.delete(number));
    return asked;
  }
}

/** How many items at the head of a sorted list pass a test. */
function count(list: string[], passes: (item: string) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(list[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function read<T>(address: URL): Promise<T> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer.json() as Promise<T>;
}
