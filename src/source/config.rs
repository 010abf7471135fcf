//! `langso.toml`: every key has a default, so a folder without the file is a site too.

use serde::Serialize;

use super::budget::Budgets;
use super::{SourceTree, syntax};
use crate::diagnostics::{Diagnostic, code};
use crate::fields::{Fields, Reader};
use crate::text;

/// A site's settings, checked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Config {
    /// Name of the portal; the home page's title when not set.
    pub title: Option<String>,
    /// One or two sentences about it.
    pub description: Option<String>,
    /// Public address without a slash at the end: `https://example.vn` or `https://example.vn/ntm`.
    pub base_url: String,
    /// Language of the pages: `vi` or `en`.
    pub lang: String,
    /// Folder of the theme in `themes/`, or `langso`, which is built in.
    pub theme: String,
    /// Who runs the portal, for the foot of each page.
    pub organisation: Organisation,
    /// The header's links.
    pub menu: Vec<Link>,
    /// Links to other portals.
    pub links: Vec<Link>,
    /// Everything on the portal is made up, and every page says so.
    pub sample: bool,
    /// Write `.br` and `.gz` beside each text file.
    pub compress: bool,
    /// Pages of a list, where a section does not say.
    pub paginate_by: usize,
    /// Pages can be kept on a device and read without a network.
    pub offline: bool,
    /// How many bytes a page may cost, by its kind.
    pub budgets: Budgets,
}

/// The footer that Thông tư 22/2023/TT-BTTTT expects of a public portal.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Organisation {
    /// Name of the body.
    pub name: Option<String>,
    /// Person responsible for the content.
    pub responsible: Option<String>,
    /// Postal address.
    pub address: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
}

/// A titled link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// What is shown.
    pub title: String,
    /// Path in the portal or whole address.
    pub url: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: None,
            description: None,
            base_url: "http://localhost:8000".into(),
            lang: "vi".into(),
            theme: "langso".into(),
            organisation: Organisation::default(),
            menu: Vec::new(),
            links: Vec::new(),
            sample: false,
            compress: false,
            paginate_by: 20,
            offline: true,
            budgets: Budgets::default(),
        }
    }
}

impl Config {
    /// Reads the settings of a tree.
    pub fn read(tree: &SourceTree) -> (Self, Vec<Diagnostic>) {
        let Some(file) = tree.get("langso.toml") else { return (Self::default(), Vec::new()) };
        let text = match file.text() {
            Ok(text) => text,
            Err(fault) => return (Self::default(), vec![fault]),
        };
        let (mut reader, mut fields) = syntax::toml_file(file.path.clone(), text);
        let config = Self::from_fields(&mut reader, &mut fields);
        fields.end(&mut reader);
        (config, reader.findings)
    }

    fn from_fields(reader: &mut Reader, fields: &mut Fields) -> Self {
        let default = Self::default();
        let base_url = fields.spanned(reader, "base_url");
        if let Some(url) = base_url.as_ref().filter(|url| !url.text.starts_with("http")) {
            let allowed = "https://…, http://…";
            reader.error(
                code::UNKNOWN_VALUE,
                &url.span,
                &[("key", "base_url"), ("value", &url.text), ("allowed", allowed)],
            );
        }
        Self {
            title: fields.text(reader, "title"),
            description: fields.text(reader, "description"),
            base_url: base_url.map_or(default.base_url, |url| url.text.trim_end_matches('/').to_owned()),
            lang: fields.choice(reader, "lang", &[("vi", "vi"), ("en", "en")]).unwrap_or("vi").to_owned(),
            theme: fields.text(reader, "theme").unwrap_or(default.theme),
            organisation: organisation(reader, fields),
            menu: links(reader, fields, "menu"),
            links: links(reader, fields, "links"),
            sample: fields.flag(reader, "sample").unwrap_or(default.sample),
            compress: fields.flag(reader, "compress").unwrap_or(default.compress),
            paginate_by: fields
                .integer(reader, "paginate_by", 0..=1000)
                .map_or(default.paginate_by, |number| number as usize),
            offline: fields.flag(reader, "offline").unwrap_or(default.offline),
            budgets: Budgets::read(reader, fields),
        }
    }

    /// The path part of the base address: empty, or `/ntm`.
    pub fn base_path(&self) -> &str {
        text::path_of(&self.base_url)
    }
}

fn organisation(reader: &mut Reader, fields: &mut Fields) -> Organisation {
    let Some(mut table) = fields.table(reader, "organisation") else { return Organisation::default() };
    let organisation = Organisation {
        name: table.text(reader, "name"),
        responsible: table.text(reader, "responsible"),
        address: table.text(reader, "address"),
        phone: table.text(reader, "phone"),
        email: table.text(reader, "email"),
    };
    table.end(reader);
    organisation
}

fn links(reader: &mut Reader, fields: &mut Fields, key: &'static str) -> Vec<Link> {
    fields
        .tables(reader, key)
        .into_iter()
        .map(|mut table| {
            let title = table.required(reader, "title", "title = \"Tin tức\"");
            let url = table.required(reader, "url", "url = \"/tin-tuc/\"");
            table.end(reader);
            Link { title, url }
        })
        .collect()
}
