//! Coordinates as people write them: degrees with minutes and seconds, in Vietnamese and in English, and metres.
//!
//! The letters quarrel over N: it is *Nam*, south, beside Vietnamese letters (B bắc, Đ đông, T tây), and north beside
//! English ones. So a latitude is read together with its longitude: with a Đ, T or B in either of the two N is south,
//! and otherwise north, also when it stands alone, for all of Vietnam lies north of the equator.

use std::fmt;

use crate::geo::Coord;

/// Why a text is no coordinate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AngleError {
    /// It has no number where one must be, or something that belongs to no coordinate.
    NotAnAngle,
    /// Minutes or seconds of 60 and more, a latitude beyond 90° or a longitude beyond 180°.
    OutOfRange,
    /// Two latitudes, two longitudes, or a sign beside a letter.
    Sides,
}

/// Degrees as `105°45′` or `105°51′07″`; to a hundredth of a second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dms(
    /// Degrees.
    pub f64,
);

impl fmt::Display for Dms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hundredths = (self.0.abs() * 360_000.0).round() as u64;
        let (degrees, minutes, seconds) = (hundredths / 360_000, hundredths / 6000 % 60, hundredths % 6000);
        let sign = if self.0 < 0.0 && hundredths > 0 { "−" } else { "" };
        write!(f, "{sign}{degrees}°")?;
        match (minutes, seconds) {
            (0, 0) => Ok(()),
            (minutes, 0) => write!(f, "{minutes:02}′"),
            (minutes, seconds) if seconds % 100 == 0 => write!(f, "{minutes:02}′{:02}″", seconds / 100),
            (minutes, seconds) => write!(f, "{minutes:02}′{:02}.{:02}″", seconds / 100, seconds % 100),
        }
    }
}

/// A letter of the compass before it is known in which language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Letter {
    /// B: bắc.
    B,
    /// N: nam or north.
    N,
    /// S: south.
    S,
    /// Đ: đông.
    Dd,
    /// E: east.
    E,
    /// T: tây.
    T,
    /// W: west.
    W,
}

impl Letter {
    fn of(word: &str) -> Option<Self> {
        Some(match crate::text::fold(word).as_str() {
            "b" | "bac" => Self::B,
            "n" | "nam" | "north" => Self::N,
            "s" | "south" => Self::S,
            "d" | "dong" => Self::Dd,
            "e" | "east" => Self::E,
            "t" | "tay" => Self::T,
            "w" | "west" => Self::W,
            _ => return None,
        })
    }

    fn is_vietnamese(self) -> bool {
        matches!(self, Self::B | Self::Dd | Self::T)
    }

    fn is_latitude(self) -> bool {
        matches!(self, Self::B | Self::N | Self::S)
    }
}

/// An angle as written.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Written {
    degrees: f64,
    letter: Option<Letter>,
}

/// One angle in degrees; N alone is north. A Vietnamese `N` for south needs its partner: see [`position`].
pub fn degrees(text: &str) -> Result<f64, AngleError> {
    let written = written(text)?;
    signed(written, written.letter.is_some_and(Letter::is_vietnamese))
}

/// A position from two cells, latitude first unless the letters say otherwise.
pub fn position(first: &str, second: &str) -> Result<Coord, AngleError> {
    let (first, second) = (written(first)?, written(second)?);
    let letters = [first.letter, second.letter];
    let vietnamese = letters.into_iter().flatten().any(Letter::is_vietnamese);
    let side = |written: Written| written.letter.map(Letter::is_latitude);
    let (latitude, longitude) = match (side(first), side(second)) {
        (Some(false), None | Some(true)) | (None, Some(true)) => (second, first),
        (Some(true), None | Some(false)) | (None, None | Some(false)) => (first, second),
        _ => return Err(AngleError::Sides),
    };
    let coord = Coord { x: signed(longitude, vietnamese)?, y: signed(latitude, vietnamese)? };
    if coord.y.abs() > 90.0 { Err(AngleError::OutOfRange) } else { Ok(coord) }
}

/// A position from one cell: `21°01'40"N 105°51'07"E`, `21.0278, 105.8342`, `21,0278; 105,8342`.
pub fn position_in(text: &str) -> Result<Coord, AngleError> {
    halves(text).filter_map(|(first, second)| position(first, second).ok()).next().ok_or(AngleError::NotAnAngle)
}

/// The places where a cell may be cut in two, the surest first.
fn halves(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let around = |cut: &str| text.split_once(cut).filter(|(_, rest)| !rest.contains(cut));
    // `21,0278,105,8342`: the second of three commas.
    let commas: Vec<usize> = text.match_indices(',').map(|(at, _)| at).collect();
    let middle = (commas.len() == 3).then(|| (&text[..commas[1]], &text[commas[1] + 1..]));
    let sure =
        [around(";"), around("|"), around(", "), around("/"), middle, around(",").filter(|_| text.contains('.'))];
    let trimmed = text.trim();
    let blanks = trimmed.match_indices(char::is_whitespace).map(move |(at, _)| trimmed.split_at(at));
    // At blanks both halves must be alike, so `21 01 40 105 51 07` is cut in its middle: as many words on each side.
    let even = blanks.filter(|(first, second)| {
        let numbers = |half: &str| half.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).count();
        numbers(first) == numbers(second)
    });
    sure.into_iter().flatten().chain(even)
}

fn signed(written: Written, vietnamese: bool) -> Result<f64, AngleError> {
    let limit = if written.letter.is_some_and(Letter::is_latitude) { 90.0 } else { 180.0 };
    if written.degrees.abs() > limit {
        return Err(AngleError::OutOfRange);
    }
    let negative = match written.letter {
        Some(Letter::S | Letter::T | Letter::W) => true,
        Some(Letter::N) => vietnamese,
        _ => false,
    };
    match (negative, written.letter) {
        (_, Some(_)) if written.degrees < 0.0 => Err(AngleError::Sides),
        (true, _) => Ok(-written.degrees),
        (false, _) => Ok(written.degrees),
    }
}

/// What stands between two numbers of an angle, or a number, or a word.
#[derive(Debug, PartialEq)]
enum Token {
    Number(f64),
    /// A mark that says what the number before it was: 0 degrees, 1 minutes, 2 seconds.
    Mark(usize),
    Letter(Letter),
    Minus,
    /// A word of no meaning.
    Filler,
}

fn written(text: &str) -> Result<Written, AngleError> {
    let tokens = tokens(text)?;
    let mut parts = [None; 3];
    let (mut next, mut letter, mut negative, mut last) = (0, None, false, None);
    for token in tokens {
        match token {
            Token::Minus if next == 0 && !negative => negative = true,
            Token::Number(number) if next < 3 => {
                parts[next] = Some(number);
                last = Some(next);
                next += 1;
            }
            // A mark may only confirm the place of its number: `21'` has no degrees.
            Token::Mark(place) if last == Some(place) => last = None,
            Token::Letter(found) if letter.is_none() => letter = Some(found),
            Token::Filler => {}
            _ => return Err(AngleError::NotAnAngle),
        }
    }
    let degrees = parts[0].ok_or(AngleError::NotAnAngle)?;
    // Only the last number may have decimals.
    if parts.windows(2).any(|pair| matches!(pair, [Some(whole), Some(_)] if f64::fract(*whole) != 0.0)) {
        return Err(AngleError::NotAnAngle);
    }
    let (minutes, seconds) = (parts[1].unwrap_or(0.0), parts[2].unwrap_or(0.0));
    if minutes >= 60.0 || seconds >= 60.0 || degrees > 180.0 {
        return Err(AngleError::OutOfRange);
    }
    let size = degrees + minutes / 60.0 + seconds / 3600.0;
    Ok(Written { degrees: if negative { -size } else { size }, letter })
}

fn tokens(text: &str) -> Result<Vec<Token>, AngleError> {
    let mut tokens = Vec::new();
    let mut rest = text.trim();
    while let Some(c) = rest.chars().next() {
        let run = |wanted: fn(char) -> bool| rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        let len = match c {
            '0'..='9' => {
                let len = run(|c| c.is_ascii_digit() || c == '.' || c == ',');
                let run = rest[..len].trim_end_matches([',', '.']);
                match parted(run) {
                    Some(numbers) if tokens.is_empty() => tokens.extend(numbers.map(Token::Number)),
                    _ => {
                        let number = run.replace(',', ".").parse().map_err(|_| AngleError::NotAnAngle)?;
                        tokens.push(Token::Number(number));
                    }
                }
                len
            }
            '-' | '−' => {
                // Between numbers a hyphen only parts them: 105-45.
                if tokens.is_empty() {
                    tokens.push(Token::Minus);
                }
                c.len_utf8()
            }
            // Keyboards without a degree sign have a star.
            '°' | 'º' | '˚' | '*' => {
                tokens.push(Token::Mark(0));
                c.len_utf8()
            }
            // Two single marks in a row are a double one.
            '\'' | '′' | '’' | '‘' | '´' | '`' => {
                let len = run(|c| matches!(c, '\'' | '′' | '’' | '‘' | '´' | '`'));
                tokens.push(Token::Mark(rest[..len].chars().count()));
                len
            }
            '"' | '″' | '”' | '“' => {
                tokens.push(Token::Mark(2));
                c.len_utf8()
            }
            c if c.is_whitespace() || matches!(c, ':' | ',' | '.' | '_') => c.len_utf8(),
            c if c.is_alphabetic() => {
                let len = run(char::is_alphabetic);
                tokens.push(word(&rest[..len], &rest[len..], &tokens)?);
                len
            }
            _ => return Err(AngleError::NotAnAngle),
        };
        rest = &rest[len..];
    }
    Ok(tokens)
}

/// Degrees, minutes and seconds parted by points: `105.51.07`, which is no number.
fn parted(run: &str) -> Option<[f64; 3]> {
    let parts: Vec<&str> = run.split('.').collect();
    let [degrees, minutes, seconds] = parts.as_slice() else { return None };
    // Two digits each: `1.2.3` is the number of a chapter.
    let two = |part: &str| part.len() == 2;
    let sound = degrees.len() <= 3 && two(minutes) && two(seconds.split(',').next().unwrap_or_default());
    sound.then_some([degrees.parse().ok()?, minutes.parse().ok()?, seconds.replace(',', ".").parse().ok()?])
}

/// A word: a mark (`d`, `độ`, `phút`, `giây`, `m`, `s`) when numbers follow or it can be nothing else, else a side.
fn word(word: &str, after: &str, before: &[Token]) -> Result<Token, AngleError> {
    let digits_follow = after.chars().any(|c| c.is_ascii_digit());
    let numbers = before.iter().filter(|token| matches!(token, Token::Number(_))).count();
    match crate::text::fold(word).as_str() {
        // "kinh độ Đông": the words say nothing that the side doesn't.
        "kinh" | "vi" => Ok(Token::Filler),
        "do" if matches!(before.last(), Some(Token::Filler)) => Ok(Token::Filler),
        "do" | "deg" => Ok(Token::Mark(0)),
        "d" | "o" if numbers == 1 && digits_follow => Ok(Token::Mark(0)),
        "phut" | "min" => Ok(Token::Mark(1)),
        "m" | "p" if numbers == 2 => Ok(Token::Mark(1)),
        "giay" | "sec" => Ok(Token::Mark(2)),
        "s" | "g" if numbers == 3 && !matches!(before.last(), Some(Token::Mark(_))) => Ok(Token::Mark(2)),
        _ => Letter::of(word).map(Token::Letter).ok_or(AngleError::NotAnAngle),
    }
}

/// A coordinate in metres with any separators: `2.325.000,45`, `587 000.5`, `587,000.50 m`, `2325000,450`.
///
/// A single separator before exactly three digits parts thousands when one to three digits stand before it
/// (`587.000`), for nothing in Vietnam lies within a kilometre of a zone's origin; otherwise it is decimal.
pub fn metres(text: &str) -> Option<f64> {
    let text = text.trim();
    let text = text.strip_suffix(['m', 'M']).unwrap_or(text);
    let text: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
    let digits = text.strip_prefix(['-', '−']).unwrap_or(&text);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) || !digits.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let decimal = match (digits.rfind('.'), digits.rfind(',')) {
        (Some(point), Some(comma)) => Some(point.max(comma)),
        (None, None) => None,
        (Some(at), None) | (None, Some(at)) => {
            let grouped = at <= 3 && digits.len() - at == 4;
            let several = digits.matches(['.', ',']).count() > 1;
            (!grouped && !several).then_some(at)
        }
    };
    let (whole, fraction) = decimal.map_or((digits, ""), |at| (&digits[..at], &digits[at + 1..]));
    let mut groups = whole.split(['.', ',']);
    let first = groups.next()?;
    let groups: Vec<&str> = groups.collect();
    if (!groups.is_empty() && first.len() > 3) || groups.iter().any(|group| group.len() != 3) {
        return None;
    }
    let size: f64 = format!("{first}{}.{fraction}0", groups.concat()).parse().ok()?;
    Some(if digits.len() < text.len() { -size } else { size })
}

#[cfg(test)]
mod tests;
