// The layers of the map: themes, signs, clusters, filters, names of things that are no units, layers of other hosts, and the map
// within another site's page.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { describe, it } from "node:test";
import { assertClean, openPage, violations } from "../support/chromium.mjs";
import { findName, openMap, ready, settled, showOnly, typeName } from "../support/map_page.mjs";

const PRODUCTS = "san-pham-mau";
const OUTSIDE = "https://ban-do-ngoai.example";
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };
/** A small red picture. */
const PICTURE = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAIAAAAmkwkpAAAAEElEQVR4nGM4oKAARwzEcQCqQxABtaashgAAAABJRU5ErkJggg==", "base64");

export function layers({ browser, origin }) {
  const visit = async (look, options) => {
    const page = await openPage(browser(), options);
    try {
      await look(page);
      assertClean(page);
    } finally {
      await page.context().close();
    }
  };
  const config = async () => (await fetch(`${origin()}/ban-do/map.json`)).json();
  const features = async (id) => {
    const layer = (await config()).layers.find((layer) => layer.id === id);
    return (await (await fetch(origin() + layer.data)).json()).features;
  };
  const zoomOf = (page) => page.evaluate(() => Number(/map=([\d.]+)/.exec(location.hash)[1]));
  const openList = async (page) => {
    await page.locator(".map-list summary").click();
    await page.locator(".map-list-rows button").first().waitFor();
  };
  const rows = (page) => page.locator(".map-list-rows button").evaluateAll((rows) => rows.map((row) => row.firstChild.textContent));
  const counted = (page, n) => page.waitForFunction((n) => document.querySelector(".map-list-count").textContent.startsWith(`${n} `), n);

  describe("the layers of the map", () => {
    it("stand under the themes that a visitor knows, on the map and below it", () =>
      visit(async (page) => {
        await openMap(page, origin());
        const themes = ["Nông nghiệp", "Nông thôn", "Nông dân và cộng đồng", "Du lịch", "Bản đồ của nơi khác"];
        assert.deepEqual(await page.locator(".map-layers legend").evaluateAll((legends) => legends.slice(0, 5).map((legend) => legend.textContent)), themes);
        assert.deepEqual(await page.locator("th.table-group").allInnerTexts(), themes);
        // Nobody wrote a word about the map for these: tables of services, pages of places and routes.
        for (const id of [PRODUCTS, "wifi", "vung-trong", "hop-tac-xa", "diem-den-du-lich", "lang-nghe-tham-quan", "tuyen-du-lich"]) {
          assert.equal(await page.locator(`input[name="map-layer"][value="${id}"]`).isChecked(), true, id);
        }
      }));

    for (const [how, act] of [
      ["a click", async (page) => page.locator(".maplibregl-canvas").first().click()],
      ["Enter", async (page) => {
        await page.locator(".maplibregl-canvas").first().focus();
        await page.keyboard.press("Enter");
      }],
    ]) {
      it(`draw points together, and come nearer on ${how}`, () =>
        visit(async (page) => {
          const all = (await features(PRODUCTS)).map(({ geometry }) => geometry.coordinates);
          const mean = (axis) => all.reduce((sum, at) => sum + at[axis], 0) / all.length;
          await openMap(page, origin(), `#map=8.5/${mean(1)}/${mean(0)}&layers=${PRODUCTS}`);
          const far = await settled(page);
          await act(page);
          await page.waitForFunction(() => Number(/map=([\d.]+)/.exec(location.hash)[1]) > 8.6);
          assert.ok((await zoomOf(page)) > 9, "nearer");
          assert.equal((await settled(page)).equals(far), false);
          assert.equal(await page.locator(".map-card:not(:empty)").count(), 0, "a cluster is no question");
        }));
    }

    it("are filtered by what their columns hold; list and address follow", () =>
      visit(async (page) => {
        const all = await features(PRODUCTS);
        const lapsed = all.filter(({ properties }) => properties._hang === "Hết hạn").length;
        assert.ok(lapsed > 0 && lapsed < all.length);
        await openMap(page, origin(), `#map=10/20.99/105.95&layers=${PRODUCTS}`);
        await openList(page);
        await counted(page, all.length);
        const whole = await settled(page);
        await page.locator(".map-filter > summary").click();
        const box = page.locator(`input[name="${PRODUCTS}._hang"][value="Hết hạn"]`);
        await box.focus();
        await page.keyboard.press("Space");
        await counted(page, lapsed);
        assert.equal((await settled(page)).equals(whole), false, "the map shows fewer");
        assert.match(await page.locator(".map-filter [role=status]").innerText(), new RegExp(`: ${lapsed} trên ${all.length} `));
        assert.match(decodeURIComponent(await page.evaluate(() => location.hash)), /san-pham-mau\._hang=Hết\+hạn/);
        await page.reload();
        await ready(page);
        await openList(page);
        await counted(page, lapsed);
        assert.equal(await box.isChecked(), true);
        await page.locator(".map-filter button", { hasText: "Bỏ lọc" }).click();
        await counted(page, all.length);
        assert.doesNotMatch(await page.evaluate(() => location.hash), /_hang/);
      }));

    it("are filtered by figures from and to", () =>
      visit(async (page) => {
        await openMap(page, origin(), "#map=10/20.99/105.95&layers=vung-trong");
        await openList(page);
        await page.locator(".map-filter > summary").click();
        await page.locator('input[name="vung-trong.dien_tich_ha.from"]').fill("10");
        await page.locator('input[name="vung-trong.dien_tich_ha.to"]').fill("20");
        await page.keyboard.press("Tab");
        await counted(page, 1);
        assert.deepEqual(await rows(page), ["Vùng ổi mẫu"]);
      }));

    it("are found by name without marks: fly there, with the card and its mark of being made up", () =>
      visit(async (page) => {
        await openMap(page, origin(), "#map=6/16/107&layers=tinh-thanh");
        await findName(page, "buoi duong");
        const link = page.locator('.map-card a[href$="/san-pham/buoi-duong-xa/"]');
        await link.waitFor();
        assert.match(await page.locator(".map-card").innerText(), /Số liệu minh họa, không có thật/);
        await page.waitForFunction(() => /map=1[3-6]/.test(location.hash));
        assert.equal(await page.locator(`input[value="${PRODUCTS}"]`).isChecked(), true, "its layer is drawn");
        for (const [typed, name] of [["cho que", "Chợ quê mẫu"], ["nghe mau", "Làng nghề mẫu xóm Đình"], ["diem wifi mau 2", "Điểm wifi mẫu 2"]]) {
          await typeName(page, typed);
          assert.match(await page.locator(".find-results li").first().innerText(), new RegExp(name));
        }
      }));

    it("of other hosts are asked for nothing until they are switched on, and only this page may ask", () =>
      visit(async (page) => {
        const asked = [];
        await page.route(`${OUTSIDE}/**`, (route) => {
          asked.push(route.request().url());
          return route.fulfill({ body: PICTURE, contentType: "image/png", headers: { "access-control-allow-origin": "*" } });
        });
        await openMap(page, origin(), "#map=10/21/105.95");
        const before = await settled(page);
        assert.deepEqual(asked, []);
        const box = page.locator('input[value="anh-ngoai-mau"]');
        assert.equal(await box.isChecked(), false);
        assert.match(await page.locator(`#${await box.getAttribute("aria-describedby")}`).innerText(), /ban-do-ngoai\.example/);
        await box.check();
        await page.waitForTimeout(500);
        assert.equal((await settled(page)).equals(before), false, "it is drawn");
        assert.ok(asked.length > 0 && asked.every((url) => /\/\d+\/\d+\/\d+\.png$/.test(url)));
        // To leave the host is what was wanted here, once.
        page.faults = page.faults.filter((fault) => !fault.startsWith(`leaves the host: ${OUTSIDE}`));
        await page.goto(`${origin()}/dich-vu/`);
        const refused = await page.evaluate((url) => fetch(url).then(() => false, () => true), `${OUTSIDE}/1/1/1.png`);
        assert.equal(refused, true, "another page may not");
        page.faults = page.faults.filter((fault) => !fault.includes(OUTSIDE));
      }));

    it("go along as a QR code and as code for other sites", () =>
      visit(async (page) => {
        await openMap(page, origin(), `#map=10/21/105.95&layers=${PRODUCTS}`);
        assert.ok(!page.requests.some((path) => path.includes("/qr.")), "nothing is loaded for it before");
        await page.locator(".map-take summary").click();
        await page.locator(".map-take button", { hasText: "Mã QR" }).click();
        await page.locator(".map-qr svg path").waitFor();
        const code = await page.getByLabel("Mã nhúng <iframe>").inputValue();
        assert.match(code, /^<iframe src="[^"]+\/ban-do\/nhung\/#map=10\/21\/105\.95&amp;layers=san-pham-mau" title="[^"]+"/);
      }));

    it("are seen within another site's page, which may frame nothing else", () =>
      visit(
        async (page) => {
          const frame = (path) => `<!doctype html><html lang="vi"><title>Trang khác</title><iframe title="x" src="${origin()}${path}" width="380" height="600"></iframe>`;
          const other = createServer((request, response) => response.writeHead(200, { "content-type": "text/html" }).end(frame(decodeURIComponent(request.url.slice(1)))));
          await new Promise((resolve) => other.listen(0, "127.0.0.1", resolve));
          const at = (path) => `http://localhost:${other.address().port}/${encodeURIComponent(path)}`;
          try {
            await page.goto(at(`/ban-do/nhung/#map=11/21/105.95&layers=xa-phuong,${PRODUCTS}`));
            const inside = page.frameLocator("iframe");
            await inside.locator('figure[data-state="ready"]').waitFor();
            assert.equal(await inside.locator("header.site-header, footer").count(), 0);
            assert.deepEqual(await inside.locator('input[name="map-layer"]:checked').evaluateAll((boxes) => boxes.map(({ value }) => value)), [PRODUCTS, "xa-phuong"]);
            assert.match(await inside.locator("[data-map-whole]").getAttribute("href"), /\/ban-do\/#map=11\/21\/105\.95&layers=xa-phuong/);
            assertClean(page);
            for (const path of ["/ban-do/", "/", "/dich-vu/wifi/"]) {
              await page.goto(at(path));
              assert.equal(await page.frameLocator("iframe").locator("main").count(), 0, `${path} is not framed`);
            }
            // Chromium says each refusal on the console, as it should.
            page.faults = page.faults.filter((fault) => !/frame-ancestors|refused to|chrome-error/i.test(fault));
          } finally {
            other.closeAllConnections();
            other.close();
          }
        },
        PHONE,
      ));

    it("are reached from a commune's page where the commune is", () =>
      visit(async (page) => {
        await page.goto(`${origin()}/don-vi/ha-noi/gia-lam-00565/`);
        await page.locator("figcaption a", { hasText: "Xem trên bản đồ số" }).click();
        await page.waitForURL(/\/ban-do\/#map=/);
        const [, zoom, lat, lon] = /map=([\d.]+)\/([\d.]+)\/([\d.]+)/.exec(page.url());
        assert.ok(zoom > 9 && Math.abs(lat - 21) < 0.1 && Math.abs(lon - 105.95) < 0.1, page.url());
      }));

    for (const [where, options] of [["desktop", {}], ["phone", PHONE]]) {
      it(`are clear to those who can't see them, and fit: ${where}`, () =>
        visit(
          async (page) => {
            await openMap(page, origin(), `#map=12/20.995/105.95`);
            await showOnly(page, "xa-phuong", PRODUCTS, "vung-trong");
            await page.locator(".map-filter > summary").click();
            await page.locator(".map-take summary").click();
            await page.locator(".map-take button", { hasText: "Mã QR" }).click();
            await page.locator(".map-qr svg").waitFor();
            assert.deepEqual(await violations(page, "filters and codes"), []);
            assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is wider than the screen");
          },
          { ...options, axe: true },
        ));
    }
  });
}
