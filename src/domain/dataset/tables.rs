//! Tables of an entry: how its file is to be read, what is joined to it, which of its columns hold figures of targets.

use crate::diagnostics::code;
use crate::fields::{Fields, Reader, Spanned, Value};

/// The columns of a table of reported figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureColumns {
    /// The target's id.
    pub target: Spanned,
    /// As of which day.
    pub date: Spanned,
    /// The figure, in the target's unit.
    pub value: Spanned,
    /// Who published it, and where.
    pub source: Spanned,
    /// Its address.
    pub url: Option<Spanned>,
    /// Remark.
    pub note: Option<Spanned>,
}

/// What a file can't say itself; as typed, for the rooms that know what it means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadingWishes {
    /// The layer or sheet that is meant.
    pub layer: Option<String>,
    /// The system of its positions.
    pub crs: Option<Spanned>,
    /// The order of its coordinates.
    pub axes: Option<Spanned>,
    /// The encoding of its text.
    pub encoding: Option<Spanned>,
    /// The column with easting or longitude.
    pub x: Option<Spanned>,
    /// The column with northing or latitude.
    pub y: Option<Spanned>,
    /// What columns hold.
    pub types: Vec<(Spanned, Spanned)>,
    /// What columns hold where there are such and the manifest says nothing of them.
    pub implied: Vec<(&'static str, &'static str)>,
}

/// A table to be joined: rows meet where two columns agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Join {
    /// The other dataset.
    pub table: Spanned,
    /// The column here.
    pub on: Spanned,
    /// The column there.
    pub key: Spanned,
    /// Whether names are compared (without case, marks and the word for the kind of unit) rather than codes.
    pub by_name: bool,
}

impl ReadingWishes {
    pub(super) fn read(reader: &mut Reader, fields: &mut Fields) -> Self {
        Self {
            layer: fields.text(reader, "layer"),
            crs: fields.spanned(reader, "crs"),
            axes: fields.spanned(reader, "axes"),
            encoding: fields.spanned(reader, "encoding"),
            x: fields.spanned(reader, "x"),
            y: fields.spanned(reader, "y"),
            types: pairs(reader, fields, "types", "dan_so = \"integer\""),
            implied: Vec::new(),
        }
    }

    /// Whether the file is read by what it says itself.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl ReadingWishes {
    /// What a column must hold, unless the manifest says more exactly how it is written.
    pub(super) fn imply(&mut self, column: &Spanned, kind: &str) {
        if self.types.iter().all(|(declared, _)| declared.text != column.text) {
            self.types.push((column.clone(), Spanned { text: kind.to_owned(), span: column.span.clone() }));
        }
    }
}

impl FigureColumns {
    pub(super) fn read(reader: &mut Reader, fields: &mut Fields) -> Option<Self> {
        let mut table = fields.table(reader, "figures")?;
        let mut column = |key: &'static str, example: &str| {
            table.spanned(reader, key).or_else(|| {
                table.missing(reader, key, example);
                None
            })
        };
        let (target, date) = (column("target", "target = \"chi_tieu\""), column("date", "date = \"ngay\""));
        let (value, source) = (column("value", "value = \"gia_tri\""), column("source", "source = \"nguon\""));
        let (url, note) = (table.spanned(reader, "url"), table.spanned(reader, "note"));
        table.end(reader);
        Some(Self { target: target?, date: date?, value: value?, source: source?, url, note })
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Spanned> {
        let needed = [&self.target, &self.date, &self.value, &self.source];
        needed.into_iter().chain(self.url.iter().chain(&self.note))
    }
}

impl Join {
    pub(super) fn read(reader: &mut Reader, fields: &mut Fields) -> Option<Self> {
        let mut table = fields.table(reader, "join")?;
        let mut column = |key: &'static str, example: &str| {
            table.spanned(reader, key).or_else(|| {
                table.missing(reader, key, example);
                None
            })
        };
        let (other, on, key) =
            (column("table", "table = \"ket-qua\""), column("on", "on = \"code\""), column("key", "key = \"ma_xa\""));
        let by_name = table.choice(reader, "by", &[("code", false), ("name", true)]).unwrap_or(false);
        table.end(reader);
        Some(Self { table: other?, on: on?, key: key?, by_name })
    }
}

/// A table of text values, in the order of the file.
pub(in crate::domain) fn pairs(
    reader: &mut Reader,
    fields: &mut Fields,
    name: &'static str,
    example: &str,
) -> Vec<(Spanned, Spanned)> {
    let Some(mut table) = fields.table(reader, name) else { return Vec::new() };
    let mut pairs = Vec::new();
    for entry in table.rest() {
        let key = Spanned { text: entry.key, span: entry.key_span };
        match entry.node.value {
            Value::Text(text) => pairs.push((key, Spanned { text, span: entry.node.span })),
            _ => reader.error(
                code::WRONG_TYPE,
                &entry.node.span,
                &[("key", &key.text), ("expected", "@type.text"), ("found", "@type.other"), ("example", example)],
            ),
        }
    }
    pairs
}
