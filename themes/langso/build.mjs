// Builds what a browser can't use as it lies in this folder: `node build.mjs OUT_DIR`.
//
// OUT_DIR then mirrors the paths of the theme: scripts/{boot,filter,rows,compare,find,search,speak,reader,map,atlas,qr,tour,offline,pack,sw,map-worker}.js, scripts/{map,tour}.css,
// fonts/{text,bold}.woff2, cards/{text,bold}.ttf (the same letters, for pictures that the program draws), fonts/OFL.txt and scripts/licences.txt. The same
// packages give the same bytes.

import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
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
const packageFolder = (name) => join(here, "node_modules", name);

async function put(path, bytes) {
  const target = join(out, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, bytes);
}

/** One ES module an entry; map.ts brings scripts/map.css along, and tour.ts scripts/tour.css. */
async function scripts() {
  await build({
    absWorkingDir: here,
    entryPoints: ["scripts/boot.ts", "scripts/filter.ts", "scripts/rows.ts", "scripts/compare.ts", "scripts/find.ts", "scripts/search.ts", "scripts/speak.ts", "scripts/map.ts", "scripts/atlas.ts", "scripts/qr.ts", "scripts/tour.ts", "scripts/offline.ts", "scripts/pack.ts", "scripts/sw.ts"],
    outdir: join(out, "scripts"),
    bundle: true,
    minify: true,
    format: "esm",
    // The CSS too: an old phone's browser must understand it. ES2022 is what MapLibre itself is written in.
    target: ["es2022"],
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
  });
  // It runs before the page is drawn, which a module can't.
  await build({
    absWorkingDir: here,
    entryPoints: ["scripts/reader.ts"],
    outdir: join(out, "scripts"),
    bundle: true,
    minify: true,
    format: "iife",
    target: ["es2022"],
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
  });
  // MapLibre starts its worker from this file; map.ts is told its published address.
  const worker = await readFile(resolve("maplibre-gl/dist/maplibre-gl-worker.mjs"), "utf8");
  await put("scripts/map-worker.js", worker.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"));
}

/** What Vietnamese public text is written with, and not a letter more: a font has to reach a phone on 3G. */
function letters() {
  const range = (first, last) => Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i)).join("");
  const vowels = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY";
  const tones = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"];
  const vietnamese = [...vowels].flatMap((vowel) => tones.map((tone) => (vowel + tone).normalize("NFC"))).join("");
  return (
    range(0x20, 0x7e) + range(0xa0, 0xff) + vietnamese + "đĐ₫" + tones.join("") + "\u0302\u0306\u031b" +
    "–—‘’“”„†•…‰‹›€™−≤≥←↑→↓"
  );
}

async function fonts() {
  for (const [name, face] of [["text", "400Regular"], ["bold", "700Bold"]]) {
    const source = await readFile(resolve(`@expo-google-fonts/be-vietnam-pro/${face}/BeVietnamPro_${face}.ttf`));
    // Marks are placed and pairs are spaced; the rest (small capitals, old figures ...) is left out.
    const kept = { noHinting: true, keepFeatures: ["ccmp", "mark", "kern"], noLayoutClosure: true };
    await put(`fonts/${name}.woff2`, await subset(source, letters(), { targetFormat: "woff2", ...kept }));
    await put(`cards/${name}.ttf`, await subset(source, letters(), { targetFormat: "truetype", ...kept }));
  }
}

const MAP = ["maplibre-gl", "pmtiles", "@tmcw/togeojson", "uqr"];
const TOUR = ["@photo-sphere-viewer/core", "@photo-sphere-viewer/equirectangular-tiles-adapter"];

/** The notices that the licences of the shipped packages ask to travel with their code, and with the font. */
async function licences() {
  const font = "@expo-google-fonts/be-vietnam-pro";
  await put("fonts/OFL.txt", await licenceText(font));
  const rule = "=".repeat(72);
  const parts = [];
  for (const name of [font, ...(await shippedPackages([...MAP, ...TOUR]))]) {
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

await Promise.all([scripts(), fonts(), licences()]);
