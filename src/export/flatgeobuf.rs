//! FlatGeobuf 3 (flatgeobuf.org): features along a Hilbert curve behind an index, so that a map reads what it shows of a large
//! file by ranges. Written by own code: the crate brings fourteen others for four kinds of tables.

mod buffer;
mod index;

use buffer::{Buffer, Hole, Member};

use super::shape::{Form, number};
use super::{Cell, Kind, Table};
use crate::diagnostics::Diagnostic;
use crate::geo::{Bounds, Coord, Geometry};

/// "fgb", version 3, "fgb", patch 0.
const MAGIC: [u8; 8] = *b"fgb\x03fgb\x00";

/// A layer. Rows without a place stay, and then there is no index, which has no box for them.
///
/// # Errors
/// None: writing to memory does not fail.
pub fn layer(table: &Table) -> Result<Vec<u8>, Diagnostic> {
    let form = Form::of(&table.geometries);
    let kinds: Vec<Kind> = (0..table.columns.len()).map(|at| table.kind_of_all(at)).collect();
    let boxes: Option<Vec<Bounds>> =
        (0..table.rows.len()).map(|row| table.geometries.get(row)?.as_ref()?.bounds()).collect();
    let boxes = boxes.filter(|boxes| !boxes.is_empty());
    let order = boxes.as_ref().map_or_else(|| (0..table.rows.len()).collect(), |boxes| index::order(boxes));
    let mut features = Vec::new();
    let mut leaves = Vec::new();
    for row in order {
        leaves.extend(boxes.as_ref().map(|boxes| (boxes[row], features.len() as u64)));
        features.extend(feature(table, row, form, &kinds));
    }
    let mut out = MAGIC.to_vec();
    out.extend(header(table, form, &kinds, boxes.is_some()));
    if boxes.is_some() {
        out.extend(index::packed(&leaves));
    }
    out.extend(features);
    Ok(out)
}

fn header(table: &Table, form: Option<Form>, kinds: &[Kind], indexed: bool) -> Vec<u8> {
    let bounds = table.bounds();
    let shapes = match form {
        Some(Form::Point) => 1,
        Some(Form::Several(kind)) => number(kind),
        Some(Form::Mixed) | None => 0,
    };
    let about: Vec<String> = table.about.iter().map(|(what, text)| format!("{what}: {text}")).collect();
    let (mut buffer, root) = Buffer::new();
    let later = Member::Later;
    let members = [
        later,
        if bounds.is_some() { later } else { Member::None },
        Member::U8(shapes),
        Member::None,
        Member::None,
        Member::None,
        Member::None,
        later,
        Member::U64(table.rows.len() as u64),
        Member::U16(if indexed { index::NODE as u16 } else { 0 }),
        later,
        later,
        later,
    ];
    let mut holes = buffer.table(root, &members).into_iter();
    let mut fill = |write: &mut dyn FnMut(Hole)| holes.next().into_iter().for_each(write);
    fill(&mut |hole| buffer.text(hole, &table.id));
    if let Some(Bounds { west, south, east, north }) = bounds {
        fill(&mut |hole| buffer.f64s(hole, [west, south, east, north].into_iter()));
    }
    fill(&mut |hole| {
        let columns = buffer.tables(hole, table.columns.len());
        for ((hole, column), kind) in columns.into_iter().zip(&table.columns).zip(kinds) {
            let holes = buffer.table(hole, &[later, Member::U8(type_of(*kind)), later]);
            for (hole, text) in holes.into_iter().zip([&column.name, &column.heading]) {
                buffer.text(hole, text);
            }
        }
    });
    fill(&mut |hole| {
        let holes = buffer.table(hole, &[later, Member::U32(4326), later]);
        for (hole, text) in holes.into_iter().zip(["EPSG", "WGS 84"]) {
            buffer.text(hole, text);
        }
    });
    fill(&mut |hole| buffer.text(hole, &table.title));
    fill(&mut |hole| buffer.text(hole, &about.join("\n")));
    buffer.finish()
}

/// The number of a column's type. Days may be months or years alone, which its own type of time is not.
fn type_of(kind: Kind) -> u8 {
    match kind {
        Kind::YesNo => 2,
        Kind::Integer => 7,
        Kind::Number => 10,
        Kind::Text | Kind::Date => 11,
    }
}

fn feature(table: &Table, row: usize, form: Option<Form>, kinds: &[Kind]) -> Vec<u8> {
    let geometry = table.geometries.get(row).and_then(Option::as_deref);
    let (mut buffer, root) = Buffer::new();
    let later = |there: bool| if there { Member::Later } else { Member::None };
    let holes = buffer.table(root, &[later(geometry.is_some()), Member::Later]);
    if let (Some(geometry), Some(form), Some(hole)) = (geometry, form, holes.first()) {
        shape(&mut buffer, *hole, geometry, form);
    }
    let mut properties = Vec::new();
    for (number, (cell, kind)) in (0_u16..).zip(table.rows[row].iter().zip(kinds)) {
        if *cell == Cell::Empty {
            continue;
        }
        properties.extend(number.to_le_bytes());
        match (cell, kind) {
            (Cell::Number(value), Kind::Integer) => properties.extend((*value as i64).to_le_bytes()),
            (Cell::Number(value), Kind::Number) => properties.extend(value.to_le_bytes()),
            (Cell::YesNo(yes), Kind::YesNo) => properties.push(u8::from(*yes)),
            (cell, _) => {
                let text = cell.text();
                properties.extend((text.len() as u32).to_le_bytes());
                properties.extend(text.as_bytes());
            }
        }
    }
    if let Some(hole) = holes.last() {
        buffer.bytes(*hole, &properties);
    }
    buffer.finish()
}

fn shape(buffer: &mut Buffer, hole: Hole, geometry: &Geometry, form: Form) {
    let kind = match form {
        Form::Point => 1,
        _ => number(geometry.kind()),
    };
    match geometry {
        Geometry::Points(points) => lines(buffer, hole, kind, &[&points[..]]),
        Geometry::Lines(parts) => lines(buffer, hole, kind, &parts.iter().map(Vec::as_slice).collect::<Vec<_>>()),
        Geometry::Polygons(polygons) => {
            let none = Member::None;
            let members = [none, none, none, none, none, none, Member::U8(kind), Member::Later];
            let parts = buffer.table(hole, &members);
            let Some(hole) = parts.first() else { return };
            for (hole, polygon) in buffer.tables(*hole, polygons.len()).into_iter().zip(polygons) {
                lines(buffer, hole, 3, &polygon.rings.iter().map(Vec::as_slice).collect::<Vec<_>>());
            }
        }
    }
}

/// Positions, and where each of several lines or rings ends among them.
fn lines(buffer: &mut Buffer, hole: Hole, kind: u8, parts: &[&[Coord]]) {
    let several = parts.len() > 1;
    let none = Member::None;
    let ends = if several { Member::Later } else { none };
    let holes = buffer.table(hole, &[ends, Member::Later, none, none, none, none, Member::U8(kind)]);
    if let (true, Some(hole)) = (several, holes.first()) {
        let ends = parts.iter().scan(0, |end, part| {
            *end += part.len() as u32;
            Some(*end)
        });
        buffer.u32s(*hole, &ends.collect::<Vec<_>>());
    }
    if let Some(hole) = holes.last() {
        let numbers: Vec<f64> = parts.iter().flat_map(|part| part.iter()).flat_map(|at| [at.x, at.y]).collect();
        buffer.f64s(*hole, numbers.into_iter());
    }
}
