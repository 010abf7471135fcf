//! The languages of a site, and which of its addresses each of them has.
//!
//! A page has one address in the site, whatever the language: `/gioi-thieu/`. Where it is published in another language is
//! that address below the language's own folder: `/en/gioi-thieu/`. So everything that asks which page this is, or leads
//! to one, knows addresses alone, and [`Structure::url`] says where they are for readers of the language at hand.

use std::collections::HashSet;
use std::sync::Arc;

use super::translations::{Found, Of};
use super::{Address, Page, Structure};

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
            // The interactive map reads its words from a file.
            addresses.insert(Address::map_config());
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
            Some(language) if self.here > 0 && language.addresses.contains(address) => &language.folder,
            _ => "",
        }
    }

    /// Whether an address exists in the language at hand.
    pub fn has(&self, address: &Address) -> bool {
        self.here == 0 || self.all[self.here].addresses.contains(address)
    }

    /// What exists in the language at hand, when it is not the site's own: addresses, and where they are published.
    pub fn translated(&self) -> impl Iterator<Item = (&Address, Address)> {
        let language = self.all.get(self.here).filter(|_| self.here > 0);
        language.into_iter().flat_map(|language| language.addresses.iter().map(|at| (at, language.published(at))))
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
    fn published(&self, address: &Address) -> Address {
        Address::file(&format!("{}{address}", self.folder))
    }
}

/// What a translated file brings into being.
fn addresses(site: &Structure, pages: &[Page], of: &Of) -> Vec<Address> {
    match *of {
        Of::Page(id) => vec![pages[id].address.clone()],
        Of::Section(id) => {
            let section = &site.sections[id];
            let lists = if id == 0 { 1 } else { section.list_pages() };
            let feed = section.meta().feed.then(|| section.address.join("feed.xml"));
            (1..=lists).map(|number| section.address.numbered(number)).chain(feed).collect()
        }
    }
}
