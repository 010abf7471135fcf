//! The country in small, with both archipelagos by name: one drawing that every map shows in its corner.

use std::sync::Arc;

use serde::Serialize;

use super::{Press, assets};
use crate::geo::Bounds;
use crate::job::{Job, Recipe, Role};
use crate::render::map::{CountryOutline, draw_country};
use crate::site::{Address, Site};
use crate::source::SourceFile;

static COUNTRY: Recipe<CountryView> = Recipe { name: "country", run: |view| Ok(view.svg.clone().into_bytes()) };

/// Width of the country as an image of its own.
const COUNTRY_WIDTH: u32 = 240;
/// Width of its outline on pictures for networks.
const OUTLINE_WIDTH: u32 = 430;

/// The country in small, drawn once for all maps.
pub(super) struct Country {
    address: Address,
    svg: String,
    bounds: Bounds,
    outline: Arc<CountryOutline>,
}

#[derive(Serialize)]
struct CountryView {
    outline: Option<SourceFile>,
    #[serde(skip)]
    svg: String,
}

impl Country {
    pub(super) fn new(site: &Site) -> Self {
        let (svg, bounds) = draw_country(&site.outline, COUNTRY_WIDTH);
        let outline = Arc::new(CountryOutline::new(&site.outline, OUTLINE_WIDTH));
        let digest = crate::digest::Digest::of(svg.as_bytes());
        Self { address: assets::fingerprinted("/ban-do/viet-nam.svg", digest), svg, bounds, outline }
    }

    /// Where the drawing is published.
    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// Its outline, for pictures.
    pub(super) fn outline(&self) -> Arc<CountryOutline> {
        Arc::clone(&self.outline)
    }

    /// What it shows.
    pub(super) fn bounds(&self) -> Bounds {
        self.bounds
    }
}

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    if !super::map_page::has_maps(&press.site) {
        return;
    }
    let shared = Arc::clone(press);
    jobs.push(Job::new(press.country.address.output_path(), Role::File, &COUNTRY, move || CountryView {
        outline: shared.site.theme.get("maps/viet-nam.geojson").cloned(),
        svg: shared.country.svg.clone(),
    }));
}
