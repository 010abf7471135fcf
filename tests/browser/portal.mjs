// The published portal, as people get it: its files, served by a plain static host, in a real browser.
//
// LANGSO_PUBLISHED is the folder of a `langso build --compress`; LANGSO_PICTURES, when set, where pictures for the README go.

import { after, before, describe } from "node:test";
import { files } from "./portal/files.mjs";
import { filters } from "./portal/filters.mjs";
import { history } from "./portal/history.mjs";
import { languages } from "./portal/languages.mjs";
import { feeds } from "./portal/feeds.mjs";
import { links } from "./portal/links.mjs";
import { map } from "./portal/map.mjs";
import { mapFiles } from "./portal/map_files.mjs";
import { markup } from "./portal/markup.mjs";
import { offline } from "./portal/offline.mjs";
import { order } from "./portal/order.mjs";
import { PILOT, pages } from "./portal/pages.mjs";
import { pictures } from "./portal/pictures.mjs";
import { policy } from "./portal/policy.mjs";
import { reader } from "./portal/reader.mjs";
import { readingOrder } from "./portal/reading_order.mjs";
import { snapshots } from "./portal/snapshots.mjs";
import { steady } from "./portal/steady.mjs";
import { search } from "./portal/search.mjs";
import { weight } from "./portal/weight.mjs";
import { withoutScript } from "./portal/without_script.mjs";
import { rows } from "./portal/rows.mjs";
import { vocabulary } from "./portal/vocabulary.mjs";
import { startChromium } from "./support/chromium.mjs";
import { serveFolder } from "./support/static_server.mjs";

const { LANGSO_PUBLISHED: published, LANGSO_PICTURES: intoPictures } = process.env;

describe("the published portal", () => {
  let browser, host;
  before(async () => {
    host = await serveFolder(published);
    browser = await startChromium();
  });
  after(async () => {
    await browser?.close();
    await host?.close();
  });

  const portal = { browser: () => browser, origin: () => host.origin, folder: () => published };
  files(portal);
  withoutScript(portal);
  weight(portal);
  policy(portal);
  map(portal);
  history(portal);
  languages(portal, { switched: "/tin-tuc/ha-noi-chon-duong-xa-thi-diem/", alone: "/ke-hoach/ha-noi-236/" });
  markup(portal, PILOT);
  links(portal);
  mapFiles(portal);
  feeds(portal);
  order(portal);
  reader(portal);
  readingOrder(portal);
  pages(portal);
  filters(portal);
  rows(portal);
  vocabulary(portal);
  search(portal);
  snapshots(portal);
  steady(portal);
  offline(portal);
  if (intoPictures) pictures(portal, intoPictures);
});
