//! Coordinates straight from the text of a GeoJSON geometry onto the lattice.
//!
//! Nearly all bytes of a map are these numbers, and nothing about them is open: so they are read without a value in
//! between for each. What is not plain (an exponent, a height that is no number, a wrong nesting) is refused here and
//! read at leisure elsewhere.

use super::shape::on_lattice;
use crate::geo::Coord;
use crate::geo::grid::GridPoint;

/// How deep lists of a geometry are nested at most: a MultiPolygon's positions.
const DEEPEST: u8 = 4;

/// Powers of ten that a 64-bit float holds exactly.
const TENS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// Digits that an unsigned 64-bit number surely holds; those behind them are far below a step of the lattice.
const MOST_DIGITS: usize = 18;

/// Coordinates as they are nested, in one list.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Nested {
    pub points: Vec<GridPoint>,
    /// The ends of lists of positions.
    pub ends: Vec<usize>,
    /// For each end, whether the list around it ended there.
    pub closes: Vec<bool>,
    /// How deep positions lie: 0 for a single one.
    pub depth: Option<u8>,
}

/// Reads the list that starts at `start`, and says where it ends. `None` when it is out of the ordinary.
pub(super) fn read(text: &[u8], start: usize) -> Option<(Nested, usize)> {
    let mut reader = Reader { text, at: start, into: Nested::default() };
    reader.list(0)?;
    Some((reader.into, reader.at))
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    into: Nested,
}

/// What a list was.
#[derive(PartialEq)]
enum List {
    Position,
    Lists,
}

impl Reader<'_> {
    fn list(&mut self, depth: u8) -> Option<List> {
        self.expect(b'[')?;
        self.blank();
        if *self.text.get(self.at)? != b'[' {
            return self.position(depth);
        }
        let (mut first, mut of_positions) = (true, false);
        loop {
            let found = if depth + 1 < DEEPEST { self.list(depth + 1)? } else { return None };
            if first {
                (first, of_positions) = (false, found == List::Position);
            } else if of_positions != (found == List::Position) {
                return None;
            }
            if !self.goes_on()? {
                break;
            }
        }
        if of_positions {
            self.into.ends.push(self.into.points.len());
            self.into.closes.push(false);
        } else if let Some(last) = self.into.closes.last_mut() {
            *last = true;
        }
        Some(List::Lists)
    }

    /// A position behind its bracket: east, north, and what else there is.
    fn position(&mut self, depth: u8) -> Option<List> {
        let x = self.number()?;
        if !self.goes_on()? {
            return None;
        }
        let y = self.number()?;
        while self.goes_on()? {
            self.number()?;
        }
        let known = *self.into.depth.get_or_insert(depth);
        if depth != known || !(x.abs() <= 180.0 && y.abs() <= 90.0) {
            return None;
        }
        self.into.points.push(on_lattice(Coord { x, y }));
        Some(List::Position)
    }

    /// Whether a comma follows rather than the list's end.
    #[inline]
    fn goes_on(&mut self) -> Option<bool> {
        self.blank();
        let byte = *self.text.get(self.at)?;
        self.at += 1;
        match byte {
            b',' => {
                self.blank();
                Some(true)
            }
            b']' => Some(false),
            _ => None,
        }
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        let found = *self.text.get(self.at)? == byte;
        self.at += 1;
        found.then_some(())
    }

    #[inline]
    fn blank(&mut self) {
        while matches!(self.text.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// A number without exponent, right to a unit in the last place.
    #[inline]
    fn number(&mut self) -> Option<f64> {
        let minus = *self.text.get(self.at)? == b'-';
        self.at += usize::from(minus);
        let (mut digits, mut kept) = (0u64, 0);
        let whole = self.digits(&mut digits, &mut kept)?;
        // JSON has no numbers like 007.
        if whole > 1 && self.text[self.at - whole] == b'0' {
            return None;
        }
        let kept_whole = kept;
        if whole > MOST_DIGITS {
            return None;
        }
        if self.text.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.digits(&mut digits, &mut kept)?;
        }
        if matches!(self.text.get(self.at), Some(b'e' | b'E')) {
            return None;
        }
        let value = digits as f64 / TENS[kept - kept_whole];
        Some(if minus { -value } else { value })
    }

    /// Takes digits into `value` as long as it has room; says how many there were, at least one.
    #[inline]
    fn digits(&mut self, value: &mut u64, kept: &mut usize) -> Option<usize> {
        let start = self.at;
        while let Some(digit) = self.text.get(self.at).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit < 10) {
            if *kept < MOST_DIGITS {
                *value = *value * 10 + u64::from(digit);
                *kept += 1;
            }
            self.at += 1;
        }
        (self.at > start).then_some(self.at - start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn point(x: f64, y: f64) -> GridPoint {
        on_lattice(Coord { x, y })
    }

    #[test]
    fn nesting_is_kept_and_what_follows_is_left() {
        let text = b" [[[[1,2],[3,4.5 , 7],[ 5 ,6]]],[ [[-7.25,8],[0,0],[0.5,0]] ]] , 9";
        let (nested, end) = read(text, 1).expect("a MultiPolygon");
        assert_eq!(&text[end..], b" , 9");
        assert_eq!(nested.ends, [3, 6]);
        assert_eq!(nested.closes, [true, true]);
        assert_eq!(nested.depth, Some(3));
        assert_eq!(nested.points[1..4], [point(3.0, 4.5), point(5.0, 6.0), point(-7.25, 8.0)]);
    }

    #[test]
    fn what_is_out_of_the_ordinary_is_refused() {
        for text in [
            "",
            "[",
            "[]",
            "[1]",
            "[1,2",
            "[[1,2],3]",
            "[1,[2,3]]",
            "[1e2,3]",
            "[01,2]",
            "[1.,2]",
            "[.5,2]",
            "[-,2]",
            "[1,\"2\"]",
            "[1,null]",
            "[181,2]",
            "[1,91]",
            "[[1,2],[[3,4]]]",
            "[[[[[1,2]]]]]",
            "[1 2]",
            "[1,2,]",
            "[NaN,1]",
        ] {
            assert_eq!(read(text.as_bytes(), 0), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn numbers_are_what_the_standard_library_reads(x in -180.0..180.0f64, y in -90.0..90.0f64, places in 0..17usize) {
            let text = format!("[{x:.places$},{y}]");
            let (nested, end) = read(text.as_bytes(), 0).expect("a position");
            prop_assert_eq!(end, text.len());
            let expected = point(format!("{x:.places$}").parse().expect("a number"), y);
            // A unit in the last place can tip the rounding to the next step.
            prop_assert!((nested.points[0].x - expected.x).abs() <= 1 && (nested.points[0].y - expected.y).abs() <= 1);
        }
    }
}
