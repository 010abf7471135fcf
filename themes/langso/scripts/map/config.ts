// map.json, as the generator writes it (docs/theme.md).

/** Degrees: west, south, east, north. */
export type Bounds = [number, number, number, number];

export interface MapLayer {
  id: string;
  title: string;
  group: string;
  color: string;
  /** Address of the PMTiles archive. */
  tiles: string;
  geometry: "point" | "line" | "polygon";
  visible: boolean;
  min_zoom: number;
  max_zoom: number;
  /** The archive has a layer `labels` to write names from. */
  label: boolean;
  /** Areas that no longer exist: shown as a reference, never as today's. */
  former: boolean;
  /** Columns shown to people, with their headings, in order. */
  fields: [column: string, heading: string][];
  attribution: string;
  licence: string;
}

export interface FixedLabel {
  text: string;
  lon: number;
  lat: number;
  kind: "sea" | "islands";
}

export interface MapConfig {
  /** Of all layers; null where there is none. */
  bounds: Bounds | null;
  font: { name: string; url: string };
  /** Address of a drawing of the whole country with both archipelagos. */
  inset: string;
  /** Address of the list of measures; empty where there are none. */
  measures: string;
  labels: FixedLabel[];
  words: Record<string, string>;
  /** The language of what data say and of the pages they lead to, where it is not the page's. */
  original?: string;
  layers: MapLayer[];
}

export async function loadConfig(address: string): Promise<MapConfig> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return (await answer.json()) as MapConfig;
}

/** "west,south,east,north" */
export function parseBounds(text: string | undefined): Bounds | undefined {
  const numbers = (text ?? "").split(",").map(Number);
  return numbers.length === 4 && numbers.every(Number.isFinite) ? (numbers as Bounds) : undefined;
}

/** The attribute of what data say. */
export function ofData({ original }: MapConfig): Record<string, string> {
  return original ? { lang: original } : {};
}

/** The word of the theme, or its key where the theme has none: visible, but never a crash. */
export function word(config: MapConfig, key: string): string {
  return config.words[key] ?? key;
}
