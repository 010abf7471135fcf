//! Tables of results, wide (a column an indicator) or long (a row a result), as offices lay them out.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::cells::shown;
use super::outcomes::{Fault, Reading, Typed, read as read_cell};
use super::{Cells, Sources, read_grids};
use crate::diagnostics::{Diagnostic, Place, code};
use crate::domain::criterion::Framework;
use crate::domain::record::Outcome;
use crate::domain::results::ResultsEntry;
use crate::domain::threshold::{Said, State, state};
use crate::fields::Spanned;
use crate::formats::{RawCell, RowPlace, cell_name};
use crate::intake::grid::{Grid, Head, is_blank, text};
use crate::intake::numbering::{Numbering, before_the_date, numbering};
use crate::site::personal::kind_within;
use crate::source::SourceFile;
use crate::text::cell::{ColumnKind, DateOrder, Value, parse};
use crate::text::{Date, nearest};

/// A table's results before anybody knows its units.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    /// Units as the table names them.
    pub units: Vec<Who>,
    /// Results with the positions of their units.
    pub outcomes: Vec<(u32, Outcome)>,
    /// Evidence, kept once.
    pub evidences: Vec<String>,
    /// Names of the sheets; `None` for a text table.
    pub sheets: Vec<Option<Arc<str>>>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// A unit as a table names it, and where it does so first.
#[derive(Debug)]
pub(super) struct Who {
    pub text: String,
    pub by_name: bool,
    pub sheet: u16,
    pub row: u32,
    pub column: u16,
}

impl Parsed {
    /// Where an outcome stands, for people: `2025!E7`, or the line.
    pub(super) fn spot(&self, outcome: &Outcome) -> String {
        let row = usize::try_from(outcome.row).unwrap_or(0);
        match self.sheets.get(usize::from(outcome.sheet)) {
            Some(Some(sheet)) => format!("{sheet}!{}", cell_name(outcome.column.into(), row)),
            _ => format!("{row}"),
        }
    }
}

/// Reads a table.
pub(super) fn read(
    sources: &Sources,
    entry: &ResultsEntry,
    file: &SourceFile,
    (position, framework): (usize, &Framework),
) -> Parsed {
    let layout = &entry.layout;
    let mut cells = Cells::new(file);
    let encoding = sources.encoding(layout.encoding.as_ref(), &mut cells.findings);
    let grids = read_grids(file, encoding, &mut cells);
    let Some(anchor) = layout.unit.as_ref().or(layout.unit_name.as_ref()) else { return Parsed::default() };
    for sheet in layout.sheets.iter().filter(|sheet| !grids.iter().any(|grid| grid.name == **sheet)) {
        let names: Vec<&str> = grids.iter().map(|grid| grid.name.as_str()).collect();
        let finding = Diagnostic::error(code::UNKNOWN_LAYER).arg("layer", sheet).arg("layers", names.join(", "));
        let finding = finding.arg("suggestion", nearest(sheet, names.iter().copied()).unwrap_or_default());
        cells.findings.push(finding.at(super::super::place(sources.file, &entry.span)));
    }
    let meant = |grid: &&Grid| layout.sheets.is_empty() || layout.sheets.contains(&grid.name);
    let tables: Vec<(&Grid, Head)> =
        grids.iter().filter(meant).filter_map(|grid| Some((grid, grid.head(&anchor.text)?))).collect();
    if tables.is_empty() && !grids.is_empty() {
        let words = grids.iter().flat_map(|grid| grid.rows.iter().take(20)).flat_map(|row| &row.cells);
        let words: Vec<String> = words.map(|cell| text(cell).into_owned()).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        cells.findings.push(sources.no_column(anchor, &words));
    }
    let mut reading = Table {
        sources,
        entry,
        framework,
        position: u16::try_from(position).unwrap_or(u16::MAX),
        typed: Typed { point: layout.decimal_point, fractions: layout.fractions == Some(true) },
        shares: (0, false),
        parsed: Parsed::default(),
        who: HashMap::new(),
        evidence: HashMap::new(),
        cells,
    };
    for (grid, head) in &tables {
        reading.sheet(grid, head, anchor);
    }
    reading.finish(file)
}

/// A table that is being read.
struct Table<'a> {
    sources: &'a Sources<'a>,
    entry: &'a ResultsEntry,
    framework: &'a Framework,
    position: u16,
    typed: Typed,
    /// How many shares were typed as numbers of at most 1, while none was larger; and whether one had decimals.
    shares: (isize, bool),
    parsed: Parsed,
    who: HashMap<String, u32>,
    evidence: HashMap<String, u32>,
    cells: Cells<'a>,
}

/// Results that room is made for before they are read: growing there would touch as much memory again.
const MOST_RESERVED: usize = 1 << 20;

/// Shares of at most 1 from which on a whole table of them is no chance.
const SUSPICIOUS: isize = 3;

impl Table<'_> {
    fn finish(mut self, file: &SourceFile) -> Parsed {
        let undecided = self.entry.layout.fractions.is_none();
        if undecided && self.shares.0 >= SUSPICIOUS && self.shares.1 {
            let finding = Diagnostic::error(code::SHARES_AS_PARTS).arg("count", self.shares.0);
            self.cells.findings.push(finding.at(Place::file(Arc::clone(&file.path))));
        }
        Parsed { findings: self.cells.findings, ..self.parsed }
    }

    fn sheet(&mut self, grid: &Grid, head: &Head, anchor: &Spanned) {
        let name = grid.rows.first().and_then(|row| match &row.place {
            RowPlace::Row { sheet, .. } => Some(Arc::clone(sheet)),
            _ => None,
        });
        self.parsed.sheets.push(name);
        let date = match self.entry.layout.sheet_dates {
            true => day(&RawCell::Text(grid.name.clone())),
            false => self.entry.provenance.date,
        };
        let column = |named: &Option<Spanned>, cells: &mut Cells| {
            let named = named.as_ref()?;
            let found = grid.find(head, &named.text);
            if found.is_none() {
                let headings: Vec<&str> = head.headings.iter().map(|heading| &*heading.path).collect();
                cells.findings.push(self.sources.no_column(named, &headings));
            }
            found
        };
        let layout = &self.entry.layout;
        let mut find = |named| column(named, &mut self.cells);
        let (dates, verdict, evidence) = (find(&layout.date_column), find(&layout.verdict), find(&layout.evidence));
        let (indicator, value) = (find(&layout.indicator), find(&layout.value));
        let by_name = layout.unit.is_none();
        let wide = if layout.indicator.is_none() { self.wide(grid, head) } else { Vec::new() };
        let body = head.body..grid.rows.len();
        self.parsed.outcomes.reserve((body.len() * wide.len().max(1)).min(MOST_RESERVED));
        for row in body {
            let spots: Vec<usize> = match value {
                Some(value) if layout.indicator.is_some() => vec![value],
                _ => wide.iter().map(|(at, _)| *at).collect(),
            };
            let filled = spots.iter().any(|at| !is_blank(grid.cell(row, *at)));
            // A row with a code is a unit's, whatever its words.
            let coded = !by_name && text(grid.cell(row, head.anchor)).bytes().any(|byte| byte.is_ascii_digit());
            if !filled || !coded && grid.is_total(row) {
                continue;
            }
            let Some(who) = self.who(grid, row, head.anchor, by_name) else {
                let finding = Diagnostic::error(code::ROW_WITHOUT_UNIT).arg("column", &anchor.text);
                self.cells.tell(finding, grid, row, head.anchor);
                continue;
            };
            let Some(date) = self.date(grid, row, dates, date) else { continue };
            match (indicator, value) {
                (Some(number), Some(value)) => {
                    let Some(indicator) = self.indicator(grid, row, number, &mut HashSet::new()) else { continue };
                    self.result(grid, (row, value), (who, indicator, date), verdict, evidence);
                }
                _ => wide
                    .iter()
                    .for_each(|(at, indicator)| self.result(grid, (row, *at), (who, *indicator, date), None, None)),
            }
        }
    }

    /// The columns of a wide table, each with its indicator: as the manifest says, or by the numbers in the headings.
    fn wide(&mut self, grid: &Grid, head: &Head) -> Vec<(usize, usize)> {
        let mut columns = Vec::new();
        let layout = &self.entry.layout;
        for (column, number) in &layout.columns {
            match (grid.find(head, &column.text), self.framework.indicator(&number.text)) {
                (Some(at), Some(indicator)) => columns.push((at, indicator)),
                (None, _) => {
                    let headings: Vec<&str> = head.headings.iter().map(|heading| &*heading.path).collect();
                    self.cells.findings.push(self.sources.no_column(column, &headings));
                }
                (_, None) => {
                    let finding = self.unknown(&number.text).at(super::super::place(self.sources.file, &number.span));
                    self.cells.findings.push(finding.arg("cell", "data/data.toml"));
                }
            }
        }
        if !layout.columns.is_empty() {
            return columns;
        }
        let mut seen = HashSet::new();
        for (at, heading) in head.headings.iter().enumerate().filter(|(at, _)| *at != head.anchor) {
            let numbered = |row: &&usize| numbering(grid.cell(**row, at)) != Numbering::None;
            if let Some(row) = heading.own.iter().rev().find(numbered)
                && let Some(indicator) = self.indicator(grid, *row, at, &mut seen)
            {
                columns.push((at, indicator));
            }
        }
        if columns.is_empty() && self.cells.findings.is_empty() {
            let finding = Diagnostic::error(code::NO_INDICATORS).arg("sheet", &grid.name);
            self.cells.tell(finding, grid, head.body.saturating_sub(1), head.anchor);
        }
        columns
    }

    /// The indicator that a cell names. `seen` are those that other columns have.
    fn indicator(&mut self, grid: &Grid, row: usize, at: usize, seen: &mut HashSet<usize>) -> Option<usize> {
        let cell = grid.cell(row, at);
        let framework = self.framework;
        let lost = |number: &str| {
            let whole = format!("{number}0");
            framework.indicator(&whole).is_some().then_some(whole)
        };
        let finding = match numbering(cell) {
            Numbering::Date(day, month) => {
                let candidates = before_the_date(day, month);
                let known = candidates.iter().find(|number| framework.indicator(number).is_some());
                let first = known.unwrap_or(&candidates[0]).clone();
                let second = candidates.into_iter().find(|number| *number != first).unwrap_or_default();
                let finding = Diagnostic::error(code::NUMBER_BECAME_DATE).arg("value", text(cell));
                finding.arg("first", first).arg("second", second)
            }
            Numbering::Number(number) if lost(&number).is_some() => {
                let meant = lost(&number).unwrap_or_default();
                Diagnostic::error(code::LOST_ZERO).arg("value", number).arg("suggestion", meant)
            }
            Numbering::Number(number) | Numbering::Text(number) => match framework.indicator(&number) {
                Some(indicator) if seen.insert(indicator) => return Some(indicator),
                Some(_) => match lost(&number) {
                    Some(meant) => Diagnostic::error(code::LOST_ZERO).arg("value", number).arg("suggestion", meant),
                    None => Diagnostic::error(code::DUPLICATE_INDICATOR).arg("value", number),
                },
                // A criterion's heading over its indicators.
                None if framework.criteria.iter().any(|criterion| criterion.number == number) => return None,
                None => self.unknown(&number),
            },
            Numbering::None => self.unknown(&text(cell)),
        };
        self.cells.tell(finding, grid, row, at);
        None
    }

    fn unknown(&self, number: &str) -> Diagnostic {
        let known = self.framework.indicators.iter().map(|indicator| indicator.number.as_str());
        Diagnostic::error(code::UNKNOWN_INDICATOR)
            .arg("value", shown(number))
            .arg("framework", &self.framework.decree.title)
            .arg("suggestion", nearest(number, known).unwrap_or_default())
    }

    fn who(&mut self, grid: &Grid, row: usize, at: usize, by_name: bool) -> Option<u32> {
        let cell = text(grid.cell(row, at));
        if cell.is_empty() {
            return None;
        }
        if let Some(known) = self.who.get(&*cell) {
            return Some(*known);
        }
        let who = u32::try_from(self.parsed.units.len()).ok()?;
        let (sheet, row, column) = self.spot(grid, row, at);
        self.parsed.units.push(Who { text: cell.to_string(), by_name, sheet, row, column });
        self.who.insert(cell.into_owned(), who);
        Some(who)
    }

    fn date(&mut self, grid: &Grid, row: usize, column: Option<usize>, usual: Option<Date>) -> Option<Date> {
        let own = column.map(|at| (at, grid.cell(row, at))).filter(|(_, cell)| !is_blank(cell));
        let date = own.map_or(usual, |(_, cell)| day(cell));
        if date.is_none() {
            let at = column.unwrap_or(0);
            let finding = Diagnostic::error(code::RESULT_WITHOUT_DATE).arg("value", shown(&text(grid.cell(row, at))));
            self.cells.tell(finding, grid, row, at);
        }
        date
    }

    fn result(
        &mut self,
        grid: &Grid,
        (row, at): (usize, usize),
        (who, indicator, date): (u32, usize, Date),
        verdict: Option<usize>,
        evidence: Option<usize>,
    ) {
        let share = self.framework.indicators[indicator].unit.as_deref() == Some("%");
        let cell = grid.cell(row, at);
        let read = |at: usize| read_cell(grid.cell(row, at), self.typed, share);
        let (own, judged) = (read(at), verdict.map_or(Ok(None), read));
        let own = match own {
            Ok(own) => own,
            Err(fault) => return self.fault(grid, (row, at), indicator, fault),
        };
        let judged = match judged {
            Ok(judged) => judged.map(|judged| judged.said),
            Err(fault) => return self.fault(grid, (row, verdict.unwrap_or(at)), indicator, fault),
        };
        if own.is_none() && judged.is_none() {
            return;
        }
        let own = own.unwrap_or(Reading { figure: f64::NAN, said: Said::Nothing });
        if share && matches!(cell, RawCell::Integer(_) | RawCell::Number(_)) {
            self.suspect(own.figure);
        }
        let said = judged.unwrap_or(own.said);
        self.against(grid, (row, at), indicator, own.figure, said);
        let evidence = evidence.map_or(0, |at| self.evidence(grid, (row, at)));
        let (sheet, row, column) = self.spot(grid, row, at);
        let outcome = Outcome {
            framework: self.position,
            indicator: u16::try_from(indicator).unwrap_or(u16::MAX),
            date,
            figure: own.figure,
            said,
            table: 0,
            evidence,
            row,
            column,
            sheet,
        };
        self.parsed.outcomes.push((who, outcome));
    }

    /// A workbook keeps 98,6% as 0.986: a table of nothing but such shares is read wrongly.
    fn suspect(&mut self, figure: f64) {
        if figure > 1.0 {
            self.shares.0 = isize::MIN / 2;
        }
        self.shares.0 += 1;
        self.shares.1 |= figure.fract() != 0.0;
    }

    /// An office that says the contrary of what its figure says should look again.
    fn against(&mut self, grid: &Grid, (row, at): (usize, usize), indicator: usize, figure: f64, said: Said) {
        let thresholds = &self.framework.indicators[indicator].thresholds;
        let [(None, threshold)] = thresholds[..] else { return };
        let of_figure = state(Said::Nothing, (!figure.is_nan()).then_some(figure), Some(threshold));
        let opposed = matches!((said, of_figure), (Said::Met, State::NotMet) | (Said::NotMet, State::Met));
        if opposed {
            let finding = Diagnostic::warning(code::VERDICT_AGAINST_FIGURE)
                .arg("indicator", &self.framework.indicators[indicator].number)
                .arg("value", crate::text::number(figure, "vi"));
            self.cells.tell(finding, grid, row, at);
        }
    }

    fn fault(&mut self, grid: &Grid, (row, at): (usize, usize), indicator: usize, fault: Fault) {
        let code = match fault {
            Fault::Unreadable => code::BAD_RESULT,
            Fault::Negative => code::NEGATIVE_RESULT,
            Fault::OverWhole => code::RESULT_OVER_100,
        };
        let number = &self.framework.indicators[indicator].number;
        let finding = Diagnostic::error(code).arg("value", text(grid.cell(row, at))).arg("indicator", number);
        self.cells.tell(finding, grid, row, at);
    }

    /// Where the words of a cell are kept; they are published, so they may hold no number of a person.
    fn evidence(&mut self, grid: &Grid, (row, at): (usize, usize)) -> u32 {
        let words = text(grid.cell(row, at)).into_owned();
        if words.is_empty() {
            return 0;
        }
        if let Some(known) = self.evidence.get(&words) {
            return *known;
        }
        if let Some(kind) = kind_within(&words) {
            let finding = Diagnostic::error(code::PERSONAL_EVIDENCE).arg("kind", kind.word());
            self.cells.tell(finding, grid, row, at);
        }
        self.parsed.evidences.push(words.clone());
        let number = u32::try_from(self.parsed.evidences.len()).unwrap_or(0);
        self.evidence.insert(words, number);
        number
    }

    /// Sheet, row and column of a cell.
    fn spot(&self, grid: &Grid, row: usize, at: usize) -> (u16, u32, u16) {
        let number = match grid.rows.get(row).map(|row| &row.place) {
            Some(RowPlace::Row { row, .. } | RowPlace::Line(row) | RowPlace::Record(row)) => *row,
            None => 0,
        };
        let sheet = self.parsed.sheets.len().saturating_sub(1);
        (
            u16::try_from(sheet).unwrap_or(u16::MAX),
            u32::try_from(number).unwrap_or(u32::MAX),
            u16::try_from(grid.column(at)).unwrap_or(u16::MAX),
        )
    }
}

/// A cell as a date: `31/12/2025`, `12/2025`, `2025`, or one of the workbook's own.
pub(super) fn day(cell: &RawCell) -> Option<Date> {
    match parse(ColumnKind::Date { order: DateOrder::DayFirst }, &text(cell)) {
        Ok(Value::Date(date)) => Some(date),
        _ => None,
    }
}
