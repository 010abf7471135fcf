//! Text into words as people type them: each with its folded form, by which it is found, and its marked form, by which it is told
//! from others that fold alike.
//!
//! `themes/langso/scripts/search/words.ts` does the same to what is typed; the judged queries of `tests/browser` hold the two together.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::TONES;

/// A word without its marks: `duong` of `Dương`.
pub(super) fn fold(word: &str) -> String {
    crate::text::fold(word)
}

/// A word in lower case with its tone behind it, so that `hoà` and `hòa` are one: a tone belongs to the syllable.
pub(super) fn marked(word: &str) -> String {
    let mut tone = None;
    let mut letters = String::with_capacity(word.len());
    for c in word.nfd().flat_map(char::to_lowercase) {
        if TONES.contains(&c) {
            tone = Some(c);
        } else {
            letters.push(c);
        }
    }
    let mut marked: String = letters.nfc().collect();
    marked.extend(tone);
    marked
}

/// A word of a text, and whether it follows the word before it without a stop between.
pub(super) struct Word<'a> {
    pub text: &'a str,
    pub joined: bool,
}

/// The words of a text. What parts sentences and clauses parts neighbours; blanks, hyphens and slashes don't:
/// `236/KH-UBND` is three words in a row.
pub(super) fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut rest = text;
    let mut first = true;
    std::iter::from_fn(move || {
        let start = rest.find(char::is_alphanumeric)?;
        let between = &rest[..start];
        let word = &rest[start..];
        let end = word.find(|c: char| !c.is_alphanumeric() && !is_combining_mark(c)).unwrap_or(word.len());
        let joined = !first && !parts(between);
        first = false;
        rest = &word[end..];
        Some(Word { text: &word[..end], joined })
    })
}

/// Whether what stands between two words parts them.
fn parts(between: &str) -> bool {
    let stop = |c: char| !(c.is_whitespace() && c != '\n' || matches!(c, '-' | '/' | '.' | '–' | '\'' | '’'));
    between.contains(stop) || between.contains('.') && between.contains(char::is_whitespace)
}

/// Forms of words by number: every text says the same few thousand syllables.
#[derive(Default)]
pub(super) struct Lexicon {
    /// Number of the marked form of a word as it was written.
    written: FxHashMap<String, u32>,
    by_mark: FxHashMap<String, u32>,
    /// Marked form, and the number of its folded form.
    forms: Vec<(String, u32)>,
    by_fold: FxHashMap<String, u32>,
    folds: Vec<String>,
}

impl Lexicon {
    /// The number of a word's marked form.
    pub(super) fn form(&mut self, word: &str) -> u32 {
        if let Some(&known) = self.written.get(word) {
            return known;
        }
        let mark = marked(word);
        let form = match self.by_mark.get(&mark) {
            Some(&known) => known,
            None => {
                let fold = fold(&mark);
                let fold = *self.by_fold.entry(fold.clone()).or_insert_with(|| {
                    self.folds.push(fold);
                    self.folds.len() as u32 - 1
                });
                self.forms.push((mark.clone(), fold));
                self.by_mark.insert(mark, self.forms.len() as u32 - 1);
                self.forms.len() as u32 - 1
            }
        };
        self.written.insert(word.to_owned(), form);
        form
    }

    /// The words of a text: forms, and whether each follows the one before it.
    pub(super) fn read(&mut self, text: &str) -> Vec<(u32, bool)> {
        words(text).map(|word| (self.form(word.text), word.joined)).collect()
    }

    /// The number of a form's folded form.
    pub(super) fn folded(&self, form: u32) -> u32 {
        self.forms[form as usize].1
    }

    /// A marked form.
    pub(super) fn mark(&self, form: u32) -> &str {
        &self.forms[form as usize].0
    }

    /// A folded form, by its number.
    pub(super) fn fold(&self, fold: u32) -> &str {
        &self.folds[fold as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_belongs_to_the_syllable() {
        assert_eq!(marked("hoà"), marked("hòa"));
        assert_eq!(marked("Thuỷ"), marked("thủy"));
        assert_ne!(marked("hoa"), marked("hoà"));
        assert_ne!(marked("hoa"), marked("hoă"));
        assert_eq!(marked("Du\u{31b}o\u{31b}ng"), "dương");
        assert_eq!(marked("ĐỒNG"), "đông\u{300}");
    }

    #[test]
    fn words_know_where_a_clause_ends() {
        let read = |text| words(text).map(|word| (word.text.to_owned(), word.joined)).collect::<Vec<_>>();
        let word = |text: &str, joined| (text.to_owned(), joined);
        assert_eq!(read("236/KH-UBND"), [word("236", false), word("KH", true), word("UBND", true)]);
        assert_eq!(read("xã, huyện"), [word("xã", false), word("huyện", false)]);
        assert_eq!(read("TP.HCM"), [word("TP", false), word("HCM", true)]);
        assert_eq!(read("Hết. Mới\nhơn"), [word("Hết", false), word("Mới", false), word("hơn", false)]);
        assert_eq!(read("Xa\u{301} —"), [word("Xa\u{301}", false)]);
    }
}
