//! The JSON that makes a Parquet file a GeoParquet file.

use serde_json::Value;

use crate::formats::DeclaredCrs;

/// What it says of the main column of shapes.
#[derive(Default)]
pub(super) struct Geo {
    pub(super) column: String,
    pub(super) encoding: String,
    pub(super) crs: DeclaredCrs,
    /// The column with the boxes of the shapes; it says nothing of its own.
    pub(super) covering: String,
}

impl Geo {
    /// Reads it; what is missing stays empty.
    pub(super) fn read(json: &str) -> Self {
        let geo: Value = serde_json::from_str(json).unwrap_or_default();
        let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        let name = text(geo.get("primary_column"));
        let column = geo.get("columns").and_then(|columns| columns.get(&name));
        let encoding = text(column.and_then(|column| column.get("encoding")));
        let covering = text(column.and_then(|column| column.pointer("/covering/bbox/xmin/0")));
        let crs = match column.map(|column| column.get("crs")) {
            // Left out means longitude and latitude on WGS84; null means unknown.
            Some(None) => DeclaredCrs::Wgs84,
            Some(Some(crs)) => declared(crs),
            None => DeclaredCrs::None,
        };
        Self { column: name, encoding, crs, covering }
    }
}

/// PROJJSON: by its id when it has one, else by name.
fn declared(crs: &Value) -> DeclaredCrs {
    let authority = crs.pointer("/id/authority").and_then(Value::as_str).unwrap_or_default();
    let code = crs.pointer("/id/code");
    let number = code.and_then(Value::as_u64).and_then(|code| u32::try_from(code).ok());
    match (authority, number, code.and_then(Value::as_str)) {
        ("EPSG", Some(number), _) => DeclaredCrs::Epsg(number),
        ("OGC", _, Some("CRS84")) => DeclaredCrs::Wgs84,
        _ => crs
            .get("name")
            .and_then(Value::as_str)
            .map_or(DeclaredCrs::None, |name| DeclaredCrs::Named(name.to_owned())),
    }
}
