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

/// The same as whole numbers, as far as eight digits at once need them.
const WHOLE_TENS: [u64; 9] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

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

impl Nested {
    /// Reads the list that starts at `start` instead of what was held before, and says where it ends. `None` when it is out
    /// of the ordinary.
    pub(super) fn read(&mut self, text: &[u8], start: usize) -> Option<usize> {
        self.points.clear();
        self.ends.clear();
        self.closes.clear();
        self.depth = None;
        let mut reader = Reader { text, at: start, into: self };
        reader.list(0)?;
        Some(reader.at)
    }
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    into: &'a mut Nested,
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
    #[inline(always)]
    fn digits(&mut self, value: &mut u64, kept: &mut usize) -> Option<usize> {
        let start = self.at;
        while let Some(eight) = self.text[self.at..].first_chunk() {
            let (count, read) = leading_digits(*eight);
            if count == 0 || *kept + count > MOST_DIGITS {
                break;
            }
            *value = *value * WHOLE_TENS[count] + read;
            *kept += count;
            self.at += count;
            if count < eight.len() {
                return Some(self.at - start);
            }
        }
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

/// How many of eight bytes are digits before another byte, and their number. Without a loop, since a coordinate's digits are too
/// few for one to be foreseen: the bytes are summed by twos, fours and all eight within one word (Lemire, "Quickly parsing
/// eight digits", 2018).
#[inline(always)]
fn leading_digits(bytes: [u8; 8]) -> (usize, u64) {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let values = u64::from_le_bytes(bytes) ^ (EACH * 0x30);
    // The upper bit of a byte that is more than 9. A sum that overflows spoils only bytes behind the first such one.
    let others = (values.wrapping_add(EACH * 0x76) | values) & (EACH * 0x80);
    let count = others.trailing_zeros() as usize / 8;
    if count == 0 {
        return (0, 0);
    }
    // Zeros in front, so that it is always eight digits.
    let eight = values << (64 - 8 * count);
    let twos = (eight.wrapping_mul(10)).wrapping_add(eight >> 8);
    let low = (twos & 0xff_0000_00ff).wrapping_mul(100 + (1_000_000 << 32));
    let high = (twos >> 16 & 0xff_0000_00ff).wrapping_mul(1 + (10_000 << 32));
    (count, low.wrapping_add(high) >> 32)
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
        let mut nested = Nested::default();
        let end = nested.read(text, 1).expect("a MultiPolygon");
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
            assert_eq!(Nested::default().read(text.as_bytes(), 0), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn digits_are_counted_and_read_eight_at_a_time(number in 0..100_000_000u64, width in 1..9usize, behind in prop_oneof![0..48u8, 58..=255u8]) {
            let mut bytes = [behind; 8];
            let text = format!("{number:08}");
            bytes[..width].copy_from_slice(&text.as_bytes()[..width]);
            prop_assert_eq!(leading_digits(bytes), (width, text[..width].parse().expect("a number")));
            prop_assert_eq!(leading_digits([behind; 8]), (0, 0));
        }

        #[test]
        fn numbers_are_what_the_standard_library_reads(x in -180.0..180.0f64, y in -90.0..90.0f64, places in 0..17usize) {
            let text = format!("[{x:.places$},{y}]");
            let mut nested = Nested::default();
            let end = nested.read(text.as_bytes(), 0).expect("a position");
            prop_assert_eq!(end, text.len());
            let expected = point(format!("{x:.places$}").parse().expect("a number"), y);
            // A unit in the last place can tip the rounding to the next step.
            prop_assert!((nested.points[0].x - expected.x).abs() <= 1 && (nested.points[0].y - expected.y).abs() <= 1);
        }
    }
}
