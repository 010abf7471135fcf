//! The index of names: what a box on a page looks up as somebody types, without a server.
//!
//! An entry is `[key, name, kind, address, hint, bounds]`. Keys are folded (no marks, no case, no word for the kind of unit) and
//! sorted by their bytes; the entries are cut into shards of a few kilobytes, and `index.json` holds the first key of
//! each. So whatever was typed, what begins with it lies in one shard or in neighbours, and a first query costs two small
//! files. Nothing here is about units alone: other kinds of things with a name may join the list.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use super::Press;
use super::formers::fate;
use super::frame::Link;
use super::map_layers::{Named, named};
use super::succession::within;
use crate::digest::Digest;
use crate::domain::history::{Former, Heir};
use crate::domain::unit::split_kind;
use crate::geo::Bounds;
use crate::job::{Job, Recipe, Role};
use crate::site::{Address, Site};
use crate::text;

static INDEX: Recipe<Index> = Recipe { name: "names", run: |index| Ok(index.json().into_bytes()) };
static SHARD: Recipe<Vec<Entry>> =
    Recipe { name: "names shard", run: |entries| Ok(json!(entries).to_string().into_bytes()) };

/// Text in a shard, bytes, before compression.
const SHARD_SIZE: usize = 9_000;

/// Key, name, kind (`unit`, `former` or `thing`), address, hint, and where it is: "west,south,east,north" in degrees, of a former unit
/// where its successors are; empty when nobody knows.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Entry(String, String, &'static str, String, String, String);

/// The first key of each shard, and a mark that changes when any shard does.
#[derive(Serialize)]
struct Index {
    version: Digest,
    keys: Vec<String>,
}

impl Index {
    fn json(&self) -> String {
        json!({"version": self.version.short(), "keys": self.keys}).to_string()
    }
}

/// What a box for typing a name needs; it does without a script too, as a link to the list.
#[derive(Serialize)]
pub(super) struct Finder {
    /// Address of the index; `none` where there is nothing to find.
    index: Option<String>,
    /// The list to look through instead.
    list: Link,
}

impl Finder {
    pub(super) fn new(site: &Site) -> Self {
        let (title, address) = if site.history.is_empty() {
            ("units_title", Address::units())
        } else {
            ("formers_title", Address::formers())
        };
        Self {
            index: site.units.iter().next().map(|_| site.url(&Address::names().join("index.json"))),
            list: Link { title: site.word(title).to_owned(), url: site.url(&address) },
        }
    }
}

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    if press.site.units.iter().next().is_none() {
        return;
    }
    let shards: Vec<Arc<Vec<Entry>>> = shards(entries(press)).into_iter().map(Arc::new).collect();
    let keys: Vec<String> = shards.iter().map(|shard| shard[0].0.clone()).collect();
    let version = Digest::of_value(&shards.iter().map(|shard| &**shard).collect::<Vec<_>>());
    let path = |name: &str| Address::names().join(name).output_path();
    for (number, shard) in shards.into_iter().enumerate() {
        let view = move || (*shard).clone();
        jobs.push(Job::new(path(&format!("{number}.json")), Role::File, &SHARD, view));
    }
    let view = move || Index { version, keys: keys.clone() };
    jobs.push(Job::new(path("index.json"), Role::File, &INDEX, view));
}

/// Every unit of today and of the past, by its name and by its code.
fn entries(press: &Press) -> Vec<Entry> {
    let site = &*press.site;
    let bounds: HashMap<&str, Bounds> = (site.units.iter().zip(press.unit_bounds.iter()))
        .filter_map(|(unit, bounds)| Some((&*unit.code, (*bounds)?)))
        .collect();
    let mut entries = Vec::new();
    let mut add =
        |[code, name, full_name]: [&str; 3], kind: &'static str, address: Address, hint: String, at: Option<Bounds>| {
            let at = at.map_or_else(String::new, |at| {
                format!("{:.3},{:.3},{:.3},{:.3}", at.west, at.south, at.east, at.north)
            });
            for key in [key(name), code.to_owned()] {
                entries.push(Entry(key, full_name.to_owned(), kind, site.url(&address), hint.clone(), at.clone()));
            }
        };
    for unit in site.units.iter() {
        let province = site.units.parent_of(unit);
        let hint = province.map_or_else(String::new, |province| province.full_name.clone());
        let at = bounds.get(&*unit.code).copied();
        add([&unit.code, &unit.name, &unit.full_name], "unit", site.unit_address(unit), hint, at);
    }
    for (id, former) in site.history.formers().iter().enumerate() {
        let within = within(site, former, true);
        let told = fate(site, former);
        let hint = if within.is_empty() { told } else { format!("{within}; {told}") };
        let at = heir_units(former).filter_map(|code| bounds.get(code).copied()).reduce(Bounds::union);
        add([&former.code, &former.name, &former.full_name], "former", site.former_address(id), hint, at);
    }
    entries.extend(things(press));
    entries.sort();
    entries.dedup();
    entries
}

/// What isn't a unit: points of the map's layers, products, places, routes and festivals.
fn things(press: &Press) -> Vec<Entry> {
    let site = &*press.site;
    let mut things: Vec<Named> = named(press);
    let known: HashSet<String> = things.iter().filter_map(|thing| thing.url.clone()).collect();
    let tourism = &site.tourism;
    let pages = tourism.places.iter().chain(&tourism.festivals).chain(tourism.routes.iter().map(|route| &route.page));
    let pages = pages.map(|&id| (&site.pages[id].meta().title, &site.pages[id].address, "tourism_title"));
    let pages = pages.map(|(name, address, word)| (name, site.url(address), word));
    let products = site.products.iter().map(|own| (&own.name, site.url(&own.address()), "service_san-pham"));
    let unplaced = products.chain(pages).filter(|(_, url, _)| !known.contains(url));
    things.extend(unplaced.map(|(name, url, word)| Named {
        name: name.clone(),
        url: Some(url),
        layer: site.word(word).to_owned(),
        at: None,
    }));
    let entries = things.into_iter().flat_map(|Named { name, url, layer, at }| {
        let at = at.map_or_else(String::new, |at| format!("{0:.5},{1:.5},{0:.5},{1:.5}", at.x, at.y));
        let url = url.unwrap_or_else(|| site.url(&Address::map()));
        let entry = |key| Entry(key, name.clone(), "thing", url.clone(), layer.clone(), at.clone());
        keys(&name).into_iter().map(entry).collect::<Vec<_>>()
    });
    entries.collect()
}

/// Nobody remembers which word of a name is the first, so each begins a key.
fn keys(name: &str) -> Vec<String> {
    /// Words of a name that may be its first.
    const WORDS: usize = 8;
    let words = text::slug(name).replace('-', " ");
    let starts = std::iter::once(0).chain(words.match_indices(' ').map(|(at, _)| at + 1));
    starts.take(WORDS).map(|at| words[at..].to_owned()).filter(|key| !key.is_empty()).collect()
}

/// Codes of today's units that a former one went into.
pub(super) fn heir_units(former: &Former) -> impl Iterator<Item = &str> {
    former.heirs.iter().filter_map(|succession| match succession.heir.as_ref()? {
        Heir::Unit(code) => Some(&**code),
        Heir::Former(_) => None,
    })
}

/// A name as people type it: folded, words parted by single blanks.
fn key(name: &str) -> String {
    text::slug(split_kind(name).1).replace('-', " ")
}

fn shards(entries: Vec<Entry>) -> Vec<Vec<Entry>> {
    let mut shards: Vec<Vec<Entry>> = Vec::new();
    let mut room = 0;
    for entry in entries {
        let size = entry.0.len() + entry.1.len() + entry.3.len() + entry.4.len() + entry.5.len() + 23;
        if room < size || shards.is_empty() {
            shards.push(Vec::new());
            room = SHARD_SIZE;
        }
        room = room.saturating_sub(size);
        shards.last_mut().expect("one was pushed").push(entry);
    }
    shards
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_what_people_type() {
        assert_eq!(key("Dương Xá"), "duong xa");
        assert_eq!(key("Ea M'Droh"), "ea m droh");
        assert_eq!(key("Bà Rịa - Vũng Tàu"), "ba ria vung tau");
        assert_eq!(keys("Mứt vỏ bưởi Đường"), ["mut vo buoi duong", "vo buoi duong", "buoi duong", "duong"]);
    }

    #[test]
    fn shards_keep_order_and_lose_nothing() {
        let entry = |number: usize| {
            Entry(format!("{number:04}"), "x".repeat(500), "unit", String::new(), String::new(), String::new())
        };
        let all: Vec<Entry> = (0..100).map(entry).collect();
        let shards = shards(all.clone());
        assert!(shards.len() > 4 && shards.iter().all(|shard| shard.len() <= SHARD_SIZE / 500));
        assert!(shards.concat() == all);
    }
}
