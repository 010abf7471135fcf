//! Declarations of result tables: which file says how far units are, and which of its cells mean what.

use std::ops::Range;

use serde::Serialize;

use crate::diagnostics::code;
use crate::fields::{Fields, Reader, Spanned};
use crate::text::{Date, slug};

/// What people are told of a table of results.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Provenance {
    /// Stable id, part of addresses.
    pub id: String,
    /// Title.
    pub title: String,
    /// Who says so.
    pub source: String,
    /// Where.
    pub source_url: Option<String>,
    /// Under which licence.
    pub licence: String,
    /// Its text.
    pub licence_url: Option<String>,
    /// As of; a row or a sheet may say otherwise.
    pub date: Option<Date>,
    /// Limits of the figures.
    pub note: Option<String>,
    /// Made up, for tests and demonstrations.
    pub sample: bool,
}

/// One `[[results]]` of the manifest.
#[derive(Clone, Debug)]
pub struct ResultsEntry {
    /// Its id, with its place.
    pub id: Spanned,
    /// The file in `data/`.
    pub file: Spanned,
    /// The set that it is about.
    pub framework: Spanned,
    /// What people are told.
    pub provenance: Provenance,
    /// How its cells are to be read.
    pub layout: Layout,
    /// Where the entry stands in the manifest.
    pub span: Range<usize>,
}

/// Which cells of a table mean what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The sheets that are meant; every one with the unit's column when empty.
    pub sheets: Vec<String>,
    /// The column with the unit's code.
    pub unit: Option<Spanned>,
    /// The column with the unit's name, where there is no code.
    pub unit_name: Option<Spanned>,
    /// The province whose communes are named.
    pub province: Option<Spanned>,
    /// Long form: the column with the indicator's number.
    pub indicator: Option<Spanned>,
    /// Long form: the column with the result.
    pub value: Option<Spanned>,
    /// Long form: the column with the verdict, where it stands beside a figure.
    pub verdict: Option<Spanned>,
    /// Long form: the column with the evidence.
    pub evidence: Option<Spanned>,
    /// The column with the date.
    pub date_column: Option<Spanned>,
    /// The names of sheets are dates: `2025`, `12-2025`.
    pub sheet_dates: bool,
    /// Wide form: columns and their indicators, where the headings do not say it.
    pub columns: Vec<(Spanned, Spanned)>,
    /// Decimals stand behind a point.
    pub decimal_point: Option<bool>,
    /// Shares are parts of one (0.986 for 98,6 %), or surely not.
    pub fractions: Option<bool>,
    /// The encoding of its text.
    pub encoding: Option<Spanned>,
}

impl ResultsEntry {
    pub(super) fn read(reader: &mut Reader, mut fields: Fields) -> Self {
        let span = fields.span().clone();
        let mut must = |reader: &mut Reader, key: &'static str, example: &str| {
            fields.spanned(reader, key).unwrap_or_else(|| {
                fields.missing(reader, key, example);
                Spanned { text: String::new(), span: span.clone() }
            })
        };
        let id = must(reader, "id", "id = \"ket-qua-2025\"");
        if id.text != slug(&id.text) {
            reader.error(code::UNSAFE_PATH, &id.span, &[("path", &id.text)]);
        }
        let file = must(reader, "file", "file = \"ket-qua-2025.xlsx\"");
        let framework = must(reader, "framework", "framework = \"xa-ntm\"");
        let provenance = Provenance::read(reader, &mut fields, &id.text);
        let layout = Layout::read(reader, &mut fields);
        if layout.unit.is_none() && layout.unit_name.is_none() {
            fields.missing(reader, "unit", "unit = \"Mã xã\"");
        }
        if provenance.date.is_none() && layout.date_column.is_none() && !layout.sheet_dates {
            fields.missing(reader, "date", "date = \"2025-12-31\"");
        }
        if layout.indicator.is_some() && layout.value.is_none() {
            fields.missing(reader, "value", "value = \"Kết quả\"");
        }
        fields.end(reader);
        Self { id, file, framework, provenance, layout, span }
    }
}

impl Provenance {
    fn read(reader: &mut Reader, fields: &mut Fields, id: &str) -> Self {
        Self {
            id: id.to_owned(),
            title: fields.required(reader, "title", "title = \"Kết quả thực hiện năm 2025\""),
            source: fields.required(reader, "source", "source = \"Văn phòng điều phối nông thôn mới\""),
            source_url: fields.text(reader, "source_url"),
            licence: fields.required(reader, "licence", "licence = \"CC BY 4.0\""),
            licence_url: fields.text(reader, "licence_url"),
            date: fields.date(reader, "date"),
            note: fields.text(reader, "note"),
            sample: fields.flag(reader, "sample").unwrap_or(false),
        }
    }
}

impl Layout {
    fn read(reader: &mut Reader, fields: &mut Fields) -> Self {
        let decimals = [(",", false), (".", true)];
        Self {
            sheets: fields.texts(reader, "sheets").into_iter().map(|sheet| sheet.text).collect(),
            unit: fields.spanned(reader, "unit"),
            unit_name: fields.spanned(reader, "unit_name"),
            province: fields.spanned(reader, "province"),
            indicator: fields.spanned(reader, "indicator"),
            value: fields.spanned(reader, "value"),
            verdict: fields.spanned(reader, "verdict"),
            evidence: fields.spanned(reader, "evidence"),
            date_column: fields.spanned(reader, "date_column"),
            sheet_dates: fields.flag(reader, "sheet_dates").unwrap_or(false),
            columns: super::dataset::pairs(reader, fields, "columns", "\"2.1\" = \"2.1\""),
            decimal_point: fields.choice(reader, "decimal", &decimals),
            fractions: fields.flag(reader, "fractions"),
            encoding: fields.spanned(reader, "encoding"),
        }
    }
}

/// One `[[recognitions]]` of the manifest: a table of decisions that recognise units, one a row.
#[derive(Clone, Debug)]
pub struct RecognitionsEntry {
    /// Its id, with its place.
    pub id: Spanned,
    /// The file in `data/`.
    pub file: Spanned,
    /// What people are told.
    pub provenance: Provenance,
    /// The column with the unit's code.
    pub unit: Spanned,
    /// The column with the set's id.
    pub framework: Spanned,
    /// The column with the date.
    pub date: Spanned,
    /// The column with the decision's number.
    pub decision: Spanned,
    /// The column that says `công nhận` or `thu hồi`; recognition where there is none.
    pub action: Option<Spanned>,
}

impl RecognitionsEntry {
    pub(super) fn read(reader: &mut Reader, mut fields: Fields) -> Self {
        let span = fields.span().clone();
        let mut must = |reader: &mut Reader, key: &'static str, example: &str| {
            fields.spanned(reader, key).unwrap_or_else(|| {
                fields.missing(reader, key, example);
                Spanned { text: String::new(), span: span.clone() }
            })
        };
        let id = must(reader, "id", "id = \"cong-nhan\"");
        let file = must(reader, "file", "file = \"cong-nhan.csv\"");
        let unit = must(reader, "unit", "unit = \"Mã xã\"");
        let framework = must(reader, "framework", "framework = \"Bộ tiêu chí\"");
        let date = must(reader, "date_column", "date_column = \"Ngày\"");
        let decision = must(reader, "decision", "decision = \"Số quyết định\"");
        let action = fields.spanned(reader, "action");
        let provenance = Provenance::read(reader, &mut fields, &id.text);
        fields.end(reader);
        Self { id, file, provenance, unit, framework, date, decision, action }
    }
}
