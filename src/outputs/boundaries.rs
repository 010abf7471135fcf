//! The ground of a commune before and after the merger that made it: two drawings of one frame, side by side or one over
//! the other. The former boundaries are whatever the portal has; they are for reference and say so.

use serde::Serialize;
use tera::Value;

use super::Press;
use super::data::SourceLine;
use super::frame::DateView;
use super::maps::{self, MapFigure};
use super::succession::former_link;
use crate::domain::unit::{Level, Unit, split_kind};
use crate::geo::{Bounds, Feature};
use crate::render::map::MapShape;
use crate::site::{LoadedDataset, Site};
use crate::text::Date;

/// The two drawings.
#[derive(Serialize)]
pub(super) struct Comparison {
    before: MapFigure,
    after: MapFigure,
    /// The first day of the unit of today.
    since: Option<DateView>,
    sources: Vec<SourceLine>,
}

/// Layers of former units' boundaries.
fn layers(site: &Site) -> impl Iterator<Item = &LoadedDataset> {
    site.datasets.iter().filter(|dataset| dataset.decl.former && dataset.decl.units == Some(Level::Commune))
}

/// The comparison for a commune; `None` where the portal has none of the boundaries of what it was made of.
pub(super) fn comparison(press: &Press, unit: &Unit) -> Option<Comparison> {
    let site = &*press.site;
    let sources = site.history.sources_of(&unit.code);
    if sources.is_empty() || layers(site).next().is_none() {
        return None;
    }
    let own = maps::boundary(site, unit)?;
    let frame = own.geometry.as_ref()?.bounds()?.expand(0.12, 0.002);
    let is_source = |code: &str| sources.iter().any(|&source| *site.history.source(source).0.code == *code);

    let last_day = unit.period.from.and_then(|from| Date::from_days(from.days() - 1));
    let mut shapes = Vec::new();
    let mut names = Vec::new();
    let mut used = Vec::new();
    for other in maps::units_within(press, Level::Province, frame) {
        shapes.extend(maps::shape(site, other, maps::boundary(site, other)?, "unit-far", false));
    }
    let mut any = false;
    for dataset in layers(site) {
        let key = dataset.decl.key.as_ref().map_or("code", |key| &key.text);
        let name = dataset.decl.name.as_ref().map_or("full_name", |name| &name.text);
        let before = shapes.len();
        for (row, feature) in seen(dataset, frame) {
            let Some(geometry) = feature.handle() else { continue };
            let code = dataset.data.text(row, key);
            let here = is_source(&code);
            any |= here;
            let title = dataset.data.text(row, name);
            let (class, label) =
                if here { ("unit-here", "map-label map-label-here") } else { ("unit-near", "map-label") };
            names.push((shapes.len(), split_kind(&title).1.to_owned(), label));
            let former = site.history.find(&code, last_day).first().copied();
            let link = former.map(|id| former_link(site, id).url);
            shapes.push(MapShape { geometry, class, title, link });
        }
        if shapes.len() > before {
            used.push(SourceLine::new(site, dataset));
        }
    }
    if !any {
        return None;
    }
    shapes.extend(maps::shape(site, unit, own, "outline-now", false));
    let title = site.word("boundaries_before").replace("{name}", &unit.full_name);
    let before = maps::plain(press, title, frame, shapes, names);
    let after = maps::around(press, unit, frame, site.word("boundaries_after").replace("{name}", &unit.full_name));
    Some(Comparison { before, after, since: DateView::maybe(unit.period.from, site), sources: used })
}

/// Areas of a layer that may be seen within bounds, with their rows.
fn seen(dataset: &LoadedDataset, frame: Bounds) -> impl Iterator<Item = (usize, &Feature)> {
    let features = dataset.layer().map_or(&[][..], |layer| &layer.features);
    features.iter().enumerate().filter(move |(_, feature)| {
        feature.geometry.as_ref().and_then(|geometry| geometry.bounds()).is_some_and(|bounds| bounds.intersects(&frame))
    })
}

/// As templates see it.
pub(super) fn value(comparison: Option<&Comparison>) -> Value {
    let Some(comparison) = comparison else { return Value::none() };
    let mut map = tera::Map::new();
    map.insert("before".into(), comparison.before.value());
    map.insert("after".into(), comparison.after.value());
    map.insert("since".into(), Value::from_serializable(&comparison.since));
    map.insert("sources".into(), Value::from_serializable(&comparison.sources));
    Value::from(map)
}
