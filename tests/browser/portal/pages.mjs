// Every kind of page, in every shape: light and dark, on a desk and on a phone.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertClean, openPage, violations } from "../support/chromium.mjs";
import { reach, ready } from "../support/map_page.mjs";

export const PILOT = {
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
  "the search": "/tim-kiem/",
  "a letter": "/tim-kiem/chu/dd/",
  "the tags": "/the/",
  "a tag": "/the/ha-noi/",
  "the home in English": "/en/",
  "the search in English": "/en/tim-kiem/",
  "what is kept, in English": "/en/ngoai-tuyen/",
  "a plain page in English": "/en/gioi-thieu/",
  "the news in English": "/en/tin-tuc/",
  "an article in English": "/en/tin-tuc/ha-noi-chon-duong-xa-thi-diem/",
  "a product in English": "/en/san-pham/tra-mang-cau-kim-nhien/",
  "a commune in English": "/en/don-vi/ha-noi/gia-lam-00565/",
  "a poster": "/don-vi/ha-noi/gia-lam-00565/ap-phich/",
  "what is kept": "/ngoai-tuyen/",
  "news for the loudspeaker": "/tin-tuc/ha-noi-chon-duong-xa-thi-diem/loa/",
  "a plan for the loudspeaker": "/ke-hoach/ha-noi-236/loa/",
  "a page that is not there": "/khong-co-trang-nay/",
};

/** Pages that no search engine should keep have no address to prefer. */
const WITHOUT_CANONICAL = ["/khong-co-trang-nay/"];

const DESK = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };

/** How people look at a page. Nothing moves in any of them: what fades in has no colour yet that could be judged. */
const MODES = {
  "on a desk, light": { viewport: DESK },
  "on a phone, dark": { viewport: PHONE, colorScheme: "dark" },
  "on a desk, dark": { viewport: DESK, colorScheme: "dark" },
  "on a phone, light": { viewport: PHONE },
  "forced colours": { viewport: DESK, colorScheme: "dark", forcedColors: "active" },
  "text at 200 %": { viewport: DESK, text: "212.5%" },
  "320 px": { viewport: { width: 320, height: 640 } },
  "more contrast": { viewport: PHONE, contrast: "more" },
  "more contrast, dark, the largest text": { viewport: DESK, colorScheme: "dark", contrast: "more", size: "3" },
};

/** Kinds of pages that are looked at in all modes; the others take turns, for axe needs seconds a page. */
const MAIN = ["home", "a plan", "a commune", "a product", "a place", "a table"];
const TURNS = Object.keys(MODES).slice(2);
const modesOf = (at) => ["on a desk, light", "on a phone, dark", TURNS[at % TURNS.length]];

async function enter(page, mode) {
  const { viewport, colorScheme = "light", forcedColors = "none", text = "", contrast, size } = MODES[mode];
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme, forcedColors, reducedMotion: "reduce" });
  await page.evaluate(
    ([text, contrast, size]) => {
      const root = document.documentElement;
      root.style.fontSize = text;
      for (const [name, value] of Object.entries({ contrast, text: size })) {
        if (value) root.dataset[name] = value;
        else delete root.dataset[name];
      }
    },
    [text, contrast, size],
  );
}

/** Pages of what the pilot has no real facts for. */
export const DEMO = {
  "where to go": "/du-lich/",
  "a place": "/du-lich/lang-nghe-mau/",
  "a route": "/du-lich/de-song-mau/",
  "a festival": "/du-lich/hoi-lang-mau/",
  "an itinerary": "/du-lich/hai-ngay-mau/",
  "a guide": "/du-lich/nguoi-dan-duong-mau/",
  "a leaflet": "/don-vi/ha-noi/gia-lam-00565/to-gap/",
  "where to go in English": "/en/du-lich/",
  "a place in English": "/en/du-lich/lang-nghe-mau/",
  "a route in English": "/en/du-lich/de-song-mau/",
  "a festival in English": "/en/du-lich/hoi-lang-mau/",
  "a product in English": "/en/san-pham/buoi-duong-xa/",
  "a tour": "/du-lich/tham-quan-mau/",
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
  "the map": "/ban-do/",
  "the map for other sites": "/ban-do/nhung/",
  "the releases": "/thay-doi/",
  "a release": "/thay-doi/2026-11-25/",
  "an indicator in the country": "/tieu-chi/bo-mau/chi-tieu-1.1/",
};

export function pages({ browser, origin }, list = PILOT) {
  describe("pages", { concurrency: 2 }, () => {
    for (const [at, [name, path]] of Object.entries(list).entries()) {
      const modes = MAIN.includes(name) ? Object.keys(MODES) : modesOf(at);
      it(`${name} (${path}) is sound: ${modes.join("; ")}`, async () => {
        const page = await openPage(browser(), { axe: true, viewport: DESK });
        try {
          await check(page, origin(), path, modes);
        } finally {
          await page.context().close();
        }
      });
    }
  });
}

async function check(page, origin, path, modes) {
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
  for (const mode of modes) {
    await enter(page, mode);
    found.push(...(await violations(page, mode)));
    assert.deepEqual(await sticksOut(page), [], `nothing may stick out: ${mode}`);
  }
  assert.deepEqual(found, [], `WCAG 2.2 AA:\n${found.join("\n\n")}`);
  await enter(page, "320 px");
  assert.deepEqual(await sticksOut(page), [], "nothing may stick out at 320 px");
  assertClean(page);
}

/** The picture has to be whole before it is judged; a map that waits for a tap stays a drawing. */
async function bringMapUp(page) {
  if ((await page.locator('figure[data-map="view"]').count()) === 0) return;
  await reach(page);
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
