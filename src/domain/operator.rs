//! Who takes visitors around: guides, tour operators, people with boats and buses.

use super::place::Visit;
use crate::diagnostics::code;
use crate::fields::{Fields, Reader, Spanned};

/// Sorts, by their word in front matter; the theme has a word for each.
pub const SORTS: [&str; 3] = ["guide", "tour-operator", "transport"];

/// Languages by their codes (ISO 639-1); the theme has a word for each, in each of its own languages.
pub const LANGUAGES: [&str; 9] = ["vi", "en", "fr", "de", "es", "ru", "zh", "ja", "ko"];

/// A guide or an operator.
#[derive(Clone, Debug)]
pub struct Operator {
    /// One of [`SORTS`].
    pub sort: &'static str,
    /// Languages that visitors are spoken to in, of [`LANGUAGES`].
    pub languages: Vec<&'static str>,
    /// The card of a guide or the licence of an operator (Luật Du lịch 09/2017/QH14), as printed on it.
    pub licence: Option<String>,
    /// For visitors.
    pub visit: Visit,
}

impl Operator {
    /// Reads the keys.
    pub fn read(reader: &mut Reader, fields: &mut Fields) -> Self {
        let words = SORTS.map(|sort| (sort, sort));
        if !fields.has("sort") {
            fields.missing(reader, "sort", "sort = \"guide\"");
        }
        Self {
            sort: fields.choice(reader, "sort", &words).unwrap_or(SORTS[0]),
            languages: languages(reader, fields),
            licence: fields.text(reader, "licence"),
            visit: Visit::read(reader, fields),
        }
    }
}

fn languages(reader: &mut Reader, fields: &mut Fields) -> Vec<&'static str> {
    let typed = fields.texts(reader, "languages");
    let known = |language: &Spanned| {
        let found = LANGUAGES.iter().find(|code| **code == language.text);
        if found.is_none() {
            let args = [("key", "languages"), ("value", &*language.text), ("allowed", &LANGUAGES.join(", "))];
            reader.error(code::UNKNOWN_VALUE, &language.span, &args);
        }
        found.copied()
    };
    typed.iter().filter_map(known).collect()
}
