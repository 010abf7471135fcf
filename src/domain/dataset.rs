//! A dataset: a file in `data/` with its title, source, licence, date and the meaning of its columns.

use std::ops::Range;

use serde::Serialize;

use super::criterion::FrameworkEntry;
use super::results::{RecognitionsEntry, ResultsEntry};
use super::service::{self, Holds, ServiceKind};
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
    /// Whether its areas cover the ground once; layers that define units do, unless it says otherwise.
    pub coverage: Option<bool>,
    /// Areas that no longer exist. With `units`, the layer has the boundaries of former units of that level.
    pub former: bool,
    /// The table tells what became of former units of this level.
    pub history: Option<Level>,
    /// The day whose codes and names of units the rows use; today's, when it is not said.
    pub units_as_of: Option<Date>,
    /// Columns that people see, with their headings.
    pub columns: Vec<Column>,
    /// How it is drawn on the interactive map.
    pub map: Option<MapStyle>,
    /// Column drawn as label, with its place in the manifest.
    pub label: Option<Spanned>,
    /// How the file is to be read.
    pub reading: ReadingWishes,
    /// The table whose columns this one takes over.
    pub join: Option<Join>,
    /// The service that its rows are, with the place of that word in the manifest.
    pub service: Option<(&'static ServiceKind, Spanned)>,
    /// The table holds figures that were reported against targets of plans.
    pub figures: Option<FigureColumns>,
    /// Columns with data about persons that may be published, and why: `contact-official`, `consented`.
    pub personal: Vec<(Spanned, Spanned)>,
    /// Where the entry stands in the manifest.
    pub span: Range<usize>,
}

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

/// Everything that `data/data.toml` declares.
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    /// Layers and tables.
    pub datasets: Vec<Dataset>,
    /// Criteria sets.
    pub frameworks: Vec<FrameworkEntry>,
    /// Tables of results.
    pub results: Vec<ResultsEntry>,
    /// Tables of decisions that recognise units.
    pub recognitions: Vec<RecognitionsEntry>,
}

/// Reads the manifest.
pub fn read_manifest(reader: &mut Reader, mut fields: Fields) -> Manifest {
    let mut manifest = Manifest::default();
    // Ids are parts of addresses, so tables of all kinds share them; a set has pages of its own.
    for table in fields.tables(reader, "dataset") {
        manifest.datasets.push(Dataset::read(reader, table));
    }
    for table in fields.tables(reader, "results") {
        manifest.results.push(ResultsEntry::read(reader, table));
    }
    for table in fields.tables(reader, "recognitions") {
        manifest.recognitions.push(RecognitionsEntry::read(reader, table));
    }
    let datasets = manifest.datasets.iter().map(|dataset| &dataset.id);
    let results = manifest.results.iter().map(|results| &results.id);
    let recognitions = manifest.recognitions.iter().map(|recognitions| &recognitions.id);
    unique(reader, datasets.chain(results).chain(recognitions));
    for table in fields.tables(reader, "framework") {
        manifest.frameworks.push(FrameworkEntry::read(reader, table));
    }
    unique(reader, manifest.frameworks.iter().map(|framework| &framework.id));
    fields.end(reader);
    manifest
}

fn unique<'a>(reader: &mut Reader, ids: impl Iterator<Item = &'a Spanned>) {
    let mut known: Vec<&str> = Vec::new();
    for id in ids {
        if known.contains(&id.text.as_str()) {
            reader.error(code::DUPLICATE_ID, &id.span, &[("id", &id.text)]);
        }
        known.push(&id.text);
    }
}

impl Manifest {
    /// Every file in `data/` that is declared.
    pub fn files(&self) -> impl Iterator<Item = &Spanned> {
        let datasets = self.datasets.iter().map(|dataset| &dataset.file);
        let frameworks = self.frameworks.iter().map(|framework| &framework.file);
        let results = self.results.iter().map(|results| &results.file);
        let recognitions = self.recognitions.iter().map(|recognitions| &recognitions.file);
        datasets.chain(frameworks).chain(results).chain(recognitions)
    }
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
        let figures = FigureColumns::read(reader, &mut fields);
        let mut reading = ReadingWishes::read(reader, &mut fields);
        let service = service(reader, &mut fields);
        if let Some((kind, _)) = &service {
            let typed = kind.columns.iter().filter_map(|column| Some((column.name, column.holds.declared()?)));
            reading.implied.extend(typed);
        }
        if let Some(figures) = &figures {
            reading.imply(&figures.date, "date");
            reading.imply(&figures.value, "number");
        }
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
            coverage: fields.flag(reader, "coverage"),
            former: fields.flag(reader, "former").unwrap_or(false),
            history: fields.choice(reader, "history", &levels),
            units_as_of: fields.date(reader, "units_as_of"),
            columns: Column::read_all(reader, &mut fields),
            map,
            label: label.flatten(),
            reading,
            figures,
            service,
            join: Join::read(reader, &mut fields),
            personal: consents(reader, &mut fields),
            id,
            file,
            span: start,
        };
        fields.end(reader);
        dataset
    }

    /// A table of a service need not say which of its columns are the name and the unit's code.
    pub fn assume_service(&mut self, present: &[&str]) {
        let Some((kind, typed)) = &self.service else { return };
        let column = |holds: Holds| {
            let column = kind.column(holds).filter(|column| present.contains(&column.name))?;
            Some(Spanned { text: column.name.to_owned(), span: typed.span.clone() })
        };
        let (name, unit) = (column(Holds::Name), column(Holds::Unit));
        self.name = self.name.take().or(name);
        self.unit = self.unit.take().or(unit);
    }

    /// Every column that the manifest names, with its place there.
    pub fn named_columns(&self) -> impl Iterator<Item = &Spanned> {
        let single = [&self.key, &self.name, &self.unit, &self.parent, &self.label, &self.reading.x, &self.reading.y];
        let typed = self.reading.types.iter().map(|(column, _)| column);
        let figures = self.figures.iter().flat_map(FigureColumns::all);
        let personal = self.personal.iter().map(|(column, _)| column);
        let shown = self.columns.iter().map(|column| &column.name);
        single.into_iter().flatten().chain(typed).chain(figures).chain(personal).chain(shown)
    }
}

/// The kind of service that an entry says its rows are.
fn service(reader: &mut Reader, fields: &mut Fields) -> Option<(&'static ServiceKind, Spanned)> {
    let typed = fields.spanned(reader, "service")?;
    let kind = service::KINDS.iter().find(|kind| kind.id == typed.text);
    if kind.is_none() {
        let allowed = service::KINDS.each_ref().map(|kind| kind.id).join(", ");
        let args = [("key", "service"), ("value", &*typed.text), ("allowed", &*allowed)];
        reader.error(code::UNKNOWN_VALUE, &typed.span, &args);
    }
    Some((kind?, typed))
}

/// Why data about persons may be published.
const CONSENTS: [&str; 2] = ["contact-official", "consented"];

/// `[dataset.personal]`: columns and the reason why they may be published.
fn consents(reader: &mut Reader, fields: &mut Fields) -> Vec<(Spanned, Spanned)> {
    let consents = pairs(reader, fields, "personal", "dien_thoai = \"contact-official\"");
    for (column, reason) in &consents {
        if !CONSENTS.contains(&reason.text.as_str()) {
            let args = [("key", &*column.text), ("value", &*reason.text), ("allowed", &*CONSENTS.join(", "))];
            reader.error(code::UNKNOWN_VALUE, &reason.span, &args);
        }
    }
    consents
}

impl ReadingWishes {
    fn read(reader: &mut Reader, fields: &mut Fields) -> Self {
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
    fn imply(&mut self, column: &Spanned, kind: &str) {
        if self.types.iter().all(|(declared, _)| declared.text != column.text) {
            self.types.push((column.clone(), Spanned { text: kind.to_owned(), span: column.span.clone() }));
        }
    }
}

impl FigureColumns {
    fn read(reader: &mut Reader, fields: &mut Fields) -> Option<Self> {
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

    fn all(&self) -> impl Iterator<Item = &Spanned> {
        let needed = [&self.target, &self.date, &self.value, &self.source];
        needed.into_iter().chain(self.url.iter().chain(&self.note))
    }
}

impl Join {
    fn read(reader: &mut Reader, fields: &mut Fields) -> Option<Self> {
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
pub(super) fn pairs(
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

impl Column {
    fn read_all(reader: &mut Reader, fields: &mut Fields) -> Vec<Self> {
        let pairs = pairs(reader, fields, "columns", "name = \"Tên\"");
        pairs.into_iter().map(|(name, heading)| Self { name, heading: heading.text }).collect()
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
