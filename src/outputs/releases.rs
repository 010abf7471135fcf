//! What changed in the open data: the list of releases with a feed, and a page with its tables for each.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::data::{page_anchor, page_url};
use super::feeds::Event;
use super::frame::{DateView, Frame, Link, Schema, Twin, home_link};
use super::html::{HtmlView, Text, run};
use super::maps::unit_link;
use super::open_data::{Record, Sheet, json, table, twin};
use super::{Press, feeds, versions};
use crate::domain::edition::{Change, Kind};
use crate::job::{Job, Recipe, Role};
use crate::site::facts::{GEOMETRY, PROMISES};
use crate::site::releases::{Release, word};
use crate::site::{Address, LoadedDataset, Site};

static RELEASES: Recipe<HtmlView<Releases>> = Recipe { name: "releases", run };
static RELEASE: Recipe<HtmlView<ReleaseData>> = Recipe { name: "release", run };
static RELEASE_JSON: Recipe<Record<Changes>> = Recipe { name: "release json", run: json };

/// Changes that a page lists; its tables have all.
const LISTED: usize = 300;

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    if press.site.releases.is_empty() {
        return;
    }
    let shared = Arc::clone(press);
    jobs.push(Job::new(Address::releases().output_path(), Role::Page, &RELEASES, move || list_view(&shared)));
    feeds::plan_list(press, jobs, &Address::releases(), "releases_title", |site| {
        let event = |release: &Arc<Release>| Event {
            title: title(site, release),
            address: Address::release(&release.id),
            date: release.date,
            summary: summary(site, release),
        };
        site.releases.iter().map(event).collect()
    });
    for release in &press.site.releases {
        let address = Address::release(&release.id);
        let (shared, own) = (Arc::clone(press), Arc::clone(release));
        jobs.push(Job::new(address.output_path(), Role::Page, &RELEASE, move || view(&shared, &own)));
        let own = Arc::clone(release);
        twin(jobs, press, &address, &RELEASE_JSON, move |_| (Some(own.date), Changes { changes: own.changes.clone() }));
        let own = Arc::clone(release);
        table(jobs, press, &address, move |_| sheet(&own));
    }
}

#[derive(Serialize)]
struct Changes {
    changes: Vec<Change>,
}

fn sheet(release: &Release) -> Sheet {
    let row = |change: &Change| {
        let Change { kind, table, key, name, column, before, after } = change.clone();
        vec![word(kind).to_owned(), table, key, name, column, before, after]
    };
    Sheet {
        headings: vec!["viec", "bang", "khoa", "ten", "cot", "truoc", "sau"],
        rows: release.changes.iter().map(row).collect(),
    }
}

#[derive(Serialize)]
struct Releases {
    releases: Vec<Entry>,
    feed: String,
}

#[derive(Serialize)]
struct Entry {
    title: String,
    url: String,
    date: DateView,
    summary: String,
}

#[derive(Serialize)]
struct ReleaseData {
    date: DateView,
    summary: String,
    tables: Vec<TableChanges>,
    /// How many changes there are, and how many of them the page lists.
    total: usize,
    listed: usize,
    previous: Option<Link>,
    next: Option<Link>,
}

/// What happened to one table.
#[derive(Serialize)]
struct TableChanges {
    title: String,
    /// Where the table is described; one that is gone has only its id.
    url: Option<String>,
    /// The table as this release left it, where that is kept.
    version: Option<String>,
    /// Rows of a first edition.
    rows: Option<String>,
    added: usize,
    changed: usize,
    removed: usize,
    changes: Vec<ChangeView>,
}

#[derive(Serialize)]
struct ChangeView {
    kind: Kind,
    key: String,
    name: String,
    /// The page of the unit that the row is about.
    url: Option<String>,
    column: String,
    /// A new shape has no words.
    shape: bool,
    before: String,
    after: String,
}

/// A release by its day; a later one of a day has its number.
pub(super) fn title(site: &Site, release: &Release) -> String {
    let number = release.id.get(11..).map_or_else(String::new, |number| format!(" ({number})"));
    format!("{} {}{number}", site.word("release_title"), release.date.short())
}

/// How many rows came, cells changed and rows went.
pub(super) fn summary(site: &Site, release: &Release) -> String {
    let count = |kind: Kind| release.changes.iter().filter(|change| change.kind == kind).count();
    if count(Kind::First) > 0 {
        return site.word("release_first").to_owned();
    }
    let number = |count: usize| crate::text::number(count as f64, &site.config.lang);
    site.word("release_summary")
        .replace("{added}", &number(count(Kind::Added)))
        .replace("{changed}", &number(count(Kind::Changed)))
        .replace("{removed}", &number(count(Kind::Removed)))
}

fn list_view(press: &Press) -> HtmlView<Releases> {
    let site = &*press.site;
    let section = site.sections.iter().find(|section| section.address == Address::releases());
    let name = section.map_or_else(|| site.word("releases_title").to_owned(), |section| section.meta().title.clone());
    let entry = |release: &Arc<Release>| Entry {
        title: title(site, release),
        url: site.url(&Address::release(&release.id)),
        date: DateView::new(release.date, site),
        summary: summary(site, release),
    };
    HtmlView {
        template: press.template("lists/releases.html"),
        frame: Frame::new(press, &name, &Address::releases(), "releases", home_link(site))
            .described(section.and_then(|section| section.meta().description.as_deref()))
            .with_schema(Schema { kind: "CollectionPage", ..Schema::default() }),
        text: section.and_then(|section| Text::of_section(site, section)),
        map: None,
        data: Releases {
            releases: site.releases.iter().map(entry).collect(),
            feed: site.url(&Address::releases().join("feed.xml")),
        },
    }
}

fn view(press: &Press, release: &Release) -> HtmlView<ReleaseData> {
    let site = &*press.site;
    let address = Address::release(&release.id);
    let mut ancestors = home_link(site);
    ancestors.push(Link { title: site.word("releases_title").to_owned(), url: site.url(&Address::releases()) });
    let mut tables: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    for change in &release.changes {
        tables.entry(&change.table).or_default().push(change);
    }
    // Each table shows some of its changes, so that a large one hides no other.
    let share = (LISTED / tables.len().max(1)).max(10);
    let tables: Vec<TableChanges> =
        tables.into_iter().map(|(id, changes)| table_changes(site, release, id, &changes, share)).collect();
    let at = site.releases.iter().position(|other| other.id == release.id);
    let link = |at: Option<usize>| {
        let release = site.releases.get(at?)?;
        Some(Link { title: title(site, release), url: site.url(&Address::release(&release.id)) })
    };
    HtmlView {
        template: press.template("kinds/release.html"),
        frame: Frame::new(press, &title(site, release), &address, "release", ancestors)
            .described(Some(&summary(site, release)))
            .with_schema(Schema { kind: "Dataset", ..Schema::default() })
            .with_data(Some(release.date), Twin::of(site, &address, &["csv", "json"]), site),
        text: None,
        map: None,
        data: ReleaseData {
            date: DateView::new(release.date, site),
            summary: summary(site, release),
            total: release.changes.len(),
            listed: tables.iter().map(|table| table.changes.len()).sum(),
            tables,
            previous: link(at.map(|at| at + 1)),
            next: link(at.and_then(|at| at.checked_sub(1))),
        },
    }
}

fn table_changes(site: &Site, release: &Release, id: &str, changes: &[&Change], share: usize) -> TableChanges {
    let dataset = site.datasets.iter().find(|dataset| dataset.decl.id.text == id);
    let results = site.record.tables.iter().chain(&site.record.decisions).find(|table| table.id == id);
    let described = |dataset: Option<&LoadedDataset>| {
        Some(dataset.map_or_else(|| page_anchor(site, id), |dataset| page_url(site, dataset)))
    };
    let (title, url) = match (dataset, results) {
        (Some(dataset), _) => (dataset.decl.title.clone(), described(Some(dataset))),
        (None, Some(table)) => (table.title.clone(), described(None)),
        (None, None) if id == PROMISES && !site.ledger.promises.is_empty() => {
            (site.word("promises_title").to_owned(), Some(site.url(&Address::promises())))
        }
        (None, None) => (id.to_owned(), None),
    };
    let is_first = |change: &&&Change| change.kind == Kind::First;
    let count = |kind: Kind| changes.iter().filter(|change| change.kind == kind).count();
    TableChanges {
        title,
        url,
        version: (versions::of_table(site, id).find(|version| version.id == release.id))
            .map(|version| site.url(&Address::version(&version.table, &version.id))),
        rows: changes.iter().find(is_first).map(|change| change.after.clone()),
        added: count(Kind::Added),
        changed: count(Kind::Changed),
        removed: count(Kind::Removed),
        changes: (changes.iter().filter(|change| change.kind != Kind::First))
            .take(share)
            .map(|change| change_view(site, change))
            .collect(),
    }
}

fn change_view(site: &Site, change: &Change) -> ChangeView {
    let unit = site.units.get(&change.key).map(|unit| unit_link(site, unit).url);
    let is_promise = change.table == PROMISES && is_promised(site, &change.key);
    ChangeView {
        kind: change.kind,
        key: change.key.clone(),
        name: change.name.clone(),
        url: unit.or_else(|| is_promise.then(|| site.url(&Address::promise(&change.key)))),
        column: change.column.clone(),
        shape: change.column == GEOMETRY,
        before: change.before.clone(),
        after: change.after.clone(),
    }
}

/// Whether a target of a plan has this id.
fn is_promised(site: &Site, id: &str) -> bool {
    site.ledger.promises.iter().any(|promise| promise.of(&site.pages).2.id == id)
}
