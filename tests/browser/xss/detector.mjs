// Sees a payload at work, or about to be: code that ran, a dialog, a violation of the policy, a request to another host, a page
// that went elsewhere, and markup that would run on a click.

/** Nothing of the tests goes out into the world, whatever a payload asks for. (Playwright's routes would do it, without a cache.) */
export const SHUT_IN = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost";

/** A context in which everything of that kind is told to `seen`, as { id?, what }. */
export async function watchedContext(browser, seen, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "vi-VN", ...options });
  await context.exposeBinding("__xss", ({ page }, id) => void seen.push({ id, what: `ran on ${page.url()}` }));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
  });
  context.on("console", (message) => {
    if (/CSP:|Content Security Policy|Content-Security-Policy/.test(message.text())) seen.push({ what: `the policy had to step in on ${message.page()?.url()}: ${message.text()}` });
  });
  context.on("dialog", (dialog) => {
    seen.push({ what: `a dialog: ${dialog.message()}` });
    dialog.dismiss().catch(() => {});
  });
  context.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (["http:", "https:"].includes(protocol) && hostname !== "localhost") seen.push({ what: `asked ${request.url()} from ${request.frame().url()}` });
  });
  return context;
}

/** Markup that would run code, or lead elsewhere without being asked, when somebody touches it. */
export function armed(page) {
  return page.evaluate(() => {
    const found = [];
    const tell = (element, why) => found.push(`${why}: ${(element.outerHTML ?? "").slice(0, 200)}`);
    const roots = [document];
    for (const root of roots) {
      for (const element of root.querySelectorAll("*")) {
        if (element.shadowRoot) roots.push(element.shadowRoot);
        if (element.localName === "template") roots.push(element.content);
        const name = element.localName.replace(/^.*:/, "");
        const refresh = name === "meta" && element.httpEquiv && !element.content.startsWith("default-src 'none'; script-src 'self';");
        if (["iframe", "object", "embed", "applet", "base", "frame", "frameset", "portal", "animate", "set", "foreignobject"].includes(name.toLowerCase()) || refresh) tell(element, "element");
        // Ours leads to the portal's own search.
        const ours = element.matches("form[role=search]") && element.getAttribute("action")?.endsWith("/tim-kiem/");
        if (name === "form" && element.getAttribute("action") && !ours) tell(element, "form that sends");
        if (name === "style" && !element.closest("svg, .maplibregl-map") && !element.hasAttribute("data-test")) tell(element, "style");
        if (name === "script" && element.type !== "application/ld+json" && !/^\/assets\//.test(element.getAttribute("src") ?? "")) tell(element, "script");
        if (name === "link" && !["canonical", "alternate", "preload", "stylesheet", "icon", "apple-touch-icon", "search", "manifest", "modulepreload"].includes(element.rel)) tell(element, "link");
        for (const { name: attribute, value } of element.attributes) {
          const own = attribute.toLowerCase().replace(/^.*:/, "");
          if (/^on/.test(own)) tell(element, "handler");
          if (["srcdoc", "ping", "formaction", "popovertarget"].includes(own)) tell(element, "attribute");
          if (!["href", "src", "action", "data", "poster", "background", "to", "values", "from"].includes(own)) continue;
          const url = value.replace(/[\u0000-\u0020]/g, "");
          if (/^(javascript|vbscript|blob|view-source|filesystem):/i.test(url) || (/^data:/i.test(url) && !(name === "img" && /^data:image\/(png|webp|jpeg)/i.test(url)))) tell(element, "address");
          if (/^(https?:)?\/\/(?!localhost)/i.test(url) && !["a", "link"].includes(name)) tell(element, "from another host");
        }
      }
    }
    return found;
  });
}
