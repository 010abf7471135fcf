// Each internal link of each page leads to a file and each anchor to a place in it; no page has a place twice; and all text is in
// NFC, the form in which Vietnamese is found, sorted and drawn alike everywhere.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { survey } from "../support/survey.mjs";

export function links({ folder }) {
  describe("every file", () => {
    it("links and anchors of all pages lead somewhere", async (test) => {
      const start = performance.now();
      const { pages, files } = await survey(folder());
      const broken = [...pages].flatMap(([path, { links }]) => faults(path, links, pages, files));
      const count = [...pages.values()].reduce((sum, { links }) => sum + links.size, 0);
      test.diagnostic(`${pages.size} pages with ${count} different links, ${files.size} files, in ${((performance.now() - start) / 1000).toFixed(1)} s`);
      assert.ok(pages.size > 100 && count > 1000, "there is something to check");
      assert.deepEqual(broken.slice(0, 20), [], `${broken.length} links lead nowhere`);
    });

    it("no page has two places of one name", async () => {
      const { pages } = await survey(folder());
      const found = [...pages].filter(([, { twice }]) => twice.size > 0).map(([path, { twice }]) => `${path}: ${[...twice].join(", ")}`);
      assert.deepEqual(found.slice(0, 20), [], `${found.length} pages`);
    });

    it("all text is in NFC", async () => {
      const { decomposed } = await survey(folder());
      assert.deepEqual(decomposed.slice(0, 20), [], `${decomposed.length} files`);
    });
  });
}

function faults(path, links, pages, files) {
  const here = `http://localhost/${encodeURI(path).replace(/(^|\/)index\.html$/, "$1")}`;
  const found = [];
  for (const link of links) {
    const why = URL.canParse(link, here) ? fault(new URL(link, here), pages, files) : "is no address";
    if (why) found.push(`${path}: ${link} ${why}`);
  }
  return found;
}

function fault({ host, pathname, hash }, pages, files) {
  if (host !== "localhost") return undefined;
  const path = decodeURIComponent(pathname).slice(1);
  const file = path === "" || path.endsWith("/") ? `${path}index.html` : path;
  if (!files.has(file)) return "leads nowhere";
  // What stands behind the hash of the map is its state, and no place in the page.
  const anchor = decodeURIComponent(hash.slice(1));
  return anchor && !anchor.includes("=") && !pages.get(file)?.ids.has(anchor) ? "has no such place" : undefined;
}
