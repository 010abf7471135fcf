// The interactive map as a visitor handles it.

/** Waits for the first whole picture. */
export async function ready(page) {
  await page.locator('figure[data-state="ready"]').waitFor();
}

/** Comes to the map of a page as a visitor does: a map waits until it is in view and somebody is there. */
export async function reach(page) {
  await page.locator("figure[data-map]").first().scrollIntoViewIfNeeded();
  await page.mouse.move(1, 1);
  await page.mouse.move(2, 2);
}

export async function openMap(page, origin, hash = "") {
  await page.goto(`${origin}/ban-do/${hash}`);
  await reach(page);
  await ready(page);
}

/** Types a name into the box that finds names, and waits for what it finds. */
export async function typeName(page, text) {
  await page.getByRole("combobox").fill(text);
  await page.waitForFunction((typed) => document.querySelector(".find").dataset.found === typed, text);
}

/** Types a name and takes the first that is found. */
export async function findName(page, text) {
  await typeName(page, text);
  await page.keyboard.press("Enter");
}

/** The middle of the map, free of buttons, card and inset. */
export async function middle(page) {
  const box = await page.locator(".maplibregl-canvas").first().boundingBox();
  return { x: box.x + box.width * 0.3, y: box.y + box.height * 0.25, width: box.width * 0.5, height: box.height * 0.5 };
}

/** A picture of the middle once nothing moves any more: tiles come and labels fade in. */
export async function settled(page) {
  // The page itself may still be scrolling to what has the focus.
  const shot = async () => page.screenshot({ clip: await middle(page) });
  let last = await shot();
  for (let tries = 0; tries < 40; tries += 1) {
    await page.waitForTimeout(350);
    const next = await shot();
    if (next.equals(last)) return next;
    last = next;
  }
  throw new Error("the map did not come to rest");
}

/** Draws these layers and no others. */
export async function showOnly(page, ...ids) {
  for (const box of await page.locator('input[name="map-layer"]').all()) {
    await box.setChecked(ids.includes(await box.getAttribute("value")));
  }
}

/** A colour of the page's palette, as "#rrggbb". */
export function token(page, name) {
  return page.evaluate((name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim().slice(0, 7), name);
}
