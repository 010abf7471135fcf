// A one-stop desk's floor plan: a picture for the eye, links for the keyboard, words for the ear.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openPage } from "../support/chromium.mjs";

const DESK = "/dich-vu/mot-cua/00565-bo-phan-mot-cua-xa-gia-lam/";

export function services({ browser, origin }) {
  describe("services", () => {
    it("every counter of a floor plan is a named link to its words", async () => {
      const page = await openPage(browser(), { viewport: { width: 360, height: 740 } });
      try {
        await page.goto(origin() + DESK);
        const plan = page.getByRole("group", { name: /^Sơ đồ: / });
        const counters = plan.getByRole("link", { name: /^Quầy \d: / });
        assert.equal(await counters.count(), 3);
        for (const link of await plan.getByRole("link").all()) {
          const target = page.locator(await link.getAttribute("href"));
          assert.equal(await target.count(), 1);
          const { width, height } = await link.boundingBox();
          assert.ok(width >= 44 && height >= 44, `${width} x ${height}`);
        }
        await counters.nth(1).focus();
        await page.keyboard.press("Enter");
        assert.match(new URL(page.url()).hash, /^#quay-2$/);
        const words = page.locator("#quay-2");
        assert.match(await words.innerText(), /Đường đi: .*quầy ở giữa/);
        await words.waitFor({ state: "visible" });
      } finally {
        await page.context().close();
      }
    });

    it("dots of a kind's map lead to their rows, and made-up rows are marked", async () => {
      const page = await openPage(browser(), { javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
      try {
        await page.goto(`${origin()}/dich-vu/wifi/`);
        const dots = page.locator(".map-drawing a[href^='#']");
        assert.equal(await dots.count(), 4);
        for (const dot of await dots.all()) {
          assert.equal(await page.locator(`li${await dot.getAttribute("href")} .tag`).count(), 1);
        }
      } finally {
        await page.context().close();
      }
    });
  });
}
