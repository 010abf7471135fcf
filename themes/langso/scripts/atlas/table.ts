// What is in view as a table that Excel opens right by a double click.

import type { Fact } from "../map/card.ts";
import type { Picked } from "../map/pick.ts";

/** A cell that a spreadsheet would take for a formula is text. */
const cell = (value: string): string => {
  const safe = /^[=+\-@\t\r]/.test(value) && !/^-?[\d.,]+$/.test(value) ? `'${value}` : value;
  return /[";\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** One row a feature; columns of all layers, and of what is coloured. Semicolons and a byte order mark, as Vietnamese Excel wants. */
export function asTable(picked: Picked[], more: (picked: Picked) => Fact[], headings: { layer: string; name: string; address: string }): string {
  const rows = picked.map((one) => {
    const { layer, properties, at } = one;
    const row = new globalThis.Map([[headings.layer, layer.title], [headings.name, String(properties._name ?? "")]]);
    for (const [column, heading] of layer.fields) row.set(heading, String(properties[column] ?? ""));
    for (const [heading, value] of more(one)) row.set(heading, value);
    if ("geometry" in layer && layer.geometry === "point" && at) row.set("lon", at[0].toFixed(5)).set("lat", at[1].toFixed(5));
    if (properties._url) row.set(headings.address, new URL(String(properties._url), location.href).href);
    return row;
  });
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const lines = [columns, ...rows.map((row) => columns.map((column) => row.get(column) ?? ""))];
  return `\ufeff${lines.map((line) => line.map(cell).join(";")).join("\r\n")}\r\n`;
}

export function save(name: string, type: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
