//! A criteria set for machines: JSON by stable keys, and the table that it could be read from again.

use std::sync::Arc;

use serde_json::json;

use super::{address, criterion_anchor, indicator_anchor, needed};
use crate::diagnostics::{Diagnostic, code};
use crate::domain::criterion::{Criterion, Framework, Indicator, Origin};
use crate::domain::threshold::Threshold;
use crate::export::csv;
use crate::job::{Job, Recipe, Role};
use crate::outputs::Press;
use crate::site::Site;

static JSON: Recipe<serde_json::Value> =
    Recipe { name: "framework json", run: |twin| serde_json::to_vec_pretty(twin).map_err(|error| unwritable(&error)) };
static CSV: Recipe<Vec<Vec<String>>> = Recipe { name: "framework csv", run: |rows| written(rows) };

fn written(rows: &[Vec<String>]) -> Result<Vec<u8>, Diagnostic> {
    let (header, rows) = rows.split_first().unwrap_or((const { &Vec::new() }, &[]));
    let mut file = csv::Writer::new(header)?;
    rows.iter().try_for_each(|row| file.row(row))?;
    file.finish()
}

fn unwritable(error: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::error(code::UNWRITABLE).arg("path", "json").arg("reason", error)
}

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>, at: usize) {
    let address = address(&press.site.record.frameworks[at]);
    let shared = Arc::clone(press);
    jobs.push(Job::new(address.join("tieu-chi.json").output_path(), Role::File, &JSON, move || {
        twin(&shared.site, &shared.site.record.frameworks[at])
    }));
    let shared = Arc::clone(press);
    jobs.push(Job::new(address.join("tieu-chi.csv").output_path(), Role::File, &CSV, move || {
        rows(&shared.site.record.frameworks[at])
    }));
}

/// The set for machines: what the page says, by stable keys.
fn twin(site: &Site, framework: &Framework) -> serde_json::Value {
    let page = site.canonical(&address(framework));
    let indicator = |indicator: &Indicator| {
        let threshold = |(group, threshold): &(Option<usize>, Threshold)| {
            let mut value = serde_json::to_value(threshold).unwrap_or_default();
            value["group"] = group.map(|at| framework.decree.groups[at].id.as_str()).into();
            value
        };
        json!({
            "number": indicator.number,
            "text": indicator.text,
            "unit": indicator.unit,
            "verbatim": indicator.verbatim,
            "thresholds": indicator.thresholds.iter().map(threshold).collect::<Vec<_>>(),
            "origin": indicator.origin,
            "url": format!("{page}#{}", indicator_anchor(&indicator.number)),
        })
    };
    let criterion = |(at, criterion): (usize, &Criterion)| {
        json!({
            "number": criterion.number,
            "name": criterion.name,
            "name_en": criterion.name_en,
            "group": criterion.group,
            "needed": criterion.needed,
            "origin": criterion.origin,
            "url": format!("{page}#{}", criterion_anchor(&criterion.number)),
            "indicators": framework.indicators[framework.of_criterion(at)].iter().map(indicator).collect::<Vec<_>>(),
        })
    };
    json!({
        "schema": "langso/framework/1",
        "url": page,
        "decree": framework.decree,
        "conditions": framework.conditions,
        "criteria": framework.criteria.iter().enumerate().map(criterion).collect::<Vec<_>>(),
    })
}

/// The set as the table that it could be read from again.
fn rows(framework: &Framework) -> Vec<Vec<String>> {
    const HEAD: [&str; 12] = [
        "Loại",
        "Số",
        "Tên",
        "Tên tiếng Anh",
        "Nhóm",
        "Đơn vị",
        "Quy tắc",
        "Nguyên văn",
        "Nguồn",
        "Độ chắc",
        "Ghi chú",
        "Ngưỡng",
    ];
    let groups = &framework.decree.groups;
    let head = HEAD.map(str::to_owned).into_iter();
    let mut rows: Vec<Vec<String>> =
        vec![head.chain(groups.iter().map(|group| format!("Ngưỡng {}", group.title))).collect()];
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let row = |start: [&str; 3], middle: [String; 5], origin: &Origin| {
        let end = [text(&origin.source), origin.sureness.word().to_owned(), text(&origin.note)];
        start.map(str::to_owned).into_iter().chain(middle).chain(end).collect::<Vec<_>>()
    };
    let blank = String::new;
    for condition in &framework.conditions {
        let middle = [blank(), blank(), blank(), blank(), blank()];
        rows.push(row(["điều kiện", "", &condition.text], middle, &condition.origin));
    }
    for (at, criterion) in framework.criteria.iter().enumerate() {
        let rule = needed(criterion.needed).map_or_else(blank, |count| format!("ít nhất {count}"));
        let middle = [text(&criterion.name_en), text(&criterion.group), blank(), rule, blank()];
        rows.push(row(["tiêu chí", &criterion.number, &criterion.name], middle, &criterion.origin));
        for indicator in &framework.indicators[framework.of_criterion(at)] {
            let verbatim = if indicator.verbatim { "x" } else { "" }.to_owned();
            let middle = [blank(), blank(), text(&indicator.unit), blank(), verbatim];
            let mut cells = row(["chỉ tiêu", &indicator.number, &indicator.text], middle, &indicator.origin);
            let of = |group: Option<usize>| {
                let own = indicator.thresholds.iter().find(|(own, _)| *own == group);
                own.map_or_else(blank, |(_, threshold)| threshold.to_string())
            };
            cells.push(of(None));
            cells.extend((0..groups.len()).map(|group| of(Some(group))));
            rows.push(cells);
        }
    }
    let width = rows[0].len();
    rows.iter_mut().for_each(|row| row.resize(width, blank()));
    rows
}
