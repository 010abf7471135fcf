// Where to go: the wheel by keyboard, a route with its profile and files, festivals by the moon, one sheet of paper.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openPage, violations } from "../support/chromium.mjs";
import { codes, hasReader, sheets } from "../support/paper.mjs";

const PHONE = { width: 360, height: 740 };
const ROUTE = "/du-lich/de-song-mau/";
const ITINERARY = "/du-lich/hai-ngay-mau/";
const LEAFLET = "/don-vi/ha-noi/gia-lam-00565/to-gap/";

export function tourism({ browser, origin }) {
  const visit = async (path, look, options = {}) => {
    const page = await openPage(browser(), { viewport: PHONE, ...options });
    try {
      await page.goto(origin() + path);
      await look(page);
    } finally {
      await page.context().close();
    }
  };

  describe("where to go", () => {
    it("every month of the wheel leads to its list, which has as many entries", () =>
      visit(
        "/du-lich/",
        async (page) => {
          const months = page.getByRole("group", { name: "Vòng mười hai tháng" }).getByRole("link");
          assert.equal(await months.count(), 12);
          for (const month of await months.all()) {
            const [name, count] = (await month.getAttribute("aria-label")).split(": ");
            const heading = page.locator(await month.getAttribute("href"));
            assert.equal(await heading.innerText(), name);
            const entries = heading.locator("xpath=following-sibling::*[1][self::ul]/li");
            assert.equal(await entries.count(), Number(count), name);
          }
          await months.nth(10).focus();
          await page.keyboard.press("Enter");
          assert.equal(new URL(page.url()).hash, "#thang-11");
        },
        { javaScriptEnabled: false },
      ));

    it("a route says its length and heights, passes places, and can be taken along", () =>
      visit(ROUTE, async (page) => {
        assert.equal(await page.locator(".map .route").count(), 1);
        assert.equal(await page.getByRole("img", { name: "Độ cao dọc đường" }).count(), 1);
        assert.match(await page.locator("main").innerText(), /Thấp nhất 4 m, cao nhất 12 m/);
        const stops = await page.locator("section[aria-labelledby='gan-day'] li a").allInnerTexts();
        assert.deepEqual(stops, ["Chợ quê mẫu", "Làng nghề mẫu xóm Đình", "Vườn bưởi mẫu bãi sông"]);
        const gpx = await (await page.request.get(`${origin()}${ROUTE}tuyen.gpx`)).text();
        assert.equal(gpx.match(/<trkpt /g).length, gpx.match(/<ele>/g).length);
        const [about, trip] = JSON.parse(await page.locator("script[type='application/ld+json']").textContent())["@graph"];
        assert.deepEqual([about["@type"], trip["@type"]], ["WebPage", "TouristTrip"]);
        assert.equal(about.mainEntity["@id"], trip["@id"]);
      }));

    it("a route fits on one A4", () =>
      visit(ROUTE, async (page) => {
        const pdf = await page.pdf({ format: "A4" });
        assert.equal(sheets(pdf), 1);
      }));

    it("an itinerary leads from stop to stop, with the way between, and fits on one A4", () =>
      visit(ITINERARY, async (page) => {
        assert.deepEqual(await page.locator(".stops").evaluateAll((days) => days.map((day) => day.children.length)), [3, 2]);
        const first = page.locator(".stops li").first();
        assert.match(await first.innerText(), /8 giờ 30\s+Làng nghề mẫu xóm Đình/);
        // From the craft village to the orchard, past a meal that is no place.
        assert.match(await page.locator(".stops li").nth(2).innerText(), /cách điểm trước [\d,]+ (m|km) đường chim bay/);
        const [, said] = JSON.parse(await page.locator("script[type='application/ld+json']").textContent())["@graph"];
        assert.equal(said["@type"], "TouristTrip");
        assert.equal(said.itinerary.itemListElement.length, 4);
        assert.equal(sheets(await page.pdf({ format: "A4" })), 1);
        await first.getByRole("link").click();
        assert.match(page.url(), /lang-nghe-mau/);
      }));

    it("a guide tells languages and licence", () =>
      visit("/du-lich/nguoi-dan-duong-mau/", async (page) => {
        const facts = await page.locator(".facts").innerText();
        assert.match(facts, /tiếng Việt, tiếng Anh/);
        assert.match(facts, /số bịa/);
        assert.ok(!facts.includes("Quanh năm"), "a guide has no season");
      }));

    it("a commune's leaflet is one sheet of A4 with two sides, full of what the commune has", async (test) =>
      visit(
        LEAFLET,
        async (page) => {
          const overfull = await page
            .locator(".fold")
            .evaluateAll((folds) => folds.filter((fold) => fold.scrollHeight > fold.clientHeight + 1).map((fold) => fold.innerText));
          assert.deepEqual(overfull, []);
          const inside = await page.locator(".leaflet").nth(1).innerText();
          for (const title of ["Chợ quê mẫu", "Hai ngày ở làng mẫu", "Hội làng mẫu", "Tổ dẫn đường làng mẫu"]) assert.ok(inside.includes(title), title);
          const numbers = (await page.locator(".fold-number").allTextContents()).sort();
          assert.deepEqual(numbers, ["1", "2", "3"]);
          assert.deepEqual((await page.locator(".fold-map .map-number").allTextContents()).sort(), numbers, "places have their numbers on the map");
          assert.match(await page.locator(".fold-sample").innerText(), /bịa|minh họa/i);
          assert.deepEqual(await violations(page), []);
          const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
          assert.equal(sheets(pdf), 2);
          assert.match(pdf.toString("latin1"), /\/MediaBox\s*\[0 0 84[12]\.?\d* 59[45]/, "A4 across");
          if (!hasReader) test.diagnostic("no reader of codes here");
          else assert.deepEqual(codes(pdf), [["https://demo.langso.example.vn/don-vi/ha-noi/gia-lam-00565/"], []]);
        },
        { viewport: { width: 1280, height: 900 }, axe: true },
      ));

    it("a festival follows the moon, on the page and in the calendar", () =>
      visit("/du-lich/hoi-lang-mau/", async (page) => {
        assert.match(await page.locator("main").innerText(), /ngày 10 tháng 3 âm lịch \(3 ngày\)/);
        // Giỗ Tổ, the tenth of the third month, is a public holiday: 26 April 2026, 16 April 2027.
        const dates = await page.locator("tbody td").allInnerTexts();
        assert.deepEqual(dates.slice(0, 2).map((text) => text.split(" – ")[0]), ["26/04/2026", "16/04/2027"]);
        const calendar = await (await page.request.get(`${origin()}/du-lich/hoi-lang-mau/lich.ics`)).text();
        assert.match(calendar, /DTSTART;VALUE=DATE:20260426\r\nDTEND;VALUE=DATE:20260429\r\n/);
        assert.equal(calendar.match(/BEGIN:VEVENT/g).length, 5);
      }));

    it("tours of 360° photos are among where to go", () =>
      visit("/du-lich/", async (page) => {
        const tours = page.getByRole("region", { name: "Tham quan 360°" }).getByRole("link");
        assert.deepEqual(await tours.allTextContents(), ["Dạo quanh xóm Đình bằng ảnh 360°"]);
      }));

    it("the feed has every place and route, under addresses that answer", () =>
      visit("/du-lich/", async (page) => {
        const feed = await (await page.request.get(`${origin()}/du-lich/diem-den.geojson`)).json();
        assert.deepEqual(feed.features.map((feature) => feature.geometry.type), ["Point", "Point", "Point", "LineString"]);
        for (const feature of feed.features) {
          assert.equal((await page.request.get(origin() + new URL(feature.id).pathname)).status(), 200);
          assert.equal(feature.properties.sample, true);
        }
        const graph = (await (await page.request.get(`${origin()}/du-lich/diem-den.jsonld`)).json())["@graph"];
        const about = graph.filter((node) => node["@type"] === "WebPage");
        assert.deepEqual(about.map((node) => node["@id"]), feed.features.map((feature) => feature.id));
        assert.deepEqual(graph.filter((node) => node.geo || node.itinerary).map((node) => node["@id"]), about.map((node) => node.mainEntity["@id"]));
      }));
  });
}
