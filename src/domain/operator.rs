//! Who takes visitors around: guides, tour operators, people with boats and buses.

use super::place::Visit;
use crate::fields::{Fields, Reader};

/// Sorts, by their word in front matter; the theme has a word for each.
pub const SORTS: [&str; 3] = ["guide", "tour-operator", "transport"];

/// A guide or an operator.
#[derive(Clone, Debug)]
pub struct Operator {
    /// One of [`SORTS`].
    pub sort: &'static str,
    /// Languages that visitors are spoken to in, in words.
    pub languages: Vec<String>,
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
            languages: fields.texts(reader, "languages").into_iter().map(|language| language.text).collect(),
            licence: fields.text(reader, "licence"),
            visit: Visit::read(reader, fields),
        }
    }
}
