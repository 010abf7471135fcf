//! Điểm đến: a place worth a visit, and what any place, route or festival tells visitors.

use crate::diagnostics::code;
use crate::fields::{Fields, Reader, Spanned, Value};
use crate::text::Date;

/// Sorts of places, by their word in front matter; the theme has a word for each.
pub const SORTS: [&str; 7] = ["craft-village", "heritage", "farm", "homestay", "eating", "market", "event-place"];

/// A place.
#[derive(Clone, Debug)]
pub struct Place {
    /// One of [`SORTS`].
    pub sort: &'static str,
    /// Longitude and latitude, degrees.
    pub position: Option<(f64, f64)>,
    /// Good with children.
    pub with_children: bool,
    /// Good when it rains.
    pub rainy_day: bool,
    /// Good months, 1 to 12; empty: all year.
    pub months: Vec<u8>,
    /// For visitors.
    pub visit: Visit,
}

/// What visitors want to know, of any kind of page.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    /// Opening hours or how long it takes, in words.
    pub hours: Option<String>,
    /// In words.
    pub price: Option<String>,
    /// Published only with the consent of who answers it.
    pub phone: Option<String>,
    /// Where it is, in words.
    pub address: Option<String>,
    /// For wheelchairs, prams, the blind: in words.
    pub access: Option<String>,
    /// How to get there.
    pub getting_there: Option<String>,
    /// When somebody last made sure of all this.
    pub confirmed: Option<Date>,
    /// Where that stands, for findings.
    pub confirmed_at: std::ops::Range<usize>,
}

impl Place {
    /// Reads a place's keys.
    pub fn read(reader: &mut Reader, fields: &mut Fields) -> Self {
        let words = SORTS.map(|sort| (sort, sort));
        if !fields.has("sort") {
            fields.missing(reader, "sort", "sort = \"craft-village\"");
        }
        Self {
            sort: fields.choice(reader, "sort", &words).unwrap_or(SORTS[0]),
            position: position(reader, fields),
            with_children: fields.flag(reader, "with_children").unwrap_or(false),
            rainy_day: fields.flag(reader, "rainy_day").unwrap_or(false),
            months: months(reader, fields),
            visit: Visit::read(reader, fields),
        }
    }
}

impl Visit {
    /// Reads them. A phone number needs `phone_consent = true`: it may be a person's.
    pub fn read(reader: &mut Reader, fields: &mut Fields) -> Self {
        let phone: Option<Spanned> = fields.spanned(reader, "phone");
        let consent = fields.flag(reader, "phone_consent").unwrap_or(false);
        if let Some(phone) = phone.as_ref().filter(|_| !consent) {
            reader.error(code::PAGE_PHONE_WITHOUT_CONSENT, &phone.span, &[("phone", &phone.text)]);
        }
        Self {
            hours: fields.text(reader, "hours"),
            price: fields.text(reader, "price"),
            phone: phone.map(|phone| phone.text),
            address: fields.text(reader, "address"),
            access: fields.text(reader, "access"),
            getting_there: fields.text(reader, "getting_there"),
            confirmed_at: fields.span_of("confirmed").unwrap_or_default(),
            confirmed: fields.date(reader, "confirmed"),
        }
    }
}

/// `position = { lon = 105.97, lat = 21.01 }`, in or near Vietnam: what lies elsewhere has its numbers turned round.
fn position(reader: &mut Reader, fields: &mut Fields) -> Option<(f64, f64)> {
    let mut table = fields.table(reader, "position")?;
    let mut degrees = |reader: &mut Reader, key: &'static str, least: f64, most: f64| {
        let span = table.span_of(key);
        if span.is_none() {
            table.missing(reader, key, "position = { lon = 105.97, lat = 21.01 }");
        }
        let value = table.number(reader, key)?;
        if (least..=most).contains(&value) {
            return Some(value);
        }
        let range = format!("{least}–{most}");
        reader.error(code::OUT_OF_RANGE, &span.unwrap_or_default(), &[("key", key), ("range", &range)]);
        None
    };
    let (lon, lat) = (degrees(reader, "lon", 102.0, 118.0), degrees(reader, "lat", 6.0, 24.0));
    table.end(reader);
    lon.zip(lat)
}

/// `months = [1, 2, 12]`, sorted, each once.
pub(super) fn months(reader: &mut Reader, fields: &mut Fields) -> Vec<u8> {
    let Some(node) = fields.take("months") else { return Vec::new() };
    let wrong = |reader: &mut Reader, span| {
        reader.error(code::OUT_OF_RANGE, span, &[("key", "months"), ("range", "1–12")]);
    };
    let Value::List(items) = &node.value else {
        wrong(reader, &node.span);
        return Vec::new();
    };
    let mut months = Vec::new();
    for item in items {
        match item.value {
            Value::Number(month) if month.fract() == 0.0 && (1.0..=12.0).contains(&month) => months.push(month as u8),
            _ => wrong(reader, &item.span),
        }
    }
    months.sort_unstable();
    months.dedup();
    months
}
