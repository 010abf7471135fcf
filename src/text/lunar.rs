//! The Vietnamese lunar calendar: months begin on the day (UTC+7) of the new moon; the month in which the sun reaches
//! longitude 270° is the eleventh; of thirteen months between two eleventh months the first that holds no principal
//! solar term (a longitude divisible by 30°) bears the number of the one before it and is a leap month.
//!
//! Rules: Quyết định 121/CP of 8 August 1967 (UTC+7 since 1 January 1968); Hồ Ngọc Đức, "Computing the Vietnamese lunar
//! calendar". Positions: new moons as in Jean Meeus, "Astronomical Algorithms", 2nd ed., chapter 49; the sun's apparent
//! longitude with its perturbations as in the same author's "Astronomical Formulae for Calculators", chapter 18 (about
//! 2 arc seconds, a minute of time). Years before 1968 are reckoned by today's rule, whatever almanacs said then.
//!
//! `tests/data/lunar` holds two hundred years against which this is checked.

use super::Date;

/// A day of the lunar calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LunarDate {
    /// The solar year in which the lunar year begins.
    pub year: u16,
    /// 1 (giêng) to 12 (chạp).
    pub month: u8,
    /// Whether it is the second month of that number.
    pub leap: bool,
    /// 1 to 30.
    pub day: u8,
}

/// A month of the lunar calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LunarMonth {
    /// 1 to 12.
    pub number: u8,
    /// Whether it is the second month of that number.
    pub leap: bool,
    /// Its first day, in days since 1970-01-01.
    pub first: i64,
    /// 29 or 30.
    pub length: u8,
}

/// Days from the start of Julian day 0, noon, to 1970-01-01 00:00, UTC.
const JULIAN_1970: f64 = 2_440_587.5;
/// Hours of Vietnam before UTC, as part of a day.
const EAST: f64 = 7.0 / 24.0;
/// Mean length of a month, days.
const SYNODIC: f64 = 29.530_588_861;

impl LunarDate {
    /// The lunar date of a whole day.
    pub fn of(date: Date) -> Option<Self> {
        let day = date.days();
        // The lunar year begins in January or February.
        for year in [date.year, date.year.checked_sub(1)?] {
            let months = months_of(year);
            if let Some(month) = months.iter().find(|month| (month.first..month.end()).contains(&day)) {
                let day = u8::try_from(day - month.first + 1).ok()?;
                return Some(Self { year, month: month.number, leap: month.leap, day });
            }
        }
        None
    }

    /// The day that it is; `None` when there is no such month that year, or the month has 29 days.
    pub fn solar(self) -> Option<Date> {
        let months = months_of(self.year);
        let month = months.iter().find(|month| month.number == self.month && month.leap == self.leap)?;
        let exists = (1..=month.length).contains(&self.day);
        exists.then(|| Date::from_days(month.first + i64::from(self.day) - 1)).flatten()
    }
}

impl LunarMonth {
    fn end(&self) -> i64 {
        self.first + i64::from(self.length)
    }
}

/// The months of a lunar year, in their order: twelve or thirteen.
pub fn months_of(year: u16) -> Vec<LunarMonth> {
    let before = between_eleventh(i64::from(year) - 1).into_iter().skip_while(|month| month.number != 1);
    before.chain(between_eleventh(i64::from(year)).into_iter().take_while(|month| month.number != 1)).collect()
}

/// The months from the eleventh month that begins in `year` to the month before the next eleventh.
fn between_eleventh(year: i64) -> Vec<LunarMonth> {
    let (first, last) = (eleventh(year), eleventh(year + 1));
    let firsts: Vec<i64> = (first..=last).map(new_moon_day).collect();
    let has_leap = last - first == 13;
    let mut months = Vec::with_capacity(13);
    let (mut number, mut found) = (11, false);
    for (at, pair) in firsts.windows(2).enumerate() {
        let without_term = term(pair[0]) == term(pair[1]);
        let leap = has_leap && !found && at > 0 && without_term;
        found |= leap;
        if at > 0 && !leap {
            number = number % 12 + 1;
        }
        let length = u8::try_from(pair[1] - pair[0]).unwrap_or(30);
        months.push(LunarMonth { number, leap, first: pair[0], length });
    }
    months
}

/// The number of the new moon that begins the month of the winter solstice in a solar year.
fn eleventh(year: i64) -> i64 {
    // The solstice falls on 20 to 23 December.
    let mut day = days_of(year, 12, 19);
    while term(day + 1) < 9 {
        day += 1;
    }
    // The last new moon not after that day.
    let mut number = (((day as f64 + JULIAN_1970) - 2_451_550.1) / SYNODIC).floor() as i64 + 1;
    while new_moon_day(number) > day {
        number -= 1;
    }
    number
}

fn days_of(year: i64, month: u8, day: u8) -> i64 {
    u16::try_from(year).ok().and_then(|year| Date::new(year, month, day)).map_or(0, Date::days)
}

/// Which twelfth of the ecliptic the sun is in at the beginning of a day in Vietnam: 9 from the winter solstice on.
fn term(day: i64) -> u8 {
    let moment = day as f64 + JULIAN_1970 - EAST;
    (sun_longitude(dynamical(moment)) / 30.0) as u8 % 12
}

/// The day in Vietnam of a new moon, by its number since January 2000.
fn new_moon_day(number: i64) -> i64 {
    (universal(new_moon(number as f64)) - JULIAN_1970 + EAST).floor() as i64
}

/// The sun's apparent longitude in degrees, 0 to 360, at a Julian day of dynamical time.
fn sun_longitude(julian: f64) -> f64 {
    let t = (julian - 2_415_020.0) / 36_525.0;
    let sin = |degrees: f64| degrees.to_radians().sin();
    let cos = |degrees: f64| degrees.to_radians().cos();
    let mean = 279.696_68 + t * (36_000.768_92 + t * 0.000_302_5);
    let anomaly = 358.475_83 + t * (35_999.049_75 - t * (0.000_150 + t * 0.000_003_3));
    let centre = (1.919_460 - t * (0.004_789 + t * 0.000_014)) * sin(anomaly)
        + (0.020_094 - t * 0.000_1) * sin(2.0 * anomaly)
        + 0.000_293 * sin(3.0 * anomaly);
    // Venus twice, Jupiter, the moon, and a long period.
    let pulled = 0.001_34 * cos(153.23 + 22_518.754_1 * t)
        + 0.001_54 * cos(216.57 + 45_037.508_2 * t)
        + 0.002_00 * cos(312.69 + 32_964.357_7 * t)
        + 0.001_79 * sin(350.74 + t * (445_267.114_2 - t * 0.001_44))
        + 0.001_78 * sin(231.19 + 20.20 * t);
    let node = 259.18 - 1_934.142 * t;
    (mean + centre + pulled - 0.005_69 - 0.004_79 * sin(node)).rem_euclid(360.0)
}

/// A term of the moon's series: coefficient (days), power of the eccentricity, multiples of M, M' and F.
type MoonTerm = (f64, i32, f64, f64, f64);

#[rustfmt::skip]
const MOON: [MoonTerm; 24] = [
    (-0.407_20, 0, 0.0, 1.0, 0.0), (0.172_41, 1, 1.0, 0.0, 0.0), (0.016_08, 0, 0.0, 2.0, 0.0),
    (0.010_39, 0, 0.0, 0.0, 2.0), (0.007_39, 1, -1.0, 1.0, 0.0), (-0.005_14, 1, 1.0, 1.0, 0.0),
    (0.002_08, 2, 2.0, 0.0, 0.0), (-0.001_11, 0, 0.0, 1.0, -2.0), (-0.000_57, 0, 0.0, 1.0, 2.0),
    (0.000_56, 1, 1.0, 2.0, 0.0), (-0.000_42, 0, 0.0, 3.0, 0.0), (0.000_42, 1, 1.0, 0.0, 2.0),
    (0.000_38, 1, 1.0, 0.0, -2.0), (-0.000_24, 1, -1.0, 2.0, 0.0), (-0.000_07, 0, 2.0, 1.0, 0.0),
    (0.000_04, 0, 0.0, 2.0, -2.0), (0.000_04, 0, 3.0, 0.0, 0.0), (0.000_03, 0, 1.0, 1.0, -2.0),
    (0.000_03, 0, 0.0, 2.0, 2.0), (-0.000_03, 0, 1.0, 1.0, 2.0), (0.000_03, 0, -1.0, 1.0, 2.0),
    (-0.000_02, 0, -1.0, 1.0, -2.0), (-0.000_02, 0, 1.0, 3.0, 0.0), (0.000_02, 0, 0.0, 4.0, 0.0),
];

/// What planets add: coefficient (millionths of a day), angle at the epoch, and degrees a month.
#[rustfmt::skip]
const PLANETS: [(f64, f64, f64); 14] = [
    (325.0, 299.77, 0.107_408), (165.0, 251.88, 0.016_321), (164.0, 251.83, 26.651_886), (126.0, 349.42, 36.412_478),
    (110.0, 84.66, 18.206_239), (62.0, 141.74, 53.303_771), (60.0, 207.14, 2.453_732), (56.0, 154.84, 7.306_860),
    (47.0, 34.52, 27.261_239), (42.0, 207.19, 0.121_824), (40.0, 291.34, 1.844_379), (37.0, 161.72, 24.198_154),
    (35.0, 239.56, 25.513_099), (23.0, 331.55, 3.592_518),
];

/// The moment of a new moon, as a Julian day of dynamical time; `k` = 0 on 6 January 2000.
fn new_moon(k: f64) -> f64 {
    let t = k / 1_236.85;
    let sin = |degrees: f64| degrees.to_radians().sin();
    let mean = 2_451_550.097_66 + SYNODIC * k + t * t * (0.000_154_37 - t * (0.000_000_150 - t * 0.000_000_000_73));
    let eccentricity = 1.0 - t * (0.002_516 + t * 0.000_007_4);
    let sun = 2.5534 + 29.105_356_70 * k - t * t * (0.000_001_4 + t * 0.000_000_11);
    let moon = 201.5643 + 385.816_935_28 * k + t * t * (0.010_758_2 + t * (0.000_012_38 - t * 0.000_000_058));
    let latitude = 160.7108 + 390.670_502_84 * k - t * t * (0.001_611_8 + t * (0.000_002_27 - t * 0.000_000_011));
    let node = 124.7746 - 1.563_755_88 * k + t * t * (0.002_067_2 + t * 0.000_002_15);
    let of_moon: f64 = MOON
        .iter()
        .map(|(size, power, m, m1, f)| size * eccentricity.powi(*power) * sin(m * sun + m1 * moon + f * latitude))
        .sum();
    let of_planets: f64 = PLANETS
        .iter()
        .enumerate()
        .map(|(at, (size, angle, motion))| {
            let bend = if at == 0 { 0.009_173 * t * t } else { 0.0 };
            size * 1e-6 * sin(angle + motion * k - bend)
        })
        .sum();
    mean + of_moon - 0.000_17 * sin(node) + of_planets
}

/// Seconds of dynamical time before universal time, by the decade from 1900 (measured until 2020, then expected:
/// Espenak and Meeus, NASA/TP-2006-214141, eased to what was measured since).
const AHEAD: [f64; 21] = [
    -2.8, 10.5, 21.2, 24.0, 24.3, 29.1, 33.1, 40.2, 50.5, 56.9, 63.8, 66.1, 69.4, 70.0, 76.0, 83.0, 92.0, 102.0, 113.0,
    125.0, 138.0,
];

fn ahead(julian: f64) -> f64 {
    let decade = ((julian - 2_415_020.5) / 3_652.5).clamp(0.0, (AHEAD.len() - 1) as f64);
    let (at, part) = (decade as usize, decade.fract());
    let next = AHEAD[(at + 1).min(AHEAD.len() - 1)];
    (AHEAD[at] + (next - AHEAD[at]) * part) / 86_400.0
}

fn dynamical(universal: f64) -> f64 {
    universal + ahead(universal)
}

fn universal(dynamical: f64) -> f64 {
    dynamical - ahead(dynamical)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Years that hang on less than a minute: the equinox of 1938 and the new moon of July 1967 fall on midnight itself, as
    /// near as either reckoning knows; those of 2077 and 2085 on how much the earth will have slowed down by then.
    const UNDECIDED: [u16; 4] = [1938, 1967, 2077, 2085];

    /// Every month of two hundred years, as reckoned by others: see the file's own head.
    #[test]
    fn two_centuries_agree_with_another_reckoning() {
        let table = include_str!("../../tests/data/lunar/vietnam-1900-2100.txt");
        let lines: Vec<&str> = table.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(lines.len(), 201);
        for line in lines {
            let parts: Vec<&str> = line.split(' ').collect();
            let year: u16 = parts[0].parse().expect("a year");
            let months = months_of(year);
            let first = Date::from_days(months[0].first).expect("a day").to_string();
            let leap = months.iter().find(|month| month.leap).map_or(0, |month| month.number).to_string();
            let lengths: String = months.iter().map(|month| if month.length == 30 { '+' } else { '-' }).collect();
            assert_eq!(parts[1], first, "{year}");
            let agrees = [parts[2], parts[3]] == [leap.as_str(), &lengths];
            assert_eq!(agrees, !UNDECIDED.contains(&year), "{year}: {leap} {lengths}");
        }
    }

    #[test]
    fn days_go_there_and_back() {
        let (first, last) =
            (Date::new(1950, 1, 1).expect("a day").days(), Date::new(2080, 1, 1).expect("a day").days());
        for day in (first..last).step_by(17) {
            let date = Date::from_days(day).expect("a day");
            let lunar = LunarDate::of(date).expect("every day has a lunar date");
            assert_eq!(lunar.solar(), Some(date), "{lunar:?}");
        }
    }

    /// China's Tết of these years was another day: 1968-01-30, 1969-02-17, 1985-02-20, 2007-02-18 and 2030-02-03.
    #[test]
    fn tet_is_that_of_vietnam() {
        let cases = [
            (1968, "1968-01-29"),
            (1969, "1969-02-16"),
            (1985, "1985-01-21"),
            (2007, "2007-02-17"),
            (2030, "2030-02-02"),
        ];
        for (year, expected) in cases {
            let tet = LunarDate { year, month: 1, leap: false, day: 1 }.solar().map(|date| date.to_string());
            assert_eq!(tet.as_deref(), Some(expected));
        }
    }

    #[test]
    fn days_that_are_none_have_no_date() {
        let at = |year, month, leap, day| LunarDate { year, month, leap, day }.solar();
        assert!(at(2025, 6, true, 1).is_some() && at(2026, 6, true, 1).is_none());
        assert!(at(2025, 12, false, 29).is_some() && at(2025, 12, false, 30).is_none());
        assert!(at(2026, 13, false, 1).is_none() && at(2026, 1, false, 0).is_none());
    }
}
