// Units coloured by figures on the interactive map: the same classes and counts as the drawn maps have, year by year.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { assertClean, openPage } from "../support/chromium.mjs";
import { openMap, settled, showOnly, token } from "../support/map_page.mjs";
import { makeLens } from "../support/pixels.mjs";

const HA_NOI = "#map=9.5/20.998/105.75";
const TABLE = "/tieu-chi/bo-mau/chi-tieu-1.1/ha-noi/";

export function measures({ browser, origin }) {
  let lens;
  before(async () => void (lens = await makeLens(browser())));
  after(() => lens.close());
  const visit = async (look, options) => {
    const page = await openPage(browser(), options);
    try {
      await look(page);
      assertClean(page);
    } finally {
      await page.context().close();
    }
  };
  const choose = (page, id) => page.selectOption('select[name="measure"]', id);
  const openPanel = (page) => page.locator(".map-measures summary").click();
  const legend = (page) =>
    page.locator(".map-legend button").evaluateAll((rows) => rows.map((row) => [row.querySelector(".map-legend-label").textContent, row.querySelector(".map-legend-count").textContent]));
  const year = (page, at) =>
    page.locator('input[name="measure-year"]').evaluate((input, at) => {
      input.value = String(at);
      input.dispatchEvent(new Event("input"));
    }, at);

  describe("units coloured by figures", () => {
    it("has the classes and counts of the drawn maps, for every year", () =>
      visit(async (page) => {
        await page.goto(origin() + TABLE);
        // Newest first; without the head.
        const drawn = await page.locator("table.steps").evaluateAll((tables) => tables.map((table) => [...table.tBodies[0].rows].map((row) => [row.cells[0].textContent.trim(), row.cells[1].textContent])));
        await openMap(page, origin(), HA_NOI);
        await openPanel(page);
        await choose(page, "bo-mau/1.1");
        await page.locator(".map-legend").waitFor();
        for (const [at, expected] of drawn.reverse().entries()) {
          await year(page, at);
          assert.deepEqual(await legend(page), expected);
        }
      }));

    it("is drawn, keeps its picture in the address, and hides a class that is pressed", () =>
      visit(async (page) => {
        await openMap(page, origin(), HA_NOI);
        await openPanel(page);
        const before = await settled(page);
        await choose(page, "bo-mau/1.1");
        await page.locator(".map-legend").waitFor();
        const shown = await settled(page);
        assert.ok((await lens.differ(before, shown)) > 0.2, "colours are on the map");
        const blue = await token(page, "--met-1");
        const inkBefore = await lens.count(shown, blue);
        const row = page.locator(".map-legend button", { hasText: "từ 80 đến dưới" });
        await row.click();
        assert.equal(await row.getAttribute("aria-pressed"), "false");
        assert.equal(await row.evaluate((row) => row === document.activeElement), true, "the button keeps the focus");
        const hidden = await settled(page);
        assert.ok((await lens.count(hidden, blue)) < inkBefore / 10, "the class is gone from the map");
        const kept = await page.evaluate(() => location.hash);
        assert.match(kept, /measure=bo-mau\/1\.1/);
        assert.match(kept, /hide=\d/);
        await page.goto("about:blank");
        await openMap(page, origin(), kept);
        await page.locator(".map-legend").waitFor();
        assert.ok((await lens.differ(await settled(page), hidden)) < 0.01, "the address brings the picture back");
      }));

    it("takes limits as Vietnamese writes them, and never parts what meets the threshold from it", () =>
      visit(async (page) => {
        await openMap(page, origin(), `${HA_NOI}&measure=bo-mau/1.1`);
        await page.locator(".map-legend").waitFor();
        for (const method of ["quantile", "pretty"]) {
          await page.selectOption('select[name="measure-method"]', method);
          const labels = (await legend(page)).map(([label]) => label);
          assert.ok(labels.some((label) => label.startsWith("từ 80 ")), `${method}: ${labels}`);
        }
        await page.selectOption('select[name="measure-method"]', "manual");
        await page.fill('input[name="measure-limits"]', "50; 87,5");
        await page.keyboard.press("Tab");
        assert.deepEqual((await legend(page)).map(([label]) => label), ["dưới 50", "từ 50 đến dưới 80", "từ 80 đến dưới 87,5", "từ 87,5 trở lên", "chưa có số liệu"]);
        assert.match(await page.evaluate(() => location.hash), /classes=manual&limits=50;87\.5/);
      }));

    it("tells the figures of the unit that is asked, and in the list", () =>
      visit(async (page) => {
        await openMap(page, origin(), "#map=12/21.0/105.95&measure=bo-mau/1.1");
        await page.locator(".map-legend").waitFor();
        await showOnly(page, "xa-phuong");
        await settled(page);
        await page.locator(".map-list summary").click();
        const row = page.locator(".map-list-rows button", { hasText: "1.1 Tỷ lệ hộ có internet cáp quang, 2025" }).first();
        await row.click();
        const card = await page.locator(".map-card").innerText();
        assert.match(card, /1\.1 Tỷ lệ hộ có internet cáp quang, 2024/);
        assert.match(card, /[\d,]+ % \((đạt|chưa đạt)\)|chưa có số liệu/);
      }));

    it("stands beside another year, parted by a line that the keyboard moves", () =>
      visit(async (page) => {
        await openMap(page, origin(), `${HA_NOI}&measure=bo-mau/1.1&year=2025`);
        await page.locator(".map-legend").waitFor();
        await settled(page);
        await page.selectOption('select[name="measure-beside"]', { label: "2023" });
        const slider = page.locator(".map-beside-slider");
        await slider.waitFor();
        const halves = await settled(page);
        await slider.focus();
        await page.keyboard.press("End");
        const whole = await settled(page);
        assert.ok((await lens.differ(halves, whole)) > 0.05, "the other year was seen right of the line");
        assert.match(await slider.getAttribute("aria-valuetext"), /^2025 100 %, 2023 0 %$/);
        assert.match(await page.evaluate(() => location.hash), /beside=2023/);
        await page.selectOption('select[name="measure-beside"]', { value: "" });
        assert.equal(await slider.count(), 0);
        assert.ok((await lens.differ(await settled(page), whole)) < 0.02, "at the end of the line this year had all the room");
      }));

    it("goes along as a link, a table and a sheet of paper", () =>
      visit(async (page) => {
        await openMap(page, origin(), `${HA_NOI}&layers=xa-phuong&measure=bo-mau/1.1&year=2024`);
        await page.locator(".map-legend").waitFor();
        await settled(page);
        await page.locator(".map-take summary").click();
        await page.locator(".map-take button", { hasText: "Chép liên kết" }).click();
        const address = await page.locator(".map-address").inputValue();
        assert.ok(address.includes("measure=bo-mau/1.1&year=2024"), address);

        const [download] = await Promise.all([page.waitForEvent("download"), page.locator(".map-take button", { hasText: "Tải bảng" }).click()]);
        const table = (await readFile(await download.path(), "utf8")).split("\r\n");
        assert.match(table[0], /^\ufeffLớp;Tên;/);
        assert.match(table[0], /;1\.1 Tỷ lệ hộ có internet cáp quang, 2024/);
        assert.ok(table.length > 20 && table.slice(1, -1).every((line) => line.startsWith("Ranh giới 126")), `${table.length} rows`);

        // A browser without a printer: what print() would put on paper.
        await page.evaluate(() => (window.print = () => (window.printed = true)));
        await page.locator(".map-take button", { hasText: "In bản đồ" }).click();
        await page.waitForFunction(() => window.printed);
        await page.emulateMedia({ media: "print" });
        const sheet = page.locator(".map-sheet");
        assert.match(await sheet.locator("h1").innerText(), /1\.1 Tỷ lệ hộ có internet cáp quang, 2024/);
        const said = await sheet.innerText();
        for (const part of ["từ 80 đến dưới 90", "↑ B", "Ngày in", "Nguồn bản đồ", "measure=bo-mau/1.1"]) assert.ok(said.includes(part), `${part} is on the sheet`);
        assert.ok((await lens.count(await sheet.locator("canvas").screenshot(), await token(page, "--met-1"))) > 1000, "the map is on the sheet");
        assert.equal(await page.locator("main").isVisible(), false, "nothing else is printed");
        await page.evaluate(() => dispatchEvent(new Event("afterprint")));
        assert.equal(await sheet.count(), 0);
      }));
  });
}
