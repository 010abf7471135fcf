//! Spans of days, as far as they are known.

use serde::Serialize;

use crate::text::Date;

/// From a day to a day, both included. `None` is an end that nobody knows or that has not come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Period {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

impl Period {
    /// Whether the last day lies before the first.
    pub fn is_reversed(self) -> bool {
        matches!((self.from, self.to), (Some(from), Some(to)) if last_day(to) < from.days())
    }

    /// Whether a day lies in it; an unknown end is taken to be far away.
    pub fn contains(self, day: Date) -> bool {
        self.from.is_none_or(|from| from.days() <= last_day(day)) && self.to.is_none_or(|to| day.days() <= last_day(to))
    }

    /// Whether some day may lie in both.
    pub fn overlaps(self, other: Self) -> bool {
        let before = |a: Self, b: Self| matches!((a.to, b.from), (Some(to), Some(from)) if last_day(to) < from.days());
        !before(self, other) && !before(other, self)
    }

    /// The day after its last.
    pub fn day_after(self) -> Option<Date> {
        Date::from_days(last_day(self.to?) + 1)
    }
}

/// The last day of a date that may be only a month or a year, in days since 1970-01-01.
fn last_day(date: Date) -> i64 {
    let next = match (date.month, date.day) {
        (0, _) => Date { year: date.year + 1, month: 1, day: 1, minute: None },
        (12, 0) => Date { year: date.year + 1, month: 1, day: 1, minute: None },
        (month, 0) => Date { month: month + 1, day: 1, ..date },
        _ => return date.days(),
    };
    next.days() - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: &str, to: &str) -> Period {
        Period { from: Date::parse(from), to: Date::parse(to) }
    }

    #[test]
    fn partial_dates_last_to_their_end() {
        assert_eq!(period("", "2019").day_after(), Date::parse("2020-01-01"));
        assert_eq!(period("", "2024-12").day_after(), Date::parse("2025-01-01"));
        assert_eq!(period("", "2025-06-30").day_after(), Date::parse("2025-07-01"));
        assert!(!period("2019-05", "2019").is_reversed());
        assert!(period("2020", "2019-12-31").is_reversed());
    }

    #[test]
    fn periods_that_touch_do_not_overlap() {
        let (old, new) = (period("", "2019-12-31"), period("2020-01-01", ""));
        assert!(!old.overlaps(new) && !new.overlaps(old));
        assert!(old.contains(Date::parse("2019-12-31").unwrap()) && !new.contains(Date::parse("2019-12-31").unwrap()));
        assert!(old.overlaps(period("2019", "")) && old.overlaps(Period::default()));
    }
}
