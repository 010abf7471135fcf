//! Tuyến tham quan: a way to walk or ride, whose line is a file beside the page.

use super::place::Visit;
use crate::fields::{Fields, Reader, Spanned};

/// Ways of going, by their word in front matter; the theme has a word for each.
pub const MODES: [&str; 4] = ["walking", "cycling", "bus", "boat"];

/// A route.
#[derive(Clone, Debug)]
pub struct Route {
    /// One of [`MODES`].
    pub mode: &'static str,
    /// A GPX or GeoJSON file beside the page.
    pub file: Option<Spanned>,
    /// Good with children.
    pub with_children: bool,
    /// Good months, 1 to 12; empty: all year.
    pub months: Vec<u8>,
    /// For visitors.
    pub visit: Visit,
}

impl Route {
    /// Reads a route's keys.
    pub fn read(reader: &mut Reader, fields: &mut Fields) -> Self {
        let words = MODES.map(|mode| (mode, mode));
        for (key, example) in [("mode", "mode = \"cycling\""), ("file", "file = \"tuyen.gpx\"")] {
            if !fields.has(key) {
                fields.missing(reader, key, example);
            }
        }
        Self {
            mode: fields.choice(reader, "mode", &words).unwrap_or(MODES[0]),
            file: fields.spanned(reader, "file"),
            with_children: fields.flag(reader, "with_children").unwrap_or(false),
            months: super::place::months(reader, fields),
            visit: Visit::read(reader, fields),
        }
    }
}
