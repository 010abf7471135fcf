// What units can be coloured by: the list of measures, the codes of the units, and columns of figures (docs/theme.md).

export interface Limit {
  value: number;
  /** Where a figure on the limit belongs. */
  side: "above" | "below";
  /** Which side meets the threshold. */
  met: "above" | "below";
}

export interface Measure {
  id: string;
  group: string;
  title: string;
  unit: string | null;
  level: string;
  limit: Limit | null;
  /** The page with its table. */
  page: string;
  source: string;
  sample: boolean;
  /** Year or date, and the address of the column; oldest first. */
  columns: [when: string, address: string][];
}

export interface Measures {
  /** By level: the map's layer of its units, and the address of their codes. */
  levels: Record<string, { layer: string; codes: string }>;
  measures: Measure[];
  words: Record<string, string>;
}

/** What is known of a unit: `Verdict` in src/outputs/measures/column.rs. */
export const Verdict = { nothing: 0, met: 1, notMet: 2, apart: 3, known: 4, notAsked: 5 } as const;

export interface Column {
  /** NaN where there is none. */
  figures: Float64Array;
  verdicts: Uint8Array;
}

async function get(address: string): Promise<Response> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer;
}

export const loadMeasures = async (address: string): Promise<Measures> => (await get(address)).json();
export const loadCodes = async (address: string): Promise<string[]> => (await (await get(address)).text()).split("\n");
export const loadColumn = async (address: string): Promise<Column> => readColumn(await (await get(address)).arrayBuffer());

/** The bytes as `outputs/measures/column.rs` writes them. */
export function readColumn(bytes: ArrayBuffer): Column {
  const view = new DataView(bytes);
  if (view.getUint32(0) !== 0x4c534331) throw new Error("not a column");
  const count = view.getUint32(4, true);
  const width = view.getUint8(8);
  const scale = 10 ** view.getUint8(9);
  const addend = view.getInt32(12, true);
  const none = 2 ** (8 * width) - 1;
  const figures = new Float64Array(count);
  for (let at = 0; at < count; at += 1) {
    const place = 16 + at * width;
    if (width === 8) figures[at] = view.getFloat64(place, true);
    else {
      const number = width === 2 ? view.getUint16(place, true) : view.getUint32(place, true);
      figures[at] = number === none ? NaN : (number + addend) / scale;
    }
  }
  return { figures, verdicts: new Uint8Array(bytes, 16 + count * width, count) };
}
