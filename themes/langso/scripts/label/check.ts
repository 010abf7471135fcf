// What a label says, and whether the portal signed it: Ed25519 over the words that `outputs/products/seal.rs` signs.

import { verifyAsync } from "@noble/ed25519";

export interface Label {
  /** "3" to "5"; "0" for none. */
  stars: string;
  /** The last day of the stars, as `2028-10-15`; empty for none. */
  until: string;
  signature: Uint8Array<ArrayBuffer>;
}

/** A byte for the stars, two for their last day, counted from the first of 1970, and 64 of the signature. */
const LABEL = /^#nhan=([\w-]{90})$/;
const DAY = 24 * 60 * 60 * 1000;

const bytes = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

/** What stands behind the address; nothing when that is no label. */
export function readLabel(hash: string): Label | undefined {
  const [, letters] = LABEL.exec(hash) ?? [];
  if (letters === undefined) return undefined;
  const [stars = 0, high = 0, low = 0, ...signature] = bytes(letters.replaceAll("-", "+").replaceAll("_", "/"));
  const days = high * 256 + low;
  return { stars: String(stars), until: days === 0 ? "" : new Date(days * DAY).toISOString().slice(0, 10), signature: new Uint8Array(signature) };
}

/** `address` is the product's, `key` the portal's, in base64. Nothing where the browser lends no digests: by http. */
export async function isGenuine({ stars, until, signature }: Label, address: string, key: string): Promise<boolean | undefined> {
  if (!globalThis.crypto?.subtle) return undefined;
  const words = `langso label 1\n${address}\n${stars}\n${until}\n`;
  return verifyAsync(signature, new TextEncoder().encode(words), bytes(key)).catch(() => false);
}
