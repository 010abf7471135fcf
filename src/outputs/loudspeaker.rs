//! News and plans as they are read over a commune's loudspeakers: a minute of the page's own sentences, in large print.
//!
//! Nothing is written anew. What is read are the title, the description, a plan's goal and targets, and the first sentences of
//! the text, in this order, as many whole sentences as a minute holds.

use std::sync::Arc;

use serde::Serialize;

use super::Press;
use super::frame::{DateView, Frame, Link, trail};
use super::html::{HtmlView, run};
use crate::domain::Details;
use crate::job::{Job, Recipe, Role};
use crate::markdown::paragraphs;
use crate::site::{Page, Site};
use crate::text::speech::{seconds, sentences};

static LOUDSPEAKER: Recipe<HtmlView<LoudspeakerData>> = Recipe { name: "loudspeaker", run };

/// How long people listen.
const SECONDS: usize = 60;

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    for (id, page) in press.site.pages.iter().enumerate() {
        let Some(address) = page.loudspeaker() else { continue };
        let press = Arc::clone(press);
        jobs.push(Job::new(address.output_path(), Role::Page, &LOUDSPEAKER, move || view(&press, id)));
    }
}

#[derive(Serialize)]
struct LoudspeakerData {
    /// The page whose words these are.
    full: Link,
    date: Option<DateView>,
    source: Option<String>,
    sample: bool,
    script: Script,
}

/// What is read.
#[derive(Debug, Default, PartialEq, Serialize)]
struct Script {
    /// A paragraph a breath.
    lines: Vec<String>,
    seconds: usize,
    /// The page says more than a minute holds.
    cut: bool,
}

fn view(press: &Press, id: usize) -> HtmlView<LoudspeakerData> {
    let site = &*press.site;
    let page = &site.pages[id];
    let meta = page.meta();
    let full = Link { title: meta.title.clone(), url: site.url(&page.address) };
    let mut ancestors = trail(site, page.section);
    ancestors.push(full.clone());
    let address = page.loudspeaker().unwrap_or_else(|| page.address.clone());
    HtmlView {
        template: press.template("loudspeaker.html"),
        frame: Frame::new(press, site.word("loudspeaker"), &address, "loudspeaker", ancestors).not_indexed(),
        text: None,
        map: None,
        data: LoudspeakerData {
            full,
            date: date(site, page),
            source: meta.source.as_ref().map(|source| source.title.clone()),
            sample: meta.sample,
            script: script(&parts(page)),
        },
    }
}

fn date(site: &Site, page: &Page) -> Option<DateView> {
    let issued = match &page.parsed.details {
        Details::Plan(plan) => plan.issued,
        _ => None,
    };
    DateView::maybe(issued.or(page.meta().date), site)
}

/// Everything that could be read, the most important first.
fn parts(page: &Page) -> Vec<String> {
    let meta = page.meta();
    let mut parts = vec![meta.title.clone()];
    parts.extend(meta.description.clone());
    if let Details::Plan(plan) = &page.parsed.details {
        parts.extend(plan.goal.clone());
        parts.extend(plan.targets.iter().map(|target| target.text.clone()));
    }
    parts.extend(paragraphs(page.markdown()));
    parts
}

/// As many whole sentences as a minute holds; the first part, the title, always. Once a sentence is left out, so is the rest:
/// what follows may lean on it.
fn script(parts: &[String]) -> Script {
    let mut script = Script::default();
    let mut said = String::new();
    for part in parts {
        let mut line = String::new();
        for sentence in sentences(part) {
            let longer = format!("{said} {sentence}");
            if seconds(&longer) > SECONDS && !said.is_empty() {
                script.cut = true;
                break;
            }
            said = longer;
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(sentence);
        }
        if !line.is_empty() {
            script.lines.push(line);
        }
        if script.cut {
            break;
        }
    }
    script.seconds = seconds(&said);
    script
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_of_whole_sentences() {
        let text = |count: usize| format!("{}.", "Xã ".repeat(count).trim());
        let short = script(&["Tên".into(), "Một câu.".into()]);
        assert_eq!(short, Script { lines: vec!["Tên".into(), "Một câu.".into()], seconds: 5, cut: false });
        let long = script(&["Tên".into(), format!("{} {} {}", text(100), text(100), text(100)), "Hết.".into()]);
        assert_eq!(long.lines, ["Tên".to_owned(), format!("{} {}", text(100), text(100))]);
        assert!(long.cut && long.seconds <= 60, "{}", long.seconds);
        assert_eq!(script(&[text(500)]).lines.len(), 1, "the title is always read");
    }
}
