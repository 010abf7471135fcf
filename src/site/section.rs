//! Sections: folders with an `_index.md`, and the order of what is in them.

use std::cmp::Ordering;
use std::sync::Arc;

use super::address::Address;
use super::page::{Body, Page, ParsedSection, ParsedTree};
use super::pictures::Shown;
use crate::domain::Details;
use crate::domain::section::{SectionMeta, SortBy};
use crate::source::SourceFile;
use crate::source::config::Config;
use crate::text::sort_key;

/// A section.
#[derive(Clone)]
pub struct Section {
    /// Its `_index.md`; the root may do without.
    pub source: Option<SourceFile>,
    /// Its header and text; `None` for a root without file.
    parsed: Option<Arc<ParsedSection>>,
    default: SectionMeta,
    /// Folder of its files, `content/ke-hoach/`.
    pub folder: String,
    /// Where its list is published.
    pub address: Address,
    /// The section above; `None` for the root.
    pub parent: Option<usize>,
    /// Sections below, in order.
    pub subsections: Vec<usize>,
    /// Its pages, in order.
    pub pages: Vec<usize>,
    /// Resolved links of its text.
    pub links: Vec<String>,
    /// The files that its text shows and names.
    pub shown: Shown,
    /// Pages of one list page; 0 = all.
    pub paginate_by: usize,
    /// A draft, or in one.
    pub hidden: bool,
}

impl Section {
    /// Its header.
    pub fn meta(&self) -> &SectionMeta {
        self.parsed.as_ref().map_or(&self.default, |parsed| &parsed.meta)
    }

    /// Its text.
    pub fn body(&self) -> Option<&Body> {
        self.parsed.as_ref().map(|parsed| &parsed.body)
    }

    /// Its markdown.
    pub fn markdown(&self) -> &str {
        let text = self.source.as_ref().and_then(|source| source.text().ok()).unwrap_or_default();
        self.body().and_then(|body| text.get(body.range.clone())).unwrap_or_default()
    }

    /// Whether its pages are of a kind, by the kind's word. Documents and systems have lists of their own, on one page.
    pub fn is_of(&self, kind: &str) -> bool {
        self.meta().page_kind.is_some_and(|own| own.name == kind)
    }

    /// How many list pages it has; at least one.
    pub fn list_pages(&self) -> usize {
        list_pages(self.pages.len(), self.paginate_by)
    }
}

/// How many list pages so many entries make.
pub fn list_pages(entries: usize, paginate_by: usize) -> usize {
    if paginate_by == 0 { 1 } else { entries.div_ceil(paginate_by).max(1) }
}

/// Makes the sections of a tree, the root first.
pub(super) fn load(config: &Config, parsed: &ParsedTree, drafts: bool) -> Vec<Section> {
    let mut sections: Vec<Section> = parsed
        .sections
        .iter()
        .map(|(source, parsed)| {
            let folder = source.path.trim_end_matches("_index.md").to_owned();
            Section {
                address: Address::of_content(folder.trim_start_matches("content/").trim_end_matches('/')),
                paginate_by: match parsed.meta.page_kind {
                    Some(kind) if ["document", "system"].contains(&kind.name) => 0,
                    _ => parsed.meta.paginate_by.unwrap_or(config.paginate_by),
                },
                hidden: parsed.meta.draft && !drafts,
                source: Some(source.clone()),
                parsed: Some(Arc::clone(parsed)),
                ..Section::root(config)
            }
            .in_folder(folder)
        })
        .collect();
    // By folder, so that a section stands before those below it: in the order of files `2026/_index.md` would come before
    // `_index.md`.
    sections.sort_by(|a, b| a.folder.cmp(&b.folder));
    if sections.first().is_none_or(|first| first.folder != "content/") {
        sections.insert(0, Section::root(config));
    }
    for at in 1..sections.len() {
        let parent = (0..at).rev().find(|&above| sections[at].folder.starts_with(&sections[above].folder)).unwrap_or(0);
        sections[at].parent = Some(parent);
        sections[at].hidden |= sections[parent].hidden;
        if !sections[at].hidden {
            sections[parent].subsections.push(at);
        }
    }
    for at in 0..sections.len() {
        let mut below = std::mem::take(&mut sections[at].subsections);
        below.sort_by_cached_key(|&id| {
            let meta = sections[id].meta();
            (Weight(meta.weight), sort_key(&meta.title))
        });
        sections[at].subsections = below;
    }
    sections
}

impl Section {
    /// Says in another language what the section says; its links are still to be resolved.
    pub(super) fn translate(&mut self, source: SourceFile, words: ParsedSection) {
        self.source = Some(source);
        self.parsed = Some(Arc::new(words));
        self.links = Vec::new();
        self.shown = Shown::default();
    }

    fn root(config: &Config) -> Self {
        let title = config.title.clone().unwrap_or_else(|| "Làng Số".to_owned());
        Self {
            source: None,
            parsed: None,
            default: SectionMeta { title, feed: true, ..SectionMeta::default() },
            folder: "content/".to_owned(),
            address: Address::home(),
            parent: None,
            subsections: Vec::new(),
            pages: Vec::new(),
            links: Vec::new(),
            shown: Shown::default(),
            paginate_by: config.paginate_by,
            hidden: false,
        }
    }

    fn in_folder(mut self, folder: String) -> Self {
        self.folder = folder;
        self
    }
}

/// Lists each section's pages in its order and links each page to its neighbours.
pub(super) fn arrange(sections: &mut [Section], pages: &mut [Page]) {
    for (id, page) in pages.iter().enumerate() {
        // Text about a unit is listed with the units.
        if matches!(page.parsed.details, Details::Unit(_) | Details::Product(_)) {
            continue;
        }
        sections[page.section].pages.push(id);
        let mut above = page.section;
        while sections[above].meta().transparent
            && let Some(parent) = sections[above].parent
        {
            sections[parent].pages.push(id);
            above = parent;
        }
    }
    for (section_id, section) in sections.iter_mut().enumerate() {
        let mut order = std::mem::take(&mut section.pages);
        match section.meta().sort_by {
            SortBy::Date => order.sort_by(|&a, &b| newest_first(&pages[a], &pages[b])),
            SortBy::Weight => {
                order.sort_by_cached_key(|&id| (Weight(pages[id].meta().weight), sort_key(&pages[id].meta().title)))
            }
            SortBy::Title => order.sort_by_cached_key(|&id| sort_key(&pages[id].meta().title)),
        }
        let by_date = section.meta().sort_by == SortBy::Date;
        for pair in order.windows(2) {
            // Newest first on the list, but "previous" is what came before in time.
            let (before, after) = if by_date { (pair[1], pair[0]) } else { (pair[0], pair[1]) };
            if pages[before].section == section_id {
                pages[before].next = Some(after);
            }
            if pages[after].section == section_id {
                pages[after].previous = Some(before);
            }
        }
        section.pages = order;
    }
}

/// By date, undated last; then by file, so that the order never depends on chance.
pub(super) fn newest_first(a: &Page, b: &Page) -> Ordering {
    b.dated().cmp(&a.dated()).then_with(|| a.source.path.cmp(&b.source.path))
}

/// Weights in order, unset ones last.
struct Weight(Option<f64>);

impl PartialEq for Weight {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Weight {}

impl PartialOrd for Weight {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Weight {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.unwrap_or(f64::INFINITY).total_cmp(&other.0.unwrap_or(f64::INFINITY))
    }
}
