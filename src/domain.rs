//! What a portal is about: kinds of pages, administrative units, datasets, criteria and results. Types and their rules; no files, no HTML.

pub mod classes;
pub mod criterion;
pub mod dataset;
pub mod document;
pub mod edition;
pub mod evaluation;
pub mod festival;
pub mod history;
pub mod itinerary;
pub mod manifest;
pub mod operator;
pub mod outside;
pub mod page;
pub mod panorama;
pub mod period;
pub mod place;
pub mod plan;
pub mod product;
pub mod record;
pub mod results;
pub mod route;
pub mod section;
pub mod service;
pub mod system;
pub mod target;
pub mod threshold;
pub mod topic;
pub mod unit;

use crate::fields::{Fields, Reader};

/// What a page has beyond the keys that every page has.
#[derive(Clone, Debug)]
pub enum Details {
    /// News and plain pages.
    Article,
    /// Kế hoạch.
    Plan(Box<plan::Plan>),
    /// Văn bản.
    Document(Box<document::Document>),
    /// Hệ thống.
    System(Box<system::System>),
    /// Chủ đề cam kết.
    Topic(topic::Topic),
    /// Text beside a product's data.
    Product(product::ProductText),
    /// Điểm đến.
    Place(Box<place::Place>),
    /// Tuyến tham quan.
    Route(Box<route::Route>),
    /// Lễ hội, mùa vụ.
    Festival(Box<festival::Festival>),
    /// Lịch trình.
    Itinerary(Box<itinerary::Itinerary>),
    /// Người dẫn đường, lữ hành.
    Operator(Box<operator::Operator>),
    /// A tour of pictures of all that is around.
    Panorama(Box<panorama::Panorama>),
    /// Text beside an administrative unit's data.
    Unit(unit::UnitText),
}

impl Details {
    /// Whether the page has an entry of this id, to which links may lead: a plan's target, solution or pilot.
    pub fn has_id(&self, id: &str) -> bool {
        match self {
            Self::Plan(plan) => plan.ids().any(|known| known == id),
            _ => false,
        }
    }
}

/// One kind of page.
pub struct Kind {
    /// The word for it in front matter.
    pub name: &'static str,
    /// The theme's template, when a page names none.
    pub template: &'static str,
    read: fn(&mut Reader, &mut Fields) -> Details,
}

/// Every kind there is. A new one is a file in this room and a line here.
pub const KINDS: &[Kind] = &[
    Kind { name: "article", template: "kinds/article.html", read: |_, _| Details::Article },
    Kind { name: "plan", template: "kinds/plan.html", read: |r, f| Details::Plan(Box::new(plan::Plan::read(r, f))) },
    Kind {
        name: "document",
        template: "kinds/document.html",
        read: |r, f| Details::Document(Box::new(document::Document::read(r, f))),
    },
    Kind {
        name: "system",
        template: "kinds/system.html",
        read: |r, f| Details::System(Box::new(system::System::read(r, f))),
    },
    Kind { name: "topic", template: "kinds/topic.html", read: |r, f| Details::Topic(topic::Topic::read(r, f)) },
    Kind {
        name: "product",
        template: "kinds/product.html",
        read: |r, f| Details::Product(product::ProductText::read(r, f)),
    },
    Kind {
        name: "place",
        template: "kinds/place.html",
        read: |r, f| Details::Place(Box::new(place::Place::read(r, f))),
    },
    Kind {
        name: "route",
        template: "kinds/route.html",
        read: |r, f| Details::Route(Box::new(route::Route::read(r, f))),
    },
    Kind {
        name: "festival",
        template: "kinds/festival.html",
        read: |r, f| Details::Festival(Box::new(festival::Festival::read(r, f))),
    },
    Kind {
        name: "itinerary",
        template: "kinds/itinerary.html",
        read: |r, f| Details::Itinerary(Box::new(itinerary::Itinerary::read(r, f))),
    },
    Kind {
        name: "operator",
        template: "kinds/operator.html",
        read: |r, f| Details::Operator(Box::new(operator::Operator::read(r, f))),
    },
    Kind {
        name: "panorama",
        template: "kinds/panorama.html",
        read: |r, f| Details::Panorama(Box::new(panorama::Panorama::read(r, f))),
    },
    Kind { name: "unit", template: "kinds/commune.html", read: |r, f| Details::Unit(unit::UnitText::read(r, f)) },
];

impl Kind {
    /// A kind by its word.
    pub fn named(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }

    /// The `kind` key, or what the section says, or an article.
    pub fn choose(
        reader: &mut Reader,
        fields: &mut Fields,
        key: &'static str,
        inherited: Option<&'static Self>,
    ) -> &'static Self {
        let words: Vec<(&str, &'static Self)> = KINDS.iter().map(|kind| (kind.name, kind)).collect();
        fields.choice(reader, key, &words).or(inherited).unwrap_or(&KINDS[0])
    }

    /// Reads the keys of this kind.
    pub fn read(&self, reader: &mut Reader, fields: &mut Fields) -> Details {
        (self.read)(reader, fields)
    }
}

/// A person who signed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Signatory {
    /// Name.
    pub name: String,
    /// Office.
    pub role: Option<String>,
}

impl Signatory {
    fn read(reader: &mut Reader, fields: &mut Fields) -> Option<Self> {
        let mut table = fields.table(reader, "signatory")?;
        let name = table.required(reader, "name", "name = \"Họ tên\"");
        let role = table.text(reader, "role");
        table.end(reader);
        Some(Self { name, role })
    }
}
