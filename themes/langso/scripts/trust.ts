// Trusted Types: on the portal's pages text becomes markup, or the address of a script, only by the leave given here
// (`outputs/globals.rs`). A browser that knows no such types asks for none.

interface Rules {
  createScriptURL?: (url: string) => string | null;
  createHTML?: (html: string, type: string, sink: string) => string | null;
}

interface Factory {
  createPolicy(name: "langso" | "default", rules: Rules): { createScriptURL(url: string): string };
}

const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;

const only = (address: string) => (url: string) => (url === address ? url : null);

/** The address of the worker, as the browser wants it. */
export function workerAddress(address: string): string {
  return factory?.createPolicy("langso", { createScriptURL: only(address) }).createScriptURL(address) ?? address;
}

/** Leave for a map: it starts one worker, and parses the names of sources, of which it keeps the harmless parts. */
export function trustMap(worker: string): void {
  const createHTML = (html: string, _type: string, sink: string) => (sink === "DOMParser parseFromString" ? html : null);
  factory?.createPolicy("default", { createScriptURL: only(worker), createHTML });
}

/** Leave for the viewer of tours, which writes its buttons as markup; what editors wrote reaches it as text. */
export function trustViewer(): void {
  factory?.createPolicy("default", { createHTML: (html) => html });
}
