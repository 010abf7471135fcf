// What a page tells of its tour (src/outputs/panoramas.rs writes it).

/** A way to another scene. */
export interface Step {
  to: string;
  title: string;
  /** Direction and length in words. */
  way: string;
  /** Degrees from north, clockwise, as all headings here. */
  heading: number;
}

/** Something to see. */
export interface Spot {
  title: string;
  text: string | null;
  heading: number;
  /** Degrees over the horizon. */
  pitch: number;
}

export interface Scene {
  id: string;
  title: string;
  alt: string;
  /** Where the photo's middle looks to. */
  heading: number;
  /** Where one looks first. */
  look: number;
  /** The whole photo in small. */
  base: string;
  /** Address of a tile, with `z-x-y` for columns of the level, column and row. */
  tiles: string;
  levels: { columns: number; side: number }[];
  steps: Step[];
  spots: Spot[];
}

export interface Tour {
  start: string;
  scenes: Scene[];
  words: Record<"help" | "here" | "go" | "scenes" | "steps" | "larger" | "smaller" | "full", string>;
}

export function readTour(figure: HTMLElement): Tour {
  const tour = JSON.parse(figure.dataset.tour!) as Tour;
  if (!tour.scenes.length) throw new Error("a tour without scenes");
  return tour;
}

const turn = (degrees: number) => ((degrees % 360) + 360) % 360;

/** A heading as the viewer's yaw in a scene, radians. */
export const yawOf = (scene: Scene, heading: number) => (turn(heading - scene.heading) * Math.PI) / 180;

/** The viewer's yaw in a scene as a heading. */
export const headingOf = (scene: Scene, yaw: number) => turn((yaw * 180) / Math.PI + scene.heading);
