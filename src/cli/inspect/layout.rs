//! Facts as a page of text: a few lines, then a table of columns as wide as the terminal.

use std::fmt::Write as _;

use console::{Alignment, Term, measure_text_width, pad_str, style, truncate_str};

use super::coverage;
use crate::diagnostics::{Lang, phrase};
use crate::inspect::{ColumnFacts, Holds, Inspection, Known, Landing, LayerFacts, Reading, SystemFacts};
use crate::text::cell::{ColumnKind, DateOrder, Decimal};
use crate::text::{self};

/// Width where there is no terminal.
const USUAL: usize = 120;
/// Samples get at least this much.
const LEAST_SAMPLES: usize = 20;
/// A name gets at most this much.
const MOST_NAME: usize = 32;
/// Systems that are offered.
const MOST_OFFERED: usize = 5;

/// How wide, and in which language.
pub(super) struct Layout {
    pub(super) lang: Lang,
    width: usize,
}

type Args<'a> = &'a [(&'static str, String)];

impl Layout {
    pub(super) fn for_terminal(lang: Lang) -> Self {
        let width = Term::stdout().size_checked().map_or(USUAL, |(_, columns)| usize::from(columns));
        Self { lang, width }
    }

    pub(super) fn say(&self, key: &str, args: Args) -> String {
        phrase(self.lang, &format!("inspect.{key}"), args)
    }

    pub(super) fn word(&self, key: &str) -> String {
        self.say(key, &[])
    }

    pub(super) fn number(&self, count: usize) -> String {
        text::number(count as f64, self.code())
    }

    /// A number with up to two decimals.
    pub(super) fn decimals(&self, value: f64) -> String {
        text::number(value, self.code())
    }

    fn code(&self) -> &'static str {
        if self.lang == Lang::En { "en" } else { "vi" }
    }

    /// Name, format, size.
    pub(super) fn file(&self, inspection: &Inspection) -> String {
        let endings: Vec<String> = inspection.companions.iter().map(|ending| format!(".{ending}")).collect();
        let mut facts = vec![inspection.format.to_owned(), text::bytes(inspection.bytes, self.code())];
        facts.push(if endings.is_empty() {
            String::new()
        } else {
            self.say("with", &[("endings", endings.join(" "))])
        });
        facts.retain(|fact| !fact.is_empty());
        let mut page = format!("{}\n  {}\n", style(plain(&inspection.file)).bold(), facts.join(", "));
        if let Some(sample) = inspection.sample {
            let _ = writeln!(page, "  {}", self.say("sample", &[("count", self.number(sample))]));
        }
        page
    }

    /// A layer or table with its columns.
    pub(super) fn layer(&self, layer: &LayerFacts) -> String {
        let kind = if layer.system.is_some() { "layer" } else { "table" };
        let heading = self.say(kind, &[("name", plain(&layer.name))]);
        let mut facts = vec![("rows", self.number(layer.rows))];
        if layer.shapes.is_map() {
            facts.push(("shapes", self.shapes(layer)));
        }
        if let Some(system) = &layer.system {
            facts.push(("system", self.system(system)));
        }
        if let Some(extent) = layer.extent {
            let degrees =
                [("west", extent.west), ("east", extent.east), ("south", extent.south), ("north", extent.north)];
            facts.push(("extent", self.say("extent_value", &degrees.map(|(name, value)| (name, self.degrees(value))))));
        }
        let (covered, defects) = layer.coverage.as_ref().map(|facts| coverage::told(facts, self)).unzip();
        facts.extend(covered.map(|covered| ("coverage", covered)));
        let labels: Vec<String> = facts.iter().map(|(key, _)| self.word(key)).collect();
        let widest = labels.iter().map(|label| measure_text_width(label)).max().unwrap_or(0);
        let mut page = format!("{}\n", style(heading).bold());
        for (label, (_, value)) in labels.iter().zip(facts) {
            let value = value.replace('\n', &format!("\n{:1$}", "", widest + 6));
            let _ = writeln!(page, "  {}  {value}", pad_str(label, widest, Alignment::Left, None));
        }
        if let Some(defects) = defects.flatten() {
            let _ = write!(page, "\n{defects}");
        }
        if !layer.columns.is_empty() {
            let _ = write!(page, "\n{}", self.table(&layer.columns));
        }
        let mut doubts: Vec<String> = layer.columns.iter().flat_map(|column| self.doubts(column)).collect();
        if let Some((x, y)) = &layer.positions {
            doubts.push(format!("  · {}\n", self.say("positions", &[("x", plain(x)), ("y", plain(y))])));
        }
        if !doubts.is_empty() {
            let _ = write!(page, "\n  {}\n{}", self.word("doubts"), doubts.concat());
        }
        page
    }

    fn shapes(&self, layer: &LayerFacts) -> String {
        let shapes = layer.shapes;
        let counts = [
            ("points", shapes.points),
            ("lines", shapes.lines),
            ("areas", shapes.areas),
            ("mixed", shapes.mixed),
            ("none", shapes.none),
        ];
        let shown = counts.into_iter().filter(|(_, count)| *count > 0);
        shown.map(|(key, count)| self.say(key, &[("count", self.number(count))])).collect::<Vec<_>>().join(", ")
    }

    /// The system, or those that it may be, one a line.
    fn system(&self, system: &SystemFacts) -> String {
        let key = match system.known {
            Known::Given => "known_given",
            Known::Declared => "known_declared",
            Known::Format => "known_format",
            Known::Assumed => "known_assumed",
            Known::Swapped => "known_swapped",
            Known::Unknown if system.proposals.is_empty() => "known_unknown",
            Known::Unknown => "known_candidates",
        };
        let name = system.name.clone().unwrap_or_default();
        let crs = system.crs.clone().filter(|crs| *crs != name);
        let named = crs.map_or(name.clone(), |crs| format!("{name}, {crs}"));
        let mut text = self.say(key, &[("crs", named)]);
        if system.axes == "north-east" && system.crs.is_some() {
            let _ = write!(text, ", {}", self.word("north_first"));
        }
        let offered = system.proposals.iter().take(MOST_OFFERED);
        offered.for_each(|landing| text.push_str(&format!("\n{}", self.landing(landing))));
        text
    }

    fn landing(&self, landing: &Landing) -> String {
        let middle = landing.lands.center();
        let place = if landing.provinces.is_empty() {
            format!("{}; {}", self.degrees(middle.x), self.degrees(middle.y))
        } else {
            landing.provinces.join(", ")
        };
        let mut text = format!("{}, {} → {place}", landing.name, landing.crs);
        if landing.axes == "north-east" {
            let _ = write!(text, " ({})", self.word("north_first"));
        }
        if let Some(prefix) = landing.prefix {
            let _ = write!(text, " ({})", self.say("prefix", &[("prefix", prefix.to_string())]));
        }
        text
    }

    fn degrees(&self, value: f64) -> String {
        let text = format!("{value:.4}");
        if self.lang == Lang::En { text } else { text.replace('.', ",") }
    }

    /// One line a column; parts that have nothing to say are left out.
    fn table(&self, columns: &[ColumnFacts]) -> String {
        let some_declared = columns.iter().any(|column| column.declared.is_some());
        let some_encoded = columns.iter().any(|column| self.encoding(column).is_some());
        let mut heads = vec![("column", false)];
        heads.extend(some_declared.then_some(("declared", false)));
        heads.push(("holds", false));
        heads.extend(some_encoded.then_some(("encoding", false)));
        heads.extend([("empty", true), ("distinct", true), ("samples", false)]);
        let mut lines: Vec<Vec<String>> = vec![heads.iter().map(|(key, _)| self.word(key)).collect()];
        for column in columns {
            let mut line = vec![truncate_str(&plain(&column.name), MOST_NAME, "…").into_owned()];
            line.extend(
                some_declared.then(|| column.declared.as_deref().map_or("–".to_owned(), |word| self.declared(word))),
            );
            line.push(self.holds(column));
            line.extend(some_encoded.then(|| self.encoding(column).unwrap_or_else(|| "Unicode".to_owned())));
            line.extend([self.number(column.empty), self.number(column.distinct)]);
            line.push(column.samples.iter().map(|sample| plain(sample)).collect::<Vec<_>>().join(" · "));
            lines.push(line);
        }
        let last = heads.len() - 1;
        let width = |at: usize| lines.iter().filter_map(|line| line.get(at)).map(|cell| measure_text_width(cell)).max();
        let mut widths: Vec<usize> = (0..last).map(|at| width(at).unwrap_or(0)).collect();
        let taken: usize = widths.iter().map(|width| width + 2).sum::<usize>() + 2;
        widths.push(self.width.saturating_sub(taken).max(LEAST_SAMPLES));
        let mut page = String::new();
        for line in &lines {
            page.push(' ');
            for ((cell, width), (_, right)) in line.iter().zip(&widths).zip(&heads) {
                let side = if *right { Alignment::Right } else { Alignment::Left };
                let _ = write!(page, " {} ", pad_str(cell, *width, side, Some("…")));
            }
            page.truncate(page.trim_end().len());
            page.push('\n');
        }
        page
    }

    fn declared(&self, word: &str) -> String {
        match word {
            "text" | "integer" | "number" | "date" => self.word(&format!("is_{word}")),
            "yes-no" => self.word("is_yes_no"),
            other => plain(other),
        }
    }

    fn holds(&self, column: &ColumnFacts) -> String {
        if let Some(reading) = column.reading.filter(|reading| reading.kind != ColumnKind::Text) {
            return self.reading(&reading);
        }
        self.word(match column.holds {
            Holds::Nothing => "is_nothing",
            Holds::Text => "is_text",
            Holds::Integer => "is_integer",
            Holds::Number => "is_number",
            Holds::YesNo => "is_yes_no",
            Holds::Date => "is_date",
            Holds::Mixed => "is_mixed",
        })
    }

    fn reading(&self, reading: &Reading) -> String {
        let word = match reading.kind {
            ColumnKind::Code { width } => self.say("is_code", &[("width", width.to_string())]),
            ColumnKind::Text => self.word("is_text"),
            ColumnKind::Integer => self.word("is_integer"),
            ColumnKind::Number { decimal: Decimal::Comma } => self.word("is_number_comma"),
            ColumnKind::Number { decimal: Decimal::Point } => self.word("is_number_point"),
            ColumnKind::Percent { .. } => self.word("is_percent"),
            ColumnKind::Date { order: DateOrder::DayFirst } => self.word("is_date_day_first"),
            ColumnKind::Date { order: DateOrder::MonthFirst } => self.word("is_date_month_first"),
            ColumnKind::Date { order: DateOrder::YearFirst } => self.word("is_date_year_first"),
            ColumnKind::YesNo => self.word("is_yes_no"),
        };
        if reading.doubt.is_some() { format!("{word} ?") } else { word }
    }

    /// What the text was converted from.
    fn encoding(&self, column: &ColumnFacts) -> Option<String> {
        let encoding = column.encoding.filter(|encoding| encoding.applied)?;
        let score = encoding.score.map(|score| format!(" {:.0} %", score * 100.0)).unwrap_or_default();
        Some(format!("{}{score}", encoding.name))
    }

    /// What a person has to decide about a column, a line each.
    fn doubts(&self, column: &ColumnFacts) -> Vec<String> {
        let mut doubts = Vec::new();
        if let Some((doubt, short)) = column.reading.and_then(|reading| Some((reading.doubt?, reading.short))) {
            doubts.push(self.say(&doubt.replace('-', "_"), &[("count", self.number(short))]));
        }
        if let Some(encoding) = column.encoding.filter(|encoding| !encoding.applied) {
            let score = format!("{:.0}", encoding.score.unwrap_or(0.0) * 100.0);
            doubts.push(self.say("unsure_encoding", &[("encoding", encoding.name.to_string()), ("score", score)]));
        }
        doubts.into_iter().map(|doubt| format!("  · {}: {doubt}\n", plain(&column.name))).collect()
    }
}

/// Text of a file on one line, without what a terminal would obey.
pub(super) fn plain(text: &str) -> String {
    text.split(char::is_control).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
