// What a commune's page costs a phone on a weak line.

import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { assertClean, openPage, WEAK } from "../support/chromium.mjs";
import { openMap, reach, ready } from "../support/map_page.mjs";
import { countBytes } from "../support/network.mjs";
import { COMMUNE } from "./without_script.mjs";

/** The whole first view of a commune, drawn map and fonts included, over the wire. */
const BUDGET = 60 * 1024;

/** All that the page of the map loads in scripts and styles, its worker's too. */
const MAP_BUDGET = 300 * 1024;
/** Tiles, and layers that are read whole, of the map's first view. */
const TILES_BUDGET = 150 * 1024;

export function weight({ browser, folder, origin }) {
  describe("on a weak phone", () => {
    it("a commune's page is at most 60 KB, and its map comes on a tap", async (test) => {
      const page = await openPage(browser(), { device: WEAK, viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
      try {
        const sizes = await countBytes(page);
        await page.goto(origin() + COMMUNE, { waitUntil: "networkidle" });
        await reach(page);
        await page.waitForLoadState("networkidle");
        const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
        test.diagnostic(`${COMMUNE}: ${total} bytes over the wire (budget ${BUDGET})`);
        for (const [path, size] of sizes) test.diagnostic(`${String(size).padStart(8)}  ${path}`);
        assert.ok(sizes.has(COMMUNE), "the page itself was counted");
        assert.ok(!page.requests.some((path) => /scripts\/map|pmtiles/.test(path)), "the interactive map must wait");
        assert.ok(total <= BUDGET, `${total} bytes are more than ${BUDGET}`);

        // Letters of other languages come when a text has one.
        assert.ok(!page.requests.some((path) => path.includes("/fonts/rare/")));
        const rare = page.waitForRequest(/\/fonts\/rare\/text\./);
        await page.locator("main h1 ~ p").first().evaluate((text) => text.append(" Malmö"));
        assert.ok(await (await rare).response());
        assert.ok(await page.evaluate(() => document.fonts.ready.then(() => document.fonts.check("16px 'Be Vietnam Pro'", "ö"))));

        await page.locator("button.map-open").tap();
        await ready(page);
        assertClean(page);
      } finally {
        await page.context().close();
      }
    });

    it("the map's scripts and styles are at most 300 KB, and what its first view draws 150 KB", async (test) => {
      const page = await openPage(browser());
      try {
        const sizes = await countBytes(page);
        await openMap(page, origin());
        // What a worker asks for is counted elsewhere; what it imports is in the browser's cache by then.
        const worker = page.requests.find((path) => path.includes("map-worker"));
        sizes.set(worker, (await stat(join(folder(), `${worker}.br`))).size);
        const code = [...sizes].filter(([path]) => /\.(js|css)$/.test(path));
        const total = code.reduce((sum, [, size]) => sum + size, 0);
        for (const [path, size] of code) test.diagnostic(`${String(size).padStart(8)}  ${path}`);
        test.diagnostic(`${total} bytes (budget ${MAP_BUDGET})`);
        assert.ok(code.some(([path]) => path.includes("map-shared")) && code.some(([path]) => path.includes("atlas")));
        assert.ok(total <= MAP_BUDGET, `${total} bytes are more than ${MAP_BUDGET}`);
        const drawn = [...sizes].filter(([path]) => /\.pmtiles$|\/ban-do\/(lop|cot)\//.test(path));
        const tiles = drawn.reduce((sum, [, size]) => sum + size, 0);
        test.diagnostic(`${tiles} bytes of tiles and layers (budget ${TILES_BUDGET})`);
        assert.ok(drawn.length > 2 && tiles <= TILES_BUDGET, `${tiles} bytes of ${drawn.length} files are more than ${TILES_BUDGET}`);
        assertClean(page);
      } finally {
        await page.context().close();
      }
    });
  });
}
