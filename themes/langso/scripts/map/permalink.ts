// What the map shows, kept in the address beside MapLibre's own part: #map=6.2/16.1/107.5&layers=a,b

import type { MapConfig } from "./config.ts";

const parts = (): URLSearchParams => new URLSearchParams(location.hash.slice(1));

export const readHash = (key: string): string | null => parts().get(key);

/** Every part whose key is "layer.column". */
export const filtersInHash = (): [key: string, value: string][] => [...parts()].filter(([key]) => key.includes("."));

/** Parts without a value are taken out. */
export function writeHash(values: Record<string, string | undefined>): void {
  const now = parts();
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) now.delete(key);
    else now.set(key, value);
  }
  // Readable where the address allows it: of what is escaped only these may stand as they are.
  const written = now.toString().replaceAll(/%2F|%2C|%3B|%7C/g, decodeURIComponent);
  history.replaceState(history.state, "", written ? `#${written}` : location.pathname + location.search);
}

const ids = ({ layers, outside }: MapConfig) => [...layers, ...outside].map(({ id }) => id);

/** None when the address says nothing; layers that no longer exist are left out. */
export function layersInHash(config: MapConfig): Set<string> | undefined {
  const written = readHash("layers");
  if (written === null) return undefined;
  const known = new Set(ids(config));
  return new Set(written.split(",").filter((id) => known.has(id)));
}

export function writeLayersToHash(config: MapConfig, visible: ReadonlySet<string>): void {
  writeHash({ layers: ids(config).filter((id) => visible.has(id)).join(",") || "-" });
}
