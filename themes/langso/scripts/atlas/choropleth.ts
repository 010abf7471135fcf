// Colours the units of one map: the style has a colour for each step, the units have their step as feature state.

import type { Map } from "maplibre-gl";
import { UNKNOWN } from "./scale.ts";
import { HATCH } from "../map/style.ts";

/** Puts the step of every unit on the map; tiles that come later find theirs. */
export function paint(map: Map, layer: string, codes: string[], steps: Int8Array): void {
  if (!map.getSource(layer)) return;
  const place = { source: layer, sourceLayer: "features" };
  map.removeFeatureState(place);
  codes.forEach((id, unit) => steps[unit] !== UNKNOWN && map.setFeatureState({ ...place, id }, { step: steps[unit]! }));
}

export function unpaint(map: Map, layer: string): void {
  if (map.getSource(layer)) map.removeFeatureState({ source: layer, sourceLayer: "features" });
}

/** Hatching for units without a figure: no colour could be told from one that means something. Drawn when the map asks for it. */
export function hatching(map: Map, colours: () => { ground: string; line: string }): (id: string) => void {
  return (id) => {
    if (id !== HATCH || map.hasImage(HATCH)) return;
    const size = 12;
    const canvas = new OffscreenCanvas(size, size);
    const brush = canvas.getContext("2d")!;
    const { ground, line } = colours();
    brush.fillStyle = ground;
    brush.fillRect(0, 0, size, size);
    brush.strokeStyle = line;
    brush.lineWidth = 1.5;
    // Thrice, so that the corners meet those of the next square.
    for (const shift of [-size, 0, size]) {
      brush.beginPath();
      brush.moveTo(shift, size);
      brush.lineTo(shift + size, 0);
      brush.stroke();
    }
    map.addImage(HATCH, brush.getImageData(0, 0, size, size), { pixelRatio: 2 });
  };
}
