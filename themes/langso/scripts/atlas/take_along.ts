// What one takes along of a picture: its address, as text, as a QR code and as code for other sites; the paper; the table of what is
// in view.

import { element } from "../dom.ts";
import { type MapConfig, word } from "../map/config.ts";

export interface Ways {
  print(): void;
  table(): void;
}

/** `qr` is the address of the module that makes QR codes; it is loaded when somebody wants one. */
export function takeAlong(config: MapConfig, { print, table }: Ways, qr: string | undefined): HTMLElement {
  const say = (key: string) => word(config, key);
  const status = element("p", { class: "map-help", role: "status" });
  const button = (key: string, act: () => void) => {
    const made = element("button", { type: "button", class: "button" }, say(key));
    made.onclick = act;
    return made;
  };
  const field = (name: string, label: string) => element("input", { type: "text", readonly: "", class: name, "aria-label": say(label) });
  const address = field("map-address", "map_sheet_address");
  const code = field("map-embed-code", "map_embed_code");
  const picture = element("div", { class: "map-qr", role: "img", "aria-label": say("map_qr"), hidden: "" });

  /** Without the right to write to the clipboard the selected text can be copied by hand. */
  async function copy(from: HTMLInputElement, done: string): Promise<void> {
    tell();
    from.select();
    const copied = await navigator.clipboard?.writeText(from.value).then(() => true, () => false);
    status.textContent = copied ? say(done) : say("map_copy_by_hand");
  }

  async function draw(): Promise<void> {
    const { qrCode } = (await import(new URL(qr!, document.baseURI).href)) as typeof import("../qr.ts");
    const made = qrCode(location.href);
    picture.replaceChildren(...(made ? [made] : []));
    picture.hidden = !made;
    status.textContent = made ? "" : say("map_qr_long");
  }

  function tell(): void {
    address.value = location.href;
    code.value = iframe(config.embed + location.hash, document.title);
    // The code of another view would lead astray.
    if (!picture.hidden) picture.hidden = true;
  }

  const panel = element(
    "details",
    { class: "map-layers map-take" },
    element("summary", {}, say("map_take")),
    element("label", { class: "map-field" }, address),
    element("div", { class: "map-buttons" }, button("map_copy", () => void copy(address, "map_copied")), ...(qr ? [button("map_qr", () => void draw())] : []), button("map_print", print), button("map_table", table)),
    picture,
    element("label", { class: "map-field" }, element("span", {}, say("map_embed_code")), code),
    element("div", { class: "map-buttons" }, button("map_embed_copy", () => void copy(code, "map_embed_copied"))),
    status,
  );
  panel.ontoggle = tell;
  addEventListener("hashchange", tell);
  return panel;
}

/** A frame for another site's page: as wide as its place there, loaded when it is near. */
function iframe(address: string, title: string): string {
  const frame = element("iframe", { src: address, title, width: "100%", height: "520", loading: "lazy", allow: "fullscreen; geolocation" });
  return frame.outerHTML;
}
