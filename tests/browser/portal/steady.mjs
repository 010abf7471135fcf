// Nothing moves under a reader's finger while a page comes: neither when its font comes late, nor when scripts add what only they can use.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openPage } from "../support/chromium.mjs";
import { recordShifts, shifted } from "../support/shifts.mjs";
import { MAIN_PAGES } from "./snapshots.mjs";

const SCREENS = { "a phone": { width: 360, height: 740 }, "a desk": { width: 1280, height: 900 } };
/** Milliseconds that fonts are late, as on 3G: the page is read in the system's letters before. */
const LATE = 700;
/** Chromium's cumulative layout shift; above 0.1 a page counts as restless. Debian's Arial has no Vietnamese letters with two marks: here some come from a wider font. */
const MOST = 0.05;

export function steady({ browser, origin }) {
  describe("stands still while it comes", { concurrency: 2 }, () => {
    for (const [name, path] of Object.entries(MAIN_PAGES)) {
      it(`${name} (${path})`, async (test) => {
        for (const [screen, viewport] of Object.entries(SCREENS)) {
          const { sum: shift, moved } = await shifts(browser(), origin() + path, viewport);
          test.diagnostic(`${screen}: ${shift.toFixed(4)}`);
          assert.ok(shift <= MOST, `on ${screen} the page moved by ${shift.toFixed(3)}: ${moved.join("; ")}`);
        }
      });
    }
  });
}

async function shifts(browser, url, viewport) {
  const page = await openPage(browser, { viewport });
  try {
    await page.route("**/fonts/*.woff2", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, LATE));
      await route.continue();
    });
    await recordShifts(page);
    await page.goto(url, { waitUntil: "networkidle" });
    await page.evaluate(() => document.fonts.ready);
    await page.waitForTimeout(300);
    return await shifted(page);
  } finally {
    await page.context().close();
  }
}
