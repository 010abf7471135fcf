//! What every page has: its particulars, and the small types that lists are made of.

use serde::Serialize;
use serde_json::{Map, Value as Json, json};
use tera::Value;

use super::Press;
use super::cards::{self, Share};
use super::languages::{Choice, choices, tongue};
use super::maps::unit_link;
use super::pictures;
use crate::domain::Details;
use crate::domain::unit::Unit;
use crate::markdown::Picture;
use crate::render::template::Tongue;
use crate::site::{Address, Page, Section, Site};
use crate::text::{self, Date};

/// A titled link.
#[derive(Clone, Serialize)]
pub(super) struct Link {
    pub title: String,
    pub url: String,
}

/// A date in the forms that templates show.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub(super) struct DateView {
    iso: String,
    text: String,
    long: String,
}

impl DateView {
    pub(super) fn new(date: Date, site: &Site) -> Self {
        Self::in_language(date, &site.config.lang)
    }

    pub(super) fn in_language(date: Date, lang: &str) -> Self {
        Self { iso: date.to_string(), text: date.brief(lang), long: date.long(lang) }
    }

    pub(super) fn maybe(date: Option<Date>, site: &Site) -> Option<Self> {
        date.map(|date| Self::new(date, site))
    }
}

/// An entry of a list.
#[derive(Clone, Serialize)]
pub(super) struct Card {
    title: String,
    url: String,
    description: Option<String>,
    date: Option<DateView>,
    kind: &'static str,
    image: Option<String>,
    image_alt: Option<String>,
    picture: Option<Picture>,
    note: Option<String>,
}

impl Card {
    pub(super) fn of_page(site: &Site, page: &Page) -> Self {
        let meta = page.meta();
        let (date, note) = match &page.parsed.details {
            Details::Plan(plan) => (meta.date.or(plan.issued), plan.number.clone()),
            Details::Document(document) => (meta.date.or(document.issued), Some(document.number.clone())),
            _ => (meta.date, None),
        };
        let picture = page.shown.image.and_then(|id| pictures::picture(site, id));
        Self {
            title: meta.title.clone(),
            url: site.url(&page.address),
            description: meta.description.clone(),
            date: DateView::maybe(date, site),
            kind: page.parsed.kind.name,
            image: picture.as_ref().map(|picture| picture.src.clone()),
            image_alt: meta.image_alt.clone(),
            picture,
            note,
        }
    }

    pub(super) fn of_section(site: &Site, section: &Section) -> Self {
        Self {
            title: section.meta().title.clone(),
            url: site.url(&section.address),
            description: section.meta().description.clone(),
            date: None,
            kind: "section",
            image: None,
            image_alt: None,
            picture: None,
            note: None,
        }
    }
}

/// Cards of pages by their ids.
pub(super) fn cards(site: &Site, pages: impl IntoIterator<Item = usize>) -> Vec<Card> {
    pages.into_iter().map(|id| Card::of_page(site, &site.pages[id])).collect()
}

/// What a page tells browsers, search engines and those it is shared with.
#[derive(Clone, Serialize)]
pub(super) struct Frame {
    title: String,
    description: Option<String>,
    url: String,
    canonical: String,
    kind: &'static str,
    ancestors: Vec<Link>,
    feed_url: Option<String>,
    image: Option<String>,
    image_alt: Option<String>,
    share: Share,
    robots: Option<&'static str>,
    /// The page's own policy, where it has another than all pages.
    policy: Option<String>,
    updated: Option<DateView>,
    twins: Vec<Twin>,
    schema: Schema,
    languages: Vec<Choice>,
    tongue: Tongue,
}

/// What a page says, as a file for machines.
#[derive(Clone, Serialize)]
pub(super) struct Twin {
    /// `JSON`, `CSV` or `GeoJSON`.
    title: &'static str,
    url: String,
    #[serde(rename = "type")]
    media: &'static str,
}

impl Twin {
    /// JSON at some address.
    pub(super) fn json(url: String) -> Self {
        Self { title: "JSON", url, media: "application/json" }
    }

    /// The twins of a page, by their endings.
    pub(super) fn of(site: &Site, page: &Address, endings: &[&str]) -> Vec<Self> {
        let twin = |ending: &&str| {
            let (title, media) = match *ending {
                "csv" => ("CSV", "text/csv"),
                "geojson" => ("GeoJSON", "application/geo+json"),
                _ => ("JSON", "application/json"),
            };
            Self { title, url: site.url(&page.twin(ending)), media }
        };
        endings.iter().map(twin).collect()
    }
}

/// The page's particulars in schema.org's terms, besides those that every page has.
#[derive(Clone, Default, Serialize)]
pub(super) struct Schema {
    pub kind: &'static str,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub authors: Vec<String>,
    pub more: Vec<(&'static str, Json)>,
}

/// Types of schema.org that are no works: it knows no day on which such a thing changed.
const NO_WORKS: [&str; 7] =
    ["AdministrativeArea", "Event", "GovernmentOffice", "LocalBusiness", "Service", "TouristAttraction", "TouristTrip"];

impl Frame {
    /// A page under the given ancestors, home first.
    pub(super) fn new(press: &Press, title: &str, address: &Address, kind: &'static str, ancestors: Vec<Link>) -> Self {
        let site = &*press.site;
        let share = if site.sections[1..].iter().any(|section| section.address == *address) {
            Share::card(site, &address.card(), title)
        } else {
            Share::card(site, &cards::common(), site.title())
        };
        Self {
            title: title.to_owned(),
            description: None,
            share,
            url: press.site.url(address),
            canonical: press.site.canonical(address),
            kind,
            ancestors,
            feed_url: None,
            image: None,
            image_alt: None,
            robots: None,
            policy: None,
            updated: None,
            twins: Vec::new(),
            schema: Schema { kind: "WebPage", ..Schema::default() },
            languages: choices(&press.site, address),
            tongue: tongue(&press.site),
        }
    }

    pub(super) fn described(mut self, description: Option<&str>) -> Self {
        self.description = description.map(str::to_owned);
        self
    }

    pub(super) fn with_feed(mut self, url: Option<String>) -> Self {
        self.feed_url = url;
        self
    }

    /// The picture of the page's header, by its position among the files beside pages.
    pub(super) fn with_image(mut self, image: Option<usize>, alt: Option<&str>, site: &Site) -> Self {
        self.image = image.map(|id| pictures::to_share(site, id));
        self.image_alt = alt.map(str::to_owned);
        if let Some(id) = image {
            self.share = Share::photo(
                pictures::to_share(site, id),
                pictures::size_to_share(site, id),
                alt.unwrap_or(&self.title),
            );
        }
        self
    }

    /// The page has a picture of its own for networks (`cards::plan` draws it), unless it has a photo.
    pub(super) fn with_card(mut self, page: &Address, site: &Site) -> Self {
        self.share = Share::card(site, &page.card(), &self.title);
        self
    }

    pub(super) fn not_indexed(mut self) -> Self {
        self.robots = Some("noindex");
        self
    }

    /// The page may do what others may not.
    pub(super) fn with_policy(mut self, policy: Option<String>) -> Self {
        self.policy = policy;
        self
    }

    /// The page holds data: when they last changed, and where machines find them.
    pub(super) fn with_data(mut self, updated: Option<Date>, twins: Vec<Twin>, site: &Site) -> Self {
        self.updated = DateView::maybe(updated, site);
        self.schema.modified = self.schema.modified.or(updated.map(|date| date.to_string()));
        self.twins = twins;
        self
    }

    pub(super) fn with_schema(mut self, schema: Schema) -> Self {
        self.schema = schema;
        self
    }

    /// No page of another language says the same.
    pub(super) fn in_one_language(mut self) -> Self {
        self.languages.clear();
        self
    }

    /// The languages that the page exists in.
    pub(super) fn languages(&self) -> &[Choice] {
        &self.languages
    }

    /// Those in which it is this very page, where there are several.
    pub(super) fn alternates(&self) -> Vec<&Choice> {
        let same: Vec<&Choice> = self.languages.iter().filter(|choice| choice.is_same()).collect();
        if same.len() > 1 { same } else { Vec::new() }
    }

    /// The page's own.
    pub(super) fn tongue(&self) -> &Tongue {
        &self.tongue
    }

    /// The page's URL.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// As templates see it.
    pub(super) fn value(&self) -> Value {
        let mut map = Value::from_serializable(self).into_map().unwrap_or_default();
        // Those are seen on their own: `languages`, `site.lang`.
        map.retain(|key, _| !matches!(key.as_str(), Some("languages" | "tongue")));
        map.insert("json_ld".into(), Value::safe_string(&self.json_ld()));
        Value::from(map)
    }

    /// schema.org as JSON-LD, safe inside a script element: the page, and what it is about where that is no page. Its
    /// vocabulary gives trails to pages alone, and days of change to pages and works.
    fn json_ld(&self) -> String {
        let schema = &self.schema;
        let about_itself = schema.kind.ends_with("Page") || self.ancestors.is_empty();
        let mut thing = Map::new();
        let mut set = |key: &str, value: Option<Json>| {
            if let Some(value) = value {
                thing.insert(key.to_owned(), value);
            }
        };
        set("@type", Some(schema.kind.into()));
        set("name", Some(self.title.as_str().into()));
        set("url", Some(self.canonical.as_str().into()));
        set("description", self.description.as_deref().map(Into::into));
        set("image", self.image.as_deref().map(Into::into));
        let modified = schema.modified.as_deref().map(Json::from);
        let is_work = about_itself || !NO_WORKS.contains(&schema.kind);
        if is_work {
            set("datePublished", schema.published.as_deref().map(Into::into));
            set("dateModified", modified.clone());
        }
        if !schema.authors.is_empty() {
            set("author", Some(schema.authors.iter().map(|name| json!({"@type": "Person", "name": name})).collect()));
        }
        schema.more.iter().for_each(|(key, value)| set(key, Some(value.clone())));
        let mut said = Map::new();
        said.insert("@context".to_owned(), "https://schema.org".into());
        if about_itself {
            said.append(&mut thing);
            if !self.ancestors.is_empty() {
                said.insert("breadcrumb".to_owned(), self.breadcrumb());
            }
        } else {
            let id = subject(&self.canonical);
            let mut page = json!({
                "@type": "WebPage",
                "@id": self.canonical,
                "name": self.title,
                "url": self.canonical,
                "breadcrumb": self.breadcrumb(),
                "mainEntity": {"@id": id},
            });
            if let Some(modified) = modified {
                page["dateModified"] = modified;
            }
            thing.insert("@id".to_owned(), id.into());
            said.insert("@graph".to_owned(), json!([page, thing]));
        }
        Json::Object(said).to_string().replace('<', "\\u003c")
    }

    fn breadcrumb(&self) -> Json {
        let origin = self.canonical.strip_suffix(&self.url).unwrap_or_default();
        let crumbs = self.ancestors.iter().map(|link| (link.title.as_str(), link.url.as_str()));
        let item = |(at, (name, url)): (usize, (&str, &str))| json!({"@type": "ListItem", "position": at + 1, "name": name, "item": format!("{origin}{url}")});
        let items: Vec<Json> = crumbs.chain([(self.title.as_str(), self.url.as_str())]).enumerate().map(item).collect();
        json!({"@type": "BreadcrumbList", "itemListElement": items})
    }
}

/// What a page is about, for machines: as stable as the page's whole address, and not the page itself.
pub(super) fn subject(canonical: &str) -> String {
    format!("{canonical}#noi-dung")
}

/// The way from home to a section, that section included.
pub(super) fn trail(site: &Site, section: usize) -> Vec<Link> {
    let mut trail = Vec::new();
    let mut at = Some(section);
    while let Some(id) = at {
        let section = &site.sections[id];
        let title = if id == 0 { site.title() } else { &section.meta().title };
        trail.push(Link { title: title.to_owned(), url: site.url(&section.address) });
        at = section.parent;
    }
    trail.reverse();
    trail
}

/// The home link alone.
pub(super) fn home_link(site: &Site) -> Vec<Link> {
    vec![Link { title: site.title().to_owned(), url: site.url(&Address::home()) }]
}

/// Home and the list of units: what stands above every unit, of today or former.
pub(super) fn units_trail(site: &Site) -> Vec<Link> {
    let mut trail = home_link(site);
    trail.push(Link { title: site.word("units_title").to_owned(), url: site.url(&Address::units()) });
    trail
}

/// What stands above a unit's page, its province last.
pub(super) fn unit_trail(site: &Site, unit: &Unit) -> Vec<Link> {
    let mut trail = units_trail(site);
    trail.extend(site.units.parent_of(unit).map(|province| unit_link(site, province)));
    trail
}

/// A file to download.
#[derive(Clone, Serialize)]
pub(super) struct FileLink {
    pub title: String,
    pub url: String,
    pub size: String,
}

impl FileLink {
    pub(super) fn new(site: &Site, title: &str, address: &Address, len: u64) -> Self {
        Self { title: title.to_owned(), url: site.url(address), size: text::bytes(len, &site.config.lang) }
    }
}
