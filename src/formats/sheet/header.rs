//! Which rows of a sheet are the header of its table, and which are none of its rows: titles above, numbers of columns
//! below the header, signatures at the foot.

use super::{RawCell, RawText};

/// A row of a sheet: its number, and its cells by column, both from 1.
#[derive(Clone)]
pub(super) struct Line {
    pub(super) number: usize,
    pub(super) cells: Vec<(usize, RawCell)>,
}

impl Line {
    fn has(&self, column: usize) -> bool {
        self.cells.iter().any(|(at, _)| *at == column)
    }
}

/// The names of columns that have one.
pub(super) struct Header {
    names: Vec<(usize, RawText)>,
    /// What has fewer cells is no whole row.
    least: usize,
}

impl Header {
    /// Takes the header, what stands above it and what explains it from the rows, and gives those back as they stand.
    /// `None` of no rows.
    ///
    /// A header has at least half as many cells as most rows; what stands above with fewer is a title ("ỦY BAN NHÂN
    /// DÂN XÃ …"). A quarter of the rows may be titles, sums and signatures.
    pub(super) fn take(rows: &mut Vec<Line>) -> Option<(Self, Vec<Line>)> {
        let mut lengths: Vec<usize> = rows.iter().map(|row| row.cells.len()).collect();
        lengths.sort_unstable();
        let least = lengths.get(lengths.len() * 3 / 4).copied().unwrap_or(0).div_ceil(2);
        let first = rows.iter().position(|row| row.cells.len() >= least)?;
        let mut above: Vec<Line> = rows.drain(..=first).collect();
        let header = above.last()?.clone();
        let mut names: Vec<(usize, RawText)> =
            header.cells.iter().map(|(column, cell)| (*column, super::title(cell))).collect();
        if rows.first().is_some_and(|row| is_second_line(&header, row)) {
            let below = rows.remove(0);
            for (column, cell) in &below.cells {
                let RawCell::Text(text) = cell else { continue };
                let group = header.cells.iter().rev().find(|(at, _)| at <= column);
                let group = group.map(|(_, cell)| super::title(cell));
                let name = match group {
                    Some(RawText::Text(group)) => RawText::Text(format!("{group} {}", text.trim())),
                    _ => RawText::from(text.trim()),
                };
                names.retain(|(at, _)| at != column);
                names.push((*column, name));
            }
            above.push(below);
        }
        if rows.first().is_some_and(numbers_columns) {
            above.push(rows.remove(0));
        }
        Some((Self { names, least }, above))
    }

    /// A column's name; empty when it has none.
    pub(super) fn name(&self, column: usize) -> RawText {
        let found = self.names.iter().find(|(at, _)| *at == column);
        found.map_or_else(|| RawText::from(""), |(_, name)| name.clone())
    }

    /// Takes what stands below the table, apart from it and in few cells: place, date, who signed. Gives its rows' numbers.
    pub(super) fn take_foot(&self, rows: &mut Vec<Line>) -> Vec<usize> {
        let Some(last) = rows.iter().rposition(|row| row.cells.len() >= self.least) else { return Vec::new() };
        let apart = (last + 1..rows.len()).find(|&at| rows[at].number > rows[at - 1].number + 1);
        apart.map_or_else(Vec::new, |at| rows.drain(at..).map(|row| row.number).collect())
    }
}

/// Whether a row names the parts of columns that the row above names together: "Nam" and "Nữ" below "Dân số". Merged
/// cells keep their text in the first; columns of one line have nothing in the second.
fn is_second_line(header: &Line, below: &Line) -> bool {
    let parts = below.cells.iter().all(|(column, cell)| {
        let shared = !header.has(*column) || (!header.has(column + 1) && below.has(column + 1));
        shared && matches!(cell, RawCell::Text(_))
    });
    let new = below.cells.iter().any(|(column, _)| !header.has(*column));
    parts && new && header.cells.iter().any(|(column, _)| !below.has(*column))
}

/// Whether a row does nothing but count columns: (1), (2), (3), or A, B, 1, 2.
fn numbers_columns(row: &Line) -> bool {
    let texts = row.cells.iter().map(|(_, cell)| match super::title(cell) {
        RawText::Text(text) => text.trim_matches(['(', ')', '[', ']', ' ']).to_owned(),
        RawText::Bytes(_) => String::new(),
    });
    let mut next = (b'A', 1);
    let counts = texts.into_iter().all(|text| {
        if next.1 == 1 && text.as_bytes() == [next.0] {
            next.0 += 1;
            return true;
        }
        next.1 += 1;
        text == (next.1 - 1).to_string()
    });
    counts && row.cells.len() > 2
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows one below the other; `_` is an empty cell, and a row of nothing a gap.
    fn lines(rows: &[&str]) -> Vec<Line> {
        let line = |(at, row): (usize, &&str)| {
            let cells = row.split_whitespace().enumerate().filter(|(_, text)| *text != "_");
            let cell = |text: &str| text.parse().map_or_else(|_| RawCell::Text(text.into()), RawCell::Integer);
            Line { number: at + 1, cells: cells.map(|(column, text)| (column + 1, cell(text))).collect() }
        };
        rows.iter().enumerate().map(line).filter(|line| !line.cells.is_empty()).collect()
    }

    #[test]
    fn a_form_of_an_office_is_a_table() {
        let mut rows = lines(&[
            "UBND",
            "BIỂU",
            "_ _ _ _ _ Người",
            "STT Xã Dân _ Diện_tích Ghi_chú",
            "_ _ Nam Nữ",
            "(1) (2) (3) (4) (5) (6)",
            "1 A 10 11 5",
            "2 B 12 13 6",
            "3 C 12 13 6",
            "_ Cộng 34 37",
            "",
            "_ _ _ Ngày",
            "_ _ _ _ NGƯỜI_LẬP",
        ]);
        let (header, above) = Header::take(&mut rows).expect("a header");
        assert_eq!(above.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
        let names: Vec<RawText> = (1..=6).map(|column| header.name(column)).collect();
        assert_eq!(names, ["STT", "Xã", "Dân Nam", "Dân Nữ", "Diện_tích", "Ghi_chú"].map(RawText::from));
        assert_eq!(header.take_foot(&mut rows), [12, 13]);
        assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [7, 8, 9, 10]);
    }

    #[test]
    fn plain_tables_keep_all_their_rows() {
        let mut rows = lines(&["Tên", "A x", "B y", "", "C z"]);
        let (header, _) = Header::take(&mut rows).expect("a header");
        assert_eq!((header.name(1), header.name(2)), ("Tên".into(), "".into()));
        assert!(header.take_foot(&mut rows).is_empty());
        assert_eq!(rows.len(), 3);
        let mut rows = lines(&["a b c", "1 2 4", "2 3 4"]);
        assert!(Header::take(&mut rows).is_some() && rows.len() == 2);
    }
}
