//! Texts of BIFF records. BIFF8 has UTF-16, with the upper bytes left out where all are zero; BIFF5 has bytes.

use crate::formats::bytes::Cursor;
use crate::formats::{RawCell, RawText};

/// A text with a count of 16 bits, as a cell.
pub(super) fn cell(cursor: &mut Cursor, wide: bool) -> Option<RawCell> {
    let count = usize::from(cursor.u16()?);
    if wide {
        let flags = cursor.u8()?;
        return Some(RawText::Text(characters(cursor, count, flags & 1 != 0)).into());
    }
    Some(RawText::new(cursor.take(count.min(cursor.left()))?, false).into())
}

/// A text with a count of 16 bits.
pub(super) fn text(cursor: &mut Cursor, wide: bool) -> Option<String> {
    let count = usize::from(cursor.u16()?);
    counted(cursor, count, wide)
}

/// A text with a count of 8 bits.
pub(super) fn short(cursor: &mut Cursor, wide: bool) -> Option<String> {
    let count = usize::from(cursor.u8()?);
    counted(cursor, count, wide)
}

fn counted(cursor: &mut Cursor, count: usize, wide: bool) -> Option<String> {
    let flags = if wide { cursor.u8()? } else { 0 };
    Some(characters(cursor, count, flags & 1 != 0))
}

/// As many characters as there are, up to a count.
fn characters(cursor: &mut Cursor, count: usize, double: bool) -> String {
    let mut units = Vec::new();
    push(cursor, count, double, &mut units);
    String::from_utf16_lossy(&units)
}

/// Takes up to `count` characters; gives how many it took.
fn push(cursor: &mut Cursor, count: usize, double: bool, units: &mut Vec<u16>) -> usize {
    let most = if double { cursor.left() / 2 } else { cursor.left() };
    let count = count.min(most);
    for _ in 0..count {
        let unit = if double { cursor.u16() } else { cursor.u8().map(u16::from) };
        units.extend(unit);
    }
    count
}

/// The texts of an SST record and the CONTINUE records behind it (MS-XLS 2.4.265, 2.5.293).
pub(super) fn shared(parts: &[&[u8]]) -> Vec<String> {
    let mut source = Parts { parts, cursor: Cursor::new(&[]) };
    source.advance();
    let mut strings = Vec::new();
    // The counts in front are not believed: reading goes on while there is something.
    if source.cursor.take(8).is_some() {
        while let Some(text) = source.text() {
            strings.push(text);
        }
    }
    strings
}

struct Parts<'a> {
    parts: &'a [&'a [u8]],
    cursor: Cursor<'a>,
}

impl Parts<'_> {
    /// Goes on to the next record.
    fn advance(&mut self) -> bool {
        let Some((part, rest)) = self.parts.split_first() else { return false };
        (self.cursor, self.parts) = (Cursor::new(part), rest);
        true
    }

    fn text(&mut self) -> Option<String> {
        while self.cursor.left() == 0 {
            if !self.advance() {
                return None;
            }
        }
        let mut count = usize::from(self.cursor.u16()?);
        let flags = self.cursor.u8()?;
        let runs = if flags & 8 != 0 { usize::from(self.cursor.u16()?) } else { 0 };
        let phonetic = if flags & 4 != 0 { usize::try_from(self.cursor.u32()?).ok()? } else { 0 };
        let mut double = flags & 1 != 0;
        let mut units = Vec::new();
        loop {
            count -= push(&mut self.cursor, count, double, &mut units);
            if count == 0 {
                break;
            }
            // The rest is in the next record, and may be of the other width.
            if !self.advance() {
                break;
            }
            double = self.cursor.u8()? & 1 != 0;
        }
        self.pass(runs.saturating_mul(4).saturating_add(phonetic));
        Some(String::from_utf16_lossy(&units))
    }

    /// Passes over bytes, in as many records as they are in.
    fn pass(&mut self, mut count: usize) {
        while count > 0 {
            let here = count.min(self.cursor.left());
            self.cursor.take(here);
            count -= here;
            if count > 0 && !self.advance() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::shared;

    #[test]
    fn texts_go_on_in_the_next_record() {
        let first = [&[2, 0, 0, 0, 2, 0, 0, 0][..], &[4, 0, 8, 1, 0], b"Xa"].concat();
        let second = [&[1, 0x1E, 0x01, b'g', 0][..], &[9, 9, 9, 9], &[1, 0, 0, b'Z']].concat();
        assert_eq!(shared(&[&first, &second]), ["XaĞg", "Z"]);
        assert_eq!(shared(&[&first]), ["Xa"]);
        assert_eq!(shared(&[&[]]), [""; 0]);
    }
}
