//! Tables and layers for other programs: rows with typed columns in, the bytes of a file out. One file a format; the same
//! rows make the same bytes.

pub mod csv;
pub mod flatgeobuf;
pub mod geojson;
pub mod gpkg;
pub mod kml;
#[cfg(feature = "parquet")]
pub mod parquet;
mod shape;
pub mod xlsx;

use std::sync::Arc;

use serde::Serialize;

use crate::geo::{Bounds, Geometry};

/// Rows of one table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Its name in files: letters, digits and hyphens.
    pub id: String,
    /// Its title.
    pub title: String,
    /// As of which day, ISO 8601; empty when nobody says.
    pub date: String,
    /// What it is, where it comes from, under which licence: pairs for a sheet or a description.
    pub about: Vec<(String, String)>,
    /// The column that names a row.
    pub name: Option<String>,
    /// The columns.
    pub columns: Vec<Column>,
    /// Rows as long as the columns.
    pub rows: Vec<Vec<Cell>>,
    /// What each row looks like on the ground, degrees of WGS 84; empty for tables without places.
    pub geometries: Vec<Option<Arc<Geometry>>>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name for programs.
    pub name: String,
    /// What people read above it.
    pub heading: String,
    /// What its cells hold.
    pub kind: Kind,
}

impl Column {
    /// The same under the name that people read.
    fn headed(&self) -> Self {
        Self { name: self.heading.clone(), ..self.clone() }
    }
}

/// What cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Words, and codes with their zeros.
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Number,
    /// Days, or months and years alone, as ISO 8601 has them.
    Date,
    /// True or false.
    YesNo,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing is known.
    Empty,
    /// Words, codes, dates.
    Text(String),
    /// A number.
    Number(f64),
    /// True or false.
    YesNo(bool),
}

impl Cell {
    /// As JSON.
    pub fn json(&self) -> serde_json::Value {
        match self {
            Self::Empty => serde_json::Value::Null,
            Self::Text(text) => text.as_str().into(),
            // Whole numbers have no point.
            Self::Number(value) if value.fract() == 0.0 && value.abs() < 9e15 => (*value as i64).into(),
            Self::Number(value) => (*value).into(),
            Self::YesNo(yes) => (*yes).into(),
        }
    }

    /// As words: a number with a point, nothing for an empty cell.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::YesNo(yes) => yes.to_string(),
        }
    }
}

impl Table {
    /// What all cells of a column are, for formats that hold a column to its type: words where one is something else.
    pub fn kind_of_all(&self, column: usize) -> Kind {
        let kind = self.columns[column].kind;
        let fits = |row: &Vec<Cell>| match (&row[column], kind) {
            (Cell::Empty, _) | (Cell::Number(_), Kind::Number) | (Cell::YesNo(_), Kind::YesNo) => true,
            (Cell::Number(number), Kind::Integer) => number.fract() == 0.0 && number.abs() < 9e15,
            (Cell::Text(_), Kind::Date) => true,
            _ => false,
        };
        if self.rows.iter().all(fits) { kind } else { Kind::Text }
    }

    /// The box around all shapes.
    pub fn bounds(&self) -> Option<Bounds> {
        self.geometries.iter().flatten().filter_map(|geometry| geometry.bounds()).reduce(Bounds::union)
    }

    /// A row as an object; empty cells are left out.
    pub fn object(&self, row: usize) -> serde_json::Map<String, serde_json::Value> {
        let cells = self.columns.iter().zip(&self.rows[row]).filter(|(_, cell)| **cell != Cell::Empty);
        cells.map(|(column, cell)| (column.name.clone(), cell.json())).collect()
    }
}
