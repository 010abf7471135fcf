// What is known of the features that were picked: read aloud by a screen reader, closed by its button.

import { element, spoken } from "../dom.ts";
import { type MapConfig, word } from "./config.ts";
import { language, leadsTo, type Picked } from "./pick.ts";

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

function entry(config: MapConfig, picked: Picked, more: Fact[]): HTMLElement {
  const { layer, properties } = picked;
  const name = text(properties._name) || layer.title;
  const url = text(properties._url);
  const elsewhere = leadsTo(picked);
  const title = element("h3", { class: "map-card-title", ...spoken(language(picked)) }, url ? element("a", { href: url, ...(elsewhere ? { hreflang: elsewhere } : {}) }, name) : name);
  const kind = element("p", { class: "map-card-layer" }, element("span", spoken(layer.lang), layer.title), layer.former ? ` (${word(config, "map_former")})` : "");
  if (layer.sample || properties._sample) kind.append(" ", element("strong", { class: "tag" }, word(config, "map_sample")));
  const facts = element("dl", { class: "map-card-facts", ...spoken(layer.lang) });
  for (const [column, heading] of layer.fields) {
    const value = text(properties[column]);
    if (value && value !== name) facts.append(element("dt", {}, heading), element("dd", {}, link(value)));
  }
  for (const [heading, value] of more) facts.append(element("dt", {}, heading), element("dd", {}, value));
  return element("section", { class: "map-card-entry" }, kind, title, ...(facts.childElementCount > 0 ? [facts] : []));
}

/** Four digits are a year as often as a number, and read well either way. */
const number = (value: number): string => value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 6, useGrouping: Math.abs(value) >= 10_000 });

const text = (value: unknown): string => (typeof value === "number" ? number(value) : value === null || value === undefined ? "" : String(value));

/** A whole address leads where it says. */
function link(value: string): HTMLElement | string {
  if (!/^https?:\/\/\S+$/.test(value)) return value;
  return element("a", { href: value, rel: "external" }, value.replace(/^https?:\/\/(www\.)?/, "").split("/")[0]!);
}
