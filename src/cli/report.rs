//! Progress, summaries and the preview's messages.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::build::{Progress, Summary};
use crate::diagnostics::{Diagnostic, Lang, Severity, phrase, print};
use crate::geo::tile::Progress as CutProgress;
use crate::release::Release;
use crate::serve::Listener;
use crate::text;
use crate::tiling::{TilingProgress, TilingSummary, Unpacked};

/// A bar on the terminal; nothing when the output is not one.
pub(super) struct Bar {
    bar: ProgressBar,
    lang: Lang,
}

impl Bar {
    pub(super) fn new(lang: Lang) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        bar.set_message(phrase(lang, "run.reading", &[]));
        Self { bar, lang }
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn planned(&self, outputs: usize) {
        self.bar.set_length(outputs as u64);
        self.bar.set_message(phrase(self.lang, "run.making", &[]));
        if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len}") {
            self.bar.set_style(style);
        }
    }

    fn step(&self) {
        self.bar.inc(1);
    }
}

/// The bar of `langso tile`: first bytes, then blocks.
pub(super) struct TilingBar {
    bar: ProgressBar,
    lang: Lang,
}

impl TilingBar {
    pub(super) fn new(lang: Lang) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:30}] {percent} %") {
            bar.set_style(style);
        }
        bar.set_message(phrase(lang, "run.tile_reading", &[]));
        Self { bar, lang }
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn stage(&self, key: &str, done: u64, of: u64) {
        self.bar.set_message(phrase(self.lang, key, &[]));
        self.bar.set_length(of);
        self.bar.set_position(done);
    }
}

impl TilingProgress for TilingBar {
    fn reading(&self, bytes: u64, of: u64) {
        self.stage("run.tile_reading", bytes, of);
    }

    fn cutting(&self, progress: CutProgress) {
        match progress {
            CutProgress::Weighing => self.stage("run.tile_weighing", 0, 1),
            CutProgress::Cutting(done, of) => self.stage("run.tile_cutting", done as u64, of as u64),
            CutProgress::Writing => self.stage("run.tile_writing", 1, 1),
        }
    }
}

/// What `langso tile` did: a table of zooms, then one line.
pub(super) fn tiling(summary: &TilingSummary, output: &str, lang: Lang) {
    let number = |value: u64| text::number(value as f64, code_of(lang));
    say(lang, "run.tile_head", &[]);
    for zoom in &summary.report.zooms {
        let without =
            if zoom.without.is_empty() { String::new() } else { format!("  −{}", zoom.without.join(", −")) };
        anstream::eprintln!(
            "{:>4} {:>9} {:>10} {:>10} {:>9} {:>9} {:>9}{without}",
            zoom.zoom,
            number(zoom.tiles as u64),
            text::bytes(zoom.largest as u64, code_of(lang)),
            number(zoom.features),
            number(zoom.too_small),
            number(zoom.thinned),
            number(zoom.dropped),
        );
    }
    say(
        lang,
        "run.tile_made",
        &[
            ("output", output.to_owned()),
            ("features", number(summary.report.features)),
            ("tiles", number(summary.report.tiles() as u64)),
            ("bytes", text::bytes(summary.report.bytes, code_of(lang))),
            ("time", time(summary.time, lang)),
            ("reading", time(summary.reading, lang)),
        ],
    );
    if summary.report.ledger.is_some() {
        say(lang, "run.tile_kept", &[("kept", number(summary.report.kept as u64))]);
    }
}

/// Prints one sentence of the catalogue.
fn say(lang: Lang, key: &str, args: &[(&'static str, String)]) {
    anstream::eprintln!("{}", phrase(lang, key, args));
}

fn code_of(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => "vi",
        Lang::En => "en",
    }
}

fn time(time: Duration, lang: Lang) -> String {
    if time < Duration::from_secs(1) {
        return format!("{} ms", time.as_millis());
    }
    format!("{} s", text::number(time.as_secs_f64(), code_of(lang)))
}

/// What a build did, on one screen.
pub(super) fn summary(summary: &Summary, output: &str, lang: Lang) {
    let number = |value: usize| text::number(value as f64, code_of(lang));
    say(
        lang,
        "run.built",
        &[
            ("output", output.to_owned()),
            ("pages", number(summary.pages)),
            ("files", number(summary.files)),
            ("bytes", text::bytes(summary.bytes, code_of(lang))),
            ("time", time(summary.time, lang)),
        ],
    );
    if summary.kept > 0 {
        say(lang, "run.reused", &[("ran", number(summary.ran)), ("kept", number(summary.kept))]);
    }
    if summary.tiles.archives > 0 {
        say(
            lang,
            "run.tiles",
            &[
                ("tiles", number(summary.tiles.tiles as usize)),
                ("archives", number(summary.tiles.archives)),
                ("largest", text::bytes(summary.tiles.largest, code_of(lang))),
            ],
        );
    }
    if !summary.warnings.is_empty() {
        say(lang, "run.warnings", &[("count", number(summary.warnings.len()))]);
    }
}

/// The last line of a run that counts its findings.
pub(super) fn failure(key: &str, findings: &[Diagnostic], output: &str, lang: Lang) {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    let warnings = findings.len() - errors;
    let args = [("errors", errors.to_string()), ("warnings", warnings.to_string()), ("output", output.to_owned())];
    say(lang, key, &args);
}

/// What a release found.
pub(super) fn released(release: &Release, lang: Lang) {
    let Some(file) = &release.file else { return say(lang, "run.release_nothing", &[]) };
    let number = |count: usize| text::number(count as f64, code_of(lang));
    let [added, changed, removed] = release.counts.map(number);
    let args = [("file", super::shown(file)), ("added", added), ("changed", changed), ("removed", removed)];
    say(lang, if release.is_first { "run.released_first" } else { "run.released" }, &args);
    if release.superseded > 0 {
        let args = [("superseded", number(release.superseded)), ("outlived", number(release.outlived))];
        say(lang, "run.release_versions", &args);
    }
}

/// What became of a new key.
pub(super) fn keys(file: &str, public: &str, lang: Lang) {
    say(lang, "run.keys", &[("file", file.to_owned()), ("key", public.to_owned())]);
}

pub(super) fn unpacked(unpacked: Unpacked, output: &str, lang: Lang) {
    let holes = [
        ("output", output.to_owned()),
        ("tiles", text::number(unpacked.tiles as f64, code_of(lang))),
        ("bytes", text::bytes(unpacked.bytes, code_of(lang))),
    ];
    say(lang, "run.unpacked", &holes);
}

/// The preview's messages.
pub(super) struct Console {
    pub(super) lang: Lang,
}

impl Listener for Console {
    fn serving(&self, url: &str) {
        say(self.lang, "run.serving", &[("url", url.to_owned())]);
    }

    fn loaded(&self, findings: &[Diagnostic], took: Duration) {
        print(findings, self.lang);
        say(self.lang, "run.changed", &[("time", time(took, self.lang))]);
    }
}
