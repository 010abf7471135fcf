// Layers of few points or lines, read whole: whatever is drawn, every one of them is known.

import type { Feature } from "geojson";
import type { MapLayer } from "./config.ts";
import type { Filters } from "./filter.ts";

export interface Whole {
  /** Reads those that are not there yet; false when all were. Layers that can't be had are handed to `failed`. */
  load(layers: MapLayer[]): Promise<boolean>;
  /** What passes the filters; the same list until they change. */
  features(layer: MapLayer): Feature[];
  all(layer: MapLayer): Feature[];
}

export function wholeLayers(filters: Filters, failed: (layer: MapLayer) => void): Whole {
  const kept = new globalThis.Map<string, Feature[]>();

  async function read(layer: MapLayer): Promise<boolean> {
    try {
      const answer = await fetch(layer.data!);
      if (!answer.ok) throw new Error(`${layer.data}: ${answer.status}`);
      kept.set(layer.id, ((await answer.json()) as { features: Feature[] }).features);
      return true;
    } catch {
      failed(layer);
      return false;
    }
  }

  const all = (layer: MapLayer) => kept.get(layer.id) ?? [];
  return {
    all,
    load: async (layers) => (await Promise.all(layers.filter(({ id, data }) => data && !kept.has(id)).map(read))).includes(true),
    features: (layer) => (filters.isActive(layer) ? all(layer).filter(({ properties }) => filters.passes(layer, properties ?? {})) : all(layer)),
  };
}
