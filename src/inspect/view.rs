//! An inspection as JSON has it: the facts, what was found in words, and the proposed entries.

use serde::Serialize;

use super::{Inspection, LayerFacts, entry};
use crate::diagnostics::{FindingRow, Lang, rows};
use crate::intake::Wishes;

/// A file.
#[derive(Serialize)]
pub struct View<'a> {
    #[serde(flatten)]
    facts: &'a Inspection,
    layers: Vec<LayerView<'a>>,
    findings: Vec<FindingRow<'a>>,
}

#[derive(Serialize)]
struct LayerView<'a> {
    #[serde(flatten)]
    facts: &'a LayerFacts,
    findings: Vec<FindingRow<'a>>,
    entry: Option<String>,
}

/// An inspection with its sentences in a language.
pub fn view<'a>(inspection: &'a Inspection, wishes: &Wishes, lang: Lang) -> View<'a> {
    let layer = |facts: &'a LayerFacts| LayerView {
        facts,
        findings: rows(&facts.findings, lang),
        entry: (!facts.is_empty()).then(|| entry(inspection, facts, wishes, lang)),
    };
    View {
        facts: inspection,
        layers: inspection.layers.iter().map(layer).collect(),
        findings: rows(&inspection.findings, lang),
    }
}
