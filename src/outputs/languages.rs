//! Pages in other languages, and how pages and readers tell the languages apart.

use std::sync::Arc;

use serde::Serialize;

use super::{
    Planner, Press, brochures, cards, feeds, home, lists, map_page, offline, pages, products, search, tourism, units,
};
use crate::job::Job;
use crate::render::template::Tongue;
use crate::site::{Address, Site};

/// Families of outputs that exist in other languages. Each makes its jobs as ever, of the site in the other language.
const TRANSLATED: &[Planner] = &[
    home::plan,
    pages::plan,
    lists::plan,
    tourism::plan,
    brochures::plan,
    products::plan,
    units::plan,
    map_page::plan,
    feeds::plan,
    search::plan,
    cards::plan,
    offline::plan_pages,
];

/// Adds what exists in a press's language, each below the language's own folder.
pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    let languages = &press.site.languages;
    let mut all = Vec::new();
    for plan in TRANSLATED {
        plan(press, &mut all);
    }
    let moved = |mut job: Job| {
        let address = Some(Address::of_output(&job.path)).filter(|address| languages.has(address))?;
        job.path = languages.published(&address).output_path();
        Some(job)
    };
    jobs.extend(all.into_iter().filter_map(moved));
}

/// The language of a site, for its templates.
pub(super) fn tongue(site: &Site) -> Tongue {
    let lang = site.config.lang.clone();
    let below = format!("{}/{lang}/", site.config.base_path());
    Tongue { original: site.languages.original().map(|original| (original.to_owned(), below)), lang }
}

/// A language that readers of a page may choose.
#[derive(Clone, Serialize)]
pub(super) struct Choice {
    lang: String,
    /// What the language calls itself.
    name: String,
    url: String,
    canonical: String,
    /// It is the page's own.
    here: bool,
    /// It leads to this page; otherwise this page is not translated, and it leads to the home page.
    same: bool,
}

impl Choice {
    /// Whether it leads to the page that it stands on.
    pub(super) fn is_same(&self) -> bool {
        self.same
    }
}

/// The languages for a page's switch, and for search engines; none for a site of one language.
pub(super) fn choices(site: &Site, address: &Address) -> Vec<Choice> {
    let home = Address::home();
    let homes: Vec<Option<Address>> = site.languages.editions(&home).map(|(_, published)| published).collect();
    let choice = |((language, published), home): ((&crate::site::Language, Option<Address>), Option<Address>)| {
        let (same, to) = (published.is_some(), published.or(home)?);
        let encoded = crate::site::encode(to.as_str());
        Some(Choice {
            lang: language.code.clone(),
            name: language.name.clone(),
            url: format!("{}{encoded}", site.config.base_path()),
            canonical: format!("{}{encoded}", site.config.base_url),
            here: site.languages.is_here(language),
            same,
        })
    };
    site.languages.editions(address).zip(homes).filter_map(choice).collect()
}

/// The addresses at which a page exists in several languages, as `(language, whole URL)`; empty where it exists in one.
pub(super) fn alternates(site: &Site, address: &Address) -> Vec<(String, String)> {
    let choices = choices(site, address).into_iter().filter(|choice| choice.same);
    let all: Vec<(String, String)> = choices.map(|choice| (choice.lang, choice.canonical)).collect();
    if all.len() > 1 { all } else { Vec::new() }
}

/// Says at each link to a page in another language which that is (`hreflang`), whoever wrote the link: a template, a text, a map.
pub(super) fn mark_links(html: Vec<u8>, tongue: &Tongue) -> Vec<u8> {
    if tongue.original.is_none() {
        return html;
    }
    let Ok(text) = std::str::from_utf8(&html) else { return html };
    let mut out = String::with_capacity(text.len() + 1024);
    let mut rest = text;
    while let Some(at) = rest.find("<a ") {
        let (before, tag) = rest.split_at(at + "<a".len());
        out.push_str(before);
        let end = tag.find('>').unwrap_or(tag.len());
        let url = tag[..end].split_once(" href=\"").and_then(|(_, value)| value.split('"').next());
        let lang =
            url.filter(|url| is_page(url) && !tag[..end].contains(" hreflang=")).and_then(|url| tongue.of_url(url));
        if let Some(lang) = lang {
            out.push_str(&format!(" hreflang=\"{lang}\""));
        }
        rest = tag;
    }
    out.push_str(rest);
    out.into_bytes()
}

/// Pages have languages; files for machines don't.
fn is_page(url: &str) -> bool {
    url.split(['#', '?']).next().unwrap_or_default().ends_with('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_other_languages_say_so() {
        let tongue = Tongue { lang: "en".into(), original: Some(("vi".into(), "/ntm/en/".into())) };
        let marked = |html: &str| String::from_utf8(mark_links(html.into(), &tongue)).expect("text");
        assert_eq!(marked(r#"<a href="/ntm/x/">"#), r#"<a hreflang="vi" href="/ntm/x/">"#);
        assert_eq!(marked(r#"<a class="y" href="/ntm/x/#a">"#), r#"<a hreflang="vi" class="y" href="/ntm/x/#a">"#);
        for plain in [
            r#"<a href="/ntm/en/x/">"#,
            r##"<a href="#x">"##,
            r#"<a href="https://x.vn/">"#,
            r#"<a href="/ntm/x.csv">"#,
            r#"<a lang="vi" hreflang="vi" href="/ntm/">"#,
            r#"<abbr href="/ntm/x/">"#,
        ] {
            assert_eq!(marked(plain), plain);
        }
        let own = Tongue { lang: "vi".into(), original: None };
        assert_eq!(mark_links(br#"<a href="/x/">"#.to_vec(), &own), br#"<a href="/x/">"#);
    }
}
