// Lists that filter as one types: promises and documents. Without scripts they are whole, and lead on by plain links.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lookAt, violations } from "../support/chromium.mjs";

const PROMISES = "/cam-ket/";
const DOCUMENTS = "/van-ban/";

export function filters({ browser, origin }) {
  const visit = (path, look, options) => lookAt(browser(), origin() + path, look, options);
  const shown = (page) => page.locator("[data-row]:visible").count();

  describe("filters", () => {
    it("promises are found without typing marks, and by deadline and province", () =>
      visit(
        PROMISES,
        async (page) => {
          assert.equal(await shown(page), 55);
          await page.getByRole("main").getByRole("searchbox").fill("hop tac xa");
          assert.equal(await shown(page), 4);
          assert.match(await page.locator(".filter-count").innerText(), /4.*55/);
          // A plan without any promise left is not shown either.
          assert.equal(await page.locator("[data-group]:visible").count(), 4);
          await page.getByLabel("Thời hạn").selectOption("2024");
          assert.equal(await shown(page), 1);
          await page.getByRole("main").getByRole("searchbox").fill("");
          assert.equal(await shown(page), 11);
          await page.getByLabel("Thời hạn").selectOption("");
          await page.getByLabel("Tỉnh, thành phố").selectOption("Thành phố Hà Nội");
          assert.equal(await shown(page), 8);
          await page.getByRole("main").getByRole("searchbox").fill("khong co gi nhu the");
          assert.equal(await shown(page), 0);
          assert.match(await page.locator(".filter-count").innerText(), /Không có mục nào/);
          assert.deepEqual(await violations(page, "an empty list"), []);
        },
        { axe: true },
      ));

    it("documents are found by number, issuer, form and year", () =>
      visit(DOCUMENTS, async (page) => {
        const all = await shown(page);
        assert.ok(all > 10, `${all} documents`);
        await page.getByRole("main").getByRole("searchbox").fill("1656");
        assert.equal(await shown(page), 1);
        assert.match(await page.locator("[data-row]:visible").innerText(), /1656\/NQ-UBTVQH15/);
        assert.match(await page.locator("[data-row]:visible").innerText(), /KB/, "the file's size");
        await page.getByRole("main").getByRole("searchbox").fill("QUYET DINH thu tuong");
        const decisions = await shown(page);
        assert.ok(decisions > 3 && decisions < all, `${decisions} decisions`);
        await page.getByRole("main").getByRole("searchbox").fill("");
        await page.getByLabel("Hình thức văn bản").selectOption("Luật");
        const laws = await shown(page);
        await page.getByLabel("Năm ban hành").selectOption("2025");
        assert.ok(laws > 0 && (await shown(page)) <= laws);
      }));

    it("without scripts the lists are whole, and lead on by issuer, year, province and topic", () =>
      visit(
        PROMISES,
        async (page) => {
          assert.equal(await shown(page), 55);
          assert.equal(await page.locator("main form").count(), 0, "nothing dead is shown");
          await page.locator("summary", { hasText: "Tỉnh, thành phố" }).click();
          await page.locator('main a[href="/cam-ket/tinh/hung-yen/"]').click();
          assert.equal(await shown(page), 14);
          await page.goto(origin() + PROMISES);
          await page.locator("summary", { hasText: "Chủ đề" }).click();
          await page.locator('main a[href="/cam-ket/chu-de/hop-tac-xa/"]').first().click();
          assert.equal(await page.locator(".side-by-side tbody tr").count(), 4);
          const [head, body] = [".side-by-side thead", ".side-by-side tbody"].map((part) => page.locator(part).boundingBox());
          assert.ok((await head).y + (await head).height <= (await body).y + 1, "headings stand above their columns");
          assert.ok((await page.locator("svg.chart").boundingBox()).width > 200, "the chart is seen");
          await page.goto(origin() + DOCUMENTS);
          await page.locator('main a[href="/van-ban/nam/2025/"]').click();
          assert.ok((await shown(page)) > 1);
          await page.goto(`${origin()}/cam-ket/hcm-02/`);
          const text = await page.locator("main").innerText();
          for (const part of ["50%", "28/56", "10/20", "Chưa có số liệu", "Ủy ban nhân dân Thành phố Hồ Chí Minh"]) {
            assert.ok(text.includes(part), part);
          }
        },
        { javaScriptEnabled: false },
      ));
  });
}
