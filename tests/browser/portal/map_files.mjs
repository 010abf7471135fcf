// The map's files for other people's programs: the style by MapLibre's own rules, and TileJSON as a source of one.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";

const faults = (style) => validateStyleMin(style).map(({ message }) => message);

export function mapFiles({ folder }) {
  const read = async (name) => JSON.parse(await readFile(join(folder(), "ban-do", name), "utf8"));

  describe("the map's files for others", () => {
    it("the style fits the specification, and draws layers that its sources have", async () => {
      const style = await read("style.json");
      assert.deepEqual(faults(style), []);
      assert.ok(style.layers.length > 2 && Object.keys(style.sources).length > 2);
      // The rules are held: one broken on purpose is told.
      assert.notDeepEqual(faults({ ...style, layers: [...style.layers, { id: "x", type: "fill", source: "nowhere", "source-layer": "features" }] }), []);
    });

    it("every layer of tiles has a TileJSON 3 that serves as a source", async () => {
      const { sources } = await read("style.json");
      const names = (await readdir(join(folder(), "ban-do"))).filter((name) => name.endsWith(".tilejson"));
      assert.deepEqual(names.map((name) => name.slice(0, -".tilejson".length)).sort(), Object.keys(sources).sort());
      for (const name of names) {
        const { tilejson, name: title, description, vector_layers: layers, version, ...source } = await read(name);
        assert.equal(tilejson, "3.0.0");
        assert.ok(title && layers.length > 0, name);
        for (const { id, fields } of layers) assert.ok(id && Object.values(fields).every((words) => typeof words === "string" && words), `${name}: ${id}`);
        assert.deepEqual(faults({ version: 8, sources: { [title]: { type: "vector", ...source } }, layers: [] }), [], name);
        const [west, south, east, north] = source.bounds;
        assert.ok(west < east && south < north && source.minzoom <= source.maxzoom && source.attribution, name);
      }
    });
  });
}
