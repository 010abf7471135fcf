//! Files as Vietnamese offices keep them, taken in: each must decode to what `tests/data/offices/truth.json` says of it,
//! cell by cell and position by position, or be refused with the right findings; and no damage to any may end in a
//! panic. `tests/data/offices/README.md` tells what the files are and how they are made.
//!
//! `OFFICES=folder cargo nextest run --test intake` tries another set of the same form.

#[path = "intake/compare.rs"]
mod compare;
#[path = "intake/damage.rs"]
mod damage;
#[path = "intake/truth.rs"]
mod truth;

use std::collections::BTreeSet;

use truth::Truth;

/// Tries every case of a group, and tells all that went wrong together.
fn check(group: &str) {
    let truth = Truth::read();
    let cases: Vec<_> = truth.cases.iter().filter(|case| case.group == group).collect();
    assert!(!cases.is_empty() || truth.is_foreign(), "no case of the group {group}");
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let found = compare::differences(case, &truth);
            (!found.is_empty()).then(|| format!("{} ({})\n  {}", case.name, case.file, found.join("\n  ")))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn shapefiles() {
    check("shapefile");
}

#[test]
fn geopackages() {
    check("geopackage");
}

#[test]
fn mapinfo_files() {
    check("mapinfo");
}

#[test]
fn geojson() {
    check("geojson");
}

#[test]
fn text_tables() {
    check("csv");
}

#[test]
fn spreadsheets() {
    check("sheet");
}

#[test]
fn other_files() {
    check("other");
}

#[test]
fn unlucky_files() {
    check("unlucky");
}

#[test]
fn every_case_is_of_a_group_and_every_file_of_a_case() {
    let truth = Truth::read();
    let groups = ["shapefile", "geopackage", "mapinfo", "geojson", "csv", "sheet", "other", "unlucky"];
    for case in &truth.cases {
        assert!(groups.contains(&case.group.as_str()), "{}: {}", case.name, case.group);
    }
    let named: BTreeSet<&str> = truth.cases.iter().map(|case| truth::stem(&case.file)).collect();
    for file in truth.files() {
        assert!(named.contains(truth::stem(&file)), "{file} is in no case");
    }
}

#[test]
fn no_beginning_of_a_file_makes_it_panic() {
    damage::cut_off(&Truth::read());
}

#[test]
fn no_wrong_bytes_make_it_panic() {
    damage::scrambled(&Truth::read());
}
