// Every kind of page, in every shape: light and dark, on a desk and on a phone.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertClean, openPage, violations } from "../support/chromium.mjs";
import { ready } from "../support/map_page.mjs";

const PILOT = {
  "home": "/",
  "a plan": "/ke-hoach/ha-noi-236/",
  "the plans": "/ke-hoach/",
  "a commune": "/don-vi/ha-noi/gia-lam-00565/",
  "a province": "/don-vi/ha-noi/",
  "the overview": "/tong-quan/",
  "the units": "/don-vi/",
  "the former units": "/don-vi/cu/",
  "a former province": "/don-vi/cu/quang-nam/",
  "a former commune": "/don-vi/cu/ha-noi/duong-xa-00571/",
  "the map": "/ban-do/",
  "the news": "/tin-tuc/",
  "an article": "/tin-tuc/ha-noi-chon-duong-xa-thi-diem/",
  "a document": "/van-ban/51-2025-qd-ttg/",
  "the documents": "/van-ban/",
  "documents of one issuer": "/van-ban/co-quan/thu-tuong-chinh-phu/",
  "the data": "/du-lieu/",
  "a layer": "/du-lieu/tram-y-te-gia-lam/",
  "a table": "/du-lieu/cap-xa-cu/",
  "the promises": "/cam-ket/",
  "a province's promises": "/cam-ket/tinh/ha-noi/",
  "a promise with a base": "/cam-ket/hcm-02/",
  "a comparison": "/cam-ket/chu-de/ho-so-tren-mang/",
  "the systems": "/he-thong/",
  "a system": "/he-thong/check-hanoi-gov-vn/",
  "the services": "/dich-vu/",
  "pilots": "/dich-vu/mo-hinh/",
  "a service without rows": "/dich-vu/tap-huan/",
  "the products": "/san-pham/",
  "a product without stars": "/san-pham/tra-mang-cau-kim-nhien/",
  "the criteria sets": "/tieu-chi/",
  "a criteria set": "/tieu-chi/xa-ntm/",
  "a set of groups": "/tieu-chi/xa-ntm-2026/",
  "the tags": "/the/",
  "a tag": "/the/ha-noi/",
  "the home in English": "/en/",
  "a plain page in English": "/en/gioi-thieu/",
  "the news in English": "/en/tin-tuc/",
  "an article in English": "/en/tin-tuc/ha-noi-chon-duong-xa-thi-diem/",
  "a product in English": "/en/san-pham/tra-mang-cau-kim-nhien/",
  "a commune in English": "/en/don-vi/ha-noi/gia-lam-00565/",
  "a page that is not there": "/khong-co-trang-nay/",
};

/** Pages that no search engine should keep have no address to prefer. */
const WITHOUT_CANONICAL = ["/khong-co-trang-nay/"];

const DESK = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };

/** Pages of what the pilot has no real facts for. */
export const DEMO = {
  "where to go": "/du-lich/",
  "a place": "/du-lich/lang-nghe-mau/",
  "a route": "/du-lich/de-song-mau/",
  "a festival": "/du-lich/hoi-lang-mau/",
  "where to go in English": "/en/du-lich/",
  "a place in English": "/en/du-lich/lang-nghe-mau/",
  "a route in English": "/en/du-lich/de-song-mau/",
  "a festival in English": "/en/du-lich/hoi-lang-mau/",
  "a product in English": "/en/san-pham/buoi-duong-xa/",
  "the services": "/dich-vu/",
  "points of a service": "/dich-vu/wifi/",
  "a survey": "/dich-vu/hai-long/",
  "a one-stop desk": "/dich-vu/mot-cua/00565-bo-phan-mot-cua-xa-gia-lam/",
  "the products": "/san-pham/",
  "a product": "/san-pham/buoi-duong-xa/",
  "a product whose stars lapsed": "/san-pham/rau-gia-vi/",
  "a group of products": "/san-pham/nhom/thuc-pham/",
  "a producer": "/san-pham/chu-the/hop-tac-xa-mau-duong-xa/",
  "a sheet of labels": "/san-pham/buoi-duong-xa/nhan/",
  "a commune with results": "/don-vi/ha-noi/gia-lam-00565/",
  "a province with results": "/don-vi/ha-noi/",
  "an indicator with figures": "/tieu-chi/bo-mau/chi-tieu-1.1/ha-noi/",
  "an indicator with verdicts": "/tieu-chi/bo-mau/chi-tieu-1.2/ha-noi/",
  "an overview with results": "/tong-quan/",
  "the releases": "/thay-doi/",
  "a release": "/thay-doi/2026-11-25/",
  "an indicator in the country": "/tieu-chi/bo-mau/chi-tieu-1.1/",
};

export function pages({ browser, origin }, list = PILOT) {
  describe("pages", { concurrency: 2 }, () => {
    for (const [name, path] of Object.entries(list)) {
      it(`${name} (${path}) is sound`, async () => {
        const page = await openPage(browser(), { axe: true, viewport: DESK });
        try {
          await check(page, origin(), path);
        } finally {
          await page.context().close();
        }
      });
    }
  });
}

async function check(page, origin, path) {
  const answer = await page.goto(origin + path);
  const missing = WITHOUT_CANONICAL.includes(path);
  assert.equal(answer.status(), missing ? 404 : 200);
  await bringMapUp(page);

  const facts = await page.evaluate(() => ({
    lang: document.documentElement.lang,
    headings: [...document.querySelectorAll("h1")].map((heading) => heading.textContent.trim()),
    canonical: document.querySelector('link[rel="canonical"]')?.getAttribute("href") ?? null,
    title: document.title,
  }));
  assert.equal(facts.lang, path.startsWith("/en/") ? "en" : "vi");
  assert.equal(facts.headings.length, 1, `one h1, not ${JSON.stringify(facts.headings)}`);
  assert.ok(facts.headings[0] && facts.title, "the page has a heading and a title");
  if (!missing) assert.ok(facts.canonical?.endsWith(path), `canonical address: ${facts.canonical}`);

  const found = [];
  for (const [viewport, scheme] of [[DESK, "light"], [DESK, "dark"], [PHONE, "dark"], [PHONE, "light"]]) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    found.push(...(await violations(page, `${viewport.width} px, ${scheme}`)));
  }
  assert.deepEqual(found, [], `WCAG 2.2 AA:\n${found.join("\n\n")}`);

  await page.setViewportSize({ width: 320, height: 640 });
  assert.deepEqual(await sticksOut(page), [], "nothing may stick out at 320 px");
  assertClean(page);
}

/** The picture has to be whole before it is judged; a map that waits for a tap stays a drawing. */
async function bringMapUp(page) {
  const figure = page.locator('figure[data-map="view"]');
  if ((await figure.count()) === 0) return;
  await figure.first().scrollIntoViewIfNeeded();
  await ready(page);
}

/** What makes the page wider than the screen; empty when it is not. */
function sticksOut(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.body.querySelectorAll("*")].filter((node) => node.getBoundingClientRect().right > width + 0.5);
    return [`${document.documentElement.scrollWidth} px wide`, ...wide.slice(0, 5).map((node) => node.outerHTML.slice(0, 160))];
  });
}
