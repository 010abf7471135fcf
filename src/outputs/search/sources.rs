//! Everything of a site that can be found, and what a search knows of it.

use std::borrow::Cow;
use std::sync::Arc;

use super::super::formers::fate;
use super::super::names::heir_units;
use super::super::succession::within;
use super::super::{criteria, products, services};
use crate::domain::Details;
use crate::domain::service::KINDS as SERVICES;
use crate::domain::unit::Level;
use crate::markdown::plain;
use crate::search::Entry;
use crate::site::{Address, Page, Site};

/// What entries are, as a visitor would say it. Lists of results have them in this order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Section,
    Unit,
    News,
    Plan,
    Promise,
    Document,
    System,
    Topic,
    Tourism,
    Product,
    Service,
    Criterion,
    Dataset,
    Former,
}

/// The theme's words for kinds, in their order.
pub(super) const KIND_WORDS: [&str; 14] = [
    "search_kind_section",
    "search_kind_unit",
    "search_kind_news",
    "search_kind_plan",
    "search_kind_promise",
    "search_kind_document",
    "search_kind_system",
    "search_kind_topic",
    "search_kind_tourism",
    "search_kind_product",
    "search_kind_service",
    "search_kind_criterion",
    "search_kind_dataset",
    "search_kind_former",
];

/// What a unit of the past counts beside a commune of today, and what a province does: its name is also that of some communes.
const OF_THE_PAST: f32 = 0.7;
const OF_A_PROVINCE: f32 = 1.3;

/// Something that can be found, by its place in the site.
#[derive(Clone)]
pub(super) enum Source {
    Page(usize),
    Section(usize),
    /// A page that the program makes, by the word for its title.
    List(&'static str, Address),
    Unit(Arc<str>),
    Former(usize),
    Promise(usize),
    Framework(usize),
    Indicator(usize, usize),
    Dataset(usize),
    Product(usize),
    Producer(String),
    Desk(String, Address),
    Service(usize),
}

/// All of them.
pub(super) fn sources(site: &Site) -> Vec<Source> {
    let mut sources: Vec<Source> = (0..site.pages.len())
        // The text about a unit or a product is part of its page.
        .filter(|&id| !matches!(site.pages[id].parsed.details, Details::Unit(_) | Details::Product(_)))
        .map(Source::Page)
        .collect();
    let shown = |id: &usize| *id > 0 && !site.sections[*id].hidden;
    sources.extend((0..site.sections.len()).filter(shown).map(Source::Section));
    let has_section = |address: &Address| site.sections.iter().any(|section| section.address == *address);
    let lists = [
        ("units_title", Address::units(), site.units.iter().next().is_some()),
        ("formers_title", Address::formers(), !site.history.is_empty()),
        ("map_title", Address::map(), super::super::map_page::has_maps(site)),
        ("data_title", Address::data(), !site.datasets.is_empty()),
        ("overview_title", Address::overview(), site.has_overview()),
        ("releases_title", Address::releases(), !site.releases.is_empty()),
        ("tourism_title", Address::tourism(), !site.tourism.is_empty()),
        ("products_title", Address::products(), site.has_products()),
        ("services_title", Address::services(), site.has_services()),
        ("promises_title", Address::promises(), !site.ledger.promises.is_empty()),
        ("criteria_title", Address::criteria(), !site.record.is_empty()),
    ];
    let lists = lists.into_iter().filter(|(_, address, is_there)| *is_there && !has_section(address));
    sources.extend(lists.map(|(word, address, _)| Source::List(word, address)));
    sources.extend(site.units.iter().map(|unit| Source::Unit(Arc::clone(&unit.code))));
    sources.extend((0..site.history.formers().len()).map(Source::Former));
    sources.extend((0..site.ledger.promises.len()).map(Source::Promise));
    sources.extend((0..site.record.frameworks.len()).map(Source::Framework));
    sources.extend(site.measured.keys().map(|&(framework, indicator)| Source::Indicator(framework, indicator)));
    sources.extend((0..site.datasets.len()).map(Source::Dataset));
    sources.extend((0..site.products.len()).map(Source::Product));
    sources.extend(site.producers().into_iter().map(|name| Source::Producer(name.to_owned())));
    if site.has_services() {
        sources.extend((0..SERVICES.len()).map(Source::Service));
        sources.extend(site.desks().into_iter().map(|desk| Source::Desk(desk.name, desk.address)));
    }
    // Each language finds its own pages: a list of results in two languages would help the readers of neither.
    sources.retain(|source| site.languages.has(&source.address(site)));
    sources
}

impl Source {
    /// What it is called.
    pub(super) fn title<'a>(&'a self, site: &'a Site) -> Cow<'a, str> {
        // Tables name units and products in one language; the text about one may name it in its own.
        if let (Some(_), Some(page)) = (site.languages.original(), self.text_page(site)) {
            return page.meta().title.as_str().into();
        }
        match self {
            Self::Page(id) => site.pages[*id].meta().title.as_str().into(),
            Self::Section(id) => site.sections[*id].meta().title.as_str().into(),
            Self::List(word, _) => site.word(word).into(),
            Self::Unit(code) => site.units.get(code).map_or("", |unit| &unit.full_name).into(),
            Self::Former(id) => site.history.formers()[*id].full_name.as_str().into(),
            Self::Promise(id) => site.ledger.promises[*id].of(&site.pages).2.text.as_str().into(),
            Self::Framework(id) => site.record.frameworks[*id].decree.title.as_str().into(),
            Self::Indicator(framework, indicator) => {
                let indicator = &site.record.frameworks[*framework].indicators[*indicator];
                format!("{} {}", indicator.number, indicator.text).into()
            }
            Self::Dataset(id) => site.datasets[*id].decl.title.as_str().into(),
            Self::Product(id) => site.products[*id].name.as_str().into(),
            Self::Producer(name) | Self::Desk(name, _) => name.as_str().into(),
            Self::Service(id) => site.words.get(&services::word(&SERVICES[*id])).map_or("", String::as_str).into(),
        }
    }

    /// What a list of names has it under: a unit's name without its kind.
    pub(super) fn name<'a>(&'a self, site: &'a Site) -> Cow<'a, str> {
        match self {
            Self::Unit(code) => site.units.get(code).map_or("", |unit| &unit.name).into(),
            Self::Former(id) => site.history.formers()[*id].name.as_str().into(),
            _ => self.title(site),
        }
    }

    /// Where it is.
    pub(super) fn address(&self, site: &Site) -> Address {
        match self {
            Self::Page(id) => site.pages[*id].address.clone(),
            Self::Section(id) => site.sections[*id].address.clone(),
            Self::List(_, address) | Self::Desk(_, address) => address.clone(),
            Self::Unit(code) => site.units.get(code).map_or_else(Address::units, |unit| site.unit_address(unit)),
            Self::Former(id) => site.former_address(*id),
            Self::Promise(id) => Address::promise(&site.ledger.promises[*id].of(&site.pages).2.id),
            Self::Framework(id) => criteria::address(&site.record.frameworks[*id]),
            Self::Indicator(framework, indicator) => site.indicator_address(*framework, *indicator, None),
            Self::Dataset(id) => Address::dataset(&site.datasets[*id].decl.id.text),
            Self::Product(id) => site.products[*id].address(),
            Self::Producer(name) => Address::producer(name),
            Self::Service(id) => Address::service(SERVICES[*id].id),
        }
    }

    /// What it is.
    pub(super) fn kind(&self, site: &Site) -> Kind {
        match self {
            Self::Page(id) => kind_of_page(&site.pages[*id]),
            Self::Section(_) | Self::List(..) => Kind::Section,
            Self::Unit(_) => Kind::Unit,
            Self::Former(_) => Kind::Former,
            Self::Promise(_) => Kind::Promise,
            Self::Framework(_) | Self::Indicator(..) => Kind::Criterion,
            Self::Dataset(_) => Kind::Dataset,
            Self::Product(_) | Self::Producer(_) => Kind::Product,
            Self::Desk(..) | Self::Service(_) => Kind::Service,
        }
    }

    /// A few words that tell it from others of the same title.
    pub(super) fn hint(&self, site: &Site) -> String {
        match self {
            Self::Page(id) => match &site.pages[*id].parsed.details {
                Details::Plan(plan) => plan.number.clone().unwrap_or_default(),
                Details::Document(document) => document.number.clone(),
                _ => String::new(),
            },
            Self::Unit(code) => province(site, code).unwrap_or_default(),
            Self::Former(id) => within(site, &site.history.formers()[*id], true),
            Self::Promise(id) => site.ledger.promises[*id].of(&site.pages).0.meta().title.clone(),
            Self::Indicator(framework, _) => criteria::short(&site.record.frameworks[*framework]).to_owned(),
            Self::Product(id) => site.products[*id].producer.clone(),
            _ => String::new(),
        }
    }

    /// Whether it has a text of its own, and how long that is in bytes.
    pub(super) fn text_len(&self, site: &Site) -> usize {
        self.text_page(site).map_or(0, |page| page.markdown().trim().len()) + self.section_text(site).trim().len()
    }

    fn text_page<'a>(&self, site: &'a Site) -> Option<&'a Page> {
        let id = match self {
            Self::Page(id) => Some(*id),
            Self::Unit(code) => site.unit_texts.get(code).copied(),
            Self::Product(id) => site.products[*id].page,
            _ => None,
        };
        id.map(|id| &*site.pages[id])
    }

    fn section_text<'a>(&self, site: &'a Site) -> &'a str {
        if let Self::Section(id) = self { site.sections[*id].markdown() } else { "" }
    }

    /// All that a search knows.
    pub(super) fn entry(&self, site: &Site) -> Entry {
        let mut entry = Entry {
            url: site.url(&self.address(site)),
            title: self.title(site).into_owned(),
            kind: self.kind(site) as usize,
            hint: self.hint(site),
            standing: 1.0,
            ..Entry::default()
        };
        if let Some(page) = self.text_page(site) {
            take_page(&mut entry, site, page);
        }
        match self {
            Self::Section(id) => {
                entry.lead = site.sections[*id].meta().description.clone().unwrap_or_default();
                entry.text = plain(self.section_text(site));
            }
            Self::Unit(code) => {
                let Some(unit) = site.units.get(code) else { return entry };
                entry.name = Some(unit.name.clone());
                entry.aliases = vec![unit.code.to_string()];
                let formers = site.history.sources_of(code).iter().map(|&source| site.history.source(source).0);
                let formers: Vec<_> = formers.filter(|former| former.name != unit.name).collect();
                entry.aliases.extend(formers.iter().map(|former| former.name.clone()));
                if !formers.is_empty() {
                    let names: Vec<&str> = formers.iter().map(|former| former.full_name.as_str()).collect();
                    entry.told = site.word("search_made_of").replace("{names}", &names.join(", "));
                }
                entry.place = province(site, code);
                if unit.level == Level::Province {
                    entry.aliases.push(unit.full_name.clone());
                    entry.standing = OF_A_PROVINCE;
                }
            }
            Self::Former(id) => {
                let former = &site.history.formers()[*id];
                entry.name = Some(former.name.clone());
                entry.aliases = vec![former.code.to_string()];
                entry.place = heir_units(former).find_map(|code| province(site, code));
                entry.standing = OF_THE_PAST;
                entry.note = fate(site, former);
            }
            Self::Promise(id) => {
                let promise = &site.ledger.promises[*id];
                let (page, plan, target) = promise.of(&site.pages);
                entry.aliases = vec![target.id.clone()];
                entry.lead = target.note.clone().unwrap_or_default();
                entry.place = plan.province.as_ref().and_then(|code| province(site, &code.text));
                entry.year = page.dated().map(|date| date.year);
                let topic = |&topic: &usize| site.pages[site.ledger.topics[topic].page].meta().title.clone();
                entry.topics = promise.topics.iter().map(topic).collect();
            }
            Self::Framework(id) => {
                let decree = &site.record.frameworks[*id].decree;
                entry.aliases = vec![decree.decision.clone()];
                entry.year = decree.issued.map(|date| date.year);
            }
            Self::Indicator(framework, _) => {
                let decree = &site.record.frameworks[*framework].decree;
                entry.place = decree.province.as_ref().and_then(|code| province(site, code));
            }
            Self::Dataset(id) => {
                let decl = &site.datasets[*id].decl;
                entry.lead = decl.description.clone().unwrap_or_default();
                entry.year = decl.date.map(|date| date.year);
            }
            Self::Product(id) => {
                let product = &site.products[*id];
                entry.place = product.unit.as_ref().and_then(|code| province(site, code));
                entry.communes.extend(product.unit.as_ref().and_then(|code| commune(site, code)));
                entry.aliases.push(products::group_name(site, product.group));
                entry.aliases.extend(product.gtin.clone());
            }
            Self::Service(id) => {
                entry.lead = site.word(&format!("service_{}_about", SERVICES[*id].id)).to_owned();
            }
            Self::Page(_) | Self::List(..) | Self::Producer(_) | Self::Desk(..) => {}
        }
        entry
    }
}

fn kind_of_page(page: &Page) -> Kind {
    match &page.parsed.details {
        Details::Plan(_) => Kind::Plan,
        Details::Document(_) => Kind::Document,
        Details::System(_) => Kind::System,
        Details::Topic(_) => Kind::Topic,
        Details::Place(_) | Details::Route(_) | Details::Festival(_) => Kind::Tourism,
        Details::Itinerary(_) | Details::Operator(_) | Details::Panorama(_) => Kind::Tourism,
        Details::Product(_) => Kind::Product,
        Details::Unit(_) => Kind::Unit,
        Details::Article if page.meta().date.is_some() => Kind::News,
        Details::Article => Kind::Section,
    }
}

/// What a page's header and text say.
fn take_page(entry: &mut Entry, site: &Site, page: &Page) {
    let meta = page.meta();
    entry.lead = meta.description.clone().unwrap_or_default();
    entry.headings = page.parsed.body.scan.headings.iter().map(|heading| heading.title.clone()).collect();
    entry.text = plain(page.markdown());
    entry.year = page.dated().map(|date| date.year);
    // Tags have no translation.
    if site.languages.original().is_none() {
        entry.topics = meta.tags.iter().map(|tag| tag.text.clone()).collect();
    }
    entry.communes = meta.units.iter().filter_map(|code| commune(site, &code.text)).collect();
    entry.place = meta.units.iter().find_map(|code| province(site, &code.text));
    match &page.parsed.details {
        Details::Plan(plan) => {
            entry.aliases.extend(plan.number.clone());
            entry.text.extend(plan.goal.clone());
            entry.text.extend(plan.solutions.iter().map(|solution| solution.text.clone()));
            entry.place = plan.province.as_ref().and_then(|code| province(site, &code.text));
        }
        Details::Document(document) => {
            entry.aliases.push(document.number.clone());
            entry.text.push(document.summary.clone());
            entry.text.push(document.issuer.clone());
        }
        _ => {}
    }
}

/// The name of the province that a unit is, or lies in.
fn province(site: &Site, code: &str) -> Option<String> {
    let unit = site.units.get(code)?;
    let province = if unit.level == Level::Province { Some(unit) } else { site.units.parent_of(unit) };
    province.map(|province| province.full_name.clone())
}

/// The whole name of a commune.
fn commune(site: &Site, code: &str) -> Option<String> {
    site.units.get(code).filter(|unit| unit.level == Level::Commune).map(|unit| unit.full_name.clone())
}
