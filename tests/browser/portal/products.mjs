// OCOP products: the catalogue with and without scripts, stars that lapsed, codes and sheets of labels as printed.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lookAt } from "../support/chromium.mjs";
import { codes, hasReader, sheets } from "../support/paper.mjs";

const CATALOGUE = "/san-pham/";
const PRODUCT = "/san-pham/buoi-duong-xa/";
const CODE = "https://demo.langso.example.vn/01/09520000000011";
const PAPERS = { "nhan/": [24, 70, 37], "nhan/2x7/": [14, 99.1, 38.1] };
const MM = 96 / 25.4;

export function products({ browser, origin }) {
  const visit = (path, look, options) => lookAt(browser(), origin() + path, look, options);

  describe("products", () => {
    it("are a grouped list without scripts", () =>
      visit(
        CATALOGUE,
        async (page) => {
          assert.equal(await page.locator("[data-group]").count(), 5);
          assert.equal(await page.locator("[data-row]:visible").count(), 9);
          assert.equal(await page.locator("main form").count(), 0);
        },
        { javaScriptEnabled: false },
      ));

    it("are filtered by stars in force and by season", () =>
      visit(CATALOGUE, async (page) => {
        const rows = () => page.locator("[data-row]:visible > a").allTextContents();
        assert.equal((await rows()).length, 9);
        const stars = page.getByLabel("Hạng sao");
        await stars.selectOption("OCOP 4 sao");
        assert.deepEqual(await rows(), ["Bưởi Dương Xá", "Rượu nếp cái"]);
        await stars.selectOption("Hết hạn");
        assert.deepEqual(await rows(), ["Rau gia vị sấy"]);
        await stars.selectOption("");
        await page.getByLabel("Mùa vụ").selectOption("Tháng 4");
        assert.ok((await rows()).includes("Rau gia vị sấy") && !(await rows()).includes("Bưởi Dương Xá"));
      }));

    it("whose stars lapsed show none, not to machines either", () =>
      visit("/san-pham/rau-gia-vi/", async (page) => {
        const main = await page.locator("main").innerText();
        assert.ok(main.includes("đã hết hạn ngày 01/03/2025") && !main.includes("★"), main);
        const said = JSON.parse(await page.locator('script[type="application/ld+json"]').textContent());
        assert.equal(said.mainEntity["@type"], "Product");
        assert.equal(said.mainEntity.award, undefined);
        await page.goto(origin() + "/san-pham/rau-gia-vi/nhan/");
        assert.ok(!(await page.locator(".label").first().innerText()).includes("sao"));
      }));

    it("are found by their numbers as trade items", () =>
      visit("/01/09520000000011", async (page) => {
        await page.waitForURL("**" + PRODUCT);
        // A page that only leads on names no icon, so browsers ask for the usual one.
        page.faults.splice(0, page.faults.length, ...page.faults.filter((fault) => !fault.includes("favicon.ico")));
        assert.equal(await page.locator("h1").innerText(), "Bưởi Dương Xá");
      }));

    for (const [path, [count, width, height]] of Object.entries(PAPERS)) {
      it(`have labels on one sheet of A4 (${path}), each with its code`, () =>
        visit(PRODUCT + path, async (page) => {
          const boxes = await page.locator(".label").evaluateAll((labels) =>
            labels.map((label) => [label.getBoundingClientRect(), label.scrollHeight <= label.clientHeight + 1]),
          );
          assert.equal(boxes.length, count);
          for (const [box, fits] of boxes) {
            assert.ok(Math.abs(box.width - width * MM) < 0.5 && Math.abs(box.height - height * MM) < 0.5, JSON.stringify(box));
            assert.ok(fits, "the words fit on the label");
          }
          const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
          assert.equal(sheets(pdf), 1, "one page");
          if (hasReader) assert.deepEqual(codes(pdf).map((sheet) => sheet.map((code) => code.replace(/#nhan=.*/, ""))), [Array(count).fill(CODE)]);
        }));
    }
  });
}
