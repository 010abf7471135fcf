// What a page costs on the wire.

/** Bytes by path as Chromium's network counts them: compressed, with headers. */
export async function countBytes(page) {
  const session = await page.context().newCDPSession(page);
  const paths = new Map();
  const sizes = new Map();
  session.on("Network.requestWillBeSent", ({ requestId, request }) => paths.set(requestId, new URL(request.url).pathname));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const path = paths.get(requestId);
    sizes.set(path, (sizes.get(path) ?? 0) + encodedDataLength);
  });
  await session.send("Network.enable");
  return sizes;
}
