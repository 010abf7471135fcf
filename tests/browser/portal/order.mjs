// Lists of names stand in the order of the Vietnamese alphabet, as ICU knows it: letters first (a ă â … d đ), tones second.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";

const LIST = /<ul class="link-columns">([\s\S]*?)<\/ul>/g;
const NAME = /<li><a [^>]*>([^<]*)</g;

export function order({ folder }) {
  describe("the alphabet", () => {
    it("orders the provinces, and the communes of each", async (test) => {
      const { compare } = new Intl.Collator("vi");
      const units = join(folder(), "don-vi");
      const pages = [join(folder(), "index.html"), ...(await readdir(units)).map((name) => join(units, name, "index.html"))];
      let count = 0;
      for (const page of pages) {
        const html = await readFile(page, "utf8").catch(() => "");
        for (const [, list] of html.matchAll(LIST)) {
          const names = [...list.matchAll(NAME)].map(([, name]) => name.trim());
          assert.deepEqual(names, [...names].sort(compare), page);
          count += names.length;
        }
      }
      test.diagnostic(`${count} names`);
      assert.ok(count > 3000, `${count} names`);
    });
  });
}
