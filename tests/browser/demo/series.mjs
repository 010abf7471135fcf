// Maps of an indicator by year: each area has the colour of its class, and the table says the same.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openPage } from "../support/chromium.mjs";

const FIGURES = "/tieu-chi/bo-mau/chi-tieu-1.1/ha-noi/";

export function series({ browser, origin }) {
  describe("maps by year", () => {
    it("colours, legend and table agree", async () => {
      const page = await openPage(browser(), { javaScriptEnabled: false });
      try {
        await page.goto(origin() + FIGURES);
        const years = page.locator(".series-year");
        assert.equal(await years.count(), 3);
        for (const [at, year] of (await years.all()).entries()) {
          const areas = await year.locator(".map use.series-unit").evaluateAll((uses) =>
            uses.map((use) => ({ step: use.classList[1], said: use.parentElement.querySelector("title").textContent })),
          );
          // What the classes in words count is what the map shows.
          await year.locator("summary").click();
          const rows = await year.locator(".steps tbody tr").evaluateAll((rows) =>
            rows.map((row) => [row.querySelector("rect").getAttribute("class"), Number(row.querySelector("td").textContent)]),
          );
          for (const [step, count] of rows) {
            assert.equal(areas.filter((area) => area.step === step).length, count, `${step} of year ${at}`);
          }
          for (const { step, said } of areas) {
            const figure = Number(said.split(": ")[1].replace(",", "."));
            if (step.startsWith("met")) assert.ok(figure >= 80, said);
            if (step.startsWith("short")) assert.ok(figure < 80, said);
          }
        }
      } finally {
        await page.context().close();
      }
    });

    it("outlines are drawn in every year, in the colour of their class", async () => {
      const page = await openPage(browser());
      try {
        await page.goto(origin() + FIGURES);
        const fills = await page.locator(".series-year:last-child .map use.met-1").evaluateAll((uses) =>
          uses.map((use) => [getComputedStyle(use).fill, use.getBBox().width > 0]),
        );
        assert.ok(fills.length > 0);
        for (const [fill, drawn] of fills) assert.deepEqual([fill, drawn], ["rgb(169, 207, 232)", true]);
      } finally {
        await page.context().close();
      }
    });

    it("every page of the demo says that it is made up", async () => {
      const page = await openPage(browser(), { javaScriptEnabled: false });
      try {
        for (const path of ["/", FIGURES, "/ban-do/", "/du-lieu/", "/khong-co/"]) {
          await page.goto(origin() + path);
          assert.match(await page.locator(".site-sample").innerText(), /giả định/, path);
        }
      } finally {
        await page.context().close();
      }
    });
  });
}
