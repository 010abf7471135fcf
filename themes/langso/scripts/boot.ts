// Decides when a figure (a map, a tour of 360° photos) may load the heavy module: never before it is in view and somebody uses the page, and on a weak
// phone only when asked.
// The drawing that stands in the page needs none of this.

interface Weak extends Navigator {
  connection?: { saveData?: boolean; effectiveType?: string };
  deviceMemory?: number;
}

const { connection, deviceMemory = 8 } = navigator as Weak;
const weak = connection?.saveData || /[23]g/.test(connection?.effectiveType ?? "") || deviceMemory <= 1;

function open(figure: HTMLElement): void {
  const stay = () => (figure.dataset.state = "static");
  // Ask the browser for WebGL before half a megabyte is sent for it.
  if (!document.createElement("canvas").getContext("webgl2")) return void stay();
  figure.dataset.state = "loading";
  const { module, shared } = figure.dataset;
  const load = (address: string) => import(new URL(address, document.baseURI).href);
  // It would be asked for only when the module that needs it is here: a whole round trip later.
  if (shared) load(shared).catch(stay);
  load(module!).then((map) => map.open(figure)).catch(stay);
}

function offer(figure: HTMLElement): void {
  const button = document.createElement("button");
  button.className = "button map-open";
  button.textContent = figure.dataset.openText!;
  button.onclick = () => {
    button.remove();
    open(figure);
  };
  figure.querySelector(".map-frame, .tour-frame")!.after(button);
}

const watcher = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    watcher.unobserve(target);
    open(target as HTMLElement);
  }
});

/** What says that somebody is at the page; a screen reader moves the focus and presses no key that the page hears. A map takes a slow phone seconds and 300 KB: that is not spent on a tab nobody looks at. */
const SIGNS = ["pointermove", "pointerdown", "wheel", "scroll", "keydown", "focusin"];

function whenUsed(start: () => void): void {
  const signs = new AbortController();
  const first = () => {
    signs.abort();
    start();
  };
  for (const sign of SIGNS) window.addEventListener(sign, first, { capture: true, passive: true, signal: signs.signal });
}

for (const figure of document.querySelectorAll<HTMLElement>("[data-map]")) {
  const { map, page } = figure.dataset;
  const watch = () => watcher.observe(figure);
  if (weak || map === "tap") offer(figure);
  // An address that says what to show was meant for this map.
  else if (page !== undefined && location.hash) watch();
  else whenUsed(watch);
}
