//! Criteria sets and results: the tables of `data/` that say what is asked of units and how far they are.

mod cells;
mod frameworks;
mod outcomes;
mod reading;
mod recognitions;
mod tables;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use self::cells::Cells;
use self::tables::{Parsed, Who};
use super::data::folded;
use crate::diagnostics::{Diagnostic, Report, code};
use crate::digest::{Digest, Hasher};
use crate::domain::criterion::Framework;
use crate::domain::manifest::Manifest;
use crate::domain::record::{Outcome, Record};
use crate::domain::results::ResultsEntry;
use crate::domain::unit::{Level, Units};
use crate::fields::Spanned;
use crate::formats::Input;
use crate::intake::grid::{Grid, grids};
use crate::source::{SourceFile, SourceTree};
use crate::text::legacy::Encoding;
use crate::text::nearest;

/// What was read before, by the entry's id.
#[derive(Default)]
pub(super) struct Memo {
    sets: HashMap<String, (Digest, Framework, Vec<Diagnostic>)>,
    tables: HashMap<String, (Digest, Arc<Parsed>)>,
    /// Finds a table that an earlier run has kept.
    recall: Option<Recall>,
    /// The record as a whole, while nothing that it is made of changed.
    whole: Option<(Digest, Arc<Record>, Vec<Diagnostic>)>,
}

/// Finds bytes by the digest of all that they were made of.
type Recall = Box<dyn Fn(Digest) -> Option<Vec<u8>> + Send + Sync>;

/// A table as it was read, worth being kept for the next run of the program.
pub struct Keepsake {
    /// Of all that it was read by.
    pub key: Digest,
    table: Arc<Parsed>,
}

impl Keepsake {
    /// The table, for [`super::Memo::recalling`].
    pub fn bytes(&self) -> Vec<u8> {
        self.table.to_bytes()
    }
}

impl Memo {
    pub(super) fn recalling(recall: Recall) -> Self {
        Self { recall: Some(recall), ..Self::default() }
    }

    pub(super) fn keepsakes(&self) -> impl Iterator<Item = Keepsake> {
        let worth = self.tables.values().filter(|(_, table)| table.is_keepsake());
        worth.map(|(key, table)| Keepsake { key: *key, table: Arc::clone(table) })
    }
}

/// A site's manifest and the files around it.
pub(super) struct Sources<'a> {
    pub tree: &'a SourceTree,
    /// The manifest's own file.
    pub file: &'a SourceFile,
    pub declared: &'a Manifest,
}

impl<'a> Sources<'a> {
    /// The file of an entry; one that is not there is reported.
    fn open(&self, name: &Spanned, faults: &mut Vec<Diagnostic>) -> Option<&'a SourceFile> {
        let found = self.tree.get(&format!("data/{}", name.text));
        if found.is_none() {
            let files: Vec<&str> = self.tree.below("data/").map(|file| &file.path["data/".len()..]).collect();
            let suggestion = nearest(&name.text, files).unwrap_or_default();
            let finding = Diagnostic::error(code::MISSING_FILE).arg("name", &name.text).arg("suggestion", suggestion);
            faults.push(finding.at(super::place(self.file, &name.span)));
        }
        found
    }

    /// A finding about a word of the manifest that names nothing.
    fn unknown(&self, typed: &Spanned, key: &str, allowed: &[&str]) -> Diagnostic {
        Diagnostic::error(code::UNKNOWN_VALUE)
            .arg("key", key)
            .arg("value", &typed.text)
            .arg("allowed", allowed.join(", "))
            .at(super::place(self.file, &typed.span))
    }

    /// A finding about a column that a table lacks.
    fn no_column(&self, named: &Spanned, headings: &[&str]) -> Diagnostic {
        Diagnostic::error(code::UNKNOWN_COLUMN)
            .arg("column", &named.text)
            .arg("suggestion", nearest(&named.text, headings.iter().copied()).unwrap_or_default())
            .at(super::place(self.file, &named.span))
    }

    /// The encoding that an entry names.
    fn encoding(&self, typed: Option<&Spanned>, faults: &mut Vec<Diagnostic>) -> Option<Encoding> {
        let typed = typed?;
        Encoding::from_name(&typed.text)
            .inspect_err(|_| {
                let names: Vec<&str> = Encoding::all().map(Encoding::name).collect();
                faults.push(self.unknown(typed, "encoding", &names));
            })
            .ok()
    }
}

/// The sheets of a file.
fn read_grids(file: &SourceFile, encoding: Option<Encoding>, cells: &mut Cells) -> Vec<Grid> {
    let bytes = match file.bytes() {
        Ok(bytes) => bytes,
        Err(fault) => {
            cells.findings.push(fault);
            return Vec::new();
        }
    };
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    let (grids, found) = grids(&file.path, &Input::alone(name, &bytes), encoding);
    cells.findings.extend(found);
    grids
}

/// Everything that the manifest declares about criteria and results, before anybody knows the units.
pub(super) struct Tables<'a> {
    frameworks: Vec<Framework>,
    tables: Vec<Table<'a>>,
    faults: Vec<Diagnostic>,
}

/// Reads the files.
pub(super) fn read<'a>(sources: &Sources<'a>, memo: &mut Memo) -> Tables<'a> {
    let mut faults = Vec::new();
    if sources.declared.frameworks.is_empty() {
        let lost = sources.declared.results.iter().map(|entry| sources.unknown(&entry.framework, "framework", &[]));
        return Tables { frameworks: Vec::new(), tables: Vec::new(), faults: lost.collect() };
    }
    let frameworks = frameworks::load(sources, memo, &mut faults);
    let tables = read_tables(sources, &frameworks, memo, &mut faults);
    Tables { frameworks, tables, faults }
}

/// Gives every row its unit, and puts all outcomes into one record.
pub(super) fn assemble(
    sources: &Sources,
    Tables { frameworks, tables, faults }: Tables,
    units: &Units,
    memo: &mut Memo,
    report: &mut Report,
) -> Arc<Record> {
    report.extend(faults);
    let declared = sources.declared;
    if declared.frameworks.is_empty() {
        return Arc::default();
    }
    let mut hasher = Hasher::default();
    hasher.part(Digest::of_value(&frameworks).as_bytes());
    hasher.part(format!("{:?}", declared.recognitions).as_bytes());
    for entry in &declared.recognitions {
        let file = sources.tree.get(&format!("data/{}", entry.file.text));
        hasher.part(file.map_or(&[], |file| file.digest.as_bytes()));
    }
    for unit in units.iter() {
        hasher.part(unit.code.as_bytes());
        hasher.part(unit.full_name.as_bytes());
    }
    for (entry, digest, _) in &tables {
        hasher.part(Digest::of_value(&entry.provenance).as_bytes());
        hasher.part(digest.as_bytes());
    }
    let digest = hasher.finish();
    if let Some((known, record, faults)) = &memo.whole
        && *known == digest
    {
        report.extend(faults.iter().cloned());
        return Arc::clone(record);
    }
    let mut faults = Vec::new();
    let record = Arc::new(resolve(sources, frameworks, &tables, units, &mut faults));
    report.extend(faults.iter().cloned());
    memo.whole = Some((digest, Arc::clone(&record), faults));
    record
}

/// A declared table, the digest of all that it was read by, and its contents.
type Table<'a> = (&'a ResultsEntry, Digest, Arc<Parsed>);

fn read_tables<'a>(
    sources: &Sources<'a>,
    frameworks: &[Framework],
    memo: &mut Memo,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Table<'a>> {
    let ids: Vec<&str> = frameworks.iter().map(|framework| framework.decree.id.as_str()).collect();
    let mut open = Vec::new();
    for entry in &sources.declared.results {
        let Some(at) = ids.iter().position(|id| *id == entry.framework.text) else {
            faults.push(sources.unknown(&entry.framework, "framework", &ids));
            continue;
        };
        if let Some(file) = sources.open(&entry.file, faults) {
            open.push((entry, at, file));
        }
    }
    let known = &memo.tables;
    let recall = memo.recall.as_ref();
    // The last table is most often the one that has changed, and it takes longest: it is begun first.
    let mut tables: Vec<Table> = open
        .into_par_iter()
        .rev()
        .map(|(entry, at, file)| {
            let mut hasher = Hasher::default();
            hasher.part(file.digest.as_bytes());
            hasher.part(format!("{:?} {:?}", entry.layout, entry.provenance.date).as_bytes());
            hasher.part(Digest::of_value(&(at, &frameworks[at])).as_bytes());
            let digest = hasher.finish();
            let known = known.get(&entry.id.text).filter(|(known, _)| *known == digest);
            let known = known.map(|(_, parsed)| Arc::clone(parsed));
            let recalled = || recall.and_then(|recall| Parsed::from_bytes(&recall(digest)?)).map(Arc::new);
            let parsed = known
                .or_else(recalled)
                .unwrap_or_else(|| Arc::new(tables::read(sources, entry, file, (at, &frameworks[at]))));
            (entry, digest, parsed)
        })
        .collect();
    tables.reverse();
    for (entry, digest, parsed) in &tables {
        memo.tables.insert(entry.id.text.clone(), (*digest, Arc::clone(parsed)));
        faults.extend(parsed.findings.iter().cloned());
    }
    tables
}

fn resolve(
    sources: &Sources,
    frameworks: Vec<Framework>,
    tables: &[Table],
    units: &Units,
    faults: &mut Vec<Diagnostic>,
) -> Record {
    let codes: Vec<Arc<str>> = units.iter().map(|unit| Arc::clone(&unit.code)).collect();
    let positions: HashMap<&str, usize> = codes.iter().zip(0..).map(|(code, at)| (&**code, at)).collect();
    // Each table's number, its units' positions, how many evidences stand before its own, and its contents.
    let mut resolved: Vec<(u16, Vec<Option<usize>>, u32, &Parsed)> = Vec::new();
    let mut evidences = Vec::new();
    for (number, (entry, _, parsed)) in (0_u16..).zip(tables) {
        let file = sources.tree.get(&format!("data/{}", entry.file.text));
        let level = frameworks.iter().find(|framework| framework.decree.id == entry.framework.text);
        let level = level.and_then(|framework| framework.decree.scope.level());
        let resolve = Resolver::new(units, level, entry);
        let mut unknown = Vec::new();
        let known: Vec<Option<usize>> = (parsed.units.iter())
            .map(|who| {
                let code = resolve.code(who);
                let found = code.as_deref().and_then(|code| positions.get(code).copied());
                if found.is_none() {
                    unknown.push(who);
                }
                found
            })
            .collect();
        let told = unknown.into_iter().take(cells::MOST_TOLD);
        faults.extend(file.into_iter().flat_map(|file| told.clone().map(move |who| (file, who))).map(|(file, who)| {
            let finding = Diagnostic::error(code::RESULT_WITHOUT_UNIT).arg("value", &who.text);
            let finding = finding.arg("suggestion", resolve.suggestion(who));
            cells::at(finding, file, &parsed.sheets, (who.sheet, who.row, who.column))
        }));
        let offset = u32::try_from(evidences.len()).unwrap_or(u32::MAX);
        evidences.extend(parsed.evidences.iter().cloned());
        resolved.push((number, known, offset, parsed));
    }
    let outcomes = || {
        resolved.iter().flat_map(|(number, known, offset, parsed)| {
            parsed.outcomes.iter().filter_map(move |(who, outcome)| {
                let unit = (*known.get(usize::try_from(*who).ok()?)?)?;
                let evidence = if outcome.evidence == 0 { 0 } else { outcome.evidence + offset };
                Some((unit, Outcome { table: *number, evidence, ..*outcome }))
            })
        })
    };
    let recognitions = recognitions::load(sources, units, &frameworks, faults);
    // Which unit a row is about depends on what units there are, and on what they are called.
    let names = units.iter().map(|unit| (&unit.code, &unit.name, &unit.full_name, &unit.parent));
    let known = Digest::of_value(&names.collect::<Vec<_>>());
    let table = |(entry, digest, _): &Table| (entry.provenance.clone(), Digest::of_value(&(known, digest)));
    let provenances = tables.iter().map(table).collect();
    let mut record = Record::new(frameworks, provenances, &codes, outcomes, evidences, recognitions);
    record.decisions = sources.declared.recognitions.iter().map(|entry| entry.provenance.clone()).collect();
    contradictions(sources, units, &record, tables, faults);
    record
}

/// Finds the units that rows mean: by the code as typed, with the zeros that a spreadsheet took, or by the name.
struct Resolver<'a> {
    units: &'a Units,
    width: usize,
    /// Codes by folded names; `None` where two units bear the name.
    names: HashMap<String, Option<&'a str>>,
}

impl<'a> Resolver<'a> {
    fn new(units: &'a Units, level: Option<Level>, entry: &ResultsEntry) -> Self {
        let mut names: HashMap<String, Option<&str>> = HashMap::new();
        if entry.layout.unit.is_none() {
            let province = entry.layout.province.as_ref().map(|province| province.text.as_str());
            let own = units.iter().filter(|unit| level.is_none_or(|level| level == unit.level));
            for unit in own.filter(|unit| province.is_none() || unit.parent.as_deref() == province) {
                for name in [&unit.name, &unit.full_name].into_iter().map(|name| folded(name)).collect::<HashSet<_>>() {
                    let code = names.entry(name).or_insert(Some(&unit.code));
                    *code = code.filter(|code| **code == *unit.code);
                }
            }
        }
        Self { units, width: if level == Some(Level::Province) { 2 } else { 5 }, names }
    }

    fn code(&self, who: &Who) -> Option<String> {
        if who.by_name {
            return self.names.get(&folded(&who.text)).copied().flatten().map(str::to_owned);
        }
        let width = self.width;
        let short = who.text.bytes().all(|byte| byte.is_ascii_digit()) && who.text.len() < width;
        Some(if short { format!("{:0>width$}", who.text) } else { who.text.clone() })
    }

    fn suggestion(&self, who: &Who) -> String {
        if !who.by_name {
            return self.units.suggest(&who.text);
        }
        let name = folded(&who.text);
        nearest(&name, self.names.keys().map(String::as_str).filter(|other| *other != name))
            .unwrap_or_default()
            .to_owned()
    }
}

/// Two results for one unit, indicator and date that say different things.
fn contradictions(sources: &Sources, units: &Units, record: &Record, tables: &[Table], faults: &mut Vec<Diagnostic>) {
    const MOST_TOLD: usize = 20;
    let mut told = 0;
    for unit in units.iter() {
        for pair in record.of_unit(&unit.code).windows(2) {
            let [first, second] = pair else { continue };
            if first.key() != second.key() || first.agrees(second) || told == MOST_TOLD {
                continue;
            }
            told += 1;
            let (entry, _, parsed) = &tables[usize::from(second.table)];
            let Some(file) = sources.tree.get(&format!("data/{}", entry.file.text)) else { continue };
            let (other, _, other_parsed) = &tables[usize::from(first.table)];
            let framework = &record.frameworks[usize::from(first.framework)];
            let number = &framework.indicators[usize::from(first.indicator)].number;
            let sibling = [format!("{number}0"), number.trim_end_matches('0').to_owned()];
            let sibling = sibling.into_iter().find(|other| other != number && framework.indicator(other).is_some());
            let finding = Diagnostic::error(code::RESULTS_DIFFER)
                .arg("unit", &unit.full_name)
                .arg("indicator", number)
                .arg("date", second.date.short())
                .arg("other", format!("{} {}", other.file.text, other_parsed.spot(first)))
                .arg("suggestion", sibling.unwrap_or_default());
            let spot = (second.sheet, second.row, second.column);
            faults.push(cells::at(finding, file, &parsed.sheets, spot));
        }
    }
}
