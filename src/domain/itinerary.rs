//! Lịch trình: one day or a few, composed from places, routes and whatever else visitors do in between.

use super::place::{Visit, months};
use crate::fields::{Fields, Reader, Spanned};

/// An itinerary.
#[derive(Clone, Debug)]
pub struct Itinerary {
    /// Its days, at least one.
    pub days: Vec<Day>,
    /// Good with children.
    pub with_children: bool,
    /// Good months, 1 to 12; empty: all year.
    pub months: Vec<u8>,
    /// For visitors.
    pub visit: Visit,
}

/// A day.
#[derive(Clone, Debug)]
pub struct Day {
    /// What it is about.
    pub title: Option<String>,
    /// What is done, in its order.
    pub stops: Vec<Stop>,
}

/// Something that is done: a page of the portal is visited, or something else that `title` tells.
#[derive(Clone, Debug)]
pub struct Stop {
    /// When, as the editor writes it: `8 giờ 30`.
    pub time: Option<String>,
    /// The page: `@/du-lich/lang-nghe.md`.
    pub page: Option<Spanned>,
    /// What it is called, where that is not the page's title.
    pub title: Option<String>,
    /// A sentence more.
    pub note: Option<String>,
}

impl Itinerary {
    /// Reads an itinerary's keys.
    pub fn read(reader: &mut Reader, fields: &mut Fields) -> Self {
        let days = fields.tables(reader, "day");
        if days.is_empty() {
            fields.missing(reader, "day", "[[day]]");
        }
        Self {
            days: days.into_iter().map(|day| Day::read(reader, day)).collect(),
            with_children: fields.flag(reader, "with_children").unwrap_or(false),
            months: months(reader, fields),
            visit: Visit::read(reader, fields),
        }
    }
}

impl Day {
    fn read(reader: &mut Reader, mut fields: Fields) -> Self {
        let title = fields.text(reader, "title");
        let stops = fields.tables(reader, "stop");
        if stops.is_empty() {
            fields.missing(reader, "stop", "[[day.stop]]");
        }
        fields.end(reader);
        Self { title, stops: stops.into_iter().map(|stop| Stop::read(reader, stop)).collect() }
    }
}

impl Stop {
    fn read(reader: &mut Reader, mut fields: Fields) -> Self {
        if !fields.has("page") && !fields.has("title") {
            fields.missing(reader, "page", "page = \"@/du-lich/lang-nghe.md\"");
        }
        let stop = Self {
            time: fields.text(reader, "time"),
            page: fields.spanned(reader, "page"),
            title: fields.text(reader, "title"),
            note: fields.text(reader, "note"),
        };
        fields.end(reader);
        stop
    }
}
