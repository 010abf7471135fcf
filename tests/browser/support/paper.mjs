// Pages as they come from the printer: how many sheets, how large, and what a reader of codes finds on them.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const hasReader = ["zbarimg", "pdftoppm"].every((tool) => !spawnSync(tool, ["--version"]).error);

/** The sheets of a PDF as Chromium writes it. */
export const sheets = (pdf) => (pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length;

/** What a reader of codes finds, sheet by sheet. */
export function codes(pdf) {
  const folder = mkdtempSync(join(tmpdir(), "paper-"));
  try {
    writeFileSync(join(folder, "paper.pdf"), pdf);
    spawnSync("pdftoppm", ["-r", "300", "-png", "paper.pdf", "sheet"], { cwd: folder });
    const images = readdirSync(folder).filter((name) => name.endsWith(".png")).sort();
    return images.map((image) => {
      const { stdout } = spawnSync("zbarimg", ["--quiet", "--raw", image], { cwd: folder, encoding: "utf8" });
      return stdout.trim().split("\n").filter(Boolean);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
