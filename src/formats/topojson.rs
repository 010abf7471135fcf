//! TopoJSON (specification of topojson/topojson-specification): every object is a layer.

mod arcs;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::table::Table;
use super::text::{holds, unmark};
use super::{Contents, DeclaredCrs, Format, Input, ProblemKind, RawCell, RowPlace};
use arcs::{Arcs, Position, Transform};

pub(super) const FORMAT: Format = Format { name: "TopoJSON", endings: &["topojson"], companions: &[], sniff, read };

/// A JSON object with the word near its beginning or end; GeoJSON has other words.
fn sniff(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let near = bytes.len().min(4096);
    let ends = [bytes.get(..near), bytes.get(bytes.len() - near..)];
    bytes.trim_ascii_start().starts_with(b"{") && ends.into_iter().flatten().any(|end| holds(end, b"\"Topology\""))
}

#[derive(Deserialize)]
struct Topology {
    #[serde(rename = "type")]
    kind: String,
    transform: Option<Transform>,
    #[serde(default)]
    objects: Map<String, Value>,
    #[serde(default)]
    arcs: Vec<Vec<Position>>,
    /// Left over from the GeoJSON it was made of.
    #[serde(default)]
    crs: Value,
}

fn read(input: &Input) -> Contents {
    let mut contents = Contents::default();
    let bytes = unmark(input.bytes);
    let topology: Topology = match serde_json::from_slice(&bytes) {
        Ok(topology) => topology,
        Err(error) => {
            contents.problem_at(ProblemKind::Broken, RowPlace::Line(error.line()), format!("JSON {}", error.column()));
            return contents;
        }
    };
    if topology.kind != "Topology" {
        contents.problem(ProblemKind::Broken, topology.kind);
        return contents;
    }
    let crs = topology.crs.pointer("/properties/name").and_then(Value::as_str);
    let crs = crs.map_or(DeclaredCrs::None, |name| DeclaredCrs::Named(name.to_owned()));
    let mut arcs = Arcs::new(topology.arcs, topology.transform, bytes.len());
    for (name, object) in &topology.objects {
        let problems = contents.problems.len();
        layer(object, name, crs.clone(), &mut arcs, &mut contents);
        contents.name_layer(problems, name);
    }
    if contents.layers.is_empty() && contents.problems.is_empty() {
        contents.problem(ProblemKind::Empty, "");
    }
    contents
}

/// A collection is a layer of its geometries; any other geometry is a layer of one row.
fn layer(object: &Value, name: &str, crs: DeclaredCrs, arcs: &mut Arcs, contents: &mut Contents) {
    let mut table = Table::default();
    let rows = object.get("geometries").and_then(Value::as_array).map_or(std::slice::from_ref(object), Vec::as_slice);
    for geometry in rows {
        let place = RowPlace::Record(table.len() + 1);
        let mut cells = Vec::new();
        if let Some(id) = geometry.get("id") {
            cells.push((table.column("id"), cell(id)));
        }
        for (key, value) in geometry.get("properties").and_then(Value::as_object).into_iter().flatten() {
            cells.push((table.column(key), cell(value)));
        }
        let shape = arcs.shape(geometry).unwrap_or_else(|fault| {
            contents.problem_at(fault.kind, place.clone(), fault.detail);
            None
        });
        table.push(cells, shape, place);
    }
    table.finish(name, crs, None, contents);
}

/// A value as a cell; lists and objects as their JSON.
fn cell(value: &Value) -> RawCell {
    match value {
        Value::Null => RawCell::Null,
        Value::Bool(value) => RawCell::Bool(*value),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => RawCell::Integer(whole),
            None => number.as_f64().map_or(RawCell::Null, RawCell::Number),
        },
        Value::String(text) => RawCell::Text(text.clone()),
        Value::Array(_) | Value::Object(_) => RawCell::Text(value.to_string()),
    }
}
