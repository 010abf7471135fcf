// The main pages as they look at three widths, beside pictures that somebody has looked at (tests/browser/snapshots). A page that looks another way fails until its new
// picture was looked at and kept: BLESS=1.
//
// They are compared as one sees a page from across the room: machines draw the edges of letters in their own ways, and no cell of eight pixels is far from what it was for that.

import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { lookAt } from "../support/chromium.mjs";
import { makeLens } from "../support/pixels.mjs";
import { sourcePath } from "../support/sources.mjs";
import { COMMUNE, PLAN } from "./without_script.mjs";

/** The pages that most people see. */
export const MAIN_PAGES = {
  home: "/",
  commune: COMMUNE,
  province: "/don-vi/ha-noi/",
  plan: PLAN,
  article: "/tin-tuc/ha-noi-chon-duong-xa-thi-diem/",
  product: "/san-pham/tra-mang-cau-kim-nhien/",
  dataset: "/du-lieu/tram-y-te-gia-lam/",
  map: "/ban-do/",
};
const WIDTHS = [360, 768, 1280];
/** How much of a page is looked at: what a desk shows in two screens. */
const HEIGHT = 1600;
/** How far the colour of a cell may be from what it was, of 255. */
const FAR = 40;
/** Share of cells that may be another: a caret, a figure that counts days. */
const FORGIVEN = 0.004;
const FOLDER = "tests/browser/snapshots";

export function snapshots({ browser, origin }) {
  describe("looks as it did", () => {
    let lens;
    before(async () => (lens = await makeLens(browser())));
    after(() => lens?.close());

    for (const [name, path] of Object.entries(MAIN_PAGES)) {
      it(`${name} (${path})`, async (test) => {
        const others = [];
        for (const width of WIDTHS) {
          const file = `${name}-${width}.webp`;
          const picture = await lens.small(await taken(browser(), origin() + path, width));
          const kept = await readFile(sourcePath(join(FOLDER, file))).catch(() => undefined);
          const share = kept ? await lens.differ(kept, picture, FAR, 4) : 1;
          test.diagnostic(`${width} px: ${(share * 100).toFixed(2)} % of the cells`);
          if (share <= FORGIVEN) continue;
          const to = process.env.BLESS ? sourcePath(FOLDER) : "snapshots-seen";
          await mkdir(to, { recursive: true });
          await writeFile(join(to, file), picture);
          if (!process.env.BLESS) others.push(`${join(process.cwd(), to, file)} is not ${FOLDER}/${file}: ${(share * 100).toFixed(1)} % of it`);
        }
        assert.deepEqual(others, [], "look at them; when they are as they should be, BLESS=1 keeps them");
      });
    }
  });
}

function taken(browser, url, width) {
  const look = async (page) => {
    await page.waitForLoadState("networkidle");
    await page.evaluate(() => document.fonts.ready);
    return page.screenshot();
  };
  return lookAt(browser, url, look, { viewport: { width, height: HEIGHT }, reducedMotion: "reduce" });
}
