// A reader's own size of text and contrast, and reading aloud.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lookAt } from "../support/chromium.mjs";
import { recordShifts, shifted } from "../support/shifts.mjs";

const PLAN = "/ke-hoach/ha-noi-236/";

export function reader({ browser, origin }) {
  const visit = (look, options) => lookAt(browser(), origin() + PLAN, look, options);
  const letters = (page) => page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
  const button = (page, text) => page.locator(".reader-panel").getByRole("button", { name: text, exact: true });

  describe("a reader's own settings", () => {
    it("are set by keyboard, are kept, and move nothing when the next page is drawn", () =>
      visit(async (page) => {
        const before = await letters(page);
        await page.locator(".reader summary").focus();
        await page.keyboard.press("Enter");
        await page.keyboard.press("Tab");
        await page.keyboard.press("Tab");
        await page.keyboard.press("Tab");
        await page.keyboard.press("Space");
        assert.equal(await button(page, "Rất lớn").getAttribute("aria-pressed"), "true");
        assert.ok((await letters(page)) > before * 1.5, "letters are half as large again");
        await page.keyboard.press("Tab");
        await page.keyboard.press("Space");
        assert.equal(await button(page, "Tương phản cao").getAttribute("aria-pressed"), "true");
        await page.keyboard.press("Escape");
        assert.equal(await page.locator(".reader-panel").isVisible(), false);
        assert.ok(await page.locator(".reader summary").evaluate((summary) => summary === document.activeElement), "the focus comes back");

        await recordShifts(page);
        await page.goto(`${origin()}/`);
        assert.ok((await letters(page)) > before * 1.5, "the size is kept");
        assert.equal(await page.evaluate(() => getComputedStyle(document.body).color), "rgb(0, 0, 0)", "and so is the contrast");
        await page.waitForLoadState("networkidle");
        const { sum: shift } = await shifted(page);
        assert.ok(shift < 0.05, `the page moved by ${shift}`);
        await page.locator(".reader summary").click();
        await button(page, "Thường").click();
        await button(page, "Tương phản cao").click();
        assert.equal(await letters(page), before);
      }));

    it("follow the system's wish for contrast until somebody chooses", () =>
      visit((page) => page.locator('html[data-contrast="more"]').waitFor({ state: "attached" }), { contrast: "more" }));

    it("are not shown without scripts", () =>
      visit(async (page) => assert.equal(await page.locator(".reader").isVisible(), false), { javaScriptEnabled: false }));

    it("offer reading aloud where there is a Vietnamese voice, sentence by sentence, and only there", async () => {
      await visit(async (page) => {
        await page.locator(".reader summary").click();
        assert.equal(await button(page, "Đọc to trang này").isVisible(), false, "this machine has no voice");
      });
      await visit(async (page) => {
        await page.evaluate(pretendVoice);
        await page.locator(".reader summary").click();
        await button(page, "Đọc to trang này").click();
        await page.waitForFunction(() => window.said?.length > 20);
        const said = await page.evaluate(() => window.said);
        assert.match(said[0], /Kế hoạch/);
        assert.ok(said.every((sentence) => sentence.length < 800), "a sentence at a time");
        assert.ok(said.some((sentence) => /%/.test(sentence)), "targets are read");
        assert.equal(await button(page, "Đọc to trang này").getAttribute("aria-pressed"), "false", "it ends");
      });
    });
  });
}

/** A voice that says everything at once, and keeps what it said. */
function pretendVoice() {
  window.said = [];
  speechSynthesis.getVoices = () => [{ lang: "vi-VN", name: "Thử" }];
  speechSynthesis.speak = (speech) => {
    window.said.push(speech.text);
    queueMicrotask(() => speech.onend());
  };
  // The real one takes real voices alone.
  Object.defineProperty(SpeechSynthesisUtterance.prototype, "voice", { set() {}, get: () => null, configurable: true });
  speechSynthesis.dispatchEvent(new Event("voiceschanged"));
}
