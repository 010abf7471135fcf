//! One indicator in all provinces that published anything of it: how many of their communes have a result and meet it.

use std::sync::Arc;

use serde::Serialize;
use tera::Value;

use super::ground::Grounds;
use super::scale::{Scale, ScaleWords};
use super::{Subject, scale_words};
use crate::domain::record::{IndicatorHandle, UnitKey};
use crate::domain::threshold::{State, state};
use crate::domain::unit::Level;
use crate::outputs::maps;
use crate::render::chart::legend;
use crate::render::map::{MapSeries, Sheet, draw_series};
use crate::text;

/// The indicator before it is judged.
#[derive(Serialize)]
pub(super) struct National {
    handle: IndicatorHandle,
    provinces: Vec<Province>,
    /// All provinces of the country; drawn where two or more can be compared.
    map: Option<MapSeries>,
    scale: ScaleWords,
    /// "share of communes that meet it", and what a province without one says.
    share: String,
    no_data: String,
}

#[derive(Serialize)]
struct Province {
    name: String,
    url: String,
    /// How many of the handle's units are its.
    communes: usize,
    area: Option<usize>,
}

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    url: &'a str,
    communes: usize,
    with_data: usize,
    met: usize,
    failed: usize,
    /// Per cent of those with a verdict.
    share: Option<f64>,
}

impl National {
    pub(super) fn new(grounds: &Grounds, subject: &Subject) -> Self {
        let site = &*grounds.press.site;
        let (map, areas) =
            (subject.provinces.len() > 1).then(|| maps::country_series(&grounds.press)).flatten().unzip();
        let areas = areas.unwrap_or_default();
        let view = |code: &Arc<str>| {
            let province = site.units.get(code)?;
            Some(Province {
                name: province.full_name.clone(),
                url: site.url(&subject.address(site, Some(code))),
                communes: grounds.of(subject, code).units.len(),
                area: areas.iter().position(|area| area == code).filter(|_| province.level == Level::Province),
            })
        };
        Self {
            handle: grounds.handle(subject, &subject.provinces),
            provinces: subject.provinces.iter().filter_map(view).collect(),
            map,
            scale: scale_words(site),
            share: site.word("indicator_share").to_owned(),
            no_data: site.word("state_no_data").to_owned(),
        }
    }

    /// The rows, and the map where there is one.
    pub(super) fn judged(&self) -> Vec<(&'static str, Value)> {
        let mut rest = &self.handle.units[..];
        let rows: Vec<Row> = (self.provinces.iter())
            .map(|province| {
                let (own, after) = rest.split_at(province.communes.min(rest.len()));
                rest = after;
                let states: Vec<State> = own.iter().map(|unit| self.latest(unit)).collect();
                let of = |wanted: State| states.iter().filter(|state| **state == wanted).count();
                let (met, failed) = (of(State::Met), of(State::NotMet));
                Row {
                    name: &province.name,
                    url: &province.url,
                    communes: own.len(),
                    with_data: own.len() - of(State::NoData),
                    met,
                    failed,
                    share: (met + failed > 0).then(|| 100.0 * met as f64 / (met + failed) as f64),
                }
            })
            .collect();
        let drawing = self.map.as_ref().map(|map| self.drawing(map, &rows));
        let (map, legend) = drawing.unzip();
        let safe = |svg: Option<String>| svg.map_or_else(Value::none, |svg| Value::safe_string(&svg));
        vec![("provinces", Value::from_serializable(&rows)), ("share_map", safe(map)), ("share_legend", safe(legend))]
    }

    fn latest(&self, unit: &UnitKey) -> State {
        let latest = self.handle.outcomes(unit).last();
        latest.map_or(State::NoData, |latest| state(latest.said, latest.figure(), self.handle.threshold(unit)))
    }

    fn drawing(&self, map: &MapSeries, rows: &[Row]) -> (String, String) {
        let shares: Vec<f64> = rows.iter().filter_map(|row| row.share).collect();
        let scale = Scale::new(&shares, None);
        let shapes = &map.view.shapes[map.backdrop..];
        let mut areas: Vec<(&'static str, String)> =
            shapes.iter().map(|shape| ("no-data", format!("{}: {}", shape.title, self.no_data))).collect();
        let mut counts = vec![0; scale.steps()];
        for (row, province) in rows.iter().zip(&self.provinces) {
            let Some(step) = scale.step(row.share, State::NoData) else { continue };
            counts[step] += 1;
            if let Some(area) = province.area.and_then(|at| areas.get_mut(at)) {
                let share = text::number(row.share.unwrap_or_default().round(), &self.scale.lang);
                *area = (scale.colour(step), format!("{}: {share}%", row.name));
            }
        }
        let none = areas.iter().filter(|(class, _)| *class == "no-data").count();
        let steps = scale.legend(counts, &self.scale);
        let sheet = Sheet { title: self.share.clone(), areas };
        let drawn = draw_series(map, &[sheet]).pop().unwrap_or_default();
        (drawn, legend(&steps, none, &self.no_data, &self.share))
    }
}
