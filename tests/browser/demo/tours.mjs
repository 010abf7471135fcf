// A tour of 360° photos: opened by a tap, walked through by keyboard, and all of it there without a script.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lookAt, violations } from "../support/chromium.mjs";

const TOUR = "/du-lich/tham-quan-mau/";
const PHONE = { width: 390, height: 800 };

export function tours({ browser, origin }) {
  const visit = (look, options) => lookAt(browser(), origin() + TOUR, look, { viewport: PHONE, ...options });
  const open = async (page) => {
    await page.getByRole("button", { name: "Mở ảnh 360°" }).click();
    await page.waitForFunction(() => document.querySelector(".tour").dataset.state === "ready", null, { timeout: 60_000 });
  };
  const at = (page, scene) => page.waitForFunction((scene) => document.querySelector(".tour").dataset.scene === scene, scene, { timeout: 30_000 });
  const tiles = (page) => page.requests.filter((path) => /\.4-\d-\d\.[0-9a-f]{8}\.webp$/.test(path));

  describe("a tour", () => {
    it("loads its viewer and its tiles on a tap and not before", () =>
      visit(async (page) => {
        await page.getByRole("button", { name: "Mở ảnh 360°" }).waitFor();
        assert.ok(!page.requests.some((path) => path.includes("/tour.")), "nothing of the viewer yet");
        assert.equal(tiles(page).length, 0);
        await open(page);
        await page.waitForRequest((request) => /\.4-\d-\d\./.test(request.url()), { timeout: 5000 }).catch(() => {});
        assert.ok(tiles(page).length > 0, "tiles of what is in sight");
      }));

    it("is walked through by keyboard alone", () =>
      visit(async (page) => {
        await page.getByRole("button", { name: "Mở ảnh 360°" }).focus();
        await page.keyboard.press("Enter");
        await at(page, "cong-lang");
        const view = page.getByRole("application");
        assert.match(await view.getAttribute("aria-label"), /^Cổng làng\. Trước cổng làng/);
        assert.ok(await view.evaluate((element) => element === document.activeElement), "the picture has the focus");
        const cone = page.locator(".site-plan [aria-current] .plan-view");
        const before = await cone.getAttribute("transform");
        await page.keyboard.press("ArrowRight");
        await page.waitForFunction((before) => document.querySelector(".site-plan [aria-current] .plan-view").getAttribute("transform") !== before, before);
        await page.keyboard.press("ArrowLeft");
        // The way on lies ahead: it is the first stop after the picture.
        await page.keyboard.press("Tab");
        assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Đi tới Sân đình, hướng bắc, 18 m");
        await page.keyboard.press("Enter");
        await at(page, "san-dinh");
        assert.equal(await page.locator(".tour-here").innerText(), "Đang ở: Sân đình");
        const steps = page.getByRole("navigation", { name: "Đi tiếp từ đây" }).getByRole("button");
        assert.deepEqual(await steps.allInnerTexts(), ["Cổng làng", "Vườn bưởi"]);
        await steps.nth(1).focus();
        await page.keyboard.press("Enter");
        await at(page, "vuon-buoi");
        assert.ok(await view.evaluate((element) => element === document.activeElement), "the focus is not lost with the button");
        // The plan, too: its dots are links.
        await page.locator(".site-plan a[data-scene='cong-lang']").focus();
        await page.keyboard.press("Enter");
        await at(page, "cong-lang");
        const current = page.getByRole("navigation", { name: "Chọn cảnh" }).locator("[aria-current]");
        assert.equal(await current.innerText(), "Cổng làng");
      }));

    it("moves nothing by itself for who asked for less motion", () =>
      visit(
        async (page) => {
          await open(page);
          await page.getByRole("navigation", { name: "Chọn cảnh" }).getByRole("button", { name: "Sân đình" }).click();
          await at(page, "san-dinh");
          const poses = [];
          for (let n = 0; n < 2; n++) {
            poses.push(await page.locator(".tour-marks button:not([hidden])").evaluateAll((marks) => marks.map((mark) => mark.style.transform)));
            await page.waitForTimeout(400);
          }
          assert.deepEqual(poses[0], poses[1]);
        },
        { reducedMotion: "reduce" },
      ));

    for (const opened of [false, true]) {
      it(`is without faults to axe, ${opened ? "opened" : "as it comes"}`, () =>
        visit(async (page) => {
          if (opened) await open(page);
          assert.deepEqual(await violations(page, TOUR), []);
        }, { axe: true }));
    }

    it("is a list of flat photos without a script", () =>
      visit(
        async (page) => {
          const photos = page.locator(".tour-list img");
          assert.equal(await photos.count(), 3);
          for (const photo of await photos.all()) {
            await photo.scrollIntoViewIfNeeded();
            assert.match(await photo.getAttribute("alt"), /phía/);
            await page.waitForFunction((image) => image.complete && image.naturalWidth > 0, await photo.elementHandle());
          }
          await page.locator("#canh-cong-lang").getByRole("link", { name: "Sân đình" }).click();
          assert.equal(new URL(page.url()).hash, "#canh-san-dinh");
          assert.equal(await page.getByRole("main").getByRole("button").count(), 0);
        },
        { javaScriptEnabled: false },
      ));
  });
}
