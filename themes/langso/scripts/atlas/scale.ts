// Classes -> what a legend says and the map draws: a token of the palette for each step (styles/47-series.css).

import { type Classes, classOf } from "./classes.ts";
import { type Column, type Limit, Verdict } from "./measures.ts";

/** Of units that nothing is known of: they are hatched. */
export const UNKNOWN = -1;
/** Of units that the set is not for: they are ground. */
export const NOT_ASKED = -2;

export interface Step {
  /** Custom property with its colour. */
  token: string;
  label: string;
}

export interface Scale {
  steps: Step[];
  /** The step of a unit; `UNKNOWN` where nobody published anything. */
  of(column: Column, unit: number): number;
}

/** Words with `{from}` and `{to}`, and those of verdicts. */
type Say = (key: string) => string;

export function figureScale(classes: Classes, limit: Limit | null, say: Say, number: (figure: number) => string): Scale {
  const count = classes.limits.length + 1;
  const upper = limit ? classes.limits.indexOf(limit.value) + 1 : 0;
  const token = (step: number) => {
    if (!limit) return `--seq-${count === 1 ? 3 : 1 + Math.round((4 * step) / (count - 1))}`;
    const above = step >= upper;
    const away = Math.min(4, above ? step - upper + 1 : upper - step);
    return `--${above === (limit.met === "above") ? "met" : "short"}-${away}`;
  };
  const words = classes.side === "above" ? ["class_from_to", "class_below", "class_from"] : ["class_over_to", "class_up_to", "class_over"];
  const label = (step: number) => {
    const [from, to] = [classes.limits[step - 1], classes.limits[step]];
    const word = from === undefined ? (to === undefined ? "measure_all" : words[1]!) : to === undefined ? words[2]! : words[0]!;
    return say(word).replace("{from}", number(from ?? 0)).replace("{to}", number(to ?? 0));
  };
  return {
    steps: Array.from({ length: count }, (_, step) => ({ token: token(step), label: label(step) })),
    of: ({ figures }, unit) => (Number.isFinite(figures[unit]!) ? classOf(classes, figures[unit]!) : UNKNOWN),
  };
}

/** Where nobody published a figure, only what was judged. */
export function verdictScale(say: Say): Scale {
  const steps: Record<number, number> = { [Verdict.met]: 0, [Verdict.notMet]: 1, [Verdict.apart]: 2 };
  return {
    steps: [
      { token: "--met-2", label: say("state_met") },
      { token: "--short-2", label: say("state_not_met") },
      { token: "--seq-1", label: say("state_not_applicable") },
    ],
    of: ({ verdicts }, unit) => steps[verdicts[unit]!] ?? UNKNOWN,
  };
}
