//! Full-text search without a server: what a portal's pages say, cut into small files that a script looks words up in.
//!
//!     entries ─ words ─▶ postings ─▶ shards        which entry says a word, one file for some hundred words
//!             └────────▶ blocks, texts, facets     what a result shows, and what results are narrowed by
//!
//! A search reads the head once (`index.json`: the words there are), a shard for each word that was typed, and the blocks of the
//! entries that it found. Words are Vietnamese syllables, so two that follow each other and stand in some name count as a word
//! of their own: `nông thôn` is more than `nông` and `thôn`.

mod abbreviations;
mod files;
mod postings;
mod words;

use serde::Serialize;

use crate::digest::Digest;

/// Entries whose results are in one file: neighbours are named alike, so they are often found together.
pub const BLOCK: usize = 48;
/// Bytes of a shard, and of the texts in a file, that are aimed at.
const FILE: usize = 8_000;

/// Something that can be found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Entry {
    /// Where it is.
    pub url: String,
    /// What a result is called.
    pub title: String,
    /// What it is found by, where that is less than the title: a unit's name without its kind.
    pub name: Option<String>,
    /// Position among [`Settings::kinds`]; entries are in the order of these.
    pub kind: usize,
    /// A few words that tell it from others of the same title.
    pub hint: String,
    /// What a result says besides; nobody looks for it.
    pub note: String,
    /// What it is about, in a sentence.
    pub lead: String,
    /// What a result says where there is no lead; nobody looks for it.
    pub told: String,
    /// Other names: codes, numbers, names of the past.
    pub aliases: Vec<String>,
    /// Headings of its text.
    pub headings: Vec<String>,
    /// Paragraphs.
    pub text: Vec<String>,
    /// The province.
    pub place: Option<String>,
    /// The year it is of.
    pub year: Option<u16>,
    /// Topics.
    pub topics: Vec<String>,
    /// Communes it is about.
    pub communes: Vec<String>,
    /// What it counts beside others of the same words: 1, up to 1.3 for what many mean, less for what is of the past.
    pub standing: f32,
}

impl Entry {
    fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.title)
    }
}

/// What an index is made with, besides its entries.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Settings {
    /// What kinds of entries are called.
    pub kinds: Vec<String>,
    /// Short and long forms.
    pub abbreviations: Vec<(String, String)>,
}

/// How many files an index has. It follows from what is cheap to know, so that the index itself is made only when somebody asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Sizes {
    /// Files of words.
    pub shards: usize,
    /// Files of results.
    pub blocks: usize,
    /// Files of texts.
    pub texts: usize,
    /// Entries in a file of texts.
    pub per_text: usize,
}

impl Sizes {
    /// The sizes for so many entries, of which so many have a text, with so many bytes of texts in all.
    pub fn of(entries: usize, with_text: usize, bytes: usize) -> Self {
        let per_text = (FILE * with_text / bytes.max(1)).clamp(1, BLOCK);
        // A posting or two for each name, and about half of what texts have in bytes: measured on the pilot and on the benchmark's portal.
        let shards = ((entries * 40 + bytes / 2) / FILE).next_power_of_two().min(4_096);
        Self { shards, blocks: entries.div_ceil(BLOCK), texts: with_text.div_ceil(per_text), per_text }
    }
}

/// The files of an index.
pub struct Index {
    /// What is read first.
    pub head: Vec<u8>,
    /// Words.
    pub shards: Vec<Vec<u8>>,
    /// Results.
    pub blocks: Vec<Vec<u8>>,
    /// Texts.
    pub texts: Vec<Vec<u8>>,
    /// What results are narrowed by.
    pub facets: Vec<u8>,
}

impl Index {
    /// Makes the files. Entries with a text come first, then kinds in their order, then names.
    pub fn new(entries: &[Entry], sizes: &Sizes, settings: &Settings) -> Self {
        let mut entries: Vec<&Entry> = entries.iter().collect();
        entries.sort_by_cached_key(|entry| (entry.text.is_empty(), entry.kind, words::fold(entry.name()), &entry.url));
        let with_text = entries.partition_point(|entry| !entry.text.is_empty());
        let (lexicon, postings) = postings::gather(&entries, &settings.abbreviations);
        let shards = files::shards(&lexicon, &postings, sizes);
        let blocks: Vec<Vec<u8>> = entries.chunks(BLOCK).map(files::block).collect();
        let texts: Vec<Vec<u8>> = entries[..with_text].chunks(sizes.per_text).map(files::texts).collect();
        let facets = files::facets(&entries, settings);
        let all = shards.iter().chain(&blocks).chain(&texts).chain([&facets]);
        let version = Digest::of_value(&all.map(|bytes| Digest::of(bytes)).collect::<Vec<_>>());
        let head = files::head(
            [entries.len(), with_text],
            sizes,
            settings,
            &files::words(&lexicon, &postings),
            &version.short(),
        );
        Self { head, shards, blocks, texts, facets }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(title: &str, text: &str) -> Entry {
        let text: Vec<String> = Some(text).filter(|text| !text.is_empty()).map(str::to_owned).into_iter().collect();
        Entry {
            url: format!("/{}/", crate::text::slug(title)),
            title: title.into(),
            text,
            standing: 1.0,
            ..Entry::default()
        }
    }

    fn settings() -> Settings {
        Settings { kinds: vec!["Trang".into()], abbreviations: vec![("NTM".into(), "nông thôn mới".into())] }
    }

    fn index(entries: &[Entry]) -> Index {
        Index::new(entries, &Sizes { shards: 8, blocks: 1, texts: 1, per_text: 8 }, &settings())
    }

    /// Whether any shard holds a term: its length, its letters.
    fn holds(index: &Index, term: &str) -> bool {
        let mut wanted = vec![term.len() as u8];
        wanted.extend_from_slice(term.as_bytes());
        index.shards.iter().any(|shard| shard.windows(wanted.len()).any(|window| window == wanted))
    }

    #[test]
    fn names_pairs_and_abbreviations_are_terms() {
        let index =
            index(&[entry("Xây dựng nông thôn mới", ""), entry("Dương Xá", "Xã thí điểm của nông thôn hôm nay.")]);
        for term in ["duong", "xa", "duong xa", "=duong xa", "nong thon", "ntm", "thi"] {
            assert!(holds(&index, term), "{term}");
        }
        assert!(!holds(&index, "thi diem"), "a pair that stands in no name is no word");
    }

    #[test]
    fn an_edited_text_changes_only_the_shards_of_its_words() {
        let before = index(&[entry("Một", "cũ"), entry("Hai", "lúa")]);
        let after = index(&[entry("Một", "mới"), entry("Hai", "lúa")]);
        let changed = before.shards.iter().zip(&after.shards).filter(|(one, other)| one != other).count();
        assert!((1..=2).contains(&changed), "{changed} shards");
        assert_eq!(before.blocks, after.blocks);
        assert_ne!(before.head, after.head, "the version is another one");
    }

    #[test]
    fn sizes_follow_from_counts() {
        assert_eq!(Sizes::of(0, 0, 0), Sizes { shards: 1, blocks: 0, texts: 0, per_text: 1 });
        let pilot = Sizes::of(13_700, 100, 400_000);
        assert_eq!((pilot.blocks, pilot.per_text, pilot.texts), (286, 2, 50));
        assert_eq!(pilot.shards, 128);
    }
}
