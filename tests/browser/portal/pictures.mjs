// Pictures of the portal for the README. Made only when asked for, since they change with every build of Chromium.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { openPage } from "../support/chromium.mjs";
import { ready, settled } from "../support/map_page.mjs";
import { COMMUNE, PLAN } from "./without_script.mjs";

const DESK = { viewport: { width: 1280, height: 860 } };
const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
const LARGEST = 150 * 1024;

const PICTURES = {
  "home": ["/", DESK],
  "home-phone": ["/", PHONE],
  "plan": [PLAN, DESK],
  "plan-phone": [PLAN, PHONE],
  "commune": [COMMUNE, DESK],
  "commune-phone": [COMMUNE, PHONE],
  "map": ["/ban-do/#map=10.6/21.01/105.93", DESK],
  "map-phone": ["/ban-do/#map=11.5/20.998/105.95", PHONE],
};

export function pictures({ browser, origin }, into) {
  describe("pictures for the README", () => {
    for (const [name, [path, options]] of Object.entries(PICTURES)) {
      it(`${name}.webp`, async () => {
        const page = await openPage(browser(), options);
        await page.goto(origin() + path, { waitUntil: "networkidle" });
        await page.evaluate(() => document.fonts.ready);
        if (name.startsWith("commune") || name.startsWith("map")) {
          // On a phone the map is under the fold, and it is what the picture is about.
          if (options === PHONE) await page.locator("figure.map").evaluate((figure) => figure.scrollIntoView({ block: "start" }));
          await page.mouse.move(1, 1);
          await ready(page);
          await settled(page);
        }
        const picture = await asWebp(page);
        assert.ok(picture.length <= LARGEST, `${picture.length} bytes`);
        await mkdir(into, { recursive: true });
        await writeFile(join(into, `${name}.webp`), picture);
        await page.context().close();
      });
    }
  });
}

/** Playwright itself knows only PNG and JPEG. */
async function asWebp(page) {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: 82 });
  return Buffer.from(data, "base64");
}
