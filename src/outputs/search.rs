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
static FILE: Recipe<Part> = Recipe { name: "search file", run: |part| Ok(part.bytes()) };
static OPEN_SEARCH: Recipe<OpenSearch> = Recipe { name: "opensearch", run: |view| Ok(view.xml().into_bytes()) };

/// Which file of an index; none is there where fewer texts remained than were planned for.
#[derive(Clone, Copy, Serialize)]
enum Which {
    Head,
    Facets,
    Shard(usize),
    Block(usize),
    Text(usize),
}

/// A file of the index.
#[derive(Serialize)]
struct Part {
    which: Which,
    /// Of everything that can be found.
    digest: Digest,
    #[serde(skip)]
    press: Arc<Press>,
    #[serde(skip)]
    catalogue: Arc<Catalogue>,
}

impl Part {
    fn bytes(&self) -> Vec<u8> {
        let index = self.catalogue.index(&self.press.site);
        let bytes = match self.which {
            Which::Head => Some(&index.head),
            Which::Facets => Some(&index.facets),
            Which::Shard(at) => index.shards.get(at),
            Which::Block(at) => index.blocks.get(at),
            Which::Text(at) => index.texts.get(at),
        };
        bytes.cloned().unwrap_or_default()
    }
}

/// What can be found, and the index of it, which is made when the first of its files is: a preview that shows another page never
/// pays for it, nor does a build in which nothing that can be found has changed.
struct Catalogue {
    sources: Vec<Source>,
    sizes: Sizes,
    letters: OnceLock<Vec<Letter>>,
    digest: OnceLock<Digest>,
    index: OnceLock<Index>,
}

impl Catalogue {
    fn new(site: &Site) -> Self {
        let sources = sources::sources(site);
        let texts: Vec<usize> = sources.iter().map(|source| source.text_len(site)).filter(|len| *len > 0).collect();
        let sizes = Sizes::of(sources.len(), texts.len(), texts.iter().sum());
        Self { sources, sizes, letters: OnceLock::new(), digest: OnceLock::new(), index: OnceLock::new() }
    }

    fn letters(&self, site: &Site) -> &[Letter] {
        self.letters.get_or_init(|| letters::letters(self, site))
    }

    /// Of everything that the index is made of.
    fn digest(&self, site: &Site) -> Digest {
        *self.digest.get_or_init(|| Digest::of_value(&(self.entries(site), &self.sizes, settings(site))))
    }

    /// Without `rayon` inside: workers that wait for it would take up each other's work and wait for themselves.
    fn index(&self, site: &Site) -> &Index {
        self.index.get_or_init(|| Index::new(&self.entries(site), &self.sizes, &settings(site)))
    }

    fn entries(&self, site: &Site) -> Vec<Entry> {
        self.sources.iter().map(|source| source.entry(site)).collect()
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

    let mut file = |name: &str, which: Which| {
        let path = Address::search().join(name).output_path();
        let (press, catalogue) = (Arc::clone(press), Arc::clone(&catalogue));
        jobs.push(Job::new(path, Role::File, &FILE, move || Part {
            which,
            digest: catalogue.digest(&press.site),
            press: Arc::clone(&press),
            catalogue: Arc::clone(&catalogue),
        }));
    };
    file("index.json", Which::Head);
    file("loc.json", Which::Facets);
    (0..catalogue.sizes.shards).for_each(|at| file(&format!("tu/{at}.bin"), Which::Shard(at)));
    (0..catalogue.sizes.blocks).for_each(|at| file(&format!("muc/{at}.json"), Which::Block(at)));
    (0..catalogue.sizes.texts).for_each(|at| file(&format!("van/{at}.json"), Which::Text(at)));

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
