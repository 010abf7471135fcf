// Starts the worker that makes the portal readable without a network. Nothing of a page waits for this script.

import { workerAddress } from "./trust.ts";

/** The worker lies beside the manifest, at the portal's home. */
const manifest = document.querySelector<HTMLLinkElement>('link[rel="manifest"]');

async function start(address: URL): Promise<void> {
  const isFirst = !navigator.serviceWorker.controller;
  await navigator.serviceWorker.register(workerAddress(address.href), { updateViaCache: "none" });
  const { active } = await navigator.serviceWorker.ready;
  // This page came before the worker could see it.
  if (isFirst) active?.postMessage({ read: location.href.replace(/#.*$/, "") });
}

// Without HTTPS there is no worker to be had, and in some private windows neither: the portal is then as it ever was.
if (manifest && navigator.serviceWorker) start(new URL("sw.js", manifest.href)).catch((error: unknown) => console.info(error));
