// Sizes and days as the page's language writes them, and the words that a page hands over.

const lang = document.documentElement.lang;

/** 84 KB, 1,2 MB. */
export function size(bytes: number): string {
  const [value, unit] = bytes < 1024 * 1024 ? [Math.ceil(bytes / 1024), "KB"] : [bytes / 1024 / 1024, "MB"];
  return `${value.toLocaleString(lang, { maximumFractionDigits: 1 })} ${unit}`;
}

export const day = (iso: string) => new Date(iso).toLocaleDateString(lang);

/** A word of an element's `data-`, with its holes filled. */
export function word(element: HTMLElement, name: string, holes: Record<string, string> = {}): string {
  return (element.dataset[name] ?? name).replace(/\{(\w+)\}/g, (hole, key: string) => holes[key] ?? hole);
}

export function button(text: string, pressed: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = text;
  made.onclick = pressed;
  return made;
}
