// map.json, as the generator writes it (docs/theme.md).

/** Degrees: west, south, east, north. */
export type Bounds = [number, number, number, number];

export interface MapLayer {
  id: string;
  title: string;
  group: string;
  color: string;
  /** The sign of its points, by its name in the sprite. */
  icon: string | null;
  /** Address of the PMTiles archive; null for a layer that is read whole. */
  tiles: string | null;
  /** Address of the features of a layer that is read whole. */
  data: string | null;
  geometry: "point" | "line" | "polygon";
  visible: boolean;
  min_zoom: number;
  max_zoom: number;
  /** The archive has a layer `labels` to write names from. */
  label: boolean;
  /** Areas that no longer exist: shown as a reference, never as today's. */
  former: boolean;
  /** The level of the units that it defines. */
  units: "province" | "commune" | null;
  /** Made up, to show what it looks like. */
  sample: boolean;
  /** What it can be filtered by. */
  facets: Facet[];
  /** Columns shown to people, with their headings, in order. */
  fields: [column: string, heading: string][];
  attribution: string;
  licence: string;
  /** The language of what it says, where it is not the page's. */
  lang: string | null;
}

/** Values to choose from, or figures from and to. */
export interface Facet {
  column: string;
  heading: string;
  values: string[];
  range: [least: number, most: number] | null;
}

/** A layer of another host; nothing of it is asked for before somebody switches it on. */
export interface OutsideLayer {
  id: string;
  title: string;
  group: string;
  kind: "pictures" | "archive" | "shapes";
  tiles: string;
  /** Of shapes: their layer in the tiles, and their colour. */
  layer: [name: string, color: string] | null;
  max_zoom: number;
  host: string;
  attribution: string;
  /** As of a layer of one's own. */
  lang: string | null;
}

/** One picture with the signs of all kinds of points, side by side. */
export interface Icons {
  url: string;
  side: number;
  names: string[];
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
  layers: MapLayer[];
  outside: OutsideLayer[];
  icons: Icons;
  /** Whole address of the page that other sites frame. */
  embed: string;
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

/** The word of the theme, or its key where the theme has none: visible, but never a crash. */
export function word(config: MapConfig, key: string): string {
  return config.words[key] ?? key;
}
