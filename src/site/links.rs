//! Every link of pages, sections and settings, checked against the site's addresses.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::address::Address;
use super::page::{Body, Page};
use super::{Structure, place};
use crate::diagnostics::{Code, Diagnostic, Place, Report, code};
use crate::source::SourceFile;
use crate::text::{nearest, percent_decode};

/// Schemes that a link may have. Anything else could run code or reach the reader's own device.
const SCHEMES: [&str; 6] = ["https", "http", "mailto", "tel", "geo", "sms"];

/// Resolves the links of all pages and sections, and reports those that lead nowhere.
pub(super) fn resolve(structure: &mut Structure, mut pages: Vec<Arc<Page>>, report: &mut Report) -> Vec<Arc<Page>> {
    let bases = LinkBases { site: structure, pages: &pages };
    let resolved: Vec<(Vec<String>, Vec<usize>, Vec<Diagnostic>)> =
        pages.par_iter().map(|page| bases.page(page)).collect();
    let sections: Vec<(Vec<String>, Vec<Diagnostic>)> =
        structure.sections.iter().map(|section| bases.section(section)).collect();
    report.extend(bases.settings());
    for (page, (links, related, faults)) in pages.iter_mut().zip(resolved) {
        // Nobody else holds the pages of a site that is still being loaded.
        if let Some(page) = Arc::get_mut(page) {
            page.links = links;
            page.related = related;
        }
        report.extend(faults);
    }
    for (section, (links, faults)) in structure.sections.iter_mut().zip(sections) {
        section.links = links;
        report.extend(faults);
    }
    pages
}

/// The links of one page; `None` when one of them leads nowhere.
pub(super) fn resolve_page(structure: &Structure, pages: &[Arc<Page>], id: usize) -> Option<Vec<String>> {
    let (links, _, faults) = LinkBases { site: structure, pages }.page(&pages[id]);
    faults.is_empty().then_some(links)
}

/// The links of a text in another language, where its original's addresses lead to pages of that language.
pub(super) fn resolve_text(
    structure: &Structure,
    pages: &[Arc<Page>],
    source: &SourceFile,
    body: &Body,
    address: &Address,
) -> (Vec<String>, Vec<Diagnostic>) {
    LinkBases { site: structure, pages }.body(source, body, address)
}

/// Everything that a link may be relative to.
struct LinkBases<'a> {
    site: &'a Structure,
    pages: &'a [Arc<Page>],
}

/// Why a link does not resolve: code, the argument's name, what to offer instead.
struct Broken(Code, String);

impl LinkBases<'_> {
    fn page(&self, page: &Page) -> (Vec<String>, Vec<usize>, Vec<Diagnostic>) {
        let (links, mut faults) = self.body(&page.source, &page.parsed.body, &page.address);
        let mut related = Vec::new();
        for reference in &page.meta().related {
            match self.page_file(&page.source, reference.text.trim_start_matches("@/"), true) {
                Some(path) if self.site.routes.pages.contains_key(&path) => related.push(self.site.routes.pages[&path]),
                _ => faults.push(self.report(
                    &page.source,
                    &reference.text,
                    &reference.span,
                    Broken(code::BROKEN_LINK, self.nearest_page(&reference.text)),
                )),
            }
        }
        if let Some(image) = &page.meta().image {
            let name = page.address.join(&image.text);
            if !self.site.routes.holds(name.as_str())
                && !self.site.routes.holds(self.beside(&page.source, &image.text).as_str())
            {
                faults.push(self.missing_file(&page.source, &image.text, &image.span));
            } else if page.meta().image_alt.is_none() {
                faults.push(
                    Diagnostic::error(code::MISSING_ALT).arg("name", &image.text).at(place(&page.source, &image.span)),
                );
            }
        }
        if let Some(url) = page.meta().source.as_ref().and_then(|source| source.url.as_ref()) {
            faults.extend(self.external(&page.source, &url.text, &url.span));
        }
        if let crate::domain::Details::System(system) = &page.parsed.details
            && let Some(url) = &system.url
        {
            faults.extend(self.external(&page.source, &url.text, &url.span));
        }
        if let crate::domain::Details::Document(document) = &page.parsed.details {
            for file in document.file.iter().chain(&document.text_file) {
                if !self.site.routes.holds(page.address.join(&file.text).as_str())
                    && !self.site.routes.holds(self.beside(&page.source, &file.text).as_str())
                {
                    faults.push(self.missing_file(&page.source, &file.text, &file.span));
                }
            }
            if let Some(url) = &document.file_url {
                faults.extend(self.external(&page.source, &url.text, &url.span));
            }
        }
        if let crate::domain::Details::Panorama(tour) = &page.parsed.details {
            let is_there = |name: &str| {
                [page.address.join(name), self.beside(&page.source, name)]
                    .iter()
                    .any(|at| self.site.routes.holds(at.as_str()))
            };
            let missing = tour.files().filter(|file| !is_there(&file.text));
            faults.extend(missing.map(|file| self.missing_file(&page.source, &file.text, &file.span)));
        }
        (links, related, faults)
    }

    fn section(&self, section: &super::Section) -> (Vec<String>, Vec<Diagnostic>) {
        match (&section.source, section.body()) {
            (Some(source), Some(body)) => self.body(source, body, &section.address),
            _ => (Vec::new(), Vec::new()),
        }
    }

    /// Links of `langso.toml` are typed by the same hands as all others.
    fn settings(&self) -> Vec<Diagnostic> {
        let config = &self.site.config;
        let file = "langso.toml";
        config
            .menu
            .iter()
            .chain(&config.links)
            .filter_map(|link| {
                let broken = self.target(None, &Address::home(), &link.url).err()?;
                Some(
                    Diagnostic::error(broken.0)
                        .arg("target", &link.url)
                        .arg("suggestion", broken.1)
                        .at(Place::file(file)),
                )
            })
            .collect()
    }

    fn body(&self, source: &SourceFile, body: &Body, address: &Address) -> (Vec<String>, Vec<Diagnostic>) {
        let mut links = Vec::with_capacity(body.scan.links.len());
        let mut faults = Vec::new();
        for link in &body.scan.links {
            let span = body.range.start + link.span.start..body.range.start + link.span.end;
            if link.image == Some(false) {
                faults.push(Diagnostic::error(code::MISSING_ALT).arg("name", &link.target).at(place(source, &span)));
            }
            // The policy of every page would stop it, and its host would know who reads what.
            if link.image.is_some() && (scheme(&link.target).is_some() || link.target.starts_with("//")) {
                faults.extend(self.foreign_picture(source, &link.target, &span));
            }
            let resolved = self.target(Some((source, body)), address, &link.target);
            match resolved {
                Ok(url) => links.push(url),
                Err(broken) => {
                    links.push(link.target.clone());
                    faults.push(if link.image.is_some() && broken.0 == code::BROKEN_LINK {
                        self.missing_file(source, &link.target, &span)
                    } else {
                        self.report(source, &link.target, &span, broken)
                    });
                }
            }
        }
        (links, faults)
    }

    /// The URL that a typed target stands for.
    fn target(&self, from: Option<(&SourceFile, &Body)>, address: &Address, target: &str) -> Result<String, Broken> {
        let broken = |suggestion: String| Broken(code::BROKEN_LINK, suggestion);
        if let Some(anchor) = target.strip_prefix('#') {
            let known = from.is_none_or(|(source, body)| has_anchor(source, body, anchor));
            let near = from.map_or(String::new(), |(_, body)| nearest_anchor(body, anchor));
            return if known { Ok(target.to_owned()) } else { Err(Broken(code::BROKEN_ANCHOR, near)) };
        }
        if let Some(scheme) = scheme(target) {
            return if SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()) {
                Ok(target.to_owned())
            } else {
                Err(Broken(code::UNSAFE_LINK, String::new()))
            };
        }
        if target.starts_with("//") {
            return Ok(format!("https:{target}"));
        }
        let (path, rest) = target.find(['#', '?']).map_or((target, ""), |at| target.split_at(at));
        let decoded = crate::text::nfc(&percent_decode(path)).into_owned();
        if path.starts_with("@/") || path.ends_with(".md") {
            let file = from
                .and_then(|(source, _)| {
                    self.page_file(source, decoded.trim_start_matches("@/"), path.starts_with("@/"))
                })
                .ok_or_else(|| broken(self.nearest_page(target)))?;
            return self.page_url(&file, rest).unwrap_or_else(|| Err(broken(self.nearest_page(target))));
        }
        let candidates: Vec<Address> = if decoded.starts_with('/') {
            // A path from the root may or may not end in a slash, or carry the base path.
            let inner = decoded.strip_prefix(self.site.config.base_path()).filter(|inner| inner.starts_with('/'));
            let root = Address::file(inner.unwrap_or(&decoded));
            let slashed = Address::file(&format!("{}/", root.as_str().trim_end_matches('/')));
            vec![root, slashed]
        } else {
            let beside = from.map_or_else(|| address.join(&decoded), |(source, _)| self.beside(source, &decoded));
            vec![address.join(&decoded), beside.clone(), beside.join("/")]
        };
        candidates
            .iter()
            .map(|candidate| normalise(candidate.as_str()))
            .find(|candidate| self.site.routes.holds(candidate))
            .map(|found| format!("{}{rest}", self.site.url(&Address::file(&found))))
            .ok_or_else(|| broken(self.nearest_address(&decoded)))
    }

    /// A page reference as a path of the tree: from `content/`, or from the referring file's folder.
    fn page_file(&self, from: &SourceFile, reference: &str, rooted: bool) -> Option<String> {
        let folder = if rooted { "content/" } else { &from.path[..from.path.rfind('/').map_or(0, |at| at + 1)] };
        let path = normalise(&format!("/{folder}{reference}")).trim_start_matches('/').to_owned();
        path.starts_with("content/").then_some(path)
    }

    fn page_url(&self, file: &str, rest: &str) -> Option<Result<String, Broken>> {
        let (source, body, address) = if let Some(&id) = self.site.routes.pages.get(file) {
            let page = &self.pages[id];
            (&page.source, &page.parsed.body, &page.address)
        } else {
            let section = &self.site.sections[*self.site.routes.sections.get(file)?];
            (section.source.as_ref()?, section.body()?, &section.address)
        };
        if let Some(anchor) = rest.strip_prefix('#')
            && !has_anchor(source, body, anchor)
            && !self.site.routes.page(file).is_some_and(|id| self.pages[id].parsed.details.has_id(anchor))
        {
            return Some(Err(Broken(code::BROKEN_ANCHOR, nearest_anchor(body, anchor))));
        }
        Some(Ok(format!("{}{rest}", self.site.url(address))))
    }

    /// A file beside a content file, as published.
    fn beside(&self, source: &SourceFile, name: &str) -> Address {
        let folder = source.path.trim_start_matches("content/");
        let folder = &folder[..folder.rfind('/').map_or(0, |at| at + 1)];
        Address::file(&normalise(&format!("/{folder}{name}")))
    }

    fn external(&self, source: &SourceFile, url: &str, span: &Range<usize>) -> Option<Diagnostic> {
        Some(not_web(url)?.at(place(source, span)))
    }

    fn foreign_picture(&self, source: &SourceFile, url: &str, span: &Range<usize>) -> Option<Diagnostic> {
        // Addresses that could run code are refused as such.
        let web = scheme(url).is_none_or(|scheme| SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()));
        web.then(|| Diagnostic::error(code::FOREIGN_PICTURE).arg("target", url).at(place(source, span)))
    }

    fn report(&self, source: &SourceFile, target: &str, span: &Range<usize>, broken: Broken) -> Diagnostic {
        let (page, anchor) = target.split_once('#').unwrap_or((target, ""));
        Diagnostic::error(broken.0)
            .arg("target", target)
            .arg("page", if page.is_empty() { &source.path } else { page })
            .arg("anchor", anchor)
            .arg("suggestion", broken.1)
            .at(place(source, span))
    }

    fn missing_file(&self, source: &SourceFile, name: &str, span: &Range<usize>) -> Diagnostic {
        let folder = &source.path[..source.path.rfind('/').map_or(0, |at| at + 1)];
        let beside = self.site.attachments.iter().filter_map(|file| file.file.path.strip_prefix(folder));
        let suggestion = nearest(name, beside).unwrap_or_default();
        Diagnostic::error(code::MISSING_FILE).arg("name", name).arg("suggestion", suggestion).at(place(source, span))
    }

    fn nearest_page(&self, target: &str) -> String {
        let typed = target.trim_start_matches("@/");
        let known = self
            .site
            .routes
            .pages
            .keys()
            .chain(self.site.routes.sections.keys())
            .map(|path| path.trim_start_matches("content/"));
        nearest(typed, known).map_or_else(String::new, |path| format!("@/{path}"))
    }

    fn nearest_address(&self, target: &str) -> String {
        nearest(target, self.site.routes.paths()).unwrap_or_default().to_owned()
    }
}

/// Headings are known; an id in the page's own raw HTML is looked for in its text.
fn has_anchor(source: &SourceFile, body: &Body, anchor: &str) -> bool {
    let anchor = crate::text::nfc(&percent_decode(anchor)).into_owned();
    anchor.is_empty()
        || body.scan.headings.iter().any(|heading| heading.id == anchor)
        || source.text().is_ok_and(|text| text.contains(&format!("id=\"{anchor}\"")))
}

fn nearest_anchor(body: &Body, anchor: &str) -> String {
    nearest(anchor, body.scan.headings.iter().map(|heading| &*heading.id)).unwrap_or_default().to_owned()
}

/// What is wrong with an address that ought to be one of the web; `None` when nothing is.
pub(super) fn not_web(url: &str) -> Option<Diagnostic> {
    let code = match scheme(url).as_deref().map(str::to_ascii_lowercase).as_deref() {
        Some("https" | "http") => return None,
        Some(_) => code::UNSAFE_LINK,
        None => code::LINK_WITHOUT_SCHEME,
    };
    Some(Diagnostic::error(code).arg("target", url))
}

/// The scheme of an absolute URL (RFC 3986, 3.1). Control characters and blanks, which browsers skip when they look
/// for one, are skipped here too.
fn scheme(target: &str) -> Option<String> {
    let visible: String = target.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let (scheme, _) = visible.split_once(':')?;
    let valid = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    valid.then(|| scheme.to_owned())
}

/// Takes `.` and `..` out of a path that starts with a slash; it never rises above the root.
fn normalise(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').skip(1) {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_seen_through_disguise() {
        assert_eq!(scheme("java\tscript:alert(1)").as_deref(), Some("javascript"));
        assert_eq!(scheme("anh:x.jpg").as_deref(), Some("anh"));
        assert_eq!(scheme("a/b:c"), None);
        assert_eq!(scheme("/x"), None);
    }

    #[test]
    fn paths_never_rise_above_the_root() {
        assert_eq!(normalise("/a/./b/../../../c/"), "/c/");
    }
}
