// What pages say in schema.org's words, held to its own vocabulary: schema-dts is made of it, and the type checker knows which
// type has which properties. Of alike statements one is checked.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";

/** TypeScript's program, wherever the packages are installed. */
const TSC = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
const SCRIPT = /<script type="application\/ld\+json">(.*?)<\/script>/gs;

/** What search engines ask of a type besides (developers.google.com/search/docs/appearance/structured-data). */
const ASKED = {
  Dataset: ["name", "description"],
  Event: ["name", "startDate", "location"],
  LocalBusiness: ["name", "address"],
  NewsArticle: ["headline", "datePublished"],
  Product: ["name"],
  TouristAttraction: ["name", "url"],
  TouristTrip: ["name"],
};

/** A statement without its texts: two pages of one kind say the same. */
function shape(value) {
  if (Array.isArray(value)) return `[${[...new Set(value.map(shape))].join()}]`;
  if (value === null || typeof value !== "object") return typeof value;
  return `{${Object.entries(value).map(([key, own]) => `${key}:${key === "@type" ? own : shape(own)}`).join()}}`;
}

/** Statements of all pages, one of each shape, by a page that makes it. */
function statements(folder) {
  const found = new Map();
  const add = (said, path) => {
    const own = shape(said);
    if (!found.has(own)) found.set(own, { said, path });
  };
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && entry.name.endsWith(".html")) {
      for (const [, text] of readFileSync(path, "utf8").matchAll(SCRIPT)) add(JSON.parse(text), path);
    } else if (entry.name === "diem-den.jsonld") {
      const { "@graph": graph, "@context": context } = JSON.parse(readFileSync(path, "utf8"));
      for (const node of graph) add({ "@context": context, ...node }, path);
    }
  }
  return [...found.values()];
}

/** All nodes of a statement that have a type. */
function* nodes(value) {
  if (value === null || typeof value !== "object") return;
  if (value["@type"]) yield value;
  for (const own of Object.values(value)) yield* nodes(own);
}

export function vocabulary({ folder }) {
  describe("what pages say to machines", () => {
    let read;
    /** Read once: the pilot has 17,000 pages. */
    const all = () => (read ??= statements(folder()));

    it("is schema.org's vocabulary", (test) => {
      const said = all();
      const of = (value) => (value["@graph"] ? "Graph" : "WithContext<Thing>");
      const lines = said.map(({ said, path }, at) => `// ${path}\nexport const said${at}: ${of(said)} = ${JSON.stringify(said, null, 1)};`);
      const wrong = '// @ts-expect-error: no place has a day of change\nexport const wrong: WithContext<Thing> = { "@context": "https://schema.org", "@type": "Place", "dateModified": "2026-11-29" };';
      // Beside this file, from where the packages are found.
      const work = mkdtempSync(join(import.meta.dirname, "vocabulary-"));
      try {
        writeFileSync(join(work, "said.ts"), ['import type { Graph, Thing, WithContext } from "schema-dts";', ...lines, wrong, ""].join("\n"));
        const options = "--noEmit --strict --skipLibCheck --moduleResolution bundler --module esnext --target es2022 --types".split(" ");
        execFileSync(process.execPath, [TSC, ...options, "", join(work, "said.ts")], { encoding: "utf8" });
      } catch (error) {
        assert.fail(`${error.message}\n${error.stdout}`);
      } finally {
        rmSync(work, { recursive: true });
      }
      test.diagnostic(`${said.length} kinds of statements`);
      assert.ok(said.length > 10);
    });

    it("has what search engines ask for", () => {
      const lacking = all().flatMap(({ said, path }) =>
        [...nodes(said)].flatMap((node) => (ASKED[node["@type"]] ?? []).filter((key) => node[key] === undefined).map((key) => `${path}: ${node["@type"]} without ${key}`)),
      );
      assert.deepEqual(lacking, []);
    });
  });
}
