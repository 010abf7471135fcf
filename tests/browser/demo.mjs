// The demo site, which shows what the pilot has no real facts for. LANGSO_PUBLISHED is the folder of a `langso build`.

import { after, before, describe } from "node:test";
import { labels } from "./demo/labels.mjs";
import { layers } from "./demo/layers.mjs";
import { measures } from "./demo/measures.mjs";
import { notes } from "./demo/notes.mjs";
import { series } from "./demo/series.mjs";
import { services } from "./demo/services.mjs";
import { tourism } from "./demo/tourism.mjs";
import { languages } from "./portal/languages.mjs";
import { tours } from "./demo/tours.mjs";
import { feeds } from "./portal/feeds.mjs";
import { links } from "./portal/links.mjs";
import { mapFiles } from "./portal/map_files.mjs";
import { markup } from "./portal/markup.mjs";
import { DEMO, pages } from "./portal/pages.mjs";
import { products } from "./portal/products.mjs";
import { rows } from "./portal/rows.mjs";
import { vocabulary } from "./portal/vocabulary.mjs";
import { startChromium } from "./support/chromium.mjs";
import { serveFolder } from "./support/static_server.mjs";

describe("the demo", () => {
  let browser, host;
  before(async () => {
    host = await serveFolder(process.env.LANGSO_PUBLISHED);
    browser = await startChromium();
  });
  after(async () => {
    await browser?.close();
    await host?.close();
  });

  const portal = { browser: () => browser, origin: () => host.origin, folder: () => process.env.LANGSO_PUBLISHED };
  services(portal);
  rows(portal);
  vocabulary(portal);
  products(portal);
  labels(portal);
  series(portal);
  measures(portal);
  notes(portal);
  layers(portal);
  tourism(portal);
  languages(portal, { switched: "/du-lich/lang-nghe-mau/", alone: "/dich-vu/wifi/" });
  tours(portal);
  markup(portal, DEMO);
  links(portal);
  mapFiles(portal);
  feeds(portal);
  pages(portal, DEMO);
});
