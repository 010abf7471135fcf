// No payload runs, wherever it is typed. LANGSO_PROGRAM is the program, LANGSO_WORKSHOP a folder for the sites that are made here.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { startChromium } from "./support/chromium.mjs";
import { reach, ready } from "./support/map_page.mjs";
import { serveFolder } from "./support/static_server.mjs";
import { list } from "./support/survey.mjs";
import { armed, SHUT_IN, watchedContext } from "./xss/detector.mjs";
import { ADDRESSES, HTML, OWN_FILES, TEXTS } from "./xss/payloads.mjs";
import { Corpus, writeRefused, writeSite } from "./xss/site.mjs";

const { LANGSO_PROGRAM: program, LANGSO_WORKSHOP: workshop } = process.env;
const site = join(workshop, "site");
const published = join(workshop, "published");
const VISITORS = 4;

describe("payloads", () => {
  const corpus = new Corpus();
  let browser, host;

  before(async () => {
    await rm(site, { recursive: true, force: true });
    await writeSite(site, corpus);
    const { code, said } = await langso("build", "--root", site, "--output", published);
    assert.equal(code, 0, said);
    host = await serveFolder(published);
    browser = await startChromium(SHUT_IN);
  });
  after(async () => {
    await browser?.close();
    await host?.close();
  });

  const told = (seen) => seen.map(({ id, what }) => (id === undefined ? what : `#${id} (${JSON.stringify(corpus.placed[id])}) ${what}`));

  /** Opens all of these addresses, each in a tab of its own (a payload may lead its tab elsewhere), and lets what is slow come. */
  async function open(addresses, seen, look = async () => {}) {
    const context = await watchedContext(browser, seen);
    const waiting = [...addresses];
    const visitor = async () => {
      for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
        const page = await context.newPage();
        await page.goto(address, { waitUntil: "load" });
        await look(page, address);
        await page.waitForTimeout(100);
        await page.close();
      }
    };
    await Promise.all(Array.from({ length: VISITORS }, visitor));
    await context.close();
  }

  it("are seen where nothing defends", async (test) => {
    const seen = [];
    const raw = [...HTML.map(({ text, inert }) => ({ text, inert })), ...TEXTS.map((text) => ({ text, context: true }))];
    const bare = await serve((at) => {
      const { text, context } = raw[at];
      const code = text.replaceAll("RUN", `__xss(${at})`);
      const places = context ? `<title>${code}</title><p title="${code}">x</p><p title='${code}'>x</p><script>var x = "${code}";</script><textarea>${code}</textarea><style>${code}</style><!-- ${code} -->` : "";
      return `<!doctype html><meta charset="utf-8">${places}<p>${code}</p>`;
    });
    const found = new Set();
    await open(raw.map((_, at) => `${bare.origin}/${at}`), seen, async (page, address) => {
      const at = Number(address.split("/").at(-1));
      await page.waitForTimeout(60);
      const markup = await armed(page).catch(() => ["the page went elsewhere"]);
      if (markup.length > 0) found.add(at);
    });
    const ran = new Set(seen.map(({ id }) => id).filter((id) => id !== undefined));
    for (const { what } of seen) found.add(Number(/^asked .* from \S+\/(\d+)$/.exec(what)?.[1]));
    await bare.close();
    const missed = raw.map((one, at) => ({ ...one, at })).filter(({ at, inert }) => !inert && !ran.has(at) && !found.has(at));
    assert.deepEqual(missed.map(({ text }) => text), [], "payloads that the detector does not see are no test");
    test.diagnostic(`${ran.size} of ${raw.length} ran by themselves, the others lay armed`);
    assert.ok(ran.size >= 60, `${ran.size} ran`);
  });

  it("are seen where the policy alone defends", async () => {
    const seen = [];
    const guarded = await serve((at) => `<!doctype html><p>${HTML[at].text.replaceAll("RUN", `__xss(${at})`)}</p>`, { "content-security-policy": "default-src 'none'" });
    await open([`${guarded.origin}/0`, `${guarded.origin}/7`], seen);
    await guarded.close();
    assert.equal(seen.filter(({ id }) => id !== undefined).length, 0, "the policy stops the code");
    assert.ok(seen.length >= 2, "and its reports are heard");
  });

  it("that could run behind a click, in a drawing or in a page of its own stop the build, each at its place", async () => {
    const folder = join(workshop, "refused");
    await rm(folder, { recursive: true, force: true });
    const names = await writeRefused(folder, corpus);
    const { code, said } = await langso("check", "--root", folder);
    assert.notEqual(code, 0);
    const built = names.filter((name) => !said.includes(`content/${name}`));
    assert.deepEqual(built, [], said);
  });

  it("run on no page, and lie armed on none", async (test) => {
    const seen = [];
    const files = await list(published);
    const pages = files.filter((path) => path.endsWith(".html")).map((path) => path.replace(/(^|\/)index\.html$/, "$1"));
    assert.ok(pages.length > 100, `${pages.length} pages`);
    await open(pages.map((path) => `${host.origin}/${encode(path)}`), seen, async (page, address) => {
      // Old addresses lead to new ones at once, and are looked at there.
      await page.waitForFunction(() => document.body && !document.querySelector('meta[http-equiv="refresh"][content^="0; url=/"]'));
      seen.push(...(await armed(page)).map((what) => ({ what: `${address}: ${what}` })));
    });
    test.diagnostic(`${pages.length} pages`);
    assert.deepEqual(told(seen), []);
  });

  it("run in no drawing that is opened by its own address, whatever headers the host sends", async (test) => {
    const seen = [];
    const drawings = (await list(published)).filter((path) => path.endsWith(".svg"));
    const plain = await serveFolder(published, { headers: false });
    await open(drawings.map((path) => `${plain.origin}/${encode(path)}`), seen, async (page, address) => {
      seen.push(...(await armed(page)).map((what) => ({ what: `${address}: ${what}` })));
    });
    await plain.close();
    test.diagnostic(`${drawings.length} drawings`);
    assert.deepEqual(told(seen), []);
  });

  it("run from no address", async () => {
    const seen = [];
    const addresses = ADDRESSES.map((text, at) => `${host.origin}${text.replaceAll("RUN", `__xss(${1000 + at})`)}`);
    await open(addresses, seen, async (page, address) => {
      if (address.includes("/ban-do/")) {
        await reach(page);
        await ready(page);
      }
      seen.push(...(await armed(page)).map((what) => ({ what: `${address}: ${what}` })));
    });
    assert.deepEqual(seen, []);
  });

  it("run from no feature of the map, no list of it, and no file that a visitor drops on it", async (test) => {
    const seen = [];
    // Without the policy, which would tell of markup in files that the browser reads but never runs: our code alone defends here.
    const context = await watchedContext(browser, seen, { bypassCSP: true });
    const page = await context.newPage();
    await page.goto(`${host.origin}/ban-do/#map=11/20.95/105.95`);
    await reach(page);
    await ready(page);
    const look = async (where) => seen.push(...(await armed(page)).map((what) => ({ what: `${where}: ${what}` })));
    await page.locator(".map-list summary").click();
    await page.locator(".map-list-rows button").first().waitFor();
    const rows = page.locator(".map-list-rows button");
    for (let at = 0; at < (await rows.count()); at += 1) {
      await rows.nth(at).evaluate((button) => button.click());
      await look(`row ${at}`);
    }
    test.diagnostic(`${await rows.count()} features were picked`);
    assert.ok((await rows.count()) > 20);
    await page.locator(".map-notes summary").click();
    for (const [at, { name, text }] of OWN_FILES.entries()) {
      const code = (words) => words.replaceAll("RUN", `__xss(${2000 + at})`);
      await page.locator(".map-notes input[type=file]").setInputFiles({ name: code(name), mimeType: "text/plain", buffer: Buffer.from(code(text)) });
      await page.waitForFunction((name) => document.querySelector(".map-notes [role=status]").textContent.includes(name), code(name));
      await look(name);
    }
    await context.close();
    assert.deepEqual(told(seen), []);
  });

  it("are at least 150, from every kind of place", (test) => {
    const all = corpus.placed.length + ADDRESSES.length + OWN_FILES.length;
    test.diagnostic(`${all} payloads; ${new Set(corpus.placed.map(({ where }) => where)).size} kinds of places in ${published}`);
    assert.ok(all >= 150, `${all}`);
  });
});

const encode = (path) => path.split("/").map(encodeURIComponent).join("/");

function langso(...args) {
  return new Promise((resolve) => {
    execFile(program, [args[0], "--lang", "en", ...args.slice(1)], { maxBuffer: 1 << 26 }, (error, out, said) => resolve({ code: error ? (error.code ?? 1) : 0, said: `${out}${said}` }));
  });
}

/** A host whose pages are made by their number. */
async function serve(page, headers = {}) {
  const server = createServer((request, response) => {
    const at = Number(/^\/(\d+)$/.exec(request.url)?.[1] ?? NaN);
    if (Number.isNaN(at)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...headers }).end(page(at));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://localhost:${server.address().port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
