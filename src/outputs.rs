//! Which files a site has. One file of this room plans one family of outputs; [`OUTPUTS`] lists them all.

mod assets;
mod boundaries;
mod brochures;
mod cards;
mod cells;
mod checksums;
mod country;
mod criteria;
mod data;
mod datasets;
mod documents;
mod downloads;
mod feeds;
mod formers;
mod frame;
mod globals;
mod home;
pub mod hosting;
mod html;
mod indicators;
mod languages;
mod lists;
mod llms;
mod loudspeaker;
mod map_layers;
mod map_page;
mod map_style;
mod maps;
mod measures;
mod names;
mod offline;
mod open_data;
mod overview;
mod pages;
mod panoramas;
mod pictures;
mod plans;
mod products;
mod promises;
mod record;
mod releases;
mod search;
mod services;
mod site_files;
mod sprite;
mod succession;
mod systems;
mod targets;
mod tiles;
mod topics;
mod tourism;
mod units;
mod versions;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use offline::GONE;
pub use tiles::CutSummary;

use crate::diagnostics::{Diagnostic, code};
use crate::geo::Bounds;
use crate::job::Job;
use crate::photo::Darkroom;
use crate::render::template::{Template, Templates};
use crate::site::Site;

/// A checked site with its compiled templates and named assets: all that planning needs.
pub struct Press {
    /// The site.
    pub site: Arc<Site>,
    templates: Arc<Templates>,
    assets: Arc<assets::Assets>,
    country: Arc<country::Country>,
    sprite: Arc<sprite::Sprite>,
    unit_bounds: Arc<[Option<Bounds>]>,
    wholes: Arc<[map_layers::Whole]>,
    darkroom: Arc<Darkroom>,
    /// The press of each other language.
    translations: Vec<Arc<Press>>,
}

/// Adds the jobs of one family of outputs.
type Planner = fn(&Arc<Press>, &mut Vec<Job>);

/// Every family of outputs. A new one is a file in this room and a line here.
const OUTPUTS: &[Planner] = &[
    home::plan,
    pages::plan,
    plans::plan,
    loudspeaker::plan,
    lists::plan,
    promises::plan,
    topics::plan,
    systems::plan,
    services::plan,
    products::plan,
    tourism::plan,
    panoramas::plan,
    brochures::plan,
    documents::plan,
    units::plan,
    formers::plan,
    names::plan,
    search::plan,
    criteria::plan,
    record::plan,
    indicators::plan,
    releases::plan,
    versions::plan,
    overview::plan,
    map_page::plan,
    map_layers::plan,
    sprite::plan,
    measures::plan,
    map_style::plan,
    country::plan,
    tiles::plan,
    data::plan,
    datasets::plan,
    downloads::plan,
    feeds::plan,
    assets::plan,
    pictures::plan,
    site_files::plan,
    llms::plan,
    cards::plan,
    // Last: they list files that others plan.
    checksums::plan,
    offline::plan,
];

impl Press {
    /// Compiles the theme for a site.
    ///
    /// # Errors
    /// Templates that do not parse, templates that pages ask for and the theme lacks, assets that styles refer to in vain.
    pub fn new(site: Arc<Site>) -> Result<Arc<Self>, Vec<Diagnostic>> {
        let mut faults = Vec::new();
        let assets = assets::Assets::new(&site, &mut faults);
        let mut sources = BTreeMap::new();
        for (path, file) in site.theme.below("templates/") {
            match file.text() {
                Ok(text) => drop(
                    sources.insert(path["templates/".len()..].to_owned(), (Arc::clone(&file.path), text.to_owned())),
                ),
                Err(fault) => faults.push(fault),
            }
        }
        let assets = Arc::new(assets);
        let compile = |site: &Site| {
            let globals = globals::Globals::new(site, &assets);
            Templates::compile(sources.clone(), &globals, &languages::tongue(site), &site.words).map(Arc::new)
        };
        let templates = match compile(&site) {
            Ok(templates) => templates,
            Err(more) => {
                faults.extend(more);
                return Err(faults);
            }
        };
        let sprite = Arc::new(sprite::Sprite::new(&site, &mut faults));
        let country = Arc::new(country::Country::new(&site));
        let unit_bounds = maps::unit_bounds(&site).into();
        let wholes = map_layers::wholes(&site).into();
        let mut press = Self {
            site: Arc::clone(&site),
            templates,
            assets: Arc::clone(&assets),
            country,
            sprite,
            unit_bounds,
            wholes,
            darkroom: Arc::default(),
            translations: Vec::new(),
        };
        for translated in &site.translations {
            match compile(translated) {
                Ok(templates) => {
                    let wholes = map_layers::wholes(translated).into();
                    let translation = press.with(Arc::clone(translated), templates, wholes, Vec::new());
                    press.translations.push(translation);
                }
                Err(more) => faults.extend(more),
            }
        }
        let press = Arc::new(press);
        faults.extend(press.missing_templates());
        if faults.is_empty() { Ok(press) } else { Err(faults) }
    }

    /// The press for another edition of the same structure.
    pub fn amended(&self, site: Arc<Site>) -> Arc<Self> {
        let translations = self.translations.iter().zip(&site.translations);
        let translations = translations.map(|(press, site)| press.amended(Arc::clone(site))).collect();
        self.with(site, Arc::clone(&self.templates), Arc::clone(&self.wholes), translations)
    }

    /// The same press for another site of the same theme and data.
    fn with(
        &self,
        site: Arc<Site>,
        templates: Arc<Templates>,
        wholes: Arc<[map_layers::Whole]>,
        translations: Vec<Arc<Self>>,
    ) -> Arc<Self> {
        Arc::new(Self {
            site,
            templates,
            assets: Arc::clone(&self.assets),
            country: Arc::clone(&self.country),
            sprite: Arc::clone(&self.sprite),
            unit_bounds: Arc::clone(&self.unit_bounds),
            wholes,
            darkroom: Arc::clone(&self.darkroom),
            translations,
        })
    }

    /// Every output of the site, in the order of their paths.
    pub fn plan(self: &Arc<Self>) -> Vec<Job> {
        let mut jobs = Vec::with_capacity(self.site.pages.len() + self.site.units.iter().count() + 200);
        for plan in OUTPUTS {
            plan(self, &mut jobs);
        }
        self.translations.iter().for_each(|press| languages::plan(press, &mut jobs));
        jobs.sort_by(|a, b| a.path.cmp(&b.path));
        jobs
    }

    /// A template that is known to be there: `missing_templates` has seen to it.
    fn template(&self, name: &str) -> Template {
        self.templates.get(name).or_else(|| self.templates.get("404.html")).expect("checked when the press was made")
    }

    fn missing_templates(&self) -> Vec<Diagnostic> {
        // A page about a product is the product's page, and there is none without a table of products.
        let own =
            crate::domain::KINDS.iter().map(|kind| kind.template).filter(|name| *name != html::PRODUCT_TEMPLATES[0]);
        // A theme without criteria sets needs no pages for them.
        let sets = if self.site.record.is_empty() { &[][..] } else { &html::CRITERIA_TEMPLATES };
        let services = if self.site.has_services() { &html::SERVICE_TEMPLATES[..] } else { &[] };
        let products = if self.site.has_products() { &html::PRODUCT_TEMPLATES[..] } else { &[] };
        let tourism = if self.site.tourism.is_empty() { &[][..] } else { &html::TOURISM_TEMPLATES };
        let releases = if self.site.releases.is_empty() { &[][..] } else { &html::RELEASE_TEMPLATES };
        let offline = if self.site.config.offline { &html::OFFLINE_TEMPLATES[..] } else { &[] };
        let fixed = (html::TEMPLATES.iter().chain(sets).chain(services).chain(products).chain(tourism).chain(releases))
            .chain(offline)
            .copied()
            .chain(own);
        let mut faults: Vec<Diagnostic> = fixed
            .filter(|name| self.templates.get(name).is_none())
            .map(|name| Diagnostic::error(code::TEMPLATE_MISSING).arg("template", name))
            .collect();
        let of_pages = self.site.pages.iter().filter_map(|page| Some((&page.source, page.meta().template.as_ref()?)));
        let of_sections =
            self.site.sections.iter().filter_map(|section| Some((section.source.as_ref()?, section.meta())));
        let of_sections = of_sections.flat_map(|(source, meta)| {
            [&meta.template, &meta.page_template].into_iter().flatten().map(move |template| (source, template))
        });
        for (source, template) in of_pages.chain(of_sections) {
            if self.templates.get(&template.text).is_none() {
                faults.push(
                    Diagnostic::error(code::TEMPLATE_MISSING)
                        .arg("template", &template.text)
                        .arg("suggestion", self.templates.nearest(&template.text))
                        .at(crate::diagnostics::Place::span(
                            Arc::clone(&source.path),
                            source.text().unwrap_or_default(),
                            template.span.clone(),
                        )),
                );
            }
        }
        faults
    }
}
