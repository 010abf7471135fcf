// A small portal in which every place that takes words holds a payload.

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DRAWINGS, HTML, MARKDOWN, NAMES, TEXTS } from "./payloads.mjs";

/** Payloads with their numbers, as they were placed. */
export class Corpus {
  #placed = [];
  #next = 0;

  /** Puts the number into the code, and keeps in mind where it went. */
  number(text, where) {
    const code = `__xss(${this.#placed.length})`;
    this.#placed.push({ where, text });
    return text.replaceAll("RUN", code);
  }

  /** The next of the plain texts: they go round, so that each kind of place meets many of them. */
  text(where) {
    return this.number(TEXTS[this.#next++ % TEXTS.length], where);
  }

  get placed() {
    return this.#placed;
  }
}

const quoted = (text) => JSON.stringify(text);
const csv = (rows) => rows.map((row) => row.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(",")).join("\n") + "\n";
const square = (x, y, size) => ({ type: "Polygon", coordinates: [[[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]] });
const layer = (features) => JSON.stringify({ type: "FeatureCollection", features: features.map(([properties, geometry]) => ({ type: "Feature", properties, geometry })) });
const header = (keys, body = "") => `+++\n${Object.entries(keys).map(([key, value]) => `${key} = ${value}\n`).join("")}+++\n\n${body}\n`;

/** A site of nothing but what has to be refused; the names of its files. */
export async function writeRefused(folder, corpus) {
  const links = MARKDOWN.filter((one) => one.refused).map(({ text }) => header({ title: quoted("X") }, corpus.number(text, "markdown")));
  const files = {
    ...Object.fromEntries(links.map((text, at) => [`trang-${at}.md`, text])),
    ...Object.fromEntries(DRAWINGS.map((text, at) => [`ve-${at}.svg`, corpus.number(text, "drawing")])),
    ...Object.fromEntries(["html", "xhtml", "svgz", "xml", "mht"].map((ending) => [`la.${ending}`, corpus.number("<script>RUN</script>", "file of another kind")])),
  };
  await mkdir(join(folder, "content"), { recursive: true });
  await writeFile(join(folder, "langso.toml"), `title = "X"\n`);
  for (const [name, text] of Object.entries({ "_index.md": header({ title: quoted("X") }), ...files })) await writeFile(join(folder, "content", name), text);
  return Object.keys(files);
}

export async function writeSite(folder, corpus) {
  const text = (where) => quoted(corpus.text(where));
  const files = { ...settings(text), ...pages(corpus, text), ...data(corpus) };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

function settings(text) {
  const toml = [
    `title = ${text("title of the site")}`,
    `description = ${text("description of the site")}`,
    `base_url = "https://ntm.example.vn"`,
    `[organisation]`,
    ...["name", "responsible", "address", "phone", "email"].map((key) => `${key} = ${text(`organisation: ${key}`)}`),
    `[[menu]]\ntitle = ${text("menu")}\nurl = "/ban-do/"`,
    `[[links]]\ntitle = ${text("links")}\nurl = "https://example.vn/?a=1&b=%22%3E"`,
  ];
  return { "langso.toml": `${toml.join("\n")}\n` };
}

function pages(corpus, text) {
  const front = (kind, ...keys) => Object.fromEntries(keys.map((key) => [key, text(`front matter of ${kind}: ${key}`)]));
  const files = {
    "content/_index.md": header(front("the home page", "title", "description"), corpus.number(HTML[0].text, "raw HTML, home")),
    "content/tin/_index.md": header(front("a section", "title", "description")),
    "content/the/_index.md": header(front("the tags", "title")),
  };
  for (const [at, { text: body }] of MARKDOWN.filter((one) => !one.refused).entries()) {
    files[`content/tin/markdown-${at}/index.md`] = header(
      { title: quoted(`Markdown ${at}`) },
      corpus.number(body, "markdown"),
    );
    files[`content/tin/markdown-${at}/hinh.png`] = PIXEL;
    files[`content/tin/markdown-${at}/a.svg`] = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>`;
  }
  for (const [at, { text: body }] of HTML.entries()) {
    // What stands open in one must not swallow the next: each has a page of its own.
    files[`content/tin/html-${at}.md`] = header({ title: quoted(`HTML ${at}`) }, `Chữ ${corpus.number(body, "raw HTML, inline")} chữ.\n\n${body.replaceAll("RUN", `__xss(${corpus.placed.length - 1})`)}\n`);
  }
  files["content/tin/hinh.png"] = PIXEL;
  files["content/tin/day-du/index.md"] = `+++
${Object.entries(front("an article", "title", "description", "image_alt", "credit")).map((pair) => pair.join(" = ")).join("\n")}
date = 2026-01-03
image = "hinh.png"
authors = [${text("authors")}, ${text("authors")}]
tags = [${text("tags")}, ${text("tags")}]
units = ["00565"]
[source]
title = ${text("source: title")}
url = "https://example.vn/?x='onmouseover=__xss(0)&y=\\"><script>__xss(0)</script>"
note = ${text("source: note")}
[extra]
x = ${text("extra")}
+++

Bài.
`;
  files["content/tin/day-du/hinh.png"] = PIXEL;
  for (const name of NAMES) files[`content/tin/day-du/${corpus.number(name, "file name")}`] = "x";
  files["content/ke-hoach/_index.md"] = header({ ...front("the plans", "title"), page_kind: quoted("plan") });
  files["content/ke-hoach/mot.md"] = `+++
${Object.entries(front("a plan", "title", "description", "number", "issuer", "issued_note", "goal", "place")).map((pair) => pair.join(" = ")).join("\n")}
province = "01"
units = ["00565"]
signatory = { name = ${text("plan: signatory")}, role = ${text("plan: role")} }
period = { text = ${text("plan: period")}, from = "2023", to = "2025" }
[[targets]]
id = "hn-01"
text = ${text("target: text")}
owner = ${text("target: owner")}
value = 97.5
unit = "%"
comparator = ">="
scope = { level = "commune", of = ${text("target: scope")} }
deadline = ${text("target: deadline")}
binding = ${text("target: binding")}
note = ${text("target: note")}
pillar = "digital-government"
topics = ["mang"]
versions = [{ text = ${text("target: version")}, value = 90, unit = "%", until = 2023-08-01, source = ${text("target: version's source")}, note = ${text("target: version's note")} }]
[[targets]]
id = "hn-02"
text = "28 trên 56 xã."
value = 28
unit = ${text("target: unit")}
breakdown = [{ name = ${text("target: breakdown")}, numerator = 2, denominator = 3 }]
[[solutions]]
id = "hn-s1"
text = ${text("solution")}
[[pilots]]
id = "hn-p1"
kind = ${text("pilot: kind")}
name = ${text("pilot: name")}
unit = "00565"
text = ${text("pilot: text")}
note = ${text("pilot: note")}
+++
`;
  files["content/cam-ket/mang.md"] = header({ ...front("a topic", "title"), kind: quoted("topic"), id: quoted("mang") });
  files["content/he-thong/_index.md"] = header({ ...front("the systems", "title"), page_kind: quoted("system") });
  files["content/he-thong/a.md"] = `+++
${Object.entries(front("a system", "title", "id", "sort", "operator", "operator_note")).map((pair) => pair.join(" = ")).join("\n")}
url = "https://example.vn/"
products = [${text("system: product")}]
[[asked_by]]
plan = "@/ke-hoach/mot.md"
item = "hn-01"
quote = ${text("system: quote")}
[last_seen]
date = 2026-01-01
source = ${text("system: seen by")}
note = ${text("system: note")}
+++
`;
  files["content/van-ban/_index.md"] = header({ ...front("the documents", "title"), page_kind: quoted("document") });
  for (const at of [1, 2]) {
    files[`content/van-ban/${at}/index.md`] = header({
      ...front("a document", "title", "number", "form", "issuer", "summary", "file_note"),
      issued: "2026-01-04",
      file_url: quoted("https://example.vn/?%22%3E"),
      signatory: `{ name = ${text("document: signatory")}, role = ${text("document: role")} }`,
    });
  }
  files["content/du-lich/_index.md"] = header(front("where to go", "title"));
  files["content/du-lich/noi.md"] = header({
    ...front("a place", "title", "description", "address", "hours", "price", "access", "getting_there", "phone"),
    phone_consent: "true", kind: quoted("place"), sort: quoted("market"), units: `["00565"]`, position: "{ lon = 105.95, lat = 20.95 }", confirmed: "2026-01-05",
  });
  files["content/du-lich/hoi.md"] = header({ ...front("a festival", "title", "address"), kind: quoted("festival"), lunar: quoted("10/3"), units: `["00565"]` });
  return files;
}

/** Tables and layers. Archipelagos are there because no national map may lack them. */
function data(corpus) {
  const text = (where) => corpus.text(where);
  const entries = [];
  const declare = (id, file, more, where = id) => {
    const said = ["title", "description", "source", "licence", "note"].map((key) => `${key} = ${quoted(text(`data.toml: ${where}, ${key}`))}`);
    entries.push(`[[dataset]]\nid = "${id}"\nfile = "${file}"\n${said.join("\n")}\nsource_url = "https://example.vn/?%22"\n${more}\n`);
  };
  const onMap = (label, group = "hanh-chinh") => `[dataset.map]\ngroup = "${group}"\ncolor = "#7a4b12"\nmin_zoom = 2\nmax_zoom = 12\nlabel = "${label}"\nvisible = true`;
  const files = {};

  const province = (code, x, y, size) => [{ code, name: text("province: name"), full_name: text("province: full name"), type: text("province: type"), area_km2: 1 }, square(x, y, size)];
  files["data/tinh.geojson"] = layer([
    province("01", 105.8, 20.9, 0.3),
    [{ code: "48", name: "Đà Nẵng", full_name: "Thành phố Đà Nẵng", type: "Thành phố" }, { type: "MultiPolygon", coordinates: [square(108, 15.9, 0.3).coordinates, square(112.2, 16.4, 0.2).coordinates] }],
    [{ code: "56", name: "Khánh Hòa", full_name: "Tỉnh Khánh Hòa", type: "Tỉnh" }, { type: "MultiPolygon", coordinates: [square(108.9, 12, 0.4).coordinates, square(114.2, 10.2, 0.2).coordinates] }],
  ]);
  declare("tinh", "tinh.geojson", `key = "code"\nname = "name"\nunits = "province"\n[dataset.columns]\ncode = ${quoted(text("heading of a column"))}\nfull_name = ${quoted(text("heading of a column"))}\n${onMap("name")}`);

  const commune = (code, x, y) => [{ code, name: text("commune: name"), full_name: text("commune: full name"), type: "Xã", province_code: "01", [text("name of a column")]: text("commune: a property") }, square(x, y, 0.1)];
  files["data/xa.geojson"] = layer([
    commune("00565", 105.9, 20.9),
    commune("00562", 105.9, 21),
    [{ code: "20333", name: "Hoàng Sa", full_name: "Đặc khu Hoàng Sa", type: "Đặc khu", province_code: "48" }, square(112.2, 16.4, 0.2)],
    [{ code: "22736", name: "Trường Sa", full_name: "Đặc khu Trường Sa", type: "Đặc khu", province_code: "56" }, square(114.2, 10.2, 0.2)],
  ]);
  declare("xa", "xa.geojson", `key = "code"\nname = "name"\nunits = "commune"\nparent = "province_code"\n${onMap("name")}`);

  files["data/diem.geojson"] = layer(
    Array.from({ length: 24 }, (_, at) => [
      { id: at, name: text("GeoJSON: name"), commune: "00565", [`cot`]: text("GeoJSON: property"), _url: "javascript:__xss(0)", _name: "<img src=x onerror=__xss(0)>" },
      { type: "Point", coordinates: [105.91 + (at % 6) * 0.015, 20.91 + Math.floor(at / 6) * 0.02] },
    ]),
  );
  declare("diem", "diem.geojson", `key = "id"\nname = "name"\nunit = "commune"\n[dataset.columns]\nname = "Tên"\ncot = ${quoted(text("heading of a column"))}\n${onMap("name", "nong-dan")}`);

  files["data/bang.csv"] = csv([["ma", "ten", text("CSV: heading"), "lien_ket"], ...Array.from({ length: 24 }, (_, at) => [at % 2 ? "00565" : "00562", text("CSV: cell"), text("CSV: cell"), at % 2 ? "javascript:__xss(0)" : text("CSV: cell")])]);
  declare("bang", "bang.csv", `unit = "ma"\nname = "ten"`);

  files["data/wifi.csv"] = csv([
    ["ten", "ma_xa", "dia_chi", "ten_mang", "xac_nhan", "nguon", "kinh_do", "vi_do"],
    ["ten", "dia_chi", "ten_mang", "nguon"].reduce((row, key, at) => (row.splice([0, 2, 3, 5][at], 1, text(`service: ${key}`)), row), ["", "00565", "", "", "01/01/2026", "", "105.95", "20.97"]),
  ]);
  declare("wifi", "wifi.csv", `service = "wifi"\ndate = "2026-01-01"\n${onMap("ten", "nong-thon")}`);

  files["data/mot-cua.csv"] = csv([
    ["ten", "ma_xa", "quay", "thu_tuc", "giay_to", "duong_di", "hang", "cot", "xac_nhan", "nguon"],
    ...["1", "2"].map((place) => [TEXTS[0].replace("RUN", "__xss(0)"), "00565", text("desk: counter"), text("desk: procedure"), text("desk: papers"), text("desk: way"), place, place, "01/01/2026", text("desk: source")]),
  ]);
  declare("mot-cua", "mot-cua.csv", `service = "mot-cua"\ndate = "2026-01-01"`);

  files["data/ocop.csv"] = csv([
    ["ma", "ten", "chu_the", "nhom", "ma_xa", "sao", "quyet_dinh", "ngay_quyet_dinh", "het_han", "chung_nhan", "thanh_phan", "don_vi_tinh", "noi_ban", "thuong_hieu", "nguon", "ghi_chu"],
    ...["mot", "hai"].map((id) => [id, text("product: name"), text("product: producer"), "Thực phẩm", "00565", "4", text("product: decision"), "15/10/2025", "15/10/2028", text("product: certificate"), text("product: made of"), text("product: unit"), text("product: where"), text("product: brand"), text("product: source"), text("product: note")]),
  ]);
  declare("ocop", "ocop.csv", `service = "san-pham"\ndate = "2026-01-01"`);

  files["data/bo-mau.csv"] = csv([
    ["Loại", "Số", "Tên", "Nhóm", "Đơn vị", "Ngưỡng", "Nguồn"],
    ["tiêu chí", "1", text("criterion: name"), text("criterion: group"), "", "", text("criterion: source")],
    ["chỉ tiêu", "1.1", text("indicator: name"), "", "%", "≥ 80%", text("indicator: source")],
    ["chỉ tiêu", "1.2", text("indicator: name"), "", text("indicator: unit"), "Đạt", text("indicator: source")],
  ]);
  entries.push(`[[framework]]\nid = "bo-mau"\nfile = "bo-mau.csv"\n${["title", "short", "decision", "source"].map((key) => `${key} = ${quoted(text(`framework: ${key}`))}`).join("\n")}\nscope = "commune"\nkinds = ["Xã"]\ncriteria = 1\nindicators = 2\n`);
  files["data/ket-qua.csv"] = csv([["Mã xã", "Chỉ tiêu", "Năm", "Kết quả"], ["00565", "1.1", "2024", "84,2"], ["00565", "1.1", "2025", "46,5"], ["00562", "1.1", "2025", "90"], ["00565", "1.2", "2025", "Đạt"]]);
  entries.push(`[[results]]\nid = "ket-qua"\nfile = "ket-qua.csv"\nframework = "bo-mau"\ntitle = ${quoted(text("results: title"))}\nsource = ${quoted(text("results: source"))}\nlicence = "CC0"\nunit = "Mã xã"\nindicator = "Chỉ tiêu"\nvalue = "Kết quả"\ndate_column = "Năm"\n`);
  files["data/cong-nhan.csv"] = csv([["Mã xã", "Bộ", "Ngày", "Quyết định"], ["00565", "bo-mau", "10/06/2025", text("recognition: decision")]]);
  entries.push(`[[recognitions]]\nid = "cong-nhan"\nfile = "cong-nhan.csv"\ntitle = ${quoted(text("recognitions: title"))}\nsource = ${quoted(text("recognitions: source"))}\nlicence = "CC0"\nunit = "Mã xã"\nframework = "Bộ"\ndate_column = "Ngày"\ndecision = "Quyết định"\n`);

  files["data/tinh-cu.csv"] = csv([["code", "full_name", "valid_from", "valid_to", "new_code", "part", "doubt"], ["02", text("former province: name"), "", "2025-06-30", "01", "toàn bộ", text("former province: doubt")]]);
  declare("tinh-cu", "tinh-cu.csv", `history = "province"`);
  files["data/xa-cu.csv"] = csv([
    ["code", "full_name", "district", "province_code", "valid_from", "valid_to", "new_code", "part", "resolution", "decided", "clause", "doubt"],
    ["00571", `Xã ${text("former commune: name")}`, text("former commune: district"), "02", "", "30/06/2025", "00565", "toàn bộ", text("former commune: resolution"), "16/06/2025", text("former commune: clause"), text("former commune: doubt")],
  ]);
  declare("xa-cu", "xa-cu.csv", `history = "commune"`);

  files["data/so-lieu.csv"] = csv([["Mã", "Ngày", "Giá trị", "Nguồn", "Ghi chú"], ["hn-01", "02/11/2024", "91", text("figure: source"), text("figure: note")]]);
  declare("so-lieu", "so-lieu.csv", `date = 2026-11-02\n[dataset.figures]\ntarget = "Mã"\ndate = "Ngày"\nvalue = "Giá trị"\nsource = "Nguồn"\nnote = "Ghi chú"`);
  files["data/data.toml"] = entries.join("\n");
  return files;
}

/** A PNG of one pixel. */
const PIXEL = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
