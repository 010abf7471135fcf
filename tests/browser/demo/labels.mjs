// Labels of products: whoever scans one learns whether the portal issued it and whether it still holds, without a network too.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { lookAt, openPage } from "../support/chromium.mjs";
import { isKept } from "../support/kept.mjs";
import { codes, hasReader } from "../support/paper.mjs";
import { serveFolder } from "../support/static_server.mjs";

const PRODUCT = "/san-pham/buoi-duong-xa/";

/** A label with some bytes changed. */
function changed(hash, change) {
  const bytes = Buffer.from(hash.slice("#nhan=".length), "base64url");
  change(bytes);
  return `#nhan=${bytes.toString("base64url")}`;
}

export function labels({ browser, origin, folder }) {
  const known = new Map();
  /** What a label of a product says, read from its printed sheet once. */
  function label(product) {
    if (!known.has(product)) known.set(product, read(product));
    return known.get(product);
  }
  async function read(product) {
    assert.ok(hasReader, "zbarimg and pdftoppm are there (tests/setup)");
    return lookAt(browser(), origin() + product + "nhan/", async (page) => {
      const [[code]] = codes(await page.pdf({ preferCSSPageSize: true, printBackground: true }));
      return new URL(code);
    });
  }
  const say = async (page) => {
    const said = page.locator(".label-said");
    await said.locator("p").first().waitFor();
    return [await said.getAttribute("data-verdict"), await said.innerText()];
  };
  const scan = (address, day) =>
    lookAt(browser(), "about:blank", async (page) => {
      if (day) await page.clock.setFixedTime(new Date(`${day}T05:00:00Z`));
      await page.goto(origin() + address);
      return say(page);
    });

  describe("a label", () => {
    it("is genuine, by the trade item's number too, and says what to compare", async () => {
      const { pathname, hash } = await label(PRODUCT);
      assert.equal(pathname, "/01/09520000000011");
      assert.match(hash, /^#nhan=[\w-]{90}$/);
      for (const address of [pathname + hash, PRODUCT + hash]) {
        const [verdict, words] = await lookAt(browser(), origin() + address, async (page) => {
          await page.waitForURL("**" + PRODUCT + "*");
          const said = await say(page);
          // A page that only leads on names no icon, so browsers ask for the usual one.
          page.faults.splice(0, page.faults.length, ...page.faults.filter((fault) => !fault.includes("favicon.ico")));
          return said;
        });
        assert.equal(verdict, "genuine");
        for (const part of ["Bưởi Dương Xá, Hợp tác xã Mẫu Dương Xá", "4 sao", "15/10/2028", "so với bao bì"]) assert.ok(words.includes(part), `${part}: ${words}`);
      }
    });

    it("lapses with its stars, and tells none where none are in force", async () => {
      const { hash } = await label(PRODUCT);
      const [verdict, words] = await scan(PRODUCT + hash, "2028-10-16");
      assert.equal(verdict, "genuine");
      assert.match(words, /đã hết hạn ngày 15\/10\/2028/);
      assert.match((await scan(PRODUCT + hash, "2028-10-15"))[1], /có hiệu lực đến hết ngày 15\/10\/2028/);

      const without = await label("/san-pham/tra-la-oi/");
      assert.match(without.hash, /^#nhan=AAAA[\w-]{86}$/);
      const [known, plain] = await scan("/san-pham/tra-la-oi/" + without.hash);
      assert.equal(known, "genuine");
      assert.ok(!plain.includes("sao"), plain);
    });

    it("is false when anything was changed, or when it was issued for another product", async () => {
      const { hash } = await label(PRODUCT);
      for (const address of [
        PRODUCT + changed(hash, (label) => (label[0] = 5)),
        PRODUCT + changed(hash, (label) => (label[1] += 16)),
        PRODUCT + changed(hash, (label) => (label[40] ^= 1)),
        PRODUCT + hash.slice(0, -1),
        PRODUCT + "#nhan=",
        `/san-pham/mut-buoi/${hash}`,
      ]) {
        const [verdict, words] = await scan(address);
        assert.equal(verdict, "false", address);
        assert.match(words, /Đừng tin nhãn này/);
      }
    });

    it("is not spoken of where nobody scanned one", () =>
      lookAt(browser(), origin() + PRODUCT, async (page) => {
        await page.waitForLoadState("networkidle");
        assert.ok(await page.locator(".label-said").isHidden());
        // The next one is scanned while the page is open.
        await page.evaluate(() => (location.hash = "#nhan=x"));
        assert.equal((await say(page))[0], "false");
      }));

    it("is checked without a network", async () => {
      const { hash } = await label(PRODUCT);
      const host = await serveFolder(folder());
      const page = await openPage(browser(), { serviceWorkers: "allow" });
      try {
        await page.goto(host.origin + PRODUCT);
        await isKept(page, PRODUCT);
        await page.goto("about:blank");
        await host.close();
        await page.goto(host.origin + PRODUCT + hash);
        assert.equal((await say(page))[0], "genuine");
      } finally {
        await page.context().close();
        await host.close().catch(() => {});
      }
    });

    it("is read aloud as a status, in English as well", async () => {
      const { hash } = await label(PRODUCT);
      await lookAt(browser(), origin() + PRODUCT + hash, async (page) => {
        await say(page);
        assert.ok(await page.getByRole("status").filter({ hasText: "Mã trên nhãn là thật" }).isVisible());
      });
      const english = await readFile(join(folder(), "en", PRODUCT, "index.html"), "utf8").catch(() => undefined);
      if (english) assert.match(english, /data-genuine="The code on the label is genuine/);
    });
  });
}
