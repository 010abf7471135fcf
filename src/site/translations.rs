//! Pages in other languages: `ten.en.md` beside `ten.md` is that page in English.
//!
//! A language is the same site with some of its pages and sections replaced, each in the original's place: whatever makes
//! pages of a site makes them in every language, and what nobody translated stays what it is, in the site's own language.

use std::collections::HashMap;
use std::sync::Arc;

use super::languages::{Languages, of_the_interface};
use super::links::resolve_text;
use super::page::{Body, Page, Parsed, ParsedSection};
use super::pictures::Shown;
use super::routes::Routes;
use super::section::Section;
use super::{Address, Site, Structure};
use crate::diagnostics::{Diagnostic, Place, Report, code};
use crate::domain::section::SectionMeta;
use crate::domain::translation::{Disagreement, Translation, is_translatable};
use crate::source::{SourceFile, SourceTree, front_matter};
use crate::text::Date;

/// The language of a content file's name: `en` of `content/ten.en.md`.
pub(super) fn language_of(path: &str) -> Option<&str> {
    let (stem, lang) = path.strip_suffix(".md")?.rsplit_once('.')?;
    let is_code = (2..=3).contains(&lang.len()) && lang.bytes().all(|byte| byte.is_ascii_lowercase());
    (is_code && !stem.ends_with('/')).then_some(lang)
}

/// The file that a translation is one of: `content/ten.md` of `content/ten.en.md`.
fn original_of(path: &str, lang: &str) -> String {
    format!("{}.md", path.strip_suffix(&format!(".{lang}.md")).unwrap_or(path))
}

/// What a file translates.
pub(super) enum Of {
    Page(usize),
    Section(usize),
}

/// A translation and its original.
pub(super) struct Found {
    /// The language.
    pub lang: String,
    /// The file.
    pub source: SourceFile,
    /// Its original.
    pub of: Of,
    header: Translation,
    body: Body,
}

/// Finds the originals of all translations of a tree; reports those that have none.
pub(super) fn find(tree: &SourceTree, site: &Structure, pages: &[Page], report: &mut Report) -> Vec<Found> {
    let by_file: HashMap<&str, usize> = pages.iter().enumerate().map(|(id, page)| (&*page.source.path, id)).collect();
    let of_section = |path: &str| {
        site.sections.iter().position(|section| section.source.as_ref().is_some_and(|source| *source.path == *path))
    };
    let mut found = Vec::new();
    for source in tree.below("content/") {
        let Some(lang) = language_of(&source.path) else { continue };
        let at = || Place::file(Arc::clone(&source.path));
        if !site.config.languages.iter().any(|words| words.lang == lang) {
            report.push(Diagnostic::error(code::UNKNOWN_LANGUAGE).arg("lang", lang).at(at()));
            continue;
        }
        let original = original_of(&source.path, lang);
        let page = by_file.get(&*original).map(|&id| Of::Page(id));
        let Some(of) = page.or_else(|| of_section(&original).map(Of::Section)) else {
            // A draft's translation waits with it.
            if tree.get(&original).is_none() {
                let finding = Diagnostic::error(code::TRANSLATION_WITHOUT_ORIGINAL);
                report.push(finding.arg("original", &original).at(at()));
            }
            continue;
        };
        let translatable = match of {
            Of::Page(id) => is_translatable(&pages[id].parsed.details),
            Of::Section(id) => is_list_translatable(&site.sections[id]),
        };
        if !translatable {
            report.push(Diagnostic::error(code::NOT_TRANSLATABLE).arg("original", &original).at(at()));
            continue;
        }
        if matches!(of, Of::Section(id) if site.sections[id].hidden) {
            continue;
        }
        let text = match source.text() {
            Ok(text) => text,
            Err(fault) => {
                report.push(fault);
                continue;
            }
        };
        let (mut reader, mut fields, body) = front_matter::read(Arc::clone(&source.path), text);
        let header = Translation::read(&mut reader, &mut fields);
        report.extend(reader.findings);
        found.push(Found { lang: lang.to_owned(), source: source.clone(), of, header, body: Body::of(text, body) });
    }
    found
}

/// Lists of tables and of quotations, and the map of figures, have words of the interface around data of one language.
fn is_list_translatable(section: &Section) -> bool {
    let lists = [
        Address::map(),
        Address::data(),
        Address::units(),
        Address::services(),
        Address::products(),
        Address::overview(),
        Address::releases(),
        Address::promises(),
        Address::criteria(),
    ];
    !section.is_of("document") && !section.is_of("system") && !lists.contains(&section.address)
}

/// A site in another language whose pictures are still to be found out about.
pub(super) struct Draft {
    structure: Structure,
    /// Pages in this language, by the ids of their originals.
    pub pages: Vec<(usize, Arc<Page>)>,
    /// Sections in this language.
    sections: Vec<usize>,
}

/// Makes the site in each of its other languages; `pages` are resolved.
pub(super) fn draft(site: &Structure, pages: &[Arc<Page>], found: Vec<Found>, report: &mut Report) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for words in &site.config.languages {
        let mut structure = site.clone();
        structure.config = site.config.in_language(words);
        structure.words = words_of(site, &words.lang, report);
        structure.languages = site.languages.spoken(&words.lang);
        drafts.push(Draft { structure, pages: Vec::new(), sections: Vec::new() });
    }
    for one in found {
        let Some(draft) = drafts.iter_mut().find(|draft| draft.structure.config.lang == one.lang) else { continue };
        draft.take(one, pages, report);
    }
    for draft in &mut drafts {
        draft.name();
        draft.resolve(pages, report);
    }
    drafts
}

/// The interface's words of a language; what lacks is reported.
fn words_of(site: &Structure, lang: &str, report: &mut Report) -> std::collections::BTreeMap<String, String> {
    let Some((words, faults)) = site.theme.words_of(lang) else {
        let finding = Diagnostic::error(code::LANGUAGE_WITHOUT_WORDS).arg("lang", lang);
        report.push(finding.arg("theme", &site.config.theme).at(Place::file("langso.toml")));
        return site.words.clone();
    };
    report.extend(faults);
    let lacking: Vec<&str> = site.words.keys().filter(|key| !words.contains_key(*key)).map(String::as_str).collect();
    if !lacking.is_empty() {
        let shown = lacking.iter().take(5).copied().collect::<Vec<_>>().join(", ");
        let place = site.theme.get(&format!("words/{lang}.toml")).map(|file| Place::file(Arc::clone(&file.path)));
        let finding = Diagnostic::error(code::WORDS_MISSING).arg("lang", lang).arg("count", lacking.len());
        report.push(finding.arg("keys", shown).at(place.unwrap_or_else(|| Place::file("langso.toml"))));
    }
    site.words.clone().into_iter().chain(words).collect()
}

impl Draft {
    /// Puts a translation in its original's place.
    fn take(&mut self, found: Found, pages: &[Arc<Page>], report: &mut Report) {
        let Found { source, of, header, body, .. } = found;
        match of {
            Of::Page(id) => {
                let original = &pages[id];
                let (meta, details, disagreement) = header.of_page(original.meta(), &original.parsed.details);
                tell(&source, &disagreement, report);
                stale(&source, &header, original.meta().updated.or(original.meta().date), report);
                let page = Page {
                    source,
                    parsed: Arc::new(Parsed { kind: original.parsed.kind, meta, details, body, findings: Vec::new() }),
                    address: original.address.clone(),
                    section: original.section,
                    links: Vec::new(),
                    shown: Shown::default(),
                    related: original.related.clone(),
                    previous: original.previous,
                    next: original.next,
                };
                self.pages.push((id, Arc::new(page)));
            }
            Of::Section(id) => {
                let (meta, disagreement): (SectionMeta, _) = header.of_section(self.structure.sections[id].meta());
                tell(&source, &disagreement, report);
                stale(&source, &header, self.structure.sections[id].meta().updated, report);
                self.structure.sections[id].translate(source, ParsedSection { meta, body, findings: Vec::new() });
                self.sections.push(id);
            }
        }
    }

    /// The portal's name and description, where the settings leave them to the home page.
    fn name(&mut self) {
        if self.sections.contains(&0) {
            let home = self.structure.sections[0].meta().clone();
            let config = &mut self.structure.config;
            config.description = config.description.take().or(home.description);
        }
    }

    /// Finds out where the links of the translated texts lead.
    fn resolve(&mut self, originals: &[Arc<Page>], report: &mut Report) {
        let mut pages = originals.to_vec();
        for (id, page) in &self.pages {
            pages[*id] = Arc::clone(page);
        }
        let mut links = Vec::with_capacity(self.pages.len());
        for (_, page) in &self.pages {
            let (own, faults) = resolve_text(&self.structure, &pages, &page.source, &page.parsed.body, &page.address);
            links.push(own);
            report.extend(faults);
        }
        let mut of_sections = Vec::with_capacity(self.sections.len());
        for &id in &self.sections {
            let section = &self.structure.sections[id];
            let (Some(source), Some(body)) = (&section.source, section.body()) else { continue };
            let (own, faults) = resolve_text(&self.structure, &pages, source, body, &section.address);
            of_sections.push((id, own));
            report.extend(faults);
        }
        drop(pages);
        for ((_, page), links) in self.pages.iter_mut().zip(links) {
            // Nobody else holds the pages of a language that is still being made.
            if let Some(page) = Arc::get_mut(page) {
                page.links = links;
            }
        }
        for (id, links) in of_sections {
            self.structure.sections[id].links = links;
        }
    }

    /// The sections in this language, to be told what they show.
    pub(super) fn sections(&mut self) -> impl Iterator<Item = &mut Section> {
        let own = &self.sections;
        self.structure
            .sections
            .iter_mut()
            .enumerate()
            .filter(move |(id, _)| own.contains(id))
            .map(|(_, section)| section)
    }

    /// The sections in this language.
    pub(super) fn own_sections(&self) -> impl Iterator<Item = &Section> {
        self.sections.iter().map(move |&id| &self.structure.sections[id])
    }

    /// The site in this language, once all is known about the files of the site.
    pub(super) fn into_site(mut self, site: &Structure, originals: &[Arc<Page>]) -> Arc<Site> {
        self.structure.attachments.clone_from(&site.attachments);
        self.structure.pictures = Arc::clone(&site.pictures);
        let mut pages = originals.to_vec();
        for (id, page) in self.pages {
            pages[id] = page;
        }
        Arc::new(Site { pages, structure: Arc::new(self.structure), translations: Vec::new() })
    }
}

fn tell(source: &SourceFile, disagreement: &Disagreement, report: &mut Report) {
    for key in &disagreement.lacking {
        let key = if *key == "note" { "source.note" } else { key };
        let finding = Diagnostic::error(code::TRANSLATION_LACKS).arg("key", key);
        report.push(finding.at(Place::file(Arc::clone(&source.path))));
    }
    for (key, span) in &disagreement.surplus {
        report.push(Diagnostic::error(code::KEY_OF_ORIGINAL).arg("key", key).at(super::place(source, span)));
    }
}

fn stale(source: &SourceFile, header: &Translation, changed: Option<Date>, report: &mut Report) {
    if let (Some((own, span)), Some(changed)) = (&header.updated, changed)
        && changed.days() > own.days()
    {
        let finding = Diagnostic::warning(code::TRANSLATION_STALE).arg("date", changed.short());
        report.push(finding.arg("iso", changed).at(super::place(source, span)));
    }
}

impl Languages {
    /// Claims what the program makes in other languages, whatever is translated.
    pub(super) fn take(&self, site: &Structure, routes: &mut Routes) {
        for address in of_the_interface(site) {
            self.editions(&address).skip(1).filter_map(|(_, published)| published).for_each(|at| routes.take(&at));
        }
    }

    /// Claims the addresses of all languages.
    pub(super) fn claim(
        &self,
        routes: &mut Routes,
        found: &[Found],
        site: &Structure,
        pages: &[Arc<Page>],
        report: &mut Report,
    ) {
        for one in found {
            let address = match one.of {
                Of::Page(id) => &pages[id].address,
                Of::Section(id) => &site.sections[id].address,
            };
            for (language, published) in self.editions(address) {
                if let Some(published) = published.filter(|_| language.code == one.lang) {
                    routes.own(&published, &one.source, None, report);
                }
            }
        }
    }
}

impl Site {
    /// The site in another language after texts changed: `changed` are its own files, `originals` the site's pages now.
    pub(super) fn amended_translation(
        &self,
        before: &[Arc<Page>],
        originals: &[Arc<Page>],
        tree: &SourceTree,
        changed: &[&str],
    ) -> Option<Self> {
        let mut pages: Vec<Arc<Page>> = self
            .pages
            .iter()
            .zip(before.iter().zip(originals))
            .map(|(own, (before, original))| if Arc::ptr_eq(own, before) { original } else { own })
            .cloned()
            .collect();
        for path in changed.iter().filter(|path| language_of(path) == Some(self.config.lang.as_str())) {
            let id = self.routes.page(&original_of(path, &self.config.lang))?;
            let page = pages[id].retold(tree.get(path)?)?;
            let (links, faults) = resolve_text(&self.structure, &pages, &page.source, &page.parsed.body, &page.address);
            if !faults.is_empty() {
                return None;
            }
            let mut page = Page { links, ..page };
            page.shown = self.pictures.shown_again(&self.structure, &self.pages[id], &page)?;
            pages[id] = Arc::new(page);
        }
        Some(Self { pages, structure: Arc::clone(&self.structure), translations: Vec::new() })
    }
}

impl Page {
    /// A translated page after its file changed, when only its text did.
    fn retold(&self, file: &SourceFile) -> Option<Self> {
        let (old, new) = (self.source.text().ok()?, file.text().ok()?);
        let start = self.parsed.body.range.start;
        let is_text_alone = self.source.path == file.path && old.get(..start)? == new.get(..start)?;
        let body = Body::of(new, start..new.len());
        let Parsed { kind, meta, details, .. } = &*self.parsed;
        let parsed = Parsed { kind, meta: meta.clone(), details: details.clone(), body, findings: Vec::new() };
        let same =
            is_text_alone && parsed.body.scan.headings == self.parsed.body.scan.headings && !old.contains("id=\"");
        same.then(|| self.told_anew(file, Arc::new(parsed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_tells_its_language() {
        assert_eq!(language_of("content/gioi-thieu.en.md"), Some("en"));
        assert_eq!(language_of("content/x/_index.en.md"), Some("en"));
        assert_eq!(language_of("content/gioi-thieu.md"), None);
        assert_eq!(language_of("content/ban.v2.md"), None);
        assert_eq!(language_of("content/.en.md"), None);
        assert_eq!(original_of("content/x/index.en.md", "en"), "content/x/index.md");
        assert_eq!(original_of("content/hen.en.md", "en"), "content/hen.md");
    }
}
