//! Tables as offices lay them out: titles above, a header of one to three rows with merged cells, a row that numbers
//! the columns, totals between and below. A [`Grid`] has every cell as it stands; a [`Head`] says where the columns are.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Origin, findings};
use crate::diagnostics::{Diagnostic, Place, code};
use crate::formats::{self, Date, Input, RawCell, RawLayer, RawRow, RowPlace, cell_name};
use crate::text::legacy::{self, Encoding};
use crate::text::{fold, nfc, slug};

/// A sheet, cell by cell.
#[derive(Debug)]
pub struct Grid {
    /// The sheet's name; that of the file for a text table.
    pub name: String,
    /// Every row with something in it.
    pub rows: Vec<RawRow>,
    /// Where cells stand in the file, from 1, by their position in a row.
    columns: Vec<usize>,
}

/// Where a table begins.
#[derive(Debug)]
pub struct Head {
    /// The column that was asked for.
    pub anchor: usize,
    /// Position of the first row of the table's body.
    pub body: usize,
    /// The columns, in the order of the file.
    pub headings: Vec<Heading>,
}

/// What stands above a column.
#[derive(Debug)]
pub struct Heading {
    /// Its own cells of the header, from top to bottom: their rows' positions.
    pub own: Vec<usize>,
    /// All words above it, those of merged cells included: `2. Giao thông / 2.1 Tỷ lệ đường xã (%)`.
    pub path: String,
}

/// How far down a header may begin.
const DEEPEST: usize = 60;

/// Reads every sheet of a file. Legacy text is decoded by its declared encoding, or where the verdict is sure.
pub fn grids(path: &Arc<str>, input: &Input, encoding: Option<Encoding>) -> (Vec<Grid>, Vec<Diagnostic>) {
    let Some(format) = formats::recognise(input) else {
        let finding = Diagnostic::error(code::UNSUPPORTED_FORMAT).arg("format", input.ending());
        return (Vec::new(), vec![finding.at(Place::file(Arc::clone(path)))]);
    };
    let contents = (format.read)(input);
    let text = super::is_text_table(format.name);
    let origin = if text { Origin::of_table(path, input.bytes) } else { Origin::of_file(path) };
    let mut found = findings::problems(&origin, format.name, &contents.problems);
    let grids = contents.layers.into_iter().map(|layer| Grid::of(path, layer, encoding, &mut found)).collect();
    (grids, found)
}

impl Grid {
    fn of(path: &Arc<str>, layer: RawLayer, pinned: Option<Encoding>, found: &mut Vec<Diagnostic>) -> Self {
        let columns = layer.fields.iter().map(|field| field.column).collect();
        let mut rows = layer.above;
        rows.extend(layer.rows);
        decode(path, &mut rows, pinned, found);
        Self { name: layer.name, rows, columns }
    }

    /// A cell.
    pub fn cell(&self, row: usize, at: usize) -> &RawCell {
        self.rows.get(row).and_then(|row| row.cells.get(at)).unwrap_or(&RawCell::Null)
    }

    /// The column of the file that a position of rows is, from 1.
    pub fn column(&self, at: usize) -> usize {
        self.columns.get(at).copied().unwrap_or(at + 1)
    }

    /// How many positions its rows have.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// Finds the table by the heading of one column: its words, or its letter (`B`).
    pub fn head(&self, anchor: &str) -> Option<Head> {
        let wanted = slug(anchor);
        let named = |row: usize| (0..self.width()).find(|at| slug(&text(self.cell(row, *at))) == wanted);
        let by_name = (0..self.rows.len().min(DEEPEST)).find_map(|row| Some((row, named(row)?)));
        let lettered = || {
            let at = (0..self.width()).find(|at| self.letters(*at) == anchor)?;
            let row = (0..self.rows.len().min(DEEPEST)).find(|row| !is_blank(self.cell(*row, at)))?;
            Some((row, at))
        };
        let (row, at) = by_name.or_else(lettered)?;
        Some(self.head_at(row, at))
    }

    /// The header round a cell of it: rows above that are no titles, rows below until the first one of the body.
    fn head_at(&self, row: usize, anchor: usize) -> Head {
        let wide = |row: &usize| self.filled(*row).count() >= 2;
        let top = (0..row).rev().take_while(wide).last().unwrap_or(row);
        let below = |at: &usize| is_blank(self.cell(*at, anchor)) && wide(at) && !self.is_total(*at);
        let header_end = (row + 1..self.rows.len()).take_while(below).last().map_or(row + 1, |last| last + 1);
        let body = (header_end..self.rows.len()).find(|at| !self.is_numbering(*at)).unwrap_or(self.rows.len());
        let heading = |at: usize| {
            let own: Vec<usize> = (top..header_end).filter(|row| !is_blank(self.cell(*row, at))).collect();
            let mut path: Vec<Cow<str>> = Vec::new();
            for row in top..header_end {
                // A merged cell's words stand in its first column; the columns under it have words of their own below.
                let spoken = |at: &usize| !is_blank(self.cell(row, *at));
                let merged = || own.last().filter(|last| **last > row).and_then(|_| (0..at).rev().find(spoken));
                let from = if spoken(&at) { Some(at) } else { merged() };
                path.extend(from.map(|from| text(self.cell(row, from))));
            }
            path.dedup();
            Heading { own, path: path.join(" / ") }
        };
        Head { anchor, body, headings: (0..self.width()).map(heading).collect() }
    }

    /// The position of a column by its words or its letter; a path's end is enough.
    pub fn find(&self, head: &Head, name: &str) -> Option<usize> {
        let wanted = slug(name);
        let own = |at: &usize| head.headings[*at].own.iter().any(|row| slug(&text(self.cell(*row, *at))) == wanted);
        let whole = |at: &usize| slug(&head.headings[*at].path) == wanted;
        let lettered = |at: &usize| self.letters(*at) == name;
        let all = || 0..head.headings.len();
        all().find(own).or_else(|| all().find(whole)).or_else(|| all().find(lettered))
    }

    /// `B` for the second column.
    pub fn letters(&self, at: usize) -> String {
        cell_name(self.column(at), 1).trim_end_matches('1').to_owned()
    }

    /// Whether a row sums up others. Names of communes begin like that too (Tổng Cọt, Cộng Hòa): only whole phrases count.
    pub fn is_total(&self, row: usize) -> bool {
        const WHOLE: [&str; 6] = ["tong", "cong", "trung binh", "binh quan", "trung binh chung", "binh quan chung"];
        const BEGINNINGS: [&str; 6] = ["tong cong", "tong so", "toan tinh", "toan huyen", "toan thanh pho", "ca nuoc"];
        let cells = self.filled(row).map(|at| self.cell(row, at));
        cells.filter(|cell| matches!(cell, RawCell::Text(_))).take(3).any(|cell| {
            let words = fold(text(cell).trim_end_matches(':'));
            WHOLE.contains(&words.as_str()) || BEGINNINGS.iter().any(|beginning| words.starts_with(beginning))
        })
    }

    /// Whether a row numbers the columns: `(1) (2) (3)`, `1 2 3`, `A B 1 2`.
    fn is_numbering(&self, row: usize) -> bool {
        let numbers: Vec<u32> = self
            .filled(row)
            .filter_map(|at| {
                let words = text(self.cell(row, at));
                words.trim_matches(['(', ')', ' ']).split('=').next()?.trim().parse().ok()
            })
            .collect();
        let filled = self.filled(row).count();
        numbers.len() >= 3 && numbers.len() + 3 >= filled && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1)
    }

    fn filled(&self, row: usize) -> impl Iterator<Item = usize> {
        let cells = self.rows.get(row).map_or(&[][..], |row| &row.cells);
        cells.iter().enumerate().filter(|(_, cell)| !is_blank(cell)).map(|(at, _)| at)
    }
}

/// Whether nothing stands in a cell.
pub fn is_blank(cell: &RawCell) -> bool {
    match cell {
        RawCell::Null => true,
        RawCell::Text(text) => text.trim().is_empty(),
        _ => false,
    }
}

/// A cell as text, without blanks around it. Whole numbers have no decimals, dates are in the order of ISO 8601.
pub fn text(cell: &RawCell) -> Cow<'_, str> {
    match cell {
        RawCell::Null | RawCell::Bytes(_) => "".into(),
        RawCell::Text(text) => text.trim().into(),
        RawCell::Bool(flag) => if *flag { "x" } else { "" }.into(),
        RawCell::Integer(number) => number.to_string().into(),
        RawCell::Number(number) => number.to_string().into(),
        RawCell::Date(Date { year, month, day, .. }) => format!("{year:04}-{month:02}-{day:02}").into(),
    }
}

/// Says in which cell of a grid something was found: sheet and cell, or the line of a text file.
pub fn at_cell(finding: Diagnostic, path: &Arc<str>, place: &RowPlace, column: usize) -> Diagnostic {
    Origin::of_file(path).at(finding, place, column)
}

fn decode(path: &Arc<str>, rows: &mut [RawRow], pinned: Option<Encoding>, found: &mut Vec<Diagnostic>) {
    let cells = || rows.iter().flat_map(|row| &row.cells);
    let undecoded = || {
        cells().filter_map(|cell| match cell {
            RawCell::Bytes(bytes) => Some(bytes.as_slice()),
            _ => None,
        })
    };
    let legacy = undecoded().next().is_some();
    let verdict = pinned.is_none().then(|| legacy::recognise(undecoded()));
    if legacy && let Some(verdict) = verdict.filter(|verdict| !verdict.is_sure()) {
        let finding = Diagnostic::error(code::UNSURE_TEXT).arg("columns", "*").arg("encoding", verdict.encoding);
        let finding = finding.arg("score", format!("{:.0}", verdict.score * 100.0));
        found.push(finding.at(Place::file(Arc::clone(path))));
    }
    let bytes_are = pinned.or(verdict.map(|verdict| verdict.encoding)).unwrap_or(Encoding::Utf8);
    for cell in rows.iter_mut().flat_map(|row| &mut row.cells) {
        match cell {
            RawCell::Bytes(bytes) => *cell = RawCell::Text(legacy::decode(bytes_are, bytes)),
            // Text of a workbook is Unicode on paper; only a declared encoding says that it was misread.
            RawCell::Text(text) if !text.is_ascii() => {
                let mended = match pinned {
                    Some(encoding) if encoding != Encoding::Utf8 => legacy::mend(encoding, text),
                    _ => nfc(text),
                };
                if let Cow::Owned(mended) = mended {
                    *text = mended;
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(csv: &str) -> Grid {
        let (mut grids, found) = grids(&"a.csv".into(), &Input::alone("a.csv", csv.as_bytes()), None);
        assert_eq!(found, []);
        grids.pop().expect("a sheet")
    }

    const MERGED: &str = "\
BIỂU TỔNG HỢP,,,,,
STT,Mã xã,Tên xã,2. Giao thông,,10. Thu nhập
,,,2.1 Đường xã (%),2.2 Đường thôn (%),(triệu đồng)
(1),(2),(3),(4),(5),(6)
,,Tổng cộng,98,97,60
1,00565,Gia Lâm,98,97,60
";

    #[test]
    fn a_header_of_several_rows_is_one() {
        let grid = grid(MERGED);
        let head = grid.head("mã xã").expect("a table");
        assert_eq!(text(grid.cell(head.body, 2)), "Tổng cộng");
        assert!(grid.is_total(head.body) && !grid.is_total(head.body + 1));
        let paths: Vec<&str> = head.headings.iter().map(|heading| &*heading.path).collect();
        assert_eq!(
            paths,
            [
                "STT",
                "Mã xã",
                "Tên xã",
                "2. Giao thông / 2.1 Đường xã (%)",
                "2. Giao thông / 2.2 Đường thôn (%)",
                "10. Thu nhập / (triệu đồng)"
            ]
        );
        assert_eq!((grid.find(&head, "2.2 đường thôn (%)"), grid.find(&head, "F")), (Some(4), Some(5)));
        assert_eq!(grid.find(&head, "không có"), None);
    }

    #[test]
    fn communes_that_are_called_like_totals_are_none() {
        let grid = grid("xã;1.1\nTổng Cọt;1\nCộng Hòa;2\nTổng cộng;3\nCộng:;4\nToàn tỉnh;5\n");
        let totals: Vec<bool> = (1..grid.rows.len()).map(|row| grid.is_total(row)).collect();
        assert_eq!(totals, [false, false, true, true, true]);
    }

    #[test]
    fn a_plain_table_begins_at_its_first_row() {
        let grid = grid("mã;kết quả\n00565;đạt\n");
        let head = grid.head("mã").expect("a table");
        assert_eq!((head.anchor, head.body), (0, 1));
        assert!(grid.head("xã").is_none());
    }
}
