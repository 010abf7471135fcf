// The whole-page map's own part: units coloured by figures. map.ts imports this module where the figure names it.

import type { Map } from "maplibre-gl";
import { before } from "./atlas/before.ts";
import { hatching, paint, unpaint } from "./atlas/choropleth.ts";
import { classify } from "./atlas/classes.ts";
import { type LegendRow, legend } from "./atlas/legend.ts";
import { type Column, type Measure, Verdict, loadCodes, loadColumn, loadMeasures } from "./atlas/measures.ts";
import { notes } from "./atlas/notes.ts";
import { type Choice, measurePanel } from "./atlas/panel.ts";
import { NOT_ASKED, type Scale, UNKNOWN, figureScale, verdictScale } from "./atlas/scale.ts";
import { readChoice, writeChoice } from "./atlas/state.ts";
import { printSheet } from "./atlas/sheet.ts";
import { type Twin, swipe } from "./atlas/swipe.ts";
import { asTable, save } from "./atlas/table.ts";
import { takeAlong } from "./atlas/take_along.ts";
import type { Fact } from "./map/card.ts";
import { type MapConfig, type MapLayer, word } from "./map/config.ts";
import type { Picked } from "./map/pick.ts";
import { onPaletteChange, token } from "./map/palette.ts";
import { provideImages } from "./map/signs.ts";
import { type Added, HATCH, type Painting } from "./map/style.ts";

/** What map.ts lends: the map, and how to have its style made anew with more on it. */
export interface Host {
  map: Map;
  config: MapConfig;
  restyle(added: Added): void;
  /** Makes sure that a layer is drawn. */
  reveal(layer: string): void;
  /** The layers that are drawn. */
  layers(): MapLayer[];
  inView(): Picked[];
  twin: Twin;
  /** Address of the module that makes QR codes. */
  qr: string | undefined;
}

/** What map.ts gets: panels above and below that of the layers, and what is known of a unit beyond its layer. */
export interface Atlas {
  above: HTMLElement[];
  below: HTMLElement[];
  /** Whether a click is a point of a drawing. */
  drawing(): boolean;
  facts(layer: string, code: string): Fact[];
}

/** A measure with all that its picture needs. */
interface Loaded {
  columns: Column[];
  codes: string[];
  layer: string;
}

export async function open({ map, config, restyle, reveal, layers, inView, twin, qr }: Host): Promise<Atlas> {
  const list = config.measures ? await loadMeasures(config.measures) : { levels: {}, measures: [], words: {} };
  const say = (key: string) => (list.words as Record<string, string>)[key] ?? key;
  const number = (figure: number) => figure.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 6 });
  const kept = new globalThis.Map<string, Promise<Loaded>>();
  let now: { choice: Choice; loaded: Loaded; scale: Scale } | undefined;

  const load = (measure: Measure): Promise<Loaded> => {
    const known = kept.get(measure.id);
    if (known) return known;
    const { layer, codes } = list.levels[measure.level]!;
    const loading = Promise.all([loadCodes(codes), ...measure.columns.map(([, address]) => loadColumn(address))]).then(([codes, ...columns]) => ({ codes, columns, layer }));
    kept.set(measure.id, loading);
    loading.catch(() => kept.delete(measure.id));
    return loading;
  };

  const panel = measurePanel(list, readChoice(list.measures) !== undefined, (choice) => void choose(choice));
  const hatch = () => ({ ground: token("--bg"), line: token("--line-strong") });
  const prepare = (map: Map) => provideImages(map, config.icons, hatching(map, hatch));
  prepare(map);
  const beside = swipe(map, twin, prepare);
  // One line over the map is enough: of the two comparisons each ends the other.
  let years = false;
  const past = before(map, config, beside, () => {
    years = false;
    if (now?.choice.beside !== undefined) void choose({ ...now.choice, beside: undefined });
  });

  async function choose(choice: Choice | undefined): Promise<void> {
    writeChoice(choice);
    panel.say("");
    if (now && now.choice.measure.level !== choice?.measure.level) unpaint(map, now.loaded.layer);
    if (!choice) {
      endYears();
      now = undefined;
      panel.show(undefined);
      return restyle({ painting: undefined });
    }
    try {
      const loaded = await load(choice.measure);
      now = { choice, loaded, scale: scaleOf(choice, loaded) };
      reveal(loaded.layer);
      draw();
    } catch {
      panel.say(say("measure_failed"));
    }
  }

  /** One scale for all years, so that they can be compared. */
  function scaleOf({ measure, method, typed }: Choice, { columns }: Loaded): Scale {
    const figures = columns.flatMap((column) => [...column.figures].filter(Number.isFinite));
    return figures.length > 0 ? figureScale(classify(figures, method, typed, measure.limit), measure.limit, say, number) : verdictScale(say);
  }

  function draw(): void {
    if (!now) return;
    const { choice, loaded, scale } = now;
    const stepsOf = (column: Column) => Int8Array.from(loaded.codes, (_, unit) => (column.verdicts[unit] === Verdict.notAsked ? NOT_ASKED : scale.of(column, unit)));
    const steps = stepsOf(loaded.columns[choice.year]!);
    const painting: Painting = {
      layer: loaded.layer,
      colours: scale.steps.map(({ token: name }, step) => (choice.hidden.has(step) ? undefined : token(name))),
      hatched: !choice.hidden.has(UNKNOWN),
    };
    restyle({ painting });
    paint(map, loaded.layer, loaded.codes, steps);
    const when = (year: number) => choice.measure.columns[year]![0];
    compare(choice, painting, when, loaded, stepsOf);
    panel.show(choice, legend(rows(steps)));
    tellZoom();
  }

  /** The year beside this one. */
  function compare({ year, beside: other }: Choice, painting: Painting, when: (year: number) => string, { codes, columns, layer }: Loaded, stepsOf: (column: Column) => Int8Array): void {
    if (other === undefined || other === year) return endYears();
    past.hide();
    years = true;
    const finish = (map: Map) => paint(map, layer, codes, stepsOf(columns[other]!));
    beside.show({ picture: { painting }, left: when(year), right: when(other), label: say("measure_beside_slider"), isThere: (map) => map.getSource(layer) !== undefined, finish });
  }

  function endYears(): void {
    if (years) beside.hide();
    years = false;
  }

  /** From far away the layer is not drawn, and so are its colours. */
  function tellZoom(): void {
    const least = config.layers.find(({ id }) => id === now?.loaded.layer)?.min_zoom ?? 0;
    if (now) panel.say(map.getZoom() < least ? say("measure_zoom") : "");
  }

  function rows(steps: Int8Array): LegendRow[] {
    const { choice, scale } = now!;
    const row = (step: number, own: Partial<LegendRow> & { label: string }): LegendRow => ({
      ...own,
      count: steps.filter((one) => one === step).length,
      shown: !choice.hidden.has(step),
      toggle: () => {
        const hidden = new Set(choice.hidden);
        if (!hidden.delete(step)) hidden.add(step);
        void choose({ ...choice, hidden }).then(() => panel.element.querySelectorAll<HTMLElement>(".map-legend button")[step < 0 ? scale.steps.length : step]?.focus());
      },
    });
    return [...scale.steps.map((step, at) => row(at, step)), row(UNKNOWN, { label: say("state_no_data") })];
  }

  map.on("zoomend", tellZoom);
  onPaletteChange(() => {
    if (map.hasImage(HATCH)) map.removeImage(HATCH);
    draw();
  });
  panel.show(undefined);
  void choose(readChoice(list.measures));

  const title = () => (now ? `${now.choice.measure.title}, ${now.choice.measure.columns[now.choice.year]![0]}` : document.title);
  const ways = {
    print: () => printSheet(map, config, { title: title(), legend: panel.element.querySelector(".map-measure")?.cloneNode(true) as HTMLElement, layers: layers() }),
    table: () => {
      const headings = { layer: word(config, "map_table_layer"), name: word(config, "map_table_name"), address: word(config, "map_sheet_address") };
      const more = ({ layer, properties }: Picked) => facts(layer.id ?? "", String(properties._code));
      save("ban-do.csv", "text/csv", asTable(inView(), more, headings));
    },
  };
  const own = notes(map, config, (own) => restyle({ own }));
  const above = [...(past.element ? [past.element] : []), ...(list.measures.length > 0 ? [panel.element] : [])];
  return { above, below: [own.element, takeAlong(config, ways, qr)], facts, drawing: own.drawing };

  function facts(layer: string, code: string): Fact[] {
    if (!now || layer !== now.loaded.layer) return [];
    const unit = now.loaded.codes.indexOf(code);
    const { measure } = now.choice;
    return measure.columns.flatMap(([when], at): Fact[] => {
      const column = now!.loaded.columns[at]!;
      return column.verdicts[unit] === Verdict.notAsked ? [] : [[`${measure.title}, ${when}`, known(column, unit, measure.unit)]];
    });
  }

  function known({ figures, verdicts }: Column, unit: number, measured: string | null): string {
    const verdict = { [Verdict.met]: say("state_met"), [Verdict.notMet]: say("state_not_met"), [Verdict.apart]: say("state_not_applicable") }[verdicts[unit]!];
    const figure = figures[unit]!;
    if (!Number.isFinite(figure)) return verdict ?? say("state_no_data");
    const text = measured ? `${number(figure)} ${measured}` : number(figure);
    return verdict ? `${text} (${verdict})` : text;
  }
}
