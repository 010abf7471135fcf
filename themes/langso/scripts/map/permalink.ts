// Which layers are on, kept in the address beside MapLibre's own part: #map=6.2/16.1/107.5&layers=a,b

import type { MapConfig } from "./config.ts";

const parts = () => new URLSearchParams(location.hash.slice(1));

/** None when the address says nothing; layers that no longer exist are left out. */
export function layersInHash(config: MapConfig): Set<string> | undefined {
  const written = parts().get("layers");
  if (written === null) return undefined;
  const known = new Set(config.layers.map((layer) => layer.id));
  return new Set(written.split(",").filter((id) => known.has(id)));
}

export function writeLayersToHash(config: MapConfig, visible: ReadonlySet<string>): void {
  const now = parts();
  now.set("layers", config.layers.map((layer) => layer.id).filter((id) => visible.has(id)).join(",") || "-");
  history.replaceState(history.state, "", `#${decodeURIComponent(now.toString())}`);
}
