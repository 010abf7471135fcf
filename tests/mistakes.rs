//! What people get wrong, and what they are told: the exact place, sentence and help of every finding.
//!
//! Each folder of `tests/mistakes` is laid over `mistakes/good`, which builds. The build must then fail with what
//! `<case>.txt` says and leave the published site as it was, byte for byte. Cases named `warn-...` are published with
//! warnings. `BLESS=1` rewrites the texts: read them as a clerk in a commune's office would.

mod support;

use std::fmt::Write as _;

use langso::diagnostics::{Diagnostic, Lang, Severity};
use support::{Output, Site, blessing, compare_text, folders, read_tree, tests_folder};

fn cases() -> Vec<String> {
    let cases = folders(&tests_folder().join("mistakes"));
    assert!(cases.len() > 70, "the cases are there");
    cases.into_iter().filter(|case| case != "good").collect()
}

/// The whole of what lies beside the sources: the output, its mark and the ledger.
fn published(site: &Site) -> Output {
    let mut files = read_tree(&site.root());
    files.retain(|path, _| path.starts_with("public/") || path.starts_with(".public"));
    files
}

/// One finding as a person reads it, with the marked line.
fn told(findings: &[Diagnostic]) -> String {
    let mut text = String::new();
    for finding in findings {
        let severity = if finding.severity == Severity::Error { "error" } else { "warning" };
        let _ = write!(text, "{severity} {}", finding.code);
        if let Some(place) = &finding.place {
            let _ = write!(text, " {}:{}:{}", place.file, place.line, place.column);
            if let Some(excerpt) = &place.excerpt {
                let before = excerpt.text[..excerpt.start].chars().count();
                let marked = excerpt.text[excerpt.start..excerpt.end.min(excerpt.text.len())].chars().count();
                let _ = write!(text, "\n    {}\n    {}{}", excerpt.text, " ".repeat(before), "^".repeat(marked.max(1)));
            }
        }
        let _ = writeln!(text, "\n  {}", finding.message(Lang::Vi));
        if let Some(help) = finding.help(Lang::Vi) {
            let _ = writeln!(text, "  → {help}");
        }
        text.push('\n');
    }
    text
}

fn check(case: &str) -> Result<(), String> {
    let site = Site::new().copy("mistakes/good");
    site.build().unwrap_or_else(|findings| panic!("good: {}", told(&findings)));
    let before = published(&site);
    let site = site.copy(&format!("mistakes/{case}"));
    let expected = tests_folder().join("mistakes").join(format!("{case}.txt"));
    let warns = case.starts_with("warn-");
    let findings = match site.build() {
        Ok((summary, _)) if warns => summary.warnings,
        Ok(_) => return Err("it was published".to_owned()),
        Err(findings) if warns => return Err(format!("it was not published:\n{}", told(&findings))),
        Err(findings) => findings,
    };
    if !warns && published(&site) != before {
        return Err("the published site has changed".to_owned());
    }
    for finding in &findings {
        sound(finding)?;
    }
    compare_text(&expected, &told(&findings))
}

/// What holds of every finding: both languages have a sentence whose holes are filled.
fn sound(finding: &Diagnostic) -> Result<(), String> {
    for lang in [Lang::Vi, Lang::En] {
        let message = finding.message(lang);
        let typed = finding.args.iter().any(|(_, value)| value.contains('{'));
        if message.is_empty() || message.contains('{') && !typed {
            return Err(format!("{} says {message:?} with {:?}", finding.code, finding.args));
        }
    }
    Ok(())
}

#[test]
fn every_mistake_is_told_where_it_is() {
    let failures: Vec<String> = cases()
        .into_iter()
        .filter_map(|case| check(&case).err().map(|difference| format!("mistakes/{case}: {difference}")))
        .collect();
    assert!(failures.is_empty(), "BLESS=1 writes what is new\n{}", failures.join("\n"));
}

/// A text without its case would never be read again.
#[test]
fn every_text_has_its_case() {
    let cases = cases();
    let lost: Vec<String> = std::fs::read_dir(tests_folder().join("mistakes"))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter_map(|name| name.strip_suffix(".txt").map(str::to_owned))
        .filter(|name| !cases.contains(name))
        .collect();
    assert!(blessing() || lost.is_empty(), "{lost:?}");
}

/// Everything at once, by file, line and column.
#[test]
fn findings_come_in_the_order_of_their_places() {
    let site = Site::new().copy("mistakes/good").copy("mistakes/many-at-once");
    let findings = site.build().expect_err("it has mistakes");
    let files: Vec<&str> = findings.iter().filter_map(|finding| Some(&*finding.place.as_ref()?.file)).collect();
    assert!(files.is_sorted(), "{files:?}");
    let mut distinct = files.clone();
    distinct.dedup();
    assert_eq!(
        distinct,
        [
            "content/tin-tuc/le-hoi.md",
            "content/tin-tuc/ra-quan/index.md",
            "data/cho.geojson",
            "data/dan-so.csv",
            "langso.toml",
            "themes/langso/templates/kinds/article.html",
        ]
    );
}

/// The check finds what the build finds.
#[test]
fn check_says_what_build_says() {
    for case in cases() {
        let site = Site::new().copy("mistakes/good").copy(&format!("mistakes/{case}"));
        let built = site.build().map(|(summary, _)| told(&summary.warnings)).map_err(|findings| told(&findings));
        let checked = langso::build::check(&site.request(), &());
        let checked = checked.map(|warnings| told(&warnings)).map_err(|findings| told(&findings));
        assert_eq!(built, checked, "{case}");
    }
}
