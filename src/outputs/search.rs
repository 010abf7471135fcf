//! Site-wide search: its page, its index, everything from A to Y, and how a browser makes a search engine of it.

mod letters;
mod sources;

use std::sync::{Arc, OnceLock};

use serde::Serialize;

use super::Press;
use super::frame::{Frame, Link, Schema, home_link};
use super::html::{HtmlView, run};
use crate::digest::Digest;
use crate::job::{Job, Recipe, Role};
use crate::search::{Entry, Index, Settings, Sizes};
use crate::site::{Address, Site};
use crate::text::escape;
use letters::Letter;
use sources::{KIND_WORDS, Source};

static SEARCH: Recipe<HtmlView<SearchData>> = Recipe { name: "search", run };
static FILE: Recipe<Made> = Recipe { name: "search file", run: |made| Ok(made.bytes.clone()) };
static OPEN_SEARCH: Recipe<OpenSearch> = Recipe { name: "opensearch", run: |view| Ok(view.xml().into_bytes()) };

/// Finds a file in an index; none where fewer texts remained than were planned for.
type Part = dyn Fn(&Index) -> Option<&Vec<u8>> + Send + Sync;

/// A file of the index: what it is, is its bytes.
struct Made {
    bytes: Vec<u8>,
}

impl Serialize for Made {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Digest::of(&self.bytes).serialize(serializer)
    }
}

/// What can be found, and the index of it, which is made when the first of its files is asked for: a preview that shows another
/// page never pays for it.
struct Catalogue {
    sources: Vec<Source>,
    sizes: Sizes,
    letters: OnceLock<Vec<Letter>>,
    index: OnceLock<Index>,
}

impl Catalogue {
    fn new(site: &Site) -> Self {
        let sources = sources::sources(site);
        let texts: Vec<usize> = sources.iter().map(|source| source.text_len(site)).filter(|len| *len > 0).collect();
        let sizes = Sizes::of(sources.len(), texts.len(), texts.iter().sum());
        Self { sources, sizes, letters: OnceLock::new(), index: OnceLock::new() }
    }

    fn letters(&self, site: &Site) -> &[Letter] {
        self.letters.get_or_init(|| letters::letters(self, site))
    }

    /// Without `rayon` inside: workers that wait for it would take up each other's work and wait for themselves.
    fn index(&self, site: &Site) -> &Index {
        self.index.get_or_init(|| {
            let entries: Vec<Entry> = self.sources.iter().map(|source| source.entry(site)).collect();
            Index::new(&entries, &self.sizes, &settings(site))
        })
    }
}

fn settings(site: &Site) -> Settings {
    Settings {
        kinds: KIND_WORDS.iter().map(|word| site.word(word).to_owned()).collect(),
        abbreviations: site.theme.abbreviations(),
    }
}

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    let catalogue = Arc::new(Catalogue::new(&press.site));
    let shared = (Arc::clone(press), Arc::clone(&catalogue));
    let page = Address::search().output_path();
    jobs.push(Job::new(page, Role::Page, &SEARCH, move || search_view(&shared.0, &shared.1)));
    letters::plan(press, &catalogue, jobs);

    let mut file = |name: &str, bytes: Box<Part>| {
        let path = Address::search().join(name).output_path();
        let (press, catalogue) = (Arc::clone(press), Arc::clone(&catalogue));
        jobs.push(Job::new(path, Role::File, &FILE, move || Made {
            bytes: bytes(catalogue.index(&press.site)).cloned().unwrap_or_default(),
        }));
    };
    file("index.json", Box::new(|index| Some(&index.head)));
    file("loc.json", Box::new(|index| Some(&index.facets)));
    for at in 0..catalogue.sizes.shards {
        file(&format!("tu/{at}.bin"), Box::new(move |index| index.shards.get(at)));
    }
    for at in 0..catalogue.sizes.blocks {
        file(&format!("muc/{at}.json"), Box::new(move |index| index.blocks.get(at)));
    }
    for at in 0..catalogue.sizes.texts {
        file(&format!("van/{at}.json"), Box::new(move |index| index.texts.get(at)));
    }

    let view = OpenSearch::new(&press.site);
    jobs.push(Job::new(Address::search().join("opensearch.xml").output_path(), Role::File, &OPEN_SEARCH, move || {
        view.clone()
    }));
}

#[derive(Serialize)]
struct SearchData {
    /// The first file of the index.
    index: String,
    letters: Vec<Link>,
}

fn search_view(press: &Press, catalogue: &Catalogue) -> HtmlView<SearchData> {
    let site = &*press.site;
    HtmlView {
        template: press.template("search.html"),
        frame: Frame::new(press, site.word("search_title"), &Address::search(), "search", home_link(site))
            .described(Some(site.word("search_about")))
            .with_schema(Schema { kind: "SearchResultsPage", ..Schema::default() }),
        text: None,
        map: None,
        data: SearchData {
            index: site.url(&Address::search().join("index.json")),
            letters: catalogue.letters(site).iter().map(|letter| letter.link(site)).collect(),
        },
    }
}

/// OpenSearch 1.1: a browser may offer the portal as a search engine.
#[derive(Clone, Serialize)]
struct OpenSearch {
    name: String,
    about: String,
    lang: String,
    search: String,
}

impl OpenSearch {
    fn new(site: &Site) -> Self {
        Self {
            name: site.title().to_owned(),
            about: format!("{}: {}", site.word("search_title"), site.title()),
            lang: site.config.lang.clone(),
            search: site.canonical(&Address::search()),
        }
    }

    fn xml(&self) -> String {
        // The standard allows names of 16 letters.
        let short: String = self.name.chars().take(16).collect();
        let [short, about, search] = [&short, &self.about, &self.search].map(|text| escape(text));
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n\
             <ShortName>{short}</ShortName>\n<Description>{about}</Description>\n<Language>{}</Language>\n\
             <InputEncoding>UTF-8</InputEncoding>\n\
             <Url type=\"text/html\" template=\"{search}?q={{searchTerms}}\"/>\n</OpenSearchDescription>\n",
            self.lang
        )
    }
}
