//! A dataset: a file in `data/` with its title, source, licence, date and the meaning of its columns.

mod style;
mod tables;

use std::ops::Range;

pub(super) use self::style::theme;
pub use self::style::{MapStyle, rank};
pub(super) use self::tables::pairs;
pub use self::tables::{FigureColumns, Join, ReadingWishes};
use super::service::{Holds, ServiceKind};
use super::unit::Level;
use crate::diagnostics::code;
use crate::fields::{Fields, Reader, Spanned};
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
    /// How often it is renewed, in words.
    pub frequency: Option<String>,
    /// As of.
    pub date: Option<Date>,
    /// Limits of the data.
    pub note: Option<String>,
    /// Whether its rows are made up to show what such a table looks like. Pages say so.
    pub sample: bool,
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
    /// The sign of its points, with its place in the manifest.
    pub icon: Option<Spanned>,
    /// The theme of the map that it belongs to, as the entry says or its service.
    pub theme: &'static str,
    /// Whether a layer may be on the interactive map without a word about how.
    pub on_map: bool,
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

/// A column that people see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name in the file, with its place in the manifest.
    pub name: Spanned,
    /// Heading.
    pub heading: String,
}

impl Dataset {
    pub(super) fn read(reader: &mut Reader, mut fields: Fields) -> Self {
        let start = fields.span().clone();
        let nowhere = Spanned { text: String::new(), span: start.clone() };
        let id = fields.spanned(reader, "id");
        if let Some(id) = id.as_ref().filter(|id| id.text != slug(&id.text)) {
            reader.error(code::UNSAFE_PATH, &id.span, &[("path", &id.text)]);
        }
        let file = fields.spanned(reader, "file").unwrap_or_else(|| {
            fields.missing(reader, "file", "file = \"tram-y-te.geojson\"");
            nowhere
        });
        // Without an id it is called like its file.
        let id = id.unwrap_or_else(|| Spanned { text: slug(stem(&file.text)), span: file.span.clone() });
        let levels = [("province", Level::Province), ("commune", Level::Commune)];
        let service = service(reader, &mut fields);
        let theme: &'static str = style::theme(reader, &mut fields)
            .unwrap_or_else(|| service.as_ref().map_or("nong-thon", |(kind, _)| kind.theme()));
        let (map, named) = MapStyle::read(reader, &mut fields, theme).unzip();
        let [label, icon] = named.unwrap_or_default();
        let figures = FigureColumns::read(reader, &mut fields);
        let mut reading = ReadingWishes::read(reader, &mut fields);
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
            frequency: fields.text(reader, "frequency"),
            date: fields.date(reader, "date"),
            note: fields.text(reader, "note"),
            sample: fields.flag(reader, "sample").unwrap_or(false),
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
            label,
            icon,
            theme,
            on_map: fields.flag(reader, "on_map").unwrap_or(true),
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

    /// A table of a service need not say which of its columns are the key, the name and the unit's code.
    pub fn assume_service(&mut self, present: &[&str]) {
        let Some((kind, typed)) = &self.service else { return };
        let column = |holds: Holds| {
            let column = kind.column(holds).filter(|column| present.contains(&column.name))?;
            Some(Spanned { text: column.name.to_owned(), span: typed.span.clone() })
        };
        let (key, name, unit) = (column(Holds::Id), column(Holds::Name), column(Holds::Unit));
        self.key = self.key.take().or(key);
        self.name = self.name.take().or(name);
        self.unit = self.unit.take().or(unit);
    }

    /// A layer is on the map whether its entry says how or not.
    pub fn assume_map(&mut self) {
        if self.map.is_none() && self.on_map {
            self.map = Some(MapStyle::assumed(self, self.theme));
        }
        let of_service = self.service.as_ref().map(|(kind, _)| kind.id.to_owned());
        let name = self.name.as_ref().map(|name| name.text.clone());
        if let Some(style) = &mut self.map {
            style.icon = style.icon.take().or_else(|| of_service.clone());
            // Places without a name tell nobody anything.
            style.label = style.label.take().or_else(|| name.clone().filter(|_| of_service.is_some()));
        }
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

/// A file's name without folders and ending.
fn stem(path: &str) -> &str {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    name.split_once('.').map_or(name, |(stem, _)| stem)
}

/// The kind of service that an entry says its rows are.
fn service(reader: &mut Reader, fields: &mut Fields) -> Option<(&'static ServiceKind, Spanned)> {
    let typed = fields.spanned(reader, "service")?;
    let kind = ServiceKind::named(&typed.text);
    if kind.is_none() {
        let allowed = ServiceKind::all().map(|kind| kind.id).collect::<Vec<_>>().join(", ");
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

impl Column {
    fn read_all(reader: &mut Reader, fields: &mut Fields) -> Vec<Self> {
        let pairs = pairs(reader, fields, "columns", "name = \"Tên\"");
        pairs.into_iter().map(|(name, heading)| Self { name, heading: heading.text }).collect()
    }
}
