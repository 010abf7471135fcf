//! What stands before the sheets of a workbook: their names, shared texts, formats.

use std::collections::{HashMap, HashSet};

use super::{BOF, CONTINUE, EOF, Record, records, strings};
use crate::formats::bytes::Cursor;
use crate::formats::sheet::shows_date;

/// No workbook of an office has more sheets.
const MAX_SHEETS: usize = 1000;

/// Why a workbook is not read.
pub(super) enum Refusal {
    Encrypted,
    /// Excel 4.0 or older.
    Version(u16),
    Broken,
}

pub(super) struct Globals {
    /// Whether texts are Unicode (BIFF8) or bytes (BIFF5).
    pub(super) wide: bool,
    pub(super) from_1904: bool,
    pub(super) strings: Vec<String>,
    /// Name and offset of each sheet that is shown.
    pub(super) sheets: Vec<(String, usize)>,
    /// Names of those that are not.
    pub(super) hidden: Vec<String>,
    /// For each style whether it shows a date.
    dates: Vec<bool>,
}

impl Globals {
    pub(super) fn read(stream: &[u8]) -> Result<Self, Refusal> {
        let mut all = records(stream, 0).peekable();
        let version = all.peek().filter(|record| record.kind == BOF).and_then(|record| Cursor::new(record.data).u16());
        let wide = match version.ok_or(Refusal::Broken)? {
            0x0600 => true,
            0x0500 => false,
            other => return Err(Refusal::Version(other)),
        };
        let mut globals = Self {
            wide,
            from_1904: false,
            strings: Vec::new(),
            sheets: Vec::new(),
            hidden: Vec::new(),
            dates: Vec::new(),
        };
        let mut formats: HashMap<u16, bool> = HashMap::new();
        let mut styles: Vec<u16> = Vec::new();
        let mut seen = HashSet::new();
        while let Some(record) = all.next() {
            match record.kind {
                0x002F => return Err(Refusal::Encrypted),
                0x0022 => globals.from_1904 = record.data.first() == Some(&1),
                0x041E => formats.extend(format(record.data, wide)),
                0x00E0 => styles.push(Cursor::at(record.data, 2).and_then(|mut cursor| cursor.u16()).unwrap_or(0)),
                0x0085 if globals.sheets.len() < MAX_SHEETS => {
                    match bound_sheet(record.data, wide).filter(|sheet| seen.insert(sheet.offset)) {
                        Some(sheet) if sheet.is_hidden => globals.hidden.push(sheet.name),
                        Some(sheet) => globals.sheets.push((sheet.name, sheet.offset)),
                        None => {}
                    }
                }
                0x00FC => {
                    let mut parts = vec![record.data];
                    while let Some(Record { data, .. }) = all.next_if(|record| record.kind == CONTINUE) {
                        parts.push(data);
                    }
                    globals.strings = strings::shared(&parts);
                }
                EOF => break,
                _ => {}
            }
        }
        let date = |format: &u16| formats.get(format).copied().unwrap_or_else(|| is_built_in_date(*format));
        globals.dates = styles.iter().map(date).collect();
        Ok(globals)
    }

    pub(super) fn is_date(&self, style: u16) -> bool {
        self.dates.get(usize::from(style)).copied().unwrap_or(false)
    }
}

/// The numbers that Excel gives to dates in any language (MS-XLS 2.5.155 and ECMA-376, 18.8.30).
fn is_built_in_date(format: u16) -> bool {
    matches!(format, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

fn format(data: &[u8], wide: bool) -> Option<(u16, bool)> {
    let mut cursor = Cursor::new(data);
    let number = cursor.u16()?;
    let text = if wide { strings::text(&mut cursor, true)? } else { strings::short(&mut cursor, false)? };
    Some((number, shows_date(&text)))
}

/// A worksheet as the workbook lists it.
struct BoundSheet {
    name: String,
    offset: usize,
    is_hidden: bool,
}

/// A worksheet; charts and macros are left out.
fn bound_sheet(data: &[u8], wide: bool) -> Option<BoundSheet> {
    let mut cursor = Cursor::new(data);
    let offset = usize::try_from(cursor.u32()?).ok()?;
    let [state, kind] = cursor.array()?;
    let name = strings::short(&mut cursor, wide)?;
    (kind == 0).then_some(BoundSheet { name, offset, is_hidden: state & 3 != 0 })
}
