// Two drawings of one place, laid over each other, and a slider that moves the border between them.

import { element } from "./dom.ts";

document.querySelectorAll<HTMLElement>("[data-compare]").forEach((place, number) => {
  const id = `compare-${number}`;
  const slider = element("input", { id, type: "range", min: "0", max: "100", value: "50" });
  const move = (share: string) => {
    slider.value = share;
    slider.setAttribute("aria-valuetext", place.dataset.value!.replace("{n}", share));
    place.style.setProperty("--cut", `${share}%`);
  };
  slider.oninput = () => move(slider.value);
  // Who reaches an area with the keyboard has to see it.
  place.querySelector(".compare-before")?.addEventListener("focusin", () => move("100"));
  place.querySelector(".compare-after")?.addEventListener("focusin", () => move("0"));
  place.dataset.state = "ready";
  place.after(element("p", { class: "compare-slider" }, element("label", { for: id }, place.dataset.compare!), slider));
  move("50");
});
