// Feeds by RFC 4287, sitemaps by sitemaps.org: read by a browser's own XML reader, rule by rule.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { survey } from "../support/survey.mjs";

/** Addresses of one sitemap file, and its bytes. */
const MOST = 50_000;
const LARGEST = 50 * 1024 * 1024;

export function feeds({ browser, folder }) {
  const inBrowser = async (look) => {
    const page = await browser().newPage();
    try {
      return await look(page);
    } finally {
      await page.close();
    }
  };

  describe("files for machines", () => {
    it("feeds are Atom", () =>
      inBrowser(async (page) => {
        const paths = [...(await survey(folder())).files].filter((path) => /(^|\/)(feed|atom)\.xml$/.test(path));
        assert.ok(paths.length > 0, "there are feeds");
        const found = [];
        for (const path of paths) {
          const faults = await page.evaluate(faultsOfFeed, await readFile(join(folder(), path), "utf8"));
          found.push(...faults.map((fault) => `${path}: ${fault}`));
        }
        assert.deepEqual(found, []);
      }));

    it("the sitemap holds every page that may be found, once, and no other", (test) =>
      inBrowser(async (page) => {
        const { files, pages } = await survey(folder());
        const maps = [...files].filter((path) => /^sitemap[^/]*\.xml$/.test(path));
        const told = [];
        for (const path of maps) {
          const text = await readFile(join(folder(), path), "utf8");
          assert.ok(Buffer.byteLength(text) <= LARGEST, `${path} is too large`);
          const { faults, root, locations } = await page.evaluate(readSitemap, text);
          assert.deepEqual(faults, [], path);
          assert.ok(locations.length <= MOST, `${path} holds ${locations.length}`);
          if (root === "urlset") told.push(...locations);
        }
        assert.equal(new Set(told).size, told.length, "nothing is told twice");
        const origin = new URL(told[0]).origin;
        assert.ok(told.every((url) => url.startsWith(origin)), "all are of one portal");
        const inMap = new Set(told.map((url) => decodeURIComponent(new URL(url).pathname)));
        const shown = [...pages].filter(([, { hidden }]) => !hidden);
        assert.deepEqual(shown.filter(([, { described }]) => !described).map(([path]) => path), [], "without a description");
        const open = shown.map(([path]) => `/${path.replace(/(^|\/)index\.html$/, "$1")}`);
        // The search of each language and its lists by letter only lead to what the map of the site tells.
        const canBeFound = new Set(open.filter((path) => !/^(\/[a-z]{2,3})?\/tim-kiem\//.test(path)));
        test.diagnostic(`${inMap.size} pages`);
        assert.deepEqual([...inMap].filter((path) => !canBeFound.has(path)), [], "told, but not there or not to be found");
        assert.deepEqual([...canBeFound].filter((path) => !inMap.has(path)).slice(0, 20), [], "there, but not told");
      }));
  });
}

/** Runs in the browser. */
function faultsOfFeed(text) {
  const NS = "http://www.w3.org/2005/Atom";
  const faults = [];
  const dom = new DOMParser().parseFromString(text, "application/xml");
  if (dom.querySelector("parsererror")) return ["is no XML"];
  const feed = dom.documentElement;
  if (feed.namespaceURI !== NS || feed.localName !== "feed") return ["is no feed"];
  const children = (parent, name) => [...parent.children].filter((child) => child.namespaceURI === NS && child.localName === name);
  const isIri = (value) => /^[a-z][a-z0-9+.-]*:/i.test(value);
  const isDate = (value) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value));
  const one = (parent, name, where, good = (value) => value !== "") => {
    const found = children(parent, name);
    if (found.length !== 1) faults.push(`${where} has ${found.length} of ${name}`);
    else if (!good(found[0].textContent.trim())) faults.push(`${where}: ${name} is ${found[0].textContent}`);
  };
  const linksOf = (parent, rel) => children(parent, "link").filter((link) => (link.getAttribute("rel") ?? "alternate") === rel);
  one(feed, "id", "the feed", isIri);
  one(feed, "title", "the feed");
  one(feed, "updated", "the feed", isDate);
  if (linksOf(feed, "self").length !== 1) faults.push("the feed does not name itself");
  const entries = children(feed, "entry");
  const authors = children(feed, "author").length > 0;
  const ids = new Set();
  for (const [at, entry] of entries.entries()) {
    const where = `entry ${at + 1}`;
    one(entry, "id", where, isIri);
    one(entry, "title", where);
    one(entry, "updated", where, isDate);
    const id = children(entry, "id")[0]?.textContent;
    if (ids.has(id)) faults.push(`${where}: its id is another's`);
    ids.add(id);
    if (!authors && children(entry, "author").length === 0) faults.push(`${where} has no author, nor has the feed`);
    if (children(entry, "content").length === 0 && linksOf(entry, "alternate").length === 0) faults.push(`${where} has neither text nor address`);
    for (const link of children(entry, "link")) if (!isIri(link.getAttribute("href") ?? "")) faults.push(`${where}: a link to ${link.getAttribute("href")}`);
    const content = children(entry, "content")[0];
    if (content && !["text", "html", "xhtml", null].includes(content.getAttribute("type"))) faults.push(`${where}: content of type ${content.getAttribute("type")}`);
  }
  return faults;
}

/** Runs in the browser. */
function readSitemap(text) {
  const NS = "http://www.sitemaps.org/schemas/sitemap/0.9";
  const dom = new DOMParser().parseFromString(text, "application/xml");
  if (dom.querySelector("parsererror")) return { faults: ["is no XML"], locations: [] };
  const root = dom.documentElement;
  const faults = [];
  if (root.namespaceURI !== NS || !["urlset", "sitemapindex"].includes(root.localName)) faults.push(`is a ${root.localName}`);
  const locations = [...root.children].map((entry) => {
    const [loc, changed] = ["loc", "lastmod"].map((name) => entry.getElementsByTagNameNS(NS, name)[0]?.textContent);
    if (!/^https?:\/\/[^\s]+$/.test(loc ?? "") || loc.length >= 2048) faults.push(`address ${loc}`);
    // W3C date and time: a year, a month, a day, or a moment.
    if (changed !== undefined && !/^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?$/.test(changed)) faults.push(`${loc} changed ${changed}`);
    return loc;
  });
  return { faults, root: root.localName, locations };
}
