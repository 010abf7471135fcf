//! What became of a former unit, and what a unit was made of, as pages show it.

use serde::Serialize;

use super::frame::{DateView, Link};
use super::maps::unit_link;
use super::units::{Rows, dataset_rows};
use crate::domain::history::{Former, Heir, Part, Source, Succession};
use crate::domain::unit::Unit;
use crate::site::{LoadedDataset, Site};

/// The ground of a succession in law.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub(super) struct Basis {
    /// Number of the resolution.
    number: String,
    /// Its page, where the portal has one.
    url: Option<String>,
    /// When it was passed.
    decided: Option<DateView>,
    clause: Option<String>,
}

impl Basis {
    fn of(site: &Site, succession: &Succession) -> Option<Self> {
        let number = succession.resolution.clone()?;
        let page = site.documents.get(&number).map(|&id| &site.pages[id]);
        Some(Self {
            url: page.map(|page| site.url(&page.address)),
            decided: DateView::maybe(succession.decided, site),
            clause: succession.clause.clone(),
            number,
        })
    }
}

/// A successor.
#[derive(Serialize)]
pub(super) struct HeirView {
    /// Its page; `None` for what is no unit.
    link: Option<Link>,
    code: String,
    /// `whole`, `part`, `unsure`, or `kept` where the successor is the same ground under another name or none.
    part: &'static str,
    basis: Option<Basis>,
    doubt: Option<String>,
}

impl HeirView {
    /// Its page alone.
    pub(super) fn into_link(self) -> Option<Link> {
        self.link
    }
}

/// A predecessor.
#[derive(Serialize)]
pub(super) struct SourceView {
    link: Link,
    /// What it belonged to: `Huyện Gia Lâm`.
    within: String,
    part: &'static str,
    /// Where it is not that of all the others.
    basis: Option<Basis>,
    doubt: Option<String>,
}

/// What a unit was made of.
#[derive(Default, Serialize)]
pub(super) struct MadeOf {
    units: Vec<SourceView>,
    /// The ground of all of them, where it is one.
    basis: Option<Basis>,
}

/// What became of a former unit.
pub(super) fn heirs(site: &Site, id: usize) -> Vec<HeirView> {
    let former = &site.history.formers()[id];
    let view = |succession: &Succession| HeirView {
        link: succession.heir.as_ref().and_then(|heir| match heir {
            Heir::Unit(code) => site.units.get(code).map(|unit| unit_link(site, unit)),
            Heir::Former(other) => Some(former_link(site, *other)),
        }),
        code: succession.code.to_string(),
        part: if site.history.is_continued(id) { "kept" } else { succession.part.word() },
        basis: Basis::of(site, succession),
        doubt: succession.doubt.clone(),
    };
    former.heirs.iter().map(view).collect()
}

/// What predecessors made up a unit.
pub(super) fn made_of(site: &Site, sources: &[Source]) -> MadeOf {
    let bases: Vec<Option<Basis>> =
        sources.iter().map(|&source| Basis::of(site, site.history.source(source).1)).collect();
    let shared = bases.first().filter(|first| bases.iter().all(|basis| basis == *first)).cloned().flatten();
    let views = sources.iter().zip(bases).map(|(&source, basis)| {
        let (former, succession) = site.history.source(source);
        SourceView {
            link: former_link(site, source.former),
            within: within(site, former, false),
            part: succession.part.word(),
            basis: if shared.is_some() { None } else { basis },
            doubt: succession.doubt.clone(),
        }
    });
    MadeOf { units: views.collect(), basis: shared }
}

/// `Huyện Gia Lâm`, or with the province `Huyện Gia Lâm, Thành phố Hà Nội`.
pub(super) fn within(site: &Site, former: &Former, with_province: bool) -> String {
    let province = site.history.province_of(former).filter(|_| with_province || former.district.is_none());
    let province = province.map(|id| site.history.formers()[id].full_name.as_str());
    former.district.as_deref().into_iter().chain(province).collect::<Vec<_>>().join(", ")
}

/// A link to a former unit's page.
pub(super) fn former_link(site: &Site, id: usize) -> Link {
    Link { title: site.history.formers()[id].full_name.clone(), url: site.url(&site.former_address(id)) }
}

/// Rows about former units that went whole to a unit of today, perhaps by way of others, and do not make it up alone:
/// shown as theirs, never added up.
pub(super) fn former_rows(site: &Site, unit: &Unit) -> Vec<Rows> {
    let mut ids = Vec::new();
    whole_sources(site, site.history.sources_of(&unit.code), &mut ids);
    // Rows of a unit that only goes on under another name are rows of the unit of today.
    ids.retain(|&id| !site.history.is_continued(id));
    let of_dataset = |dataset: &LoadedDataset| {
        let rows =
            ids.iter().flat_map(|id| dataset.by_former.get(id).into_iter().flatten().map(move |&row| (row, *id)));
        let (rows, formers): (Vec<usize>, Vec<usize>) = rows.unzip();
        let formers = formers.into_iter().map(|id| former_link(site, id)).collect();
        (!rows.is_empty()).then(|| dataset_rows(site, dataset, &rows, formers))
    };
    site.datasets.iter().filter_map(of_dataset).collect()
}

fn whole_sources(site: &Site, sources: &[Source], ids: &mut Vec<usize>) {
    for &source in sources {
        if site.history.source(source).1.part == Part::Whole && !ids.contains(&source.former) {
            ids.push(source.former);
            whole_sources(site, site.history.sources_of_former(source.former), ids);
        }
    }
}
