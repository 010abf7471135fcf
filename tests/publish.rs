//! Publishing under faults: whatever happens to a build, readers see the old site or the new one, whole.

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use support::{Output, Site, assert_same_output, program, read_output, read_tree};

/// Pages enough that a build takes a good part of a second.
const PAGES: usize = 300;
/// Builds that are killed.
const KILLS: usize = 25;

fn large_site() -> Site {
    let mut site =
        Site::new().file("langso.toml", "title = \"A\"\n").file("content/_index.md", "+++\ntitle = \"Cổng\"\n+++\n");
    for number in 0..PAGES {
        site =
            site.file(&format!("content/bai/{number:04}.md"), format!("+++\ntitle = \"Bài {number}\"\n+++\n\nChữ.\n"));
    }
    site
}

/// Turns every page into another version: the portal's title is on all of them.
fn rewrite(site: &Site, version: &str) {
    site.write("langso.toml", format!("title = \"{version}\"\n"));
}

fn build(site: &Site) -> Command {
    let mut command = site.command(["build"]);
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

fn build_well(site: &Site) -> (Output, Duration) {
    let start = Instant::now();
    let done = build(site).output().expect("it runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    (site.output(), start.elapsed())
}

/// What a hidden file or folder beside the output is called.
fn beside(site: &Site, purpose: &str) -> std::path::PathBuf {
    site.path(&format!(".public.langso-{purpose}"))
}

/// At every moment of a build: before, during and after the swap.
#[test]
fn a_killed_build_leaves_a_whole_site() {
    let site = large_site();
    let (a, _) = build_well(&site);
    rewrite(&site, "B");
    let (b, took) = build_well(&site);
    assert_ne!(a, b);
    let mut published = b.clone();
    let (mut old, mut new) = (0, 0);
    for kill in 0..KILLS {
        let (version, wanted) = if kill % 2 == 0 { ("A", &a) } else { ("B", &b) };
        rewrite(&site, version);
        let mut child = build(&site).spawn().expect("it runs");
        let share = f64::from(kill as u32 + 1) / KILLS as f64;
        if kill % 3 == 0 {
            // At any moment from its start on.
            sleep(took.mul_f64(share * 2.0));
        } else {
            // While files are staged, and around the swap.
            let patience = Instant::now();
            while !beside(&site, "new").exists() && patience.elapsed() < took * 3 {
                sleep(Duration::from_millis(1));
            }
            sleep(took.mul_f64(share));
        }
        let _ = child.kill();
        let _ = child.wait();
        let now = site.output();
        if now == *wanted {
            new += 1;
        } else {
            assert_same_output(&format!("kill {kill}: neither the former site nor the next one"), &published, &now);
            old += 1;
        }
        // The next build mends what was left and publishes all.
        let (mended, _) = build_well(&site);
        assert_same_output(&format!("after kill {kill}"), wanted, &mended);
        assert!(!beside(&site, "new").exists() && !beside(&site, "old").exists(), "kill {kill}: left-overs");
        published = mended;
    }
    assert!(
        old > 0 && new > 0,
        "{old} builds were killed before the swap, {new} after it: of both there should be some"
    );
    println!("{old} kills kept the former site, {new} came after the swap; a build took {took:?}");
}

/// Whatever an interrupted build or an older program may have left.
#[test]
fn leftovers_are_cleared_away() {
    let site = Site::new().file("content/a.md", "+++\ntitle = \"A\"\n+++\n");
    let (good, _) = build_well(&site);
    fs::create_dir_all(beside(&site, "new").join("deep")).expect("a folder");
    fs::write(beside(&site, "new").join("deep/half.html"), "half").expect("a file");
    fs::create_dir_all(beside(&site, "old")).expect("a folder");
    assert_same_output("beside left-overs", &good, &build_well(&site).0);
    assert!(!beside(&site, "new").exists() && !beside(&site, "old").exists());

    // Killed between two renames, where folders can't be exchanged: the former site is the only whole one.
    fs::rename(site.public(), beside(&site, "old")).expect("renamed");
    fs::create_dir_all(beside(&site, "new")).expect("a folder");
    site.write("content/b.md", "+++\ntitle = 5\n+++\n");
    let refused = build(&site).output().expect("it runs");
    assert_eq!(refused.status.code(), Some(1));
    assert_same_output("the former site is back although the build fails later", &good, &site.output());
}

#[test]
fn a_folder_of_somebody_else_is_not_replaced() {
    let site = Site::new()
        .file("content/a.md", "+++\ntitle = \"A\"\n+++\n")
        .file("public/luan-van.docx", "three years of work")
        .file("public/con/anh.jpg", "jpeg");
    let before = read_tree(&site.public());
    let refused = build(&site).output().expect("it runs");
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("LS502") && said.contains("--output"), "{said}");
    assert_same_output("the folder", &before, &read_tree(&site.public()));
    assert!(!beside(&site, "new").exists() && !beside(&site, "ledger").exists());

    // Nor is a folder that holds sources: the site's own.
    let refused = site.command(["build", "--output", "."]).output().expect("it runs");
    assert_eq!(refused.status.code(), Some(1), "{}", String::from_utf8_lossy(&refused.stderr));
    assert!(site.path("content/a.md").exists());
    let refused = site.command(["build", "--output", "content"]).output().expect("it runs");
    assert_eq!(refused.status.code(), Some(1), "{}", String::from_utf8_lossy(&refused.stderr));
    assert!(site.path("content/a.md").exists());

    // Nor a file.
    site.write("tep", "x");
    let refused = site.command(["build", "--output", "tep"]).output().expect("it runs");
    assert_eq!(refused.status.code(), Some(1), "{}", String::from_utf8_lossy(&refused.stderr));
    assert_eq!(site.read("tep"), "x");
}

#[test]
fn an_empty_folder_and_a_deep_one_are_taken() {
    let site = Site::new().file("content/a.md", "+++\ntitle = \"A\"\n+++\n");
    fs::create_dir_all(site.public()).expect("a folder");
    let (good, _) = build_well(&site);
    let done = site.command(["build", "--output", "mot/hai/ba"]).output().expect("it runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_same_output("elsewhere", &good, &read_output(&site.path("mot/hai/ba")));
}

/// The second of two builds waits or is told; neither spoils the other.
#[test]
fn two_builds_do_not_meet() {
    let site = large_site();
    let children: Vec<_> = (0..3).map(|_| build(&site).spawn().expect("it runs")).collect();
    let done: Vec<_> = children.into_iter().map(|child| child.wait_with_output().expect("it ends")).collect();
    assert!(done.iter().any(|done| done.status.success()), "nobody built");
    for refused in done.iter().filter(|done| !done.status.success()) {
        let said = String::from_utf8_lossy(&refused.stderr);
        assert!(refused.status.code() == Some(1) && said.contains("LS503"), "{said}");
    }
    assert_same_output("after three builds at once", &site.clean_build_by_program(), &site.output());
}

/// A failing build changes nothing, not even the times of files.
#[test]
fn a_failing_build_touches_nothing() {
    let site = Site::new().file("content/a.md", "+++\ntitle = \"A\"\n+++\n");
    build_well(&site);
    let ledger = fs::read(beside(&site, "ledger")).expect("the ledger");
    let modified = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).expect("a time");
    let (page, folder) = (modified(&site.path("public/a/index.html")), modified(&site.public()));
    site.write("content/b.md", "+++\ntitel = \"B\"\n+++\n");
    assert_eq!(build(&site).output().expect("it runs").status.code(), Some(1));
    assert_eq!(modified(&site.path("public/a/index.html")), page);
    assert_eq!(modified(&site.public()), folder);
    assert_eq!(fs::read(beside(&site, "ledger")).expect("the ledger"), ledger);
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    /// No room for the new site, here by a limit on the size of files: the former one stays.
    #[test]
    fn a_full_disk_leaves_the_former_site() {
        let site = Site::new().file("content/a.md", "+++\ntitle = \"A\"\n+++\n");
        let (good, _) = build_well(&site);
        site.write("content/tep/index.md", "+++\ntitle = \"Tệp\"\n+++\n");
        site.write("content/tep/phim.mp4", vec![7; 3 << 20]);
        // 1 MB of 512-byte blocks; the signal that goes with the limit is ignored, so that writing fails instead.
        let mut shell = Command::new("sh");
        shell.args(["-c", "trap '' XFSZ; ulimit -f 2048; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_langso"), "build"]);
        shell.current_dir(site.root()).env("LANG", "en_US.UTF-8").env("SOURCE_DATE_EPOCH", support::TODAY_EPOCH);
        let failed = shell.output().expect("it runs");
        let said = String::from_utf8_lossy(&failed.stderr).into_owned();
        assert_eq!(failed.status.code(), Some(1), "{said}");
        assert!(said.contains("LS501"), "{said}");
        assert_same_output("the former site", &good, &site.output());
        assert!(!beside(&site, "new").exists(), "the half-made site is taken away");
        assert_eq!(
            build_well(&site).0.len(),
            good.len() + 4,
            "the page, its card, the list of its letter and the film"
        );
    }

    /// Root may write anywhere, so a folder that refuses even root stands in for one without permission.
    #[test]
    fn a_folder_that_cannot_be_written_is_named() {
        let site = Site::new().file("content/a.md", "+++\ntitle = \"A\"\n+++\n");
        let is_root = fs::metadata("/proc/self").map(|metadata| metadata.uid()).unwrap_or(1) == 0;
        let target = if is_root {
            Path::new("/proc/langso-test/public").to_owned()
        } else {
            let locked = site.path("khoa");
            fs::create_dir_all(&locked).expect("a folder");
            fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).expect("locked");
            locked.join("public")
        };
        let failed = site.command(["build", "--output"]).arg(&target).output().expect("it runs");
        let said = String::from_utf8_lossy(&failed.stderr).into_owned();
        assert_eq!(failed.status.code(), Some(1), "{said}");
        assert!(said.contains("LS501"), "{said}");
        assert!(!target.exists());
    }

    /// A link out of the site is not followed into somebody else's files when the output is replaced.
    #[test]
    fn links_in_the_output_are_not_followed() {
        let site = Site::new().file("content/a.md", "+++\ntitle = \"A\"\n+++\n");
        let elsewhere = tempfile::tempdir().expect("a folder");
        fs::write(elsewhere.path().join("quy.txt"), "precious").expect("a file");
        let (good, _) = build_well(&site);
        std::os::unix::fs::symlink(elsewhere.path(), site.path("public/ra-ngoai")).expect("a link");
        fs::remove_file(site.path("public/index.html")).expect("removed");
        std::os::unix::fs::symlink(elsewhere.path().join("quy.txt"), site.path("public/index.html")).expect("a link");
        assert_same_output("the mended site", &good, &build_well(&site).0);
        assert_eq!(fs::read_to_string(elsewhere.path().join("quy.txt")).expect("there"), "precious");
    }
}

/// The program is the one under test.
#[test]
fn the_program_runs() {
    let done = program().arg("--version").output().expect("it runs");
    assert!(done.status.success());
}

/// The site before the last one is made the next one: whatever became of it meanwhile, and while the published one shares
/// its files, every build gives what a clean one gives.
#[test]
fn the_spare_site_never_shows() {
    let site = Site::new().file("langso.toml", "title = \"A\"\n");
    for name in ["a", "b", "c", "d"] {
        site.write(&format!("content/{name}.md"), format!("+++\ntitle = \"{name}\"\n+++\n\nChữ.\n"));
    }
    let clean = |site: &Site, what: &str| {
        let (output, _) = build_well(site);
        let elsewhere = Site::new();
        let folder = elsewhere.path("sach");
        let mut command = site.command(["build", "--output", &folder.to_string_lossy()]);
        assert!(command.output().expect("it runs").status.success());
        assert_same_output(what, &read_output(&folder), &output);
    };
    clean(&site, "the first build");
    site.write("content/a.md", "+++\ntitle = \"a\"\n+++\n\nHai.\n");
    clean(&site, "the second build");
    assert!(beside(&site, "spare").join("a/index.html").exists(), "the first site is kept");
    site.write("content/b.md", "+++\ntitle = \"b\"\n+++\n\nBa.\n");
    clean(&site, "the third build, made of the first site");

    // Somebody meddled with it: a changed file, one gone, a stranger, a folder in a file's place.
    let spare = beside(&site, "spare");
    for path in ["a/index.html", "b/index.html"] {
        // A new file, not the one that the published site may share.
        fs::remove_file(spare.join(path)).expect("a file");
        fs::write(spare.join(path), "meddled").expect("written");
    }
    fs::remove_file(spare.join("c/index.html")).expect("a file");
    fs::create_dir_all(spare.join("c/index.html/sau")).expect("a folder");
    fs::create_dir_all(spare.join("la/hon")).expect("a folder");
    fs::write(spare.join("la/hon/tep.txt"), "stranger").expect("written");
    site.write("content/d.md", "+++\ntitle = \"d\"\n+++\n\nBốn.\n");
    clean(&site, "made of a site that somebody meddled with");
    assert!(!site.public().join("la").exists(), "empty folders are taken away");

    // A page goes, its folder becomes a file's and the other way round.
    site.remove("content/c.md");
    site.write("content/c", "tệp");
    site.write("content/tep", "tệp");
    clean(&site, "a file where a page was");
    assert!(site.public().join("c").is_file() && beside(&site, "spare").join("c").is_dir());
    site.remove("content/tep");
    site.write("content/tep.md", "+++\ntitle = \"Tệp\"\n+++\n");
    clean(&site, "a page where a file was");
    site.remove("content/c");
    site.write("content/c.md", "+++\ntitle = \"c\"\n+++\n");
    clean(&site, "and back");

    // A build that fails while files are staged, then one that does not.
    fs::remove_dir_all(beside(&site, "spare")).expect("a folder");
    clean(&site, "nothing changed");
    site.write("content/a.md", "+++\ntitle = \"a\"\n+++\n\nNăm.\n");
    clean(&site, "without a spare site");
}
