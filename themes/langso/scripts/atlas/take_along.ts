// What one takes along of a picture: its address, the paper, the table of what is in view.

import { element } from "../dom.ts";
import { type MapConfig, word } from "../map/config.ts";

export interface Ways {
  print(): void;
  table(): void;
}

export function takeAlong(config: MapConfig, { print, table }: Ways): HTMLElement {
  const status = element("p", { class: "map-help", role: "status" });
  const button = (key: string, act: () => void) => {
    const made = element("button", { type: "button", class: "button" }, word(config, key));
    made.onclick = act;
    return made;
  };
  const address = element("input", { type: "text", readonly: "", class: "map-address", "aria-label": word(config, "map_sheet_address") });
  const copy = button("map_copy", async () => {
    address.value = location.href;
    address.select();
    // Without the right to write to the clipboard the selected address can be copied by hand.
    const copied = await navigator.clipboard?.writeText(location.href).then(() => true, () => false);
    status.textContent = copied ? word(config, "map_copied") : word(config, "map_copy_by_hand");
  });
  const panel = element("details", { class: "map-layers map-take" }, element("summary", {}, word(config, "map_take")), element("label", { class: "map-field" }, address), element("div", { class: "map-buttons" }, copy, button("map_print", print), button("map_table", table)), status);
  panel.ontoggle = () => (address.value = location.href);
  addEventListener("hashchange", () => (address.value = location.href));
  return panel;
}
