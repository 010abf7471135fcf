// What is chosen of a layer by the values of its columns, kept in the address: &vung-trong.cay_con=Ổi|Rau&vung-trong.dien_tich_ha=5..20

import type { FilterSpecification } from "maplibre-gl";
import type { MapConfig, MapLayer } from "./config.ts";
import { filtersInHash, writeHash } from "./permalink.ts";

/** One of these values, or a figure within these ends. */
export interface Condition {
  values?: string[];
  from?: number | undefined;
  to?: number | undefined;
}

type OfLayer = globalThis.Map<string, Condition>;

export type Filters = {
  of(layer: MapLayer, column: string): Condition;
  set(layer: MapLayer, column: string, condition: Condition): void;
  clear(): void;
  isActive(layer: MapLayer): boolean;
  passes(layer: MapLayer, properties: Record<string, unknown>): boolean;
  /** The same for the map, where a layer is drawn from tiles. */
  expression(layer: MapLayer): FilterSpecification | undefined;
};

const isEmpty = ({ values = [], from, to }: Condition) => values.length === 0 && from === undefined && to === undefined;

export function filters(config: MapConfig): Filters {
  const all = new globalThis.Map<string, OfLayer>(config.layers.map((layer) => [layer.id, read(layer)]));
  const own = (layer: MapLayer): OfLayer => all.get(layer.id) ?? new globalThis.Map();
  return {
    of: (layer, column) => own(layer).get(column) ?? {},
    set(layer, column, condition) {
      if (isEmpty(condition)) own(layer).delete(column);
      else own(layer).set(column, condition);
      writeHash({ [`${layer.id}.${column}`]: isEmpty(condition) ? undefined : text(condition) });
    },
    clear() {
      for (const [layer, conditions] of all) {
        writeHash(Object.fromEntries([...conditions.keys()].map((column) => [`${layer}.${column}`, undefined])));
        conditions.clear();
      }
    },
    isActive: (layer) => own(layer).size > 0,
    passes: (layer, properties) => [...own(layer)].every(([column, condition]) => fits(properties[column], condition)),
    expression(layer) {
      const parts = [...own(layer)].map(([column, condition]) => part(column, condition));
      return parts.length > 0 ? (["all", ...parts] as FilterSpecification) : undefined;
    },
  };
}

function fits(value: unknown, { values, from = -Infinity, to = Infinity }: Condition): boolean {
  if (value === undefined || value === null || value === "") return false;
  return values ? values.includes(String(value)) : Number(value) >= from && Number(value) <= to;
}

function part(column: string, { values, from = -1e300, to = 1e300 }: Condition): unknown {
  if (values) return ["in", ["to-string", ["get", column]], ["literal", values]];
  const figure = ["to-number", ["get", column], -1e301];
  return ["all", ["has", column], [">=", figure, from], ["<=", figure, to]];
}

const text = ({ values, from, to }: Condition): string => (values ? values.join("|") : `${from ?? ""}..${to ?? ""}`);

/** What the address chooses of a layer; columns that it doesn't have any more are left out. */
function read(layer: MapLayer): OfLayer {
  const found: OfLayer = new globalThis.Map();
  for (const [key, value] of filtersInHash()) {
    const facet = layer.facets.find(({ column }) => key === `${layer.id}.${column}`);
    if (!facet) continue;
    const [from, to] = value.split("..").map((end) => (end.trim() && Number.isFinite(Number(end)) ? Number(end) : undefined));
    const condition = facet.range ? { from, to } : { values: value.split("|").filter((one) => facet.values.includes(one)) };
    if (!isEmpty(condition)) found.set(facet.column, condition);
  }
  return found;
}
