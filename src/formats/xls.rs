//! Excel workbooks of 5.0/95 and 97 to 2003 (`.xls`; MS-XLS), BIFF5 and BIFF8.
//!
//! Read by own code: calamine takes a sheet's announced size, or two cells in opposite corners, for a request of
//! memory that ends the program.

mod globals;
mod strings;

use super::bytes::Cursor;
use super::cfb::{self, CompoundFile};
use super::sheet::{self, Budget, Full, Sheet};
use super::{Contents, Format, Input, MAX_CELLS, ProblemKind, RawCell};
use globals::{Globals, Refusal};

pub(super) const FORMAT: Format = Format {
    name: "Excel 97",
    endings: &["xls"],
    companions: &[],
    sniff: |bytes| bytes.starts_with(&cfb::MAGIC),
    read,
};

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const CONTINUE: u16 = 0x003C;

fn read(input: &Input) -> Contents {
    let mut contents = Contents::default();
    let Some(file) = CompoundFile::open(input.bytes) else {
        contents.problem(super::text::what_it_is(input.bytes), input.ending());
        return contents;
    };
    if file.stream("EncryptedPackage").is_some() {
        contents.problem(ProblemKind::Encrypted, "EncryptedPackage");
        return contents;
    }
    let Some(stream) = file.stream("Workbook").or_else(|| file.stream("Book")) else {
        contents.problem(ProblemKind::Unsupported, "OLE");
        return contents;
    };
    match Globals::read(&stream) {
        Ok(globals) => sheets(&stream, &globals, &mut contents),
        Err(Refusal::Encrypted) => contents.problem(ProblemKind::Encrypted, "FILEPASS"),
        Err(Refusal::Version(version)) => contents.problem(ProblemKind::Unsupported, format!("BIFF {version:04X}")),
        Err(Refusal::Broken) => contents.problem(ProblemKind::Broken, "Workbook"),
    }
    if contents.layers.is_empty() && contents.problems.is_empty() {
        contents.problem(ProblemKind::Empty, "");
    }
    contents
}

/// One record: its type and its data.
#[derive(Clone, Copy)]
struct Record<'a> {
    kind: u16,
    data: &'a [u8],
}

/// The records from an offset on.
fn records(stream: &[u8], offset: usize) -> impl Iterator<Item = Record<'_>> {
    let mut cursor = Cursor::at(stream, offset).unwrap_or(Cursor::new(&[]));
    std::iter::from_fn(move || {
        let (kind, size) = (cursor.u16()?, cursor.u16()?);
        Some(Record { kind, data: cursor.take(size.into())? })
    })
}

fn sheets(stream: &[u8], globals: &Globals, contents: &mut Contents) {
    let mut budget = Budget::new();
    // Sheets don't overlap, so all of them together have no more records than the stream has room for.
    let mut records_left = stream.len() / 4;
    for (name, offset) in &globals.sheets {
        let mut sheet = Sheet::new(name);
        let problems = contents.problems.len();
        let mut walk = Walk { globals, sheet: &mut sheet, contents, awaited: None };
        match walk.all(records(stream, *offset), &mut records_left, &mut budget) {
            Ok(true) => {}
            Ok(false) => contents.problem(ProblemKind::Truncated, "EOF"),
            Err(Full) => contents.problem(ProblemKind::TooLarge, format!("cells {MAX_CELLS}")),
        }
        sheet.finish(contents);
        contents.name_layer(problems, name);
    }
    if !globals.hidden.is_empty() {
        contents.problem(ProblemKind::Hidden, globals.hidden.join(", "));
    }
}

/// A walk over one sheet's records.
struct Walk<'a> {
    globals: &'a Globals,
    sheet: &'a mut Sheet,
    contents: &'a mut Contents,
    /// A formula whose text comes with the next record.
    awaited: Option<(usize, usize)>,
}

impl Walk<'_> {
    /// `true` when the sheet came to its end.
    fn all<'r>(
        &mut self,
        records: impl Iterator<Item = Record<'r>>,
        left: &mut usize,
        budget: &mut Budget,
    ) -> Result<bool, Full> {
        // Charts within a sheet have records of the same types.
        let mut depth = 0_usize;
        for record in records {
            let Some(fewer) = left.checked_sub(1) else { return Ok(false) };
            *left = fewer;
            match record.kind {
                BOF => depth += 1,
                EOF if depth <= 1 => return Ok(true),
                EOF => depth -= 1,
                _ if depth == 1 => {
                    for (row, column, cell) in self.cells(record).unwrap_or_default() {
                        self.sheet.put(row, column, cell, budget)?;
                    }
                }
                _ => {}
            }
        }
        Ok(false)
    }

    /// The cells of a record; `None` when it has none, or is broken.
    fn cells(&mut self, record: Record) -> Option<Vec<(usize, usize, RawCell)>> {
        let mut cursor = Cursor::new(record.data);
        let text = |cursor| strings::cell(cursor, self.globals.wide);
        if record.kind == 0x0207 {
            let (row, column) = self.awaited.take()?;
            return Some(vec![(row, column, text(&mut cursor)?)]);
        }
        if !matches!(record.kind, 0x0006 | 0x00BD | 0x00D6 | 0x00FD | 0x0203 | 0x0204 | 0x0205 | 0x027E) {
            return None;
        }
        let (row, column) = (usize::from(cursor.u16()?), usize::from(cursor.u16()?));
        if record.kind == 0x00BD {
            return Some(self.several(row, column, cursor));
        }
        let style = cursor.u16()?;
        let cell = match record.kind {
            0x0203 => self.number(cursor.f64()?, style),
            0x027E => self.number(packed(cursor.u32()?), style),
            0x00FD => {
                let index = usize::try_from(cursor.u32()?).ok()?;
                self.globals.strings.get(index).cloned().map_or(RawCell::Null, RawCell::Text)
            }
            0x0204 | 0x00D6 => text(&mut cursor)?,
            0x0205 => {
                let [value, is_error] = cursor.array()?;
                if is_error == 0 { RawCell::Bool(value != 0) } else { self.error(row, column, value) }
            }
            _ => self.result(row, column, cursor.array()?, style)?,
        };
        Some(vec![(row, column, cell)])
    }

    /// MULRK: neighbours in a row; the last column's number stands at the end.
    fn several(&self, row: usize, column: usize, mut cursor: Cursor) -> Vec<(usize, usize, RawCell)> {
        let mut cells = Vec::new();
        while cursor.left() >= 8 {
            let (Some(style), Some(value)) = (cursor.u16(), cursor.u32()) else { break };
            cells.push((row, column + cells.len(), self.number(packed(value), style)));
        }
        cells
    }

    /// A formula's result: a number, or two bytes of ones and what else it is.
    fn result(&mut self, row: usize, column: usize, bytes: [u8; 8], style: u16) -> Option<RawCell> {
        let [kind, _, value, .., 0xFF, 0xFF] = bytes else {
            return Some(self.number(f64::from_le_bytes(bytes), style));
        };
        match kind {
            0 => {
                self.awaited = Some((row, column));
                None
            }
            1 => Some(RawCell::Bool(value != 0)),
            2 => Some(self.error(row, column, value)),
            _ => Some(RawCell::Null),
        }
    }

    fn number(&self, value: f64, style: u16) -> RawCell {
        if self.globals.is_date(style) { sheet::date(value, self.globals.from_1904) } else { sheet::number(value) }
    }

    fn error(&mut self, row: usize, column: usize, code: u8) -> RawCell {
        let name = match code {
            0x00 => "#NULL!",
            0x07 => "#DIV/0!",
            0x0F => "#VALUE!",
            0x17 => "#REF!",
            0x1D => "#NAME?",
            0x24 => "#NUM!",
            _ => "#N/A",
        };
        self.sheet.fault(row, column, name, self.contents)
    }
}

/// RK (MS-XLS 2.5.217): 30 bits of a whole number or of a floating point's upper half, perhaps times a hundred.
fn packed(bits: u32) -> f64 {
    let value = if bits & 2 != 0 { f64::from((bits as i32) >> 2) } else { f64::from_bits(u64::from(bits & !3) << 32) };
    if bits & 1 != 0 { value / 100.0 } else { value }
}

#[cfg(test)]
mod tests {
    #[test]
    fn packed_numbers() {
        let packed = super::packed;
        assert_eq!((packed(541 << 2 | 2), packed(4162 << 2 | 3)), (541.0, 41.62));
        assert_eq!((packed(((-7_i32) << 2 | 2) as u32), packed((1.5_f64.to_bits() >> 32) as u32)), (-7.0, 1.5));
    }
}
