//! Tables of text cells: what a dataset without places is.

use serde_json::Value;

use crate::intake::TakenLayer;

/// A table as it was taken in; every cell is text in NFC, trimmed, and empty where there is nothing.
#[derive(Debug, Default)]
pub struct Table {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows, each as long as `columns`.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn of(layer: &TakenLayer) -> Self {
        let columns: Vec<String> = layer.columns.iter().map(|column| column.name.clone()).collect();
        let cell = |value: Option<&Value>| match value {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        let rows = layer.layer.features.iter();
        let rows = rows.map(|row| columns.iter().map(|column| cell(row.properties.get(column))).collect()).collect();
        Self { columns, rows }
    }
}
