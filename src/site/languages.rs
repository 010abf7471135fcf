//! The languages of a site, and which of its addresses each of them has.
//!
//! A page has one address in the site, whatever the language: `/gioi-thieu/`. Where it is published in another language is
//! that address below the language's own folder: `/en/gioi-thieu/`. So everything that asks which page this is, or leads
//! to one, knows addresses alone, and [`Structure::url`] says where they are for readers of the language at hand.

use std::collections::HashSet;
use std::sync::Arc;

use super::translations::{Found, Of};
use super::{Address, Page, Structure};
use crate::domain::Details;

/// The languages of a site. Empty for a site of one language.
#[derive(Clone, Default)]
pub struct Languages {
    /// The site's own first.
    all: Arc<[Language]>,
    /// Which of them is spoken here.
    here: usize,
}

/// A language and what is published in it.
pub struct Language {
    /// Its code: `en`.
    pub code: String,
    /// What it calls itself.
    pub name: String,
    /// The folder of its pages: `/en`; empty for the site's own.
    folder: String,
    /// What exists in it.
    addresses: HashSet<Address>,
}

impl Languages {
    /// The languages of a site whose translated files have been found.
    pub(super) fn of(site: &Structure, pages: &[Page], found: &[Found]) -> Self {
        if site.config.languages.is_empty() {
            return Self::default();
        }
        let name = |lang: &str| {
            let words = site.theme.words_of(lang).map(|(words, _)| words).unwrap_or_default();
            words.get("language_name").cloned().unwrap_or_else(|| lang.to_owned())
        };
        let code = site.config.lang.clone();
        let own = Language { name: name(&code), code, folder: String::new(), addresses: HashSet::new() };
        let others = site.config.languages.iter().map(|words| {
            let files = found.iter().filter(|found| found.lang == words.lang);
            let mut addresses: HashSet<Address> = files.flat_map(|found| addresses(site, pages, &found.of)).collect();
            if !addresses.is_empty() {
                addresses.extend(of_the_interface(site));
            }
            Language {
                code: words.lang.clone(),
                name: name(&words.lang),
                folder: format!("/{}", words.lang),
                addresses,
            }
        });
        Self { all: [own].into_iter().chain(others).collect(), here: 0 }
    }

    /// The same languages, spoken in another one.
    pub(super) fn spoken(&self, lang: &str) -> Self {
        let here = self.all.iter().position(|language| language.code == lang).unwrap_or_default();
        Self { all: Arc::clone(&self.all), here }
    }

    /// The language of what is not translated; `None` where the site's own language is spoken.
    pub fn original(&self) -> Option<&str> {
        self.all.first().filter(|_| self.here > 0).map(|own| own.code.as_str())
    }

    /// The folder of the language at hand for an address: `/en`, or nothing where that is published in the site's own alone.
    pub fn folder(&self, address: &Address) -> &str {
        match self.all.get(self.here) {
            Some(language) if self.here > 0 && language.has(address) => &language.folder,
            _ => "",
        }
    }

    /// Whether an address exists in the language at hand.
    pub fn has(&self, address: &Address) -> bool {
        self.here == 0 || self.all[self.here].has(address)
    }

    /// Where an address is published in the language at hand, or in the site's own where it exists in that alone.
    pub fn published(&self, address: &Address) -> Address {
        match self.folder(address) {
            "" => address.clone(),
            folder => Address::file(&format!("{folder}{address}")),
        }
    }

    /// How many pages and lists the language at hand may have, when it is not the site's own.
    pub fn translated(&self) -> usize {
        self.all.get(self.here).filter(|_| self.here > 0).map_or(0, |language| language.addresses.len())
    }

    /// All languages, the site's own first, whichever is spoken; each with where an address is published in it.
    pub fn editions<'a>(&'a self, address: &'a Address) -> impl Iterator<Item = (&'a Language, Option<Address>)> {
        self.all.iter().map(move |language| {
            let exists = language.folder.is_empty() || language.addresses.contains(address);
            (language, exists.then(|| language.published(address)))
        })
    }

    /// Whether a language is the one at hand.
    pub fn is_here(&self, language: &Language) -> bool {
        self.all.get(self.here).is_some_and(|here| here.code == language.code)
    }
}

impl Language {
    /// Each language searches its own pages: how many files and lists that takes is known when its index is made.
    fn has(&self, address: &Address) -> bool {
        let is_of_search = || address.as_str().starts_with(Address::search().as_str());
        self.addresses.contains(address) || !self.addresses.is_empty() && is_of_search()
    }

    fn published(&self, address: &Address) -> Address {
        Address::file(&format!("{}{address}", self.folder))
    }
}

/// What every language has that has pages: the search, a file of the map's words, and what is told without a network.
pub(super) fn of_the_interface(site: &Structure) -> impl Iterator<Item = Address> {
    let offline = site.config.offline.then(Address::offline);
    [Address::search(), Address::map_config()].into_iter().chain(offline)
}

/// What a translated file brings into being: a page or a list, the picture that is shared with it, what is taken along with it.
fn addresses(site: &Structure, pages: &[Page], of: &Of) -> Vec<Address> {
    match *of {
        Of::Page(id) => {
            let page = &pages[id].address;
            let of_unit = matches!(pages[id].parsed.details, Details::Unit(_)).then(|| [page.pack(), page.brochure()]);
            [page.clone(), page.card()].into_iter().chain(of_unit.into_iter().flatten()).collect()
        }
        Of::Section(id) => {
            let section = &site.sections[id];
            let lists = if id == 0 { 1 } else { section.list_pages() };
            let feed = section.meta().feed.then(|| section.address.join("feed.xml"));
            let lists = (1..=lists).map(|number| section.address.numbered(number));
            lists.chain(feed).chain([section.address.card()]).collect()
        }
    }
}
