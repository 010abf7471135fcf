//! Columns: legacy text into Unicode, and cells into what their column was declared to hold.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;
use serde_json::{Map, Value};

use super::Wishes;
use super::origin::Origin;
use crate::diagnostics::{Diagnostic, code};
use crate::formats::{Date, Field, FieldKind, RawCell, RawLayer, RawText, RowPlace};
use crate::geo::Layer;
use crate::text::cell::{self, ColumnKind, DateOrder, Decimal};
use crate::text::legacy::{self, Encoding, Verdict};
use crate::text::nfc;

/// Cells that are shown of a column.
const SAMPLES: usize = 3;

/// Cells that don't fit their column and are told one by one.
const MOST_TOLD: usize = 10;

/// What is known of a column.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnReport {
    /// Its name.
    pub name: String,
    /// Where it stands in the file, from 1, as [`crate::formats::Field`] has it; 0 where columns have no place.
    pub column: usize,
    /// What the format says it holds.
    pub declared: FieldKind,
    /// How its text was judged; `None` when it has none that could be in doubt.
    pub verdict: Option<Verdict>,
    /// The encoding it was read in.
    pub encoding: Encoding,
    /// How many cells hold nothing.
    pub empty: usize,
    /// How many different values it has.
    pub distinct: usize,
    /// The first different values.
    pub samples: Vec<String>,
    /// What its text seems to hold; `None` when the format's own types say it.
    pub guess: Option<cell::Guess>,
}

/// The kind of column that a manifest's word names: `text`, `integer`, `number`, `percent`, `date`, `yes-no`,
/// `code:5`; with `number.` and `percent.` decimals stand behind a point, else behind a comma.
pub fn kind_named(word: &str) -> Option<ColumnKind> {
    if let Some(width) = word.strip_prefix("code:") {
        return width.parse().ok().filter(|width| (1..=30).contains(width)).map(|width| ColumnKind::Code { width });
    }
    Some(match word {
        "text" => ColumnKind::Text,
        "integer" => ColumnKind::Integer,
        "number" => ColumnKind::Number { decimal: Decimal::Comma },
        "number." => ColumnKind::Number { decimal: Decimal::Point },
        "percent" => ColumnKind::Percent { decimal: Decimal::Comma },
        "percent." => ColumnKind::Percent { decimal: Decimal::Point },
        "date" => ColumnKind::Date { order: DateOrder::DayFirst },
        "date-mdy" => ColumnKind::Date { order: DateOrder::MonthFirst },
        "yes-no" => ColumnKind::YesNo,
        _ => return None,
    })
}

/// Reads all columns of a raw layer: their reports, the rows, and what was found.
pub(super) fn read(
    origin: &Origin,
    raw: &RawLayer,
    wishes: &Wishes,
) -> (Vec<ColumnReport>, Vec<Map<String, Value>>, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let names = names_of(raw, wishes);
    let mut rows = vec![Map::with_capacity(names.len()); raw.rows.len()];
    let mut reports = Vec::with_capacity(names.len());
    let cells_of = |at: usize| raw.rows.iter().map(move |row| row.cells.get(at).unwrap_or(&RawCell::Null));
    let mut judged: Vec<(Encoding, Option<Verdict>)> =
        (0..names.len()).into_par_iter().map(|at| judge(&cells_of(at).collect::<Vec<_>>(), wishes)).collect();
    lend(&mut judged);
    for (at, name) in names.iter().enumerate() {
        let cells: Vec<&RawCell> = cells_of(at).collect();
        let (encoding, verdict) = judged[at];
        let (column, declared) =
            raw.fields.get(at).map_or((0, FieldKind::Undeclared), |field| (field.column, field.kind.clone()));
        let bytes =
            cells.iter().filter_map(|cell| if let RawCell::Bytes(bytes) = cell { Some(&**bytes) } else { None });
        let mixed = wishes.encoding.is_none() && is_mixed(bytes);
        let value = |cell: &&RawCell| match cell {
            RawCell::Bytes(bytes) if mixed && std::str::from_utf8(bytes).is_ok() => value_of(cell, Encoding::Utf8),
            _ => value_of(cell, encoding),
        };
        let mut values: Vec<Value> = cells.iter().map(value).collect();
        if let Some((_, kind)) = wishes.kinds.iter().find(|(column, _)| column == name) {
            let place = |row: usize| (raw.rows[row].place.clone(), column);
            convert(origin, *kind, name, &mut values, place, &mut findings);
        }
        reports.push(report(name.clone(), column, declared, encoding, verdict, &values));
        for (row, value) in rows.iter_mut().zip(values) {
            if !value.is_null() {
                row.insert(name.clone(), value);
            }
        }
    }
    tell_recoded(origin, &reports, &mut findings);
    (reports, rows, findings)
}

/// Mends the text of a layer that was Unicode on paper: misread legacy text, NFD.
pub(super) fn mend(origin: &Origin, layer: &mut Layer, wishes: &Wishes) -> (Vec<ColumnReport>, Vec<Diagnostic>) {
    let mut names: Vec<String> = Vec::new();
    let mut seen = HashSet::new();
    for key in layer.features.iter().flat_map(|feature| feature.properties.keys()) {
        if seen.insert(key.as_str()) {
            names.push(key.clone());
        }
    }
    let mut findings = Vec::new();
    let mut reports = Vec::with_capacity(names.len());
    for name in names {
        let texts = || layer.features.iter().filter_map(|feature| feature.properties.get(&name)?.as_str());
        let (encoding, verdict) = match wishes.encoding {
            Some(pinned) => (pinned, None),
            None if texts().all(str::is_ascii) => (Encoding::Utf8, None),
            None => sure(legacy::recognise_text(texts())),
        };
        let kind = wishes.kinds.iter().find(|(column, _)| *column == name).map(|(_, kind)| *kind);
        let mut values: Vec<Value> = Vec::with_capacity(layer.features.len());
        for feature in &mut layer.features {
            let Some(value) = feature.properties.get_mut(&name) else {
                values.push(Value::Null);
                continue;
            };
            if let Value::String(text) = value {
                let mended = mended(encoding, text);
                if mended != *text {
                    *text = mended;
                }
            }
            values.push(value.clone());
        }
        if let Some(kind) = kind {
            convert(origin, kind, &name, &mut values, |row| (RowPlace::Record(row + 1), 0), &mut findings);
            for (feature, value) in layer.features.iter_mut().zip(&values) {
                if let Some(slot) = feature.properties.get_mut(&name) {
                    *slot = value.clone();
                }
            }
        }
        reports.push(report(name, 0, FieldKind::Undeclared, encoding, verdict, &values));
    }
    tell_recoded(origin, &reports, &mut findings);
    (reports, findings)
}

/// Names of the columns, each different and none empty.
fn names_of(raw: &RawLayer, wishes: &Wishes) -> Vec<String> {
    let bytes = raw.fields.iter().filter_map(|field| match &field.name {
        RawText::Bytes(bytes) => Some(bytes.as_slice()),
        RawText::Text(_) => None,
    });
    let encoding = wishes.encoding.unwrap_or_else(|| legacy::recognise(bytes).encoding);
    let mut taken: HashSet<String> = HashSet::with_capacity(raw.fields.len());
    // A file may have a thousand columns of one name: each goes on counting where the last one stopped.
    let mut next: HashMap<String, usize> = HashMap::new();
    let name_of = |(at, field): (usize, &Field)| {
        let name = match &field.name {
            RawText::Text(text) => nfc(trimmed(text)).into_owned(),
            RawText::Bytes(bytes) => trimmed(&legacy::decode(encoding, bytes)).to_owned(),
        };
        let base = if name.is_empty() { format!("cot_{}", at + 1) } else { name };
        let nth = next.entry(base.clone()).or_insert(2);
        let mut name = base.clone();
        while !taken.insert(name.clone()) {
            name = format!("{base}_{nth}");
            *nth += 1;
        }
        name
    };
    raw.fields.iter().enumerate().map(name_of).collect()
}

/// The encoding that a column is read in, and the verdict when it had to be judged.
fn judge(cells: &[&RawCell], wishes: &Wishes) -> (Encoding, Option<Verdict>) {
    if let Some(pinned) = wishes.encoding {
        return (pinned, None);
    }
    let all =
        || cells.iter().filter_map(|cell| if let RawCell::Bytes(bytes) = cell { Some(bytes.as_slice()) } else { None });
    let mixed = is_mixed(all());
    let bytes = || all().filter(|bytes| !(mixed && std::str::from_utf8(bytes).is_ok()));
    if bytes().next().is_some() {
        // ASCII cells of the same column came as text; they say nothing either way.
        let verdict = legacy::recognise(bytes());
        let encoding = if bytes().all(|bytes| std::str::from_utf8(bytes).is_ok()) && !verdict.is_sure() {
            Encoding::Utf8
        } else {
            verdict.encoding
        };
        return (encoding, Some(verdict));
    }
    let texts =
        || cells.iter().filter_map(|cell| if let RawCell::Text(text) = cell { Some(text.as_str()) } else { None });
    if texts().all(str::is_ascii) { (Encoding::Utf8, None) } else { sure(legacy::recognise_text(texts())) }
}

/// Whether some cells are UTF-8 and others are not, as where rows of several offices were pasted together. Legacy text of
/// whole words is never UTF-8 by chance: no two letters of a syllable follow each other so.
fn is_mixed<'a>(cells: impl Iterator<Item = &'a [u8]>) -> bool {
    let (mut utf8, mut other) = (false, false);
    for bytes in cells.filter(|bytes| !bytes.is_ascii()) {
        match std::str::from_utf8(bytes) {
            Ok(_) => utf8 = true,
            Err(_) => other = true,
        }
    }
    utf8 && other
}

/// A column with too few words to judge by is in the encoding that the file's other columns surely are in.
fn lend(judged: &mut [(Encoding, Option<Verdict>)]) {
    let sure =
        |judged: &&(Encoding, Option<Verdict>)| judged.0 != Encoding::Utf8 && judged.1.is_some_and(|v| v.is_sure());
    let Some((encoding, _)) = judged.iter().find(sure).copied() else { return };
    for (own, verdict) in judged.iter_mut().filter(|judged| judged.0 != Encoding::Utf8) {
        if let Some(verdict) = verdict.as_mut().filter(|verdict| !verdict.is_sure()) {
            *own = encoding;
            verdict.score = legacy::SURE;
        }
    }
}

/// Text is touched only when the verdict is sure.
fn sure(verdict: Verdict) -> (Encoding, Option<Verdict>) {
    let encoding = if verdict.is_sure() { verdict.encoding } else { Encoding::Utf8 };
    (encoding, Some(verdict))
}

fn mended(encoding: Encoding, text: &str) -> String {
    match encoding {
        Encoding::Utf8 => nfc(text).into_owned(),
        _ => legacy::mend(encoding, text).into_owned(),
    }
}

fn value_of(cell: &RawCell, encoding: Encoding) -> Value {
    match cell {
        RawCell::Null => Value::Null,
        RawCell::Bool(flag) => Value::Bool(*flag),
        RawCell::Integer(number) => Value::from(*number),
        RawCell::Number(number) => Value::from(*number),
        RawCell::Date(date) => Value::String(iso(*date)),
        RawCell::Text(text) => text_value(mended(encoding, text)),
        RawCell::Bytes(bytes) => text_value(legacy::decode(encoding, bytes)),
    }
}

fn text_value(text: String) -> Value {
    let trimmed = trimmed(&text);
    if trimmed.is_empty() { Value::Null } else { Value::String(trimmed.to_owned()) }
}

/// Text without blanks around it, nor marks that nobody sees: they come along when cells are copied from web pages.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}'))
}

fn iso(date: Date) -> String {
    let day = format!("{:04}-{:02}-{:02}", date.year, date.month, date.day);
    match date.seconds {
        None => day,
        Some(seconds) => format!("{day}T{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60),
    }
}

/// Reads cells as what their column was declared to hold; those that aren't are told and left as they are.
fn convert(
    origin: &Origin,
    kind: ColumnKind,
    name: &str,
    values: &mut [Value],
    place: impl Fn(usize) -> (RowPlace, usize),
    findings: &mut Vec<Diagnostic>,
) {
    let mut told = 0;
    for (row, value) in values.iter_mut().enumerate() {
        let text = match &*value {
            Value::String(text) => text.clone(),
            // A code that a spreadsheet took for a number.
            Value::Number(number) if matches!(kind, ColumnKind::Code { .. } | ColumnKind::Text) => number.to_string(),
            _ => continue,
        };
        match cell::parse(kind, &text) {
            Ok(parsed) => *value = parsed_value(parsed),
            Err(error) => {
                told += 1;
                if told <= MOST_TOLD {
                    let (place, column) = place(row);
                    let finding = Diagnostic::error(code::BAD_CELL)
                        .arg("value", &text)
                        .arg("column", name)
                        .arg("expected", format!("@cell.{}", word_of(error)));
                    findings.push(origin.at(finding, &place, column));
                }
            }
        }
    }
}

fn parsed_value(value: cell::Value) -> Value {
    match value {
        cell::Value::Empty => Value::Null,
        cell::Value::Text(text) => Value::String(text),
        cell::Value::Integer(number) => Value::from(number),
        cell::Value::Number(number) => Value::from(number),
        cell::Value::Date(date) => Value::String(date.to_string()),
        cell::Value::Bool(flag) => Value::Bool(flag),
    }
}

fn word_of(error: cell::CellError) -> &'static str {
    use cell::CellError::*;
    match error {
        NotANumber => "not_a_number",
        OtherDecimal => "other_decimal",
        NotWhole => "not_whole",
        TooLarge => "too_large",
        NotADate => "not_a_date",
        NoSuchDay => "no_such_day",
        NotYesNo => "not_yes_no",
        NotACode => "not_a_code",
        CodeTooLong => "code_too_long",
    }
}

fn report(
    name: String,
    column: usize,
    declared: FieldKind,
    encoding: Encoding,
    verdict: Option<Verdict>,
    values: &[Value],
) -> ColumnReport {
    let mut seen = HashSet::new();
    let mut samples = Vec::new();
    let mut empty = 0;
    for value in values {
        let text = match value {
            Value::Null => {
                empty += 1;
                continue;
            }
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        if seen.insert(text.clone()) && samples.len() < SAMPLES {
            samples.push(text);
        }
    }
    let texts = || values.iter().filter_map(Value::as_str);
    let guess = texts().next().map(|_| cell::propose(&name, texts()));
    ColumnReport { name, column, declared, verdict, encoding, empty, distinct: seen.len(), samples, guess }
}

/// One finding for all columns of the same encoding: a warning where it is sure, else an error, since nothing that was
/// only guessed is published.
fn tell_recoded(origin: &Origin, reports: &[ColumnReport], findings: &mut Vec<Diagnostic>) {
    let mut groups: BTreeMap<(Encoding, bool), Vec<(&str, f64)>> = BTreeMap::new();
    for report in reports.iter().filter(|report| report.encoding != Encoding::Utf8) {
        if let Some(verdict) = report.verdict {
            groups.entry((report.encoding, verdict.is_sure())).or_default().push((&report.name, verdict.score));
        }
    }
    for ((encoding, sure), columns) in groups {
        let least = columns.iter().map(|column| column.1).fold(1.0, f64::min);
        let names: Vec<&str> = columns.iter().map(|column| column.0).collect();
        let finding = if sure { Diagnostic::warning(code::RECODED) } else { Diagnostic::error(code::UNSURE_TEXT) };
        let finding = finding
            .arg("columns", names.join(", "))
            .arg("encoding", encoding)
            .arg("score", format!("{:.0}", least * 100.0));
        findings.push(finding.at(origin.place()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_one_name_are_numbered() {
        let field = |name: &str| Field { name: RawText::Text(name.into()), kind: FieldKind::Undeclared, column: 0 };
        let named = |fields: Vec<Field>| names_of(&RawLayer { fields, ..RawLayer::default() }, &Wishes::default());
        assert_eq!(named(["a", "a", "a_2", "", "a"].map(field).to_vec()), ["a", "a_2", "a_2_2", "cot_4", "a_3"]);
        let many = named(vec![field("x"); 20_000]);
        assert_eq!(trimmed("\u{feff} 00541\u{a0}\u{200b}"), "00541");
        assert_eq!(many.last().map(String::as_str), Some("x_20000"));
    }
}
