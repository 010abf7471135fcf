// Colours of the map that follow the page's light or dark scheme. The values are in styles/00-tokens.css and nowhere else.

export interface Palette {
  water: string;
  land: string;
  text: string;
  halo: string;
  seaText: string;
  here: string;
  edge: string;
  dark: boolean;
}

const dark = matchMedia("(prefers-color-scheme: dark)");

/** A custom property of the page. */
export const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function readPalette(): Palette {
  return {
    water: token("--map-water"),
    land: token("--map-land"),
    text: token("--map-text"),
    halo: token("--map-halo"),
    seaText: token("--map-sea-text"),
    here: token("--map-here-line"),
    edge: token("--map-edge"),
    dark: dark.matches,
  };
}

export function onPaletteChange(repaint: () => void): void {
  dark.addEventListener("change", repaint);
}
