//! Text tables: CSV, TSV and Excel's "Unicode Text" (`.txt`) as spreadsheets write them, with any of four delimiters.

use std::ops::Range;

use csv::{ByteRecord, ReaderBuilder};

use super::text::{starts_with_word, unmark};
use super::{
    Contents, DeclaredCrs, Field, FieldKind, Format, Input, MAX_CELLS, ProblemKind, RawCell, RawLayer, RawRow, RawText,
    RowPlace,
};

pub(super) const FORMAT: Format =
    Format { name: "CSV", endings: &["csv", "tsv", "txt"], companions: &["csvt"], sniff: |_| false, read };

/// In the order in which they are preferred.
const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];
/// How many rows are looked at to find the delimiter.
const SAMPLE: usize = 50;

fn read(input: &Input) -> Contents {
    let bytes = unmark(input.bytes);
    // Excel's own declaration: a first line "sep=;".
    let (first, delimiter, bytes) = match separator_line(&bytes) {
        Some((delimiter, rest)) => (2, delimiter, rest),
        None => (1, delimiter(&bytes), &*bytes),
    };
    let mut lines = Lines { bytes, counted: 0, line: first };
    let utf8 = std::str::from_utf8(bytes).is_ok();
    let mut contents = Contents::default();
    let mut layer = RawLayer { name: input.stem().to_owned(), crs: DeclaredCrs::None, ..RawLayer::default() };
    // What stands alone above a table of three columns or more is its title.
    let titled = usual_length(bytes, delimiter) > 2;
    let mut reader = reader(bytes, delimiter);
    let mut record = ByteRecord::new();
    let mut cells = 0;
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        if record.iter().all(|cell| cell.trim_ascii().is_empty()) {
            continue;
        }
        let place = RowPlace::Line(lines.of(&record));
        if layer.fields.is_empty() {
            let cells = record.iter().map(|cell| cell_of(cell, utf8)).collect();
            layer.above.push(RawRow { cells, shape: None, place });
            if titled && filled_cells(&record) == 1 {
                continue;
            }
            let name = |(at, name): (usize, &[u8])| Field {
                name: RawText::new(name.trim_ascii(), utf8),
                kind: FieldKind::Undeclared,
                column: at + 1,
            };
            layer.fields = record.iter().enumerate().map(name).collect();
            continue;
        }
        // Spreadsheets leave delimiters at the end of lines; an empty cell too many says nothing.
        let filled = record.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        if record.len() < layer.fields.len() || filled > layer.fields.len() {
            contents.problem_at(
                ProblemKind::RowLength,
                place.clone(),
                format!("{} {}", record.len(), layer.fields.len()),
            );
        }
        cells += filled;
        if cells > MAX_CELLS {
            contents.problem(ProblemKind::TooLarge, format!("cells {MAX_CELLS}"));
            break;
        }
        let cells: Vec<RawCell> = record.iter().take(filled).map(|cell| cell_of(cell, utf8)).collect();
        layer.rows.push(RawRow { cells, shape: None, place });
    }
    if let Some(line) = open_quote(bytes, first, delimiter) {
        contents.problem_at(ProblemKind::OpenQuote, RowPlace::Line(line), "");
    }
    if layer.fields.is_empty() {
        contents.problem(ProblemKind::Empty, "");
    } else {
        contents.layers.push(layer);
    }
    contents
}

/// Counts lines by bytes: the crate's own count is one behind after CR LF, and does not see empty lines.
struct Lines<'a> {
    bytes: &'a [u8],
    counted: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line on which a record begins; records come in their order.
    fn of(&mut self, record: &ByteRecord) -> usize {
        let start = record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(0);
        let ends = self.bytes.get(start..).unwrap_or_default().iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let start = start + ends.count();
        self.line += line_ends(self.bytes.get(self.counted..start).unwrap_or_default()).count();
        self.counted = start;
        self.line
    }
}

/// The line, counted from `first`, of a quote that begins a cell and is never closed.
fn open_quote(bytes: &[u8], first: usize, delimiter: u8) -> Option<usize> {
    let (mut open, mut closed, mut at_start) = (None, None, true);
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'"' if open.is_some() => (open, closed) = (None, Some(at)),
            // Right behind one that closed a cell it is a doubled one, and the cell goes on.
            b'"' if at_start || (at > 0 && closed == Some(at - 1)) => open = Some(at),
            _ => {}
        }
        at_start = open.is_none() && (byte == delimiter || matches!(byte, b'\r' | b'\n'));
    }
    open.map(|at| first + line_ends(bytes.get(..at).unwrap_or_default()).count())
}

/// Where lines end, behind the end: LF, CR LF, or CR alone as old Macintosh programs write it.
fn line_ends(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let ends = move |(at, byte): (usize, &u8)| {
        let end = *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        end.then_some(at + 1)
    };
    bytes.iter().enumerate().filter_map(ends)
}

/// Whether text without an ending that tells, such as a `.txt`, is a table: most of its lines are of as many cells, and of
/// more than one.
pub fn is_text_table(bytes: &[u8]) -> bool {
    let bytes = unmark(bytes);
    let delimiter = delimiter(&bytes);
    // Commas stand in all prose, and a bar or a semicolon in some.
    let least = if delimiter == b'\t' { 2 } else { 3 };
    let lengths = lengths(&bytes, delimiter);
    let usual = middle(&lengths);
    let alike = lengths.iter().filter(|length| **length == usual).count();
    usual >= least && alike >= 2 && alike * 2 >= lengths.len()
}

/// Where a cell of a text table lies: by the line on which its record begins and its column, both from 1; column 0 is
/// the whole line. `text` may begin with a mark.
pub fn cell_range(text: &str, line: usize, column: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let start = if line <= 1 { 0 } else { line_ends(bytes).nth(line - 2)? };
    let end =
        bytes.get(start..)?.iter().position(|byte| matches!(byte, b'\r' | b'\n')).map_or(text.len(), |at| start + at);
    if column == 0 {
        return Some(start..end);
    }
    let marked = text.trim_start_matches('\u{feff}').as_bytes();
    let delimiter = separator_line(marked).map_or_else(|| self::delimiter(marked), |(delimiter, _)| delimiter);
    let (mut at, mut left) = (start, column);
    loop {
        let quoted = bytes.get(at) == Some(&b'"');
        let (mut inside, cell) = (false, at);
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'"' if quoted => inside = !inside,
                b'\r' | b'\n' if !inside => break,
                _ if byte == delimiter && !inside => break,
                _ => {}
            }
            at += 1;
        }
        left -= 1;
        if left == 0 {
            return Some(cell..at);
        }
        if bytes.get(at) != Some(&delimiter) {
            // The record is shorter: what is missing stands at its end.
            return Some(at..at);
        }
        at += 1;
    }
}

/// The whole file is of one encoding: where a single cell is no UTF-8, others that happen to be are not either.
fn cell_of(cell: &[u8], utf8: bool) -> RawCell {
    RawText::new(kept_text(cell).unwrap_or(cell), utf8).into()
}

/// What stands in `="00565"`: so people, and we, keep Excel from taking text for a number.
fn kept_text(cell: &[u8]) -> Option<&[u8]> {
    let text = cell.strip_prefix(b"=\"")?.strip_suffix(b"\"")?;
    (!text.contains(&b'"')).then_some(text)
}

fn reader(bytes: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes)
}

fn filled_cells(record: &ByteRecord) -> usize {
    record.iter().filter(|cell| !cell.trim_ascii().is_empty()).count()
}

/// How many cells most rows of the sample have something in.
fn usual_length(bytes: &[u8], delimiter: u8) -> usize {
    let mut reader = reader(bytes, delimiter);
    let records = reader.byte_records().flatten().take(SAMPLE);
    let lengths: Vec<usize> = records.map(|record| filled_cells(&record)).filter(|count| *count > 0).collect();
    middle(&lengths)
}

fn separator_line(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (line, rest) = bytes.split_at_checked(end + 1)?;
    match line.trim_ascii_end() {
        [_, _, _, b'=', delimiter] if starts_with_word(line, "sep=") => Some((*delimiter, rest)),
        [_, _, _, b'='] if starts_with_word(line, "sep=\t") => Some((b'\t', rest)),
        _ => None,
    }
}

/// The delimiter that cuts most rows of the sample into as many cells; the one of more columns among equals.
fn delimiter(bytes: &[u8]) -> u8 {
    let score = |delimiter: &u8| {
        let lengths = lengths(bytes, *delimiter);
        let columns = middle(&lengths);
        let alike = lengths.iter().filter(|count| **count == columns).count();
        if columns > 1 { (alike * 100 / lengths.len(), columns) } else { (0, 0) }
    };
    // `max_by_key` takes the last of equals.
    DELIMITERS.iter().rev().max_by_key(|delimiter| score(delimiter)).copied().unwrap_or(b',')
}

/// How many cells the rows of the sample have.
fn lengths(bytes: &[u8], delimiter: u8) -> Vec<usize> {
    let mut reader = reader(bytes, delimiter);
    let records = reader.byte_records().flatten().filter(|record| filled_cells(record) > 0);
    records.take(SAMPLE).map(|record| record.len()).collect()
}

/// The middle one of some numbers when they stand in order; 0 of none.
fn middle(numbers: &[usize]) -> usize {
    let (mut numbers, at) = (numbers.to_vec(), numbers.len() / 2);
    if numbers.is_empty() { 0 } else { *numbers.select_nth_unstable(at).1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_in_the_text() {
        let text = "sep=;\nmã;tên\r\n00565;\"Gia; \"\"Lâm\"\"\nhai\"\r\n\r\n00571;x\n";
        let cell = |line, column| cell_range(text, line, column).map(|range| &text[range]);
        assert_eq!((cell(2, 1), cell(2, 2)), (Some("mã"), Some("tên")));
        assert_eq!((cell(3, 2), cell(6, 1)), (Some("\"Gia; \"\"Lâm\"\"\nhai\""), Some("00571")));
        assert_eq!((cell(6, 0), cell(6, 9), cell(99, 1)), (Some("00571;x"), Some(""), None));
        assert_eq!(cell_range("a\tb\rc\td\r", 2, 2), Some(6..7));
    }

    #[test]
    fn quotes_that_never_close_are_found() {
        assert_eq!(open_quote(b"a,b\n1,\"x\n2,y\n", 1, b','), Some(2));
        for sound in [&b"a,\"b \"\"c\"\" d\"\n1,2\n"[..], b"a,5\" b\n1,2\n", b"\"\",\"\"\"\"\n", b"\"a\"b\",c\n", b""] {
            assert_eq!(open_quote(sound, 1, b','), None, "{sound:?}");
        }
    }

    #[test]
    fn prose_is_no_table() {
        assert!(is_text_table("Mã\tTên\n1\tXã A\n".as_bytes()) && is_text_table(b"a;b;c\n1;2;3\n"));
        for prose in ["Giấy phép: CC BY 4.0\nAi cũng được dùng.\n", "Một, hai\nba, bốn\n", "", "Chỉ một dòng\tthôi"]
        {
            assert!(!is_text_table(prose.as_bytes()), "{prose}");
        }
    }
}
