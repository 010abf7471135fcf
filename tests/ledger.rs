//! The pilot keeps what the articles about the five plans say: every sentence and number of all 55 promises and all 33
//! systems is on its built pages, and in the files for machines.
//!
//! Pages are read, not sources; what must be there stands in `tests/data/plans`.

mod support;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use langso::build::{BuildRequest, build};
use langso::site::LoadOptions;
use langso::text::{Date, fold};
use serde_json::Value;
use support::{Output, read_output, tests_folder};

/// The pilot, built once.
static PILOT: LazyLock<Output> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let request = BuildRequest {
        root: Path::new(env!("CARGO_MANIFEST_DIR")).to_owned(),
        output: folder.path().join("public"),
        today: Date::new(2026, 11, 25).expect("a day"),
        options: LoadOptions::default(),
    };
    build(&request, &()).unwrap_or_else(|findings| panic!("{findings:#?}"));
    read_output(&request.output)
});

/// One test, since the pilot is built for it: test programs run each test in a process of its own.
#[test]
fn the_pilot_keeps_what_the_articles_say() {
    every_promise_is_on_its_page_and_on_its_plans();
    every_promise_is_open_data();
    every_system_is_on_a_page();
    every_topic_compares_its_promises();
    pages_with_data_lead_machines_on();
}

/// Rows of a table of `tests/data/plans`, by the names of its columns.
fn rows(file: &str) -> Vec<impl Fn(&str) -> String> {
    let path = tests_folder().join("data/plans").join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = text.lines().map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
    let names = lines.next().expect("a line of names");
    lines
        .map(|cells| {
            let names = names.clone();
            move |name: &str| {
                let at = names.iter().position(|known| known == name).unwrap_or_else(|| panic!("no column {name}"));
                cells[at].clone()
            }
        })
        .collect()
}

fn page(path: &str) -> String {
    let bytes = PILOT.get(path).unwrap_or_else(|| panic!("{path} is not there"));
    let html = String::from_utf8_lossy(bytes);
    let main = html.split("<main").nth(1).and_then(|rest| rest.split("</main>").next()).unwrap_or_default();
    words(main)
}

/// What a reader sees: no tags, no entities, single blanks.
fn words(html: &str) -> String {
    let mut text = String::new();
    for (at, part) in html.split('<').enumerate() {
        text.push_str(if at == 0 { part } else { part.split_once('>').map_or("", |(_, after)| after) });
        text.push(' ');
    }
    let plain = [
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&#x2F;", "/"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    let text = plain.iter().fold(text, |text, (entity, letter)| text.replace(entity, letter));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn json(path: &str) -> Value {
    serde_json::from_slice(PILOT.get(path).unwrap_or_else(|| panic!("{path} is not there"))).expect("JSON")
}

/// Whether a number stands in a text by itself: 9 is not in 90.
fn has_number(text: &str, number: &str) -> bool {
    text.match_indices(number).any(|(at, _)| {
        let inside = |c: char| c.is_ascii_digit() || c == ',';
        !text[..at].ends_with(inside) && !text[at + number.len()..].starts_with(|c: char| c.is_ascii_digit())
    })
}

fn every_promise_is_on_its_page_and_on_its_plans() {
    let promises = rows("promises.tsv");
    assert_eq!(promises.len(), 55);
    let mut missing = Vec::new();
    for promise in &promises {
        let id = promise("id");
        let own = format!("cam-ket/{id}/index.html");
        let of_plan = format!("ke-hoach/{}/index.html", promise("plan"));
        for path in [&own, &of_plan, &"cam-ket/index.html".to_owned()] {
            let text = page(path);
            if !text.contains(&promise("text")) {
                missing.push(format!("{path}: {}", promise("text")));
            }
        }
        let text = page(&own);
        let facts = text.replacen(&promise("text"), "", 1);
        let mut needed =
            vec![("number", promise("number")), ("base", promise("base")), ("deadline", promise("deadline"))];
        needed.push(("criterion", promise("criterion")));
        let parts = promise("parts");
        needed.extend(parts.split(' ').map(|part| ("part", part.to_owned())));
        for (what, value) in needed.into_iter().filter(|(_, value)| !value.is_empty()) {
            if !has_number(&facts, &value) {
                missing.push(format!("{own}: {what} {value}"));
            }
        }
        let word = match promise("comparator").as_str() {
            ">=" => "ít nhất",
            "=" => "đạt",
            _ => "Chỉ tiêu định tính",
        };
        if !facts.contains(word) {
            missing.push(format!("{own}: {word}"));
        }
        // Nobody has published a figure: the page says so, and since when.
        if !text.contains("Chưa có số liệu") {
            missing.push(format!("{own}: nothing about data"));
        }
        for said in ["Bên cam kết", "Chịu trách nhiệm nội dung", "Cập nhật"] {
            if !text.contains(said) {
                missing.push(format!("{own}: {said}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

fn every_promise_is_open_data() {
    let all = json("du-lieu/cam-ket.json");
    let all = all["promises"].as_array().expect("a list");
    let bytes = &PILOT["du-lieu/cam-ket.csv"];
    assert!(bytes.starts_with("\u{feff}id,url,".as_bytes()));
    let mut table = csv::Reader::from_reader(&bytes[3..]);
    let names = table.headers().expect("names").clone();
    let table: Vec<csv::StringRecord> = table.records().map(|record| record.expect("a row")).collect();
    let promises = rows("promises.tsv");
    assert_eq!((all.len(), table.len()), (promises.len(), promises.len()));
    for ((promise, record), row) in promises.iter().zip(all).zip(&table) {
        let id = promise("id");
        assert_eq!(record["id"], *id);
        assert_eq!(record["text"], *promise("text"));
        let own = json(&format!("du-lieu/cam-ket/{id}.json"));
        assert!(own["page"].as_str().is_some_and(|page| page.ends_with(&format!("/cam-ket/{id}/"))), "{own}");
        let cell =
            |name: &str| row.get(names.iter().position(|known| known == name).expect("a column")).expect("a cell");
        assert_eq!(cell("id"), id);
        assert_eq!(cell("text"), promise("text"));
        for typed in [&own, record] {
            let number = promise("number").trim_end_matches('%').replace(',', ".");
            assert_eq!(typed["value"].as_f64().map_or_else(String::new, |value| value.to_string()), number, "{id}");
            assert_eq!(typed["unit"] == "%", promise("number").ends_with('%'), "{id}");
            assert_eq!(typed["comparator"].as_str().unwrap_or_default(), promise("comparator"), "{id}");
            assert!(typed["owner"].as_str().is_some_and(|owner| owner.contains("Ủy ban nhân dân")), "{id}");
            assert_eq!(typed["figures"], Value::Array(Vec::new()), "{id}");
            assert!(typed["no_data_since"].is_object(), "{id}");
        }
        assert_eq!(cell("value"), promise("number").trim_end_matches('%').replace(',', "."));
        let base = [cell("numerator"), cell("denominator")].join("/");
        assert_eq!(base.trim_matches('/'), promise("base"), "{id}");
        assert!(!cell("topics").is_empty(), "{id} is compared with nothing");
    }
}

fn every_system_is_on_a_page() {
    let systems = rows("systems.tsv");
    assert_eq!(systems.len(), 33);
    let directory = page("he-thong/index.html");
    let records = json("du-lieu/he-thong.json");
    let records = records["systems"].as_array().expect("a list");
    assert_eq!(records.len(), systems.len());
    for system in &systems {
        let id = system("id");
        let record = records.iter().find(|record| record["id"] == *id).unwrap_or_else(|| panic!("{id} is not in"));
        let url = record["page_url"].as_str().unwrap_or_default();
        let path = url.split_once("//").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
        let text = page(&format!("{path}index.html"));
        // A title begins with a capital.
        let name = fold(&system("name"));
        for (where_, seen) in [("its page", &text), ("the directory", &directory)] {
            assert!(fold(seen).contains(&name), "{id} is not on {where_}");
        }
        assert!(fold(&text).contains(&fold(&system("quote"))), "{id}: {}", system("quote"));
        assert!(text.contains(&system("url")), "{id}: {}", system("url"));
        assert!(text.contains("chưa kiểm tra"), "{id}: nobody has looked at it");
        let asked = record["asked_by"].as_array().expect("a list");
        assert!(!asked.is_empty(), "{id}: no plan names it");
        let plans: BTreeSet<&str> = asked.iter().filter_map(|asked| asked["plan"].as_str()).collect();
        for plan in system("plans").split_whitespace() {
            assert!(plans.iter().any(|url| url.ends_with(&format!("/{plan}/"))), "{id}: {plan} is not in {plans:?}");
        }
    }
}

fn every_topic_compares_its_promises() {
    let promises = json("du-lieu/cam-ket.json");
    let topics: BTreeSet<&str> = promises["promises"]
        .as_array()
        .expect("a list")
        .iter()
        .flat_map(|promise| promise["topics"].as_array().expect("a list").iter().filter_map(Value::as_str))
        .collect();
    assert!(topics.len() > 10, "{topics:?}");
    for topic in topics {
        let path = format!("cam-ket/chu-de/{topic}/index.html");
        let text = page(&path);
        let record = json(&format!("du-lieu/cam-ket/chu-de/{topic}.json"));
        let compared = record["promises"].as_array().expect("a list");
        assert!(compared.len() > 1, "{topic}: nothing to compare");
        for promise in compared {
            assert!(text.contains(promise["text"].as_str().unwrap_or_default()), "{topic}: {}", promise["id"]);
        }
        // The chart has a bar for each share.
        let shares = compared.iter().filter(|promise| promise["unit"] == "%").count();
        let html = String::from_utf8_lossy(&PILOT[&path]).into_owned();
        assert_eq!(html.matches("class=\"chart-goal\"").count(), if shares > 1 { shares } else { 0 }, "{topic}");
    }
}

/// Every page with data names who answers for it and when it changed, and leads machines to their files.
fn pages_with_data_lead_machines_on() {
    for path in [
        "cam-ket/index.html",
        "cam-ket/tinh/ha-noi/index.html",
        "cam-ket/hcm-02/index.html",
        "cam-ket/chu-de/hop-tac-xa/index.html",
        "ke-hoach/ha-noi-236/index.html",
        "he-thong/index.html",
        "he-thong/check-hanoi-gov-vn/index.html",
        "van-ban/index.html",
        "van-ban/318-qd-ttg/index.html",
        "du-lieu/index.html",
        "don-vi/index.html",
        "don-vi/ha-noi/index.html",
        "don-vi/ha-noi/gia-lam-00565/index.html",
    ] {
        let html = String::from_utf8_lossy(PILOT.get(path).unwrap_or_else(|| panic!("{path}"))).into_owned();
        let twins: Vec<&str> = html
            .split("<link rel=\"alternate\" type=\"")
            .skip(1)
            .filter(|link| link.starts_with("application/json") || link.starts_with("text/csv"))
            .filter_map(|link| link.split("href=\"/").nth(1)?.split('"').next())
            .collect();
        assert!(!twins.is_empty(), "{path} has no twin");
        for twin in twins {
            assert!(PILOT.contains_key(twin), "{path}: {twin} is not there");
            if twin.ends_with(".json") {
                let record = json(twin);
                assert!(record["publisher"].is_string() && record["updated"].is_string(), "{twin}: {record}");
            }
        }
        let text = page(path);
        assert!(text.contains("Chịu trách nhiệm nội dung") && text.contains("Cập nhật"), "{path}");
        assert!(!text.contains("Cập nhật chưa rõ"), "{path} does not say when");
    }
}
