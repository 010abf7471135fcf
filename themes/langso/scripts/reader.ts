// A reader's own size of text and contrast, kept on this device. It runs before the page is drawn, so that nothing jumps; without
// it the switches are not shown, and the page follows the browser's own settings.

export {};

const KEY = "langso-reader";
const VALUES: Record<string, string[]> = { text: ["2", "3"], contrast: ["more"] };
const root = document.documentElement;

/** A browser may forbid to keep anything: the choice then holds for this page. */
const kept = (): Record<string, unknown> => {
  try {
    return Object(JSON.parse(localStorage.getItem(KEY) ?? "{}"));
  } catch {
    return {};
  }
};

function keep(): void {
  const { text, contrast } = root.dataset;
  try {
    localStorage.setItem(KEY, JSON.stringify({ text: text ?? "", contrast: contrast ?? "" }));
  } catch {}
}

function set(name: string, value: unknown): void {
  if (VALUES[name]!.includes(String(value))) root.dataset[name] = String(value);
  else delete root.dataset[name];
}

const choice = kept();
set("text", choice.text);
// Who asked the system for more contrast, and never chose here, gets it.
set("contrast", choice.contrast ?? (matchMedia("(prefers-contrast: more)").matches ? "more" : ""));
root.classList.add("scripted");

const show = (button: HTMLElement): void =>
  button.setAttribute("aria-pressed", String((root.dataset[button.dataset.set!] ?? "") === button.dataset.value));
const buttons = () => document.querySelectorAll<HTMLElement>("[data-set]");

document.addEventListener("DOMContentLoaded", () => buttons().forEach(show));
document.addEventListener("click", ({ target }) => {
  const button = (target as Element).closest<HTMLElement>("[data-set]");
  if (!button) return;
  const { set: name, value } = button.dataset;
  // A switch that is on goes off; of several sizes one is always on.
  set(name!, name === "contrast" && root.dataset.contrast ? "" : value);
  keep();
  buttons().forEach(show);
});
// The panel lies over the page: it closes like a menu.
document.addEventListener("keydown", ({ key }) => {
  const open = document.querySelector<HTMLDetailsElement>(".reader[open]");
  if (key !== "Escape" || !open) return;
  open.open = false;
  open.querySelector("summary")!.focus();
});
