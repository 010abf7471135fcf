// Pages in two languages: the switch, what pages and the sitemap tell of each other, and that no page speaks two languages unmarked.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { openPage } from "../support/chromium.mjs";

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

    it("English pages speak English, and mark what does not", async () => {
      const { vi, en } = words();
      const page = await openPage(browser(), { javaScriptEnabled: false });
      try {
        for (const { url } of entries(folder()).filter(({ url }) => url.pathname.startsWith("/en/"))) {
          await page.goto(origin() + url.pathname);
          const texts = await page.evaluate(unmarked);
          const found = texts.filter((text) => vi.has(text) && !en.has(text));
          const within = texts.flatMap((text) => [...vi].filter((word) => word.split(" ").length > 2 && text.includes(word)));
          assert.deepEqual([...found, ...within], [], url.pathname);
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
    const toml = readFileSync(new URL(`../../../themes/langso/words/${lang}.toml`, import.meta.url), "utf8");
    return new Set([...toml.matchAll(/^\w+ = "(.*)"$/gm)].map(([, word]) => word).filter((word) => !word.includes("{")));
  };
  return { vi: read("vi"), en: read("en") };
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
