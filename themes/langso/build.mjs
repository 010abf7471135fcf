// Builds what a browser can't use as it lies in this folder: `node build.mjs OUT_DIR`.
//
// OUT_DIR then mirrors the paths of the theme: scripts/{boot,filter,rows,compare,find,search,speak,reader,moved,map,map-worker,map-shared,atlas,qr,label,tour,offline,pack,sw}.js, scripts/{map,tour}.css,
// fonts/{text,bold}.woff2 and fonts/rare/ (letters of other languages), cards/{text,bold}.ttf (all letters, for pictures that the program draws),
// fonts/OFL.txt and scripts/licences.txt. The same packages give the same bytes.

import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import subset from "subset-font";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2];
if (!out) {
  console.error("usage: node build.mjs OUT_DIR");
  process.exit(2);
}
const resolve = createRequire(import.meta.url).resolve;
/** The file that the map and its worker share. */
const SHARED = "map-shared";
const packageFolder = (name) => join(here, "node_modules", name);

async function put(path, bytes) {
  const target = join(out, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, bytes);
}

/** The CSS too: an old phone's browser must understand it. ES2022 is what MapLibre itself is written in. */
const COMMON = { absWorkingDir: here, bundle: true, minify: true, target: ["es2022"], charset: "utf8", legalComments: "none", logLevel: "warning" };
const outdir = join(out, "scripts");
const entry = (name) => `scripts/${name}.ts`;

/** One ES module an entry; tour.ts brings scripts/tour.css along. */
async function scripts() {
  const names = ["boot", "filter", "rows", "compare", "find", "search", "speak", "atlas", "qr", "label", "tour", "offline", "pack", "sw"];
  await build({ ...COMMON, entryPoints: names.map(entry), outdir, format: "esm" });
  // They run before the page is drawn, which a module can't.
  await build({ ...COMMON, entryPoints: [entry("reader"), entry("moved")], outdir, format: "iife" });
}

/** What MapLibre draws only for who asks for it, which nothing here does. */
const UNUSED_CONTROLS = /-ctrl-(logo|globe|terrain|geolocate|compass)|-popup|-marker|-user-location/;

/** A style sheet without the rules that speak of nothing but such controls: most of it are their icons. */
function withoutUnused(css) {
  const unused = (selectors) => selectors.split(",").every((selector) => UNUSED_CONTROLS.test(selector));
  return css.replace(/([^{}]+)\{[^{}]*\}/g, (rule, selectors) => (unused(selectors) ? "" : rule));
}

/** `import {mat4} from 'gl-matrix'` brings all of mat4; by its own file, just the functions that are called. */
const byFile = (code) =>
  code.replace(/import \{([^}]*)\} from 'gl-matrix'/g, (_, names) =>
    names.split(",").map((name) => name.trim()).filter((name) => !name.startsWith("type ")).map((name) => `import * as ${name} from 'gl-matrix/esm/${name}.js'`).join(";"),
  );

/** MapLibre from the sources in its package: what it ships bundled holds everything twice, once for the page and once for the worker. */
const mapLibreSources = {
  name: "maplibre-sources",
  setup({ onResolve, onLoad }) {
    const sources = join(packageFolder("maplibre-gl"), "src");
    const load = (filter, loader, change) => onLoad({ filter }, async ({ path }) => ({ contents: change(await readFile(path, "utf8")), loader }));
    onResolve({ filter: /^maplibre-gl$/ }, () => ({ path: join(sources, "index.ts") }));
    // A second tile format, which nothing here is written in: a tenth of the worker.
    onResolve({ filter: /\/vector_tile_mlt\.ts$/ }, () => ({ path: join(here, "scripts", "map", "no_mlt.ts") }));
    load(/maplibre-gl.src.*\.ts$/, "ts", byFile);
    load(/maplibre-gl\.css$/, "css", withoutUnused);
    // All that the code asks of it.
    load(/maplibre-gl.package\.json$/, "json", (text) => JSON.stringify({ version: JSON.parse(text).version }));
  },
};

/** The map, its worker, and what both are made from; map.ts brings scripts/map.css along. */
async function maps() {
  const worker = join(packageFolder("maplibre-gl"), "src", "source", "worker.ts");
  const { outputFiles } = await build({
    ...COMMON,
    entryPoints: { map: entry("map"), "map-worker": worker },
    outdir,
    chunkNames: SHARED,
    format: "esm",
    splitting: true,
    write: false,
    plugins: [mapLibreSources],
    // Its classes declare fields that their ancestors set: with the meaning that fields have had since ES2022, they would be empty again.
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
  });
  for (const { path, text } of outputFiles) {
    // The program publishes files under names of its own: a script names another one as style sheets do.
    await put(join("scripts", basename(path)), text.replaceAll(`"./${SHARED}.js"`, `"theme:scripts/${SHARED}.js"`));
  }
}

const range = (first, last) => Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i)).join("");

/** What Vietnamese public text is written with, and not a letter more: a font has to reach a phone on 3G. Marks alone are not there: all output is NFC. */
function letters() {
  const vowels = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY";
  const tones = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"];
  const vietnamese = [...vowels].flatMap((vowel) => tones.map((tone) => (vowel + tone).normalize("NFC"))).join("");
  return range(0x20, 0x7e) + vietnamese + "đĐ₫" + "\u00a0§©«°±²³·»½×÷" + "–—‘’“”„†•…‰‹›€™−≤≥←↑→↓";
}

/** Letters and signs of other languages, in a file that comes only with text that has them (`unicode-range` in styles/00-tokens.css). */
const RARE = range(0xa1, 0xff) + range(0x100, 0x17f);

async function fonts() {
  const usual = letters();
  const rare = [...RARE].filter((letter) => !usual.includes(letter)).join("");
  for (const [name, face] of [["text", "400Regular"], ["bold", "700Bold"]]) {
    const source = await readFile(resolve(`@expo-google-fonts/be-vietnam-pro/${face}/BeVietnamPro_${face}.ttf`));
    // Pairs are spaced; the rest (small capitals, old figures ...) is left out.
    const kept = { noHinting: true, keepFeatures: ["kern"], noLayoutClosure: true };
    await put(`fonts/${name}.woff2`, await subset(source, usual, { targetFormat: "woff2", ...kept }));
    await put(`fonts/rare/${name}.woff2`, await subset(source, rare, { targetFormat: "woff2", ...kept }));
    await put(`cards/${name}.ttf`, await subset(source, usual + rare, { targetFormat: "truetype", ...kept }));
  }
}

const MAP = ["maplibre-gl", "pmtiles", "@tmcw/togeojson", "uqr"];
const LABEL = ["@noble/ed25519"];
const TOUR = ["@photo-sphere-viewer/core", "@photo-sphere-viewer/equirectangular-tiles-adapter"];

/** The notices that the licences of the shipped packages ask to travel with their code, and with the font. */
async function licences() {
  const font = "@expo-google-fonts/be-vietnam-pro";
  await put("fonts/OFL.txt", await licenceText(font));
  const rule = "=".repeat(72);
  const parts = [];
  for (const name of [font, ...(await shippedPackages([...MAP, ...LABEL, ...TOUR]))]) {
    const { version, license } = await packageInfo(name);
    parts.push(`${rule}\n${name} ${version} (${name === font ? "OFL-1.1" : license})\n${rule}\n\n${await licenceText(name)}`);
  }
  await put("scripts/licences.txt", parts.join("\n"));
}

const packageInfo = async (name) => JSON.parse(await readFile(join(packageFolder(name), "package.json"), "utf8"));

/** The packages and all that they are made from. MapLibre's bundle holds its dependencies, so they are shipped as well. */
async function shippedPackages(names) {
  const found = new Set();
  const queue = [...names];
  for (let name = queue.shift(); name; name = queue.shift()) {
    if (found.has(name) || name.startsWith("@types/")) continue;
    found.add(name);
    queue.push(...Object.keys((await packageInfo(name)).dependencies ?? {}));
  }
  return [...found].sort();
}

/** From the package, or from notices/ for those that forget to ship theirs. */
async function licenceText(name) {
  const folder = packageFolder(name);
  const files = (await readdir(folder)).sort();
  const file = files.includes("LICENSE_FONT") ? "LICENSE_FONT" : files.find((file) => /^licen[cs]e/i.test(file));
  const path = file ? join(folder, file) : join(here, "notices", `${name.replace("/", "__")}.txt`);
  const text = await readFile(path, "utf8").catch(() => {
    throw new Error(`the package ${name} holds no licence text: put it into ${path}, it must be shipped`);
  });
  return text.replaceAll("\r\n", "\n").trim() + "\n";
}

await Promise.all([scripts(), maps(), fonts(), licences()]);
