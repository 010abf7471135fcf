// Ways on and things to see, as buttons over the picture. They have names and answer to the keyboard, which the arrows of the
// viewer's own plugin do not.

import type { Viewer } from "@photo-sphere-viewer/core";
import { element } from "../dom.ts";
import { type Scene, type Spot, type Step, yawOf } from "./scene.ts";

/** Degrees under the horizon at which ways lie: on the ground, a few steps ahead. */
const GROUND = -12;

interface Mark {
  button: HTMLButtonElement;
  yaw: number;
  pitch: number;
}

export interface Marks {
  show(scene: Scene): void;
}

export function marksOver(viewer: Viewer, place: HTMLElement, words: { go: string }, go: (step: Step) => void, tell: (spot: Spot) => void): Marks {
  const layer = element("div", { class: "tour-marks" });
  place.append(layer);
  let marks: Mark[] = [];

  /** Each where it is in the picture; what is out of sight is out of reach of the keyboard, too. */
  function follow(): void {
    for (const { button, yaw, pitch } of marks) {
      const at = { yaw, pitch };
      const seen = viewer.dataHelper.isPointVisible(at);
      // A button that has the focus and is turned away would take the focus with it.
      button.hidden = !seen && document.activeElement !== button;
      if (!seen) continue;
      const { x, y } = viewer.dataHelper.sphericalCoordsToViewerCoords(at);
      button.style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%)`;
    }
  }
  viewer.addEventListener("render", follow);

  const mark = (scene: Scene, button: HTMLButtonElement, heading: number, pitch: number): Mark => ({
    button,
    yaw: yawOf(scene, heading),
    pitch: (pitch * Math.PI) / 180,
  });

  return {
    show(scene) {
      const steps = scene.steps.map((step) => {
        const label = words.go.replace("{title}", step.title).replace("{way}", step.way);
        const button = element("button", { type: "button", class: "tour-step", "aria-label": label }, `↑ ${step.title}`);
        button.onclick = () => go(step);
        return mark(scene, button, step.heading, GROUND);
      });
      const spots = scene.spots.map((spot) => {
        const button = element("button", { type: "button", class: "tour-spot" }, spot.title);
        button.onclick = () => tell(spot);
        return mark(scene, button, spot.heading, spot.pitch);
      });
      marks = [...steps, ...spots];
      layer.replaceChildren(...marks.map(({ button }) => button));
      follow();
      viewer.needsUpdate();
    },
  };
}
