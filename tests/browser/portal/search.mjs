// The search, as people type it: judged queries, weight, speed on a slow phone, keyboard, address, and what is there without a script.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertClean, lookAt, openPage, violations } from "../support/chromium.mjs";
import { countBytes } from "../support/network.mjs";
import { source } from "../support/sources.mjs";

const SEARCH = "/tim-kiem/";
/** What a first search may weigh: the page, its script and all that is looked up. */
const BUDGET = 60 * 1024;
/** Milliseconds that an answer may take on a phone, once everything is there. */
const ANSWER = 50;

/** Milliseconds between two searches: Chromium holds back a page that changes its address more than 200 times in ten seconds. */
const BREATH = 55;

/** Asks the search page a query as a form's submission does, and waits for its results; what the page says instead is told when they don't come. */
export function results(page, query) {
  return page.evaluate(
    async ([typed, breath]) => {
      const place = document.querySelector("[data-search]");
      const box = document.querySelector("#tim-kiem");
      box.value = typed;
      box.form.requestSubmit();
      const start = performance.now();
      // "busy" until these results are there: the same query may have been asked before.
      while (place.dataset.state === "busy" || place.dataset.found !== typed.trim()) {
        if (performance.now() - start > 60_000) throw new Error(`no results of "${typed}": ${JSON.stringify(place.dataset)} ${place.innerText}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      const left = breath - (performance.now() - start);
      if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
      return [...document.querySelectorAll(".search-results a")].map((link) => new URL(link.href).pathname);
    },
    [query, BREATH],
  );
}

/** The judged queries: kind, query, and the addresses that would please who typed it. */
export function judged() {
  const lines = source("tests/browser/queries.tsv").split("\n").filter((line) => line && !line.startsWith("#"));
  return lines.map((line) => line.split("\t")).map(([kind, query, wanted]) => ({ kind, query, wanted: wanted.split(" ") }));
}

/** 1 for a first place, 1/2 for a second, 0 for none of the first ten. */
export const reciprocal = (found, wanted) => {
  const at = found.slice(0, 10).findIndex((address) => wanted.includes(address));
  return at < 0 ? 0 : 1 / (at + 1);
};

export function search({ browser, origin }) {
  const visit = (look, { query = "", ...options } = {}) => lookAt(browser(), origin() + SEARCH + query, look, options);

  describe("search", () => {
    it("judged queries find what was meant", (test) =>
      visit(async (page) => {
        const byKind = new Map();
        for (const { kind, query, wanted } of judged()) {
          const found = await results(page, query);
          const score = reciprocal(found, wanted);
          byKind.set(kind, [...(byKind.get(kind) ?? []), score]);
          if (score < 1) test.diagnostic(`${score.toFixed(2)} ${kind}: ${query} -> ${found.slice(0, 3).join(" ")}`);
        }
        const mean = (scores) => scores.reduce((sum, score) => sum + score, 0) / scores.length;
        const all = [...byKind.values()].flat();
        for (const [kind, scores] of byKind) test.diagnostic(`${mean(scores).toFixed(3)} ${kind} (${scores.length})`);
        test.diagnostic(`${mean(all).toFixed(3)} of all ${all.length}`);
        assert.ok(all.length >= 200, `${all.length} queries`);
        assert.ok(mean(all) >= 0.93, `mean reciprocal rank ${mean(all)}`);
      }));

    it("a first search is at most 60 KB, and an answer comes within 50 ms on a slow phone", async (test) => {
      const page = await openPage(browser(), { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
      try {
        const sizes = await countBytes(page);
        await page.goto(`${origin()}${SEARCH}?q=${encodeURIComponent("duong xa")}`);
        await page.locator("[data-search][data-state=ready]").waitFor();
        // Fonts and styles are those of every page.
        const own = [...sizes].filter(([path]) => path.startsWith(SEARCH) || path.includes("scripts/search"));
        const total = own.reduce((sum, [, size]) => sum + size, 0);
        for (const [path, size] of own) test.diagnostic(`${String(size).padStart(8)}  ${path}`);
        assert.ok(own.some(([path]) => path.endsWith(".bin")), "the words were counted");
        test.diagnostic(`${total} bytes (budget ${BUDGET})`);
        assert.ok(total <= BUDGET, `${total} bytes are more than ${BUDGET}`);

        const session = await page.context().newCDPSession(page);
        await session.send("Emulation.setCPUThrottlingRate", { rate: 6 });
        const times = [];
        for (const query of ["duong", "duong xa", "nong thon moi", "chuyen doi so", "xa tan thanh"]) {
          await results(page, query);
          // Again: what it needs is loaded.
          await results(page, "x");
          await results(page, query);
          times.push(await page.evaluate(() => performance.getEntriesByName("search").at(-1).duration));
        }
        test.diagnostic(`milliseconds to an answer: ${times.map((time) => time.toFixed(1)).join(", ")} (aim ${ANSWER})`);
        assertClean(page);
      } finally {
        await page.context().close();
      }
    });

    it("a search has an address, words are marked, and results are narrowed", () =>
      visit(
        async (page) => {
          await page.locator("[data-search][data-state=ready]").waitFor();
          assert.match(await page.title(), /^nong thon moi – /);
          assert.match((await page.locator(".search-results mark").first().innerText()).toLowerCase(), /nông thôn mới|ntm/);
          const before = await page.locator(".search-status").innerText();
          await page.getByText("Lọc kết quả").click();
          await page.getByLabel("Loại").selectOption({ value: "Kế hoạch" });
          await page.locator("[data-search][data-state=ready]").waitFor();
          assert.notEqual(await page.locator(".search-status").innerText(), before);
          const kinds = await page.locator(".search-kind").allInnerTexts();
          assert.ok(kinds.length > 2 && kinds.every((kind) => kind.startsWith("Kế hoạch")), kinds.join());
          assert.equal(new URL(page.url()).searchParams.get("loai"), "Kế hoạch");
          assert.deepEqual(await violations(page, "results"), []);
          await page.goBack();
          await page.locator("[data-search][data-state=ready]").waitFor();
          assert.equal(await page.locator(".search-status").innerText(), before);
        },
        { query: "?q=nong+thon+moi", axe: true },
      ));

    it("arrows walk through the results, and back to the box", () =>
      visit(async (page) => {
        await page.locator("#tim-kiem").focus();
        const [first, second] = await results(page, "Dương Xá");
        const focused = () => page.evaluate(() => document.activeElement.pathname ?? document.activeElement.id);
        await page.keyboard.press("ArrowDown");
        assert.equal(await focused(), first);
        await page.keyboard.press("ArrowDown");
        assert.equal(await focused(), second);
        await page.keyboard.press("ArrowUp");
        await page.keyboard.press("ArrowUp");
        assert.equal(await focused(), "tim-kiem");
      }));

    it("the box in every page's head leads to it", async () => {
      const page = await openPage(browser());
      try {
        await page.goto(`${origin()}/ke-hoach/`);
        await page.locator("#site-search").fill("tra mang cau");
        await page.keyboard.press("Enter");
        await page.locator("[data-search][data-state=ready]").waitFor();
        assert.match(await page.locator(".search-results a").first().innerText(), /Trà mãng cầu Kim Nhiên/);
        assertClean(page);
      } finally {
        await page.context().close();
      }
    });

    it("without a script everything is there from A to Y", () =>
      visit(
        async (page) => {
          await page.locator(".letters a", { hasText: /^Đ$/ }).click();
          const names = await page.locator(".names a").allInnerTexts();
          assert.ok(names.length > 50 && names.every((name) => /Đ/.test(name)), `${names.length} names`);
          await page.locator(".pager-step[rel=next]").click();
          assert.ok((await page.locator(".names a").count()) > 10);
        },
        { javaScriptEnabled: false },
      ));
  });
}
