//! Tham quan 360°: scenes of equirectangular photos, with ways from one to another and a plan of where they stand.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diagnostics::{Diagnostic, code};
use crate::fields::{Fields, Reader, Spanned};
use crate::text::nearest;

/// A tour.
#[derive(Clone, Debug)]
pub struct Panorama {
    /// The scenes, in the order typed; their ids differ.
    pub scenes: Vec<Scene>,
    /// The scene it begins with, by position.
    pub start: usize,
    /// The ground that scenes stand on.
    pub plan: Option<Plan>,
}

/// A place where a photo was taken.
#[derive(Clone, Debug)]
pub struct Scene {
    /// Its name in links.
    pub id: Spanned,
    /// What it is called.
    pub title: String,
    /// A photo of all that is around, twice as wide as high, beside the page.
    pub photo: Option<Spanned>,
    /// What the photo shows, for those who can't see it.
    pub alt: String,
    /// The direction of the photo's middle, degrees from north, clockwise.
    pub heading: f64,
    /// The direction in which one looks first.
    pub look: f64,
    /// Metres from the plan's left and upper edge.
    pub at: Option<(f64, f64)>,
    /// Ways on.
    pub steps: Vec<Step>,
    /// What there is to see.
    pub spots: Vec<Spot>,
}

/// A way to another scene of the tour.
#[derive(Clone, Debug)]
pub struct Step {
    /// The scene, by position.
    pub to: usize,
    /// Where it is, degrees from north.
    pub heading: f64,
    /// How far, metres; where the plan tells.
    pub distance: Option<f64>,
}

/// Something that a scene shows.
#[derive(Clone, Debug)]
pub struct Spot {
    /// What it is.
    pub title: String,
    /// A sentence or two about it.
    pub text: Option<String>,
    /// Where it is, degrees from north.
    pub heading: f64,
    /// How far over the horizon, degrees.
    pub pitch: f64,
}

/// A plan.
#[derive(Clone, Debug)]
pub struct Plan {
    /// A picture beside the page, exactly of the plan's shape.
    pub image: Option<Spanned>,
    /// Metres from left to right.
    pub width: f64,
    /// Metres from top to bottom.
    pub height: f64,
    /// The direction that is up on it, degrees from north.
    pub up: f64,
}

/// A scene's links as typed.
struct Typed {
    to: Spanned,
    heading: Option<f64>,
}

impl Panorama {
    /// Reads a tour's keys.
    pub fn read(reader: &mut Reader, fields: &mut Fields) -> Self {
        let plan = fields.table(reader, "plan").and_then(|table| Plan::read(reader, table));
        let tables = fields.tables(reader, "scene");
        if tables.is_empty() {
            fields.missing(reader, "scene", "[[scene]]");
        }
        let (mut scenes, typed): (Vec<Scene>, Vec<Vec<Typed>>) =
            tables.into_iter().filter_map(|table| Scene::read(reader, table)).unzip();
        for at in 1..scenes.len() {
            if scenes[..at].iter().any(|other| other.id.text == scenes[at].id.text) {
                let Spanned { text, span } = scenes[at].id.clone();
                reader.error(code::DUPLICATE_ID, &span, &[("id", &text)]);
            }
        }
        let ids: Vec<String> = scenes.iter().map(|scene| scene.id.text.clone()).collect();
        let find = |reader: &mut Reader, named: &Spanned| {
            let found = ids.iter().position(|id| *id == named.text);
            if found.is_none() {
                let suggestion = nearest(&named.text, ids.iter().map(String::as_str)).unwrap_or_default();
                reader.error(code::SCENE_UNKNOWN, &named.span, &[("scene", &named.text), ("suggestion", suggestion)]);
            }
            found
        };
        let start = fields.spanned(reader, "start").and_then(|named| find(reader, &named)).unwrap_or_default();
        for (from, typed) in typed.into_iter().enumerate() {
            for Typed { to, heading } in typed {
                let Some(target) = find(reader, &to) else { continue };
                let on_plan = plan.as_ref().and_then(|plan| plan.way(&scenes[from], &scenes[target]));
                let Some(heading) = heading.or(on_plan.map(|(heading, _)| heading)) else {
                    reader.error(code::SCENE_WITHOUT_HEADING, &to.span, &[("scene", &to.text)]);
                    continue;
                };
                scenes[from].steps.push(Step { to: target, heading, distance: on_plan.map(|(_, metres)| metres) });
            }
        }
        let tour = Self { scenes, start, plan };
        let reached = tour.reached();
        for (at, scene) in tour.scenes.iter().enumerate().filter(|(at, _)| !reached.contains(at)) {
            let start = tour.scenes.get(tour.start).filter(|_| at != tour.start).map_or("", |scene| &scene.id.text);
            let finding = Diagnostic::warning(code::SCENE_UNREACHED).arg("scene", &scene.id.text).arg("start", start);
            reader.findings.push(finding.at(reader.place(&scene.id.span)));
        }
        tour
    }

    /// The scenes that one comes to from the first.
    fn reached(&self) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        let mut open = vec![self.start];
        while let Some(at) = open.pop() {
            if reached.insert(at) {
                open.extend(self.scenes.get(at).iter().flat_map(|scene| &scene.steps).map(|step| step.to));
            }
        }
        reached
    }

    /// The files that it shows, each with what it is: photos, then the plan.
    pub fn files(&self) -> impl Iterator<Item = &Spanned> {
        let plan = self.plan.iter().flat_map(|plan| &plan.image);
        self.scenes.iter().flat_map(|scene| &scene.photo).chain(plan)
    }
}

impl Scene {
    fn read(reader: &mut Reader, mut table: Fields) -> Option<(Self, Vec<Typed>)> {
        let whole = table.span().clone();
        let id = table.spanned(reader, "id");
        for (key, example) in [("id", "id = \"cong-lang\""), ("photo", "photo = \"cong-lang.jpg\"")] {
            if !table.has(key) && (key != "id" || id.is_none()) {
                table.missing(reader, key, example);
            }
        }
        let title = table.required(reader, "title", "title = \"Cổng làng\"");
        let photo = table.spanned(reader, "photo");
        let alt = table.text(reader, "alt");
        if let (Some(photo), None) = (&photo, &alt) {
            reader.error(code::SCENE_WITHOUT_ALT, &photo.span, &[("name", &photo.text)]);
        }
        let heading = degrees(reader, &mut table, "heading").unwrap_or_default();
        let look = degrees(reader, &mut table, "look").unwrap_or(heading);
        let at = table.table(reader, "at").and_then(|mut at| {
            let position = at.number(reader, "x").zip(at.number(reader, "y"));
            at.end(reader);
            position
        });
        let mut typed = Vec::new();
        for mut link in table.tables(reader, "links") {
            let to = link.spanned(reader, "to");
            if to.is_none() {
                link.missing(reader, "to", "to = \"san-dinh\"");
            }
            let heading = degrees(reader, &mut link, "heading");
            link.end(reader);
            typed.extend(to.map(|to| Typed { to, heading }));
        }
        let mut spots = Vec::new();
        for mut spot in table.tables(reader, "spots") {
            spots.push(Spot {
                title: spot.required(reader, "title", "title = \"Giếng làng\""),
                text: spot.text(reader, "text"),
                heading: degrees(reader, &mut spot, "heading").unwrap_or_default(),
                pitch: within(reader, &mut spot, "pitch", -90.0..90.0).unwrap_or_default(),
            });
            spot.end(reader);
        }
        table.end(reader);
        let id = id.or_else(|| Some(Spanned { text: String::new(), span: whole }))?;
        let alt = alt.unwrap_or_default();
        Some((Self { id, title, photo, alt, heading, look, at, steps: Vec::new(), spots }, typed))
    }
}

impl Plan {
    fn read(reader: &mut Reader, mut table: Fields) -> Option<Self> {
        let image = table.spanned(reader, "image");
        for (key, example) in [("width", "width = 60"), ("height", "height = 40")] {
            if !table.has(key) {
                table.missing(reader, key, example);
            }
        }
        let mut side = |reader: &mut Reader, key| within(reader, &mut table, key, 1.0..100_000.0);
        let (width, height) = (side(reader, "width"), side(reader, "height"));
        let up = degrees(reader, &mut table, "up").unwrap_or_default();
        table.end(reader);
        Some(Self { image, width: width?, height: height?, up })
    }

    /// From one scene to another: degrees from north and metres.
    fn way(&self, from: &Scene, to: &Scene) -> Option<(f64, f64)> {
        let ((x, y), (to_x, to_y)) = (from.at?, to.at?);
        let (right, up) = (to_x - x, y - to_y);
        Some(((right.atan2(up).to_degrees() + self.up).rem_euclid(360.0), right.hypot(up)))
    }
}

fn degrees(reader: &mut Reader, table: &mut Fields, key: &'static str) -> Option<f64> {
    within(reader, table, key, 0.0..360.0)
}

fn within(reader: &mut Reader, table: &mut Fields, key: &'static str, range: Range<f64>) -> Option<f64> {
    let span = table.span_of(key);
    let value = table.number(reader, key)?;
    if (range.start..=range.end).contains(&value) {
        return Some(value);
    }
    let range = format!("{}–{}", range.start, range.end);
    reader.error(code::OUT_OF_RANGE, &span.unwrap_or_default(), &[("key", key), ("range", &range)]);
    None
}
