//! `langso.toml`: every key has a default, so a folder without the file is a site too.

use serde::Serialize;

use super::budget::Budgets;
use super::{SourceTree, syntax};
use crate::diagnostics::{Diagnostic, code};
use crate::fields::{Fields, Reader, Value};
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
    /// Languages that pages may also exist in, each with what the settings say in it.
    pub languages: Vec<Translated>,
}

/// The settings' words in another language (`[languages.en]`); what it does not say stands as in the site's own.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Translated {
    /// Its code: two or three letters of ISO 639, a file of `words/`.
    pub lang: String,
    title: Option<String>,
    description: Option<String>,
    organisation: Organisation,
    menu: Vec<Link>,
    links: Vec<Link>,
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

/// What the settings say in a language.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    /// The menu.
    pub menu: bool,
    /// Links to other portals.
    pub links: bool,
    /// Who runs the portal.
    pub organisation: bool,
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
            languages: Vec::new(),
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
            languages: languages(reader, fields),
        }
    }

    /// The settings in another language. The description is not the site's own: pages would speak two languages.
    #[must_use]
    pub fn in_language(&self, words: &Translated) -> Self {
        let or = |own: &Option<String>, other: &Option<String>| own.clone().or_else(|| other.clone());
        let (own, all) = (&words.organisation, &self.organisation);
        let list = |own: &[Link], all: &[Link]| if own.is_empty() { all.to_vec() } else { own.to_vec() };
        Self {
            lang: words.lang.clone(),
            title: or(&words.title, &self.title),
            description: words.description.clone(),
            organisation: Organisation {
                name: or(&own.name, &all.name),
                responsible: or(&own.responsible, &all.responsible),
                address: or(&own.address, &all.address),
                phone: or(&own.phone, &all.phone),
                email: or(&own.email, &all.email),
            },
            menu: list(&words.menu, &self.menu),
            links: list(&words.links, &self.links),
            ..self.clone()
        }
    }

    /// Which lists the settings have in their language; all of them, in the site's own.
    pub fn said(&self) -> Said {
        match self.languages.iter().find(|words| words.lang == self.lang) {
            None => Said { menu: true, links: true, organisation: true },
            Some(words) => Said {
                menu: !words.menu.is_empty(),
                links: !words.links.is_empty(),
                organisation: words.organisation.name.is_some(),
            },
        }
    }

    /// The path part of the base address: empty, or `/ntm`.
    pub fn base_path(&self) -> &str {
        text::path_of(&self.base_url)
    }
}

fn languages(reader: &mut Reader, fields: &mut Fields) -> Vec<Translated> {
    let Some(mut table) = fields.table(reader, "languages") else { return Vec::new() };
    let mut languages = Vec::new();
    for entry in table.rest() {
        let is_code = (2..=3).contains(&entry.key.len()) && entry.key.bytes().all(|byte| byte.is_ascii_lowercase());
        match entry.node.value {
            Value::Table(entries) if is_code => {
                let mut table = Fields::new(reader, entries, entry.node.span);
                languages.push(Translated {
                    lang: entry.key,
                    title: table.text(reader, "title"),
                    description: table.text(reader, "description"),
                    organisation: organisation(reader, &mut table),
                    menu: links(reader, &mut table, "menu"),
                    links: links(reader, &mut table, "links"),
                });
                table.end(reader);
            }
            _ => {
                let key = format!("languages.{}", entry.key);
                reader.error(code::UNKNOWN_KEY, &entry.key_span, &[("key", &key), ("suggestion", "languages.en")]);
            }
        }
    }
    languages
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
