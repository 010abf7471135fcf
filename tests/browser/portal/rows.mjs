// The whole table of a dataset, sorted and searched on the page, and what is there without it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { lookAt, violations } from "../support/chromium.mjs";

const DATASET = "/du-lieu/xa-phuong/";

export function rows({ browser, origin, folder }) {
  const visit = (look, options) => lookAt(browser(), origin() + DATASET, look, options);
  /** Cells of a column as they are shown. */
  const column = (page, number) => page.locator(`table.preview tbody td:nth-child(${number})`).allInnerTexts();
  const all = () => readFileSync(`${folder()}${DATASET}xa-phuong.csv`, "utf8").trim().split("\r\n").length - 1;

  describe("the rows of a dataset", () => {
    it("are sorted by a column and found without typing marks, page by page", () =>
      visit(
        async (page) => {
          const total = all();
          assert.equal(await page.locator("table.preview tbody tr").count(), 20);
          await page.getByRole("button", { name: /^Xem cả/ }).click();
          await page.locator(".rows-sort").first().waitFor();
          assert.equal(await page.evaluate(() => document.activeElement.type), "search", "one types at once");
          const number = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, ".");
          const count = page.locator("section:has(table.preview) .filter-count");
          assert.equal(await count.innerText(), `Đang hiện 1–50 trên ${number(total)} dòng.`);

          const area = page.locator("table.preview th", { hasText: "area_km2" }).or(page.locator("table.preview th", { hasText: "Diện tích" }));
          const at = await area.first().evaluate((heading) => heading.cellIndex + 1);
          const figures = async () => (await column(page, at)).filter(Boolean).map((text) => Number(text.replaceAll(".", "").replace(",", ".")));
          await area.first().getByRole("button").click();
          const up = await figures();
          assert.deepEqual(up, [...up].sort((one, other) => one - other));
          assert.equal(await area.first().getAttribute("aria-sort"), "ascending");
          await area.first().getByRole("button").press("Enter");
          const down = await figures();
          assert.deepEqual(down, [...down].sort((one, other) => other - one));
          assert.ok(down[0] > up.at(-1), "the largest of all come first, not those of the page");

          await page.getByRole("button", { name: "Trang sau" }).click();
          assert.match(await count.innerText(), /^Đang hiện 51–/);
          assert.ok((await figures())[0] <= down.at(-1));

          await page.getByLabel("Tìm trong bảng").fill("gia lam");
          const found = await page.locator("table.preview tbody tr").allInnerTexts();
          const plain = found.map((row) => row.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase());
          assert.ok(plain.every((row) => row.includes("gia") && row.includes("lam")), found.join("\n"));
          assert.ok(found.some((row) => row.includes("Xã Gia Lâm")), found.join("\n"));
          assert.deepEqual(await violations(page, "the whole table"), []);
          await page.getByLabel("Tìm trong bảng").fill("khong co gi nhu the");
          assert.equal(await count.innerText(), "Không có dòng nào phù hợp.");
        },
        { axe: true },
      ));

    it("are narrowed by a word in one column, or by its figures", () =>
      visit(
        async (page) => {
          await page.getByRole("button", { name: /^Xem cả/ }).click();
          const where = page.getByRole("combobox", { name: "Trong cột" });
          const headings = await page.locator("table.preview thead th").allInnerTexts();
          const at = (part) => headings.findIndex((heading) => heading.includes(part));
          const [kind, area] = [at("loai") + 1 || at("Loại") + 1, at("area_km2") + 1 || at("Diện tích") + 1];
          assert.ok(kind && area, headings.join(", "));
          await where.selectOption(String(kind - 1));
          const offered = await page.locator("#gia-tri option").evaluateAll((options) => options.map((option) => option.value));
          assert.ok(offered.length > 1 && offered.length < 10, offered.join(", "));
          await page.getByLabel("Tìm trong bảng").fill(offered[0]);
          assert.deepEqual([...new Set(await column(page, kind))], [offered[0]]);
          assert.equal(await page.getByLabel("Từ", { exact: true }).isVisible(), false, "words have no least one");

          await page.getByLabel("Tìm trong bảng").fill("");
          await where.selectOption(String(area - 1));
          await page.getByLabel("Từ", { exact: true }).fill("10");
          await page.getByLabel("Đến", { exact: true }).fill("20.5");
          const figures = (await column(page, area)).map((text) => Number(text.replaceAll(".", "").replace(",", ".")));
          assert.ok(figures.length > 1 && figures.every((figure) => figure >= 10 && figure <= 20.5), figures.join(" "));
          assert.deepEqual(await violations(page, "a table narrowed by a column"), []);
          await where.selectOption("");
          assert.equal(await page.getByLabel("Từ", { exact: true }).isVisible(), false);
          assert.match(await page.locator("section:has(table.preview) .filter-count").innerText(), /^Đang hiện 1–50 /);
        },
        { axe: true },
      ));

    it("stay the first ones without a script, and nothing dead is shown", () =>
      visit(
        async (page) => {
          assert.equal(await page.locator("table.preview tbody tr").count(), 20);
          assert.equal(await page.locator("main button").count(), 0);
        },
        { javaScriptEnabled: false },
      ));
  });
}
