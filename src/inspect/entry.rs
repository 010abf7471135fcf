//! The manifest entry that a file could have, ready to be pasted into `data/data.toml`.
//!
//! What is sure is written; what a person has to decide stands in a comment with the reason beside it.

use super::column::{ColumnFacts, Holds, word};
use super::system::{Known, SystemFacts, axes_word, in_manifest};
use super::{Inspection, LayerFacts, ResultsFacts};
use crate::diagnostics::{Lang, phrase};
use crate::intake::Wishes;
use crate::text::cell::ColumnKind;
use crate::text::slug;

/// Systems that are offered to choose from.
const MOST_OFFERED: usize = 3;

/// The entry, as TOML with comments in the user's language.
pub fn entry(file: &Inspection, layer: &LayerFacts, wishes: &Wishes, lang: Lang) -> String {
    if let Some(results) = &layer.results {
        return results_entry(file, layer, results, wishes, lang);
    }
    let mut lines = Lines { text: String::from("[[dataset]]\n"), lang };
    let several = file.layers.len() > 1;
    let title = if several { &layer.name } else { stem(file.file_name()) };
    lines.set("id", &id(title), Nothing);
    lines.set("file", file_in_data(file), Nothing);
    if several || wishes.layer.is_some() {
        lines.set("layer", &layer.name, Nothing);
    }
    lines.set("title", title, Word("entry_title"));
    lines.set("source", &lines.word("entry_no_source"), Word("entry_source"));
    lines.set("licence", &lines.word("entry_no_licence"), Word("entry_licence"));
    lines.offer("date", "2025-07", Word("entry_date"));
    let name = layer.columns.iter().find(|column| column.is_named_name()).map(|column| column.name.as_str());
    key(&mut lines, layer);
    if let Some(name) = name {
        lines.set("name", name, Nothing);
    }
    if let Some(column) = layer.columns.iter().find(|column| holds_communes(column)) {
        lines.offer("unit", &column.name, Word("entry_unit"));
    }
    position(&mut lines, layer, wishes);
    encoding(&mut lines, layer, wishes);
    columns(&mut lines, layer);
    if layer.shapes.is_map() {
        lines.table("map", Nothing);
        lines.set("group", "nong-thon", Word("entry_group"));
        lines.set("color", "#0b6e4f", Nothing);
        if let Some(name) = name {
            lines.set("label", name, Nothing);
        }
    }
    lines.text
}

/// The entry of a table of results: who is in it, and which column is which indicator.
fn results_entry(file: &Inspection, layer: &LayerFacts, results: &ResultsFacts, wishes: &Wishes, lang: Lang) -> String {
    let mut lines = Lines { text: String::from("[[results]]\n"), lang };
    let several = file.layers.len() > 1;
    let title = stem(file.file_name()).to_owned();
    let title = if several { format!("{title} {}", layer.name) } else { title };
    lines.set("id", &id(&title), Nothing);
    lines.set("file", file_in_data(file), Nothing);
    if several || wishes.layer.is_some() {
        lines.text.push_str(&format!("sheets = [{}]\n", quoted(&layer.name)));
    }
    lines.set("framework", "xa-ntm", Word("entry_framework"));
    lines.set("title", &title, Word("entry_title"));
    lines.set("source", &lines.word("entry_no_source"), Word("entry_source"));
    lines.set("licence", &lines.word("entry_no_licence"), Word("entry_licence"));
    if results.by_name {
        lines.set("unit_name", &results.unit, Word("entry_unit_name"));
        lines.offer("province", "01", Word("entry_province"));
    } else {
        lines.set("unit", &results.unit, Nothing);
    }
    match &results.long {
        Some((number, value, date)) => {
            lines.set("indicator", number, Nothing);
            lines.set("value", value, Nothing);
            match date {
                Some(date) => lines.set("date_column", date, Nothing),
                None => lines.set("date", "2025", Word("entry_as_of")),
            }
        }
        None => lines.set("date", "2025", Word("entry_as_of")),
    }
    encoding(&mut lines, layer, wishes);
    if !results.columns.is_empty() {
        lines.table_of("results", "columns", Word("entry_indicators"));
        for column in &results.columns {
            let remark = match column.spoilt {
                Some("date") => format!("{} {}", column.heading, lines.word("entry_became_date")),
                Some(_) => format!("{} {}", column.heading, lines.word("entry_lost_zero")),
                None => column.heading.clone(),
            };
            let remark = remark.split_whitespace().collect::<Vec<_>>().join(" ");
            lines.set(&column.letters, &column.number, Place(remark));
        }
    }
    lines.text
}

/// What stands behind a line.
enum Remark<'a> {
    Nothing,
    /// A key of the catalogue.
    Word(&'a str),
    /// A system and where it would put the data.
    Place(String),
}

use Remark::{Nothing, Place, Word};

/// The text in the making.
struct Lines {
    text: String,
    lang: Lang,
}

impl Lines {
    fn word(&self, key: &str) -> String {
        phrase(self.lang, &format!("inspect.{key}"), &[])
    }

    fn set(&mut self, key: &str, value: &str, remark: Remark) {
        let comment = self.comment(remark);
        self.text.push_str(&format!("{} = {}{comment}\n", key_of(key), quoted(value)));
    }

    /// A line that the user may uncomment.
    fn offer(&mut self, key: &str, value: &str, remark: Remark) {
        let comment = self.comment(remark);
        self.text.push_str(&format!("# {} = {}{comment}\n", key_of(key), quoted(value)));
    }

    fn table(&mut self, name: &str, remark: Remark) {
        self.table_of("dataset", name, remark);
    }

    fn table_of(&mut self, entry: &str, name: &str, remark: Remark) {
        let comment = self.comment(remark);
        self.text.push_str(&format!("\n[{entry}.{name}]{comment}\n"));
    }

    fn comment(&self, remark: Remark) -> String {
        match remark {
            Nothing => String::new(),
            Word(key) => format!("  # {}", self.word(key)),
            Place(text) => format!("  # {text}"),
        }
    }
}

/// The columns that hold codes, the likeliest first. A number that a program gave to its rows is the last choice: the
/// next export numbers them anew.
fn code_columns(columns: &[ColumnFacts]) -> Vec<&ColumnFacts> {
    let is_code = |column: &&ColumnFacts| {
        matches!(column.reading, Some(reading) if matches!(reading.kind, ColumnKind::Code { .. }))
            || column.is_named_code()
    };
    let mut codes: Vec<&ColumnFacts> = columns.iter().filter(is_code).collect();
    codes.sort_by_key(|column| column.is_row_number());
    codes
}

/// The column that tells so many rows apart, when one does.
pub(super) fn key_column(columns: &[ColumnFacts], rows: usize) -> Option<&ColumnFacts> {
    let unique = |column: &&ColumnFacts| column.empty == 0 && column.distinct == rows && rows > 0;
    code_columns(columns).into_iter().find(unique)
}

fn key(lines: &mut Lines, layer: &LayerFacts) {
    if let Some(column) = key_column(&layer.columns, layer.rows) {
        lines.set("key", &column.name, Nothing);
    } else if let Some(column) = code_columns(&layer.columns).iter().max_by_key(|column| column.distinct) {
        lines.offer("key", &column.name, Word("entry_key_repeats"));
    }
}

/// Whether a column seems to hold the codes of communes.
fn holds_communes(column: &ColumnFacts) -> bool {
    let five = |text: &String| text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    let restored = matches!(column.reading, Some(reading) if reading.kind == ColumnKind::Code { width: 5 });
    restored || (column.is_named_code() && !column.samples.is_empty() && column.samples.iter().all(five))
}

/// The system of the positions, and in which columns they are.
fn position(lines: &mut Lines, layer: &LayerFacts, wishes: &Wishes) {
    if let Some((x, y)) = &wishes.position {
        lines.set("x", x, Nothing);
        lines.set("y", y, Nothing);
    }
    if let Some(crs) = &wishes.crs {
        lines.set("crs", &in_manifest(crs), Nothing);
    }
    if let Some(axes) = wishes.axes {
        lines.set("axes", axes_word(axes), Nothing);
    }
    match &layer.system {
        Some(system) if system.known == Known::Swapped => lines.set("axes", "north-east", Word("entry_swapped")),
        Some(system) if system.known == Known::Unknown => offer_systems(lines, system),
        _ => {}
    }
}

fn offer_systems(lines: &mut Lines, system: &SystemFacts) {
    let offered = || system.proposals.iter().filter(|landing| landing.prefix.is_none()).take(MOST_OFFERED);
    let head = lines.word("entry_crs");
    lines.text.push_str(&format!("# {head}\n"));
    for landing in offered() {
        let place =
            if landing.provinces.is_empty() { String::new() } else { format!(" → {}", landing.provinces.join(", ")) };
        lines.offer("crs", &landing.crs, Place(format!("{}{place}", landing.name)));
    }
    if offered().next().is_none() {
        lines.offer("crs", "EPSG:5897", Nothing);
    } else if offered().all(|landing| landing.axes == "north-east") {
        lines.set("axes", "north-east", Word("entry_north_first"));
    }
}

fn encoding(lines: &mut Lines, layer: &LayerFacts, wishes: &Wishes) {
    if let Some(encoding) = wishes.encoding {
        return lines.set("encoding", encoding.name(), Nothing);
    }
    let in_doubt = layer.columns.iter().filter_map(|column| column.encoding).find(|encoding| !encoding.applied);
    if let Some(encoding) = in_doubt {
        lines.offer("encoding", encoding.name.name(), Word("entry_encoding"));
    }
}

/// Headings, and what columns hold where that isn't plain.
fn columns(lines: &mut Lines, layer: &LayerFacts) {
    if layer.columns.is_empty() {
        return;
    }
    lines.table("columns", Word("entry_columns"));
    for column in &layer.columns {
        lines.set(&column.name, &column.name, Nothing);
    }
    let readings = || {
        let of = |column: &ColumnFacts| Some((column.name.clone(), column.reading?));
        layer.columns.iter().filter(|column| column.holds != Holds::Nothing).filter_map(of)
    };
    let readings: Vec<_> = readings().filter(|(_, reading)| reading.kind != ColumnKind::Text).collect();
    if readings.is_empty() {
        return;
    }
    lines.table("types", Nothing);
    for (name, reading) in readings {
        let doubt = reading.doubt.map(|doubt| format!("entry_{}", doubt.replace('-', "_")));
        let remark = doubt.as_deref().map_or(Nothing, Word);
        if reading.is_sure() {
            lines.set(&name, &word(reading.kind), remark);
        } else {
            lines.offer(&name, &word(reading.kind), remark);
        }
    }
}

/// The file as the manifest names it, which counts from `data/`.
fn file_in_data(file: &Inspection) -> &str {
    let path: &str = &file.file;
    let path = path.strip_prefix("./").unwrap_or(path);
    path.strip_prefix("data/").filter(|path| !path.contains('\\')).unwrap_or_else(|| file.file_name())
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn id(name: &str) -> String {
    let id = slug(name);
    if id.is_empty() { "du-lieu".to_owned() } else { id }
}

/// A key of TOML: bare when it may be.
fn key_of(key: &str) -> String {
    let bare = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if bare { key.to_owned() } else { quoted(key) }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", c as u32)),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
