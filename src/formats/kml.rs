//! KML 2.x (OGC 12-007r2), with or without namespaces: one layer of all placemarks.

mod geometry;

use super::table::Table;
use super::text::unmark;
use super::xml::{self, BrokenXml, Element, Reader, Step};
use super::{Contents, DeclaredCrs, FieldKind, Format, Input, ProblemKind, RawCell, RowPlace};

pub(super) const FORMAT: Format =
    Format { name: "KML", endings: &["kml"], companions: &[], sniff: |bytes| xml::has_root(bytes, "kml"), read };

fn read(input: &Input) -> Contents {
    let bytes = unmark(input.bytes);
    let mut document = Document::default();
    let text = xml::Document::new(&bytes);
    let mut reader = text.reader();
    let walked = document.walk(&mut reader);
    let mut contents = document.contents;
    if let Err(BrokenXml(byte)) = walked {
        contents.problem_at(ProblemKind::Broken, RowPlace::Line(reader.line()), byte);
    }
    if !document.table.is_empty() {
        document.table.finish(input.stem(), DeclaredCrs::Wgs84, xml::declared_encoding(&bytes), &mut contents);
    } else if contents.problems.is_empty() {
        contents.problem(ProblemKind::Empty, "");
    }
    contents
}

#[derive(Default)]
struct Document {
    contents: Contents,
    table: Table,
    /// The names of the open folders, each with the depth it was opened at.
    folders: Vec<(usize, String)>,
    /// `SimpleField`s of the schemas so far: name and type.
    schema: Vec<(String, FieldKind)>,
}

impl Document {
    fn walk(&mut self, reader: &mut Reader) -> Result<(), BrokenXml> {
        loop {
            let element = match reader.step()? {
                Step::Open(element) => element,
                Step::Close => {
                    self.folders.retain(|(depth, _)| *depth <= reader.depth());
                    continue;
                }
                Step::End => return Ok(()),
            };
            match element.name.as_str() {
                "Folder" => self.folders.push((reader.depth(), String::new())),
                "name" => {
                    let depth = reader.depth() - 1;
                    let name = reader.whole(element)?.text();
                    if let Some((_, folder)) = self.folders.last_mut().filter(|(opened, _)| *opened == depth) {
                        *folder = name;
                    }
                }
                "Placemark" => {
                    let place = RowPlace::Line(reader.line());
                    let placemark = reader.whole(element)?;
                    self.placemark(&placemark, place);
                }
                "Schema" => {
                    let schema = reader.whole(element)?;
                    self.schema.extend(schema.children.iter().filter_map(declared));
                }
                "NetworkLink" | "GroundOverlay" | "ScreenOverlay" | "PhotoOverlay" => {
                    let place = RowPlace::Line(reader.line());
                    self.contents.problem_at(ProblemKind::Unsupported, place, element.name);
                    reader.skip()?;
                }
                "Style" | "StyleMap" | "CascadingStyle" => reader.skip()?,
                _ => {}
            }
        }
    }

    fn placemark(&mut self, placemark: &Element, place: RowPlace) {
        let mut cells = Vec::new();
        let folder: Vec<&str> =
            self.folders.iter().map(|(_, name)| name.as_str()).filter(|name| !name.is_empty()).collect();
        if !folder.is_empty() {
            cells.push((self.table.column_of("folder", FieldKind::Text), RawCell::Text(folder.join("/"))));
        }
        for name in ["name", "description"] {
            if let Some(child) = placemark.child(name) {
                cells.push((self.table.column_of(name, FieldKind::Text), child.cell()));
            }
        }
        for data in placemark.all("ExtendedData") {
            for child in &data.children {
                match child.name.as_str() {
                    "Data" => {
                        let cell = child.child("value").map_or(RawCell::Null, Element::cell);
                        self.cell(child, cell, &mut cells);
                    }
                    "SchemaData" => {
                        child.all("SimpleData").for_each(|simple| self.cell(simple, simple.cell(), &mut cells))
                    }
                    // Elements of another namespace are data too.
                    other => {
                        let cell = child.cell();
                        cells.push((self.table.column(other), cell));
                    }
                }
            }
        }
        let mut problem = |kind, detail: String| self.contents.problem_at(kind, place.clone(), detail);
        let shape = geometry::of_placemark(placemark, &mut problem);
        self.table.push(cells, shape, place);
    }

    fn cell(&mut self, named: &Element, cell: RawCell, cells: &mut Vec<(usize, RawCell)>) {
        let name = named.attribute("name").unwrap_or_default();
        let kind = self.schema.iter().find(|(field, _)| field == name).map(|(_, kind)| kind.clone());
        let cell = if kind.is_some() { typed(cell, kind.as_ref()) } else { cell };
        cells.push((self.table.column_of(name, kind.unwrap_or_default()), cell));
    }
}

fn declared(field: &Element) -> Option<(String, FieldKind)> {
    let name = field.attribute("name").filter(|_| field.name == "SimpleField")?;
    let kind = match field.attribute("type").unwrap_or_default().to_ascii_lowercase().as_str() {
        "string" | "" => FieldKind::Text,
        "int" | "uint" | "short" | "ushort" => FieldKind::Integer,
        "float" | "double" => FieldKind::Number,
        "bool" => FieldKind::Bool,
        other => FieldKind::Other(other.to_owned()),
    };
    Some((name.to_owned(), kind))
}

/// A cell as its schema declares it; what is written otherwise stays text.
fn typed(cell: RawCell, kind: Option<&FieldKind>) -> RawCell {
    let RawCell::Text(text) = &cell else { return cell };
    let read = match kind {
        Some(FieldKind::Integer) => text.parse().ok().map(RawCell::Integer),
        Some(FieldKind::Number) => text.parse().ok().map(RawCell::Number),
        Some(FieldKind::Bool) => match text.as_str() {
            "1" | "true" => Some(RawCell::Bool(true)),
            "0" | "false" => Some(RawCell::Bool(false)),
            _ => None,
        },
        _ => None,
    };
    read.unwrap_or(cell)
}
