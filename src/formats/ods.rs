//! OpenDocument spreadsheets (`.ods`; OASIS OpenDocument 1.3, part 3, chapter 9).
//!
//! Read by own code: calamine writes out every repeated row, and LibreOffice repeats the last to the end of the sheet.

use super::archive::{Archive, BadMember, lists};
use super::sheet::{Budget, Full, Sheet, number};
use super::text::holds;
use super::xml::{BrokenXml, Document, Element, Piece, Reader, Step};
use super::{Contents, Date, Format, Input, MAX_CELLS, ProblemKind, RawCell, RowPlace};

pub(super) const FORMAT: Format = Format {
    name: "OpenDocument",
    endings: &["ods"],
    companions: &[],
    sniff: |bytes| lists(bytes, "mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
    read,
};

fn read(input: &Input) -> Contents {
    let mut contents = Contents::default();
    let mut archive = Archive::open(input.bytes);
    let mut member = |name: &str| archive.as_mut().and_then(|archive| archive.unpack_named(name));
    let locked = matches!(member("META-INF/manifest.xml"), Some(Ok(manifest)) if holds(&manifest, b"encryption-data"));
    match member("content.xml") {
        _ if locked => contents.problem(ProblemKind::Encrypted, "ods"),
        Some(Ok(bytes)) => sheets(&bytes, &mut contents),
        Some(Err(BadMember::TooLarge)) => contents.problem(ProblemKind::TooLarge, "content.xml"),
        Some(Err(BadMember::Encrypted)) => contents.problem(ProblemKind::Encrypted, "content.xml"),
        Some(Err(BadMember::Broken)) | None => contents.problem(ProblemKind::Broken, "content.xml"),
    }
    if contents.layers.is_empty() && contents.problems.is_empty() {
        contents.problem(ProblemKind::Empty, "");
    }
    contents
}

/// Why a walk ended early.
enum Stop {
    Broken(BrokenXml),
    Full,
}

impl From<BrokenXml> for Stop {
    fn from(broken: BrokenXml) -> Self {
        Self::Broken(broken)
    }
}

impl From<Full> for Stop {
    fn from(_: Full) -> Self {
        Self::Full
    }
}

fn sheets(bytes: &[u8], contents: &mut Contents) {
    let text = Document::new(bytes);
    let mut reader = text.reader();
    let mut budget = Budget::new();
    loop {
        let table = match reader.step() {
            Ok(Step::Open(element)) if element.name == "table" => element,
            Ok(Step::Open(_) | Step::Close) => continue,
            Ok(Step::End) => return,
            Err(BrokenXml(byte)) => {
                contents.problem_at(ProblemKind::Broken, RowPlace::Line(reader.line()), byte);
                return;
            }
        };
        let mut sheet = Sheet::new(table.attribute("name").unwrap_or_default());
        let filled = fill(&mut sheet, &mut reader, &mut budget);
        sheet.finish(contents);
        match filled {
            Ok(()) => {}
            Err(Stop::Full) => return contents.problem(ProblemKind::TooLarge, format!("cells {MAX_CELLS}")),
            Err(Stop::Broken(BrokenXml(byte))) => return contents.problem(ProblemKind::Broken, byte),
        }
    }
}

/// The rows of a table that has just been opened.
fn fill(sheet: &mut Sheet, reader: &mut Reader, budget: &mut Budget) -> Result<(), Stop> {
    let outside = reader.depth() - 1;
    let mut row = 0_usize;
    while reader.depth() > outside {
        match reader.step()? {
            Step::Open(element) if element.name == "table-row" => {
                let times = repeated(&element, "number-rows-repeated");
                let cells = cells(&reader.whole(element)?);
                // Empty rows are only counted, however many they are.
                for at in 0..if cells.is_empty() { 0 } else { times } {
                    for (column, times, cell) in &cells {
                        for more in 0..*times {
                            if at + more > 0 {
                                budget.repeat()?;
                            }
                            sheet.put(row.saturating_add(at), column.saturating_add(more), cell.clone(), budget)?;
                        }
                    }
                }
                row = row.saturating_add(times).min(LAST);
            }
            // Forms and drawings.
            Step::Open(element) if matches!(element.name.as_str(), "shapes" | "forms") => reader.skip()?,
            Step::Open(_) | Step::Close => {}
            Step::End => break,
        }
    }
    Ok(())
}

/// No spreadsheet program has more rows or columns.
const LAST: usize = 1 << 24;

fn repeated(element: &Element, attribute: &str) -> usize {
    element.attribute(attribute).and_then(|times| times.parse().ok()).unwrap_or(1).clamp(1, LAST)
}

/// The cells of a row that have something: column, how often repeated, value.
fn cells(row: &Element) -> Vec<(usize, usize, RawCell)> {
    let mut column = 0_usize;
    let mut cells = Vec::new();
    for element in
        row.children.iter().filter(|child| matches!(child.name.as_str(), "table-cell" | "covered-table-cell"))
    {
        let times = repeated(element, "number-columns-repeated");
        let cell = if element.name == "table-cell" { value(element) } else { RawCell::Null };
        if cell != RawCell::Null {
            cells.push((column, times, cell));
        }
        column = column.saturating_add(times).min(LAST);
    }
    cells
}

fn value(cell: &Element) -> RawCell {
    let attribute = |name| cell.attribute(name).unwrap_or_default();
    let shown = || {
        let paragraphs: Vec<String> = cell.all("p").map(paragraph).collect();
        let text = paragraphs.join("\n");
        if text.is_empty() { RawCell::Null } else { RawCell::Text(text) }
    };
    let read = match attribute("value-type") {
        "float" | "percentage" | "currency" => attribute("value").parse().ok().map(number),
        "boolean" => match attribute("boolean-value") {
            "true" => Some(RawCell::Bool(true)),
            "false" => Some(RawCell::Bool(false)),
            _ => None,
        },
        "date" => Date::iso(attribute("date-value")).map(RawCell::Date),
        "string" => cell.attribute("string-value").map(|text| RawCell::Text(text.to_owned())),
        _ => None,
    };
    read.unwrap_or_else(shown)
}

/// A paragraph's text; blanks and breaks are elements.
fn paragraph(element: &Element) -> String {
    let piece = |piece| match piece {
        Piece::Text(text) => String::from_utf8_lossy(text).into_owned(),
        Piece::Child(child) => match child.name.as_str() {
            "s" => " ".repeat(child.attribute("c").and_then(|count| count.parse().ok()).unwrap_or(1_usize).min(100)),
            "tab" => "\t".to_owned(),
            "line-break" => "\n".to_owned(),
            "annotation" | "note" => String::new(),
            _ => paragraph(child),
        },
    };
    element.pieces().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_cell_ends_at_the_budget() {
        let table = r#"<table><table-row number-rows-repeated="9999"><table-cell value-type="string" number-columns-repeated="9999"><p>x</p></table-cell></table-row></table>"#;
        let text = Document::new(table.as_bytes());
        let mut reader = text.reader();
        assert!(matches!(reader.step(), Ok(Step::Open(_))));
        let mut sheet = Sheet::new("x");
        assert!(matches!(fill(&mut sheet, &mut reader, &mut Budget::of(20_000, 15_000)), Err(Stop::Full)));
    }
}
