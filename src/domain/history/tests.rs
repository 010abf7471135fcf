use super::*;

fn unit(code: &str, full_name: &str) -> Unit {
    let (kind, name) = split_kind(full_name);
    Unit {
        code: code.into(),
        level: Level::Commune,
        name: name.into(),
        full_name: full_name.into(),
        kind: kind.into(),
        parent: None,
        area: None,
        period: Period::default(),
        dataset: 0,
        feature: 0,
        path: String::new(),
    }
}

/// A former commune of huyện Gia Lâm; its period as `"from..to"`, its successors as `(code, part)`.
fn former(code: &str, full_name: &str, period: &str, heirs: &[(&str, Part)]) -> Former {
    let (kind, name) = split_kind(full_name);
    let (from, to) = period.split_once("..").expect("two days");
    let succession = |&(code, part): &(&str, Part)| Succession {
        code: code.into(),
        heir: None,
        part,
        resolution: None,
        decided: None,
        clause: None,
        doubt: None,
        row: 0,
    };
    Former {
        code: code.into(),
        level: Level::Commune,
        name: name.into(),
        full_name: full_name.into(),
        kind: kind.into(),
        district: Some("Huyện Gia Lâm".into()),
        province: None,
        period: Period { from: Date::parse(from), to: Date::parse(to) },
        heirs: heirs.iter().map(succession).collect(),
        dataset: 0,
        row: 0,
    }
}

fn gia_lam() -> History {
    let units = Units::new(vec![unit("00565", "Xã Gia Lâm"), unit("00577", "Xã Bát Tràng"), unit("00600", "Xã Mới")]);
    let formers = vec![
        former("00571", "Xã Dương Xá", "..2025-06-30", &[("00565", Part::Whole)]),
        former("00565", "Thị trấn Trâu Quỳ", "..2025-06-30", &[("00565", Part::Some), ("00577", Part::Some)]),
        former("00583", "Xã Văn Đức", "..2024", &[("00583", Part::Whole)]),
        former("00580", "Xã Kim Lan", "..2024-12-31", &[("00583", Part::Whole)]),
        former("00583", "Xã Kim Đức", "2025-01-01..2025-06-30", &[("00577", Part::Whole)]),
        former("00600", "Xã Cũ", "..2025-06-30", &[("00600", Part::Whole)]),
    ];
    History::new(formers, &units)
}

fn only(history: &History, text: &str, day: &str) -> usize {
    match history.find(text, Date::parse(day)).as_slice() {
        [id] => *id,
        other => panic!("{text} on {day}: {other:?}"),
    }
}

#[test]
fn a_code_is_the_unit_that_bore_it_on_the_day() {
    let history = gia_lam();
    let name = |code: &str, day: &str| history.formers()[only(&history, code, day)].full_name.clone();
    assert_eq!(name("00583", "2024-06-01"), "Xã Văn Đức");
    assert_eq!(name("00583", "2025-06-01"), "Xã Kim Đức");
    assert_eq!(name("00565", ""), "Thị trấn Trâu Quỳ");
    assert!(history.find("00583", Date::parse("2026-01-01")).is_empty());
}

#[test]
fn whole_units_are_led_through_all_mergers_and_divided_ones_are_not() {
    let history = gia_lam();
    let heir = |text: &str| history.whole_heir(only(&history, text, "")).map(|code| code.to_string());
    assert_eq!(heir("Kim Lan").as_deref(), Some("00577"), "by way of Kim Đức");
    assert_eq!(heir("duong xa, gia lam").as_deref(), Some("00565"));
    assert_eq!(heir("thị trấn Trâu Quỳ"), None);
    assert!(history.is_continued(only(&history, "Xã Cũ", "")));
    assert!(!history.is_continued(only(&history, "Dương Xá", "")), "others are part of the new unit too");
}

#[test]
fn a_unit_of_today_knows_its_sources_and_since_when_it_is() {
    let history = gia_lam();
    let names: Vec<&str> =
        history.sources_of("00577").iter().map(|&source| history.source(source).0.name.as_str()).collect();
    assert_eq!(names, ["Kim Đức", "Trâu Quỳ"], "whole units first");
    assert_eq!(history.began("00565"), Date::parse("2025-07-01"));
    assert_eq!(history.began("00601"), None);
}

#[test]
fn names_are_found_within_what_they_belonged_to() {
    let history = gia_lam();
    assert_eq!(history.find("Dương Xá, huyện Gia Lâm", None).len(), 1);
    assert!(history.find("Dương Xá, Đông Anh", None).is_empty());
    assert!(history.find("Dương", None).is_empty(), "whole names only");
}

#[test]
fn circles_are_found_once() {
    assert!(gia_lam().cycles().is_empty(), "a code that passes to another unit is no circle");
    let formers = vec![
        former("00001", "Xã A", "..", &[("00002", Part::Whole)]),
        former("00002", "Xã B", "..", &[("00001", Part::Whole)]),
        former("00003", "Xã C", "..", &[("00001", Part::Whole)]),
    ];
    let history = History::new(formers, &Units::default());
    assert_eq!(history.cycles(), [[0, 1]]);
    assert_eq!(history.whole_heir(2), None, "and they end");
}

#[test]
fn of_units_with_one_address_the_last_keeps_it() {
    let formers = vec![former("00001", "Xã A", "..2019", &[]), former("00001", "Xã A", "2020..2025-06-30", &[])];
    let history = History::new(formers, &Units::default());
    assert_eq!([history.address(0), history.address(1)], ["cu/a-00001-den-2019/", "cu/a-00001/"]);
}
