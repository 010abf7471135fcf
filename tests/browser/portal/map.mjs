// The interactive map: what it draws, what a visitor can do with it, and what stays when it can't start.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { WEAK, assertClean, openPage, startChromium } from "../support/chromium.mjs";
import { findName, openMap, reach, ready, settled, showOnly, token } from "../support/map_page.mjs";
import { makeLens } from "../support/pixels.mjs";
import { COMMUNE } from "./without_script.mjs";

/** In Gia Lâm, at a zoom where the communes around it are seen; then so near that nothing else is. */
const AROUND_GIA_LAM = "#map=11/20.998/105.95";
const IN_GIA_LAM = "#map=14/20.985/105.955";
/** Nothing but sea, its name and the two archipelagos. */
const EAST_SEA = "#map=5/13/113";

/** How near to its colour ink is looked for: small letters are mostly rim. Land, edges, water and halo are farther away. */
const SMALL_LETTERS = 64;

export function map({ browser, origin }) {
  let lens;
  const visit = async (look, options) => {
    const page = await openPage(browser(), options);
    try {
      await look(page);
      assertClean(page);
    } finally {
      await page.context().close();
    }
  };

  describe("the interactive map", () => {
    before(async () => {
      lens = await makeLens(browser());
    });
    after(() => lens.close());

    it("draws tiles that it reads by byte ranges", () =>
      visit(async (page) => {
        const parts = [];
        page.on("response", (answer) => answer.url().endsWith(".pmtiles") && parts.push(answer));
        await openMap(page, origin(), AROUND_GIA_LAM);
        const full = await settled(page);
        assert.ok(parts.length >= 4, `${parts.length} parts of archives were asked for`);
        for (const part of parts) {
          assert.equal(part.status(), 206, part.url());
          assert.ok(Number(part.headers()["content-length"]) > 0, "a part has bytes");
        }
        await showOnly(page);
        const empty = await settled(page);
        const [differ, fullColours, emptyColours] = [await lens.differ(full, empty), await lens.colours(full), await lens.colours(empty)];
        assert.ok(differ > 0.9, `only ${Math.round(differ * 100)} % of the picture is drawn by layers`);
        assert.ok(fullColours >= 8, `${fullColours} colours with all layers`);
        assert.equal(emptyColours, 1, "nothing but water without layers");
      }));

    it("writes the names of communes in the letters of the page's font", () =>
      visit(async (page) => {
        await openMap(page, origin(), AROUND_GIA_LAM);
        assert.ok(page.requests.some((path) => /fonts\/text\.[0-9a-f]+\.woff2$/.test(path)), "the font was asked for");
        const ink = await token(page, "--map-text");
        await showOnly(page, "xa-phuong");
        const named = await lens.count(await settled(page), ink, SMALL_LETTERS);
        await showOnly(page);
        const bare = await lens.count(await settled(page), ink, SMALL_LETTERS);
        assert.equal(bare, 0, "no ink without a layer");
        assert.ok(named > 800, `${named} pixels of ink`);
      }));

    it("writes the names of points", () =>
      visit(async (page) => {
        await openMap(page, origin(), "#map=14/21/105.945");
        await showOnly(page, "tram-y-te-gia-lam");
        const named = await lens.count(await settled(page), await token(page, "--map-text"), SMALL_LETTERS);
        assert.ok(named > 100, `${named} pixels of ink`);
      }));

    it("names Biển Đông and both archipelagos whatever layers are off", () =>
      visit(async (page) => {
        await openMap(page, origin(), EAST_SEA);
        await showOnly(page);
        const picture = await settled(page);
        const [sea, islands] = [await token(page, "--map-sea-text"), await token(page, "--map-text")];
        const [seaInk, islandsInk] = [await lens.count(picture, sea, SMALL_LETTERS), await lens.count(picture, islands, SMALL_LETTERS)];
        assert.ok(seaInk > 100, `Biển Đông: ${seaInk} pixels of ink`);
        assert.ok(islandsInk > 300, `the archipelagos: ${islandsInk} pixels of ink`);
      }));

    it("keeps the country with Hoàng Sa and Trường Sa in a corner at a commune's zoom", () =>
      visit(async (page) => {
        await openMap(page, origin(), IN_GIA_LAM);
        const inset = page.locator("img.map-inset");
        assert.match(await inset.getAttribute("alt"), /Hoàng Sa.*Trường Sa/);
        assert.ok(await inset.evaluate((image) => image.complete && image.naturalWidth > 0), "the picture is there");
        const [box, frame] = [await inset.boundingBox(), await page.locator(".map-live").boundingBox()];
        assert.ok(box.width >= 70, `${box.width} px wide`);
        assert.ok(box.x >= frame.x && box.y >= frame.y && box.x + box.width <= frame.x + frame.width && box.y + box.height <= frame.y + frame.height);
        assert.ok((await lens.colours(await page.screenshot({ clip: box }), 0.002)) >= 4, "the picture is seen");
        // Nothing of the page may lie over it: it takes no clicks, so ask as if it did.
        const covered = await inset.evaluate((image) => {
          image.style.pointerEvents = "auto";
          const { left, top, width, height } = image.getBoundingClientRect();
          return document.elementFromPoint(left + width / 2, top + height / 2) !== image;
        });
        assert.ok(!covered, "something lies over the inset");
      }));

    it("tells of the commune under a click, with a link to its page", () =>
      visit(async (page) => {
        await openMap(page, origin(), IN_GIA_LAM);
        await settled(page);
        const box = await page.locator(".maplibregl-canvas").boundingBox();
        await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
        const link = page.locator(`.map-card a[href="${COMMUNE}"]`);
        await link.waitFor();
        assert.match(await page.locator(".map-card").innerText(), /00565/);
        await link.click();
        assert.match(await page.locator("h1").innerText(), /Gia Lâm/);
      }));

    it("is used from the keyboard: Enter asks, Escape closes, arrows move, Space switches a layer", () =>
      visit(async (page) => {
        await openMap(page, origin(), IN_GIA_LAM);
        await settled(page);
        await page.locator(".maplibregl-canvas").focus();
        await page.keyboard.press("Enter");
        await page.locator(`.map-card a[href="${COMMUNE}"]`).waitFor();
        await page.keyboard.press("Escape");
        await page.locator(".map-card a").waitFor({ state: "detached" });

        const before = await settled(page);
        await page.keyboard.press("ArrowRight");
        await page.waitForFunction((hash) => location.hash !== hash, IN_GIA_LAM);
        assert.ok((await lens.differ(before, await settled(page))) > 0.01, "the map moved");

        const box = page.locator('input[name="map-layer"][value="xa-phuong"]');
        await box.focus();
        const drawn = await settled(page);
        await page.keyboard.press("Space");
        assert.ok(!(await box.isChecked()));
        assert.match(new URL(page.url()).hash, /layers=(?!.*xa-phuong)/);
        assert.ok((await lens.differ(drawn, await settled(page))) > 0.5, "the layer is gone");
      }));

    it("comes back by its address with the same view and layers", () =>
      visit(async (page) => {
        await openMap(page, origin(), "#map=10.5/21.02/105.85");
        await showOnly(page, "tinh-thanh");
        const [hash, picture] = [new URL(page.url()).hash, await settled(page)];
        assert.match(hash, /map=10\.5\/21\.02\/105\.85/);
        await page.reload();
        await ready(page);
        assert.equal(new URL(page.url()).hash, hash);
        assert.deepEqual(await page.locator('input[name="map-layer"]:checked').evaluateAll((boxes) => boxes.map((box) => box.value)), ["tinh-thanh"]);
        const differ = await lens.differ(picture, await settled(page));
        assert.ok(differ < 0.02, `${(differ * 100).toFixed(1)} % of the picture changed`);
      }));

    it("flies to a commune that is typed without marks, and to where a former one was, and opens their cards", () =>
      visit(async (page) => {
        // Before anything else is done: the map is still on its way.
        await page.goto(`${origin()}/ban-do/`);
        await findName(page, "gia lam, ha noi");
        await page.locator(`.map-card a[href="${COMMUNE}"]`).waitFor();
        assert.match(await page.locator(".map-card").innerText(), /00565/);
        await page.waitForFunction(() => /map=1[0-3][.\d]*\/2[01]\.\d+\/10[56]\./.test(location.hash));

        await page.goto(`${origin()}/ban-do/`);
        await page.reload();
        await reach(page);
        await ready(page);
        await findName(page, "duong xa");
        const former = page.locator(".map-card a", { hasText: "Dương Xá" });
        await former.waitFor();
        assert.match(await page.locator(".map-card").innerText(), /Gia Lâm/);
        await page.waitForFunction(() => /map=1[0-3][.\d]*\/2[01]\.\d+\/10[56]\./.test(location.hash));
      }));

    it("leaves the box for names where it stands, without a map too: what is chosen then opens its page", async () => {
      const top = (page) => page.locator("figure[data-map]").evaluate((figure) => figure.getBoundingClientRect().top);
      const options = { device: WEAK, viewport: { width: 360, height: 740 } };
      const bare = await openPage(browser(), options);
      await bare.route("**/scripts/find.*.js", (route) => route.abort());
      await bare.goto(`${origin()}/ban-do/`);
      const kept = await top(bare);
      await bare.context().close();
      await visit(async (page) => {
        await page.goto(`${origin()}/ban-do/`);
        await page.getByRole("combobox").waitFor();
        assert.ok(Math.abs((await top(page)) - kept) < 1, `the map moved from ${kept} to ${await top(page)} px`);
        await findName(page, "gia lam, ha noi");
        await page.waitForURL(origin() + COMMUNE);
      }, options);
    });

    it("lists what it shows, by name or by distance from where the visitor is, and sends that nowhere", () =>
      visit(
        async (page) => {
          await openMap(page, origin(), IN_GIA_LAM);
          await page.locator(".map-list summary").press("Enter");
          const rows = page.locator(".map-list-rows button");
          await rows.filter({ hasText: "Gia Lâm" }).first().waitFor();
          await settled(page);
          const names = await rows.allInnerTexts();
          const own = names.map((text) => text.split("\n")[0].trim());
          assert.deepEqual(own, [...own].sort(new Intl.Collator("vi", { numeric: true }).compare), "in the order of names");
          const told = await page.locator(".map-list-count").innerText();
          assert.match(told, new RegExp(`^${names.length} `), told);
          await rows.filter({ hasText: "Gia Lâm" }).first().press("Enter");
          await page.locator(".map-card a", { hasText: "Gia Lâm" }).first().waitFor();

          const asked = page.requests.length;
          await page.locator(".map-list-near").press("Enter");
          await page.locator('.map-list-near[aria-pressed="true"]').waitFor();
          const away = (await rows.allInnerTexts()).map((text) => Number(/cách khoảng ([\d.,]+) km/.exec(text)[1].replace(/\./g, "").replace(",", ".")));
          assert.deepEqual(away, [...away].sort((a, b) => a - b), "nearest first");
          assert.deepEqual(page.requests.slice(asked).filter((path) => /21\.0|105\.9/.test(path)), []);
        },
        { geolocation: { latitude: 20.99, longitude: 105.95 }, permissions: ["geolocation"] },
      ));

    for (const [where, options] of [["desktop", {}], ["phone", { viewport: { width: 390, height: 844 }, hasTouch: true }]]) {
      it(`shows the communes before the merger beside today's, and that they are for reference: ${where}`, () =>
        visit(async (page) => {
          await openMap(page, origin(), "#map=11/21/105.9&layers=xa-phuong,tinh-thanh");
          const now = await settled(page);
          await page.locator(".map-before").focus();
          await page.keyboard.press("Enter");
          const slider = page.locator(".map-beside-slider");
          await slider.waitFor();
          assert.match(await page.locator(".map-beside-right").innerText(), /không phải ranh giới pháp lý/);
          assert.match(await page.locator(".map-before + [role=status]").innerText(), /2017/);
          assert.match(new URL(page.url()).hash, /before=1/);
          const both = await settled(page);
          await slider.focus();
          await page.keyboard.press("Home");
          const past = await settled(page);
          assert.ok((await lens.differ(both, past)) > 0.01 && (await lens.differ(now, past)) > 0.02, "the past has another picture");
          await page.locator(".map-before").click();
          assert.equal(await slider.count(), 0);
          assert.doesNotMatch(new URL(page.url()).hash, /before/);
        }, options));
    }

    it("follows the page into the dark", () =>
      visit(async (page) => {
        await openMap(page, origin(), AROUND_GIA_LAM);
        const light = await settled(page);
        await page.emulateMedia({ colorScheme: "dark" });
        assert.ok((await lens.differ(light, await settled(page), 40)) > 0.8);
      }));

    it("waits, in view, for somebody who uses the page", () =>
      visit(async (page) => {
        await page.goto(`${origin()}/ban-do/`, { waitUntil: "networkidle" });
        await page.waitForTimeout(1000);
        const figure = page.locator("figure[data-map]");
        assert.equal(await figure.getAttribute("data-state"), null);
        assert.ok(!page.requests.some((path) => path.includes("scripts/map")), "nothing of the map is loaded for nobody");
        assert.ok(await page.locator(".map-drawing svg").isVisible());
        await page.keyboard.press("Tab");
        await ready(page);
      }));

    it("comes over a commune's drawing only when that is scrolled into view", () =>
      visit(
        async (page) => {
          await page.goto(origin() + COMMUNE, { waitUntil: "networkidle" });
          await page.mouse.move(1, 1);
          await page.waitForTimeout(500);
          assert.equal(await page.locator("figure[data-map]").getAttribute("data-state"), null);
          assert.ok(!page.requests.some((path) => path.includes("scripts/map")), "nothing of the map is loaded before");
          await reach(page);
          await ready(page);
          assert.ok((await lens.colours(await settled(page))) >= 4, "the commune is drawn");
        },
        { viewport: { width: 800, height: 260 } },
      ));

    it("leaves the drawing when its script can't be had", async () => {
      const page = await openPage(browser());
      await page.route("**/scripts/map.*.js", (route) => route.abort());
      await page.goto(origin() + COMMUNE);
      await reach(page);
      await staysStatic(page);
      await page.context().close();
    });

    it("leaves the drawing where there is no WebGL, without a complaint", async () => {
      const weak = await startChromium("--disable-3d-apis");
      try {
        const page = await openPage(weak);
        for (const path of ["/ban-do/", COMMUNE]) {
          await page.goto(origin() + path);
          await reach(page);
          await staysStatic(page);
          assert.ok(!page.requests.some((path) => path.includes("scripts/map")), "the module is not even loaded");
        }
        assertClean(page);
      } finally {
        await weak.close();
      }
    });
  });
}

async function staysStatic(page) {
  await page.locator('figure[data-state="static"]').waitFor();
  assert.ok(await page.locator(".map-drawing svg").isVisible());
  assert.equal(await page.locator(".map-live").count(), 0);
}
