//! How findings reach a reader: as a compiler would show them, or as JSON for a program.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;

use super::{Diagnostic, Lang, Severity, phrase};

/// Writes findings to standard error, with the line they are about.
pub fn print(diagnostics: &[Diagnostic], lang: Lang) {
    let renderer = Renderer::styled();
    for diagnostic in diagnostics {
        anstream::eprintln!("{}\n", render(diagnostic, lang, &renderer));
    }
}

fn render(diagnostic: &Diagnostic, lang: Lang, renderer: &Renderer) -> String {
    let (level, name) = match diagnostic.severity {
        Severity::Error => (Level::ERROR, phrase(lang, "print.error", &[])),
        Severity::Warning => (Level::WARNING, phrase(lang, "print.warning", &[])),
    };
    let code = diagnostic.code.to_string();
    let message = diagnostic.message(lang);
    let title = level.with_name(name).primary_title(message).id(code);
    let help = diagnostic.help(lang).map(|help| Level::HELP.with_name(phrase(lang, "print.help", &[])).message(help));
    let Some(place) = &diagnostic.place else {
        return renderer.render(&[Group::with_title(title).elements(help)]);
    };
    let file = place.file.to_string();
    let group = match &place.excerpt {
        None => Group::with_title(title).element(Origin::path(file)),
        Some(excerpt) => {
            let span = excerpt.start..excerpt.end.min(excerpt.text.len()).max(excerpt.start);
            let snippet = Snippet::source(excerpt.text.clone())
                .line_start(place.line)
                .annotation(AnnotationKind::Primary.span(span));
            // The excerpt may be a window of a long line: the snippet's own column would then be the window's.
            if excerpt.text[..excerpt.start].chars().count() + 1 == place.column {
                Group::with_title(title).element(snippet.path(file))
            } else {
                let origin = Origin::path(file).line(place.line).char_column(place.column);
                Group::with_title(title).element(origin).element(snippet)
            }
        }
    };
    renderer.render(&[group.elements(help)])
}

/// A finding as JSON has it: `severity, code, file, line, column, message, help`. A finding about a whole file has
/// line and column 0; one about the run has an empty `file`.
#[derive(Serialize)]
pub struct FindingRow<'a> {
    severity: &'static str,
    code: String,
    file: &'a str,
    line: usize,
    column: usize,
    message: String,
    help: Option<String>,
}

/// The findings as a JSON array of [`FindingRow`]s.
pub fn json(diagnostics: &[Diagnostic], lang: Lang) -> String {
    serde_json::to_string_pretty(&rows(diagnostics, lang)).expect("rows of text serialise")
}

/// The findings as JSON has them.
pub fn rows(diagnostics: &[Diagnostic], lang: Lang) -> Vec<FindingRow<'_>> {
    diagnostics
        .iter()
        .map(|diagnostic| FindingRow {
            severity: match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            code: diagnostic.code.to_string(),
            file: diagnostic.place.as_ref().map_or("", |place| &place.file),
            line: diagnostic.place.as_ref().map_or(0, |place| place.line),
            column: diagnostic.place.as_ref().map_or(0, |place| place.column),
            message: diagnostic.message(lang),
            help: diagnostic.help(lang),
        })
        .collect()
}
