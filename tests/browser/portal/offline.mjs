// The portal without a network: what was read, what was taken along, and updates that arrive whole or not at all. Each test has a
// host of its own, since it stops it.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { assertClean, openPage } from "../support/chromium.mjs";
import { isKept } from "../support/kept.mjs";
import { findName, reach, ready } from "../support/map_page.mjs";
import { serveFolder } from "../support/static_server.mjs";
import { COMMUNE } from "./without_script.mjs";

const LIST = `/goi${COMMUNE.slice(0, -1)}.json`;

export function offline({ browser, folder }) {
  /** A host and a browser's profile of the test's own. */
  async function alone(test) {
    const instead = new Map();
    const host = await serveFolder(folder(), { instead });
    const page = await openPage(browser(), { viewport: { width: 390, height: 844 }, serviceWorkers: "allow" });
    try {
      await test({ page, origin: host.origin, instead, stop: () => host.close() });
    } finally {
      await page.context().close();
      await host.close().catch(() => {});
    }
  }

  describe("without a network", () => {
    it("is installable", () =>
      alone(async ({ page, origin }) => {
        await page.goto(`${origin}/`);
        await isKept(page, "/");
        const session = await page.context().newCDPSession(page);
        const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
        // A private window installs nothing, whatever it is shown.
        assert.deepEqual(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito"), []);
        const manifest = await session.send("Page.getAppManifest");
        assert.deepEqual(manifest.errors, []);
        assertClean(page);
      }));

    it("shows pages that were read, and says of others what there is instead", () =>
      alone(async ({ page, origin, stop }) => {
        await page.goto(origin + COMMUNE);
        await isKept(page, COMMUNE);
        const title = await page.title();
        const colour = () => page.evaluate(() => getComputedStyle(document.querySelector(".site-header")).backgroundColor);
        const dressed = await colour();
        await page.goto(`${origin}/don-vi/`);
        await isKept(page, "/don-vi/");
        assertClean(page);

        await stop();
        const again = await page.goto(`${origin + COMMUNE}?tu=ap-phich`);
        assert.equal(again.status(), 200);
        assert.equal(await page.title(), title);
        assert.equal(await colour(), dressed);
        assert.ok(await page.evaluate(() => document.fonts.ready.then((fonts) => [...fonts].some(({ status }) => status === "loaded"))));

        const other = await page.goto(`${origin}/du-lieu/`);
        assert.equal(other.status(), 503);
        await page.locator("[data-missing]:not([hidden])").waitFor();
        assert.equal(await colour(), dressed);
        await page.locator(`.shelf-pages a[href="${COMMUNE}"]`).click();
        assert.equal(await page.title(), title);
      }));

    it("speaks the language of the page that was asked for", () =>
      alone(async ({ page, origin, stop }) => {
        await page.goto(`${origin}/en/`);
        await isKept(page, "/en/");
        await stop();
        for (const [path, lang] of [["/en/tin-tuc/", "en"], ["/tin-tuc/", "vi"]]) {
          assert.equal((await page.goto(origin + path)).status(), 503);
          assert.equal(await page.locator("html").getAttribute("lang"), lang);
          await page.locator("[data-missing]:not([hidden])").waitFor();
        }
      }));

    it("takes a commune along in English", () =>
      alone(async ({ page, origin, stop }) => {
        await page.goto(`${origin}/en${COMMUNE}`);
        await isKept(page, `/en${COMMUNE}`);
        await page.getByRole("button", { name: "Download this commune" }).click();
        await page.getByRole("button", { name: /^Download \d/ }).click();
        await page.getByText("Kept on this device").waitFor();
        await forgetRead(page);
        await stop();
        assert.equal((await page.goto(`${origin}/en${COMMUNE}`)).status(), 200);
        assert.equal(await page.locator("html").getAttribute("lang"), "en");
      }));

    it("shows a kept page when the network says nothing", () =>
      alone(async ({ page, origin, instead }) => {
        await page.goto(origin + COMMUNE);
        await isKept(page, COMMUNE);
        instead.set(COMMUNE, { status: 502, body: "bad gateway" });
        // The status that Playwright tells is the network's; what is shown is the worker's.
        await page.goto(origin + COMMUNE);
        assert.match(await page.locator("h1").innerText(), /Gia Lâm/);
      }));

    it("forgets a page that is gone on purpose", () =>
      alone(async ({ page, origin, instead, stop }) => {
        await page.goto(origin + COMMUNE);
        await isKept(page, COMMUNE);
        instead.set(COMMUNE, { status: 404, body: "gone" });
        assert.equal((await page.goto(origin + COMMUNE)).status(), 404);
        await page.goto(`${origin}/don-vi/`);
        await isKept(page, "/don-vi/");
        await stop();
        assert.equal((await page.goto(origin + COMMUNE)).status(), 503);
      }));

    it("takes a commune along, with its size before", () =>
      alone(async ({ page, origin, stop }) => {
        await page.goto(origin + COMMUNE);
        await isKept(page, COMMUNE);
        const list = JSON.parse(await readFile(join(folder(), LIST), "utf8"));
        await page.getByRole("button", { name: "Tải xã này về máy" }).click();
        const cost = `${Math.ceil(list.sent / 1024)} KB`;
        await page.getByText(`Gồm ${list.files.length} tệp: tải khoảng ${cost}`).waitFor();
        assert.equal(await cacheOf(page, "pack"), undefined, "nothing is fetched before it is asked for");
        await page.getByRole("button", { name: `Tải ${cost}` }).click();
        await page.getByText("Đã giữ trên máy").waitFor();
        assertClean(page);

        await forgetRead(page);
        await stop();
        const opened = [];
        for (const [path] of list.files.filter(([path]) => path.endsWith("/"))) {
          const answer = await page.goto(origin + path);
          assert.equal(answer.status(), 200, path);
          opened.push(path);
        }
        assert.ok(opened.includes(COMMUNE));
        const answers = await page.evaluate(
          (files) => Promise.all(files.map(async ([url]) => (await fetch(url)).ok)),
          list.files,
        );
        assert.ok(answers.every(Boolean), "every file of the pack answers");

        await page.goto(origin + COMMUNE);
        await page.getByRole("button", { name: "Xóa khỏi máy" }).click();
        await page.getByRole("button", { name: "Tải xã này về máy" }).waitFor();
        assert.equal(await cacheOf(page, "pack"), undefined);
      }));

    it("announces a new edition, which arrives whole or not at all", () =>
      alone(async ({ page, origin, instead, stop }) => {
        await page.goto(origin + COMMUNE);
        await takeAlong(page, "Tải xã này về máy");
        const list = JSON.parse(await readFile(join(folder(), LIST), "utf8"));
        const old = await readFile(join(folder(), COMMUNE, "index.html"), "utf8");
        const html = old.replace("<h1>", "<h1>Bản mới: ");
        const twin = list.files.find(([url]) => url.endsWith(".json"))[0];
        const entry = ([url, sent, integrity]) => (url === COMMUNE ? [url, sent, digest(html)] : url === twin ? [url, sent, digest("{}")] : [url, sent, integrity]);
        const next = { ...list, version: "00000000", files: list.files.map(entry) };
        instead.set(LIST, { body: JSON.stringify(next), type: "application/json" });
        instead.set(COMMUNE, { body: html });

        // The list is new, one file is still the old one: a host in the middle of its own update.
        await page.reload();
        await page.getByText("Có bản mới").waitFor();
        await page.getByRole("button", { name: "Tải bản mới" }).click();
        await page.getByText("Chưa tải được trọn vẹn").waitFor();
        assert.match(await cacheOf(page, "pack"), new RegExp(`:${list.version}$`), "the former pack is the only one");

        instead.set(twin, { body: "{}", type: "application/json" });
        await page.getByRole("button", { name: "Thử lại" }).click();
        await page.getByRole("button", { name: "Tải bản mới" }).click();
        await page.getByText("Đã giữ trên máy").waitFor();
        assert.match(await cacheOf(page, "pack"), /:00000000$/);

        await forgetRead(page);
        await stop();
        await page.goto(origin + COMMUNE);
        assert.match(await page.locator("h1").innerText(), /^Bản mới: /);
      }));

    it("keeps the former pack when an update breaks off", () =>
      alone(async ({ page, origin, instead, stop }) => {
        await page.goto(origin + COMMUNE);
        await takeAlong(page, "Tải xã này về máy");
        const list = JSON.parse(await readFile(join(folder(), LIST), "utf8"));
        instead.set(LIST, { body: JSON.stringify({ ...list, version: "11111111", files: list.files.map(([url, sent]) => [url, sent, digest(url)]) }), type: "application/json" });
        await page.reload();
        await page.getByText("Có bản mới").waitFor();
        await forgetRead(page);
        await stop();
        await page.getByRole("button", { name: "Tải bản mới" }).click();
        await page.getByText("Chưa tải được trọn vẹn").waitFor();
        assert.equal((await page.goto(origin + COMMUNE)).status(), 200);
        await page.getByText("Đã giữ trên máy").waitFor();
      }));

    it("keeps its looks when the next edition of the worker can't be had whole", () =>
      alone(async ({ page, origin, instead, stop }) => {
        await page.goto(origin + COMMUNE);
        await isKept(page, COMMUNE);
        const worker = await readFile(join(folder(), "sw.js"), "utf8");
        const shell = await cacheOf(page, "shell");
        instead.set("/sw.js", { body: worker.replace(/sha256-[^"]+/, digest("another")), type: "text/javascript" });
        await page.evaluate(() => navigator.serviceWorker.getRegistration().then((registration) => registration.update().catch(() => {})));
        await page.waitForFunction(() => navigator.serviceWorker.getRegistration().then(({ installing, waiting }) => !installing && !waiting));
        assert.equal(await cacheOf(page, "shell"), shell);
        await stop();
        assert.equal((await page.goto(origin + COMMUNE)).status(), 200);
      }));

    it("takes the interactive map along", () =>
      alone(async ({ page, origin, stop }) => {
        await page.goto(`${origin}/ban-do/`);
        await takeAlong(page, "Tải bản đồ về máy");
        await forgetRead(page);
        await stop();
        await page.goto(`${origin}/ban-do/`);
        await reach(page);
        await ready(page);
        const { width, height } = await page.locator(".maplibregl-canvas").first().boundingBox();
        assert.ok(width > 200 && height > 200);
        assert.equal(await page.locator(".map-status").innerText(), "", "no layer failed");
        const archive = JSON.parse(await readFile(join(folder(), "ban-do", "map.json"), "utf8")).layers[0].tiles;
        const part = await page.evaluate(async (url) => {
          const answer = await fetch(url, { headers: { Range: "bytes=0-6" } });
          return [answer.status, answer.headers.get("Content-Range"), await answer.text()];
        }, archive);
        assert.equal(part[0], 206);
        assert.match(part[1], /^bytes 0-6\/\d+$/);
        assert.equal(part[2], "PMTiles");
        // Places are found, and flown to, as well.
        await findName(page, "duong xa");
        await page.locator(".map-card a", { hasText: "Dương Xá" }).waitFor();
      }));

    it("has a poster whose code leads to the pack", () =>
      alone(async ({ page, origin }) => {
        await page.goto(origin + COMMUNE);
        await page.getByRole("link", { name: /Áp phích/ }).click();
        assert.match(await page.locator(".poster-code title").textContent(), new RegExp(`${COMMUNE}#tai-ve$`));
        await page.emulateMedia({ media: "print" });
        const pdf = await page.pdf({ preferCSSPageSize: true });
        assert.equal([...pdf.toString("latin1").matchAll(/\/Type \/Page\b/g)].length, 1, "one sheet of A4");
        assertClean(page);
      }));
  });
}

const digest = (text) => `sha256-${createHash("sha256").update(text).digest("base64")}`;

/** Forgets what was read and the browser's own cache: what is shown then comes from the pack. */
async function forgetRead(page) {
  await page.evaluate(async () => {
    for (const name of await caches.keys()) if (/:(pages|files)$/.test(name)) await caches.delete(name);
  });
  const session = await page.context().newCDPSession(page);
  await session.send("Network.clearBrowserCache");
}

async function takeAlong(page, name) {
  await page.getByRole("button", { name }).click();
  await page.getByRole("button", { name: /^Tải [\d.,]+ [KM]B$/ }).click();
  await page.getByText("Đã giữ trên máy").waitFor();
}

/** The only cache of a kind. */
async function cacheOf(page, kind) {
  const names = await page.evaluate(async (kind) => (await caches.keys()).filter((name) => name.includes(`:${kind}:`)), kind);
  assert.ok(names.length <= 1, `one ${kind}: ${names}`);
  return names[0];
}
