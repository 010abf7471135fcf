//! Pages of units that are no more: a lean one for each, a list for each former province, and a list of those.

mod record;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use super::Press;
use super::data::SourceLine;
use super::frame::{DateView, Frame, Link, Schema, Twin, units_trail};
use super::html::{HtmlView, run};
use super::maps::unit_link;
use super::names::Finder;
use super::succession::{HeirView, MadeOf, former_link, heirs, made_of, within};
use super::units::{Rows, dataset_rows};
use crate::domain::history::{Former, Heir, has_other_meaning};
use crate::domain::unit::{Level, Unit};
use crate::job::{Job, Recipe, Role};
use crate::site::{Address, LoadedDataset, Site};
use crate::text;

static FORMER: Recipe<HtmlView<FormerData>> = Recipe { name: "former unit", run };
static PROVINCE: Recipe<HtmlView<ProvinceData>> = Recipe { name: "former province", run };
static FORMERS: Recipe<HtmlView<FormersData>> = Recipe { name: "former units", run };

/// Former communes by the former province they belonged to, both by their positions in the history.
type Communes = BTreeMap<usize, Vec<usize>>;

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    let site = &press.site;
    if site.history.is_empty() {
        return;
    }
    let communes = Arc::new(communes_by_province(site));
    for (id, former) in site.history.formers().iter().enumerate() {
        let path = site.former_address(id).output_path();
        let press = Arc::clone(press);
        jobs.push(match former.level {
            Level::Commune => Job::new(path, Role::Page, &FORMER, move || former_view(&press, id)),
            Level::Province => {
                let communes = Arc::clone(&communes);
                let of = move |id| communes.get(&id).map_or(&[][..], Vec::as_slice).to_vec();
                Job::new(path, Role::Page, &PROVINCE, move || province_view(&press, id, &of(id)))
            }
        });
    }
    record::plan(press, jobs, &communes);
    let shared = Arc::clone(press);
    jobs.push(Job::new(Address::formers().output_path(), Role::Page, &FORMERS, move || {
        formers_view(&shared, &communes)
    }));
}

fn communes_by_province(site: &Site) -> Communes {
    let mut communes = Communes::new();
    for (id, former) in site.history.of_level(Level::Commune) {
        if let Some(province) = site.history.province_of(former) {
            communes.entry(province).or_default().push(id);
        }
    }
    communes
}

#[derive(Serialize)]
struct FormerView {
    code: String,
    name: String,
    full_name: String,
    #[serde(rename = "type")]
    kind: String,
    district: Option<String>,
    province: Option<Link>,
    from: Option<DateView>,
    to: Option<DateView>,
    heirs: Vec<HeirView>,
    /// The unit of today that bears the code with another meaning.
    code_now: Option<Link>,
}

impl FormerView {
    fn new(site: &Site, id: usize) -> Self {
        let former = &site.history.formers()[id];
        let today = site.units.get(&former.code).filter(|unit| has_other_meaning(former, unit));
        Self {
            code: former.code.to_string(),
            name: former.name.clone(),
            full_name: former.full_name.clone(),
            kind: former.kind.clone(),
            district: former.district.clone(),
            province: site.history.province_of(former).map(|id| former_link(site, id)),
            from: DateView::maybe(former.period.from, site),
            to: DateView::maybe(former.period.to, site),
            heirs: heirs(site, id),
            code_now: today.map(|unit| unit_link(site, unit)),
        }
    }
}

#[derive(Serialize)]
struct FormerData {
    former: FormerView,
    made_of: MadeOf,
    data: Vec<Rows>,
    sources: Vec<SourceLine>,
}

fn former_view(press: &Press, id: usize) -> HtmlView<FormerData> {
    let site = &*press.site;
    let former = &site.history.formers()[id];
    HtmlView {
        template: press.template("kinds/former.html"),
        frame: frame(press, id, "former"),
        text: None,
        map: None,
        data: FormerData {
            former: FormerView::new(site, id),
            made_of: made_of(site, site.history.sources_of_former(id)),
            data: rows(site, id),
            sources: sources(site, former),
        },
    }
}

/// Rows of datasets about a former unit.
fn rows(site: &Site, id: usize) -> Vec<Rows> {
    let of_dataset =
        |dataset: &LoadedDataset| Some(dataset_rows(site, dataset, dataset.by_former.get(&id)?, Vec::new()));
    site.datasets.iter().filter_map(of_dataset).collect()
}

fn sources(site: &Site, former: &Former) -> Vec<SourceLine> {
    site.datasets.get(former.dataset).map(|dataset| SourceLine::new(site, dataset)).into_iter().collect()
}

fn frame(press: &Press, id: usize, kind: &'static str) -> Frame {
    let site = &*press.site;
    let former = &site.history.formers()[id];
    let mut ancestors = units_trail(site);
    ancestors.push(Link { title: site.word("formers_title").to_owned(), url: site.url(&Address::formers()) });
    ancestors.extend(site.history.province_of(former).map(|id| former_link(site, id)));
    let district = former.district.as_ref().map_or_else(String::new, |district| format!(", {district}"));
    let title = site.word("former_page_title").replace("{name}", &format!("{}{district}", former.full_name));
    let within = within(site, former, true);
    // A province lay in nothing that would be named between commas.
    let place = if within.is_empty() { "{within}, " } else { "{within}" };
    let description = site
        .word("former_description")
        .replace("{name}", &former.full_name)
        .replace(place, &within)
        .replace("{to}", &until(site, former))
        .replace("{now}", &heir_names(site, former));
    let identifier = vec![("identifier", (&*former.code).into())];
    Frame::new(press, &title, &site.former_address(id), kind, ancestors)
        .described(Some(&description))
        .with_schema(Schema { kind: "AdministrativeArea", more: identifier, ..Schema::default() })
        .with_data(record::updated(site), record::twins(site, id), site)
}

/// Names of what became of a former unit; the word for "not known" when nobody says.
fn heir_names(site: &Site, former: &Former) -> String {
    let names: Vec<&str> = (former.heirs.iter().filter_map(|succession| succession.heir.as_ref()))
        .filter_map(|heir| match heir {
            Heir::Unit(code) => Some(site.units.get(code)?.full_name.as_str()),
            Heir::Former(id) => Some(site.history.formers()[*id].full_name.as_str()),
        })
        .collect();
    if names.is_empty() { site.word("unknown").to_owned() } else { names.join(", ") }
}

/// The last day of a former unit; the word for "not known" when nobody says.
fn until(site: &Site, former: &Former) -> String {
    former.period.to.map_or_else(|| site.word("unknown").to_owned(), text::Date::short)
}

/// Until when a former unit was, and what became of it: "đến 30/06/2025; nay thuộc Xã Gia Lâm".
pub(super) fn fate(site: &Site, former: &Former) -> String {
    site.word("find_hint").replace("{to}", &until(site, former)).replace("{now}", &heir_names(site, former))
}

#[derive(Serialize)]
struct ProvinceData {
    former: FormerView,
    letters: Vec<Letter>,
    districts: usize,
    communes: usize,
    data: Vec<Rows>,
    sources: Vec<SourceLine>,
}

/// Former communes whose names begin with one letter.
#[derive(Serialize)]
struct Letter {
    letter: String,
    units: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    url: String,
    within: String,
    now: String,
}

fn province_view(press: &Press, id: usize, communes: &[usize]) -> HtmlView<ProvinceData> {
    let site = &*press.site;
    let formers = site.history.formers();
    let mut letters: Vec<Letter> = Vec::new();
    for &commune in communes {
        let former = &formers[commune];
        let letter = first_letter(&former.name);
        if letters.last().is_none_or(|last| last.letter != letter) {
            letters.push(Letter { letter, units: Vec::new() });
        }
        let entry = Entry {
            name: former.name.clone(),
            kind: former.kind.clone(),
            url: site.url(&site.former_address(commune)),
            within: former.district.clone().unwrap_or_default(),
            now: heir_names(site, former),
        };
        letters.last_mut().expect("just pushed").units.push(entry);
    }
    let districts: BTreeSet<&str> = communes.iter().filter_map(|&id| formers[id].district.as_deref()).collect();
    HtmlView {
        template: press.template("kinds/former_province.html"),
        frame: frame(press, id, "former-province"),
        text: None,
        map: None,
        data: ProvinceData {
            former: FormerView::new(site, id),
            letters,
            districts: districts.len(),
            communes: communes.len(),
            data: rows(site, id),
            sources: sources(site, &formers[id]),
        },
    }
}

/// The letter of the alphabet that a name begins with: Ă and Â are letters of their own, Á is an A.
pub(super) fn first_letter(name: &str) -> String {
    let first = name.chars().find(|c| c.is_alphanumeric()).unwrap_or('#');
    if first.is_numeric() { "0–9".to_owned() } else { text::letter(first) }
}

#[derive(Serialize)]
struct FormersData {
    provinces: Vec<FormerProvince>,
    changes: Vec<Change>,
    find: Finder,
    units: usize,
    /// Communes of today of which no table tells what they were made of.
    without: usize,
    /// Those, where they are few.
    without_links: Vec<Link>,
    sources: Vec<SourceLine>,
}

#[derive(Serialize)]
struct FormerProvince {
    code: String,
    full_name: String,
    url: String,
    communes: usize,
    now: Vec<Link>,
}

/// What ended and what followed on one day.
#[derive(Serialize)]
struct Change {
    date: Option<DateView>,
    /// `province` or `commune`.
    level: &'static str,
    formers: usize,
    heirs: usize,
}

/// Units that are named one by one.
const FEW: usize = 12;

fn formers_view(press: &Press, communes: &Communes) -> HtmlView<FormersData> {
    let site = &*press.site;
    let province = |(id, former): (usize, &Former)| FormerProvince {
        code: former.code.to_string(),
        full_name: former.full_name.clone(),
        url: site.url(&site.former_address(id)),
        communes: communes.get(&id).map_or(0, Vec::len),
        now: heirs(site, id).into_iter().filter_map(HeirView::into_link).collect(),
    };
    let without: Vec<&Unit> = (site.units.iter())
        .filter(|unit| unit.level == Level::Commune && site.history.sources_of(&unit.code).is_empty())
        .collect();
    let few = if without.len() <= FEW { &without[..] } else { &[] };
    let tables = site.datasets.iter().filter(|dataset| dataset.decl.history.is_some());
    HtmlView {
        template: press.template("lists/formers.html"),
        frame: Frame::new(press, site.word("formers_title"), &Address::formers(), "formers", units_trail(site))
            .described(Some(site.word("formers_lead")))
            .with_schema(Schema { kind: "CollectionPage", ..Schema::default() })
            .with_data(record::updated(site), Twin::of(site, &Address::formers(), &["csv"]), site),
        text: None,
        map: None,
        data: FormersData {
            provinces: site.history.of_level(Level::Province).map(province).collect(),
            changes: changes(site),
            find: Finder::new(site),
            units: site.units.count(Level::Commune),
            without: without.len(),
            without_links: few.iter().map(|unit| unit_link(site, unit)).collect(),
            sources: tables.map(|dataset| SourceLine::new(site, dataset)).collect(),
        },
    }
}

fn changes(site: &Site) -> Vec<Change> {
    /// How many units ended, and the codes of what followed.
    #[derive(Default)]
    struct Merger<'a>(usize, BTreeSet<&'a str>);
    let mut mergers: BTreeMap<_, Merger> = BTreeMap::new();
    for former in site.history.formers() {
        let Merger(formers, heirs) = mergers.entry((former.period.day_after(), former.level)).or_default();
        *formers += 1;
        heirs.extend(former.heirs.iter().filter(|heir| heir.heir.is_some()).map(|heir| &*heir.code));
    }
    let change = |((day, level), Merger(formers, heirs))| Change {
        date: DateView::maybe(day, site),
        level: if level == Level::Province { "province" } else { "commune" },
        formers,
        heirs: heirs.len(),
    };
    mergers.into_iter().map(change).collect()
}
