//! `data/data.toml`: everything that the portal knows as data.

use super::criterion::FrameworkEntry;
use super::dataset::Dataset;
use super::outside::Outside;
use super::results::{RecognitionsEntry, ResultsEntry};
use crate::diagnostics::code;
use crate::fields::{Fields, Reader, Spanned};

/// Everything that `data/data.toml` declares.
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    /// Layers and tables.
    pub datasets: Vec<Dataset>,
    /// Criteria sets.
    pub frameworks: Vec<FrameworkEntry>,
    /// Tables of results.
    pub results: Vec<ResultsEntry>,
    /// Tables of decisions that recognise units.
    pub recognitions: Vec<RecognitionsEntry>,
    /// Layers of other people's maps.
    pub outside: Vec<Outside>,
}

/// Reads the manifest.
pub fn read_manifest(reader: &mut Reader, mut fields: Fields) -> Manifest {
    let mut manifest = Manifest::default();
    // Ids are parts of addresses, so tables of all kinds share them; a set has pages of its own.
    for table in fields.tables(reader, "dataset") {
        manifest.datasets.push(Dataset::read(reader, table));
    }
    for table in fields.tables(reader, "results") {
        manifest.results.push(ResultsEntry::read(reader, table));
    }
    for table in fields.tables(reader, "recognitions") {
        manifest.recognitions.push(RecognitionsEntry::read(reader, table));
    }
    for table in fields.tables(reader, "outside") {
        manifest.outside.push(Outside::read(reader, table));
    }
    let datasets = manifest.datasets.iter().map(|dataset| &dataset.id);
    let results = manifest.results.iter().map(|results| &results.id);
    let recognitions = manifest.recognitions.iter().map(|recognitions| &recognitions.id);
    let outside = manifest.outside.iter().map(|outside| &outside.id);
    unique(reader, datasets.chain(results).chain(recognitions).chain(outside));
    for table in fields.tables(reader, "framework") {
        manifest.frameworks.push(FrameworkEntry::read(reader, table));
    }
    unique(reader, manifest.frameworks.iter().map(|framework| &framework.id));
    fields.end(reader);
    manifest
}

fn unique<'a>(reader: &mut Reader, ids: impl Iterator<Item = &'a Spanned>) {
    let mut known: Vec<&str> = Vec::new();
    for id in ids {
        if known.contains(&id.text.as_str()) {
            reader.error(code::DUPLICATE_ID, &id.span, &[("id", &id.text)]);
        }
        known.push(&id.text);
    }
}

impl Manifest {
    /// Every file in `data/` that is declared.
    pub fn files(&self) -> impl Iterator<Item = &Spanned> {
        let datasets = self.datasets.iter().map(|dataset| &dataset.file);
        let frameworks = self.frameworks.iter().map(|framework| &framework.file);
        let results = self.results.iter().map(|results| &results.file);
        let recognitions = self.recognitions.iter().map(|recognitions| &recognitions.file);
        datasets.chain(frameworks).chain(results).chain(recognitions)
    }
}
