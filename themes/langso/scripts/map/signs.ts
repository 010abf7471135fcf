// The signs of points: a disc in the layer's colour with the sign of its kind cut out of the theme's sprite. Made when the map asks.

import type { Map } from "maplibre-gl";
import { element } from "../dom.ts";
import type { Icons } from "./config.ts";

/** What the names of these images begin with: "sign:wifi:#1f5fa8". */
export const SIGN = "sign:";
/** Pixels of the page. */
export const SIZE = 28;
const GLYPH = 16;
/** Sharp on screens with two or three pixels to one of the page. */
const DENSITY = 3;

/** The sprite, read once a page. */
let sprite: Promise<HTMLImageElement> | undefined;

function load(address: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = new URL(address, document.baseURI).href;
  return image.decode().then(() => image);
}

function disc(image: HTMLImageElement, { side, names }: Icons, icon: string, color: string): HTMLCanvasElement {
  const canvas = element("canvas", { width: String(SIZE * DENSITY), height: String(SIZE * DENSITY) });
  const brush = canvas.getContext("2d")!;
  const [size, glyph] = [SIZE * DENSITY, GLYPH * DENSITY];
  const at = names.indexOf(icon);
  if (at >= 0) {
    // The sign is a mask: first it is drawn, then whatever was drawn becomes white, then the disc goes under it.
    brush.drawImage(image, at * side, 0, side, side, (size - glyph) / 2, (size - glyph) / 2, glyph, glyph);
    brush.globalCompositeOperation = "source-in";
    brush.fillStyle = "#fff";
    brush.fillRect(0, 0, size, size);
    brush.globalCompositeOperation = "destination-over";
  }
  brush.beginPath();
  brush.arc(size / 2, size / 2, size / 2 - 2 * DENSITY, 0, 2 * Math.PI);
  brush.fillStyle = color;
  brush.fill();
  brush.lineWidth = 1.5 * DENSITY;
  brush.strokeStyle = "#fff";
  brush.stroke();
  return canvas;
}

/** A sign for a list, in an element that may be put anywhere; it comes when the sprite does. */
export function signFor(icons: Icons, icon: string, color: string): HTMLElement {
  const place = element("span", { class: "map-sign", "aria-hidden": "true" });
  sprite ??= load(icons.url);
  sprite.then((image) => place.append(disc(image, icons, icon, color)), () => undefined);
  return place;
}

/** Answers for images that a style asks for: signs here, everything else by `others`. */
export function provideImages(map: Map, icons: Icons, others: (id: string) => void = () => undefined): void {
  map.setMissingStyleImageResolver(async (id) => {
    if (!id.startsWith(SIGN)) return others(id);
    const [icon = "", color = ""] = id.slice(SIGN.length).split(":");
    const image = await (sprite ??= load(icons.url));
    if (map.hasImage(id)) return;
    const canvas = disc(image, icons, icon, color);
    map.addImage(id, canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height), { pixelRatio: DENSITY });
  });
}
