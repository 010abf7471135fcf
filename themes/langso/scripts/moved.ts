// On a page that only leads to another one: goes there with what stands behind the address, which a refresh would drop (a label's signature, a place within the page).

const target = document.querySelector<HTMLAnchorElement>("main a");
if (target) location.replace(target.href.replace(/#.*/, "") + (location.hash || target.hash));
