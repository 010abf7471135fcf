// `langso serve` as an author lives with it: the open page follows the files.
//
// LANGSO_PREVIEW is the address of a running preview, LANGSO_SITE the folder it serves, with content/tin.md in it.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { assertClean, openPage, startChromium } from "./support/chromium.mjs";

const { LANGSO_PREVIEW: origin, LANGSO_SITE: site } = process.env;
const FILE = join(site, "content", "tin.md");

describe("the preview", () => {
  let browser, page, good;

  before(async () => {
    good = await readFile(FILE, "utf8");
    browser = await startChromium();
    page = await openPage(browser);
    await page.goto(new URL("tin/", origin).href);
    await shows("Bản thứ nhất");
  });
  after(() => browser.close());

  const shows = (text) => page.waitForFunction((text) => document.querySelector("main")?.innerText.includes(text), text, { timeout: 10_000 });
  const overlay = () => page.locator("#langso-findings");

  it("reloads the open page after an edit", async (test) => {
    const start = performance.now();
    await writeFile(FILE, good.replace("Bản thứ nhất", "Bản thứ hai"));
    await shows("Bản thứ hai");
    test.diagnostic(`on the screen after ${Math.round(performance.now() - start)} ms`);
    assert.equal(await overlay().count(), 0);
  });

  it("lays an error, with its file and line, over the last good page", async () => {
    await writeFile(FILE, good.replace("title =", "titel ="));
    await overlay().waitFor();
    const text = await overlay().innerText();
    assert.match(text, /content\/tin\.md:2/);
    assert.ok(await overlay().isVisible());
    await shows("Bản thứ hai");
  });

  it("takes the error away when it is mended", async () => {
    await writeFile(FILE, good.replace("Bản thứ nhất", "Bản thứ ba"));
    await shows("Bản thứ ba");
    assert.equal(await overlay().count(), 0);
  });

  it("did all this within the site's own policy", () => assertClean(page));
});
