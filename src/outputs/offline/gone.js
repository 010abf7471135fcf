// No page of this portal is kept on devices: what an earlier worker kept is taken away, and then the worker itself.
const OWN = "langso:" + new URL("./", self.location).pathname + ":";
const takeAway = async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(OWN)).map((name) => caches.delete(name)));
  await self.registration.unregister();
};
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(takeAway()));
