// The interactive map. boot.ts imports this module when a figure may load it, and calls `open`.

import { AttributionControl, FullscreenControl, Map, NavigationControl, ScaleControl, addProtocol, setWorkerUrl } from "maplibre-gl";
import "./map/map.css";
import { Protocol } from "pmtiles";
import { type Entry, FOUND } from "./find/names.ts";
import type { Atlas } from "./atlas.ts";
import { element } from "./dom.ts";
import { featureCard } from "./map/card.ts";
import { type Bounds, loadConfig, parseBounds } from "./map/config.ts";
import { filterPanel } from "./map/filter_panel.ts";
import { filters } from "./map/filter.ts";
import { findThing, flyTo } from "./map/fly.ts";
import { viewList } from "./map/list.ts";
import { type Picked, inView, pickAtCentre, pickOnClick } from "./map/pick.ts";
import { insetMap } from "./map/inset.ts";
import { layersPanel } from "./map/layers_panel.ts";
import { locale } from "./map/locale.ts";
import type { Position } from "./map/near.ts";
import { onPaletteChange, readPalette } from "./map/palette.ts";
import { layersInHash, writeLayersToHash } from "./map/permalink.ts";
import { provideImages } from "./map/signs.ts";
import { type Added, type Picture, buildStyle } from "./map/style.ts";
import { wholeLayers } from "./map/whole.ts";
import { trustMap } from "./trust.ts";

/** As far as one can wander: the country with its seas and a rim round them. */
const REACH: Bounds = [94, 2, 126, 28];
/** The country with both archipelagos. */
const COUNTRY: Bounds = [101.5, 6.5, 117.8, 23.8];
/** A house fills the screen; no public layer is finer. */
const MAX_ZOOM = 17;

let prepared = false;

/** Once a page, however many figures it has. */
function prepare(worker: string): void {
  if (prepared) return;
  prepared = true;
  const address = new URL(worker, document.baseURI).href;
  trustMap(address);
  setWorkerUrl(address);
  addProtocol("pmtiles", new Protocol().tile);
}

function loadStyles(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.onload = () => resolve();
    link.onerror = () => reject(new Error(address));
    document.head.append(link);
  });
}

/** On a small map the names of the sources would cover a third of the country: they wait behind their button. */
function foldAttribution(live: HTMLElement): void {
  const attribution = live.querySelector("details.maplibregl-ctrl-attrib");
  attribution?.classList.remove("maplibregl-compact-show");
  attribution?.removeAttribute("open");
}

/** Within another site's page, the link to the whole map shows what is seen here. */
function leadToWhole(map: Map): void {
  const link = document.querySelector<HTMLAnchorElement>("[data-map-whole]");
  if (link) map.on("idle", () => (link.hash = location.hash));
}

/** Puts a map over the drawing in `figure`. Rejects when it can't; the drawing then stays as it was. */
export async function open(figure: HTMLElement): Promise<void> {
  const { config: address, worker, styles, atlas: atlasModule, bounds, highlight = "", page } = figure.dataset;
  if (!address || !worker || !styles) throw new Error("a map figure lacks its addresses");
  const [config] = await Promise.all([loadConfig(address), loadStyles(styles)]);
  prepare(worker);

  const frame = figure.querySelector<HTMLElement>(".map-frame")!;
  const drawing = figure.querySelector<HTMLElement>(".map-drawing")!;
  const live = document.createElement("div");
  live.className = "map-live";
  frame.append(live);

  const ownPage = page !== undefined;
  const visible = (ownPage && layersInHash(config)) || new Set(config.layers.filter((layer) => layer.visible).map((layer) => layer.id));
  const pickable = () => config.layers.filter((layer) => visible.has(layer.id));
  const status = element("p", { class: "map-status", role: "status" });
  const chosen = filters(config);
  const whole = wholeLayers(chosen, ({ title }) => (status.textContent = `${config.words.map_layer_failed}: ${title}`));
  let added: Added = {};
  let atlas: Atlas | undefined;
  const view = (layers: ReadonlySet<string> = visible) => ({ visible: layers, palette: readPalette(), highlight, features: whole.features, filter: chosen.expression });
  const style = () => buildStyle(config, view(), added);
  await whole.load(pickable());
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  /** What both maps of a comparison share. */
  const alike = {
    maxBounds: REACH,
    maxZoom: MAX_ZOOM,
    // Past its last level a tile is drawn larger. Cutting it up instead, as MapLibre would, asks the host for it once a piece.
    zoomLevelsToOverscale: MAX_ZOOM,
    renderWorldCopies: false,
    attributionControl: false as const,
    locale: locale(config.words),
  };
  let map: Map;
  try {
    map = new Map({
      ...alike,
      container: live,
      style: style(),
      bounds: parseBounds(bounds) ?? config.bounds ?? COUNTRY,
      fitBoundsOptions: { padding: 16 },
      hash: ownPage && "map",
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      // A map within a text must not catch the finger that only wants to scroll by.
      cooperativeGestures: !ownPage || figure.closest(".map-embed") !== null,
      fadeDuration: calm ? 0 : 200,
    });
  } catch (error) {
    live.remove();
    throw error;
  }
  let rested = false;
  map.once("idle", () => (rested = true));
  provideImages(map, config.icons);
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();

  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new FullscreenControl({ container: frame }), "top-right");
  map.addControl(new ScaleControl({ unit: "metric", maxWidth: 90 }), "bottom-left");
  map.addControl(new AttributionControl({ compact: true, customAttribution: [] }), "bottom-right");

  const more = ({ layer, properties }: Picked) => atlas?.facts(layer.id ?? "", String(properties._code)) ?? [];
  const card = featureCard(config, more);
  live.append(insetMap(config), card.element, status);
  live.addEventListener("keydown", (event) => event.key === "Escape" && card.hide());
  // A layer that can't be had is named; the rest of the map goes on.
  map.on("error", (event) => {
    const id = (event as { sourceId?: string }).sourceId;
    const layer = config.layers.find((layer) => layer.id === id);
    const outside = config.outside.find((layer) => layer.id === id);
    if (layer) status.textContent = `${config.words.map_layer_failed}: ${layer.title}`;
    if (outside) status.textContent = `${config.words.map_outside_failed}: ${outside.title}`;
  });

  // While somebody draws, a click is a point and no question.
  const answer = (picked: Picked[]) => void (atlas?.drawing() || card.show(picked));
  pickOnClick(map, pickable, answer);
  pickAtCentre(map, pickable, answer);

  const redraw = () => void map.setStyle(style());
  const filtering = filterPanel(config, chosen, whole, redraw);
  const panel = layersPanel(config, visible, ownPage, async () => {
    status.textContent = "";
    if (ownPage) writeLayersToHash(config, visible);
    redraw();
    if (await whole.load(pickable())) redraw();
    filtering.update(pickable());
  });
  const reveal = (layer: string) => panel.querySelector<HTMLInputElement>(`[value="${CSS.escape(layer)}"]:not(:checked)`)?.click();
  const seen = () => inView(map, pickable(), whole);
  (figure.querySelector(".map-side") ?? figure).append(panel);
  if (ownPage) {
    filtering.update(pickable());
    panel.after(filtering.element, viewList(map, config, seen, card.show, more));
    const thing = async (name: string, at: Position) => {
      const found = await findThing(config.layers, whole, name, at);
      if (found) reveal(found.layer.id);
      return found;
    };
    const fly = flyTo(map, pickable, card.show, thing);
    document.addEventListener(FOUND, (found) => {
      found.preventDefault();
      // On a phone the box and the map seldom fit one screen.
      frame.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
      fly((found as CustomEvent<Entry>).detail);
    });
    leadToWhole(map);
  }
  if (ownPage && atlasModule) {
    const { open } = (await import(new URL(atlasModule, document.baseURI).href)) as typeof import("./atlas.ts");
    const restyle = (change: Added) => {
      added = { ...added, ...change };
      redraw();
    };
    const twin = (container: HTMLElement, own: Picture) => {
      const drawn = ({ painting, layers }: Picture) => buildStyle(config, view(layers), { ...(!layers && added), painting });
      const second = new Map({ ...alike, container, style: drawn(own), center: map.getCenter(), zoom: map.getZoom(), interactive: false, fadeDuration: 0 });
      return { map: second, restyle: (own: Picture) => void second.setStyle(drawn(own)) };
    };
    atlas = await open({ map, config, restyle, reveal, twin, layers: pickable, inView: seen, qr: figure.dataset.qr });
    panel.before(...atlas.above);
    panel.parentElement!.append(...atlas.below);
  }
  onPaletteChange(() => map.setStyle(style()));

  const show = () => {
    figure.dataset.state = "ready";
    drawing.hidden = true;
    foldAttribution(live);
  };
  // The first picture may have been whole while the rest was still on its way.
  if (rested && map.loaded()) show();
  else map.once("idle", show);
}
