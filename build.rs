//! Puts the default theme into the program.
//!
//! `themes/langso` holds what people write. Its scripts and fonts have to be built first: the sources of that build are copied
//! to `OUT_DIR/theme-build`, so that the source tree stays clean, `npm ci` runs there when the lock file changed, and
//! `node build.mjs` writes to `OUT_DIR/theme`. `OUT_DIR/theme.rs` then lists every file of the theme with its bytes:
//!
//! ```ignore
//! pub static FILES: &[(&str, &[u8])] = &[("fonts/bold.woff2", include_bytes!("...")), ...];
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Sources of the theme's build: they are built from, not shipped.
const BUILD_SOURCES: [&str; 6] =
    ["package.json", "package-lock.json", "build.mjs", "tsconfig.json", "notices", "scripts"];
/// Never read: they are not the theme's own.
const FOREIGN: [&str; 3] = ["node_modules", "dist", ".gitignore"];

fn main() {
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR"));
    let out = PathBuf::from(variable("OUT_DIR"));
    let theme = root.join("themes").join("langso");
    println!("cargo::rerun-if-changed=build.rs");
    for entry in entries(&theme) {
        println!("cargo::rerun-if-changed={}", entry.display());
    }

    let workshop = out.join("theme-build");
    let built = out.join("theme");
    copy_sources(&theme, &workshop);
    install_packages(&workshop);
    empty(&built);
    let mut node = Command::new("node");
    run(node.arg("build.mjs").arg(&built).current_dir(&workshop), "node build.mjs");

    let mut files = BTreeMap::new();
    for entry in entries(&theme) {
        if BUILD_SOURCES.iter().all(|name| !entry.ends_with(name)) {
            collect(&entry, &theme, &mut files);
        }
    }
    collect(&built, &built, &mut files);
    let list = out.join("theme.rs");
    write(&list, &source_of_list(&files));
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("cargo sets {name}"))
}

/// What lies in the theme's folder, sorted, without what is not its own.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let listing = fs::read_dir(folder).unwrap_or_else(|error| fail(folder, &error));
    let mut found: Vec<PathBuf> =
        listing.map(|entry| entry.unwrap_or_else(|error| fail(folder, &error)).path()).collect();
    found.retain(|path| FOREIGN.iter().all(|name| !path.ends_with(name)));
    found.sort();
    found
}

fn copy_sources(theme: &Path, workshop: &Path) {
    fs::create_dir_all(workshop).unwrap_or_else(|error| fail(workshop, &error));
    for name in BUILD_SOURCES {
        let (from, to) = (theme.join(name), workshop.join(name));
        if from.is_dir() {
            empty(&to);
        }
        copy(&from, &to);
    }
}

fn copy(from: &Path, to: &Path) {
    if !from.is_dir() {
        let bytes = fs::read(from).unwrap_or_else(|error| fail(from, &error));
        return fs::write(to, bytes).unwrap_or_else(|error| fail(to, &error));
    }
    fs::create_dir_all(to).unwrap_or_else(|error| fail(to, &error));
    for entry in entries(from) {
        copy(&entry, &to.join(entry.file_name().unwrap_or_default()));
    }
}

fn empty(folder: &Path) {
    match fs::remove_dir_all(folder) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => fail(folder, &error),
    }
    fs::create_dir_all(folder).unwrap_or_else(|error| fail(folder, &error));
}

/// Only when the lock file is another one than that of the packages that lie there: then no network is needed.
fn install_packages(workshop: &Path) {
    let lock = fs::read(workshop.join("package-lock.json")).unwrap_or_else(|error| fail(workshop, &error));
    let stamp = workshop.join("installed-lock.json");
    if workshop.join("node_modules").is_dir() && fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return;
    }
    let _ = fs::remove_file(&stamp);
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut command = Command::new(npm);
    command.args(["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    run(command.current_dir(workshop), "npm ci");
    fs::write(&stamp, lock).unwrap_or_else(|error| fail(&stamp, &error));
}

fn run(command: &mut Command, name: &str) {
    match command.output() {
        Ok(output) if output.status.success() => {}
        Ok(output) => stop(&format!("{name} failed / lệnh {name} bị lỗi ({}):\n{}", output.status, text_of(&output))),
        Err(error) => stop(&format!("{name} could not be started / không chạy được {name}: {error}")),
    }
}

fn text_of(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A message for the person who types `cargo build`, instead of a stack of Rust frames.
fn stop(what: &str) -> ! {
    eprintln!(
        "\nKhông dựng được giao diện mặc định (themes/langso). Cần có Node.js 20 trở lên kèm npm trong PATH;\n\
         lần dựng đầu tiên cần mạng để tải gói npm, các lần sau thì không.\n\
         The default theme (themes/langso) could not be built. Node.js 20 or newer with npm must be in PATH;\n\
         the first build needs the network to fetch npm packages, later ones do not.\n\n{what}\n"
    );
    std::process::exit(1)
}

fn fail(path: &Path, error: &io::Error) -> ! {
    stop(&format!("{}: {error}", path.display()))
}

/// Theme path -> file on disk, for every file under `path`.
fn collect(path: &Path, base: &Path, files: &mut BTreeMap<String, PathBuf>) {
    if path.is_dir() {
        return entries(path).iter().for_each(|entry| collect(entry, base, files));
    }
    let inside = path.strip_prefix(base).unwrap_or(path);
    let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    files.insert(parts.join("/"), path.to_path_buf());
}

fn source_of_list(files: &BTreeMap<String, PathBuf>) -> String {
    let mut source = String::from(
        "/// Every file of the default theme, sorted by its path in the theme.\npub static FILES: &[(&str, &[u8])] = &[\n",
    );
    for (name, path) in files {
        // `{:?}` writes a Rust string literal, with the backslashes of Windows escaped.
        let _ = writeln!(source, "    ({name:?}, include_bytes!({:?})),", path.display().to_string());
    }
    source.push_str("];\n");
    source
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap_or_else(|error| fail(path, &error));
}
