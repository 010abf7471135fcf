//! The keys that every page may have.

use crate::fields::{Fields, Node, Reader, Spanned, Value};
use crate::text::Date;

/// A page's common header.
#[derive(Clone, Debug, Default)]
pub struct Meta {
    /// Title; empty only when it was missing, which is reported.
    pub title: String,
    /// For lists and search engines.
    pub description: Option<String>,
    /// Date of the page, perhaps partial.
    pub date: Option<Date>,
    /// Last change of substance.
    pub updated: Option<Date>,
    /// Not before this day.
    pub publish: Option<Date>,
    /// Not from this day on.
    pub expires: Option<Date>,
    /// Only with `--drafts`.
    pub draft: bool,
    /// Order in sections sorted by weight; unset pages come last.
    pub weight: Option<f64>,
    /// Last part of the address.
    pub slug: Option<Spanned>,
    /// Whole address.
    pub path: Option<Spanned>,
    /// Old addresses.
    pub aliases: Vec<Spanned>,
    /// Tags.
    pub tags: Vec<Spanned>,
    /// Authors.
    pub authors: Vec<String>,
    /// Picture beside the page.
    pub image: Option<Spanned>,
    /// What it shows.
    pub image_alt: Option<String>,
    /// References to other pages.
    pub related: Vec<Spanned>,
    /// Codes of units that the page is about.
    pub units: Vec<Spanned>,
    /// A template of the page's own choice.
    pub template: Option<Spanned>,
    /// Show the table of contents; by the number of headings when unset.
    pub toc: Option<bool>,
    /// Who made the words or pictures.
    pub credit: Option<String>,
    /// The content is made up.
    pub sample: bool,
    /// Where the facts come from.
    pub source: Option<Source>,
    /// Free keys.
    pub extra: Option<Node>,
}

/// Where a page's facts come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Name of the publication.
    pub title: String,
    /// Address.
    pub url: Option<Spanned>,
    /// When it was published.
    pub published: Option<Date>,
    /// Anything else.
    pub note: Option<String>,
}

impl Meta {
    /// Reads the common keys. Zola's and Hugo's names for the same things are understood.
    pub fn read(reader: &mut Reader, fields: &mut Fields) -> Self {
        let mut tags = fields.texts(reader, "tags");
        if let Some(mut taxonomies) = fields.table(reader, "taxonomies") {
            tags.extend(taxonomies.texts(reader, "tags"));
            taxonomies.end(reader);
        }
        let published = [fields.date(reader, "publish"), fields.date(reader, "publishDate")];
        let expires = [fields.date(reader, "expires"), fields.date(reader, "expiryDate")];
        let updated = [fields.date(reader, "updated"), fields.date(reader, "lastmod")];
        Self {
            title: fields.required(reader, "title", "title = \"Tên trang\""),
            description: fields.text(reader, "description"),
            date: fields.date(reader, "date"),
            updated: updated.into_iter().flatten().next(),
            publish: published.into_iter().flatten().next(),
            expires: expires.into_iter().flatten().next(),
            draft: fields.flag(reader, "draft").unwrap_or(false),
            weight: fields.number(reader, "weight"),
            slug: fields.spanned(reader, "slug"),
            path: fields.spanned(reader, "path"),
            aliases: fields.texts(reader, "aliases"),
            tags,
            authors: fields.texts(reader, "authors").into_iter().map(|author| author.text).collect(),
            image: fields.spanned(reader, "image"),
            image_alt: fields.text(reader, "image_alt"),
            related: fields.texts(reader, "related"),
            units: fields.texts(reader, "units"),
            template: fields.spanned(reader, "template"),
            toc: fields.flag(reader, "toc"),
            credit: fields.text(reader, "credit"),
            sample: fields.flag(reader, "sample").unwrap_or(false),
            source: Source::read(reader, fields),
            extra: fields
                .take("extra")
                .or_else(|| fields.take("params"))
                .filter(|node| matches!(node.value, Value::Table(_))),
        }
    }

    /// Whether the page is out on that day.
    pub fn is_live(&self, today: Date, drafts: bool) -> bool {
        let scheduled = self.publish.is_some_and(|day| day.days() > today.days());
        let expired = self.expires.is_some_and(|day| day.days() <= today.days());
        !expired && (drafts || !(self.draft || scheduled))
    }
}

impl Source {
    fn read(reader: &mut Reader, fields: &mut Fields) -> Option<Self> {
        let mut table = fields.table(reader, "source")?;
        let source = Self {
            title: table.required(reader, "title", "title = \"Tên nguồn\""),
            url: table.spanned(reader, "url"),
            published: table.date(reader, "published"),
            note: table.text(reader, "note"),
        };
        table.end(reader);
        Some(source)
    }
}
