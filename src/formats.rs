//! Readers of the files an office keeps: maps, tables, whatever came out of ArcGIS, MapInfo, QGIS or Excel.
//!
//! ```text
//! bytes ── recognise ──▶ Format ── read ──▶ Contents { layers, problems }
//! ```
//!
//! A reader says what the file says and nothing more: no position is reprojected, no legacy text decoded, no column
//! guessed. GeoJSON is read by `geo::read`, which points at single bytes.
//!
//! Architecture invariants: nothing in this room touches the disk (a sibling such as `.dbf` is asked for through
//! [`Input::beside`]); every input is hostile, so counts are held against the bytes before memory is taken, nesting
//! is bounded and no bytes make a reader panic; a file that breaks half way gives its first half and a problem.

mod archive;
mod bytes;
mod cfb;
mod csv;
mod dbf;
mod flatgeobuf;
mod geopackage;
#[cfg(feature = "parquet")]
mod geoparquet;
mod gpx;
mod kml;
mod mapinfo;
mod ods;
mod rings;
mod shapefile;
mod sheet;
mod table;
mod text;
mod topojson;
mod wkb;
mod xls;
mod xlsx;
mod xml;
mod zip;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::geo::Coord;

pub use csv::{cell_range, is_text_table};
pub use gpx::track;
pub use sheet::cell_name;

/// A kind of file that can be read.
#[derive(Debug)]
pub struct Format {
    /// What it is called: "Shapefile".
    pub name: &'static str,
    /// The endings of its files, lower case, without the dot.
    pub endings: &'static [&'static str],
    /// The endings of files that belong to one of these and say nothing alone when it is there.
    pub companions: &'static [&'static str],
    /// Whether bytes look like this format; cheap, and sure enough to overrule the ending.
    pub sniff: fn(&[u8]) -> bool,
    /// Reads a file.
    pub read: fn(&Input) -> Contents,
}

/// Every format, the more particular before the more general.
pub static FORMATS: &[Format] = &[
    shapefile::FORMAT,
    geopackage::FORMAT,
    flatgeobuf::FORMAT,
    #[cfg(feature = "parquet")]
    geoparquet::FORMAT,
    kml::FORMAT,
    gpx::FORMAT,
    topojson::FORMAT,
    mapinfo::MIF,
    mapinfo::TAB,
    xlsx::FORMAT,
    ods::FORMAT,
    xls::FORMAT,
    zip::FORMAT,
    dbf::FORMAT,
    csv::FORMAT,
];

/// Endings that Excel opens whatever is in the file.
const SPREADSHEETS: [&str; 4] = ["xls", "xlsx", "xlsm", "ods"];

/// The format of a file: by content first, by ending among equals and where content says nothing. A companion is of no
/// format: a `.shx` begins as a `.shp` does. Nor is a `.txt` in which nobody sees columns.
pub fn recognise(input: &Input) -> Option<&'static Format> {
    let ending = input.ending();
    let by_ending = |format: &&'static Format| format.endings.contains(&ending.as_str());
    let possible = |format: &&'static Format| !format.companions.contains(&ending.as_str());
    let by_content = || FORMATS.iter().filter(possible).filter(|format| (format.sniff)(input.bytes));
    let disguised = || SPREADSHEETS.contains(&ending.as_str()) && is_text_table(input.bytes);
    let by_name = || match FORMATS.iter().find(by_ending) {
        // Web systems hand out tables of text and call them `.xls`, so that Excel opens them.
        Some(_) if disguised() => Some(&csv::FORMAT),
        found => found.filter(|_| ending != "txt" || is_text_table(input.bytes)),
    };
    by_content().find(by_ending).or_else(|| by_content().next()).or_else(by_name)
}

/// A file and what lies beside it.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The file's name, for its ending and as a name for layers that have none.
    pub name: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
    /// The bytes of the file of the same stem with another ending ("dbf"), whatever the case of its letters.
    pub beside: &'a dyn Fn(&str) -> Option<Vec<u8>>,
}

impl<'a> Input<'a> {
    /// A file with nothing beside it.
    pub fn alone(name: &'a str, bytes: &'a [u8]) -> Self {
        Self { name, bytes, beside: &|_| None }
    }

    /// The ending, lower case, without the dot; empty when there is none.
    pub fn ending(&self) -> String {
        self.file_name().rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_lowercase())
    }

    /// The name without folders and ending.
    pub fn stem(&self) -> &'a str {
        self.file_name().rsplit_once('.').map_or(self.file_name(), |(stem, _)| stem)
    }

    fn file_name(&self) -> &'a str {
        self.name.rsplit(['/', '\\']).next().unwrap_or(self.name)
    }
}

/// What was in a file, and what was wrong with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contents {
    /// The layers, in the order of the file.
    pub layers: Vec<RawLayer>,
    /// What was found, in the order of the file; the first [`MAX_PROBLEMS`] of it.
    pub problems: Vec<Problem>,
    /// How many problems came after those.
    pub more_problems: usize,
}

/// How many problems of a file are kept one by one: nobody reads more, and a hostile file has millions.
pub const MAX_PROBLEMS: usize = 1000;

/// How many cells one layer may have. A hundred thousand rows of a hundred columns fit; what a repeated cell of a
/// spreadsheet or an empty column of Parquet can be blown up to does not.
pub const MAX_CELLS: usize = 10_000_000;

impl Contents {
    fn report(&mut self, problem: Problem) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem);
        } else {
            self.more_problems += 1;
        }
    }

    fn problem(&mut self, kind: ProblemKind, detail: impl ToString) {
        self.report(Problem { kind, layer: None, place: None, detail: detail.to_string() });
    }

    fn problem_at(&mut self, kind: ProblemKind, place: RowPlace, detail: impl ToString) {
        self.report(Problem { kind, layer: None, place: Some(place), detail: detail.to_string() });
    }

    /// Takes over another file's layers and problems.
    fn absorb(&mut self, other: Contents) {
        self.layers.extend(other.layers);
        self.more_problems += other.more_problems;
        other.problems.into_iter().for_each(|problem| self.report(problem));
    }

    /// Names the layer of the problems found since there were `from` of them.
    fn name_layer(&mut self, from: usize, layer: &str) {
        let found = self.problems.iter_mut().skip(from);
        found.for_each(|problem| problem.layer = Some(layer.to_owned()));
    }
}

/// One layer or table, as the file has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawLayer {
    /// Its name in the file, else the file's.
    pub name: String,
    /// The system of its positions, as declared.
    pub crs: DeclaredCrs,
    /// The encoding of its [`RawCell::Bytes`], as declared: by `.cpg`, the DBF's language driver ("CP1252",
    /// "LDID/87"), MIF's Charset. Declarations are often wrong.
    pub encoding: Option<String>,
    /// The columns.
    pub fields: Vec<Field>,
    /// In tables: the row of the columns' names as its cells stand, and what stands above it.
    pub above: Vec<RawRow>,
    /// The rows, in the order of the file.
    pub rows: Vec<RawRow>,
}

/// The system that positions are in, as a file declares it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DeclaredCrs {
    /// The file says nothing.
    #[default]
    None,
    /// The format knows no other: KML, GPX.
    Wgs84,
    /// A code of the EPSG register.
    Epsg(u32),
    /// Well-known text, of any dialect: `.prj`, GeoPackage, FlatGeobuf.
    Wkt(String),
    /// MapInfo's CoordSys clause, without the word itself.
    MapInfo(String),
    /// A name or another authority's code.
    Named(String),
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name; may be empty or stand twice.
    pub name: RawText,
    /// What it declares to hold.
    pub kind: FieldKind,
    /// Where it stands in the file, from 1; in a spreadsheet 1 is column A.
    pub column: usize,
}

/// What a column declares to hold. Its cells may differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FieldKind {
    /// The format has no such declarations.
    #[default]
    Undeclared,
    /// Text.
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Number,
    /// Yes or no.
    Bool,
    /// Dates, with or without a time of day.
    Date,
    /// Something else, in the file's own word.
    Other(String),
}

/// Text that may be in an unknown encoding of 8 bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawText {
    /// Unicode.
    Text(String),
    /// Not decoded.
    Bytes(Vec<u8>),
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct RawRow {
    /// The cells, in the order of the fields. A row may be shorter (the rest is empty) or, in a text table, longer.
    pub cells: Vec<RawCell>,
    /// Its shape; `None` in tables, and where the file has none or one that can't be read.
    pub shape: Option<Shape>,
    /// Where it stands.
    pub place: RowPlace,
}

/// One cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum RawCell {
    /// Nothing.
    #[default]
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// Unicode text.
    Text(String),
    /// Text in an unknown encoding of 8 bits, not decoded.
    Bytes(Vec<u8>),
    /// A date.
    Date(Date),
}

/// A date of the Gregorian calendar, as the file has it; months and days are in range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    /// Year.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day, 1 to 31.
    pub day: u8,
    /// Seconds since midnight, when the file gives a time of day.
    pub seconds: Option<u32>,
}

/// Where a row stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowPlace {
    /// The record's number, from 1; deleted ones count.
    Record(usize),
    /// The line of a text file, from 1.
    Line(usize),
    /// The row of a spreadsheet, from 1.
    Row {
        /// The sheet's name.
        sheet: Arc<str>,
        /// The row's number.
        row: usize,
    },
}

/// A shape in the layer's own system. Third and fourth coordinates are left out.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// One position.
    Point(Coord),
    /// Several.
    MultiPoint(Vec<Coord>),
    /// A line.
    Line(Vec<Coord>),
    /// Several.
    MultiLine(Vec<Vec<Coord>>),
    /// A polygon: outer ring, then holes.
    Polygon(Vec<Vec<Coord>>),
    /// Several.
    MultiPolygon(Vec<Vec<Vec<Coord>>>),
    /// A mixture.
    Collection(Vec<Shape>),
}

/// One thing that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind of thing.
    pub kind: ProblemKind,
    /// The layer, in files of several.
    pub layer: Option<String>,
    /// The row, when it is about one.
    pub place: Option<RowPlace>,
    /// Numbers and names from the file, never a sentence.
    pub detail: String,
}

/// The kinds of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemKind {
    /// The bytes are not what the format wants, here and from here on. Detail: byte, line or part.
    Broken,
    /// The file ends before all that it announces. Detail: rows read and announced, or the part that is missing.
    Truncated,
    /// A row whose shape can't be read; its cells are kept. Detail: what is wrong with it.
    BadShape,
    /// A cell that is not of its column's kind; kept as text. Detail: column and text.
    BadValue,
    /// A row with more or fewer cells than the header. Detail: both numbers.
    RowLength,
    /// A file that belongs to this one is not there. Detail: its ending.
    MissingSibling,
    /// Two files that belong together differ in their number of rows. Detail: both numbers.
    Mismatch,
    /// Rows marked as deleted were left out. Detail: how many.
    Deleted,
    /// Something that this program does not read. Detail: what.
    Unsupported,
    /// A format that its own program has to export to another (MapInfo TAB to MIF or GeoPackage). Detail: its name.
    NeedsExport,
    /// Locked with a password.
    Encrypted,
    /// Text that opens a quote and never closes it: what follows, to the end of the file, is one cell.
    OpenQuote,
    /// A formula whose value is not in the file. Detail: the cell.
    NoValue,
    /// Sheets that are hidden were left out. Detail: their names.
    Hidden,
    /// Rows below a sheet's table, apart from it (place, date, who signed), were left out.
    Foot,
    /// Not what its ending says, but a web page or XML for Excel. Detail: the ending.
    WebPage,
    /// More than a file of this room may hold; the rest was left out. Detail: of what, and how many are allowed.
    TooLarge,
    /// Nothing readable in it.
    Empty,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something is lost.
    Error,
    /// Somebody should look.
    Note,
}

impl Problem {
    /// How bad it is. A missing `.shx` costs nothing: it is only an index.
    pub fn severity(&self) -> Severity {
        match self.kind {
            ProblemKind::BadValue | ProblemKind::RowLength | ProblemKind::Deleted => Severity::Note,
            ProblemKind::Hidden | ProblemKind::Foot => Severity::Note,
            ProblemKind::MissingSibling if self.detail == "shx" => Severity::Note,
            _ => Severity::Error,
        }
    }
}
