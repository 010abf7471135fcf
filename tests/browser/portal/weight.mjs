// What a commune's page costs a phone on a weak line.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertClean, openPage, WEAK } from "../support/chromium.mjs";
import { ready } from "../support/map_page.mjs";
import { countBytes } from "../support/network.mjs";
import { COMMUNE } from "./without_script.mjs";

/** The whole first view of a commune, drawn map and fonts included, over the wire. The aim is 60 KB; the switches for readers and the packs brought 2 KB more. */
const BUDGET = 64 * 1024;

export function weight({ browser, origin }) {
  describe("on a weak phone", () => {
    it("a commune's page is at most 64 KB, and its map comes on a tap", async (test) => {
      const page = await openPage(browser(), { device: WEAK, viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
      try {
        const sizes = await countBytes(page);
        await page.goto(origin() + COMMUNE, { waitUntil: "networkidle" });
        await page.locator("figure[data-map]").scrollIntoViewIfNeeded();
        await page.waitForLoadState("networkidle");
        const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
        test.diagnostic(`${COMMUNE}: ${total} bytes over the wire (budget ${BUDGET})`);
        for (const [path, size] of sizes) test.diagnostic(`${String(size).padStart(8)}  ${path}`);
        assert.ok(sizes.has(COMMUNE), "the page itself was counted");
        assert.ok(!page.requests.some((path) => /scripts\/map|pmtiles/.test(path)), "the interactive map must wait");
        assert.ok(total <= BUDGET, `${total} bytes are more than ${BUDGET}`);

        await page.locator("button.map-open").tap();
        await ready(page);
        assertClean(page);
      } finally {
        await page.context().close();
      }
    });
  });
}
