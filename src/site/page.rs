//! Pages: parsed file by file in parallel, then placed in their sections.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::address::Address;
use super::pictures::Shown;
use super::section::Section;
use super::translations::language_of;
use crate::diagnostics::{Diagnostic, Report, code};
use crate::domain::page::Meta;
use crate::domain::section::SectionMeta;
use crate::domain::unit::Units;
use crate::domain::{Details, Kind};
use crate::markdown::{Scan, scan};
use crate::source::{SourceFile, SourceTree, front_matter};
use crate::text::{Date, slug};

/// A live page.
pub struct Page {
    /// Its file.
    pub source: SourceFile,
    /// Its header and what its text holds.
    pub parsed: Arc<Parsed>,
    /// Where it is published.
    pub address: Address,
    /// The section it belongs to.
    pub section: usize,
    /// Resolved links and pictures of the text, in its order.
    pub links: Vec<String>,
    /// The files that it shows and names.
    pub shown: Shown,
    /// Resolved `related`.
    pub related: Vec<usize>,
    /// The page before it in its section.
    pub previous: Option<usize>,
    /// The page after it.
    pub next: Option<usize>,
}

/// What a page's file says, whatever the rest of the site is like.
pub struct Parsed {
    /// Its kind.
    pub kind: &'static Kind,
    /// Common keys.
    pub meta: Meta,
    /// The kind's keys.
    pub details: Details,
    /// The text.
    pub body: Body,
    pub(super) findings: Vec<Diagnostic>,
}

/// What a section's file says.
pub(super) struct ParsedSection {
    /// Its header.
    pub meta: SectionMeta,
    /// Its text.
    pub body: Body,
    pub(super) findings: Vec<Diagnostic>,
}

/// The markdown of a file.
pub struct Body {
    /// Its bytes in the file's text.
    pub range: Range<usize>,
    /// Links, pictures, headings.
    pub scan: Scan,
}

impl Body {
    pub(super) fn of(text: &str, range: Range<usize>) -> Self {
        Self { scan: scan(&text[range.clone()]), range }
    }
}

impl Page {
    /// The common keys.
    pub fn meta(&self) -> &Meta {
        &self.parsed.meta
    }

    /// The date it is sorted by: its own, else the day a plan or document was issued.
    pub fn dated(&self) -> Option<Date> {
        let issued = match &self.parsed.details {
            Details::Plan(plan) => plan.issued,
            Details::Document(document) => document.issued,
            _ => None,
        };
        self.meta().date.or(issued)
    }

    /// The folder of the page's own files, when it has one: `content/x/` of `content/x/index.md`, in any language.
    pub fn own_folder(&self) -> Option<&str> {
        let (folder, name) = self.source.path.split_at(self.source.path.rfind('/')? + 1);
        (name == "index.md" || name.starts_with("index.") && language_of(&self.source.path).is_some()).then_some(folder)
    }

    /// Where its words stand as they are read over a loudspeaker: news and plans have such a page.
    pub fn loudspeaker(&self) -> Option<Address> {
        let is_news = matches!(self.parsed.details, Details::Article) && self.meta().date.is_some();
        let is_plan = matches!(self.parsed.details, Details::Plan(_));
        (is_news || is_plan).then(|| self.address.join("loa/"))
    }

    /// The markdown.
    pub fn markdown(&self) -> &str {
        self.source.text().ok().and_then(|text| text.get(self.parsed.body.range.clone())).unwrap_or_default()
    }
}

impl Page {
    /// The page after its file changed, when only its text did. Its links are still to be resolved.
    pub(super) fn amended(&self, file: &SourceFile, memo: &mut Memo) -> Option<Self> {
        let (old, new) = (self.source.text().ok()?, file.text().ok()?);
        let header = ..self.parsed.body.range.start;
        if old.get(header)? != new.get(header)? {
            return None;
        }
        let (key, _) = memo.pages.get(&self.source.path)?;
        let inherited = Kind::named(key.1);
        let parsed = Arc::new(parse_page(file, inherited).ok()?);
        let same = parsed.body.range.start == self.parsed.body.range.start
            && parsed.body.scan.headings == self.parsed.body.scan.headings
            && parsed.findings.is_empty()
            // Others may link to an id in raw HTML, too.
            && !old.contains("id=\"");
        if !same {
            return None;
        }
        memo.pages.insert(Arc::clone(&self.source.path), ((file.digest, key.1), Arc::clone(&parsed)));
        Some(self.told_anew(file, parsed))
    }

    /// The page at its place with another text, whose links and pictures are yet to be resolved.
    pub(super) fn told_anew(&self, file: &SourceFile, parsed: Arc<Parsed>) -> Self {
        Self {
            source: file.clone(),
            parsed,
            address: self.address.clone(),
            section: self.section,
            links: Vec::new(),
            shown: Shown::default(),
            related: self.related.clone(),
            previous: self.previous,
            next: self.next,
        }
    }
}

/// Pages and sections parsed before.
#[derive(Default)]
pub(super) struct Memo {
    pages: HashMap<Arc<str>, (Key, Arc<Parsed>)>,
    sections: HashMap<Arc<str>, (crate::digest::Digest, Arc<ParsedSection>)>,
}

/// A page's parse depends on its bytes and on the kind that its section gives it.
type Key = (crate::digest::Digest, &'static str);

/// A page's file, the key of its parse, and what came of it.
type ParseResult = (SourceFile, Key, Result<Arc<Parsed>, Diagnostic>);

/// All markdown files of a tree, parsed.
pub(super) struct ParsedTree {
    pub sections: Vec<(SourceFile, Arc<ParsedSection>)>,
    pub pages: Vec<(SourceFile, Arc<Parsed>)>,
}

/// Parses what is new. A file that is not text is reported and left out.
pub(super) fn parse_all(tree: &SourceTree, memo: &mut Memo, report: &mut Report) -> ParsedTree {
    let (section_files, page_files): (Vec<_>, Vec<_>) = tree
        .below("content/")
        .filter(|file| file.path.ends_with(".md") && language_of(&file.path).is_none())
        .partition(|file| file.path.ends_with("/_index.md"));

    let mut sections = Vec::with_capacity(section_files.len());
    for file in section_files {
        let known = memo.sections.get(&file.path).filter(|(digest, _)| *digest == file.digest);
        let parsed = known.map(|(_, parsed)| Arc::clone(parsed)).map_or_else(|| parse_section(file).map(Arc::new), Ok);
        match parsed {
            Ok(parsed) => {
                report.extend(parsed.findings.iter().cloned());
                memo.sections.insert(Arc::clone(&file.path), (file.digest, Arc::clone(&parsed)));
                sections.push((file.clone(), parsed));
            }
            Err(fault) => report.push(fault),
        }
    }

    let kinds: HashMap<&str, &'static Kind> = sections
        .iter()
        .filter_map(|(file, parsed)| Some((file.path.strip_suffix("_index.md")?, parsed.meta.page_kind?)))
        .collect();
    let known = &memo.pages;
    let parsed: Vec<ParseResult> = page_files
        .into_par_iter()
        .map(|file| {
            let inherited = inherited_kind(&kinds, &file.path);
            let key = (file.digest, inherited.map_or("", |kind| kind.name));
            let parsed = match known.get(&file.path) {
                Some((known, parsed)) if *known == key => Ok(Arc::clone(parsed)),
                _ => parse_page(file, inherited).map(Arc::new),
            };
            (file.clone(), key, parsed)
        })
        .collect();
    let mut pages = Vec::with_capacity(parsed.len());
    for (file, key, parsed) in parsed {
        match parsed {
            Ok(parsed) => {
                report.extend(parsed.findings.iter().cloned());
                memo.pages.insert(Arc::clone(&file.path), (key, Arc::clone(&parsed)));
                pages.push((file, parsed));
            }
            Err(fault) => report.push(fault),
        }
    }
    ParsedTree { sections, pages }
}

/// The kind that the nearest section above a file gives its pages.
fn inherited_kind(kinds: &HashMap<&str, &'static Kind>, path: &str) -> Option<&'static Kind> {
    let mut folder = path;
    while let Some(at) = folder.trim_end_matches('/').rfind('/') {
        folder = &folder[..=at];
        if let Some(kind) = kinds.get(folder) {
            return Some(kind);
        }
    }
    None
}

fn parse_page(file: &SourceFile, inherited: Option<&'static Kind>) -> Result<Parsed, Diagnostic> {
    let text = file.text()?;
    let (mut reader, mut fields, body) = front_matter::read(Arc::clone(&file.path), text);
    let kind = Kind::choose(&mut reader, &mut fields, "kind", inherited);
    let meta = Meta::read(&mut reader, &mut fields);
    let details = kind.read(&mut reader, &mut fields);
    fields.end(&mut reader);
    Ok(Parsed { kind, meta, details, body: Body::of(text, body), findings: reader.findings })
}

fn parse_section(file: &SourceFile) -> Result<ParsedSection, Diagnostic> {
    let text = file.text()?;
    let (mut reader, mut fields, body) = front_matter::read(Arc::clone(&file.path), text);
    let meta = SectionMeta::read(&mut reader, &mut fields);
    fields.end(&mut reader);
    Ok(ParsedSection { meta, body: Body::of(text, body), findings: reader.findings })
}

/// Places the pages that are live today.
pub(super) fn load(parsed: ParsedTree, sections: &[Section], units: &Units, today: Date, drafts: bool) -> Vec<Page> {
    let by_folder: HashMap<&str, usize> =
        sections.iter().enumerate().map(|(id, section)| (&*section.folder, id)).collect();
    parsed
        .pages
        .into_iter()
        .filter(|(_, parsed)| parsed.meta.is_live(today, drafts))
        .filter_map(|(source, parsed)| {
            let section = nearest_section(&by_folder, &source.path);
            // Pages of a section that is a draft are drafts too.
            if sections[section].hidden {
                return None;
            }
            let address = address(&source.path, &parsed, units);
            Some(Page {
                source,
                parsed,
                address,
                section,
                links: Vec::new(),
                shown: Shown::default(),
                related: Vec::new(),
                previous: None,
                next: None,
            })
        })
        .collect()
}

fn nearest_section(by_folder: &HashMap<&str, usize>, path: &str) -> usize {
    let own_folder = path.strip_suffix("/index.md").unwrap_or(path);
    let mut folder = own_folder;
    while let Some(at) = folder.trim_end_matches('/').rfind('/') {
        folder = &folder[..=at];
        if let Some(&id) = by_folder.get(folder) {
            return id;
        }
    }
    0
}

/// `content/ke-hoach/ha-noi-236.md` is published at `/ke-hoach/ha-noi-236/`, unless `path` or `slug` say otherwise;
/// text about a unit or a product at the address of that.
fn address(path: &str, parsed: &Parsed, units: &Units) -> Address {
    if let Details::Unit(text) = &parsed.details
        && let Some(unit) = text.unit.as_ref().and_then(|code| units.get(&code.text))
    {
        return Address::unit(&unit.path);
    }
    if let Some(product) = super::products::address_of(&parsed.details) {
        return product;
    }
    if let Some(typed) = parsed.meta.path.as_ref().and_then(|path| Address::typed(&path.text)) {
        return typed;
    }
    let inner = path.trim_start_matches("content/").trim_end_matches(".md");
    let inner = inner.strip_suffix("/index").unwrap_or(if inner == "index" { "" } else { inner });
    match &parsed.meta.slug {
        Some(own) => {
            let folder = Path::new(inner).parent().and_then(Path::to_str).unwrap_or_default();
            Address::of_content(&format!("{folder}/{}", slug(&own.text)))
        }
        None => Address::of_content(inner),
    }
}

/// Reports a typed path or slug that can't be an address.
pub(super) fn check_typed_paths(page: &Page, report: &mut Report) {
    let path = page.meta().path.as_ref().filter(|path| Address::typed(&path.text).is_none());
    let slug = page.meta().slug.as_ref().filter(|typed| slug(&typed.text) != typed.text);
    for typed in path.into_iter().chain(slug) {
        report.push(
            Diagnostic::error(code::UNSAFE_PATH).arg("path", &typed.text).at(super::place(&page.source, &typed.span)),
        );
    }
}
