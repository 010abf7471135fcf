//! Gaps and overlaps in layers that should cover the ground once, such as boundaries of communes.

use rayon::prelude::*;

use super::{LoadedDataset, Structure};
use crate::diagnostics::{Code, Diagnostic, code};
use crate::geo::coverage::{Coverage, Defect, DefectKind, Limits, check};

/// Defects that are named.
const MOST_NAMED: usize = 3;

impl Structure {
    /// What is wrong with the layers that say they cover the ground once: those that define units of today, and those
    /// with `coverage = true`. The communes of the country take three tenths of a second.
    pub fn coverage(&self) -> Vec<Diagnostic> {
        let asked = |dataset: &&LoadedDataset| {
            let decl = &dataset.decl;
            decl.coverage.unwrap_or(decl.units.is_some() && !decl.former)
        };
        let datasets: Vec<&LoadedDataset> = self.datasets.iter().filter(asked).collect();
        datasets.par_iter().flat_map_iter(|dataset| findings(dataset)).collect()
    }
}

fn findings(dataset: &LoadedDataset) -> Vec<Diagnostic> {
    let Some(layer) = dataset.layer() else { return Vec::new() };
    let geometries = layer.features.iter().map(|feature| feature.geometry.as_deref());
    let Some(found) = check(geometries, Limits::default()) else { return Vec::new() };
    let kinds = [(DefectKind::Gap, code::GAPS), (DefectKind::Overlap, code::OVERLAPS)];
    kinds.into_iter().filter_map(|(kind, code)| finding(dataset, &found, kind, code)).collect()
}

/// One finding for all defects of a kind, at the first feature of the largest.
fn finding(dataset: &LoadedDataset, found: &Coverage, kind: DefectKind, code: Code) -> Option<Diagnostic> {
    let mut defects = found.defects.iter().filter(|defect| defect.kind == kind).peekable();
    let row = *defects.peek()?.features.first()?;
    let (count, area) = found.summary(kind);
    let named: Vec<String> = defects.take(MOST_NAMED).map(|defect| described(dataset, defect)).collect();
    let finding = Diagnostic::warning(code)
        .arg("layer", &dataset.decl.title)
        .arg("file", &dataset.file.path)
        .arg("count", count)
        .arg("area", format!("{area:.0}"))
        .arg("hectares", format!("{:.2}", area / 10_000.0))
        .arg("largest", named.join("; "));
    Some(dataset.at_row(finding, row, None))
}

/// `Xã A (00541) – Xã B (00562): 12500 m², 21.012345, 105.801234`.
fn described(dataset: &LoadedDataset, defect: &Defect) -> String {
    let decl = &dataset.decl;
    // Layers of units have their whole names in this column, as `units::define` takes them.
    let of_units = decl.units.map(|_| "full_name");
    let name = decl.name.as_ref().map(|column| &*column.text).or(of_units);
    let key = decl.key.as_ref().map(|column| &*column.text);
    let called = |&row: &usize| {
        let text =
            |column: Option<&str>| column.map(|column| dataset.data.text(row, column)).filter(|text| !text.is_empty());
        match (text(name), text(key)) {
            (Some(name), Some(code)) if name != code => format!("{name} ({code})"),
            (Some(text), _) | (None, Some(text)) => text,
            (None, None) => format!("#{}", row + 1),
        }
    };
    let features: Vec<String> = defect.features.iter().map(called).collect();
    format!("{}: {:.0} m², {:.6}, {:.6}", features.join(" – "), defect.area, defect.at.y, defect.at.x)
}
