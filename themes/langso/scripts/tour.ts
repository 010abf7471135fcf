// A tour of 360° photos. boot.ts imports this module when somebody asks for it, and calls `open`.

import { Viewer } from "@photo-sphere-viewer/core";
import "@photo-sphere-viewer/core/index.css";
import { element } from "./dom.ts";
import { TilesAdapter, panoramaOf } from "./tour/adapter.ts";
import { marksOver } from "./tour/marks.ts";
import { mark, planOn } from "./tour/plan.ts";
import { type Scene, headingOf, readTour, yawOf } from "./tour/scene.ts";
import "./tour/tour.css";
import { trustViewer } from "./trust.ts";

/** How far an arrow key turns, radians. */
const TURN = Math.PI / 18;
/** How far a key zooms, per cent. */
const ZOOM = 10;

function loadStyles(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = element("link", { rel: "stylesheet", href: address });
    link.onload = () => resolve();
    link.onerror = () => reject(new Error(address));
    document.head.append(link);
  });
}

/** Puts the viewer over the flat picture in `figure`. Rejects when it can't; the picture then stays as it was. */
export async function open(figure: HTMLElement): Promise<void> {
  const tour = readTour(figure);
  const { words } = tour;
  await loadStyles(figure.dataset.styles!);
  const scene = (id: string) => tour.scenes.find((scene) => scene.id === id) ?? tour.scenes[0]!;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  trustViewer();
  let here = scene(tour.start);

  const frame = figure.querySelector<HTMLElement>(".tour-frame")!;
  const view = element("div", { class: "tour-view", tabindex: "0", role: "application" });
  const live = element("div", { class: "tour-live" }, view);
  frame.append(live);
  const viewer = new Viewer({
    container: view,
    adapter: TilesAdapter,
    panorama: panoramaOf(here),
    defaultYaw: yawOf(here, here.look),
    // Wide: on a narrow screen one would look through a slit.
    maxFov: 100,
    defaultZoomLvl: 0,
    navbar: false,
    // Arrow keys belong to the page unless the picture has the focus: `view` listens itself.
    keyboard: false,
    mousewheelCtrlKey: true,
    touchmoveTwoFingers: false,
    // Whoever asked for less motion gets the picture where the mouse left it.
    moveInertia: calm ? false : 0.8,
    loadingTxt: " ",
    canvasBackground: "#dfe5dc",
  });
  await new Promise<void>((resolve, reject) => {
    viewer.addEventListener("ready", () => resolve(), { once: true });
    viewer.addEventListener("panorama-error", ({ error }) => reject(error), { once: true });
  }).catch((error: unknown) => {
    viewer.destroy();
    live.remove();
    throw error;
  });
  // The viewer's own box would be a second stop of the keyboard, without a name.
  view.querySelector(".psv-container")?.setAttribute("tabindex", "-1");

  const said = element("p", { class: "tour-here", role: "status" });
  const scenes = element("ul", {});
  const steps = element("ul", {});
  const plan = planOn(figure.closest("article")!);
  const marks = marksOver(viewer, live, words, ({ to, heading }) => void go(to, heading), (spot) => {
    said.textContent = [spot.title, spot.text].filter(Boolean).join(": ");
  });
  const heading = () => headingOf(here, viewer.getPosition().yaw);
  const button = (text: string, act: () => void, more: Record<string, string> = {}) => {
    const made = element("button", { type: "button", class: "button", ...more }, text);
    made.onclick = act;
    return made;
  };

  const places = new Map<Scene, HTMLButtonElement>();
  for (const place of tour.scenes) {
    const made = button(place.title, () => void go(place.id, place.look));
    places.set(place, made);
    scenes.append(element("li", {}, made));
  }

  /** What tells where one is, all of it. */
  function tell(): void {
    said.textContent = words.here.replace("{title}", here.title);
    view.setAttribute("aria-label", `${here.title}. ${here.alt} ${words.help}`);
    for (const [place, made] of places) mark(made, place === here);
    const ways = here.steps.map((step) => {
      const made = button(step.title, () => void go(step.to, step.heading));
      return element("li", {}, made, ` ${step.way}`);
    });
    steps.replaceChildren(...ways);
    marks.show(here);
    plan.show(here.id, heading());
    figure.dataset.scene = here.id;
  }

  /** Walks on. One goes on looking the way one went; the focus stays on the picture where a button went away with its scene. */
  async function go(id: string, look: number): Promise<void> {
    const next = scene(id);
    const lost = document.activeElement?.closest(".tour-marks, .tour-steps");
    const pose = { position: { yaw: yawOf(next, look), pitch: 0 } };
    const fade = calm ? false : { effect: "fade" as const, rotation: false, speed: 500 };
    if (!(await viewer.setPanorama(panoramaOf(next), { ...pose, transition: fade, showLoader: false }))) return;
    here = next;
    tell();
    if (lost) view.focus({ preventScroll: true });
  }

  view.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { yaw, pitch } = viewer.getPosition();
    const moves: Record<string, () => void> = {
      ArrowLeft: () => viewer.rotate({ yaw: yaw - TURN, pitch }),
      ArrowRight: () => viewer.rotate({ yaw: yaw + TURN, pitch }),
      ArrowUp: () => viewer.rotate({ yaw, pitch: Math.min(pitch + TURN, Math.PI / 2) }),
      ArrowDown: () => viewer.rotate({ yaw, pitch: Math.max(pitch - TURN, -Math.PI / 2) }),
      "+": () => viewer.zoom(viewer.getZoomLevel() + ZOOM),
      "=": () => viewer.zoom(viewer.getZoomLevel() + ZOOM),
      "-": () => viewer.zoom(viewer.getZoomLevel() - ZOOM),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  });
  viewer.addEventListener("position-updated", () => plan.turn(heading()));

  // The page's own links to scenes (list, plan) move the viewer from now on.
  figure.closest("article")!.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<SVGElement | HTMLElement>("a[data-scene]");
    if (!link) return;
    event.preventDefault();
    const target = scene(link.dataset.scene!);
    void go(target.id, target.look).then(() => {
      view.focus({ preventScroll: true });
      frame.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
    });
  });

  const zoom = (by: number) => () => viewer.zoom(viewer.getZoomLevel() + by);
  const tools = element("div", { class: "tour-tools" }, button(words.larger, zoom(ZOOM)), button(words.smaller, zoom(-ZOOM)));
  if (document.fullscreenEnabled) {
    tools.append(button(words.full, () => void (document.fullscreenElement ? document.exitFullscreen() : live.requestFullscreen())));
  }
  const list = (name: string, entries: HTMLElement, title: string) => element("nav", { class: name, "aria-label": title }, element("p", {}, title), entries);
  frame.after(said, element("div", { class: "tour-controls" }, list("tour-steps", steps, words.steps), list("tour-scenes", scenes, words.scenes), tools));
  figure.dataset.state = "ready";
  tell();
  view.focus({ preventScroll: true });
}
