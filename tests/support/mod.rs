//! A site in a temporary folder: written file by file, built through the library or by the program, and compared.
//!
//! ```ignore
//! let site = Site::new().file("content/a.md", "+++\ntitle = \"A\"\n+++\n");
//! let (summary, output) = site.build().unwrap();
//! ```
//!
//! `BLESS=1 cargo nextest run` rewrites the expected files of `tests/golden` and `tests/mistakes`; look at the diff
//! before you commit it.

#![allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    missing_docs,
    reason = "each test program uses a part of this module"
)]

mod compare;
pub mod photo;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub use compare::{assert_same_output, blessing, compare_text, compare_tree};
use langso::build::{BuildRequest, Summary};
use langso::diagnostics::Diagnostic;
use langso::site::LoadOptions;
use langso::text::Date;
use tempfile::TempDir;

/// The published files by their paths with forward slashes, without the mark of the ledger.
pub type Output = BTreeMap<String, Vec<u8>>;

/// The day that every test is built on, in Vietnam.
pub const TODAY: (u16, u8, u8) = (2026, 11, 22);
/// The same day, noon in Vietnam, for the program.
pub const TODAY_EPOCH: &str = "1795323600";

/// `tests/`, from wherever cargo runs it.
pub fn tests_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// A site's folder; it goes away with the value.
pub struct Site {
    folder: TempDir,
    pub options: LoadOptions,
    today: Date,
}

impl Default for Site {
    fn default() -> Self {
        Self::new()
    }
}

impl Site {
    pub fn new() -> Self {
        let (year, month, day) = TODAY;
        Self {
            folder: tempfile::Builder::new().prefix("langso-test-").tempdir().expect("a temporary folder"),
            options: LoadOptions::default(),
            today: Date::new(year, month, day).expect("a day"),
        }
    }

    /// Adds a file, with the folders it needs.
    #[must_use]
    pub fn file(self, path: &str, contents: impl AsRef<[u8]>) -> Self {
        self.write(path, contents);
        self
    }

    /// Copies a folder of `tests/` into the site's root (`"golden/blog/site"`), or into a folder of it.
    #[must_use]
    pub fn copy(self, from: &str) -> Self {
        copy_folder(&tests_folder().join(from), &self.root());
        self
    }

    #[must_use]
    pub fn copy_to(self, from: &str, to: &str) -> Self {
        copy_folder(&tests_folder().join(from), &self.path(to));
        self
    }

    #[must_use]
    pub fn drafts(mut self) -> Self {
        self.options.drafts = true;
        self
    }

    /// Builds as of another day.
    #[must_use]
    pub fn on(mut self, year: u16, month: u8, day: u8) -> Self {
        self.today = Date::new(year, month, day).expect("a day");
        self
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub fn public(&self) -> PathBuf {
        self.path("public")
    }

    /// Writes a file, as an editor would later.
    pub fn write(&self, path: &str, contents: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("inside the site")).expect("folders");
        fs::write(&path, contents).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Replaces a text that occurs once in a file.
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert_eq!(text.matches(from).count(), 1, "{from:?} in {path}");
        self.write(path, text.replace(from, to));
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    }

    pub fn rename(&self, from: &str, to: &str) {
        let to = self.path(to);
        fs::create_dir_all(to.parent().expect("inside the site")).expect("folders");
        fs::rename(self.path(from), to).unwrap_or_else(|error| panic!("{from}: {error}"));
    }

    pub fn request(&self) -> BuildRequest {
        BuildRequest { root: self.root(), output: self.public(), today: self.today, options: self.options.clone() }
    }

    /// Builds through the library.
    pub fn build(&self) -> Result<(Summary, Output), Vec<Diagnostic>> {
        fs::create_dir_all(self.root()).expect("the root");
        langso::build::build(&self.request(), &()).map(|summary| (summary, self.output()))
    }

    /// What is published now.
    pub fn output(&self) -> Output {
        read_output(&self.public())
    }

    /// The output of a clean build of the same sources in another folder.
    pub fn clean_build(&self) -> Output {
        let elsewhere = tempfile::tempdir().expect("a temporary folder");
        let request = BuildRequest { output: elsewhere.path().join("public"), ..self.request() };
        langso::build::build(&request, &()).unwrap_or_else(|findings| panic!("{findings:#?}"));
        read_output(&request.output)
    }

    /// The same by the program, whose files it may keep.
    pub fn clean_build_by_program(&self) -> Output {
        let elsewhere = tempfile::tempdir().expect("a temporary folder");
        let output = elsewhere.path().join("public");
        let done = self.command(["build", "--output"]).arg(&output).output().expect("it runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        read_output(&output)
    }

    /// The program, in the site's folder, on the fixed day, in English, with nothing of this machine's locale.
    pub fn command<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Command {
        fs::create_dir_all(self.root()).expect("the root");
        let mut command = program();
        command.current_dir(self.root()).env("LANG", "en_US.UTF-8").args(args);
        command
    }
}

/// The program on the fixed day, without this machine's locale.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_langso"));
    for name in ["LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE", "NO_COLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command.env("SOURCE_DATE_EPOCH", TODAY_EPOCH);
    command
}

/// Every file below a folder but the ledger's mark. A folder that is not there has none.
pub fn read_output(folder: &Path) -> Output {
    let mut output = Output::new();
    collect(folder, folder, &mut output);
    output.remove(".langso");
    output
}

/// Every file below a folder.
pub fn read_tree(folder: &Path) -> Output {
    let mut output = Output::new();
    collect(folder, folder, &mut output);
    output
}

fn collect(folder: &Path, base: &Path, output: &mut Output) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, base, output);
        } else {
            let inside = path.strip_prefix(base).expect("below the base");
            let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
            output
                .insert(parts.join("/"), fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())));
        }
    }
}

pub fn copy_folder(from: &Path, to: &Path) {
    let entries = fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
    fs::create_dir_all(to).expect("a folder");
    for entry in entries {
        let path = entry.expect("an entry").path();
        let to = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_folder(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        }
    }
}

/// The names of the folders in a folder, sorted.
pub fn folders(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
