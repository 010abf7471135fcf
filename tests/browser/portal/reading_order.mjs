// What a screen reader says, in its order, by Chromium's own accessibility tree.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openPage } from "../support/chromium.mjs";

/** What has to be met in this order: role, and the beginning of the name. */
const FRAME_BEFORE = [["link", "Đến nội dung chính"], ["banner", ""], ["navigation", "Trình đơn"], ["searchbox", "Tìm trong cổng"], ["main", ""]];
const FRAME_AFTER = [["contentinfo", ""]];
const ORDERS = {
  "/": [["heading", ""], ["heading", "Tin tức"], ["heading", "Kế hoạch"], ["heading", "Bản đồ"], ["heading", "Tìm tỉnh"], ["heading", "Văn bản"]],
  "/don-vi/ha-noi/gia-lam-00565/": [["navigation", "Bạn đang ở"], ["heading", "Xã Gia Lâm"], ["heading", "Xã tôi còn thiếu gì"]],
  "/ke-hoach/ha-noi-236/": [["navigation", "Bạn đang ở"], ["heading", "Kế hoạch"], ["heading", "Thông tin"], ["heading", "Mục tiêu"], ["heading", "Chỉ tiêu"]],
  "/ban-do/": [["navigation", "Bạn đang ở"], ["heading", "Bản đồ"]],
  "/van-ban/": [["heading", "Văn bản"]],
};

export function readingOrder({ browser, origin }) {
  describe("a screen reader", () => {
    for (const [path, order] of Object.entries(ORDERS)) {
      it(`meets the parts of ${path} in the order of their sense`, async () => {
        const page = await openPage(browser());
        try {
          await page.goto(origin() + path, { waitUntil: "networkidle" });
          const said = await tree(page);
          let at = -1;
          for (const [role, name] of [...FRAME_BEFORE, ...order, ...FRAME_AFTER]) {
            const next = said.findIndex((node, place) => place > at && node.role === role && node.name.startsWith(name));
            assert.ok(next > at, `${role} “${name}” comes after ${at < 0 ? "the beginning" : `${said[at].role} “${said[at].name}”`}; headings: ${said.filter(({ role }) => role === "heading").map(({ name }) => name).join(" | ")}`);
            at = next;
          }
          // The first heading is the page's; the others don't skip a level on their way down.
          const levels = said.filter(({ role }) => role === "heading").map(({ level }) => level);
          assert.equal(levels[0], 1, "the first heading is the title");
          for (const [before, level] of levels.slice(1).map((level, place) => [levels[place], level])) assert.ok(level <= before + 1, `a heading of level ${level} after one of level ${before}`);
          const nameless = said.filter(({ role, name }) => ["link", "button", "searchbox", "combobox", "checkbox", "img"].includes(role) && !name);
          assert.deepEqual(nameless, [], "nothing is met without a name");
        } finally {
          await page.context().close();
        }
      });
    }
  });
}

/** Roles and names in the order of the tree; what is not said is left out. */
async function tree(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const said = [];
  const visit = (node) => {
    if (!node.ignored) {
      const level = node.properties?.find(({ name }) => name === "level")?.value.value;
      said.push({ role: node.role?.value ?? "", name: node.name?.value ?? "", level });
    }
    for (const child of node.childIds ?? []) if (byId.has(child)) visit(byId.get(child));
  };
  visit(nodes[0]);
  return said;
}
