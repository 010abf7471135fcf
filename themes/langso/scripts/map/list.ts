// What the map shows, as a list: the equal of the picture for a keyboard and a screen reader. It is made only while it is open.

import type { Map } from "maplibre-gl";
import { element, spoken } from "../dom.ts";
import { type MapConfig, word } from "./config.ts";
import type { Fact } from "./card.ts";
import { kilometres, type Position, whereAmI } from "./near.ts";
import { language, type Picked } from "./pick.ts";

/** Rows of one list; a phone's screen reader is lost in more. */
const ROWS = 60;

export function viewList(map: Map, config: MapConfig, inView: () => Picked[], show: (picked: Picked[]) => void, more: (picked: Picked) => Fact[]): HTMLElement {
  const collator = new Intl.Collator("vi", { numeric: true });
  const count = element("p", { class: "map-list-count", role: "status" });
  const rows = element("ol", { class: "map-list-rows" });
  const near = element("button", { type: "button", class: "button map-list-near", "aria-pressed": "false" }, word(config, "map_list_near"));
  const note = element("p", { class: "map-help" }, word(config, "map_list_near_note"));
  const list = element("details", { class: "map-layers map-list" }, element("summary", {}, word(config, "map_list")), near, note, count, rows);
  let here: Position | undefined;

  const away = ({ at }: Picked) => (here && at ? kilometres(here, at) : 0);
  const name = ({ layer, properties }: Picked) => String(properties._name ?? layer.title);

  function row(picked: Picked): HTMLElement {
    const button = element("button", { type: "button", ...spoken(language(picked)) }, name(picked));
    const said = [picked.layer.title, ...more(picked).map(([heading, value]) => `${heading}: ${value}`)].join(" · ");
    const about = here ? `${said}, ${word(config, "map_list_away").replace("{n}", away(picked).toLocaleString("vi", { maximumSignificantDigits: 2 }))}` : said;
    button.append(" ", element("span", { class: "soft" }, about));
    button.onclick = () => show([picked]);
    return element("li", {}, button);
  }

  function update(): void {
    if (!list.open) return;
    const found = inView();
    found.sort((a, b) => away(a) - away(b) || collator.compare(name(a), name(b)));
    // The row that has the focus keeps it while the map moves under it.
    const focused = [...rows.children].findIndex((row) => row.contains(document.activeElement));
    rows.replaceChildren(...found.slice(0, ROWS).map(row));
    rows.children[focused]?.querySelector("button")?.focus({ preventScroll: true });
    const rest = found.length - ROWS;
    const told = found.length > 0 ? word(config, "map_list_count").replace("{n}", String(found.length)) : word(config, "map_list_empty");
    count.textContent = rest > 0 ? `${told}. ${word(config, "map_list_more").replace("{n}", String(rest))}` : told;
  }

  near.onclick = async () => {
    here = here ? undefined : await whereAmI().catch(() => undefined);
    const sorted = here !== undefined;
    if (!sorted && near.getAttribute("aria-pressed") === "false") note.textContent = word(config, "map_list_denied");
    near.setAttribute("aria-pressed", String(sorted));
    update();
  };
  list.ontoggle = update;
  map.on("idle", update);
  return list;
}
