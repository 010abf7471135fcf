//! A folder of pages: how they are listed.

use super::Kind;
use crate::fields::{Fields, Node, Reader, Spanned};
use crate::text::Date;

/// The header of an `_index.md`.
#[derive(Clone, Debug, Default)]
pub struct SectionMeta {
    /// Title.
    pub title: String,
    /// For lists and search engines.
    pub description: Option<String>,
    /// Order among sections.
    pub weight: Option<f64>,
    /// Last change.
    pub updated: Option<Date>,
    /// Only with `--drafts`, with all that is in it.
    pub draft: bool,
    /// Order of the pages.
    pub sort_by: SortBy,
    /// Pages of one list page; 0 = all; the site's default when unset.
    pub paginate_by: Option<usize>,
    /// Template of the list.
    pub template: Option<Spanned>,
    /// Template of the pages in it.
    pub page_template: Option<Spanned>,
    /// Kind of the pages in it.
    pub page_kind: Option<&'static Kind>,
    /// Has an Atom feed.
    pub feed: bool,
    /// Its pages are listed in the parent too.
    pub transparent: bool,
    /// Old addresses.
    pub aliases: Vec<Spanned>,
    /// Free keys.
    pub extra: Option<Node>,
}

/// Order of a section's pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortBy {
    /// Newest first.
    #[default]
    Date,
    /// Lightest first.
    Weight,
    /// As a Vietnamese dictionary does.
    Title,
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl SectionMeta {
    /// Reads the header.
    pub fn read(reader: &mut Reader, fields: &mut Fields) -> Self {
        let orders = [("date", SortBy::Date), ("weight", SortBy::Weight), ("title", SortBy::Title)];
        let sort_by = fields.choice(reader, "sort_by", &orders).unwrap_or_default();
        Self {
            title: fields.required(reader, "title", "title = \"Tên mục\""),
            description: fields.text(reader, "description"),
            weight: fields.number(reader, "weight"),
            updated: fields.date(reader, "updated"),
            draft: fields.flag(reader, "draft").unwrap_or(false),
            sort_by,
            paginate_by: fields.integer(reader, "paginate_by", 0..=1000).map(|number| number as usize),
            template: fields.spanned(reader, "template"),
            page_template: fields.spanned(reader, "page_template"),
            page_kind: fields.has("page_kind").then(|| Kind::choose(reader, fields, "page_kind", None)),
            feed: fields.flag(reader, "feed").unwrap_or(sort_by == SortBy::Date),
            transparent: fields.flag(reader, "transparent").unwrap_or(false),
            aliases: fields.texts(reader, "aliases"),
            extra: fields.take("extra").or_else(|| fields.take("params")),
        }
    }
}
