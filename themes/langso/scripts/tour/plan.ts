// The drawn plan: which scene one is in, and which way one looks.

export interface Plan {
  show(scene: string, heading: number): void;
  turn(heading: number): void;
}

/** Says of one of several that it is where one is. */
export function mark(element: Element, here: boolean): void {
  if (here) element.setAttribute("aria-current", "true");
  else element.removeAttribute("aria-current");
}

export function planOn(article: Element): Plan {
  const drawing = article.querySelector<SVGElement>(".site-plan");
  const up = Number(drawing?.dataset.up ?? 0);
  let current: SVGElement | null = null;
  const turn = (heading: number) => {
    const cone = current?.querySelector(".plan-view");
    const place = cone?.getAttribute("transform")?.replace(/rotate\(.*\)/, "");
    cone?.setAttribute("transform", `${place}rotate(${(heading - up).toFixed(1)})`);
  };
  return {
    turn,
    show(scene, heading) {
      current = null;
      for (const link of drawing?.querySelectorAll<SVGElement>("a[data-scene]") ?? []) {
        const here = link.dataset.scene === scene;
        mark(link, here);
        if (here) current = link;
      }
      turn(heading);
    },
  };
}
