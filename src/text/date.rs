//! Dates that may be known only to the month or the year, as in public documents.

use std::fmt;

use serde::Serialize;

/// A date in the proleptic Gregorian calendar, whole or partial. Sorts by time; a partial date sorts as its first moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// 1..=9999.
    pub year: u16,
    /// 1..=12; 0 when unknown.
    pub month: u8,
    /// 1..=31; 0 when unknown.
    pub day: u8,
    /// Minutes since midnight in Vietnam's time; `None` when no time is given.
    pub minute: Option<u16>,
}

impl Date {
    /// A whole day; `None` when there is no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let real =
            (1..=9999).contains(&year) && (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
        real.then_some(Self { year, month, day, minute: None })
    }

    /// Reads `2025`, `2025-07`, `2025-07-01`, `2025-07-01T12:41`, with seconds and offset as RFC 3339 allows.
    /// A time with an offset is turned into Vietnam's time (UTC+7).
    pub fn parse(text: &str) -> Option<Self> {
        let (day, time) = match text.find(['T', 't', ' ']) {
            Some(at) => (&text[..at], Some(&text[at + 1..])),
            None => (text, None),
        };
        let mut parts = day.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = parts.next().map(|part| digits(part, 2)).unwrap_or(Some(0))?;
        let date = match parts.next() {
            Some(day) => Self::new(year, month as u8, digits(day, 2)? as u8)?,
            None if month == 0 && day.contains('-') => return None,
            None if month > 12 || year == 0 => return None,
            None => Self { year, month: month as u8, day: 0, minute: None },
        };
        if parts.next().is_some() {
            return None;
        }
        match time {
            None => Some(date),
            Some(_) if date.day == 0 => None,
            Some(time) => date.at_time(time),
        }
    }

    fn at_time(self, time: &str) -> Option<Self> {
        let (clock, offset) = match time.find(['Z', 'z', '+', '-']) {
            Some(at) => (&time[..at], Some(&time[at..])),
            None => (time, None),
        };
        let mut parts = clock.split(':');
        let hour = digits(parts.next()?, 2)?;
        let minute = digits(parts.next()?, 2)?;
        let second = parts.next().map_or(Some(0), |part| digits(part.split('.').next()?, 2))?;
        if hour > 23 || minute > 59 || second > 60 || parts.next().is_some() {
            return None;
        }
        let shift = match offset {
            None => 0,
            Some("Z" | "z") => 7 * 60,
            Some(offset) => {
                let (hours, minutes) = offset[1..].split_once(':')?;
                let east = i64::from(digits(hours, 2)? * 60 + digits(minutes, 2)?);
                7 * 60 - if offset.starts_with('-') { -east } else { east }
            }
        };
        let minutes = self.days() * 1440 + i64::from(hour * 60 + minute) + shift;
        let day = Self::from_days(minutes.div_euclid(1440))?;
        Some(Self { minute: Some(minutes.rem_euclid(1440) as u16), ..day })
    }

    /// Days since 1970-01-01; a partial date counts from its first day.
    /// Formula: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
    pub fn days(self) -> i64 {
        let (month, day) = (i64::from(self.month.max(1)), i64::from(self.day.max(1)));
        let year = i64::from(self.year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
    }

    /// The day that many days after 1970-01-01 (`civil_from_days` of the same source); `None` outside years 1 to 9999.
    pub fn from_days(days: i64) -> Option<Self> {
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_shifted + 2) / 5 + 1;
        let month = if month_shifted < 10 { month_shifted + 3 } else { month_shifted - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self::new(u16::try_from(year).ok()?, month as u8, day as u8)
    }

    /// The day in Vietnam (UTC+7, no summer time) at a moment in seconds since 1970-01-01T00:00Z.
    pub fn in_vietnam(unix_seconds: i64) -> Option<Self> {
        Self::from_days((unix_seconds + 7 * 3600).div_euclid(86_400))
    }

    /// RFC 3339 date-time with Vietnam's offset; a partial date stands for its first moment.
    pub fn rfc3339(self) -> String {
        let minute = self.minute.unwrap_or(0);
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:00+07:00",
            self.year,
            self.month.max(1),
            self.day.max(1),
            minute / 60,
            minute % 60
        )
    }

    /// `25/09/2023`, `09/2023` or `2023`.
    pub fn short(self) -> String {
        match (self.month, self.day) {
            (0, _) => format!("{:04}", self.year),
            (month, 0) => format!("{month:02}/{:04}", self.year),
            (month, day) => format!("{day:02}/{month:02}/{:04}", self.year),
        }
    }

    /// For lists and tables: `25/09/2023`, in English `25 Sep 2023`, since people there read 01/09 in two ways.
    pub fn brief(self, lang: &str) -> String {
        match lang {
            "vi" => self.short(),
            "en" => {
                let long = self.long(lang);
                let named = |part: &str| part.len() > 3 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
                let parts: Vec<&str> =
                    long.split(' ').map(|part| if named(part) { &part[..3] } else { part }).collect();
                parts.join(" ")
            }
            _ => self.to_string(),
        }
    }

    /// As running text: `ngày 25 tháng 9 năm 2023`, in English `25 September 2023`; as ISO 8601 writes it in languages that
    /// the program does not know.
    pub fn long(self, lang: &str) -> String {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let year = self.year;
        let name = MONTHS.get(usize::from(self.month).wrapping_sub(1)).copied().unwrap_or_default();
        match (lang, self.month, self.day) {
            ("en", 0, _) => format!("{year}"),
            ("en", _, 0) => format!("{name} {year}"),
            ("en", _, day) => format!("{day} {name} {year}"),
            (lang, ..) if lang != "vi" => self.to_string(),
            (_, 0, _) => format!("năm {year}"),
            (_, month, 0) => format!("tháng {month} năm {year}"),
            (_, month, day) => format!("ngày {day:02} tháng {month} năm {year}"),
        }
    }
}

fn digits(text: &str, width: usize) -> Option<u16> {
    (text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn days_in_month(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// ISO 8601, as precise as the date is.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.month, self.day) {
            (0, _) => write!(f, "{:04}", self.year),
            (month, 0) => write!(f, "{:04}-{month:02}", self.year),
            (month, day) => write!(f, "{:04}-{month:02}-{day:02}", self.year),
        }
    }
}

impl Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_documents_know() {
        assert_eq!(Date::parse("2023").unwrap().short(), "2023");
        assert_eq!(Date::parse("2023-06").unwrap().long("vi"), "tháng 6 năm 2023");
        assert_eq!(Date::parse("2022-08-02").unwrap().long("vi"), "ngày 02 tháng 8 năm 2022");
        assert_eq!(Date::parse("2022-08-02").unwrap().brief("en"), "2 Aug 2022");
        assert_eq!(Date::parse("2022-08").unwrap().brief("en"), "Aug 2022");
        assert_eq!(Date::parse("2022-08-02").unwrap().brief("vi"), "02/08/2022");
        assert_eq!(Date::parse("2022-08-02").unwrap().long("fr"), "2022-08-02");
        assert_eq!(Date::parse("2023-09-25T12:41+07:00").unwrap().rfc3339(), "2023-09-25T12:41:00+07:00");
        assert_eq!(Date::parse("2023-12-31T20:00:00Z").unwrap().rfc3339(), "2024-01-01T03:00:00+07:00");
    }

    #[test]
    fn refuses_days_that_never_were() {
        for wrong in [
            "2023-02-29",
            "2023-13",
            "2023-00-01",
            "25/09/2023",
            "2023-9-5",
            "",
            "2023-",
            "2023-06T10:00",
            "2023-06-01T24:00",
        ] {
            assert_eq!(Date::parse(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn days_and_dates_agree(days in -700_000_i64..2_900_000) {
            let date = Date::from_days(days).unwrap();
            prop_assert_eq!(date.days(), days);
            prop_assert_eq!(Date::parse(&date.to_string()), Some(date));
        }

        #[test]
        fn nothing_makes_the_parser_panic(text in ".{0,30}") {
            let _ = Date::parse(&text);
        }
    }
}
