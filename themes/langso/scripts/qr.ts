// QR codes of addresses, made in the browser: no other host learns what somebody looks at.

import { encode } from "uqr";
import { drawn } from "./dom.ts";

/** Modules around the code that stay empty (ISO/IEC 18004). */
const QUIET = 4;

/** None where the text is too long for any code. */
export function qrCode(text: string): SVGElement | undefined {
  let code: ReturnType<typeof encode>;
  try {
    code = encode(text, { ecc: "M", border: QUIET });
  } catch {
    return undefined;
  }
  const path = code.data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  const { size } = code;
  // Always dark on light: many readers know no other.
  return drawn("svg", { viewBox: `0 0 ${size} ${size}`, "shape-rendering": "crispEdges" }, drawn("rect", { width: String(size), height: String(size), fill: "#fff" }), drawn("path", { d: path, fill: "#000" }));
}
