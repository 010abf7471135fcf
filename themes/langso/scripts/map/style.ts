// map.json and the colours of the page -> a MapLibre style. Pure: the same input, the same style.

import type { Feature } from "geojson";
import type { ExpressionSpecification, FilterSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";
import type { FixedLabel, MapConfig, MapLayer, OutsideLayer } from "./config.ts";
import type { Palette } from "./palette.ts";
import { SIGN, SIZE } from "./signs.ts";

const FIXED = "fixed-labels";
const OWN = "own";
/** The style layer that answers for the features of `layer`. An area is its inside: its edge is the neighbour's as well. */
export const drawnAs = (layer: MapLayer): string => `${layer.id}:${{ polygon: "area", line: "line", point: "point" }[layer.geometry]}`;

/** The style layer of points that are drawn as one. */
export const clustersOf = (layer: MapLayer): string => `${layer.id}:cluster`;
/** Pixels within which points are one; with the last zoom of that. A street's width apart they are themselves. */
const CLUSTER = { cluster: true, clusterRadius: 44, clusterMaxZoom: 13 } as const;

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

/** What a second map of the same place shows: other colours, or other layers. */
export interface Picture {
  painting?: Painting | undefined;
  layers?: ReadonlySet<string>;
}

/** What the whole-page map draws beside its layers. */
export interface Added {
  painting?: Painting | undefined;
  /** A visitor's own features. */
  own?: Feature[] | undefined;
}

/** What is to be seen of the layers. */
export interface View {
  visible: ReadonlySet<string>;
  palette: Palette;
  /** Code of the unit whose page this is. */
  highlight: string;
  /** Of a layer that is read whole: what is there and passes the filters. */
  features(layer: MapLayer): Feature[];
  /** Of a layer of tiles: what passes the filters. */
  filter(layer: MapLayer): FilterSpecification | undefined;
}

export function buildStyle(config: MapConfig, view: View, { painting, own }: Added = {}): StyleSpecification {
  const { visible, palette, highlight } = view;
  const sources: Record<string, SourceSpecification> = { [FIXED]: fixedLabels(config.labels) };
  for (const layer of config.layers) sources[layer.id] = source(layer, view);
  const outside = config.outside.filter(({ id }) => visible.has(id));
  for (const layer of outside) sources[layer.id] = outsideSource(layer);
  const font = [config.font.name];
  const inOrder = [...config.layers].sort((a, b) => height(a) - height(b));
  const units = inOrder.filter(isUnits).sort((a, b) => a.min_zoom - b.min_zoom);
  const ground = units[0] ?? inOrder.find(({ geometry, former }) => geometry === "polygon" && !former);
  // Where nobody drew land, points in the sea would be told of.
  const layers: LayerSpecification[] = [{ id: "water", type: "background", paint: { "background-color": ground ? palette.water : palette.land } }];
  if (ground) layers.push(land(ground, palette));
  layers.push(...outside.flatMap(outsideLayers));
  const [spots, grounds] = [inOrder.filter(({ geometry }) => geometry === "point"), inOrder.filter(({ geometry }) => geometry !== "point")];
  const drawn = grounds.flatMap((layer) => features(layer, view, takenOverAt(layer, units)));
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
  layers.push(...named.map((layer) => names(layer, view, font)));
  // Later layers find their room first: no name lies over a sign.
  layers.push(...spots.flatMap((layer) => points(layer, view, font)));
  // Last, so that nothing is ever drawn over them and no name takes their place.
  layers.push(fixed("sea", palette, font), fixed("islands", palette, font));
  return { version: 8, "font-faces": { [config.font.name]: absolute(config.font.url) }, sources, layers };
}

function source(layer: MapLayer, view: View): SourceSpecification {
  const attribution = escapeHtml(layer.attribution);
  if (layer.data) {
    const data = { type: "FeatureCollection" as const, features: view.features(layer) };
    return { type: "geojson", data, attribution, ...(layer.geometry === "point" && CLUSTER) };
  }
  // Figures that lie beside the tiles are joined by the units' codes.
  const joined = isUnits(layer) && { promoteId: { features: "_code" } };
  return { type: "vector", url: `pmtiles://${absolute(layer.tiles!)}`, attribution, ...joined };
}

/** A part of every style layer: where its features are. */
const from = (layer: MapLayer, part: "features" | "labels" = "features") => (layer.data ? { source: layer.id } : { source: layer.id, "source-layer": part });

function outsideSource({ kind, tiles, max_zoom: maxzoom, attribution: text }: OutsideLayer): SourceSpecification {
  const attribution = escapeHtml(text);
  if (kind === "shapes") return { type: "vector", url: `pmtiles://${tiles}`, attribution };
  return kind === "archive" ? { type: "raster", url: `pmtiles://${tiles}`, tileSize: 256, attribution } : { type: "raster", tiles: [tiles], tileSize: 256, maxzoom, attribution };
}

function outsideLayers({ id, layer }: OutsideLayer): LayerSpecification[] {
  if (!layer) return [{ id: `${id}:picture`, type: "raster", source: id }];
  const [name, colour] = layer;
  const common = { source: id, "source-layer": name };
  return [
    { ...common, id: `${id}:area`, type: "fill", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colour, "fill-opacity": 0.2 } },
    { ...common, id: `${id}:line`, type: "line", paint: { "line-color": colour, "line-width": 1.2 } },
    { ...common, id: `${id}:point`, type: "circle", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-color": colour, "circle-radius": 4 } },
  ];
}

/** Areas lie under lines, lines under points; areas of the past lie over today's, being only an outline. */
function height(layer: MapLayer): number {
  return { polygon: layer.former ? 1 : 0, line: 2, point: 3 }[layer.geometry];
}

const isUnits = (layer: MapLayer) => layer.geometry === "polygon" && layer.units !== null;

/** The ground that everything else is drawn on, in the shape of the coarsest layer of areas; no layer's box hides it. */
function land(layer: MapLayer, palette: Palette): LayerSpecification {
  const paint = { "fill-color": palette.land, "fill-outline-color": "transparent" };
  return { id: "land", type: "fill", ...from(layer), paint };
}

/** The zoom from which a finer layer of the same group colours the ground, so that two colours never mix to mud. */
function takenOverAt(layer: MapLayer, units: MapLayer[]): number {
  const finer = units.filter((other) => other.group === layer.group && other.min_zoom > layer.min_zoom);
  return isUnits(layer) ? Math.min(24, ...finer.map((other) => other.min_zoom)) : 24;
}

type Shown = { visibility: "visible" | "none" };
const shown = (layer: MapLayer, visible: ReadonlySet<string>): Shown => ({ visibility: visible.has(layer.id) ? "visible" : "none" });

/** What one point stands for is one thing. */
const ALONE: FilterSpecification = ["!", ["has", "point_count"]];

function single(layer: MapLayer, view: View): FilterSpecification {
  const chosen = layer.data ? undefined : view.filter(layer);
  return chosen ? (["all", ALONE, chosen] as FilterSpecification) : ALONE;
}

function points(layer: MapLayer, view: View, font: string[]): LayerSpecification[] {
  const { color } = layer;
  const common = { ...from(layer), minzoom: layer.min_zoom };
  const layout = shown(layer, view.visible);
  const many: FilterSpecification = ["has", "point_count"];
  const alone = { ...common, id: drawnAs(layer), filter: single(layer, view) };
  const sign = ["concat", SIGN, ["coalesce", ["get", "_icon"], layer.icon], `:${color}`];
  return [
    layer.icon
      ? { ...alone, type: "symbol", layout: { ...layout, "icon-image": sign as unknown as ExpressionSpecification, "icon-allow-overlap": true, "icon-ignore-placement": true, "icon-size": ["interpolate", ["linear"], ["zoom"], 7, 0.7, 12, 1] } }
      : {
          ...alone,
          type: "circle",
          layout,
          paint: { "circle-color": color, "circle-radius": ["interpolate", ["linear"], ["zoom"], 8, 4, 14, 8], "circle-stroke-color": view.palette.halo, "circle-stroke-width": 1.5 },
        },
    {
      ...common,
      id: clustersOf(layer),
      type: "circle",
      filter: many,
      layout,
      paint: { "circle-color": color, "circle-radius": ["step", ["get", "point_count"], 16, 10, 19, 100, 24], "circle-stroke-color": "#fff", "circle-stroke-width": 2 },
    },
    {
      ...common,
      id: `${layer.id}:count`,
      type: "symbol",
      filter: many,
      layout: { ...layout, "text-field": ["to-string", ["get", "point_count"]], "text-font": font, "text-size": 13, "text-allow-overlap": true },
      paint: { "text-color": "#fff" },
    },
  ];
}

function features(layer: MapLayer, view: View, fillUntil: number): LayerSpecification[] {
  const { visible, palette } = view;
  const chosen = layer.data ? undefined : view.filter(layer);
  const common = { ...from(layer), minzoom: layer.min_zoom, layout: shown(layer, visible), ...(chosen && { filter: chosen }) };
  switch (layer.geometry) {
    case "point":
      return [];
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

function names(layer: MapLayer, view: View, font: string[]): LayerSpecification {
  const { visible, palette } = view;
  const beside = layer.geometry === "point";
  const isArea = layer.geometry === "polygon";
  // The points that bear the names of areas have nothing that a filter could ask for.
  const unnamed = isArea && !layer.data && view.filter(layer) !== undefined;
  return {
    id: `${layer.id}:name`,
    type: "symbol",
    // Areas have a point of their own for the name; places are named where they are.
    ...from(layer, isArea ? "labels" : "features"),
    minzoom: layer.min_zoom,
    ...(!isArea && { filter: single(layer, view) }),
    layout: {
      ...shown(layer, unnamed ? new Set() : visible),
      "text-field": ["get", "_name"],
      "text-font": font,
      "text-size": ["interpolate", ["linear"], ["zoom"], 5, 11, 12, 14],
      "text-max-width": 7,
      "text-line-height": 1.3,
      "text-padding": 4,
      ...(beside && { "text-anchor": "top", "text-offset": [0, layer.icon ? (SIZE / 2 + 2) / 14 : 0.7] }),
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
