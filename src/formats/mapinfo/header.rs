//! The header of a `.mif`: everything before the word DATA.

use crate::formats::text::{is_utf8, starts_with_word};
use crate::formats::{Field, FieldKind, RawText};
use crate::geo::Coord;

/// No table of MapInfo has more columns.
const MAX_COLUMNS: usize = 4096;

pub(super) struct Header {
    /// What separates the cells of the `.mid`.
    pub(super) delimiter: u8,
    pub(super) charset: Option<String>,
    /// The CoordSys clause without the word.
    pub(super) system: Option<String>,
    pub(super) columns: Vec<Field>,
    transform: Option<[f64; 4]>,
}

/// The words that begin a clause; other lines go on with the one before.
const CLAUSES: [&str; 9] =
    ["version", "charset", "delimiter", "unique", "index", "coordsys", "transform", "columns", "data"];

impl Header {
    /// Reads the header; gives what is behind it, too.
    pub(super) fn read(bytes: &[u8]) -> Option<(Self, Body<'_>)> {
        let mut header = Self { delimiter: b'\t', charset: None, system: None, columns: Vec::new(), transform: None };
        let mut lines = 0;
        let mut rest = bytes;
        // Columns still to come, and whether the system's clause may go on.
        let (mut awaited, mut in_system) = (0_usize, false);
        loop {
            let line = next_line(&mut rest)?;
            lines += 1;
            let line = line.trim_ascii();
            if awaited > 0 && !line.is_empty() {
                awaited -= 1;
                header.columns.push(column(line, header.columns.len() + 1, header.utf8()));
                continue;
            }
            let clause = CLAUSES.into_iter().find(|word| is_clause(line, word));
            let value = clause.and_then(|word| line.get(word.len()..)).unwrap_or_default().trim_ascii();
            match clause {
                Some("data") => break,
                Some("charset") => header.charset = Some(unquoted(value)),
                Some("delimiter") => header.delimiter = unquoted(value).bytes().next().unwrap_or(b'\t'),
                Some("columns") => awaited = text(value).parse().unwrap_or(0_usize).min(MAX_COLUMNS),
                Some("coordsys") => header.system = Some(text(value)),
                Some("transform") => header.transform = numbers(&text(value)),
                None if in_system && !line.is_empty() => {
                    header.system.iter_mut().for_each(|system| *system = format!("{system} {}", text(line)));
                    continue;
                }
                _ => {}
            }
            in_system = clause == Some("coordsys");
        }
        Some((header, Body { bytes: rest, line: lines + 1 }))
    }

    fn utf8(&self) -> bool {
        self.charset.as_deref().is_some_and(is_utf8)
    }

    /// A position as the Transform clause moves it: factors (0 stands for 1), then summands.
    pub(super) fn place(&self, at: Coord) -> Coord {
        let Some([kx, ky, dx, dy]) = self.transform else { return at };
        let factor = |k: f64| if k == 0.0 { 1.0 } else { k };
        Coord { x: at.x * factor(kx) + dx, y: at.y * factor(ky) + dy }
    }
}

/// What stands behind the header, and the line it starts at.
pub(super) struct Body<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) line: usize,
}

/// Takes a line, without its end; `None` at the end of the text.
fn next_line<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    if rest.is_empty() {
        return None;
    }
    let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    let line = rest.get(..end)?;
    *rest = rest.get(end + 1..).unwrap_or_default();
    Some(line)
}

fn is_clause(line: &[u8], word: &str) -> bool {
    starts_with_word(line, word)
        && line.get(word.len()).is_none_or(|next| !next.is_ascii_alphanumeric() && *next != b'_')
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn unquoted(value: &[u8]) -> String {
    let value = text(value);
    // The delimiter may be a tab, so what is between the quotes is left as it is.
    let inner = value.strip_prefix('"').map(|rest| rest.split('"').next().unwrap_or_default());
    inner.map_or_else(|| value.clone(), str::to_owned)
}

fn numbers(list: &str) -> Option<[f64; 4]> {
    let numbers: Vec<f64> = list.split(',').map(|number| number.trim().parse().ok()).collect::<Option<_>>()?;
    numbers.try_into().ok()
}

/// `name type(width, decimals)`.
fn column(line: &[u8], number: usize, utf8: bool) -> Field {
    let end = line.iter().position(u8::is_ascii_whitespace).unwrap_or(line.len());
    let (name, declared) = line.split_at_checked(end).unwrap_or((line, &[]));
    let declared = text(declared.trim_ascii());
    let word = declared.split(['(', ' ']).next().unwrap_or_default().to_ascii_lowercase();
    let kind = match word.as_str() {
        "char" => FieldKind::Text,
        "integer" | "smallint" | "largeint" => FieldKind::Integer,
        "decimal" | "float" => FieldKind::Number,
        "logical" => FieldKind::Bool,
        "date" | "datetime" => FieldKind::Date,
        _ => FieldKind::Other(word),
    };
    Field { name: RawText::new(name, utf8), kind, column: number }
}
