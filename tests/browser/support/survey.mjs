// What was published, read once for all who ask: pages with their links and places, and texts that are not in NFC.

import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";

const TEXT = /\.(html|css|js|json|jsonld|geojson|csv|xml|txt|svg|ics|gpx|kml|tilejson|webmanifest)$/;
/** Files of other people are published as they came; what the program makes of them is not. */
const FOREIGN = /^assets\/scripts\/|^du-lieu\/[^/]+\.(csv|json|geojson|topojson|txt)$/;
const TAG = /<([a-z][a-z0-9]*)((?:\s+[^\s"'<>\/=]+(?:="[^"]*")?)*)\s*\/?>/g;
const ATTRIBUTE = /\s(id|href|src|srcset|poster)="([^"]*)"/g;
/** Files that are read at once. */
const AT_ONCE = 16;

const known = new Map();

/** Paths of all files; pages as { ids, twice, links, described, hidden } by their paths; paths of texts that are not in NFC. */
export function survey(folder) {
  if (!known.has(folder)) known.set(folder, readAll(folder));
  return known.get(folder);
}

/** The paths of all files in a folder, with forward slashes. */
export async function list(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join("/"));
}

async function readAll(folder) {
  const files = new Set(await list(folder));
  const pages = new Map();
  const decomposed = [];
  const waiting = [...files].filter((path) => TEXT.test(path));
  const reader = async () => {
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      const text = await readFile(join(folder, path), "utf8");
      // Most files hold no combining mark at all, and need no second look.
      if (!FOREIGN.test(path) && /[\u0300-\u036f]/.test(text) && text.normalize("NFC") !== text) decomposed.push(path);
      if (path.endsWith(".html")) pages.set(path, read(text));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, reader));
  return { files, pages, decomposed };
}

/** Our own pages are written by one hand, attributes in double quotes: no tree is needed. */
function read(html) {
  const [ids, twice, links] = [new Set(), new Set(), new Set()];
  for (const [, , attributes] of html.matchAll(TAG)) {
    for (const [, name, value] of attributes.matchAll(ATTRIBUTE)) {
      if (name === "srcset") value.split(",").forEach((part) => links.add(unescape(part.trim().split(/\s/)[0])));
      else if (name !== "id") links.add(unescape(value));
      else if (ids.has(unescape(value))) twice.add(unescape(value));
      else ids.add(unescape(value));
    }
  }
  return { ids, twice, links, described: /<meta name="description" content="[^"{]+">/.test(html), hidden: html.includes('<meta name="robots" content="noindex">') };
}

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'", "#x2F": "/" };
const unescape = (text) => (text.includes("&") ? text.replace(/&(amp|lt|gt|quot|#39|#x27|#x2F);/g, (_, name) => ENTITIES[name]) : text);
