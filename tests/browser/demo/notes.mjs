// Measuring, drawing, and a visitor's own file on the map: by mouse, by keyboard, and nothing leaves the browser.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { assertClean, openPage } from "../support/chromium.mjs";
import { openMap, settled } from "../support/map_page.mjs";

const file = (name, text) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

export function notes({ browser, origin }) {
  const visit = async (look) => {
    const page = await openPage(browser());
    try {
      await openMap(page, origin(), "#map=10/21/106");
      await settled(page);
      await page.locator(".map-notes summary").click();
      await look(page);
      assertClean(page);
    } finally {
      await page.context().close();
    }
  };
  const button = (page, text) => page.locator(".map-notes button", { hasText: text });
  const said = (page) => page.locator(".map-notes [role=status]").innerText();
  const taken = async (page, text) => {
    const [download] = await Promise.all([page.waitForEvent("download"), button(page, text).click()]);
    return readFile(await download.path(), "utf8");
  };

  describe("notes on the map", () => {
    it("measures what the mouse draws, and asks nothing meanwhile", () =>
      visit(async (page) => {
        await button(page, "Đo vùng").click();
        const canvas = page.locator(".maplibregl-canvas").first();
        // At zoom 10 a pixel is 360 / (512 * 2^10) degrees of longitude; at 21 degrees north, 71.3 m in all directions.
        const side = 200;
        const corner = [250, 150];
        let before = await said(page);
        for (const [at, [x, y]] of [[0, 0], [side, 0], [side, side], [0, side]].entries()) {
          await canvas.click({ position: { x: corner[0] + x, y: corner[1] + y } });
          // The next click comes when this one is drawn, as a hand would do it.
          if (at > 0) await page.waitForFunction((before) => document.querySelector(".map-notes [role=status]").textContent !== before, before);
          else await page.waitForTimeout(300);
          before = await said(page);
        }
        await button(page, "Xong").click();
        const name = await page.locator(".map-notes-rows li span").innerText();
        const km2 = Number(name.replace(" km²", "").replace(",", "."));
        assert.ok(Math.abs(km2 - (side * 0.0713) ** 2) < 5, name);
        assert.equal(await page.locator(".map-card:not(:empty)").count(), 0);
        const kml = await taken(page, "Tải KML");
        assert.match(kml, /<Polygon><outerBoundaryIs><LinearRing><coordinates>(\S+ ){4}\S+<\/coordinates>/);
      }));

    it("is drawn by keyboard as well", () =>
      visit(async (page) => {
        await button(page, "Đo đường").click();
        await page.keyboard.press("Enter");
        await page.keyboard.press("ArrowRight");
        await settled(page);
        await page.keyboard.press("Enter");
        assert.match(await said(page), /^[\d,]+ km$/);
        await button(page, "Xong").click();
        const { features } = JSON.parse(await taken(page, "Tải GeoJSON"));
        assert.equal(features.length, 1);
        assert.equal(features[0].geometry.type, "LineString");
        await page.locator(".map-notes-rows button").click();
        assert.equal(await page.locator(".map-notes-rows li").count(), 0);
      }));

    it("shows a file of one's own, and says what is wrong with another", () =>
      visit(async (page) => {
        const open = (...files) => page.locator(".map-notes input[type=file]").setInputFiles(files);
        const before = page.requests.length;
        await open(file("diem.csv", "\ufeffTên;Vĩ độ;Kinh độ\r\nNhà văn hóa;21,0101;105,9502\r\nChợ;20,99;105,93\r\n"));
        await page.waitForFunction(() => document.querySelector(".map-notes [role=status]").textContent.includes("diem.csv"));
        assert.equal(await said(page), "Đã vẽ 2 đối tượng từ diem.csv.");
        await open(file("duong.gpx", '<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg><trkpt lat="21" lon="105.9"/><trkpt lat="21.1" lon="106"/></trkseg></trk></gpx>'));
        await page.waitForFunction(() => document.querySelector(".map-notes [role=status]").textContent.includes("duong.gpx"));
        const { features } = JSON.parse(await taken(page, "Tải GeoJSON"));
        assert.deepEqual(features.map(({ geometry }) => geometry.type), ["Point", "Point", "LineString"]);
        assert.deepEqual(features[0].geometry.coordinates, [105.9502, 21.0101]);
        for (const [name, text, reason] of [
          ["x.geojson", "{", /hỏng/],
          ["vn2000.csv", "x;y\r\n593000;2323000\r\n", /tọa độ WGS 84/],
          ["ten.csv", "ten;so\r\na;1\r\n", /cột tọa độ/],
          ["anh.png", "x", /loại tệp/],
        ]) {
          await open(file(name, text));
          await page.waitForFunction((name) => document.querySelector(".map-notes [role=status]").textContent.startsWith(name), name);
          assert.match(await said(page), reason);
        }
        const sent = page.requests.slice(before).filter((path) => !/\.pmtiles$|favicon/.test(path));
        assert.deepEqual(sent, [], "nothing is asked for or sent");
      }));
  });
}
