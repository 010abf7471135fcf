// What is known of the features that were picked: read aloud by a screen reader, closed by its button.

import { element } from "../dom.ts";
import { type MapConfig, ofData, word } from "./config.ts";
import type { Picked } from "./pick.ts";

/** Heading and value. */
export type Fact = [heading: string, value: string];

/** `more` knows what a picture shows beyond the layer's columns. */
export function featureCard(config: MapConfig, more: (picked: Picked) => Fact[]): { element: HTMLElement; show(picked: Picked[]): void; hide(): void } {
  const list = element("div", { class: "map-card-list" });
  const close = element("button", { type: "button", class: "map-card-close", "aria-label": word(config, "map_close") }, "×");
  const card = element("div", { class: "map-card", role: "region", "aria-live": "polite", "aria-label": word(config, "map_card") });
  const hide = () => card.replaceChildren();
  close.onclick = hide;
  return {
    element: card,
    hide,
    show(picked) {
      list.replaceChildren(...(picked.length > 0 ? picked.map((one) => entry(config, one, more(one))) : [element("p", {}, word(config, "map_nothing_here"))]));
      card.replaceChildren(close, list);
    },
  };
}

function entry(config: MapConfig, { layer, properties }: Picked, more: Fact[]): HTMLElement {
  const name = text(properties._name) || layer.title;
  const url = text(properties._url);
  const link = (): HTMLElement => element("a", { href: url, ...(config.original ? { hreflang: config.original } : {}) }, name);
  const title = element("h3", { class: "map-card-title", ...ofData(config) }, url ? link() : name);
  const kind = element("p", { class: "map-card-layer" }, element("span", ofData(config), layer.title), layer.former ? ` (${word(config, "map_former")})` : "");
  const facts = element("dl", { class: "map-card-facts", ...ofData(config) });
  for (const [column, heading] of layer.fields) {
    const value = text(properties[column]);
    if (value && value !== name) facts.append(element("dt", {}, heading), element("dd", {}, value));
  }
  for (const [heading, value] of more) facts.append(element("dt", {}, heading), element("dd", {}, value));
  return element("section", { class: "map-card-entry" }, kind, title, ...(facts.childElementCount > 0 ? [facts] : []));
}

const text = (value: unknown): string => (value === null || value === undefined ? "" : String(value));
