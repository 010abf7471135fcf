// Pages in two languages: the switch, what pages and the sitemap tell of each other, and that no page speaks two languages unmarked.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { assertClean, openPage } from "../support/chromium.mjs";
import { source } from "../support/sources.mjs";

/** `switched` is a page that exists in English, `alone` one that does not. */
export function languages({ browser, origin, folder }, { switched, alone }) {
  const visit = async (path, look) => {
    const page = await openPage(browser(), { javaScriptEnabled: false });
    try {
      await page.goto(origin() + path);
      await look(page);
    } finally {
      await page.context().close();
    }
  };

  describe("languages", () => {
    it("the switch leads to the same page, and back", () =>
      visit(switched, async (page) => {
        await page.getByRole("navigation", { name: "Ngôn ngữ" }).getByRole("link", { name: "English" }).click();
        assert.equal(new URL(page.url()).pathname, `/en${switched}`);
        assert.equal(await page.locator("html").getAttribute("lang"), "en");
        await page.getByRole("navigation", { name: "Languages" }).getByRole("link", { name: "Tiếng Việt" }).click();
        assert.equal(new URL(page.url()).pathname, switched);
        assert.equal(await page.locator("html").getAttribute("lang"), "vi");
      }));

    it("a page that is not translated says so, and leads to the home page", () =>
      visit(alone, async (page) => {
        const choice = page.getByRole("navigation", { name: "Ngôn ngữ" });
        assert.match(await choice.innerText(), /English\s*\(chỉ có trang chủ\)/);
        assert.equal(await page.locator('link[rel="alternate"][hreflang]').count(), 0);
        await choice.getByRole("link", { name: "English" }).click();
        assert.equal(new URL(page.url()).pathname, "/en/");
      }));

    it("pages and the sitemap name all languages of a page alike", async () => {
      const translated = entries(folder()).filter(({ alternates }) => alternates.length > 0);
      assert.ok(translated.some(({ url }) => url.pathname === `/en${switched}`), "the page is in the sitemap");
      assert.equal(translated.length % 2, 0, "in pairs");
      const page = await openPage(browser(), { javaScriptEnabled: false });
      try {
        for (const { url, alternates } of translated) {
          await page.goto(origin() + url.pathname);
          const told = await page.$$eval('link[rel="alternate"][hreflang]', (links) =>
            links.map((link) => [link.hreflang, link.getAttribute("href")]),
          );
          assert.deepEqual(told, alternates, url.pathname);
          const lang = url.pathname.startsWith("/en/") ? "en" : "vi";
          assert.equal(await page.locator("html").getAttribute("lang"), lang);
          assert.equal(await page.locator('link[rel="canonical"]').getAttribute("href"), url.href);
          assert.equal(alternates.find(([own]) => own === lang)?.[1], url.href, `${url} names itself`);
          const [, original] = alternates.find(([own]) => own === "vi");
          assert.deepEqual(alternates.at(-1), ["x-default", original]);
        }
      } finally {
        await page.context().close();
      }
    });

    it("a search finds pages of its language, and leads to the same search in the other", async () => {
      const page = await openPage(browser());
      const found = async () => {
        await page.locator("[data-search][data-state=ready]").waitFor();
        return page.locator(".search-results a").evaluateAll((links) => links.map((link) => link.pathname));
      };
      try {
        await page.goto(`${origin()}/en${switched}`);
        const title = await page.locator("h1").innerText();
        await page.locator("#site-search").fill(title);
        await page.locator("#site-search").press("Enter");
        await page.waitForURL((url) => url.pathname === "/en/tim-kiem/");
        const results = await found();
        assert.equal(results[0], `/en${switched}`);
        assert.deepEqual(results.filter((path) => !path.startsWith("/en/")), []);
        assert.deepEqual(violating(await page.evaluate(unmarked)), [], "the page speaks English");

        await page.locator(".search-elsewhere a").click();
        await page.waitForURL((url) => url.pathname === "/tim-kiem/");
        assert.equal(await page.locator("#tim-kiem").inputValue(), title);
        assert.deepEqual((await found()).filter((path) => path.startsWith("/en/")), []);
        assertClean(page);
      } finally {
        await page.context().close();
      }
    });

    it("the map's settings name files that are there", () => {
      for (const lang of ["", "/en"]) {
        const { font, inset, measures, icons, layers } = JSON.parse(readFileSync(`${folder()}${lang}/ban-do/map.json`, "utf8"));
        const own = layers.map(({ tiles, data }) => tiles ?? data);
        assert.ok(own.length > 0 && own.every(Boolean), "every layer has a file");
        const all = [font.url, inset, icons.url, ...own, ...(measures ? [measures] : [])];
        assert.deepEqual(all.filter((url) => !existsSync(folder() + url)), [], `${lang}/ban-do/map.json`);
        const whole = layers.filter(({ data }) => data).flatMap(({ data }) => JSON.parse(readFileSync(folder() + data, "utf8")).features);
        const pages = whole.map(({ properties }) => properties._url).filter(Boolean);
        assert.deepEqual(pages.filter((url) => !existsSync(`${folder()}${url.split("#")[0]}index.html`)), []);
        assert.ok(whole.every(({ properties: { _url: url, _lang: own } }) => own === (lang && url && !url.startsWith("/en/") ? "vi" : undefined)));
      }
    });

    it("English pages speak English, and mark what does not", async () => {
      const page = await openPage(browser(), { javaScriptEnabled: false });
      try {
        for (const { url } of entries(folder()).filter(({ url }) => url.pathname.startsWith("/en/"))) {
          await page.goto(origin() + url.pathname);
          assert.deepEqual(violating(await page.evaluate(unmarked)), [], url.pathname);
          // A link out of the language says so, and the title of a page is in the language of that page.
          const silent = await page.$$eval('a[href^="/"]', (links) =>
            links
              // Links of drawings have no `pathname`.
              .filter((link) => /^\/(?!en\/)([^#?]*\/)?([#?]|$)/.test(link.getAttribute("href")))
              .filter((link) => link.getAttribute("hreflang") !== "vi")
              .map((link) => link.outerHTML),
          );
          assert.deepEqual(silent, [], url.pathname);
        }
      } finally {
        await page.context().close();
      }
    });
  });
}

/** The pages of the sitemap with what it says of their languages. */
function entries(folder) {
  const xml = readFileSync(`${folder}/sitemap.xml`, "utf8");
  return [...xml.matchAll(/<url>(.*?)<\/url>/g)].map(([, entry]) => ({
    url: new URL(entry.match(/<loc>(.*?)<\/loc>/)[1]),
    alternates: [...entry.matchAll(/hreflang="(.*?)" href="(.*?)"/g)].map(([, lang, href]) => [lang, href]),
  }));
}

/** The interface's words. */
function words() {
  const read = (lang) => {
    const toml = source(`themes/langso/words/${lang}.toml`);
    return new Set([...toml.matchAll(/^\w+ = "(.*)"$/gm)].map(([, word]) => word).filter((word) => !word.includes("{")));
  };
  return { vi: read("vi"), en: read("en") };
}

/** Those of an English page's texts that are the interface's words in Vietnamese. */
function violating(texts) {
  const { vi, en } = words();
  const whole = texts.filter((text) => vi.has(text) && !en.has(text));
  return [...whole, ...texts.flatMap((text) => [...vi].filter((word) => word.split(" ").length > 2 && text.includes(word)))];
}

/** Texts that are not marked as being in another language than the page. */
function unmarked() {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent.trim();
    const parent = node.parentElement;
    if (text && parent.closest("[lang]").lang === document.documentElement.lang && !parent.closest("script, style")) texts.push(text);
  }
  for (const named of document.querySelectorAll("[aria-label], [alt], [placeholder]")) {
    if (named.closest("[lang]").lang !== document.documentElement.lang) continue;
    for (const name of ["aria-label", "alt", "placeholder"]) if (named.hasAttribute(name)) texts.push(named.getAttribute(name));
  }
  return texts;
}
