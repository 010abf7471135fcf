// Stands in for MapLibre's reader of MapLibre tiles when the map is bundled (build.mjs): every layer here, other hosts' too, is in the Mapbox vector tile format.

export class MLTVectorTile {
  constructor() {
    throw new Error("tiles in the MLT format are not read");
  }
}
