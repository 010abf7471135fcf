//! The command line's own words, in Vietnamese and English.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Language of what the program says in the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Vietnamese, the default.
    Vi,
    /// English.
    En,
}

type Words = BTreeMap<String, String>;

static VI: LazyLock<Words> = LazyLock::new(|| flatten(include_str!("../words/vi.toml")));
static EN: LazyLock<Words> = LazyLock::new(|| flatten(include_str!("../words/en.toml")));

/// `[LS101] message = "..."` becomes `LS101.message`.
fn flatten(source: &str) -> Words {
    let tables: BTreeMap<String, Words> = toml::from_str(source).expect("the catalogue is checked by a test");
    tables
        .into_iter()
        .flat_map(|(table, words)| words.into_iter().map(move |(key, text)| (format!("{table}.{key}"), text)))
        .collect()
}

fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::Vi => &VI,
        Lang::En => &EN,
    }
}

/// A phrase by its key (`table.key`); the key itself when there is none, so that a slip is seen, not fatal.
pub fn phrase(lang: Lang, key: &str, args: &[(&'static str, String)]) -> String {
    fill(lang, key, args).unwrap_or_else(|| key.to_owned())
}

/// Like [`phrase`], but `None` when the key is missing or a hole has nothing to fill it.
pub(super) fn fill(lang: Lang, key: &str, args: &[(&'static str, String)]) -> Option<String> {
    fill_in(lang, key, args, true)
}

/// Whether a phrase has a hole of this name.
pub(super) fn has_hole(lang: Lang, key: &str, name: &str) -> bool {
    words(lang).get(key).is_some_and(|text| text.contains(&format!("{{{name}}}")))
}

fn fill_in(lang: Lang, key: &str, args: &[(&'static str, String)], outer: bool) -> Option<String> {
    let mut rest = words(lang).get(key)?.as_str();
    let mut text = String::with_capacity(rest.len() + 32);
    while let Some((before, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}')?;
        let (_, value) = args.iter().find(|(arg, value)| *arg == name && !value.is_empty())?;
        text.push_str(before);
        // A value may itself name a phrase, with holes of its own: types and places are words too. Values come from
        // files, so a phrase within a phrase is as deep as it goes.
        let key = value.strip_prefix('@').filter(|_| outer);
        let inner = key.and_then(|key| fill_in(lang, key, args, false));
        text.push_str(inner.as_deref().unwrap_or(value));
        rest = tail;
    }
    text.push_str(rest);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::code;

    fn holes(text: &str) -> std::collections::BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let keys: Vec<_> = VI.keys().collect();
        assert_eq!(keys, EN.keys().collect::<Vec<_>>());
        for (key, text) in VI.iter() {
            assert_eq!(holes(text), holes(&EN[key]), "{key}");
        }
    }

    #[test]
    fn phrases_fill_holes_and_have_some_but_never_without_end() {
        let fill = |cell: &str, row: &str| {
            let args =
                [("cell", cell), ("row", row), ("column", "X"), ("value", "a"), ("expected", "@cell.not_a_date")];
            fill(Lang::En, "LS332.message", &args.map(|(name, value)| (name, value.to_owned())))
        };
        assert!(
            fill("@place.cell_at_line", "5").is_some_and(|text| text.starts_with("Line 5, column X: “a” is no date"))
        );
        assert!(fill("@LS332.message", "5").is_some_and(|text| text.contains("@LS332.message")));
    }

    #[test]
    fn every_code_has_its_sentence_and_no_sentence_is_orphaned() {
        let codes: Vec<_> = code::ALL.iter().map(|code| format!("{code}.message")).collect();
        for key in &codes {
            assert!(VI.contains_key(key), "{key}");
        }
        for key in VI.keys().filter(|key| key.starts_with("LS") && key.ends_with(".message")) {
            assert!(codes.contains(key), "{key} belongs to no code");
        }
    }
}
