//! Tables to download: CSV with a byte-order mark, without which Excel takes it for something older.

use std::borrow::Cow;
use std::fmt::Display;

use crate::diagnostics::{Diagnostic, code};

/// A table in the making.
pub(super) struct Writer(csv::Writer<Vec<u8>>);

fn fault(error: impl Display) -> Diagnostic {
    Diagnostic::error(code::UNWRITABLE).arg("path", "csv").arg("reason", error)
}

impl Writer {
    /// A table with its header.
    pub(super) fn new<C: AsRef<str>>(header: impl IntoIterator<Item = C>) -> Result<Self, Diagnostic> {
        // RFC 4180 ends lines so.
        let mut writer = csv::WriterBuilder::new();
        let writer = writer.terminator(csv::Terminator::CRLF);
        let mut writer = Self(writer.from_writer("\u{feff}".as_bytes().to_vec()));
        writer.row(header)?;
        Ok(writer)
    }

    /// Adds a row. A cell that a spreadsheet would run as a formula is written as text.
    pub(super) fn row<C: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = C>) -> Result<(), Diagnostic> {
        for cell in cells {
            self.0.write_field(harmless(cell.as_ref()).as_bytes()).map_err(fault)?;
        }
        self.0.write_record(None::<&[u8]>).map_err(fault)
    }

    /// The file.
    pub(super) fn finish(self) -> Result<Vec<u8>, Diagnostic> {
        self.0.into_inner().map_err(fault)
    }
}

/// OWASP's cure for formulas in CSV: a quote in front, which spreadsheets hide. Numbers need none.
fn harmless(cell: &str) -> Cow<'_, str> {
    let runs = cell.len() > 1 && cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    if runs { format!("'{cell}").into() } else { cell.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_safe_to_open() {
        let mut table = Writer::new(["a", "b"]).expect("a header");
        table.row(["=1+1", "x, \"y\""]).expect("a row");
        table.row(["-12.5", "-1+cmd"]).expect("a row");
        let text = String::from_utf8(table.finish().expect("a file")).expect("UTF-8");
        assert_eq!(text, "\u{feff}a,b\r\n'=1+1,\"x, \"\"y\"\"\"\r\n-12.5,'-1+cmd\r\n");
    }
}
