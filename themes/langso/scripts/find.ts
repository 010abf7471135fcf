// The box that finds a name: what is chosen opens its page.

import { findBox } from "./find/box.ts";

document.querySelectorAll<HTMLElement>("[data-find]").forEach((place, number) => findBox(place, number, ([, , , url]) => location.assign(url)));
