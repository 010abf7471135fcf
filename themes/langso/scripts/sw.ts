// The worker of the portal. With a network it changes nothing but speed; without one it answers from what is kept.
//
// Pages come from the network while it is quick and else as they were kept; files with a fingerprint come from what is kept;
// parts of map archives are cut from whole ones. The generator writes SETTINGS before this script: its bytes, and so the
// worker's version, change with every file of the shell.

import { Library, isFingerprinted } from "./offline/library.ts";
import { slice } from "./offline/slice.ts";
import { Store } from "./offline/store.ts";

/** The pages about being offline: the site's own, then those of other languages, each for what lies below a path. */
declare const SETTINGS: { pages: [own: Page, ...others: Page[]]; shell: [url: string, integrity: string][] };
declare const self: WorkerScope;

type Page = [below: string, page: string];

interface Weak extends Navigator {
  connection?: { saveData?: boolean; effectiveType?: string };
}

/** A kept page is shown when the network has said nothing for so long, in milliseconds. */
const PATIENCE = 3000;

const home = new URL("./", self.location.href).pathname;
const store = new Store(home);
const library = new Library(store);
const shell = store.shellName(SETTINGS.shell.map(([, integrity]) => integrity.slice(7, 13)).join(""));

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

/** The whole shell as it was published, or no new worker: the former one then stays with its own. */
async function install(): Promise<void> {
  const files = SETTINGS.shell.map(async ([url, integrity]) => {
    const answer = await fetch(url, { integrity, cache: isFingerprinted(new URL(url, self.location.href)) ? "force-cache" : "no-cache" });
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return [url, answer] as const;
  });
  const answers = await Promise.all(files);
  const cache = await caches.open(shell);
  await Promise.all(answers.map(([url, answer]) => cache.put(url, answer)));
  await self.skipWaiting();
}

async function activate(): Promise<void> {
  for (const former of await store.names("shell")) if (former !== shell) await library.inherit(former);
  await library.prune();
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

// The first page is read before there is a worker: it tells its address afterwards.
self.addEventListener("message", (event) => {
  const { read } = event.data as { read?: string };
  if (read?.startsWith(self.registration.scope)) event.waitUntil(fetch(read, { cache: "force-cache" }).then((answer) => library.keepPage(read, answer)));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  // A file that is checked against its digest is on its way into a pack: it must come from the host.
  if (request.method !== "GET" || request.integrity || url.origin !== self.location.origin || !url.pathname.startsWith(home)) return;
  const range = request.headers.get("Range");
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (range) event.respondWith(part(request, range));
  else if (isFingerprinted(url)) event.respondWith(file(event, url));
  else event.respondWith(fresh(fetch(request), request.url));
});

async function page(event: FetchEvent): Promise<Response> {
  const { request } = event;
  const network = Promise.resolve(event.preloadResponse).then((answer) => answer ?? fetch(request));
  // Cloned before anybody reads it. A page that can't be kept is still shown.
  const copy = network.then((answer) => answer.clone());
  event.waitUntil(copy.then((answer) => library.keepPage(request.url, answer)).catch(() => {}));
  return fresh(network, request.url).catch(() => offline(new URL(request.url).pathname));
}

/** What is said in the language of the page that was asked for. */
async function offline(path: string): Promise<Response> {
  const [own, ...others] = SETTINGS.pages;
  const [, page] = others.find(([below]) => path.startsWith(below)) ?? own;
  const said = await library.find(page);
  return said ? new Response(said.body, { status: 503, headers: said.headers }) : Response.error();
}

/** From the network; as it was kept when the network is slow, gone or broken. */
async function fresh(network: Promise<Response>, url: string): Promise<Response> {
  network.catch(() => {});
  const kept = await library.find(url);
  if (!kept) return network;
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), PATIENCE));
  return Promise.race([network.then((answer) => (answer.status >= 500 ? kept : answer), () => kept), late]);
}

/** Who saves data gets photos in the smallest size, which every larger one has (`photo::facts`). */
function lighter(address: string): string {
  const { saveData = false, effectiveType = "" } = (navigator as Weak).connection ?? {};
  if (!saveData && !/2g/.test(effectiveType)) return address;
  return address.replace(/\.(\d+)(\.[0-9a-f]{8}\.\w+)$/, (same, width, rest) => (Number(width) > 480 ? `.480${rest}` : same));
}

/** A name with a fingerprint always means the same bytes. */
async function file(event: FetchEvent, url: URL): Promise<Response> {
  const { request } = event;
  const kept = await library.find(request.url);
  if (kept) return kept;
  const isPicture = request.destination === "image";
  const address = isPicture ? lighter(request.url) : request.url;
  try {
    const answer = (address !== request.url && (await library.find(address))) || (await fetch(address));
    if (isPicture) {
      const copy = answer.clone();
      event.waitUntil(library.keepPicture(address, copy).catch(() => {}));
    }
    return answer;
  } catch (error) {
    const other = isPicture && (await library.similar(url));
    if (other) return other;
    throw error;
  }
}

async function part(request: Request, range: string): Promise<Response> {
  const whole = await library.find(request.url);
  return whole ? slice(whole, range) : fetch(request);
}
