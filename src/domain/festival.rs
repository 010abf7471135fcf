//! Lễ hội và mùa vụ: what comes again every year, on a day of the lunar or the solar calendar, or in some months.

use super::place::{Visit, months};
use crate::diagnostics::code;
use crate::fields::{Fields, Reader, Spanned};
use crate::text::Date;
use crate::text::lunar::LunarDate;

/// Something that comes again every year.
#[derive(Clone, Debug)]
pub struct Festival {
    /// When.
    pub when: When,
    /// How many days it lasts.
    pub days: u8,
    /// For visitors.
    pub visit: Visit,
}

/// When something comes again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// Day and month of the lunar calendar; never of a leap month.
    Lunar(u8, u8),
    /// Day and month of the solar calendar.
    Solar(u8, u8),
    /// A season: whole months of the solar calendar.
    Months(Vec<u8>),
}

impl Festival {
    /// Reads a festival's keys: one of `lunar`, `solar` and `months`.
    pub fn read(reader: &mut Reader, fields: &mut Fields) -> Self {
        let (lunar, solar) = (fields.spanned(reader, "lunar"), fields.spanned(reader, "solar"));
        if lunar.is_none() && solar.is_none() && !fields.has("months") {
            fields.missing(reader, "lunar", "lunar = \"15/1\"");
        }
        let months = months(reader, fields);
        let when = match (lunar, solar) {
            (Some(typed), _) => day_of_year(reader, &typed, 30).map(|(day, month)| When::Lunar(day, month)),
            (None, Some(typed)) => day_of_year(reader, &typed, 31).map(|(day, month)| When::Solar(day, month)),
            (None, None) => None,
        };
        Self {
            when: when.unwrap_or(When::Months(months)),
            days: fields.integer(reader, "days", 1..=60).map_or(1, |days| days as u8),
            visit: Visit::read(reader, fields),
        }
    }

    /// The first and last day in a year: the solar year in which a lunar year begins. `None` for seasons. A 30th of a
    /// month of 29 days is kept on the 29th.
    pub fn in_year(&self, year: u16) -> Option<(Date, Date)> {
        let first = match self.when {
            When::Lunar(day, month) => {
                let on = |day| LunarDate { year, month, leap: false, day }.solar();
                on(day).or_else(|| (day == 30).then(|| on(29)).flatten())?
            }
            When::Solar(day, month) => Date::new(year, month, day)?,
            When::Months(_) => return None,
        };
        Some((first, Date::from_days(first.days() + i64::from(self.days) - 1)?))
    }

    /// The solar months it falls into: of a lunar date, those of the years given.
    pub fn months(&self, years: std::ops::Range<u16>) -> Vec<u8> {
        if let When::Months(months) = &self.when {
            return months.clone();
        }
        let mut months: Vec<u8> =
            years.filter_map(|year| self.in_year(year)).flat_map(|(first, last)| [first.month, last.month]).collect();
        months.sort_unstable();
        months.dedup();
        months
    }
}

/// `15/1`: the day before the month, as people write it.
fn day_of_year(reader: &mut Reader, typed: &Spanned, longest: u8) -> Option<(u8, u8)> {
    let parts = typed.text.split_once(['/', '-']);
    let number = |text: &str| text.trim().parse::<u8>().ok();
    let found = parts
        .and_then(|(day, month)| number(day).zip(number(month)))
        .filter(|(day, month)| (1..=longest).contains(day) && (1..=12).contains(month))
        .filter(|&(day, month)| longest == 30 || Date::new(2024, month, day).is_some());
    if found.is_none() {
        reader.error(code::NO_DAY_OF_YEAR, &typed.span, &[("value", &typed.text)]);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(when: When, days: u8) -> Festival {
        Festival { when, days, visit: Visit::default() }
    }

    #[test]
    fn festivals_move_with_the_moon() {
        let tet = on(When::Lunar(1, 1), 3);
        let days = |year| tet.in_year(year).map(|(first, last)| [first.to_string(), last.to_string()]);
        assert_eq!(days(2026), Some(["2026-02-17".into(), "2026-02-19".into()]));
        assert_eq!(days(2030), Some(["2030-02-02".into(), "2030-02-04".into()]));
        assert_eq!(tet.months(2025..2031), [1, 2]);
        // The twelfth month of that year has 29 days.
        let last = on(When::Lunar(30, 12), 1).in_year(2025).map(|(first, _)| first.to_string());
        assert_eq!(last.as_deref(), Some("2026-02-16"));
        assert_eq!(on(When::Months(vec![6, 7]), 1).in_year(2026), None);
    }
}
