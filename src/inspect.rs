//! `langso inspect`: what is in a file, before anybody declares it.
//!
//! ```text
//! disk ─▶ bytes, siblings ─ intake ─▶ Taken ─ facts ─▶ Inspection ─ entry ─▶ lines for data/data.toml
//! ```
//!
//! Architecture invariants: only [`disk`] touches files; an [`Inspection`] holds facts and no sentence, so that it
//! can be printed in any language or as JSON; nothing is said of a file that the site would not find in it, since both
//! take it in by the same [`crate::intake`].

mod column;
mod coverage;
pub mod disk;
mod entry;
mod positions;
mod results;
mod system;
mod view;

use std::cell::RefCell;
use std::sync::Arc;

use serde::Serialize;

pub use column::{ColumnFacts, EncodingFacts, Holds, Reading};
pub use coverage::{CoverageFacts, DefectFacts, Defects, FeatureName, Total};
pub use entry::entry;
pub use results::{NumberedColumn, ResultsFacts};
pub use system::{Known, Landing, SystemFacts};
pub use view::{View, view};

use crate::diagnostics::{Diagnostic, Severity, code};
use crate::formats::Input;
use crate::geo::Bounds;
use crate::intake::{self, ShapeCount, TakenLayer, Wishes};

/// What is in a file.
#[derive(Clone, Debug, Serialize)]
pub struct Inspection {
    /// The file, as the user named it.
    pub file: Arc<str>,
    /// Its format; empty when it is none that is known.
    pub format: &'static str,
    /// Its size.
    pub bytes: u64,
    /// The endings of the files beside it that belong to it, without dots.
    pub companions: Vec<String>,
    /// So many features were looked at; `None` when all were. The counts of rows and shapes are then those.
    pub sample: Option<usize>,
    /// Its layers and tables.
    #[serde(skip)]
    pub layers: Vec<LayerFacts>,
    /// What was found about the file as a whole.
    #[serde(skip)]
    pub findings: Vec<Diagnostic>,
}

/// What is in a layer or table.
#[derive(Clone, Debug, Serialize)]
pub struct LayerFacts {
    /// Its name.
    pub name: String,
    /// How many rows.
    pub rows: usize,
    /// What they are drawn as.
    pub shapes: ShapeCount,
    /// How their positions are read; `None` for a table.
    pub system: Option<SystemFacts>,
    /// The box around all that could be placed, degrees on WGS 84.
    pub extent: Option<Bounds>,
    /// In a table, the columns that look like easting and northing though nobody said so.
    pub positions: Option<(String, String)>,
    /// What it holds of results of criteria sets, when it looks as if it did.
    pub results: Option<ResultsFacts>,
    /// Gaps and overlaps between its areas; `None` for a layer of other shapes.
    pub coverage: Option<CoverageFacts>,
    /// Its columns, in the order of the file.
    pub columns: Vec<ColumnFacts>,
    /// What was found about it.
    #[serde(skip)]
    pub findings: Vec<Diagnostic>,
}

impl LayerFacts {
    /// Whether nothing could be read of it.
    pub fn is_empty(&self) -> bool {
        self.rows == 0 && self.columns.is_empty()
    }
}

impl Inspection {
    /// Everything that was found, in the order of the file.
    pub fn all_findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.findings.iter().chain(self.layers.iter().flat_map(|layer| &layer.findings))
    }

    /// Whether anything has to be mended before the file can be published.
    pub fn has_errors(&self) -> bool {
        self.all_findings().any(|finding| finding.severity == Severity::Error)
    }

    /// The file's name without folders.
    pub fn file_name(&self) -> &str {
        self.file.rsplit(['/', '\\']).next().unwrap_or(&self.file)
    }
}

/// Looks into a file.
pub fn inspect(path: &Arc<str>, input: &Input, wishes: &Wishes) -> Inspection {
    let companions = RefCell::new(Vec::new());
    let beside = |ending: &str| {
        let bytes = (input.beside)(ending)?;
        let mut known = companions.borrow_mut();
        if !known.iter().any(|other| other == ending) {
            known.push(ending.to_owned());
        }
        Some(bytes)
    };
    let taken = intake::take(path, &Input { beside: &beside, ..*input }, wishes);
    // A header of several rows is seen in the grid alone.
    let tables = taken.layers.iter().any(|layer| layer.system.is_none());
    let grids = if tables { intake::grid::grids(path, input, wishes.encoding).0 } else { Vec::new() };
    let layers = taken.layers.into_iter().map(|layer| {
        let results = grids.iter().find(|grid| grid.name == layer.name).and_then(results::seen_in);
        LayerFacts { results, ..facts(layer, taken.format, wishes) }
    });
    let layers = layers.collect();
    Inspection {
        file: Arc::clone(path),
        format: taken.format,
        bytes: input.bytes.len() as u64,
        companions: companions.into_inner(),
        sample: None,
        layers,
        findings: taken.findings,
    }
}

fn facts(taken: TakenLayer, format: &str, wishes: &Wishes) -> LayerFacts {
    let swapped = taken.findings.iter().any(|finding| finding.code == code::SWAPPED_AXES);
    let columns: Vec<ColumnFacts> = taken.columns.iter().map(|column| ColumnFacts::of(column, &taken.layer)).collect();
    let is_table = taken.system.is_none() && wishes.position.is_none();
    LayerFacts {
        rows: taken.layer.features.len(),
        shapes: taken.shapes,
        system: taken.system.as_ref().map(|system| SystemFacts::of(system, format, swapped, wishes)),
        extent: taken.layer.bounds,
        coverage: CoverageFacts::of(&taken.layer, &columns),
        positions: is_table.then(|| positions::seen_in(&columns)).flatten(),
        results: None,
        columns,
        name: taken.name,
        findings: taken.findings,
    }
}

#[cfg(test)]
mod tests;
