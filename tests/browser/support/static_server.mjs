// A plain static host, as the portal is published on: files as they lie there, the `.br` and `.gz` beside them, byte ranges,
// a page for what is not there, and the headers that `_headers` asks for. Nothing here knows what a portal is.

import { createServer } from "node:http";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json; charset=utf-8",
  ".geojson": "application/geo+json; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".xml": "application/xml; charset=utf-8",
  ".svg": "image/svg+xml",
  ".webp": "image/webp",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".pdf": "application/pdf",
  ".woff2": "font/woff2",
  ".pmtiles": "application/vnd.pmtiles",
};

/**
 * Serves `folder` on a free port of this machine. `headers: false` plays a host that does not know `_headers`; `instead` holds answers that a test
 * puts in place of files: path -> {status, body}.
 */
export async function serveFolder(folder, { headers = true, instead = new Map() } = {}) {
  const rules = !headers ? [] : parseHeaders(await readFile(join(folder, "_headers"), "utf8").catch(() => ""));
  const server = createServer((request, response) => {
    const other = instead.get(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    if (other) return response.writeHead(other.status ?? 200, { "content-type": other.type ?? "text/html; charset=utf-8" }).end(other.body);
    answer(folder, rules, request, response).catch((error) => response.destroy(error));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://localhost:${server.address().port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(folder, rules, request, response) {
  const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
  const wanted = await find(folder, path);
  if (wanted.redirect) return response.writeHead(308, { location: encodeURI(wanted.redirect) }).end();

  const headers = { ...headersFor(rules, path), "content-type": TYPES[extname(wanted.file)] ?? "application/octet-stream" };
  const size = (await stat(wanted.file)).size;
  // Like common hosts: a part is always a part of the file itself, never of its compressed form.
  const range = wanted.status === 200 ? parseRange(request.headers.range, size) : undefined;
  if (range) {
    response.writeHead(206, {
      ...headers,
      "accept-ranges": "bytes",
      "content-range": `bytes ${range.start}-${range.end}/${size}`,
      "content-length": range.end - range.start + 1,
    });
    return send(wanted.file, request, response, range);
  }
  const { file, encoding, length } = await smallest(wanted.file, size, request.headers["accept-encoding"] ?? "");
  if (encoding) headers["content-encoding"] = encoding;
  response.writeHead(wanted.status, { ...headers, vary: "accept-encoding", "accept-ranges": "bytes", "content-length": length });
  return send(file, request, response);
}

function send(file, request, response, range = {}) {
  if (request.method === "HEAD") return response.end();
  createReadStream(file, range).on("error", (error) => response.destroy(error)).pipe(response);
}

async function find(folder, path) {
  const file = join(folder, normalize(path));
  const kind = async (path) => stat(path).then((found) => (found.isDirectory() ? "folder" : "file"), () => undefined);
  if (path.endsWith("/") && (await kind(join(file, "index.html")))) return { file: join(file, "index.html"), status: 200 };
  switch (await kind(file)) {
    case "file":
      return { file, status: 200 };
    case "folder":
      return path.endsWith("/") ? missing(folder) : { redirect: `${path}/` };
    default:
      return missing(folder);
  }
}

const missing = (folder) => ({ file: join(folder, "404.html"), status: 404 });

async function smallest(file, size, accepted) {
  for (const [encoding, ending] of [["br", ".br"], ["gzip", ".gz"]]) {
    const found = accepted.includes(encoding) && (await stat(file + ending).catch(() => undefined));
    if (found) return { file: file + ending, encoding, length: found.size };
  }
  return { file, length: size };
}

/** "bytes=0-99" and "bytes=100-"; whatever else there is counts as no range, as the standard allows. */
function parseRange(header, size) {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === undefined || Number(first) >= size) return undefined;
  return { start: Number(first), end: Math.min(last ? Number(last) : size - 1, size - 1) };
}

/** `_headers` as Netlify and Cloudflare read it: a path pattern, then its headers, indented. */
function parseHeaders(text) {
  const rules = [];
  for (const line of text.split("\n").filter((line) => line.trim())) {
    if (/^\S/.test(line)) {
      const pattern = line.trim().replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
      rules.push({ pattern: new RegExp(`^${pattern}$`), headers: [] });
    } else {
      const [, name, value] = /^\s+([^:]+):\s*(.*)$/.exec(line);
      rules.at(-1).headers.push([name.toLowerCase(), value]);
    }
  }
  return rules;
}

function headersFor(rules, path) {
  // A header that several rules set is sent with all their values: two policies of one page both hold.
  const joined = {};
  for (const [name, value] of rules.filter((rule) => rule.pattern.test(path)).flatMap((rule) => rule.headers)) {
    joined[name] = name in joined ? `${joined[name]}, ${value}` : value;
  }
  return joined;
}
