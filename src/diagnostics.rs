//! What the program says about its input: a stable code, a place, and words in the reader's language.
//!
//! A [`Diagnostic`] carries no sentence. Its code picks the sentence from `src/words/{vi,en}.toml` when it is
//! printed, so one run's findings can be read in Vietnamese, in English or as JSON.

mod catalogue;
pub mod code;
mod print;

pub use catalogue::{Lang, phrase};
pub use code::Code;
pub use print::{FindingRow, json, print, rows};

use std::ops::Range;
use std::sync::Arc;

/// How bad it is: an error stops publication, a warning does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is published until this is mended.
    Error,
    /// Published all the same; somebody should look.
    Warning,
}

/// Where in the site's sources a finding lies. Lines and columns count from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Path relative to the site's root, with forward slashes.
    pub file: Arc<str>,
    /// Line, from 1; 0 when the finding is about the file as a whole.
    pub line: usize,
    /// Column in characters, from 1; 0 when the finding is about the file as a whole.
    pub column: usize,
    /// The line's text (cut to a window when very long), and the marked range of characters in it.
    pub excerpt: Option<Excerpt>,
}

/// The part of a line that is shown to the reader.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Excerpt {
    /// Text of the line or of a window of it.
    pub text: String,
    /// Byte range inside `text` to underline.
    pub start: usize,
    /// End of that range.
    pub end: usize,
}

/// Lines longer than this many bytes (minified GeoJSON) are shown through a window.
const WINDOW: usize = 160;

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<Arc<str>>) -> Self {
        Self { file: file.into(), line: 0, column: 0, excerpt: None }
    }

    /// A byte range of a file's text. Out-of-range offsets are clamped, so a caller's slip can't panic here.
    pub fn span(file: impl Into<Arc<str>>, text: &str, range: Range<usize>) -> Self {
        let start = floor_char(text, range.start);
        let end = floor_char(text, range.end.max(start));
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let from = floor_char(text, line_start.max(start.saturating_sub(WINDOW / 2)));
        let to = floor_char(text, line_end.min(start + WINDOW));
        Self {
            file: file.into(),
            line: text[..start].bytes().filter(|&byte| byte == b'\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            excerpt: Some(Excerpt {
                text: text[from..to].trim_end_matches('\r').to_owned(),
                start: start - from,
                end: end.min(to).max(start) - from,
            }),
        }
    }

    /// A line and column that another parser reported, both from 1.
    pub fn line_column(file: impl Into<Arc<str>>, text: &str, line: usize, column: usize) -> Self {
        let line_start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
        let rest = &text[line_start..];
        let offset = rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at);
        let start = line_start + offset;
        Self::span(file, text, start..(start + 1))
    }
}

fn floor_char(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of finding; stable across versions.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// Where; `None` only for findings about the run itself.
    pub place: Option<Place>,
    /// Values for the `{name}` holes of the catalogue's sentences.
    pub args: Vec<(&'static str, String)>,
}

impl Diagnostic {
    /// An error: nothing will be published.
    pub fn error(code: Code) -> Self {
        Self { code, severity: Severity::Error, place: None, args: Vec::new() }
    }

    /// A warning.
    pub fn warning(code: Code) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code) }
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Fills a hole of the sentence. An empty or missing argument drops the help line that uses it.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// What is wrong, in one sentence. Where no line can be shown the row is named behind it, unless the sentence does.
    pub fn message(&self, lang: Lang) -> String {
        let key = format!("{}.message", self.code);
        let message = catalogue::fill(lang, &key, &self.args).unwrap_or_default();
        let unplaced =
            self.place.as_ref().is_some_and(|place| place.line == 0) && !catalogue::has_hole(lang, &key, "cell");
        match catalogue::fill(lang, "print.in_cell", &self.args).filter(|_| unplaced && !message.is_empty()) {
            Some(cell) => format!("{message} {cell}"),
            None => message,
        }
    }

    /// What to type instead; when that is not known, what to look at.
    pub fn help(&self, lang: Lang) -> Option<String> {
        let fill = |key: &str| catalogue::fill(lang, &format!("{}.{key}", self.code), &self.args);
        fill("help").or_else(|| fill("hint"))
    }
}

/// The findings of a run, gathered so that they are reported together.
#[derive(Clone, Debug, Default)]
pub struct Report(Vec<Diagnostic>);

impl Report {
    /// Adds one finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds many.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.0.extend(diagnostics);
    }

    /// True when something must be mended before publishing.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// True when there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// By file, line and column; the same run always prints the same list.
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        self.0.sort_by(|a, b| (&a.place, a.code, &a.args).cmp(&(&b.place, b.code, &b.args)));
        self.0.dedup();
        self.0
    }
}

impl IntoIterator for Report {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl From<Vec<Diagnostic>> for Report {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self(diagnostics)
    }
}
