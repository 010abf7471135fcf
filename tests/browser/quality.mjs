// Lighthouse on the main kinds of pages: a phone on a slow line (its simulated slow 4G), as docs/quality.md keeps it.
//
//   npm install --no-save lighthouse@12.8.2      (in a folder beside; 180 MB, so no part of the tests)
//   LANGSO_LIGHTHOUSE=…/node_modules/lighthouse LANGSO_PUBLISHED=… LANGSO_DEMO=… node quality.mjs
//
// LANGSO_PUBLISHED is a `langso build --compress` of the pilot, LANGSO_DEMO one of examples/demo. It prints a table for docs/quality.md
// and every audit that is not passed, and fails when a page is below its floor.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { FLAGS, findChromium } from "./support/chromium.mjs";
import { serveFolder } from "./support/static_server.mjs";

const { LANGSO_PUBLISHED: pilot, LANGSO_DEMO: demo, LANGSO_LIGHTHOUSE: lighthouseFolder } = process.env;
const PAGES = [
  ["trang chủ", "pilot", "/"],
  ["xã", "pilot", "/don-vi/ha-noi/gia-lam-00565/"],
  ["kế hoạch", "pilot", "/ke-hoach/ha-noi-236/"],
  ["bài", "pilot", "/tin-tuc/ha-noi-chon-duong-xa-thi-diem/"],
  ["dữ liệu", "pilot", "/du-lieu/tram-y-te-gia-lam/"],
  ["bản đồ", "pilot", "/ban-do/"],
  ["sản phẩm", "demo", "/san-pham/buoi-duong-xa/"],
  ["điểm đến", "demo", "/du-lich/lang-nghe-mau/"],
];
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
/** The map waits for somebody who uses it; a machine with other work tells less of its page than of the others. */
const FLOORS = { "bản đồ": { performance: 0.9 } };

const { default: lighthouse } = await import(pathToFileURL(join(lighthouseFolder, "core", "index.js")).href);
const { launch } = await import(pathToFileURL(join(lighthouseFolder, "..", "chrome-launcher", "dist", "index.js")).href);

const hosts = { pilot: await serveFolder(pilot), demo: await serveFolder(demo) };
const rows = [];
const missed = [];
for (const [name, site, path] of PAGES) {
  const chrome = await launch({ chromePath: findChromium(), chromeFlags: ["--headless=new", ...FLAGS] });
  const { lhr } = await lighthouse(hosts[site].origin + path, { port: chrome.port, onlyCategories: CATEGORIES, formFactor: "mobile", throttlingMethod: "simulate" });
  chrome.kill();
  const scores = CATEGORIES.map((category) => lhr.categories[category].score);
  const figure = (id) => lhr.audits[id]?.displayValue?.replaceAll("\u00a0", " ") ?? "";
  const bytes = Math.round(lhr.audits["total-byte-weight"].numericValue / 1024);
  rows.push(`| ${name} | ${scores.map((score) => Math.round(score * 100)).join(" | ")} | ${figure("first-contentful-paint")} | ${figure("largest-contentful-paint")} | ${figure("cumulative-layout-shift")} | ${bytes} KB |`);
  for (const [at, category] of CATEGORIES.entries()) {
    const open = lhr.categories[category].auditRefs.map(({ id, weight }) => ({ weight, audit: lhr.audits[id] })).filter(({ audit, weight }) => weight > 0 && audit.score !== null && audit.score < 0.9);
    for (const { audit } of open) console.error(`${name}: ${category}: ${audit.id} ${audit.displayValue ?? ""} ${(audit.details?.items ?? []).slice(0, 3).map((item) => item.node?.snippet ?? item.url ?? item.description ?? "").join(" ")}`);
    if (scores[at] < (FLOORS[name]?.[category] ?? (category === "performance" ? 0.95 : 1))) missed.push(`${name}: ${category} ${scores[at]}`);
  }
}
await Promise.all(Object.values(hosts).map((host) => host.close()));
console.log("| trang | tốc độ | tiếp cận | thực hành tốt | tìm kiếm | thấy chữ | thấy phần lớn nhất | xê dịch | tải về |\n|---|---|---|---|---|---|---|---|---|");
console.log(rows.join("\n"));
if (missed.length > 0) {
  console.error(`below their floors: ${missed.join("; ")}`);
  process.exitCode = 1;
}
