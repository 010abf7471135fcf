//! `langso inspect`: what is printed of it. Facts and proposed entries go to standard output, findings to standard
//! error.

mod coverage;
mod layout;

use std::process::ExitCode;

use serde::Serialize;

use super::arguments::Format;
use super::inspect_arguments::InspectRequest;
use crate::diagnostics::{Diagnostic, FindingRow, Lang, Severity, phrase, print, rows};
use crate::inspect::disk::{Listing, list, look_into};
use crate::inspect::{Inspection, View, entry, view};
use crate::intake::Wishes;
use layout::Layout;

/// Looks into the files: 0 when nothing has to be mended, 1 when something has, 2 when the command line is at fault.
pub(super) fn run(request: &InspectRequest, lang: Lang) -> ExitCode {
    let wishes = match request.wishes() {
        Ok(wishes) => wishes,
        Err(fault) => {
            print(&[fault], lang);
            return ExitCode::from(2);
        }
    };
    let listing = list(&request.inputs);
    let failed = match request.format {
        Format::Json => print_json(&listing, &wishes, lang),
        Format::Human => print_human(&listing, &wishes, lang),
    };
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// True when anything has to be mended.
fn print_human(listing: &Listing, wishes: &Wishes, lang: Lang) -> bool {
    let layout = Layout::for_terminal(lang);
    let say = |key: &str, args: &[(&'static str, String)]| anstream::eprintln!("{}", phrase(lang, key, args));
    let mut tally = Tally::default();
    tally.show(&listing.findings, lang);
    for path in &listing.files {
        match look_into(path, wishes) {
            Ok(inspection) => show(&inspection, wishes, &layout, &mut tally),
            Err(fault) => tally.show(&[fault], lang),
        }
    }
    if !listing.passed_over.is_empty() {
        let names: Vec<_> = listing.passed_over.iter().map(|path| path.display().to_string()).collect();
        say("inspect.passed_over", &[("files", names.join(", "))]);
    }
    if listing.files.is_empty() && listing.findings.is_empty() {
        say("inspect.nothing", &[]);
        return false;
    }
    let counts = [("files", listing.files.len()), ("errors", tally.errors), ("warnings", tally.warnings)];
    say("inspect.done", &counts.map(|(name, count)| (name, count.to_string())));
    tally.errors > 0
}

fn show(inspection: &Inspection, wishes: &Wishes, layout: &Layout, tally: &mut Tally) {
    anstream::println!("{}", layout.file(inspection));
    tally.show(&inspection.findings, layout.lang);
    for layer in &inspection.layers {
        if !layer.is_empty() {
            anstream::println!("{}", layout.layer(layer));
        }
        tally.show(&layer.findings, layout.lang);
    }
    let mut layers = inspection.layers.iter().filter(|layer| !layer.is_empty()).peekable();
    if layers.peek().is_some() {
        anstream::println!("{}\n", phrase(layout.lang, "inspect.entry", &[]));
    }
    for layer in layers {
        anstream::println!("{}", entry(inspection, layer, wishes, layout.lang));
    }
}

/// How many findings were shown.
#[derive(Default)]
struct Tally {
    errors: usize,
    warnings: usize,
}

impl Tally {
    fn show(&mut self, findings: &[Diagnostic], lang: Lang) {
        print(findings, lang);
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        self.errors += errors;
        self.warnings += findings.len() - errors;
    }
}

#[derive(Serialize)]
struct Report<'a> {
    files: Vec<View<'a>>,
    passed_over: Vec<String>,
    findings: Vec<FindingRow<'a>>,
}

/// True when anything has to be mended.
fn print_json(listing: &Listing, wishes: &Wishes, lang: Lang) -> bool {
    let mut findings = listing.findings.clone();
    let mut inspections = Vec::new();
    for path in &listing.files {
        match look_into(path, wishes) {
            Ok(inspection) => inspections.push(inspection),
            Err(fault) => findings.push(fault),
        }
    }
    let report = Report {
        files: inspections.iter().map(|inspection| view(inspection, wishes, lang)).collect(),
        passed_over: listing.passed_over.iter().map(|path| path.display().to_string()).collect(),
        findings: rows(&findings, lang),
    };
    anstream::println!("{}", serde_json::to_string_pretty(&report).unwrap_or_default());
    !findings.is_empty() || inspections.iter().any(Inspection::has_errors)
}
