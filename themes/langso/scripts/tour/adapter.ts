// Tiles of a panorama over the whole of it in small.
//
// The adapter itself would fetch that picture as a file and show it by a `blob:` address, which the policy of our pages
// forbids. An image element needs neither.

import { utils } from "@photo-sphere-viewer/core";
import { EquirectangularTilesAdapter } from "@photo-sphere-viewer/equirectangular-tiles-adapter";
import type { Scene } from "./scene.ts";

type Panorama = Parameters<EquirectangularTilesAdapter["loadTexture"]>[0];

export class TilesAdapter extends EquirectangularTilesAdapter {
  override async loadTexture(panorama: Panorama, loader?: boolean) {
    const { baseUrl, ...tiles } = panorama;
    const [data, image] = await Promise.all([super.loadTexture(tiles as Panorama, loader), load(baseUrl!)]);
    const { naturalWidth: width, naturalHeight: height } = image;
    const baseData = {
      isEquirectangular: true as const,
      ...{ fullWidth: width, fullHeight: height, croppedWidth: width, croppedHeight: height, croppedX: 0, croppedY: 0 },
      ...{ poseHeading: 0, posePitch: 0, poseRoll: 0 },
    };
    return { ...data, panorama, panoData: { ...data.panoData!, baseData }, texture: utils.createTexture(image) };
  }
}

async function load(address: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = address;
  await image.decode();
  return image;
}

/** A scene as the adapter wants it. */
export function panoramaOf(scene: Scene): Panorama {
  return {
    baseUrl: scene.base,
    levels: scene.levels.map(({ columns, side }) => ({ width: columns * side, cols: columns, rows: columns / 2 })),
    tileUrl: (column: number, row: number, level: number) =>
      scene.tiles.replace(".z-x-y.", `.${scene.levels[level]!.columns}-${column}-${row}.`),
  } as Panorama;
}
