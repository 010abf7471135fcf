// What people read when scripts don't run: all of it.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lookAt } from "../support/chromium.mjs";

export const PLAN = "/ke-hoach/ha-noi-236/";
export const COMMUNE = "/don-vi/ha-noi/gia-lam-00565/";

/** Font size in CSS pixels below which a name is only a smudge, even on a sharp screen. */
const LEAST_READABLE = 7;

export function withoutScript({ browser, origin }) {
  const visit = (path, look, options) => lookAt(browser(), origin() + path, look, { javaScriptEnabled: false, ...options });

  describe("without JavaScript", () => {
    it("a plan shows its targets, and its links lead on", () =>
      visit(PLAN, async (page) => {
        const text = await page.locator("main").innerText();
        for (const part of ["236/KH-UBND", "Dương Xá", "%"]) assert.ok(text.includes(part), part);
        await page.locator('main a[href="/don-vi/ha-noi/"]').first().click();
        assert.equal(new URL(page.url()).pathname, "/don-vi/ha-noi/");
        assert.match(await page.locator("h1").innerText(), /Hà Nội/);
      }));

    it("a commune shows its facts and its drawn map, whose areas are links", () =>
      visit(COMMUNE, async (page) => {
        const text = await page.locator("main").innerText();
        for (const part of ["Gia Lâm", "00565", "km²", "Bát Tràng"]) assert.ok(text.includes(part), part);
        const drawing = page.locator(".map-drawing svg");
        assert.ok((await drawing.boundingBox()).height > 200, "the drawing is seen");
        const labels = await drawing.locator("text").allTextContents();
        assert.ok(labels.some((label) => label.includes("Gia Lâm")), "the commune's name stands in its area");
        // By the keyboard: the middle of a bent area may lie in its neighbour.
        await drawing.locator('a[href^="/don-vi/ha-noi/phu-dong-"]').press("Enter");
        await page.waitForURL(/phu-dong-/);
        assert.match(await page.locator("h1").innerText(), /Phù Đổng/);
      }));

    it("what Gia Lâm still lacks is three links from home, and what is asked of it one more", () =>
      visit("/", async (page) => {
        for (const [link, heading] of [["/don-vi/ha-noi/", /Hà Nội/], [COMMUNE, /Gia Lâm/]]) {
          await page.locator(`main a[href="${link}"]`).first().press("Enter");
          await page.waitForURL(`**${link}`);
          assert.match(await page.locator("h1").innerText(), heading);
        }
        const record = page.locator("section.record");
        assert.match(await record.locator("h2").innerText(), /Xã tôi còn thiếu gì/);
        assert.match(await record.innerText(), /Chưa có số liệu/, "nobody published any, so it says so");
        assert.equal(await record.locator(".lacking").count(), 0, "nothing is invented");
        await record.locator('a[href="/tieu-chi/xa-ntm/"]').press("Enter");
        await page.waitForURL("**/tieu-chi/xa-ntm/");
        assert.equal(await page.locator(".indicator").count(), 57);
        await page.goto(`${origin()}/tieu-chi/xa-ntm/#chi-tieu-17.10`);
        assert.match(await page.locator("[id='chi-tieu-17.10']").innerText(), /17\.10/);
      }));

    for (const width of [360, 1280]) {
      it(`the inset of a commune's map shows and names Hoàng Sa and Trường Sa, ${width} px wide`, (test) =>
        visit(
          COMMUNE,
          async (page) => {
            const image = page.locator(".map-drawing svg image");
            assert.match(await page.locator(".map-drawing svg").textContent(), /quần đảo Hoàng Sa và quần đảo Trường Sa/);
            const inset = await (await page.request.get(origin() + (await image.getAttribute("href")))).text();
            const names = inset.match(/<text class="islands"[^>]*>.*?<\/text>/g);
            for (const name of ["Hoàng Sa", "Trường Sa"]) assert.ok(names.some((text) => text.includes(name)), name);
            const [, units] = /viewBox="0 0 (\d+)/.exec(inset);
            const scale = (await image.boundingBox()).width / Number(units);
            const letters = Math.min(...names.map((text) => Number(/font-size="(\d+)"/.exec(text)[1]))) * scale;
            test.diagnostic(`their names are ${letters.toFixed(1)} px high`);
            assert.ok(letters >= LEAST_READABLE, `letters of ${letters.toFixed(1)} px can't be read`);
          },
          { viewport: { width, height: 740 } },
        ));
    }

    it("the map page shows the country with both archipelagos by name", () =>
      visit("/ban-do/", async (page) => {
        const labels = (await page.locator(".map-drawing svg text").allTextContents()).join("\n");
        for (const name of ["Quần đảo Hoàng Sa", "Quần đảo Trường Sa", "Việt Nam", "Biển Đông"]) assert.ok(labels.includes(name), name);
        await page.locator('.map-drawing a[href="/don-vi/thanh-hoa/"]').click();
        assert.equal(new URL(page.url()).pathname, "/don-vi/thanh-hoa/");
      }));
  });
}
