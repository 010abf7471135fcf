//! The command line as people meet it: languages, options, exit codes, what is printed where.

mod support;

use std::process::{Command, Output as Done};

use serde_json::Value;
use support::{Site, program};

const PAGE: &str = "+++\ntitle = \"Xin chào\"\n+++\n\nChữ.\n";

fn site() -> Site {
    Site::new().file("content/xin-chao.md", PAGE)
}

/// Exit code, standard output, standard error.
fn run(command: &mut Command) -> (i32, String, String) {
    let Done { status, stdout, stderr } = command.output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (status.code().expect("it ends by itself"), text(stdout), text(stderr))
}

fn help_in(settings: &[(&str, &str)], args: &[&str]) -> String {
    let (code, out, err) = run(program().args(args).envs(settings.iter().copied()));
    assert_eq!((code, &*err), (0, ""), "help is no error");
    out
}

#[test]
fn help_is_in_the_users_language() {
    let vietnamese = help_in(&[], &["--help"]);
    for word in ["Cách dùng", "build", "serve", "check", "Dựng cổng thông tin"] {
        assert!(vietnamese.contains(word), "{word} in {vietnamese}");
    }
    for settings in [("LANG", "vi_VN.UTF-8"), ("LANG", "C.UTF-8"), ("LC_ALL", "fr_FR")] {
        assert_eq!(help_in(&[settings], &["--help"]), vietnamese, "{settings:?}");
    }
    let english = help_in(&[("LANG", "en_US.UTF-8")], &["--help"]);
    assert!(english.contains("Usage") && !english.contains("Cách dùng"), "{english}");
    assert_eq!(help_in(&[], &["--lang", "en", "--help"]), english);
    assert_eq!(help_in(&[], &["--lang=en", "--help"]), english);
    assert_eq!(help_in(&[("LANG", "en_US.UTF-8")], &["--lang", "vi", "-h"]), vietnamese);
    assert_eq!(help_in(&[("LANG", "en_US"), ("LC_ALL", "vi_VN")], &["-h"]), vietnamese, "LC_ALL comes first");
}

#[test]
fn each_command_has_its_own_help() {
    for (command, options) in [
        ("build", &["--root", "--output", "--base-url", "--drafts", "--compress", "--lang", "--help"][..]),
        ("serve", &["--root", "--port", "--host", "--drafts", "--base-url"]),
        ("check", &["--root", "--format", "--drafts"]),
    ] {
        for lang in ["vi", "en"] {
            let help = help_in(&[], &[command, "--lang", lang, "--help"]);
            for option in options {
                assert!(help.contains(option), "{option} in {help}");
            }
            assert!(help.lines().all(|line| line.chars().count() <= 120), "{help}");
            if lang == "vi" {
                let english = ["Print", "Possible", "Usage", "Options", "default"];
                assert!(english.iter().all(|word| !help.contains(word)), "{help}");
            }
        }
    }
}

#[test]
fn version_is_printed() {
    let (code, out, _) = run(program().arg("--version"));
    assert_eq!((code, out.trim()), (0, concat!("langso ", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn a_wrong_command_line_is_told_and_ends_with_2() {
    for (args, named) in [
        (&["build", "--outptu", "x"][..], "--outptu"),
        (&["biuld"], "biuld"),
        (&["check", "--format", "xml"], "xml"),
        (&["serve", "--port", "99999"], "99999"),
        (&["build", "--lang", "fr"], "fr"),
        (&["build", "thua"], "thua"),
        (&["build", "--root"], "--root"),
    ] {
        let (code, out, err) = run(program().args(args));
        assert_eq!((code, &*out), (2, ""), "{args:?}: {err}");
        assert!(err.contains("LS004") && err.contains("Dòng lệnh chưa đúng") && err.contains("langso --help"), "{err}");
        assert!(err.contains(named), "{args:?}: {err}");
        let (code, _, english) = run(program().args(args).env("LANG", "en_GB"));
        // A language that is none is answered in Vietnamese.
        let english = if args.contains(&"--lang") { "LS004".to_owned() } else { english };
        assert!(code == 2 && english.contains("LS004") && !english.contains("Dòng lệnh"), "{english}");
    }
    let (code, _, err) = run(&mut program());
    assert!(code == 2 && err.contains("Cách dùng"), "no command at all: {err}");
}

#[test]
fn a_folder_with_one_markdown_file_builds() {
    let site = site();
    let (code, out, err) = run(&mut site.command(["build"]));
    assert_eq!((code, &*out), (0, ""), "{err}");
    assert!(site.path("public/xin-chao/index.html").exists() && site.path("public/index.html").exists());
    // On one screen, and nothing of this machine in it.
    assert!(err.lines().count() <= 4 && err.starts_with("Built public: "), "{err}");
    let (_, _, again) = run(&mut site.command(["build"]));
    assert!(again.contains("Made 0 files anew"), "{again}");
    let (_, _, vietnamese) = run(site.command(["build"]).env("LANG", "vi_VN"));
    assert!(vietnamese.starts_with("Đã dựng xong public: "), "{vietnamese}");
}

#[test]
fn an_empty_folder_is_told_what_to_do() {
    let site = Site::new();
    let (code, _, err) = run(site.command(["build"]).env("LANG", "vi_VN"));
    assert!(code == 1 && err.contains("LS003") && err.contains("content/_index.md"), "{err}");
    assert!(!site.public().exists());
    let nowhere = site.path("khong/co");
    let (code, _, err) = run(site.command(["build", "--root"]).arg(&nowhere));
    assert!(code == 2 && err.contains("LS005"), "{err}");
    assert!(!nowhere.exists(), "a root that was mistyped is not made");
}

#[test]
fn root_and_output_are_where_they_are_said_to_be() {
    let site = site();
    let elsewhere = tempfile::tempdir().expect("a folder");
    let root = site.root();
    let (code, _, err) =
        run(program().current_dir(elsewhere.path()).args(["build", "--output", "ra/day", "--root"]).arg(&root));
    assert_eq!(code, 0, "{err}");
    assert!(elsewhere.path().join("ra/day/index.html").exists(), "an output is relative to where one stands");
    assert!(!site.public().exists());
    let (code, _, err) = run(program().current_dir(elsewhere.path()).args(["build", "--root"]).arg(&root));
    assert_eq!(code, 0, "{err}");
    assert!(site.path("public/index.html").exists(), "the usual output lies in the root");
}

#[test]
fn base_url_and_drafts_are_taken() {
    let site = site().file("content/nhap.md", "+++\ntitle = \"Nháp\"\ndraft = true\n+++\n");
    run(&mut site.command(["build"]));
    assert!(!site.path("public/nhap/index.html").exists());
    let (code, _, err) = run(&mut site.command(["build", "--drafts", "--base-url", "https://x.example.vn/ntm/"]));
    assert_eq!(code, 0, "{err}");
    assert!(site.path("public/nhap/index.html").exists());
    assert!(site.read("public/sitemap.xml").contains("<loc>https://x.example.vn/ntm/nhap/</loc>"));
    assert!(site.read("public/xin-chao/index.html").contains("href=\"/ntm/\""));
}

#[test]
fn a_base_url_that_is_none_is_refused() {
    let (code, _, err) = run(&mut site().command(["build", "--base-url", "x.example.vn"]));
    assert_eq!(code, 2, "{err}");
}

#[test]
fn check_prints_findings_and_publishes_nothing() {
    let site = site();
    let (code, out, err) = run(&mut site.command(["check"]));
    assert_eq!((code, &*out, &*err), (0, "", "No errors. 0 warnings.\n"));
    site.write("content/sai.md", "+++\ntitle = \"Sai\"\ndate = 2026-02-30\n+++\n[x](@/khong.md)\n");
    let (code, out, err) = run(site.command(["check"]).env("LANG", "vi_VN"));
    assert_eq!((code, &*out), (1, ""));
    for part in [
        "lỗi[LS104]",
        "content/sai.md:3:8",
        "2026-02-30",
        "lỗi[LS201]",
        "content/sai.md:5:5",
        "cách sửa",
        "2 lỗi, 0 cảnh báo.",
    ] {
        assert!(err.contains(part), "{part} in {err}");
    }
    assert!(!err.contains('\u{1b}'), "no colours where no terminal is");
    assert!(!site.public().exists());
}

#[test]
fn check_as_json_is_for_programs() {
    let site = site().file("data/thua.csv", "a\n1\n").file("data/data.toml", "");
    let json = |site: &Site, lang: &str| -> (i32, Vec<Value>) {
        let (code, out, err) = run(&mut site.command(["check", "--format", "json", "--lang", lang]));
        assert_eq!(err, "", "only JSON is printed");
        (code, serde_json::from_str::<Vec<Value>>(&out).expect("an array"))
    };
    let (code, rows) = json(&site, "en");
    assert_eq!((code, rows.len()), (0, 1), "warnings are no failure: {rows:?}");
    assert_eq!(rows[0]["severity"], "warning");
    site.write("content/sai.md", "+++\ntitle = \"Sai\"\ndate = 2026-02-30\n+++\n");
    site.write("langso.toml", "theme = \"khong-co\"\n");
    let (code, rows) = json(&site, "vi");
    assert_eq!(code, 1);
    assert_eq!(rows.len(), 3, "{rows:?}");
    for row in &rows {
        let keys: Vec<&str> = row.as_object().expect("an object").keys().map(String::as_str).collect();
        assert_eq!(keys, ["severity", "code", "file", "line", "column", "message", "help"]);
        assert!(row["line"].is_u64() && row["column"].is_u64() && row["file"].is_string(), "{row}");
    }
    let date = rows.iter().find(|row| row["code"] == "LS104").expect("the date");
    assert_eq!(
        (&date["severity"], &date["file"], &date["line"], &date["column"]),
        (&"error".into(), &"content/sai.md".into(), &3.into(), &8.into())
    );
    assert!(date["message"].as_str().is_some_and(|message| message.contains("2026-02-30")));
    let (_, english) = json(&site, "en");
    assert_ne!(english[0]["message"], rows[0]["message"]);
    site.remove("data/thua.csv");
    site.remove("content/sai.md");
    site.write("langso.toml", "");
    assert_eq!(json(&site, "vi"), (0, vec![]), "no findings are an empty array");
}

#[test]
fn a_failed_build_says_that_the_former_site_stands() {
    let site = site();
    run(&mut site.command(["build"]));
    site.write("content/xin-chao.md", "+++\ntitel = \"x\"\n+++\n");
    let (code, out, err) = run(site.command(["build"]).env("LANG", "vi_VN"));
    assert_eq!((code, &*out), (1, ""));
    let last = err.lines().last().unwrap_or_default();
    assert_eq!(last, "Chưa xuất bản gì: 2 lỗi, 0 cảnh báo. Bản cũ trong public còn nguyên.");
}

#[test]
fn warnings_are_printed_and_counted() {
    let site = site().file("data/thua.csv", "a\n1\n").file("data/data.toml", "");
    let (code, _, err) = run(site.command(["build"]).env("LANG", "vi_VN"));
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("cảnh báo[LS301]") && err.contains("1 cảnh báo.") && err.contains("thua.csv"), "{err}");
}

/// `SOURCE_DATE_EPOCH` is the clock of a build, and Vietnam's day counts.
#[test]
fn the_day_is_vietnams() {
    let site = site().file("content/hen.md", "+++\ntitle = \"Hẹn\"\npublish = 2026-11-23\n+++\n");
    // 16:59 and 17:00 in London: 23:59 and midnight in Hà Nội.
    for (epoch, there) in [("1795366799", false), ("1795366800", true)] {
        let (code, _, err) = run(site.command(["build"]).env("SOURCE_DATE_EPOCH", epoch).env("TZ", "America/Lima"));
        assert_eq!(code, 0, "{err}");
        assert_eq!(site.path("public/hen/index.html").exists(), there, "{epoch}");
    }
}
