//! Criteria sets: their tables, one row a criterion, indicator or condition.

use std::collections::{HashMap, HashSet};

use super::cells::shown;
use super::{Cells, Memo, Sources, read_grids};
use crate::diagnostics::{Diagnostic, code};
use crate::digest::{Digest, Hasher};
use crate::domain::criterion::{Condition, Criterion, Framework, FrameworkEntry, Indicator, Needed, Origin, Sureness};
use crate::domain::threshold::Threshold;
use crate::formats::RawCell;
use crate::intake::grid::{Grid, Head, is_blank, text};
use crate::intake::numbering::{Numbering, before_the_date, numbering};
use crate::source::SourceFile;
use crate::text::{fold, slug};

/// Headings that a table has, in the order of `docs/data.md`; the first three it must have.
const COLUMNS: [&str; 11] =
    ["Loại", "Số", "Tên", "Tên tiếng Anh", "Nhóm", "Đơn vị", "Quy tắc", "Nguyên văn", "Nguồn", "Độ chắc", "Ghi chú"];

/// Words for the kinds of rows, folded.
const KINDS: [(&str, Kind); 3] =
    [("tiêu chí", Kind::Criterion), ("chỉ tiêu", Kind::Indicator), ("điều kiện", Kind::Condition)];

#[derive(Clone, Copy)]
enum Kind {
    Criterion,
    Indicator,
    Condition,
}

/// Reads every set, in the order of the manifest; a set may take over the rows of one before it.
pub(super) fn load(sources: &Sources, memo: &mut Memo, faults: &mut Vec<Diagnostic>) -> Vec<Framework> {
    let mut frameworks: Vec<Framework> = Vec::new();
    for entry in &sources.declared.frameworks {
        let id = |framework: &Framework| framework.decree.id.clone();
        let ids: Vec<String> = frameworks.iter().map(id).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let mut position = |typed: &crate::fields::Spanned, key: &str| {
            let found = ids.iter().position(|id| *id == typed.text);
            if found.is_none() {
                faults.push(sources.unknown(typed, key, &ids));
            }
            found
        };
        let base = entry.base.as_ref().and_then(|base| position(base, "base"));
        let follows = entry.follows.as_ref().and_then(|before| position(before, "follows"));
        let Some(file) = sources.open(&entry.file, faults) else { continue };
        let start = start(entry, base.map(|base| &frameworks[base]), follows);
        let mut hasher = Hasher::default();
        hasher.part(file.digest.as_bytes());
        hasher.part(format!("{:?}", (&entry.sheet, &entry.file)).as_bytes());
        hasher.part(Digest::of_value(&start).as_bytes());
        let digest = hasher.finish();
        let kept = memo.sets.get(&entry.id.text).filter(|(known, ..)| *known == digest);
        let (framework, found) = match kept {
            Some((_, framework, found)) => (framework.clone(), found.clone()),
            None => read(sources, entry, file, start),
        };
        memo.sets.insert(entry.id.text.clone(), (digest, framework.clone(), found.clone()));
        faults.extend(found);
        frameworks.push(framework);
    }
    frameworks
}

/// The set before its own rows are read.
fn start(entry: &FrameworkEntry, base: Option<&Framework>, follows: Option<usize>) -> Framework {
    let document = entry.document.as_ref().map(|document| document.text.trim_start_matches("@/").to_owned());
    let mut decree = entry.decree.clone();
    let mut start = Framework {
        decree: decree.clone(),
        document,
        follows,
        conditions: Vec::new(),
        criteria: Vec::new(),
        indicators: Vec::new(),
    };
    if let Some(base) = base {
        start.conditions.clone_from(&base.conditions);
        start.criteria.clone_from(&base.criteria);
        start.indicators.clone_from(&base.indicators);
        if decree.groups.is_empty() {
            decree.groups.clone_from(&base.decree.groups);
        } else {
            // Groups are told apart by their position, and these are others.
            for indicator in &mut start.indicators {
                indicator.thresholds.retain(|(group, _)| group.is_none());
            }
        }
        start.decree = decree;
    }
    start
}

/// A table in the making.
struct Rows<'a> {
    grid: &'a Grid,
    columns: HashMap<&'static str, usize>,
    /// Columns with thresholds: for all, or for a group by its position.
    thresholds: Vec<(Option<usize>, usize)>,
    /// The number in the row above.
    before: Option<String>,
    /// Kinds and numbers of rows read so far.
    seen: HashSet<(bool, String)>,
    cells: Cells<'a>,
}

fn read(
    sources: &Sources,
    entry: &FrameworkEntry,
    file: &SourceFile,
    mut framework: Framework,
) -> (Framework, Vec<Diagnostic>) {
    let mut cells = Cells::new(file);
    let grids = read_grids(file, None, &mut cells);
    let wanted = |grid: &&Grid| entry.sheet.as_ref().is_none_or(|sheet| *sheet == grid.name);
    let found = grids.iter().filter(wanted).find_map(|grid| Some((grid, grid.head(COLUMNS[0])?)));
    let Some((grid, head)) = found else {
        let named = crate::fields::Spanned { text: COLUMNS[0].to_owned(), span: entry.file.span.clone() };
        cells.findings.push(sources.no_column(&named, &[]));
        return (framework, cells.findings);
    };
    let mut columns = HashMap::new();
    for (number, name) in COLUMNS.into_iter().enumerate() {
        match grid.find(&head, name) {
            Some(at) => drop(columns.insert(name, at)),
            None if number < 3 => {
                let named = crate::fields::Spanned { text: name.to_owned(), span: entry.file.span.clone() };
                let headings: Vec<&str> = head.headings.iter().map(|heading| &*heading.path).collect();
                cells.findings.push(sources.no_column(&named, &headings));
            }
            None => {}
        }
    }
    if columns.len() < 3 || !COLUMNS[..3].iter().all(|name| columns.contains_key(name)) {
        return (framework, cells.findings);
    }
    let thresholds = threshold_columns(&framework, &head, grid, &mut cells);
    let mut rows = Rows { grid, columns, thresholds, before: None, seen: HashSet::new(), cells };
    (head.body..grid.rows.len()).for_each(|row| rows.read(row, &mut framework));
    let findings = rows.cells.findings;
    // Own indicators of a set that builds on another stand at its end until they are put to their criteria.
    framework.indicators.sort_by_key(|indicator| indicator.criterion);
    (framework, findings)
}

/// `Ngưỡng` for all, `Ngưỡng Nhóm 1` for a group.
fn threshold_columns(
    framework: &Framework,
    head: &Head,
    grid: &Grid,
    cells: &mut Cells,
) -> Vec<(Option<usize>, usize)> {
    let mut columns = Vec::new();
    for (at, heading) in head.headings.iter().enumerate() {
        let words = slug(&heading.path);
        let Some(group) = words.strip_prefix("nguong") else { continue };
        let group = group.trim_start_matches('-');
        let groups = &framework.decree.groups;
        let found = groups.iter().position(|known| slug(&known.title) == group || known.id == group);
        if found.is_some() || group.is_empty() {
            columns.push((found, at));
        } else if let Some(row) = heading.own.last() {
            let own = groups.iter().map(|group| format!("Ngưỡng {}", group.title));
            let allowed: Vec<String> = std::iter::once("Ngưỡng".to_owned()).chain(own).collect();
            let finding = Diagnostic::error(code::BAD_CRITERION_CELL)
                .arg("column", "Ngưỡng")
                .arg("value", &heading.path)
                .arg("allowed", allowed.join(", "));
            cells.tell(finding, grid, *row, at);
        }
    }
    columns
}

impl Rows<'_> {
    fn text(&self, row: usize, column: &str) -> Option<String> {
        let at = *self.columns.get(column)?;
        Some(text(self.grid.cell(row, at)).into_owned()).filter(|text| !text.is_empty())
    }

    fn tell(&mut self, finding: Diagnostic, row: usize, column: &str) {
        if let Some(at) = self.columns.get(column) {
            self.cells.tell(finding, self.grid, row, *at);
        }
    }

    fn bad(&mut self, row: usize, column: &'static str, value: &str, allowed: &str) {
        let finding = Diagnostic::error(code::BAD_CRITERION_CELL).arg("column", column).arg("value", shown(value));
        self.tell(finding.arg("allowed", allowed), row, column);
    }

    fn read(&mut self, row: usize, framework: &mut Framework) {
        let Some(word) = self.text(row, "Loại") else { return };
        let Some((_, kind)) = KINDS.iter().find(|(name, _)| fold(name) == fold(&word)) else {
            let allowed = KINDS.map(|(name, _)| name).join(", ");
            return self.bad(row, "Loại", &word, &allowed);
        };
        let Some(name) = self.text(row, "Tên") else {
            return self.bad(row, "Tên", "", "…");
        };
        let origin = self.origin(row);
        match kind {
            Kind::Condition => framework.conditions.push(Condition { text: name, origin }),
            Kind::Criterion => self.criterion(row, name, origin, framework),
            Kind::Indicator => self.indicator(row, name, origin, framework),
        }
    }

    fn origin(&mut self, row: usize) -> Origin {
        let word = self.text(row, "Độ chắc");
        let sureness = word.as_deref().map_or(Some(Sureness::Sourced), Sureness::named);
        if let (None, Some(word)) = (sureness, &word) {
            self.bad(row, "Độ chắc", word, &Sureness::words());
        }
        Origin {
            source: self.text(row, "Nguồn"),
            sureness: sureness.unwrap_or(Sureness::Low),
            note: self.text(row, "Ghi chú"),
        }
    }

    /// A number as text. What a spreadsheet made of it is reported with what it must have been.
    fn number(&mut self, row: usize, criterion: bool) -> Option<String> {
        let cell = self.grid.cell(row, *self.columns.get("Số")?);
        let shown = text(cell).into_owned();
        let number = match numbering(cell) {
            Numbering::Text(number) | Numbering::Number(number) => number,
            Numbering::Date(day, month) => {
                let finding = Diagnostic::error(code::NUMBER_BECAME_DATE).arg("value", shown);
                let [first, second] = before_the_date(day, month);
                self.tell(finding.arg("first", first).arg("second", second), row, "Số");
                return None;
            }
            Numbering::None => {
                self.bad(row, "Số", &shown, "1, 1.1, 17.10");
                return None;
            }
        };
        // After 17.9 comes 17.10; a spreadsheet that takes it for a number shows 17.1.
        let lost =
            self.before.as_deref().and_then(successor).filter(|next| next.strip_suffix('0') == Some(number.as_str()));
        if let Some(meant) = lost {
            let finding = Diagnostic::error(code::LOST_ZERO).arg("value", &number).arg("suggestion", &meant);
            self.before = Some(meant);
            self.tell(finding, row, "Số");
            return None;
        }
        self.before = Some(number.clone());
        if !self.seen.insert((criterion, number.clone())) {
            let finding = Diagnostic::error(code::DUPLICATE_INDICATOR).arg("value", &number);
            self.tell(finding, row, "Số");
            return None;
        }
        Some(number)
    }

    fn criterion(&mut self, row: usize, name: String, origin: Origin, framework: &mut Framework) {
        let Some(number) = self.number(row, true) else { return };
        let rule = self.text(row, "Quy tắc");
        let needed = rule.as_deref().map_or(Some(Needed::All), needed);
        if let (None, Some(rule)) = (needed, &rule) {
            self.bad(row, "Quy tắc", rule, "tất cả, ít nhất 2");
        }
        let needed = needed.unwrap_or_default();
        let criterion = Criterion {
            number,
            name,
            name_en: self.text(row, "Tên tiếng Anh"),
            group: self.text(row, "Nhóm"),
            needed,
            origin,
        };
        match framework.criteria.iter_mut().find(|known| known.number == criterion.number) {
            Some(known) => *known = criterion,
            None => framework.criteria.push(criterion),
        }
    }

    fn indicator(&mut self, row: usize, text: String, origin: Origin, framework: &mut Framework) {
        let Some(number) = self.number(row, false) else { return };
        let own = number.split('.').next().unwrap_or_default();
        let Some(criterion) = framework.criteria.iter().position(|criterion| criterion.number == own) else {
            let known: Vec<&str> = framework.criteria.iter().map(|criterion| criterion.number.as_str()).collect();
            let known = known.join(", ");
            return self.bad(row, "Số", &number, &known);
        };
        let unit = self.text(row, "Đơn vị");
        let verbatim = self.text(row, "Nguyên văn").is_some();
        let thresholds = self.thresholds(row);
        match framework.indicators.iter_mut().find(|known| known.number == number) {
            // A set that builds on another says only what differs.
            Some(known) => {
                known.thresholds.retain(|(group, _)| !thresholds.iter().any(|(own, _)| own == group));
                known.thresholds.extend(thresholds);
                known.unit = unit.or_else(|| known.unit.take());
                (known.text, known.verbatim, known.origin) = (text, verbatim, origin);
            }
            None => {
                framework.indicators.push(Indicator { number, criterion, text, unit, verbatim, thresholds, origin })
            }
        }
    }

    fn thresholds(&mut self, row: usize) -> Vec<(Option<usize>, Threshold)> {
        let mut thresholds = Vec::new();
        for (group, at) in self.thresholds.clone() {
            let cell = self.grid.cell(row, at);
            if is_blank(cell) {
                continue;
            }
            // A share typed as 80% is 0.8 in a workbook: whether that was meant, nobody can see.
            let fraction = matches!(cell, RawCell::Number(number) if *number < 1.0);
            let shown = text(cell).into_owned();
            match Threshold::parse(&shown) {
                Some(threshold) if !fraction => thresholds.push((group, threshold)),
                _ => {
                    let finding = Diagnostic::error(code::BAD_CRITERION_CELL).arg("column", "Ngưỡng");
                    let finding =
                        finding.arg("value", &shown).arg("allowed", "≥ 80%, ≤ 5%, 100%, Đạt, UBND cấp tỉnh quy định");
                    self.cells.tell(finding, self.grid, row, at);
                }
            }
        }
        thresholds
    }
}

/// The number that comes next: 17.10 after 17.9.
fn successor(number: &str) -> Option<String> {
    let (criterion, own) = number.split_once('.')?;
    Some(format!("{criterion}.{}", own.parse::<u32>().ok()? + 1))
}

fn needed(rule: &str) -> Option<Needed> {
    let rule = fold(rule);
    if rule == "tat ca" {
        return Some(Needed::All);
    }
    rule.strip_prefix("it nhat").unwrap_or(&rule).trim().parse().ok().map(Needed::AtLeast)
}
