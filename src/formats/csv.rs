//! Text tables: CSV and TSV as spreadsheets write them, with any of four delimiters.

use csv::{ByteRecord, ReaderBuilder};

use super::text::{starts_with_word, unmark};
use super::{
    Contents, DeclaredCrs, Field, FieldKind, Format, Input, MAX_CELLS, ProblemKind, RawCell, RawLayer, RawRow, RawText,
    RowPlace,
};

pub(super) const FORMAT: Format =
    Format { name: "CSV", endings: &["csv", "tsv"], companions: &["csvt"], sniff: |_| false, read };

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
        let passed = self.bytes.get(self.counted..start).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.counted = start;
        self.line
    }
}

/// The whole file is of one encoding: where a single cell is no UTF-8, others that happen to be are not either.
fn cell_of(cell: &[u8], utf8: bool) -> RawCell {
    RawText::new(cell, utf8).into()
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
    let mut lengths: Vec<usize> = records.map(|record| filled_cells(&record)).filter(|count| *count > 0).collect();
    let middle = lengths.len() / 2;
    if lengths.is_empty() { 0 } else { *lengths.select_nth_unstable(middle).1 }
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

/// The delimiter that most rows of the sample have as often as the first row; the one of more columns among equals.
fn delimiter(bytes: &[u8]) -> u8 {
    let score = |delimiter: &u8| {
        let records: Vec<usize> =
            reader(bytes, *delimiter).byte_records().flatten().take(SAMPLE).map(|record| record.len()).collect();
        let columns = records.first().copied().unwrap_or(1);
        let alike = records.iter().filter(|count| **count == columns).count();
        (columns > 1, alike * 100 / records.len().max(1), columns)
    };
    // `max_by_key` takes the last of equals.
    DELIMITERS.iter().rev().max_by_key(|delimiter| score(delimiter)).copied().unwrap_or(b',')
}
