// map.json and the colours of the page -> a MapLibre style. Pure: the same input, the same style.

import type { Feature } from "geojson";
import type { ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";
import type { FixedLabel, MapConfig, MapLayer } from "./config.ts";
import type { Palette } from "./palette.ts";

const FIXED = "fixed-labels";
const OWN = "own";
/** The style layer that answers for the features of `layer`. An area is its inside: its edge is the neighbour's as well. */
export const drawnAs = (layer: MapLayer): string => `${layer.id}:${{ polygon: "area", line: "line", point: "point" }[layer.geometry]}`;

const absolute = (address: string) => new URL(address, document.baseURI).href;
const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** The hatching of units without a figure; whoever paints provides it. */
export const HATCH = "hatch";

/** Units coloured by their feature state `step`; those of step -2 are ground, as hidden ones are. */
export interface Painting {
  layer: string;
  /** By step; none where a step is not shown. */
  colours: (string | undefined)[];
  /** Whether units without a step are hatched. */
  hatched: boolean;
}

/** What the whole-page map draws beside its layers. */
export interface Added {
  painting?: Painting | undefined;
  /** A visitor's own features. */
  own?: Feature[] | undefined;
}

export function buildStyle(config: MapConfig, visible: ReadonlySet<string>, palette: Palette, highlight: string, { painting, own }: Added = {}): StyleSpecification {
  const sources: Record<string, SourceSpecification> = { [FIXED]: fixedLabels(config.labels) };
  for (const layer of config.layers) {
    sources[layer.id] = {
      type: "vector",
      url: `pmtiles://${absolute(layer.tiles)}`,
      attribution: escapeHtml(layer.attribution),
      // Figures that lie beside the tiles are joined by the units' codes.
      ...(isUnits(layer) && { promoteId: { features: "_code" } }),
    };
  }
  const font = [config.font.name];
  const inOrder = [...config.layers].sort((a, b) => height(a) - height(b));
  const layers: LayerSpecification[] = [{ id: "water", type: "background", paint: { "background-color": palette.water } }];
  const units = inOrder.filter(isUnits).sort((a, b) => a.min_zoom - b.min_zoom);
  if (units[0]) layers.push(land(units[0], palette));
  const drawn = inOrder.flatMap((layer) => features(layer, visible, palette, takenOverAt(layer, units)));
  // A painting lies over every area's tint and under every border.
  const [tints, rest] = painting ? [drawn.filter(({ type }) => type === "fill"), drawn.filter(({ type }) => type !== "fill")] : [drawn, []];
  layers.push(...tints, ...(painting ? painted(painting, config, palette) : []), ...rest);
  if (own?.length) {
    sources[OWN] = { type: "geojson", data: { type: "FeatureCollection", features: own } };
    layers.push(...ownFeatures(palette));
  }
  if (highlight) layers.push(...inOrder.filter(isUnits).map((layer) => outline(layer, visible, palette, highlight)));
  // Of two names that collide the later layer's stays: today's names go before those of the past.
  const named = inOrder.filter((layer) => layer.label).sort((a, b) => Number(b.former) - Number(a.former));
  layers.push(...named.map((layer) => names(layer, visible, palette, font)));
  // Last, so that nothing is ever drawn over them and no name takes their place.
  layers.push(fixed("sea", palette, font), fixed("islands", palette, font));
  return { version: 8, "font-faces": { [config.font.name]: absolute(config.font.url) }, sources, layers };
}

/** Areas lie under lines, lines under points; areas of the past lie over today's, being only an outline. */
function height(layer: MapLayer): number {
  return { polygon: layer.former ? 1 : 0, line: 2, point: 3 }[layer.geometry];
}

const isUnits = (layer: MapLayer) => layer.geometry === "polygon" && !layer.former;

/** The ground that everything else is drawn on, in the shape of the coarsest layer of areas; no layer's box hides it. */
function land(layer: MapLayer, palette: Palette): LayerSpecification {
  const paint = { "fill-color": palette.land, "fill-outline-color": "transparent" };
  return { id: "land", type: "fill", source: layer.id, "source-layer": "features", paint };
}

/** The zoom from which a finer layer of the same group colours the ground, so that two colours never mix to mud. */
function takenOverAt(layer: MapLayer, units: MapLayer[]): number {
  const finer = units.filter((other) => other.group === layer.group && other.min_zoom > layer.min_zoom);
  return isUnits(layer) ? Math.min(24, ...finer.map((other) => other.min_zoom)) : 24;
}

type Shown = { visibility: "visible" | "none" };
const shown = (layer: MapLayer, visible: ReadonlySet<string>): Shown => ({ visibility: visible.has(layer.id) ? "visible" : "none" });

function features(layer: MapLayer, visible: ReadonlySet<string>, palette: Palette, fillUntil: number): LayerSpecification[] {
  const common = { source: layer.id, "source-layer": "features", minzoom: layer.min_zoom, layout: shown(layer, visible) };
  switch (layer.geometry) {
    case "point":
      return [
        {
          ...common,
          id: `${layer.id}:point`,
          type: "circle",
          paint: {
            "circle-color": layer.color,
            "circle-radius": ["interpolate", ["linear"], ["zoom"], 8, 4, 14, 8],
            "circle-stroke-color": palette.halo,
            "circle-stroke-width": 1.5,
          },
        },
      ];
    case "line":
      return [
        {
          ...common,
          id: `${layer.id}:line`,
          type: "line",
          paint: { "line-color": layer.color, "line-width": ["interpolate", ["linear"], ["zoom"], 6, 1, 12, 3] },
        },
      ];
    case "polygon":
      return [
        {
          ...common,
          id: `${layer.id}:area`,
          type: "fill",
          paint: { "fill-color": layer.color, "fill-opacity": layer.former ? 0.02 : ["step", ["zoom"], palette.dark ? 0.2 : 0.1, fillUntil, 0.01], "fill-outline-color": "transparent" },
        },
        {
          ...common,
          id: `${layer.id}:line`,
          type: "line",
          layout: { ...common.layout, "line-join": "round" },
          paint: {
            "line-color": layer.former ? palette.text : layer.color,
            "line-opacity": layer.former ? 1 : 0.7,
            "line-width": ["interpolate", ["linear"], ["zoom"], 4, 0.6, 10, 1.6],
            ...(layer.former && { "line-dasharray": [3, 2] }),
          },
        },
      ];
  }
}

function painted({ layer, colours, hatched }: Painting, config: MapConfig, palette: Palette): LayerSpecification[] {
  const { min_zoom: minzoom } = config.layers.find(({ id }) => id === layer)!;
  const common = { type: "fill", source: layer, "source-layer": "features", minzoom } as const;
  const step: ExpressionSpecification = ["coalesce", ["feature-state", "step"], -1];
  const colour = ["match", step, ...colours.flatMap((colour, at) => [at, colour ?? palette.land]), -2, palette.land, "transparent"] as unknown as ExpressionSpecification;
  return [
    ...(hatched ? [{ ...common, id: "painted:none", paint: { "fill-pattern": HATCH } }] : []),
    { ...common, id: "painted", paint: { "fill-color": colour, "fill-outline-color": "transparent" } },
  ];
}

function ownFeatures({ here, halo }: Palette): LayerSpecification[] {
  return [
    { id: `${OWN}:area`, type: "fill", source: OWN, filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": here, "fill-opacity": 0.2 } },
    { id: `${OWN}:line`, type: "line", source: OWN, filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": here, "line-width": 3 } },
    { id: `${OWN}:point`, type: "circle", source: OWN, paint: { "circle-color": halo, "circle-radius": 4, "circle-stroke-color": here, "circle-stroke-width": 2.5 } },
  ];
}

function outline(layer: MapLayer, visible: ReadonlySet<string>, palette: Palette, code: string): LayerSpecification {
  return {
    id: `${layer.id}:here`,
    type: "line",
    source: layer.id,
    "source-layer": "features",
    filter: ["==", ["get", "_code"], code],
    layout: { ...shown(layer, visible), "line-join": "round" },
    paint: { "line-color": palette.here, "line-width": 3 },
  };
}

function names(layer: MapLayer, visible: ReadonlySet<string>, palette: Palette, font: string[]): LayerSpecification {
  const beside = layer.geometry === "point";
  return {
    id: `${layer.id}:name`,
    type: "symbol",
    source: layer.id,
    // Areas have a point of their own for the name; places are named where they are.
    "source-layer": layer.geometry === "polygon" ? "labels" : "features",
    minzoom: layer.min_zoom,
    layout: {
      ...shown(layer, visible),
      "text-field": ["get", "_name"],
      "text-font": font,
      "text-size": ["interpolate", ["linear"], ["zoom"], 5, 11, 12, 14],
      "text-max-width": 7,
      "text-line-height": 1.3,
      "text-padding": 4,
      ...(beside && { "text-anchor": "top", "text-offset": [0, 0.7] }),
    },
    paint: { "text-color": palette.text, "text-halo-color": palette.halo, "text-halo-width": 1.6 },
  };
}

function fixedLabels(labels: FixedLabel[]): SourceSpecification {
  return {
    type: "geojson",
    data: {
      type: "FeatureCollection",
      features: labels.map(({ text, lon, lat, kind }) => ({
        type: "Feature",
        properties: { text, kind },
        geometry: { type: "Point", coordinates: [lon, lat] },
      })),
    },
  };
}

function fixed(kind: FixedLabel["kind"], palette: Palette, font: string[]): LayerSpecification {
  return {
    id: `fixed:${kind}`,
    type: "symbol",
    source: FIXED,
    filter: ["==", ["get", "kind"], kind],
    layout: {
      "text-field": ["get", "text"],
      "text-font": font,
      "text-size": kind === "sea" ? ["interpolate", ["linear"], ["zoom"], 4, 13, 8, 22] : ["interpolate", ["linear"], ["zoom"], 4, 11, 8, 15],
      "text-letter-spacing": kind === "sea" ? 0.15 : 0,
      "text-max-width": 20,
      "text-line-height": 1.3,
      "text-allow-overlap": true,
    },
    paint: { "text-color": kind === "sea" ? palette.seaText : palette.text, "text-halo-color": palette.halo, "text-halo-width": 1.6 },
  };
}
