//! Topics: the same promise of several plans side by side, as a chart and as a table.

use std::sync::Arc;

use serde::Serialize;

use super::Press;
use super::html::{HtmlView, run};
use super::open_data::{Record, json, latest, twin};
use super::pages::{ArticleData, article, changed, of_kind};
use super::promises::{PromiseRecord, record};
use super::targets::{TargetView, place, updated};
use crate::domain::Details;
use crate::domain::target::Comparator;
use crate::job::{Job, Recipe};
use crate::render::chart::{Bar, BarChart, bars};
use crate::site::Site;
use crate::site::ledger::{Promise, Topic};
use crate::text;

static TOPIC: Recipe<HtmlView<TopicData>> = Recipe { name: "topic", run };
static TOPIC_JSON: Recipe<Record<TopicRecord>> = Recipe { name: "topic json", run: json };

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    of_kind(press, jobs, &TOPIC, |details| matches!(details, Details::Topic(_)), topic_data);
    for (id, page) in press.site.pages.iter().enumerate() {
        if matches!(page.parsed.details, Details::Topic(_)) {
            twin(jobs, press, &page.address, &TOPIC_JSON, move |site| {
                let promises = promises_of(site, id);
                let days = promises.iter().map(|promise| updated(site, promise)).chain([changed(&site.pages[id])]);
                (latest(days), topic_record(site, id, &promises))
            });
        }
    }
}

/// The promises of a topic's page.
fn promises_of(site: &Site, page: usize) -> Vec<&Promise> {
    let topic: Option<&Topic> = site.ledger.topics.iter().find(|topic| topic.page == page);
    topic.into_iter().flat_map(|topic| &topic.promises).map(|&at| &site.ledger.promises[at]).collect()
}

#[derive(Serialize)]
struct TopicData {
    #[serde(flatten)]
    article: ArticleData,
    targets: Vec<TargetView>,
    /// As SVG; `none` where there are not two shares to compare.
    chart: Option<String>,
}

#[derive(Serialize)]
struct TopicRecord {
    id: String,
    title: String,
    description: Option<String>,
    promises: Vec<PromiseRecord>,
}

fn topic_data(site: &Site, id: usize) -> TopicData {
    let page = &site.pages[id];
    let promises = promises_of(site, id);
    TopicData {
        article: article(site, page),
        chart: chart(site, &page.meta().title, &promises).map(|chart| bars(&chart)),
        targets: promises.into_iter().map(|promise| TargetView::new(site, promise)).collect(),
    }
}

fn topic_record(site: &Site, id: usize, promises: &[&Promise]) -> TopicRecord {
    let page = &site.pages[id];
    let Details::Topic(topic) = &page.parsed.details else { unreachable!("planned for topics only") };
    TopicRecord {
        id: topic.id.as_ref().map_or_else(String::new, |id| id.text.clone()),
        title: page.meta().title.clone(),
        description: page.meta().description.clone(),
        promises: promises.iter().map(|promise| record(site, promise)).collect(),
    }
}

/// Shares on one axis of a hundred. Counts of different things have no axis in common and stand in the table alone.
fn chart(site: &Site, title: &str, promises: &[&Promise]) -> Option<BarChart> {
    let mut bars: Vec<(usize, Bar)> = Vec::new();
    for promise in promises {
        let (page, plan, target) = promise.of(&site.pages);
        let Some(value) = target.share() else { continue };
        let number = |value| text::number(value, &site.config.lang);
        let place = place(site, plan).unwrap_or(&page.meta().title);
        let level = target.scope.as_ref().map_or("", |scope| scope.level.as_str());
        let key = format!("scope_{}", level.replace('+', "_"));
        let scope = if site.words.contains_key(&key) { site.word(&key) } else { level };
        let sign = match target.comparator {
            Some(Comparator::AtLeast) => "≥ ",
            Some(Comparator::AtMost) => "≤ ",
            _ => "",
        };
        let mut label = if scope.is_empty() { place.to_owned() } else { format!("{place}, {scope}") };
        if let Some(year) = target.deadline_year() {
            label = format!("{label} ({year})");
        }
        let reached = promise.figures.last().map(|figure| figure.value);
        let text = match reached {
            Some(reached) => format!("{} / {sign}{}%", number(reached), number(value)),
            None => format!("{sign}{}%", number(value)),
        };
        bars.push((rank(level), Bar { label, value, text, reached }));
    }
    // Like is compared with like; within a level plans keep their order.
    bars.sort_by_key(|(rank, _)| *rank);
    let bars: Vec<Bar> = bars.into_iter().map(|(_, bar)| bar).collect();
    (bars.len() > 1).then(|| BarChart { title: title.to_owned(), max: 100.0, bars })
}

/// Levels of government from above; a city of those plans is what a province is elsewhere. Mixed levels come last.
fn rank(level: &str) -> usize {
    const LEVELS: [&[&str]; 5] = [&["all"], &["province", "city"], &["district"], &["commune"], &["hamlet"]];
    LEVELS.iter().position(|alike| alike.contains(&level)).unwrap_or(LEVELS.len())
}
