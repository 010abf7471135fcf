//! A real browser looks at the portal: at its published files through a plain static host, and at the live preview.
//!
//! The checks themselves are JavaScript, in `tests/browser/`. They are copied beside the packages that `tests/setup` has
//! installed in `target/browser-tests`, so that the tree stays clean. Nothing is skipped: without Node.js, these packages or
//! Chromium the tests fail and say what is missing.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

const PROGRAM: &str = env!("CARGO_BIN_EXE_langso");
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn the_published_portal_in_a_browser() {
    let published = workshop().join("published");
    // A folder of its own that is kept: the next run makes only what changed.
    let build =
        langso(&["build", "--compress", "--root", ROOT, "--output"]).arg(&published).output().expect("langso starts");
    assert!(build.status.success(), "langso build failed:\n{}", String::from_utf8_lossy(&build.stderr));

    let mut checks = node("portal.mjs");
    checks.env("LANGSO_PUBLISHED", &published);
    if std::env::var_os("LANGSO_SCREENSHOTS").is_some_and(|wanted| wanted == "1") {
        checks.env("LANGSO_PICTURES", Path::new(ROOT).join("docs").join("images"));
    }
    run(checks);
}

#[test]
fn the_demo_in_a_browser() {
    let published = workshop().join("demo-published");
    let key = workshop().join("demo.key");
    if !key.exists() {
        assert!(langso(&["keys"]).arg(&key).status().expect("langso starts").success(), "a key is made");
    }
    let mut build = langso(&["build", "--root"]);
    build.arg(Path::new(ROOT).join("examples").join("demo")).arg("--output").arg(&published);
    build.arg("--signing-key").arg(&key);
    let output = build.output().expect("langso starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !said.contains("warning["), "the demo builds without a word:\n{said}");
    let mut checks = node("demo.mjs");
    checks.env("LANGSO_PUBLISHED", &published);
    run(checks);
}

#[test]
fn no_payload_runs_in_a_browser() {
    let mut checks = node("xss.mjs");
    checks.env("LANGSO_PROGRAM", PROGRAM).env("LANGSO_WORKSHOP", workshop().join("payloads"));
    run(checks);
}

#[test]
fn the_preview_follows_edits() {
    let site = tempfile::tempdir().expect("a temporary folder");
    write(site.path(), "langso.toml", "title = \"Cổng thử\"\n");
    write(site.path(), "content/_index.md", "+++\ntitle = \"Cổng thử\"\n+++\n");
    write(site.path(), "content/tin.md", "+++\ntitle = \"Tin\"\n+++\n\nBản thứ nhất.\n");
    let preview = Preview::start(site.path());

    let mut checks = node("preview.mjs");
    checks.env("LANGSO_PREVIEW", &preview.address).env("LANGSO_SITE", site.path());
    run(checks);
}

fn write(site: &Path, path: &str, text: &str) {
    let path = site.join(path);
    fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder can be made");
    fs::write(path, text).expect("the file can be written");
}

fn langso(args: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(&args[..1]).args(["--lang", "en"]).args(&args[1..]);
    command
}

/// A running `langso serve`, stopped when the test is over, however it ends.
struct Preview {
    child: Child,
    address: String,
}

impl Preview {
    fn start(site: &Path) -> Self {
        let mut child = langso(&["serve", "--port", "0", "--root"])
            .arg(site)
            .stderr(Stdio::piped())
            .spawn()
            .expect("langso starts");
        let lines = lines_of(child.stderr.take().expect("stderr is a pipe"));
        let mut preview = Self { child, address: String::new() };
        let mut said = String::new();
        while let Ok(line) = lines.recv_timeout(Duration::from_secs(60)) {
            if let Some(address) = line.split_whitespace().find(|word| word.starts_with("http://")) {
                address.clone_into(&mut preview.address);
                return preview;
            }
            said = said + &line + "\n";
        }
        panic!("langso serve did not come up:\n{said}");
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Lines as they come; read to the end, so that the program never waits for a full pipe.
fn lines_of(pipe: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    lines
}

/// `target/browser-tests`, wherever the target folder is.
fn workshop() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("target/tmp has a parent");
    target.join("browser-tests")
}

/// `node` with one of the files of `tests/browser`, in the workshop.
fn node(file: &str) -> Command {
    let workshop = workshop();
    assert!(
        workshop.join("node_modules").is_dir(),
        "the packages of tests/browser are missing in {}: run ./test or tests/setup first",
        workshop.display()
    );
    // A folder of each test's own: they may run side by side.
    let sources = workshop.join(file.trim_end_matches(".mjs"));
    let _ = fs::remove_dir_all(&sources);
    copy(&Path::new(ROOT).join("tests").join("browser"), &sources);
    let mut node = Command::new("node");
    node.arg("--test-reporter=spec").arg(sources.join(file)).env("LANGSO_SOURCES", ROOT).stdin(Stdio::null());
    node
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder can be made");
    for entry in fs::read_dir(from).expect("the tests are there") {
        let entry = entry.expect("the tests can be listed");
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() && !path.ends_with("node_modules") {
            copy(&path, &to);
        } else if path.extension().is_some_and(|ending| ending == "mjs") {
            fs::copy(&path, &to).expect("a test can be copied");
        }
    }
}

fn run(mut checks: Command) {
    let output = match checks.output() {
        Ok(output) => output,
        Err(error) => panic!("Node.js could not be started ({error}): version 20 or newer must be in PATH"),
    };
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    println!("{said}");
    assert!(output.status.success(), "the browser's checks failed ({}), see above", output.status);
}
