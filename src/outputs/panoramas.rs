//! `panorama`: a tour's page with a flat preview of each scene, and the tiles that the viewer shows once it is asked for.

use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use super::frame::Link;
use super::html::{HtmlView, run};
use super::pages::{ArticleData, article, view};
use super::{Press, pictures};
use crate::diagnostics::Diagnostic;
use crate::domain::Details;
use crate::domain::panorama::{Panorama, Scene};
use crate::job::{Job, Recipe, Role};
use crate::markdown::Picture;
use crate::photo::{Darkroom, Facts, Level, PROCESS, Tile};
use crate::render::site_plan::{Dot, SitePlan, site_plan};
use crate::site::{Page, Site};
use crate::source::SourceFile;
use crate::text;

static PANORAMA: Recipe<HtmlView<TourData>> = Recipe { name: "panorama", run };
static TILE: Recipe<TileView> = Recipe { name: "panorama tile", run: TileView::run };

/// A piece of a photo.
#[derive(Serialize)]
struct TileView {
    file: SourceFile,
    facts: Facts,
    tile: Tile,
    process: u32,
    #[serde(skip)]
    darkroom: Arc<Darkroom>,
}

impl TileView {
    fn run(&self) -> Result<Vec<u8>, Diagnostic> {
        let name = self.file.path.rsplit('/').next().unwrap_or_default();
        self.darkroom.tile((self.file.digest, name), &self.facts, self.tile, || self.file.bytes())
    }
}

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    let site = &press.site;
    let mut photos = Vec::new();
    for (id, page) in site.pages.iter().enumerate() {
        let Details::Panorama(tour) = &page.parsed.details else { continue };
        let shared = Arc::clone(press);
        let path = page.address.output_path();
        jobs.push(Job::new(path, Role::Page, &PANORAMA, move || view(&shared, id, data)));
        // The plan comes last and is no photo of a scene.
        photos.extend(page.shown.tour.iter().take(tour.scenes.len()).flatten().copied());
    }
    photos.sort_unstable();
    photos.dedup();
    for id in photos {
        let Some(facts) = site.attachments[id].picture.as_ref() else { continue };
        for tile in facts.levels().into_iter().flat_map(Level::tiles) {
            let Some(address) = pictures::tile_address(site, id, Some(tile)) else { continue };
            let shared = Arc::clone(press);
            jobs.push(Job::new(address.output_path(), Role::Picture, &TILE, move || {
                let attachment = &shared.site.attachments[id];
                TileView {
                    file: attachment.file.clone(),
                    facts: attachment.picture.clone().expect("planned for pictures only"),
                    tile,
                    process: PROCESS,
                    darkroom: Arc::clone(&shared.darkroom),
                }
            }));
        }
    }
}

#[derive(Serialize)]
struct TourData {
    #[serde(flatten)]
    article: ArticleData,
    scenes: Vec<SceneView>,
    /// The scene that the viewer begins with, as a position in `scenes`.
    start: usize,
    /// An SVG; empty without a plan.
    plan: String,
    /// What the viewer needs to know, as JSON.
    tour: String,
}

#[derive(Serialize)]
struct SceneView {
    id: String,
    title: String,
    alt: String,
    picture: Option<Picture>,
    steps: Vec<StepView>,
    spots: Vec<SpotView>,
}

/// A way on, with its direction and length in words.
#[derive(Serialize)]
struct StepView {
    scene: String,
    link: Link,
    way: String,
}

#[derive(Serialize)]
struct SpotView {
    title: String,
    text: Option<String>,
    way: String,
}

fn data(site: &Site, id: usize) -> TourData {
    let page = &site.pages[id];
    let Details::Panorama(tour) = &page.parsed.details else { unreachable!("planned for tours only") };
    let photo = |at: usize| page.shown.tour.get(at).copied().flatten();
    let scene = |(at, scene): (usize, &Scene)| SceneView {
        id: scene.id.text.clone(),
        title: scene.title.clone(),
        alt: scene.alt.clone(),
        picture: photo(at).and_then(|id| pictures::picture(site, id)),
        steps: steps(site, tour, scene),
        spots: (scene.spots.iter())
            .map(|spot| SpotView {
                title: spot.title.clone(),
                text: spot.text.clone(),
                way: way(site, spot.heading, None),
            })
            .collect(),
    };
    let scenes: Vec<SceneView> = tour.scenes.iter().enumerate().map(scene).collect();
    TourData {
        article: article(site, page),
        start: tour.start,
        plan: drawn(site, page, tour),
        tour: for_viewer(site, page, tour, &scenes).to_string(),
        scenes,
    }
}

fn steps(site: &Site, tour: &Panorama, scene: &Scene) -> Vec<StepView> {
    let step = |step: &crate::domain::panorama::Step| {
        let to = &tour.scenes[step.to];
        StepView {
            scene: to.id.text.clone(),
            link: Link { title: to.title.clone(), url: format!("#{}", anchor(to)) },
            way: way(site, step.heading, step.distance),
        }
    };
    scene.steps.iter().map(step).collect()
}

/// The id of a scene's entry on the page.
fn anchor(scene: &Scene) -> String {
    format!("canh-{}", scene.id.text)
}

/// "hướng đông bắc, 12 m".
fn way(site: &Site, heading: f64, distance: Option<f64>) -> String {
    const KEYS: [&str; 8] = ["tour_n", "tour_ne", "tour_e", "tour_se", "tour_s", "tour_sw", "tour_w", "tour_nw"];
    let eighth = (heading / 45.0).round() as usize % KEYS.len();
    let words = site.word("tour_direction").replace("{direction}", site.word(KEYS[eighth]));
    match distance {
        Some(metres) => format!("{words}, {} m", text::number(metres.round(), &site.config.lang)),
        None => words,
    }
}

fn drawn(site: &Site, page: &Page, tour: &Panorama) -> String {
    let Some(plan) = &tour.plan else { return String::new() };
    let image = page.shown.tour.last().copied().flatten().filter(|_| plan.image.is_some());
    let dots = tour.scenes.iter().enumerate().filter_map(|(at, scene)| {
        Some(Dot {
            at: scene.at?,
            look: scene.look,
            number: at + 1,
            label: format!("{}: {}", at + 1, scene.title),
            id: anchor(scene),
            scene: scene.id.text.clone(),
        })
    });
    let mut ways = Vec::new();
    for (from, scene) in tour.scenes.iter().enumerate() {
        for step in &scene.steps {
            let back = tour.scenes[step.to].steps.iter().any(|step| step.to == from);
            if (from < step.to || !back)
                && let Some(way) = scene.at.zip(tour.scenes[step.to].at)
            {
                ways.push(way);
            }
        }
    }
    site_plan(&SitePlan {
        title: site.word("tour_plan").to_owned(),
        image: image.and_then(|id| Some(pictures::picture(site, id)?.src)),
        width: plan.width,
        height: plan.height,
        up: plan.up,
        north: site.word("map_north").to_owned(),
        dots: dots.collect(),
        ways,
    })
}

/// The tour for `scripts/tour.ts`.
fn for_viewer(site: &Site, page: &Page, tour: &Panorama, views: &[SceneView]) -> serde_json::Value {
    let scenes = tour.scenes.iter().enumerate().filter_map(|(at, scene)| {
        let id = page.shown.tour.get(at).copied().flatten()?;
        let facts = site.attachments[id].picture.as_ref()?;
        Some(json!({
            "id": scene.id.text,
            "title": scene.title,
            "alt": scene.alt,
            "heading": scene.heading,
            "look": scene.look,
            "base": pictures::whole_url(site, id)?,
            "tiles": site.url(&pictures::tile_address(site, id, None)?),
            "levels": facts.levels(),
            "steps": scene.steps.iter().zip(&views[at].steps).map(|(step, view)| json!({
                "to": view.scene, "title": view.link.title, "way": view.way, "heading": step.heading,
            })).collect::<Vec<_>>(),
            "spots": scene.spots.iter().map(|spot| json!({
                "title": spot.title, "text": spot.text, "heading": spot.heading, "pitch": spot.pitch,
            })).collect::<Vec<_>>(),
        }))
    });
    let start = tour.scenes.get(tour.start).map(|scene| scene.id.text.as_str());
    let words = ["help", "here", "go", "scenes", "steps", "larger", "smaller", "full"];
    let words: serde_json::Map<_, _> =
        words.into_iter().map(|key| (key.to_owned(), site.word(&format!("tour_{key}")).into())).collect();
    json!({ "start": start, "scenes": scenes.collect::<Vec<_>>(), "words": words })
}
