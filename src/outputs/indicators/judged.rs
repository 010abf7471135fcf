//! Results of one indicator, year by year: drawn and counted when the page is made, not when it is planned.

use serde::Serialize;
use tera::Value;

use super::scale::{Scale, ScaleWords};
use crate::digest::Sealed;
use crate::domain::record::{IndicatorHandle, Outcome};
use crate::domain::threshold::{Said, State, Threshold, state};
use crate::render::chart::{Step, legend};
use crate::render::map::{MapSeries, Sheet, draw_series};
use crate::text::{self, Date};

/// Years with a map of their own; the table has all.
const MAPS: usize = 6;

/// A unit on the page.
#[derive(Clone, Serialize)]
pub(super) struct Place {
    pub name: String,
    pub url: String,
    /// Its position among the areas of the map.
    pub area: Option<usize>,
}

/// One indicator of the communes of a province, before it is judged. `places` are in the order of the handle's units.
#[derive(Serialize)]
pub(super) struct Measured {
    pub handle: IndicatorHandle,
    pub places: Sealed<Vec<Place>>,
    pub map: Option<Sealed<MapSeries>>,
    pub scale: ScaleWords,
    pub words: Words,
}

/// Words of the drawings and cells.
#[derive(Clone, Serialize)]
pub(super) struct Words {
    /// "{indicator}, {year}".
    pub title: String,
    pub no_data: String,
    pub not_asked: String,
    pub met: String,
    pub failed: String,
    pub nearly: String,
    pub apart: String,
}

/// A year as templates see it.
#[derive(Serialize)]
struct Year {
    year: String,
    with_data: usize,
    met: usize,
    failed: usize,
    median: Option<f64>,
    least: Option<f64>,
    most: Option<f64>,
    steps: Vec<Step>,
    /// Units without a result.
    open: usize,
}

#[derive(Serialize)]
struct Row {
    name: String,
    url: String,
    /// One a year; `none` where there is no result.
    cells: Vec<Option<Cell>>,
}

#[derive(Serialize)]
struct Cell {
    text: String,
    state: State,
}

impl Measured {
    /// The years with their drawings, and the rows, as templates see them.
    pub(super) fn judged(&self) -> (Value, Value) {
        let years = self.years();
        let results: Vec<Vec<Option<&Outcome>>> =
            (0..self.places.len()).map(|place| years.iter().map(|&year| self.of(place, year)).collect()).collect();
        let figures: Vec<f64> = results.iter().flatten().flatten().filter_map(|outcome| outcome.figure()).collect();
        let scale = Scale::new(&figures, self.handle.threshold_of_all());
        let states: Vec<Vec<State>> = (results.iter().enumerate())
            .map(|(place, row)| row.iter().map(|outcome| self.state(place, *outcome)).collect())
            .collect();

        let mut views = Vec::new();
        let mut sheets = Vec::new();
        let mut legends = Vec::new();
        for (at, year) in years.iter().enumerate().rev() {
            let column: Vec<(Option<&Outcome>, State)> =
                results.iter().zip(&states).map(|(row, states)| (row[at], states[at])).collect();
            let view = self.year(*year, &column, &scale);
            if views.len() < MAPS {
                let title = self.words.title.replace("{year}", &view.year);
                legends.push(legend(&view.steps, view.open, &self.words.no_data, &title));
                sheets.push(self.sheet(title, &column, &scale));
            }
            views.push(view);
        }
        let maps = self.map.as_ref().map_or_else(Vec::new, |map| draw_series(map, &sheets));
        let years = views.iter().enumerate().map(|(at, view)| {
            let mut map = Value::from_serializable(view).into_map().unwrap_or_default();
            let drawing = |drawn: &[String]| drawn.get(at).map_or_else(Value::none, |svg| Value::safe_string(svg));
            map.insert("map".into(), drawing(&maps));
            map.insert("legend".into(), drawing(&legends));
            Value::from(map)
        });
        let years: Vec<Value> = years.collect();
        let rows: Vec<Row> = (self.places.iter().zip(&results).zip(&states))
            .filter(|((_, row), _)| row.iter().any(Option::is_some))
            .map(|((place, row), states)| Row {
                name: place.name.clone(),
                url: place.url.clone(),
                cells: row.iter().zip(states).rev().map(|(outcome, state)| self.cell(*outcome, *state)).collect(),
            })
            .collect();
        (Value::from(years), Value::from_serializable(&rows))
    }

    /// Years with any result, oldest first.
    fn years(&self) -> Vec<u16> {
        let outcomes = self.handle.units.iter().flat_map(|unit| self.handle.outcomes(unit));
        let years: std::collections::BTreeSet<u16> = outcomes.map(|outcome| outcome.date.year).collect();
        years.into_iter().collect()
    }

    /// The last result of a year.
    fn of(&self, place: usize, year: u16) -> Option<&Outcome> {
        self.handle.outcomes(&self.handle.units[place]).iter().rev().find(|outcome| outcome.date.year == year)
    }

    fn threshold(&self, place: usize) -> Option<Threshold> {
        self.handle.threshold(&self.handle.units[place])
    }

    fn state(&self, place: usize, outcome: Option<&Outcome>) -> State {
        outcome.map_or(State::NoData, |outcome| state(outcome.said, outcome.figure(), self.threshold(place)))
    }

    fn year(&self, year: u16, column: &[(Option<&Outcome>, State)], scale: &Scale) -> Year {
        let mut counts = vec![0; scale.steps()];
        let mut open = 0;
        for (outcome, state) in column {
            match scale.step(outcome.and_then(Outcome::figure), *state) {
                Some(step) => counts[step] += 1,
                None => open += 1,
            }
        }
        let mut figures: Vec<f64> = column.iter().filter_map(|(outcome, _)| outcome.as_ref()?.figure()).collect();
        figures.sort_by(f64::total_cmp);
        let of_state = |wanted: State| column.iter().filter(|(_, state)| *state == wanted).count();
        Year {
            year: Date { year, month: 0, day: 0, minute: None }.short(),
            with_data: column.iter().filter(|(outcome, _)| outcome.is_some()).count(),
            met: of_state(State::Met),
            failed: of_state(State::NotMet),
            median: median(&figures),
            least: figures.first().copied(),
            most: figures.last().copied(),
            steps: scale.legend(counts, &self.scale),
            open,
        }
    }

    fn sheet(&self, title: String, column: &[(Option<&Outcome>, State)], scale: &Scale) -> Sheet {
        let shapes = self.map.as_ref().map_or(&[][..], |map| &map.view.shapes[map.backdrop..]);
        // Areas that the set is not for are ground.
        let said = |name: &str, text: &str| format!("{name}: {text}");
        let mut areas: Vec<(&'static str, String)> =
            shapes.iter().map(|shape| ("not-asked", said(&shape.title, &self.words.not_asked))).collect();
        for (place, (outcome, state)) in self.places.iter().zip(column) {
            let Some(area) = place.area.and_then(|area| areas.get_mut(area)) else { continue };
            let step = scale.step(outcome.and_then(Outcome::figure), *state);
            let text = self.cell(*outcome, *state).map_or_else(|| self.words.no_data.clone(), |cell| cell.text);
            *area = (step.map_or("no-data", |step| scale.colour(step)), said(&place.name, &text));
        }
        Sheet { title, areas }
    }

    fn cell(&self, outcome: Option<&Outcome>, state: State) -> Option<Cell> {
        let outcome = outcome?;
        let words = &self.words;
        let text = match (outcome.figure(), outcome.said) {
            (Some(figure), _) => text::number(figure, &self.scale.lang),
            (None, Said::Met) => words.met.clone(),
            (None, Said::NotMet) => words.failed.clone(),
            (None, Said::Nearly) => words.nearly.clone(),
            (None, Said::NotApplicable) => words.apart.clone(),
            (None, Said::Nothing) => return None,
        };
        Some(Cell { text, state })
    }
}

/// The middle of sorted figures; of an even number the mean of the two in the middle.
fn median(sorted: &[f64]) -> Option<f64> {
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    Some(if sorted.len() % 2 == 1 { upper } else { f64::midpoint(sorted[middle - 1], upper) })
}
