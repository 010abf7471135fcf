// Pages that the portal's worker keeps.

import assert from "node:assert/strict";

/** Waits until the worker has a page, and so answers for the next one. */
export async function isKept(page, path) {
  const kept = async (path) => {
    if (!navigator.serviceWorker.controller) return false;
    const name = (await caches.keys()).find((name) => name.endsWith(":pages"));
    return Boolean(name && (await (await caches.open(name)).match(path)));
  };
  // `waitForFunction` takes the promise of an async function for its answer.
  const until = Date.now() + 30_000;
  while (!(await page.evaluate(kept, path))) {
    assert.ok(Date.now() < until, `${path} is not kept`);
    await page.waitForTimeout(50);
  }
}
