// What the pages' policy stops besides other hosts: text that would become markup, or the address of a script.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lookAt } from "../support/chromium.mjs";
import { openMap } from "../support/map_page.mjs";

/** Tries what an intruder would, and tells what went through. */
async function attempts(page) {
  const through = await page.evaluate(() => {
    const tries = {
      markup: () => (document.createElement("p").innerHTML = "<img src=x>"),
      sheet: () => document.createElement("p").insertAdjacentHTML("beforeend", "<b>x</b>"),
      worker: () => new Worker("/assets/other.js"),
      script: () => (document.createElement("script").src = "/assets/other.js"),
      words: () => (document.createElement("script").text = "1"),
      policy: () => trustedTypes.createPolicy("intruder", { createHTML: (html) => html }),
    };
    const passes = ([, go]) => {
      try {
        go();
        return true;
      } catch {
        return false;
      }
    };
    return Object.entries(tries).filter(passes).map(([name]) => name);
  });
  // The browser reports each of them, as it should.
  page.faults.splice(0, page.faults.length, ...page.faults.filter((fault) => !/Trusted|trusted/.test(fault)));
  return through;
}

export function policy({ browser, origin }) {
  describe("the policy", () => {
    for (const path of ["/", "/tim-kiem/", "/don-vi/"]) {
      it(`lets no text become markup or a script (${path})`, () =>
        lookAt(browser(), origin() + path, async (page) => assert.deepEqual(await attempts(page), [])));
    }

    it("nor beside a map, which starts its own worker and names its sources", () =>
      lookAt(browser(), "about:blank", async (page) => {
        await openMap(page, origin());
        assert.ok((await page.locator(".maplibregl-ctrl-attrib-inner").first().textContent()).length > 10, "sources are named");
        assert.deepEqual(await attempts(page), []);
      }));
  });
}
