// Notes on the map: points, lines and areas that are drawn, measured and taken along, and files of one's own beside them.
// All of it stays in the browser.

import type { Feature } from "geojson";
import type { Map } from "maplibre-gl";
import { element } from "../dom.ts";
import { type MapConfig, word } from "../map/config.ts";
import type { Position } from "../map/near.ts";
import { area, areaText, length, lengthText } from "./ground.ts";
import { asKml } from "./kml.ts";
import { positions, readOwnFile } from "./own_file.ts";
import { save } from "./table.ts";

type Shape = "Point" | "LineString" | "Polygon";
const SHAPES: Shape[] = ["Point", "LineString", "Polygon"];
const WORDS = { Point: "map_note_point", LineString: "map_note_line", Polygon: "map_note_area" };

export interface Notes {
  element: HTMLElement;
  /** Whether clicks are points of a drawing, and not questions. */
  drawing(): boolean;
}

/** `show` draws features over the map. */
export function notes(map: Map, config: MapConfig, show: (features: Feature[]) => void): Notes {
  const say = (key: string) => word(config, key);
  const number = (value: number) => value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 2 });
  const kept: Feature[] = [];
  let shape: Shape | undefined;
  let points: Position[] = [];

  const status = element("p", { class: "map-help", role: "status" });
  const rows = element("ul", { class: "map-notes-rows" });
  const button = (key: string, act: () => void) => {
    const made = element("button", { type: "button", class: "button" }, say(key));
    made.onclick = act;
    return made;
  };
  const starts = SHAPES.map((own) => button(WORDS[own], () => start(own)));
  const [done, undo] = [button("map_note_done", () => finish()), button("map_note_undo", () => (points.pop(), draw()))];
  const file = element("input", { type: "file", accept: ".geojson,.json,.kml,.gpx,.csv", multiple: "" });
  const takeGeojson = button("map_note_geojson", () => save("ghi-chu.geojson", "application/geo+json", JSON.stringify({ type: "FeatureCollection", features: kept })));
  const takeKml = button("map_note_kml", () => save("ghi-chu.kml", "application/vnd.google-earth.kml+xml", asKml(kept)));
  const [drawingTools, taking] = [element("div", { class: "map-buttons" }, done, undo), element("div", { class: "map-buttons" }, takeGeojson, takeKml)];
  const panel = element(
    "details",
    { class: "map-layers map-notes" },
    element("summary", {}, say("map_notes")),
    element("div", { class: "map-buttons" }, ...starts),
    drawingTools,
    element("label", { class: "map-field" }, element("span", {}, say("map_own")), file),
    status,
    rows,
    taking,
    element("p", { class: "map-help" }, say("map_notes_private")),
  );

  function start(wanted: Shape): void {
    shape = wanted;
    points = [];
    // Two points in haste are no wish to zoom.
    map.doubleClickZoom.disable();
    status.textContent = say("map_note_how");
    draw();
    map.getCanvas().focus();
  }

  function add(at: Position): void {
    if (!shape) return;
    points.push(at);
    if (shape === "Point") finish();
    else draw();
  }

  function finish(): void {
    const enough = { Point: 1, LineString: 2, Polygon: 3 };
    if (shape && points.length >= enough[shape]) kept.push(feature(shape, points));
    shape = undefined;
    points = [];
    map.doubleClickZoom.enable();
    status.textContent = "";
    draw();
  }

  function feature(shape: Shape, points: Position[]): Feature {
    const name = { Point: () => say("map_note_point"), LineString: () => lengthText(length(points), number), Polygon: () => areaText(area(points), number) }[shape]();
    const coordinates = { Point: points[0], LineString: points, Polygon: [[...points, points[0]]] }[shape];
    return { type: "Feature", properties: { name }, geometry: { type: shape, coordinates } as Feature["geometry"] };
  }

  function draw(): void {
    drawingTools.hidden = !shape;
    taking.hidden = kept.length === 0;
    const now: Feature[] = [];
    // Before an area has three points it is the line of those that it has.
    if (shape && points.length > 0) {
      now.push(points.length < 2 ? feature("Point", points) : feature(shape === "Polygon" && points.length > 2 ? "Polygon" : "LineString", points));
      status.textContent = points.length < 2 ? say("map_note_how") : String(now[0]!.properties!.name);
    }
    rows.replaceChildren(...kept.map((own, at) => row(own, at)));
    show([...kept, ...now]);
  }

  function row(own: Feature, at: number): HTMLElement {
    const name = String(own.properties?.name ?? own.properties?.ten ?? say("map_note_point"));
    const remove = element("button", { type: "button", class: "button", "aria-label": `${say("map_note_remove")}: ${name}` }, "×");
    remove.onclick = () => (kept.splice(at, 1), draw());
    return element("li", {}, element("span", {}, name), remove);
  }

  async function take(files: Iterable<File>): Promise<void> {
    for (const one of files) {
      try {
        const found = await readOwnFile(one);
        kept.push(...found);
        draw();
        const all = found.flatMap(({ geometry }) => positions(geometry));
        const end = (pick: (a: number, b: number) => number, axis: 0 | 1) => all.map((at) => at[axis]!).reduce((best, own) => pick(best, own));
        map.fitBounds([end(Math.min, 0), end(Math.min, 1), end(Math.max, 0), end(Math.max, 1)], { padding: 40, maxZoom: 15 });
        status.textContent = say("map_own_shown").replace("{n}", String(found.length)).replace("{file}", one.name);
      } catch (error) {
        status.textContent = `${one.name}: ${say(error instanceof Error && error.message.startsWith("map_own") ? error.message : "map_own_broken")}`;
      }
    }
  }

  file.onchange = () => void take(file.files ?? []).then(() => (file.value = ""));
  const frame = map.getContainer();
  frame.addEventListener("dragover", (event) => event.preventDefault());
  frame.addEventListener("drop", (event) => {
    event.preventDefault();
    panel.open = true;
    void take(event.dataTransfer?.files ?? []);
  });
  map.on("click", ({ lngLat }) => add([lngLat.lng, lngLat.lat]));
  map.getCanvas().addEventListener("keydown", ({ key }) => key === "Enter" && add(map.getCenter().toArray()));
  draw();
  return { element: panel, drawing: () => shape !== undefined };
}
