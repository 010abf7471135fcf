// The HTML of every kind of page by the rules of the standard (html-validate), as it was published.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { HtmlValidate } from "html-validate";

/** The standard's rules and those of documents; how code is laid out is nobody's business. */
const RULES = {
  extends: ["html-validate:standard", "html-validate:document"],
  rules: {
    // Written in UTF-8 and closed as templates do it, which the standard allows.
    "void-style": "off",
    "no-trailing-whitespace": "off",
    "attr-quotes": "off",
    "doctype-style": "off",
    "long-title": "off",
    "no-inline-style": "error",
    "no-raw-characters": "off",
    // axe judges these in the browser, with the styles that decide.
    "wcag/h37": "off",
    "prefer-native-element": "off",
    "tel-non-breaking": "off",
    "svg-focusable": "off",
    "require-sri": "off",
  },
};

export function markup({ folder }, list) {
  describe("markup", () => {
    it("of every kind of page is valid", async (test) => {
      const validator = new HtmlValidate(RULES);
      const found = [];
      for (const path of Object.values(list)) {
        const html = await readFile(join(folder(), path, "index.html"), "utf8").catch(() => readFile(join(folder(), "404.html"), "utf8"));
        const { results } = await validator.validateString(html, path);
        for (const { messages } of results) {
          const seen = new Set();
          for (const { ruleId, message, line, column, selector } of messages) {
            // A list of a thousand rows has a fault a thousand times.
            if (seen.has(ruleId + message)) continue;
            seen.add(ruleId + message);
            found.push(`${path}:${line}:${column} ${ruleId}: ${message} (${selector})`);
          }
        }
      }
      test.diagnostic(`${Object.keys(list).length} kinds of pages`);
      assert.deepEqual(found, []);
    });
  });
}
