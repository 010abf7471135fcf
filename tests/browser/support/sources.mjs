// Files of the project that checks read: these run as copies beside their packages, so that no path of their own leads there.

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Where a file of the repository is. LANGSO_SOURCES is the repository's root: tests/browser.rs sets it. */
export function sourcePath(path) {
  const root = process.env.LANGSO_SOURCES;
  if (!root) throw new Error("LANGSO_SOURCES must name the root of the repository");
  return join(root, path);
}

/** The text of a file, by its path from the root of the repository. */
export const source = (path) => readFileSync(sourcePath(path), "utf8");
