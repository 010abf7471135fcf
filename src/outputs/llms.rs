//! `/llms.txt` (llmstxt.org): what the site is and where its data are, for programs that read text.

use std::fmt::Write as _;
use std::sync::Arc;

use super::{Press, map_page};
use crate::job::{Job, Recipe, Role};
use crate::site::{Address, Site};

static LLMS: Recipe<String> = Recipe { name: "llms", run: |text| Ok(text.clone().into_bytes()) };

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    let shared = Arc::clone(press);
    jobs.push(Job::new("llms.txt".into(), Role::File, &LLMS, move || text(&shared.site)));
}

fn text(site: &Site) -> String {
    let mut out = format!("# {}\n", site.title());
    if let Some(description) = &site.config.description {
        let _ = write!(out, "\n> {description}\n");
    }
    let _ = write!(out, "\n{}: {}\n", site.word("dataset_publisher"), site.publisher());
    if site.config.sample {
        let _ = write!(out, "\n{}. {}\n", site.word("sample_title"), site.word("sample_rows"));
    }
    let mut pages: Vec<(String, Address, Option<String>)> = (site.sections.iter().skip(1))
        .filter(|section| !section.hidden)
        .map(|section| (section.meta().title.clone(), section.address.clone(), section.meta().description.clone()))
        .collect();
    pages.sort_by(|one, other| one.1.as_str().cmp(other.1.as_str()));
    let mut data = Vec::new();
    if !site.datasets.is_empty() {
        data.push((site.word("data_title").to_owned(), Address::data(), None));
        data.push(("DCAT-AP".to_owned(), Address::catalogue(), None));
        data.push(("Frictionless".to_owned(), Address::data_package(), None));
    }
    if map_page::has_maps(site) {
        data.push((site.word("map_title").to_owned(), Address::map(), None));
    }
    for dataset in &site.datasets {
        let decl = &dataset.decl;
        let address = Address::dataset(&decl.id.text).join(&format!("{}.csv", decl.id.text));
        data.push((decl.title.clone(), address, decl.description.clone()));
    }
    for (word, lines) in [("llms_pages", pages), ("data_title", data)] {
        if lines.is_empty() {
            continue;
        }
        let _ = write!(out, "\n## {}\n\n", site.word(word));
        for (title, address, about) in lines {
            let about = about.map_or_else(String::new, |about| format!(": {about}"));
            let _ = writeln!(out, "- [{title}]({}){about}", site.canonical(&address));
        }
    }
    out
}
