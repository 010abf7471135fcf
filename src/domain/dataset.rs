//! A dataset: a file in `data/` with its title, source, licence, date and the meaning of its columns.

use std::ops::Range;

use serde::Serialize;

use super::unit::Level;
use crate::diagnostics::code;
use crate::fields::{Fields, Reader, Spanned, Value};
use crate::text::{Date, slug};

/// One `[[dataset]]` of `data/data.toml`.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// Part of addresses.
    pub id: Spanned,
    /// File in `data/`.
    pub file: Spanned,
    /// Title.
    pub title: String,
    /// What it is.
    pub description: Option<String>,
    /// Who made it.
    pub source: String,
    /// Where.
    pub source_url: Option<Spanned>,
    /// Under which licence.
    pub licence: String,
    /// Its text.
    pub licence_url: Option<Spanned>,
    /// As of.
    pub date: Option<Date>,
    /// Limits of the data.
    pub note: Option<String>,
    /// Column whose value is unique in each row.
    pub key: Option<Spanned>,
    /// Column that names a row.
    pub name: Option<Spanned>,
    /// Column with the code of the unit that a row belongs to.
    pub unit: Option<Spanned>,
    /// The layer defines the units of this level.
    pub units: Option<Level>,
    /// Column with the province's code, in the layer of communes.
    pub parent: Option<Spanned>,
    /// Areas that no longer exist.
    pub former: bool,
    /// Columns that people see, with their headings.
    pub columns: Vec<Column>,
    /// How it is drawn on the interactive map.
    pub map: Option<MapStyle>,
    /// Column drawn as label, with its place in the manifest.
    pub label: Option<Spanned>,
    /// Where the entry stands in the manifest.
    pub span: Range<usize>,
}

/// A column that people see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name in the file, with its place in the manifest.
    pub name: Spanned,
    /// Heading.
    pub heading: String,
}

/// How a layer is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MapStyle {
    /// Group in the list of layers.
    pub group: String,
    /// Colour, `#rrggbb`.
    pub color: String,
    /// First zoom with tiles.
    pub min_zoom: u8,
    /// Last zoom with tiles; deeper views reuse them.
    pub max_zoom: u8,
    /// Column drawn as label.
    pub label: Option<String>,
    /// Drawn when the map opens.
    pub visible: bool,
}

const GROUPS: [(&str, &str); 5] = [
    ("hanh-chinh", "hanh-chinh"),
    ("nong-nghiep", "nong-nghiep"),
    ("nong-thon", "nong-thon"),
    ("nong-dan", "nong-dan"),
    ("du-lich", "du-lich"),
];

/// Reads the manifest.
pub fn read_manifest(reader: &mut Reader, mut fields: Fields) -> Vec<Dataset> {
    let mut datasets: Vec<Dataset> = Vec::new();
    for table in fields.tables(reader, "dataset") {
        let dataset = Dataset::read(reader, table);
        if datasets.iter().any(|earlier| earlier.id.text == dataset.id.text) {
            reader.error(code::DUPLICATE_ID, &dataset.id.span, &[("id", &dataset.id.text)]);
        }
        datasets.push(dataset);
    }
    fields.end(reader);
    datasets
}

impl Dataset {
    fn read(reader: &mut Reader, mut fields: Fields) -> Self {
        let start = fields.span().clone();
        let nowhere = Spanned { text: String::new(), span: start.clone() };
        let id = fields.spanned(reader, "id").unwrap_or_else(|| {
            fields.missing(reader, "id", "id = \"tram-y-te\"");
            nowhere.clone()
        });
        if id.text != slug(&id.text) {
            reader.error(code::UNSAFE_PATH, &id.span, &[("path", &id.text)]);
        }
        let file = fields.spanned(reader, "file").unwrap_or_else(|| {
            fields.missing(reader, "file", "file = \"tram-y-te.geojson\"");
            nowhere
        });
        let levels = [("province", Level::Province), ("commune", Level::Commune)];
        let (map, label) = MapStyle::read(reader, &mut fields).unzip();
        let dataset = Self {
            title: fields.required(reader, "title", "title = \"Trạm y tế\""),
            description: fields.text(reader, "description"),
            source: fields.required(reader, "source", "source = \"Sở Y tế\""),
            source_url: fields.spanned(reader, "source_url"),
            licence: fields.required(reader, "licence", "licence = \"CC BY 4.0\""),
            licence_url: fields.spanned(reader, "licence_url"),
            date: fields.date(reader, "date"),
            note: fields.text(reader, "note"),
            key: fields.spanned(reader, "key"),
            name: fields.spanned(reader, "name"),
            unit: fields.spanned(reader, "unit"),
            units: fields.choice(reader, "units", &levels),
            parent: fields.spanned(reader, "parent"),
            former: fields.flag(reader, "former").unwrap_or(false),
            columns: Column::read_all(reader, &mut fields),
            map,
            label: label.flatten(),
            id,
            file,
            span: start,
        };
        fields.end(reader);
        dataset
    }

    /// Every column that the manifest names, with its place there.
    pub fn named_columns(&self) -> impl Iterator<Item = &Spanned> {
        let single = [&self.key, &self.name, &self.unit, &self.parent, &self.label];
        single.into_iter().flatten().chain(self.columns.iter().map(|column| &column.name))
    }
}

impl Column {
    fn read_all(reader: &mut Reader, fields: &mut Fields) -> Vec<Self> {
        let Some(mut table) = fields.table(reader, "columns") else { return Vec::new() };
        let mut columns = Vec::new();
        for entry in table.rest() {
            let name = Spanned { text: entry.key, span: entry.key_span };
            match entry.node.value {
                Value::Text(heading) => columns.push(Self { name, heading }),
                _ => reader.error(
                    code::WRONG_TYPE,
                    &entry.node.span,
                    &[
                        ("key", &name.text),
                        ("expected", "@type.text"),
                        ("found", "@type.other"),
                        ("example", "name = \"Tên\""),
                    ],
                ),
            }
        }
        columns
    }
}

impl MapStyle {
    fn read(reader: &mut Reader, fields: &mut Fields) -> Option<(Self, Option<Spanned>)> {
        let mut table = fields.table(reader, "map")?;
        let label = table.spanned(reader, "label");
        let color = table.spanned(reader, "color");
        if let Some(color) = color.as_ref().filter(|color| !is_color(&color.text)) {
            let args = [("key", "color"), ("value", color.text.as_str()), ("allowed", "\"#0b6e4f\"")];
            reader.error(code::UNKNOWN_VALUE, &color.span, &args);
        }
        let style = Self {
            group: table.choice(reader, "group", &GROUPS).unwrap_or("nong-thon").to_owned(),
            color: color.map_or_else(|| "#0b6e4f".to_owned(), |color| color.text),
            min_zoom: table.integer(reader, "min_zoom", 0..=14).unwrap_or(0) as u8,
            max_zoom: table.integer(reader, "max_zoom", 0..=14).unwrap_or(12) as u8,
            label: label.as_ref().map(|label| label.text.clone()),
            visible: table.flag(reader, "visible").unwrap_or(true),
        };
        table.end(reader);
        Some((style, label))
    }
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
