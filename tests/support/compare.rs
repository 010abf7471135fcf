//! Comparing whole outputs, with differences that can be read in a terminal.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::{Output, read_tree};

/// Lines of context around a difference.
const CONTEXT: usize = 2;
/// Differing files that are shown in full.
const SHOWN: usize = 6;

/// Whether expected files are rewritten instead of compared.
pub fn blessing() -> bool {
    std::env::var_os("BLESS").is_some_and(|value| !value.is_empty() && value != "0")
}

/// Fails with what differs between two outputs.
pub fn assert_same_output(what: &str, expected: &Output, got: &Output) {
    let difference = difference(expected, got);
    assert!(difference.is_empty(), "{what}\n{difference}");
}

/// Compares an output with a folder of expected files, or writes the folder anew.
pub fn compare_tree(expected: &Path, got: &Output) -> Result<(), String> {
    if blessing() {
        let _ = fs::remove_dir_all(expected);
        for (path, bytes) in got {
            let file = expected.join(path);
            fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
            fs::write(&file, bytes).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        }
        return Ok(());
    }
    let difference = difference(&read_tree(expected), got);
    if difference.is_empty() { Ok(()) } else { Err(difference) }
}

/// Compares a text with an expected file, or writes the file anew.
pub fn compare_text(expected: &Path, got: &str) -> Result<(), String> {
    if blessing() {
        fs::write(expected, got).unwrap_or_else(|error| panic!("{}: {error}", expected.display()));
        return Ok(());
    }
    let wanted = fs::read_to_string(expected).unwrap_or_default();
    if wanted == got { Ok(()) } else { Err(format!("{}\n{}", expected.display(), lines(&wanted, got))) }
}

/// What differs: files that are missing, files that nobody expects, and lines of the others. Empty when nothing does.
fn difference(expected: &Output, got: &Output) -> String {
    let mut text = String::new();
    for path in expected.keys().filter(|path| !got.contains_key(*path)) {
        let _ = writeln!(text, "missing     {path}");
    }
    for path in got.keys().filter(|path| !expected.contains_key(*path)) {
        let _ = writeln!(text, "unexpected  {path}");
    }
    let differing = expected.iter().filter_map(|(path, wanted)| Some((path, wanted, got.get(path)?)));
    for (number, (path, wanted, got)) in differing.filter(|(_, wanted, got)| wanted != got).enumerate() {
        let _ = writeln!(text, "differs     {path} ({} bytes, {} expected)", got.len(), wanted.len());
        if let (true, Ok(wanted), Ok(got)) = (number < SHOWN, std::str::from_utf8(wanted), std::str::from_utf8(got)) {
            text.push_str(&lines(wanted, got));
        }
    }
    text
}

/// The lines between the common beginning and the common end of two texts.
fn lines(wanted: &str, got: &str) -> String {
    let (wanted, got): (Vec<&str>, Vec<&str>) = (wanted.lines().collect(), got.lines().collect());
    let head = wanted.iter().zip(&got).take_while(|(a, b)| a == b).count();
    let rest = wanted.len().min(got.len()) - head;
    let tail = wanted.iter().rev().zip(got.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let mut text = String::new();
    let mut put = |mark: char, lines: &[&str]| {
        for line in lines {
            let line: String = line.chars().take(300).collect();
            let _ = writeln!(text, "  {mark} {line}");
        }
    };
    put(' ', &wanted[head.saturating_sub(CONTEXT)..head]);
    put('-', &wanted[head..wanted.len() - tail]);
    put('+', &got[head..got.len() - tail]);
    put(' ', &wanted[wanted.len() - tail..(wanted.len() - tail + CONTEXT).min(wanted.len())]);
    text
}
