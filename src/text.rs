//! Vietnamese text: folding, slugs, sorting, numbers and dates.

pub mod cell;
mod collate;
mod date;
pub mod legacy;
pub mod lunar;
mod number;
pub mod speech;

pub use collate::{TONES, letter, sort_key};
pub use date::Date;
pub use number::{bytes, number};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Text in NFC, the form that everything in the house is in.
pub fn nfc(text: &str) -> std::borrow::Cow<'_, str> {
    use unicode_normalization::{IsNormalized, is_nfc_quick};
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text.into(),
        _ => text.nfc().collect::<String>().into(),
    }
}

/// Lower case without diacritics, as people type: `Dương Xá` becomes `duong xa`, đ becomes d.
pub fn fold(text: &str) -> String {
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'đ' { 'd' } else { c })
        .collect()
}

/// The part of an address that names a thing: `Xã Dương Xá` becomes `xa-duong-xa`.
/// Letters of other scripts are kept; everything else becomes a single hyphen.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in fold(text).chars() {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// Letters of a word that somebody may have mistyped. What is longer is something else, such as a whole file, and
/// comparing costs the product of both lengths.
const LONGEST_WORD: usize = 200;

/// The candidate nearest to a mistyped word, when one is near enough to be meant.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if typed.len() > LONGEST_WORD {
        return None;
    }
    let typed = fold(typed);
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&typed, &fold(candidate)), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}

/// Undoes the percent-encoding of a URL's path; text that is not UTF-8 after that stays as typed.
pub fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}

/// An address without its scheme, as people read it: `xa.vn/ntm` of `https://xa.vn/ntm`.
pub fn without_scheme(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest)
}

/// The path part of an address: `/ntm` of `https://xa.vn/ntm`, nothing of `https://xa.vn`.
pub fn path_of(url: &str) -> &str {
    let rest = without_scheme(url);
    rest.find('/').map_or("", |at| &rest[at..])
}

/// Escapes text for HTML and XML, in content and in double-quoted attributes.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_takes_off_marks_in_any_form() {
        assert_eq!(fold("DƯƠNG XÁ"), "duong xa");
        assert_eq!(fold("Du\u{31b}o\u{31b}ng Xa\u{301}"), "duong xa");
        assert_eq!(fold("Đặc khu Trường Sa"), "dac khu truong sa");
    }

    #[test]
    fn slugs_have_single_hyphens_and_no_marks() {
        assert_eq!(slug("  TP. Hồ Chí Minh — 2024! "), "tp-ho-chi-minh-2024");
        assert_eq!(slug("236/KH-UBND"), "236-kh-ubnd");
        assert_eq!(slug("…"), "");
    }

    #[test]
    fn percent_encoding_is_undone_where_it_is_one() {
        assert_eq!(percent_decode("a%20b%ZZ%"), "a b%ZZ%");
        assert_eq!(percent_decode("%E1%BA%A3nh"), "ảnh");
    }

    #[test]
    fn the_nearest_word_is_offered_only_when_near() {
        assert_eq!(nearest("titel", ["title", "date"]), Some("title"));
        assert_eq!(nearest("zzz", ["title", "date"]), None);
        let text = "title ".repeat(100);
        assert_eq!(nearest(&text, [text.as_str()]), None, "a text is no word");
    }
}
