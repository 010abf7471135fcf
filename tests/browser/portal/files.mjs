// The published files without a browser: every address in them leads somewhere, every archive opens.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { PMTiles } from "pmtiles";

/** Attributes of our pages that hold an address. */
const ADDRESS = /\s(?:href|src|poster|data-config|data-module|data-worker|data-styles)="([^"]*)"/g;
const CANONICAL = /<link rel="canonical" href="([^"]*)"/;
const SHARED_IMAGE = /<meta property="og:image" content="([^"]*)"/;
const ID = /\sid="([^"]*)"/g;
/** Fragments that a script reads, not anchors. */
const VIEW_OF_MAP = /^(map|layers)=/;

export function files({ folder, origin }) {
  describe("published files", () => {
    it("every internal address leads to a file, every anchor to a place on its page", async (test) => {
      const site = await readSite(folder());
      const broken = [];
      const counts = { internal: 0, anchors: 0, external: 0 };
      for (const [from, address] of addresses(site)) {
        const verdict = follow(site, from, address, counts);
        if (verdict) broken.push(`${from}: ${address} (${verdict})`);
      }
      test.diagnostic(`${site.html.size} pages: ${counts.internal} internal addresses, ${counts.anchors} anchors, ${counts.external} external ones`);
      assert.ok(counts.internal > 10 * site.html.size / 2, "the pages were really read");
      assert.deepEqual(broken.slice(0, 40), [], `${broken.length} broken`);
    });

    it("every map archive opens by byte ranges and holds its layers", async (test) => {
      const config = await (await fetch(`${origin()}/ban-do/map.json`)).json();
      assert.ok(config.layers.length > 0);
      // Small layers are GeoJSON.
      for (const layer of config.layers.filter(({ tiles }) => tiles)) {
        const archive = new PMTiles(origin() + layer.tiles);
        const header = await archive.getHeader();
        assert.equal(header.tileType, 1, "vector tiles");
        assert.deepEqual([header.minZoom, header.maxZoom], [layer.min_zoom, layer.max_zoom], layer.id);
        const names = (await archive.getMetadata()).vector_layers.map(({ id }) => id).sort();
        // An area is named at a point of its own; a point or a line by itself.
        const named = layer.label && layer.geometry === "polygon";
        assert.deepEqual(names, named ? ["features", "labels"] : ["features"], layer.id);
        assert.ok(header.minLon < header.maxLon && header.minLat < header.maxLat, `${layer.id} has an extent`);
        const tile = await archive.getZxy(...tileOf(header.minZoom, 105.95, 20.998));
        assert.ok(tile?.data.byteLength > 0, `${layer.id} has a tile over Gia Lâm`);
        test.diagnostic(`${layer.id}: zoom ${header.minZoom} to ${header.maxZoom}, ${header.numAddressedTiles} tiles`);
      }
    });
  });
}

/** Files by path, and of every page its text and the places on it. */
async function readSite(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !/\.(br|gz)$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length).replaceAll("\\", "/"));
  const site = { paths: new Set(paths), html: new Map(), places: new Map(), other: new Map(), base: "" };
  for (const path of paths) {
    const read = () => readFile(join(folder, path), "utf8");
    if (path.endsWith(".html")) site.html.set(path, await read());
    else if (/\.(css|xml|json|svg)$/.test(path)) site.other.set(path, await read());
  }
  for (const [path, text] of site.html) site.places.set(path, new Set([...text.matchAll(ID)].map(([, id]) => unescape(id))));
  site.base = unescape(CANONICAL.exec(site.html.get("/index.html"))[1]).replace(/\/$/, "");
  return site;
}

function* addresses(site) {
  for (const [path, text] of site.html) {
    for (const [, address] of text.matchAll(ADDRESS)) yield [path, unescape(address)];
    for (const pattern of [CANONICAL, SHARED_IMAGE]) {
      const [, address] = pattern.exec(text) ?? [];
      if (address) yield [path, unescape(address)];
    }
  }
  for (const [path, text] of site.other) {
    if (path.endsWith(".css")) for (const [, address] of text.matchAll(/url\("?([^")]+)"?\)/g)) yield [path, address];
    if (path.endsWith(".xml")) for (const [, address] of text.matchAll(/(?:<loc>|<id>|href=")([^<"]+)/g)) yield [path, unescape(address)];
    if (path === "/ban-do/map.json") {
      const { font, inset, layers } = JSON.parse(text);
      for (const address of [font.url, inset, ...layers.map((layer) => layer.tiles ?? layer.data)]) yield [path, address];
    }
  }
}

/** Nothing when the address is good, else why not. */
function follow(site, from, address, counts) {
  if (/^(mailto|tel|data|tag|urn):/.test(address)) return undefined;
  const here = `http://portal.test${from.replace(/index\.html$/, "")}`;
  const inner = address === site.base || address.startsWith(`${site.base}/`) ? address.slice(site.base.length) || "/" : address;
  const url = new URL(inner, here);
  if (url.hostname !== "portal.test") {
    counts.external += 1;
    return undefined;
  }
  counts.internal += 1;
  const path = decodeURIComponent(url.pathname);
  const file = path.endsWith("/") ? `${path}index.html` : path;
  if (!site.paths.has(file)) return site.paths.has(`${file}/index.html`) ? "lacks its last slash" : "no such file";
  const place = decodeURIComponent(url.hash.slice(1));
  if (!place || VIEW_OF_MAP.test(place)) return undefined;
  counts.anchors += 1;
  return site.places.get(file)?.has(place) ? undefined : "no such place on that page";
}

function unescape(text) {
  return text
    .replace(/&#(?:x([0-9a-f]+)|(\d+));/gi, (_, hex, decimal) => String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal)))
    .replace(/&(quot|lt|gt|amp);/g, (_, name) => ({ quot: '"', lt: "<", gt: ">", amp: "&" })[name]);
}

function tileOf(zoom, lon, lat) {
  const tiles = 2 ** zoom;
  const sin = Math.sin((lat * Math.PI) / 180);
  const y = 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI);
  return [zoom, Math.floor(((lon + 180) / 360) * tiles), Math.floor(y * tiles)];
}
