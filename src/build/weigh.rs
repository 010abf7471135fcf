//! Weighs every page against the budget of its kind: what a first visit loads at once, and the page alone.
//!
//! Counted is what the page's head names (styles, scripts, icon) and the fonts that its styles name, as they travel: the `.br`
//! that a build with `--compress` makes (a build without it isn't weighed: nobody knows how its host compresses). Pictures wait until they come into view, and
//! what a script may load later (the interactive map) is not part of a first view.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use crate::diagnostics::{Diagnostic, Place, code};
use crate::job::{Job, Role};
use crate::publish::{Inventory, Made, Publication};
use crate::source::budget::Budgets;
use crate::source::theme::RARE_FONTS;

/// A head is within so many bytes; what stands behind is not read.
const HEAD: u64 = 16 * 1024;

/// A page and what it costs.
struct Weighed {
    kind: String,
    path: String,
    first: u64,
    next: u64,
    /// The parts of `first`, the heaviest first.
    parts: Vec<(String, u64)>,
}

/// Findings about pages over budget: one for each kind and budget, with the heaviest page.
pub(super) fn weigh(
    jobs: &[Job],
    publication: &Publication,
    made: &Made,
    base: &str,
    budgets: &Budgets,
) -> Vec<Diagnostic> {
    let inventory = made.inventory();
    let fonts = fonts(jobs, publication, &inventory, base);
    let pages: Vec<Weighed> = jobs
        .par_iter()
        .filter(|job| job.role == Role::Page)
        .filter_map(|job| {
            let head = publication.head(&job.path, HEAD, &inventory)?;
            weighed(&String::from_utf8_lossy(&head), &job.path, &inventory, base, &fonts)
        })
        .collect();
    let mut kinds: BTreeMap<&str, Vec<&Weighed>> = BTreeMap::new();
    for page in &pages {
        kinds.entry(&page.kind).or_default().push(page);
    }
    let mut findings = Vec::new();
    for (kind, pages) in &kinds {
        let budget = budgets.of(kind);
        findings.extend(over(code::OVER_FIRST_BUDGET, pages, budget.first, |page| page.first));
        findings.extend(over(code::OVER_NEXT_BUDGET, pages, budget.next, |page| page.next));
    }
    let known = kinds.keys().copied().collect::<Vec<_>>().join(", ");
    let unused = budgets.kinds().filter(|kind| !kinds.contains_key(kind));
    findings.extend(unused.map(|kind| {
        Diagnostic::warning(code::UNUSED_BUDGET).arg("kind", kind).arg("kinds", &known).at(Place::file("langso.toml"))
    }));
    findings
}

/// The heaviest of the pages that cost more than they may.
fn over(code: code::Code, pages: &[&Weighed], budget: u64, cost: impl Fn(&Weighed) -> u64) -> Option<Diagnostic> {
    let above = pages.iter().filter(|page| cost(page) > budget);
    let count = above.clone().count();
    // Of equals the first by its path, whatever the order of the threads.
    let worst = above.max_by(|a, b| cost(a).cmp(&cost(b)).then_with(|| b.path.cmp(&a.path)))?;
    let parts = worst.parts.iter().take(3).map(|(path, size)| format!("{path} {} KB", kilobytes(*size)));
    Some(
        Diagnostic::warning(code)
            .arg("page", &worst.path)
            .arg("kind", &worst.kind)
            .arg("size", kilobytes(cost(worst)))
            .arg("budget", budget / 1024)
            .arg("fits", kilobytes(cost(worst)))
            .arg("count", count)
            .arg("parts", parts.collect::<Vec<_>>().join(", ")),
    )
}

/// Rounded up, so that a page over its budget never shows the budget's own number.
fn kilobytes(bytes: u64) -> u64 {
    bytes.div_ceil(1024)
}

fn weighed(
    head: &str,
    path: &str,
    inventory: &Inventory<'_>,
    base: &str,
    fonts: &HashMap<String, Vec<String>>,
) -> Option<Weighed> {
    let kind = attribute(head.get(head.find("<html")?..)?, "data-kind")?;
    let mut loaded: BTreeSet<&str> = loads(head).filter_map(|url| output(url, base)).collect();
    let of_styles: Vec<&String> = loaded.iter().filter_map(|path| fonts.get(*path)).flatten().collect();
    loaded.extend(of_styles.into_iter().map(String::as_str));
    let next = inventory.file(path)?.sent;
    let mut parts: Vec<(String, u64)> =
        loaded.into_iter().filter_map(|path| Some((path.to_owned(), inventory.file(path)?.sent))).collect();
    parts.push((path.to_owned(), next));
    parts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let first = parts.iter().map(|(_, size)| size).sum();
    Some(Weighed { kind: kind.to_owned(), path: path.to_owned(), first, next, parts })
}

/// What a browser fetches for a head: styles, preloads, icon and manifest, scripts.
fn loads(head: &str) -> impl Iterator<Item = &str> {
    let head = head.find("</head>").map_or(head, |end| &head[..end]);
    head.split('<').skip(1).filter_map(|tag| {
        if tag.starts_with("script ") {
            return attribute(tag, "src");
        }
        let rel = attribute(tag, "rel").filter(|_| tag.starts_with("link "))?;
        ["stylesheet", "preload", "modulepreload", "icon", "manifest"].contains(&rel).then(|| attribute(tag, "href"))?
    })
}

/// An attribute of the first tag, as our templates write it.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let tag = &tag[..tag.find('>').unwrap_or(tag.len())];
    let (_, value) = tag.split_once(&format!(" {name}=\""))?;
    value.split_once('"').map(|(value, _)| value)
}

/// The file behind a URL of the site.
fn output<'a>(url: &'a str, base: &str) -> Option<&'a str> {
    url.strip_prefix(base)?.strip_prefix('/')
}

/// The fonts that each style sheet names. Those of a text's letters are all wanted, since they hold only these letters; rare
/// ones are asked for by few pages.
fn fonts(jobs: &[Job], publication: &Publication, inventory: &Inventory, base: &str) -> HashMap<String, Vec<String>> {
    let styles = jobs.iter().filter(|job| job.path.starts_with("assets/") && job.path.ends_with(".css"));
    styles
        .filter_map(|job| {
            let text = String::from_utf8(publication.bytes(&job.path, inventory)?).ok()?;
            let named = text.split("url(\"").skip(1).filter_map(|rest| rest.split_once('"'));
            let fonts = named.filter_map(|(url, _)| output(url, base)).filter(|path| path.ends_with(".woff2"));
            let named = fonts.filter(|path| !path.contains(RARE_FONTS));
            Some((job.path.clone(), named.map(str::to_owned).collect()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_names_what_is_loaded() {
        let head = r#"<!doctype html><html lang="vi" data-kind="article"><head><link rel="canonical" href="https://x.vn/a/">
<link rel="preload" href="/p/f.woff2" as="font"><link rel="stylesheet" href="/p/s.css"><script type="application/ld+json">{}</script>
<script type="module" src="/p/b.js"></script></head><body><script src="/p/late.js"></script>"#;
        assert_eq!(loads(head).collect::<Vec<_>>(), ["/p/f.woff2", "/p/s.css", "/p/b.js"]);
        assert_eq!(output("/p/s.css", "/p"), Some("s.css"));
        assert_eq!(output("https://x.vn/s.css", "/p"), None);
        assert_eq!(attribute(&head[head.find("<html").unwrap()..], "data-kind"), Some("article"));
    }
}
