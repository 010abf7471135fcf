// Units of the past: found by their names, and led from to those of today; the ground before and after.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lookAt, violations } from "../support/chromium.mjs";
import { COMMUNE } from "./without_script.mjs";

const FORMER = "/don-vi/cu/ha-noi/duong-xa-00571/";
/** What a first query may cost besides the script, compressed. */
const QUERY_BUDGET = 16 * 1024;

export function history({ browser, origin }) {
  const visit = (path, look, options) => lookAt(browser(), origin() + path, look, options);
  const type = async (page, text) => {
    const box = page.getByRole("combobox");
    await box.fill("");
    await box.pressSequentially(text);
    await page.locator(".find[data-found]").filter({ has: page.getByRole("option") }).waitFor();
    await page.waitForFunction((typed) => document.querySelector(".find").dataset.found === typed, text);
    return page.getByRole("option");
  };

  describe("units of the past", () => {
    it("typed without marks, the former Dương Xá is found from the home page, and leads to xã Gia Lâm", () =>
      visit("/", async (page) => {
        const answers = [];
        page.on("response", async (answer) => {
          if (new URL(answer.url()).pathname.startsWith("/tim/")) answers.push(await answer.request().sizes());
        });
        const options = await type(page, "duong xa");
        const first = await options.first().innerText();
        for (const part of ["Xã Dương Xá", "Gia Lâm", "30/06/2025", "nay thuộc Xã Gia Lâm"]) assert.ok(first.includes(part), first);
        const cost = answers.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
        assert.ok(answers.length > 0 && cost <= QUERY_BUDGET, `${cost} bytes for a first query`);

        await page.keyboard.press("ArrowDown");
        const box = page.getByRole("combobox");
        assert.equal(await box.getAttribute("aria-expanded"), "true");
        const active = page.locator(`#${await box.getAttribute("aria-activedescendant")}`);
        assert.equal(await active.getAttribute("aria-selected"), "true");
        await page.keyboard.press("Enter");
        await page.waitForURL(origin() + FORMER);
        assert.match(await page.locator("h1").innerText(), /Xã Dương Xá/);
        assert.match(await page.locator("main").innerText(), /Toàn bộ nhập vào\s+Xã Gia Lâm/);
        await page.locator(".heirs a", { hasText: "Xã Gia Lâm" }).click();
        await page.waitForURL(origin() + COMMUNE);
        assert.ok(await page.locator(`.made-of a[href="${FORMER}"]`).isVisible(), "and back");
      }));

    it("marks that are typed come first; a code means two units; districts narrow", () =>
      visit("/don-vi/", async (page) => {
        assert.match(await (await type(page, "dinh mon")).first().innerText(), /Xã Định Môn[^]*nay thuộc Xã Trường Thành/);
        for (const name of ["Tân Thành", "Tân Thạnh"]) {
          assert.match(await (await type(page, name)).first().innerText(), new RegExp(name));
        }
        const both = (await (await type(page, "00565")).allInnerTexts()).join("\n");
        for (const part of ["Xã Gia Lâm", "Thị trấn Trâu Quỳ"]) assert.ok(both.includes(part), both);
        assert.match(await (await type(page, "gia lam nho quan")).first().innerText(), /Gia Lâm[^]*Nho Quan/);
        await page.getByRole("combobox").fill("khong co ten nay");
        await page.getByText("Không có tên nào như vậy.").waitFor();
        assert.equal(await page.getByRole("combobox").getAttribute("aria-expanded"), "false");
        await page.keyboard.press("Escape");
        assert.equal(await page.getByRole("combobox").inputValue(), "");
      }));

    it("the box with its list open is sound", () =>
      visit(
        "/",
        async (page) => {
          await type(page, "gia lam");
          await page.keyboard.press("ArrowDown");
          assert.deepEqual(await violations(page, "the open list"), []);
        },
        { axe: true, viewport: { width: 360, height: 740 } },
      ));

    it("without a script the box is a link to the list, and the drawings follow each other", () =>
      visit(
        "/",
        async (page) => {
          await page.locator("a.find-list").click();
          await page.locator('main a[href="/don-vi/cu/quang-nam/"]').click();
          assert.match(await page.locator("main").innerText(), /Thành phố Đà Nẵng/);
          await page.goto(origin() + COMMUNE);
          const [before, after] = await page.locator(".compare .map").all();
          const [upper, lower] = [await before.boundingBox(), await after.boundingBox()];
          assert.ok(upper.height > 150 && lower.y >= upper.y + upper.height, "one after the other");
        },
        { javaScriptEnabled: false, viewport: { width: 390, height: 800 } },
      ));

    it("the slider moves the border between the old ground and the new, by the keyboard too", () =>
      visit(COMMUNE, async (page) => {
        const slider = page.getByRole("slider");
        await slider.focus();
        const cut = () => page.locator(".compare").evaluate((node) => node.style.getPropertyValue("--cut"));
        assert.equal(await cut(), "50%");
        await page.keyboard.press("ArrowRight");
        assert.equal(await cut(), "51%");
        assert.match(await slider.getAttribute("aria-valuetext"), /51 % là địa giới cũ/);
        await page.keyboard.press("Home");
        assert.equal(await cut(), "0%");
        await page.locator(`.compare-before a[href="${FORMER}"]`).focus();
        assert.equal(await cut(), "100%", "what has the focus is seen");
        await page.keyboard.press("Enter");
        await page.waitForURL(origin() + FORMER);
      }));
  });
}
