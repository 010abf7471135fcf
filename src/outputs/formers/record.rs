//! Former units for machines: one file for each former province, with all its communes, and one table of all.

use std::sync::Arc;

use serde::Serialize;

use super::Communes;
use crate::domain::history::Succession;
use crate::domain::unit::Level;
use crate::job::{Job, Recipe};
use crate::outputs::Press;
use crate::outputs::frame::Twin;
use crate::outputs::open_data::{Record, Sheet, json, latest, table, twin};
use crate::site::{Address, Site};
use crate::text::Date;

static JSON: Recipe<Record<FormersRecord>> = Recipe { name: "former units json", run: json };

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>, communes: &Arc<Communes>) {
    for (id, _) in press.site.history.of_level(Level::Province) {
        let communes = Arc::clone(communes);
        twin(jobs, press, &press.site.former_address(id), &JSON, move |site| {
            let own = communes.get(&id).map_or(&[][..], Vec::as_slice);
            (updated(site), FormersRecord::new(site, std::iter::once(&id).chain(own)))
        });
    }
    table(jobs, press, &Address::formers(), sheet);
}

/// Where a program finds a former unit: in its province's file, since ten thousand files of three lines help nobody.
pub(super) fn twins(site: &Site, id: usize) -> Vec<Twin> {
    let former = &site.history.formers()[id];
    let holder = if former.level == Level::Province { Some(id) } else { site.history.province_of(former) };
    holder.map_or_else(Vec::new, |id| Twin::of(site, &site.former_address(id), &["json"]))
}

/// When the tables of former units last changed.
pub(super) fn updated(site: &Site) -> Option<Date> {
    latest(site.datasets.iter().filter(|dataset| dataset.decl.history.is_some()).map(|dataset| dataset.decl.date))
}

#[derive(Serialize)]
struct FormersRecord {
    formers: Vec<FormerRecord>,
    sources: Vec<String>,
}

impl FormersRecord {
    fn new<'a>(site: &Site, ids: impl Iterator<Item = &'a usize>) -> Self {
        let tables = site.datasets.iter().filter(|dataset| dataset.decl.history.is_some());
        Self {
            formers: ids.map(|&id| FormerRecord::new(site, id)).collect(),
            sources: tables.map(|dataset| dataset.decl.source.clone()).collect(),
        }
    }
}

#[derive(Serialize)]
struct FormerRecord {
    code: String,
    name: String,
    full_name: String,
    #[serde(rename = "type")]
    kind: String,
    district: Option<String>,
    province: Option<String>,
    from: Option<String>,
    to: Option<String>,
    successors: Vec<Successor>,
    url: String,
}

/// A unit that took the former one over, whole or in part.
#[derive(Serialize)]
struct Successor {
    code: String,
    part: &'static str,
    resolution: Option<String>,
    clause: Option<String>,
    doubt: Option<String>,
}

impl FormerRecord {
    fn new(site: &Site, id: usize) -> Self {
        let former = &site.history.formers()[id];
        let province = site.history.province_of(former).map(|id| site.history.formers()[id].code.to_string());
        Self {
            code: former.code.to_string(),
            name: former.name.clone(),
            full_name: former.full_name.clone(),
            kind: former.kind.clone(),
            district: former.district.clone(),
            province,
            from: former.period.from.map(|day| day.to_string()),
            to: former.period.to.map(|day| day.to_string()),
            successors: former.heirs.iter().map(Successor::new).collect(),
            url: site.canonical(&site.former_address(id)),
        }
    }
}

impl Successor {
    fn new(succession: &Succession) -> Self {
        Self {
            code: succession.code.to_string(),
            part: succession.part.word(),
            resolution: succession.resolution.clone(),
            clause: succession.clause.clone(),
            doubt: succession.doubt.clone(),
        }
    }
}

/// A row for each former unit and successor; one of which nobody knows what became has a row as well.
fn sheet(site: &Site) -> Sheet {
    let rows = (0..site.history.formers().len()).flat_map(|id| {
        let mut former = FormerRecord::new(site, id);
        let text = |cell: Option<String>| cell.unwrap_or_default();
        let successors = std::mem::take(&mut former.successors);
        let own = [
            former.code,
            former.full_name,
            text(former.district),
            text(former.province),
            text(former.from),
            text(former.to),
            former.url,
        ];
        let ends = if successors.is_empty() {
            vec![Default::default()]
        } else {
            let end = |successor: Successor| {
                let Successor { code, part, resolution, clause, doubt } = successor;
                [code, part.to_owned(), text(resolution), text(clause), text(doubt)]
            };
            successors.into_iter().map(end).collect()
        };
        ends.into_iter().map(move |end: [String; 5]| own.iter().cloned().chain(end).collect())
    });
    Sheet {
        headings: vec![
            "code",
            "full_name",
            "district",
            "province",
            "from",
            "to",
            "url",
            "successor",
            "part",
            "resolution",
            "clause",
            "doubt",
        ],
        rows: rows.collect(),
    }
}
