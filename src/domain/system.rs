//! Hệ thống: a portal, marketplace, register, model or office that plans ask for, and what is known of it.

use crate::fields::{Fields, Reader, Spanned};
use crate::text::Date;

/// One entry of the directory of systems.
#[derive(Clone, Debug)]
pub struct System {
    /// Stable id, such as `check.hanoi.gov.vn`: no other system of the site may have it.
    pub id: Option<Spanned>,
    /// What sort of system it is, in words: `sàn thương mại điện tử`. Systems of one sort are listed together.
    pub sort: String,
    /// Where it is.
    pub url: Option<Spanned>,
    /// Who runs it.
    pub operator: Option<String>,
    /// Where the name of who runs it comes from, when it isn't the plan.
    pub operator_note: Option<String>,
    /// Plans that ask for it, or whose source speaks of it.
    pub asked_by: Vec<Asked>,
    /// Products that use it.
    pub products: Vec<String>,
    /// Datasets with its places.
    pub layers: Vec<Spanned>,
    /// When somebody last saw it work; `None`: nobody has looked.
    pub last_seen: Option<Seen>,
}

/// A plan that asks for a system.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Reference to the plan's page.
    pub plan: Option<Spanned>,
    /// The plan's target, solution or pilot that names it.
    pub item: Option<Spanned>,
    /// The words that ask for it, as printed.
    pub quote: String,
    /// False where only an article about the plan speaks of the system, and the plan itself may not ask for it.
    pub in_plan: bool,
}

/// A look at a system.
#[derive(Clone, Debug)]
pub struct Seen {
    /// When.
    pub date: Option<Date>,
    /// Who looked, and how.
    pub source: String,
    /// What was seen.
    pub note: Option<String>,
}

impl System {
    /// Reads a system's keys.
    pub fn read(reader: &mut Reader, fields: &mut Fields) -> Self {
        let id = fields.spanned(reader, "id");
        if id.is_none() {
            fields.missing(reader, "id", "id = \"check.hanoi.gov.vn\"");
        }
        let asked_by = fields.tables(reader, "asked_by");
        Self {
            id,
            sort: fields.required(reader, "sort", "sort = \"sàn thương mại điện tử\""),
            url: fields.spanned(reader, "url"),
            operator: fields.text(reader, "operator"),
            operator_note: fields.text(reader, "operator_note"),
            asked_by: asked_by.into_iter().map(|table| Asked::read(reader, table)).collect(),
            products: fields.texts(reader, "products").into_iter().map(|product| product.text).collect(),
            layers: fields.texts(reader, "layers"),
            last_seen: Seen::read(reader, fields),
        }
    }
}

impl Asked {
    fn read(reader: &mut Reader, mut fields: Fields) -> Self {
        let plan = fields.spanned(reader, "plan");
        if plan.is_none() {
            fields.missing(reader, "plan", "plan = \"@/ke-hoach/ha-noi-236.md\"");
        }
        let asked = Self {
            plan,
            item: fields.spanned(reader, "item"),
            quote: fields.required(reader, "quote", "quote = \"…\""),
            in_plan: fields.flag(reader, "in_plan").unwrap_or(true),
        };
        fields.end(reader);
        asked
    }
}

impl Seen {
    fn read(reader: &mut Reader, fields: &mut Fields) -> Option<Self> {
        let mut table = fields.table(reader, "last_seen")?;
        if !table.has("date") {
            table.missing(reader, "date", "date = 2026-11-25");
        }
        let seen = Self {
            date: table.date(reader, "date"),
            source: table.required(reader, "source", "source = \"Văn phòng điều phối mở thử\""),
            note: table.text(reader, "note"),
        };
        table.end(reader);
        Some(seen)
    }
}
