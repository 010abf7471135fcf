// The browser, and pages in it that note everything that must not happen.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const CANDIDATES = [process.env.LANGSO_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** As root in a container there is no sandbox to be had; the other flags keep Chromium from calling home. */
export const FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function findChromium() {
  const path = CANDIDATES.find((path) => path && existsSync(path));
  if (!path) throw new Error("Chromium is missing: run tests/setup, or set LANGSO_CHROMIUM to a Chromium of your own");
  return path;
}

export const startChromium = (...extra) => chromium.launch({ executablePath: findChromium(), args: [...FLAGS, ...extra] });

/** What the network and the machine tell a page about themselves; a test must not depend on where it runs. */
const STRONG = { saveData: false, effectiveType: "4g", memory: 8 };
export const WEAK = { saveData: true, effectiveType: "3g", memory: 1 };

/** Said by Chromium's software GL about the speed of a screenshot, and by Playwright about a worker it keeps out; neither is the page's. */
const HARMLESS = /GL Driver Message .*ReadPixels|Service Worker registration blocked by Playwright/;

/**
 * A page of its own, with an empty cache. `device` is STRONG or WEAK, the rest are Playwright's options of a context. Without
 * `serviceWorkers: "allow"` the portal's worker is kept out: what it answers never reaches `page.route`.
 * `page.faults` collects what a visitor must never meet.
 */
export async function openPage(browser, { device = STRONG, axe = false, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "vi-VN", serviceWorkers: "block", ...options });
  await context.addInitScript(pretend, device);
  if (axe) await context.addInitScript({ path: AXE });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.faults = [];
  page.requests = [];
  watch(page);
  return page;
}

/** Opens a page at a URL, looks at it, holds it to what a visitor must never meet, and gives what was seen. It is closed however the look ends. */
export async function lookAt(browser, url, look, options) {
  const page = await openPage(browser, options);
  try {
    await page.goto(url);
    const seen = await look(page);
    assertClean(page);
    return seen;
  } finally {
    await page.context().close();
  }
}

function pretend({ saveData, effectiveType, memory }) {
  const set = (name, value) => Object.defineProperty(Navigator.prototype, name, { get: () => value, configurable: true });
  set("connection", { saveData, effectiveType });
  set("deviceMemory", memory);
  // Chromium also writes these to the console, but not all of them: a report from a worker is only an event.
  document.addEventListener("securitypolicyviolation", (event) => {
    console.error(`CSP: ${event.violatedDirective} forbids ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`);
  });
}

function watch(page) {
  const fault = (text) => page.faults.push(text);
  page.on("console", (message) => {
    const { url } = message.location();
    // Chromium reports the status of a page itself as an error: for the page of a 404 that is as it should be.
    const ownStatus = /status of 404/.test(message.text()) && url === page.url();
    if (["error", "warning"].includes(message.type()) && !HARMLESS.test(message.text()) && !ownStatus) {
      fault(`console ${message.type()}: ${message.text()} (${url})`);
    }
  });
  page.on("pageerror", (error) => fault(`uncaught: ${error.stack ?? error}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    page.requests.push(url.pathname);
    if (["http:", "https:"].includes(url.protocol) && url.hostname !== "localhost") fault(`leaves the host: ${url}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400 && !response.request().isNavigationRequest()) fault(`${response.status()}: ${response.url()}`);
  });
}

export function assertClean(page) {
  assert.deepEqual(page.faults, [], "the page must load without an error, a warning, a violation or a request to another host");
}

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** WCAG 2.2 AA, as far as a machine can tell. The page must have been opened with `axe: true`. */
export async function violations(page, where) {
  const found = await page.evaluate(async (tags) => {
    const { violations } = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.slice(0, 4).map(({ target, failureSummary }) => `${target.join(" ")}\n${failureSummary}`),
    }));
  }, TAGS);
  return found.map(({ id, nodes }) => `${where}: ${id}\n${nodes.join("\n")}`);
}
