// Our search beside Pagefind's, on the judged queries of tests/browser/queries.tsv: mean reciprocal rank of the first ten results, what a
// first search weighs, and how large the index is.
//
//     tests/setup && target/release/langso build --compress
//     npm install --prefix target/bench-search pagefind
//     node benches/search.mjs [FOLDER]

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
const workshop = join(target, "browser-tests");
const folder = resolve(process.argv[2] ?? join(root, "public"));
process.env.LANGSO_SOURCES = root;
cpSync(join(root, "tests/browser"), workshop, { recursive: true });
const { serveFolder } = await import(join(workshop, "support/static_server.mjs"));
const { startChromium } = await import(join(workshop, "support/chromium.mjs"));
const { countBytes } = await import(join(workshop, "support/network.mjs"));
const { judged, reciprocal, results } = await import(join(workshop, "portal/search.mjs"));

const bench = join(target, "bench-search");
const theirs = join(bench, "site");
mkdirSync(theirs, { recursive: true });
const started = performance.now();
execFileSync(join(bench, "node_modules/.bin/pagefind"), ["--site", folder, "--output-path", join(theirs, "pagefind")], { stdio: "ignore" });
console.log(`Pagefind read ${folder} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
writeFileSync(join(theirs, "index.html"), '<!doctype html><html lang="vi"><title>Pagefind</title></html>');

const bytes = (path) => {
  const stat = statSync(path);
  if (!stat.isDirectory()) return /\.(br|gz)$/.test(path) ? 0 : stat.size;
  return readdirSync(path).reduce((sum, name) => sum + bytes(join(path, name)), 0);
};
console.log(`index, bytes before compression on the wire: ours ${bytes(join(folder, "tim-kiem"))}, Pagefind's ${bytes(join(theirs, "pagefind"))} (deflated already)`);

const browser = await startChromium();
const hosts = [await serveFolder(folder), await serveFolder(theirs)];
const queries = judged();

const engines = {
  async langso() {
    const page = await browser.newPage();
    await page.goto(`${hosts[0].origin}/tim-kiem/`);
    return [page, (query) => results(page, query)];
  },
  async pagefind() {
    const page = await browser.newPage();
    await page.goto(`${hosts[1].origin}/`);
    const find = (query) =>
      page.evaluate(async (query) => {
        const pagefind = await import("/pagefind/pagefind.js");
        const { results } = await pagefind.search(query);
        const first = await Promise.all(results.slice(0, 10).map((result) => result.data()));
        return first.map(({ url }) => new URL(url, location.href).pathname);
      }, query);
    return [page, find];
  },
};

const scores = {};
for (const [name, open] of Object.entries(engines)) {
  const [page, find] = await open();
  const sizes = await countBytes(page);
  await find("duong xa");
  console.log(`${name}: ${[...sizes.values()].reduce((sum, size) => sum + size, 0)} bytes for a first search, the page itself not counted`);
  for (const { kind, query, wanted } of queries) {
    const score = reciprocal(await find(query), wanted);
    ((scores[kind] ??= {})[name] ??= []).push(score);
    ((scores["all"] ??= {})[name] ??= []).push(score);
  }
  await page.close();
}
const mean = (list) => (list.reduce((sum, score) => sum + score, 0) / list.length).toFixed(3);
console.log("\nmean reciprocal rank\nqueries  langso  pagefind");
for (const [kind, { langso, pagefind }] of Object.entries(scores)) console.log(`${String(langso.length).padStart(7)}   ${mean(langso)}     ${mean(pagefind)}  ${kind}`);
await browser.close();
await Promise.all(hosts.map((host) => host.close()));
