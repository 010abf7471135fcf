//! The house as it stands: which room may import which, who touches the outside, and how large a file may grow.
//!
//! A new arrow between rooms is a design decision: it is written down in `docs/architecture.md` and in [`ARROWS`].

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Open to all; they import at most each other, as listed.
const LEAVES: [&str; 3] = ["diagnostics", "digest", "text"];

/// Room -> rooms it may import besides the leaves. The command line may import all.
const ARROWS: &[(&str, &[&str])] = &[
    ("diagnostics", &[]),
    ("digest", &[]),
    ("text", &[]),
    ("export", &["geo"]),
    ("fields", &[]),
    ("formats", &["geo"]),
    ("geo", &[]),
    ("http", &[]),
    ("inspect", &["geo", "formats", "intake", "source"]),
    ("intake", &["geo", "formats"]),
    ("job", &[]),
    ("markdown", &[]),
    ("photo", &[]),
    ("publish", &[]),
    ("search", &[]),
    ("signing", &[]),
    ("source", &["fields"]),
    ("domain", &["fields"]),
    ("render", &["geo"]),
    ("site", &["source", "domain", "formats", "geo", "intake", "fields", "markdown", "photo", "signing"]),
    ("tiling", &["source", "formats", "geo", "intake"]),
    (
        "outputs",
        &[
            "site", "source", "domain", "geo", "fields", "markdown", "photo", "render", "job", "export", "search",
            "signing",
        ],
    ),
    ("build", &["source", "site", "outputs", "job", "publish"]),
    ("serve", &["source", "site", "outputs", "job", "publish", "build", "http"]),
    ("release", &["build", "domain", "site"]),
    ("cli", &["build", "geo", "inspect", "intake", "job", "outputs", "release", "serve", "signing", "site", "tiling"]),
];

/// What only some rooms may name: the text in the code, and who may.
const OUTSIDE: &[(&[&str], &[&str])] = &[
    // `job.rs` reads its own executable, so that another build of the program has other keys.
    (
        &["std::fs", "fs::"],
        &[
            "source/tree.rs",
            "source/beside.rs",
            "publish.rs",
            "publish/",
            "job.rs",
            "geo/tile/spill.rs",
            "inspect/disk.rs",
            "release.rs",
            "cli/keys.rs",
            "tiling.rs",
            "tiling/",
        ],
    ),
    // What outgrows the memory while tiles are cut.
    (&["tempfile"], &["geo/tile/spill.rs"]),
    (&["WalkDir", "walkdir"], &["source/tree.rs"]),
    (&["rustix"], &["publish/swap.rs"]),
    (&["std::env", "env::var", "env::args", "current_dir", "current_exe"], &["cli.rs", "cli/", "job.rs"]),
    (&["std::net", "tokio::net", "TcpListener"], &["serve.rs", "serve/", "cli/arguments.rs"]),
    (&["notify::"], &["serve/watch.rs"]),
    (&["SystemTime"], &["cli.rs"]),
    (&["UNIX_EPOCH"], &["cli.rs", "publish/survey.rs"]),
    // Durations are shown, never part of an output.
    (&["Instant::now"], &["build.rs", "serve/edition.rs", "tiling.rs"]),
    (&["std::process"], &["cli.rs", "cli/arguments.rs", "cli/inspect.rs", "main.rs"]),
    (&["thread::spawn"], &["serve/watch.rs"]),
    (&["println!", "eprintln!", "print!("], &["cli.rs", "cli/", "diagnostics/print.rs"]),
    (&["tera::"], &["render/template.rs", "outputs/"]),
    (&["axum"], &["serve.rs", "serve/"]),
    (&["tokio"], &["serve.rs", "serve/"]),
];

/// Longest file in lines, tests included.
const LONGEST: usize = 420;

struct File {
    /// Path below `src/`, with forward slashes.
    path: String,
    /// First part of the path: the room.
    room: String,
    /// Text without tests; removed lines are empty, so that line numbers stay.
    code: String,
    lines: usize,
}

fn files() -> Vec<File> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&src, &src, &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(files.len() > 80, "the sources are there");
    files
}

fn collect(folder: &Path, src: &Path, files: &mut Vec<File>) {
    for entry in fs::read_dir(folder).expect("a folder of src/") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, src, files);
            continue;
        }
        if path.extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        let inside: Vec<_> =
            path.strip_prefix(src).expect("below src").iter().map(|part| part.to_string_lossy().into_owned()).collect();
        let text = fs::read_to_string(&path).expect("a source file");
        let name = inside.join("/");
        let room = inside[0].trim_end_matches(".rs").to_owned();
        files.push(File { code: without_tests(&name, &text), path: name, room, lines: text.lines().count() });
    }
}

/// Blanks modules under `#[cfg(test)]`, test files, and comments.
fn without_tests(path: &str, text: &str) -> String {
    if path.contains("/tests/") || path.ends_with("/tests.rs") || path.ends_with("/fixture.rs") {
        return String::new();
    }
    let mut out = Vec::new();
    let mut skipped: Option<usize> = None;
    let mut pending = false;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        if let Some(from) = skipped {
            out.push("");
            if indent == from && line.trim_start().starts_with('}') {
                skipped = None;
            }
            continue;
        }
        let code = line.trim_start();
        if code.starts_with("#[cfg(test)]") {
            pending = true;
            out.push("");
        } else if pending {
            out.push("");
            if code.ends_with('{') {
                skipped = Some(indent);
            }
            pending = code.starts_with("#[");
        } else if code.starts_with("//") {
            out.push("");
        } else {
            out.push(line);
        }
    }
    out.join("\n")
}

/// Rooms that a line of code names: after `crate::` and inside `use crate::{...}`, which rustfmt writes on one line or
/// one name a line.
fn imports(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut in_group = false;
    for (number, line) in code.lines().enumerate() {
        let mut name = |text: &str| {
            let room: String = text.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            if !room.is_empty() {
                found.push((number + 1, room));
            }
        };
        if line.trim() == "use crate::{" {
            in_group = true;
        } else if in_group {
            in_group = !line.starts_with("};");
            if line.starts_with("    ") && !line.starts_with("     ") {
                name(line.trim());
            }
        }
        for (at, _) in line.match_indices("crate::") {
            if at > 0 && line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let after = &line[at + "crate::".len()..];
            match after.strip_prefix('{') {
                Some(group) => group.split(',').for_each(|item| name(item.trim())),
                None => name(after),
            }
        }
    }
    found
}

/// Room of the library that a path names; `main.rs` names them through the crate.
fn rooms(files: &[File]) -> BTreeSet<&str> {
    files.iter().map(|file| file.room.as_str()).filter(|room| !["lib", "main"].contains(room)).collect()
}

fn report(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_arrow_is_in_the_table() {
    let files = files();
    let rooms = rooms(&files);
    let table: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    assert_eq!(table.keys().copied().collect::<BTreeSet<_>>(), rooms, "a room for each line, a line for each room");
    let mut wrong = Vec::new();
    let mut used = BTreeSet::new();
    for file in files.iter().filter(|file| table.contains_key(file.room.as_str())) {
        for (line, to) in imports(&file.code) {
            if to == file.room || !rooms.contains(to.as_str()) {
                continue;
            }
            let leaf =
                LEAVES.contains(&to.as_str()) && (!LEAVES.contains(&file.room.as_str()) || leaf_order(&file.room, &to));
            if !leaf && !table[file.room.as_str()].contains(&to.as_str()) {
                wrong.push(format!("src/{}:{line}: {} may not import {to}", file.path, file.room));
            }
            used.insert((file.room.clone(), to));
        }
    }
    report(&wrong);
    let idle: Vec<String> = ARROWS
        .iter()
        .flat_map(|(from, to)| to.iter().map(move |to| (*from, *to)))
        .filter(|(from, to)| !used.contains(&((*from).to_owned(), (*to).to_owned())))
        .map(|(from, to)| format!("nobody uses the arrow {from} -> {to}: take it out of the table"))
        .collect();
    report(&idle);
}

/// Among leaves, `digest` and `text` stand alone.
fn leaf_order(from: &str, to: &str) -> bool {
    from == "diagnostics" && ["digest", "text"].contains(&to)
}

#[test]
fn arrows_never_go_round() {
    let table: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let mut done: BTreeSet<&str> = LEAVES.into_iter().collect();
    while let Some((room, _)) =
        table.iter().find(|(room, to)| !done.contains(**room) && to.iter().all(|to| done.contains(to)))
    {
        done.insert(room);
    }
    assert_eq!(done, table.keys().copied().collect(), "the others import each other in a circle");
}

#[test]
fn only_some_rooms_touch_the_outside() {
    let mut wrong = Vec::new();
    for file in files() {
        for (names, allowed) in OUTSIDE {
            if allowed
                .iter()
                .any(|allowed| file.path == *allowed || allowed.ends_with('/') && file.path.starts_with(allowed))
            {
                continue;
            }
            for (number, line) in file.code.lines().enumerate() {
                for name in names.iter().filter(|name| has_word(line, name)) {
                    wrong.push(format!(
                        "src/{}:{}: only {} may name {name}",
                        file.path,
                        number + 1,
                        allowed.join(", ")
                    ));
                }
            }
        }
    }
    report(&wrong);
}

/// Whether a line of code names something; a longer name that only ends in it does not count.
fn has_word(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '"')
    })
}

#[test]
fn files_stay_readable() {
    let long: Vec<String> = files()
        .into_iter()
        .filter(|file| file.lines > LONGEST)
        .map(|file| format!("src/{}: {} lines, {LONGEST} at most", file.path, file.lines))
        .collect();
    report(&long);
}

/// A file that no `mod` names would rot unseen.
#[test]
fn every_file_is_a_module() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let lost: Vec<String> = files()
        .into_iter()
        .filter(|file| !["lib.rs", "main.rs"].contains(&file.path.as_str()))
        .filter(|file| {
            let stem = file.path.trim_end_matches(".rs");
            let (parent, name) = stem.rsplit_once('/').unwrap_or(("lib", stem));
            let text = fs::read_to_string(src.join(format!("{parent}.rs"))).unwrap_or_default();
            !text.lines().any(|line| {
                line.trim_start()
                    .trim_start_matches("pub ")
                    .trim_start_matches("pub(crate) ")
                    .trim_start_matches("pub(super) ")
                    == format!("mod {name};")
            })
        })
        .map(|file| format!("src/{}: no mod in its parent names it", file.path))
        .collect();
    report(&lost);
    let mod_rs: Vec<String> =
        files().into_iter().filter(|file| file.path.ends_with("/mod.rs")).map(|file| file.path).collect();
    report(&mod_rs);
}

/// A code that nothing reports is a sentence that nobody will ever read.
#[test]
fn every_code_is_reported_somewhere() {
    let files = files();
    let codes = files.iter().find(|file| file.path == "diagnostics/code.rs").expect("the codes");
    let names: Vec<&str> = codes
        .code
        .lines()
        .filter(|line| line.contains("= \"LS"))
        .filter_map(|line| Some(line.trim().split_once(" = ")?.0))
        .collect();
    assert!(names.len() > 40, "{names:?}");
    let unused: Vec<String> = names
        .into_iter()
        .filter(|name| {
            !files.iter().any(|file| {
                file.path != "diagnostics/code.rs"
                    && file.code.match_indices(name).any(|(at, found)| {
                        let after = file.code[at + found.len()..].chars().next();
                        file.code[..at].ends_with("code::") && !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
                    })
            })
        })
        .map(|name| format!("src/diagnostics/code.rs: nothing reports {name}"))
        .collect();
    report(&unused);
}

#[test]
fn the_reader_of_imports_reads_them() {
    let code = "use crate::text::nfc;\nuse crate::{digest, geo::Layer};\nuse crate::{\n    domain::Kind,\n    site,\n};\nlet x = crate::job::Job;\nlet y = mycrate::render::x;";
    let names: Vec<(usize, String)> = imports(code);
    let names: Vec<(usize, &str)> = names.iter().map(|(line, name)| (*line, name.as_str())).collect();
    assert_eq!(names, [(1, "text"), (2, "digest"), (2, "geo"), (4, "domain"), (5, "site"), (7, "job")]);
    let hidden = "a\n#[cfg(test)]\nmod tests {\n    use crate::cli;\n}\nb";
    assert_eq!(without_tests("x.rs", hidden).lines().collect::<Vec<_>>(), ["a", "", "", "", "", "b"]);
}
