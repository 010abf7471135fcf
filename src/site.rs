//! Sources into one checked, immutable [`Site`]: what every output is made from.
//!
//! Loading reports everything that is wrong, together. A [`Memo`] carries what was parsed from one load to the next,
//! so that a preview parses only the file that was edited.

mod address;
mod amended;
mod check;
mod coverage;
pub mod data;
pub mod facts;
mod history;
pub mod indicators;
mod languages;
pub mod ledger;
mod links;
mod memo;
mod page;
mod personal;
pub mod pictures;
pub mod products;
mod record;
mod redirects;
pub mod releases;
mod routes;
mod section;
pub mod services;
pub mod shelves;
pub mod tourism;
mod translations;
mod twins;
mod units;
pub mod versions;

pub use address::{Address, encode};
pub use data::{DataFile, LoadedDataset};
pub use languages::{Language, Languages};
pub use memo::Memo;
pub use page::{Body, Page};
pub use redirects::Redirect;
pub use section::{Section, list_pages};

use std::collections::{BTreeMap, HashMap};
use std::ops::Deref;
use std::sync::Arc;

use ledger::Ledger;
use pictures::Pictures;
use routes::Routes;
use shelves::Shelf;

use self::indicators::Measured;
use self::releases::Release;
use self::tourism::Tourism;
use self::versions::Versions;
use crate::diagnostics::{Diagnostic, Place, Report, code};
use crate::domain::Details;
use crate::domain::history::History;
use crate::domain::outside::Outside;
use crate::domain::record::Record;
use crate::domain::unit::Units;
use crate::geo::Layer;
use crate::photo::Facts;
use crate::signing::Signer;
use crate::source::config::Config;
use crate::source::theme::Theme;
use crate::source::{SourceFile, SourceTree};
use crate::text::{Date, slug, sort_key};

/// What the command line decides about a load.
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    /// Include drafts and scheduled pages.
    pub drafts: bool,
    /// Public address instead of the configured one.
    pub base_url: Option<String>,
    /// Write `.br` and `.gz` siblings whatever the configuration says.
    pub compress: bool,
    /// Signs the open data.
    pub signer: Option<Arc<Signer>>,
}

/// Everything about the portal, checked and in order: its pages, and (through `Deref`) its [`Structure`].
pub struct Site {
    /// Live pages in the order of their files. Ids are positions in this list.
    pub pages: Vec<Arc<Page>>,
    /// The same site in its other languages.
    pub translations: Vec<Arc<Site>>,
    structure: Arc<Structure>,
}

/// What the text of a page can't change. Two editions of a site that differ in texts alone share it; each language has one.
#[derive(Clone)]
pub struct Structure {
    /// Settings.
    pub config: Config,
    /// The interface's words in the site's language.
    pub words: BTreeMap<String, String>,
    /// Sections, the root first, then in the order of their folders. Ids are positions in this list.
    pub sections: Vec<Section>,
    /// The languages of the site, and which of them is spoken here.
    pub languages: Languages,
    /// Files beside pages.
    pub attachments: Vec<Attachment>,
    routes: Arc<Routes>,
    pictures: Arc<Pictures>,
    common: Arc<Common>,
}

/// What is the same in every language.
pub struct Common {
    /// Templates, styles, scripts.
    pub theme: Theme,
    /// Tags in alphabetical order.
    pub tags: Vec<Tag>,
    /// Provinces and communes.
    pub units: Units,
    /// Those that are no more.
    pub history: History,
    /// Datasets in the order of the manifest.
    pub datasets: Vec<LoadedDataset>,
    /// Promises, topics and systems.
    pub ledger: Ledger,
    /// Products of all tables, in their order.
    pub products: Vec<products::Product>,
    /// Documents by issuer, form and year.
    pub shelves: Vec<Shelf>,
    /// Criteria sets, and how far units are.
    pub record: Arc<Record>,
    /// Indicators of which anything was published.
    pub measured: Measured,
    /// Releases of the open data, the latest first.
    pub releases: Vec<Arc<Release>>,
    /// What each table said from one release to the next.
    pub versions: Versions,
    /// Places, routes and festivals.
    pub tourism: Tourism,
    /// Layers of other people's maps.
    pub outside: Vec<Outside>,
    /// Old addresses.
    pub redirects: Vec<Redirect>,
    /// The country's outline with both archipelagos, for small maps.
    pub outline: Arc<Layer>,
    /// Which pages hold the text about a unit, by the unit's code.
    pub unit_texts: HashMap<Arc<str>, usize>,
    /// Which pages name a unit, by the unit's code.
    pub unit_mentions: HashMap<Arc<str>, Vec<usize>>,
    /// Which pages hold legal documents, by their numbers.
    pub documents: HashMap<String, usize>,
    /// The latest date that any page carries: the portal's own "last updated".
    pub updated: Option<Date>,
    /// Signs the open data.
    pub signer: Option<Arc<Signer>>,
}

impl Deref for Site {
    type Target = Structure;

    fn deref(&self) -> &Structure {
        &self.structure
    }
}

impl Deref for Structure {
    type Target = Common;

    fn deref(&self) -> &Common {
        &self.common
    }
}

/// A tag and the pages that bear it, newest first.
pub struct Tag {
    /// As typed the first time.
    pub title: String,
    /// Its address.
    pub address: Address,
    /// Pages.
    pub pages: Vec<usize>,
}

/// A file beside pages.
#[derive(Clone)]
pub struct Attachment {
    /// Where it is published.
    pub address: Address,
    /// The file.
    pub file: SourceFile,
    /// What it shows, when it is a picture.
    pub picture: Option<Facts>,
    /// Only smaller pictures that are made of it are published.
    pub withheld: bool,
}

impl Site {
    /// Reads a tree into a site. The site is whole enough to look at even when the report has errors, but only a site
    /// without errors may be published.
    pub fn load(tree: &SourceTree, options: &LoadOptions, memo: &mut Memo) -> (Self, Report) {
        let mut report = Report::default();
        let (mut config, faults) = Config::read(tree);
        report.extend(faults);
        if let Some(url) = &options.base_url {
            config.base_url = url.trim_end_matches('/').to_owned();
        }
        config.compress |= options.compress;
        let (theme, faults) = Theme::read(tree, &config.theme);
        report.extend(faults);
        let (words, faults) = theme.words(&config.lang);
        report.extend(faults);

        let declared = data::declare(tree, &mut report);
        let sources = declared.as_ref().map(|(declared, file)| record::Sources { tree, file, declared });
        // Large tables on both sides, and neither needs the other before rows are given their units.
        let (loaded, tables) = rayon::join(
            || declared.as_ref().map(|declared| data::load(tree, declared, &mut memo.data, &mut report)),
            || sources.as_ref().map(|sources| record::read(sources, &mut memo.record)),
        );
        let data::Loaded { datasets, units, history } = loaded.unwrap_or_default();
        let record = sources.zip(tables).map_or_else(Arc::default, |(sources, tables)| {
            record::assemble(&sources, tables, &units, &mut memo.record, &mut report)
        });
        let outline = data::outline(tree, &theme, &mut memo.data, &mut report);

        let parsed = page::parse_all(tree, &mut memo.pages, &mut report);
        let mut sections = section::load(&config, &parsed, options.drafts);
        let mut pages = page::load(parsed, &sections, &units, tree.today(), options.drafts);
        let unit_texts = check::unit_texts(&pages, &units, &mut report);
        let unit_mentions = check::unit_mentions(&pages, &units, &mut report);
        section::arrange(&mut sections, &mut pages);
        let ledger = Ledger::of(&pages, &sections, &datasets, &mut report);
        let products = products::load(&datasets, &history, &pages, tree.today(), &mut report);
        let shelves = shelves::fill(&pages, &sections);
        let documents = collect_documents(&pages);
        let tourism = Tourism::of(&pages, tree, &mut report);
        let tags = collect_tags(&pages);
        let attachments = collect_attachments(tree, &pages);
        let mut redirects = redirects::typed(&pages, &sections, &mut report);
        redirects.extend(products::digital_links(&products));
        let taken = pages.iter().map(|page| &page.address).chain(redirects.iter().map(|redirect| &redirect.from));
        let more = redirects::of_former_provinces(&history, &units, taken.cloned().collect());
        redirects.extend(more);
        check::national_views(&datasets, &outline, &mut report);

        let updated = pages.iter().flat_map(|page| [page.meta().date, page.meta().updated]).flatten().max();
        let releases = releases::load(tree, &mut report);
        let tables = versions::tables(&datasets, &record, &ledger);
        let versions = versions::load(tree, &releases, &tables, &mut report);
        let common = Common {
            theme,
            tags,
            measured: indicators::measured(&record, &units),
            units,
            history,
            datasets,
            ledger,
            products,
            shelves,
            record,
            releases,
            versions,
            tourism,
            outside: declared.as_ref().map_or_else(Vec::new, |(declared, _)| declared.outside.clone()),
            redirects,
            outline,
            unit_texts,
            unit_mentions,
            documents,
            updated,
            signer: options.signer.clone(),
        };
        let mut structure = Structure {
            config,
            words,
            sections,
            languages: Languages::default(),
            attachments,
            routes: Arc::default(),
            pictures: Arc::default(),
            common: Arc::new(common),
        };
        let found = translations::find(tree, &structure, &pages, &mut report);
        structure.languages = Languages::of(&structure, &pages, &found);
        let pages: Vec<Arc<Page>> = pages.into_iter().map(Arc::new).collect();
        structure.routes = Arc::new(Routes::claim(&structure, &pages, &found, &mut report));
        if let Some((declared, file)) = &declared {
            check::documents(declared, file, &structure.routes, &mut report);
        }
        check::criteria(&pages, &structure.record, &mut report);
        let mut pages = links::resolve(&mut structure, pages, &mut report);
        let mut drafts = translations::draft(&structure, &pages, found, &mut report);
        pictures::settle(&mut structure, &mut pages, &mut drafts, &mut memo.pictures, &mut report);
        let translations = drafts.into_iter().map(|draft| draft.into_site(&structure, &pages)).collect();
        if pages.is_empty() && tree.below("content/").next().is_none() {
            report.push(Diagnostic::error(code::NO_CONTENT).arg("folder", "content"));
        }
        (Self { pages, translations, structure: Arc::new(structure) }, report)
    }
}

impl Structure {
    /// The URL of an address in the language at hand: its path under the base path, with what needs it percent-encoded.
    pub fn url(&self, address: &Address) -> String {
        [self.config.base_path(), self.languages.folder(address), &encode(address.as_str())].concat()
    }

    /// The whole URL.
    pub fn canonical(&self, address: &Address) -> String {
        [&self.config.base_url, self.languages.folder(address), &encode(address.as_str())].concat()
    }

    /// The URL of an address in the site's own language, whatever is spoken: for files that all languages share.
    pub fn original_url(&self, address: &Address) -> String {
        [self.config.base_path(), &encode(address.as_str())].concat()
    }

    /// Who runs the portal.
    pub fn publisher(&self) -> &str {
        self.config.organisation.name.as_deref().unwrap_or_else(|| self.title())
    }

    /// A unit's address.
    pub fn unit_address(&self, unit: &crate::domain::unit::Unit) -> Address {
        Address::unit(&unit.path)
    }

    /// A former unit's address, by its position in the history.
    pub fn former_address(&self, former: usize) -> Address {
        Address::unit(self.history.address(former))
    }

    /// The page of a file in `content/`, by its path there.
    pub fn page_of(&self, file: &str) -> Option<usize> {
        self.routes.page(&format!("content/{file}"))
    }

    /// The attachments whose files lie in a folder of the tree or below it.
    pub fn attachments_in<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a Attachment> {
        let first = self.attachments.partition_point(|attachment| &*attachment.file.path < folder);
        self.attachments[first..].iter().take_while(move |attachment| attachment.file.path.starts_with(folder))
    }

    /// The address of a file that a page names: in the page's own folder, or beside its file.
    pub fn file_beside(&self, page: &Page, name: &str) -> Address {
        let folder = &page.source.path[..page.source.path.rfind('/').map_or(0, |at| at + 1)];
        let path = format!("{folder}{name}");
        match self.attachments.binary_search_by(|attachment| (*attachment.file.path).cmp(&path)) {
            Ok(at) => self.attachments[at].address.clone(),
            Err(_) => page.address.join(name),
        }
    }

    /// The portal's name.
    pub fn title(&self) -> &str {
        self.config.title.as_deref().unwrap_or(&self.sections[0].meta().title)
    }

    /// A word of the theme; its key when the theme lacks it.
    pub fn word<'a>(&'a self, key: &'a str) -> &'a str {
        self.words.get(key).map_or(key, String::as_str)
    }
}

/// The place of a byte range in a page's body or header.
fn place(file: &SourceFile, span: &std::ops::Range<usize>) -> Place {
    Place::span(Arc::clone(&file.path), file.text().unwrap_or_default(), span.clone())
}

fn collect_documents(pages: &[Page]) -> HashMap<String, usize> {
    let mut documents = HashMap::new();
    for (id, page) in pages.iter().enumerate() {
        if let Details::Document(document) = &page.parsed.details {
            documents.entry(document.number.clone()).or_insert(id);
        }
    }
    documents
}

fn collect_tags(pages: &[Page]) -> Vec<Tag> {
    let mut tags: BTreeMap<String, Tag> = BTreeMap::new();
    for (id, page) in pages.iter().enumerate() {
        for tag in &page.meta().tags {
            let slug = slug(&tag.text);
            let entry = tags.entry(slug.clone()).or_insert_with(|| Tag {
                title: tag.text.clone(),
                address: Address::tag(&slug),
                pages: Vec::new(),
            });
            if entry.pages.last() != Some(&id) {
                entry.pages.push(id);
            }
        }
    }
    let mut tags: Vec<Tag> = tags.into_values().collect();
    for tag in &mut tags {
        tag.pages.sort_by(|&a, &b| section::newest_first(&pages[a], &pages[b]));
    }
    tags.sort_by_cached_key(|tag| sort_key(&tag.title));
    tags
}

/// Everything in `content/` that is no markdown goes to the same place in the site; files in a page's own folder
/// follow the page.
fn collect_attachments(tree: &SourceTree, pages: &[Page]) -> Vec<Attachment> {
    let bundles: HashMap<&str, &Address> =
        pages.iter().filter_map(|page| Some((page.source.path.strip_suffix("index.md")?, &page.address))).collect();
    tree.below("content/")
        .filter(|file| !file.path.ends_with(".md"))
        .map(|file| {
            let folder_end = file.path.rfind('/').map_or(0, |at| at + 1);
            let (folder, name) = file.path.split_at(folder_end);
            let address = match bundles.get(folder) {
                Some(page) => page.join(name),
                None => Address::file(&file.path["content/".len()..]),
            };
            Attachment { address, file: file.clone(), picture: None, withheld: false }
        })
        .collect()
}
