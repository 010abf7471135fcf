// How far a page moves while it comes: Chromium's layout shifts.

/** Records what moves on all pages that are opened in `page` from now on. */
export function recordShifts(page) {
  return page.addInitScript(() => {
    window.shifts = [];
    const seen = ({ value, sources }) => ({ value, moved: sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? "").slice(0, 80)) });
    new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map(seen))).observe({ type: "layout-shift", buffered: true });
  });
}

/** The sum of all shifts so far, and what moved. */
export async function shifted(page) {
  const shifts = await page.evaluate(() => window.shifts);
  return { sum: shifts.reduce((sum, { value }) => sum + value, 0), moved: shifts.flatMap(({ moved }) => moved) };
}
