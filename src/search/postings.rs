//! Which entry says which word, and how much it is about it.
//!
//! A word's weight in an entry is BM25F's (Robertson, Zaragoza and Taylor 2004): what the fields say is added up, each with its own boost and
//! its own dampening by length, before it is saturated. Lengths are held against fixed averages, so an entry's weights depend
//! on nothing but itself and an edited text changes only the files that hold its words.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Entry;
use super::abbreviations::Abbreviations;
use super::words::Lexicon;

/// How a field counts: boost, usual number of words, dampening by length (0 none, 1 full).
struct Field {
    boost: f32,
    usual: f32,
    dampening: f32,
}

const NAME: Field = Field { boost: 12.0, usual: 5.0, dampening: 0.7 };
const ALIAS: Field = Field { boost: 6.0, usual: 4.0, dampening: 0.0 };
const HEADING: Field = Field { boost: 2.5, usual: 60.0, dampening: 0.5 };
const LEAD: Field = Field { boost: 2.5, usual: 25.0, dampening: 0.5 };
const HINT: Field = Field { boost: 2.0, usual: 4.0, dampening: 0.0 };
const TEXT: Field = Field { boost: 1.0, usual: 400.0, dampening: 0.7 };

/// Where saturation is at one half.
const SATURATION: f32 = 6.0;
/// What another form of an abbreviation counts.
const SAME: f32 = 0.6;

/// A word, or two that follow each other, by their forms.
pub(super) type Term = (u32, Option<u32>);

/// Entries that say a term, in their order, each with its weight (1 to 255).
#[derive(Default)]
pub(super) struct Postings {
    /// Words and pairs.
    pub terms: FxHashMap<Term, Vec<(u32, u8)>>,
    /// Whole names, by their forms: who types a name wants what bears it.
    pub names: FxHashMap<Vec<u32>, Vec<(u32, u8)>>,
}

/// What a whole name weighs: an entry's own, and another one that it is known by.
const WHOLE: [f32; 2] = [196.0, 120.0];
/// Longer names are sentences that nobody types.
const LONGEST_NAME: usize = 8;

/// Reads entries in their order.
pub(super) fn gather(entries: &[&Entry], abbreviations: &[(String, String)]) -> (Lexicon, Postings) {
    let mut lexicon = Lexicon::default();
    let abbreviations = Abbreviations::new(abbreviations, &mut lexicon);
    let mut reader = Reader { lexicon, abbreviations, compounds: FxHashSet::default(), weights: FxHashMap::default() };
    for entry in entries {
        reader.compounds_of(entry);
    }
    let mut postings = Postings::default();
    for (id, entry) in entries.iter().enumerate() {
        reader.read(entry);
        // `Xã Dương Xá` is also `Dương Xá xã`: what tells it from a ward of the name lies where its name does.
        let kind = entry.title.strip_suffix(entry.name()).unwrap_or_default();
        let with_kind = (!kind.is_empty()).then(|| (format!("{} {kind}", entry.name()), WHOLE[0]));
        let names = std::iter::once((entry.name().to_owned(), WHOLE[0])).chain(with_kind);
        for (name, weight) in names.chain(entry.aliases.iter().map(|name| (name.clone(), WHOLE[1]))) {
            let forms: Vec<u32> = reader.lexicon.read(&name).into_iter().map(|(form, _)| form).collect();
            let bearers = postings.names.entry(forms).or_default();
            if bearers.last().is_none_or(|&(last, _)| last != id as u32) {
                bearers.push((id as u32, (weight * entry.standing) as u8));
            }
        }
        for (term, weight) in reader.weights.drain() {
            let impact = entry.standing * weight / (weight + SATURATION);
            postings.terms.entry(term).or_default().push((id as u32, (impact * 255.0).round().clamp(1.0, 255.0) as u8));
        }
    }
    postings.names.retain(|forms, _| !forms.is_empty() && forms.len() <= LONGEST_NAME);
    (reader.lexicon, postings)
}

struct Reader {
    lexicon: Lexicon,
    abbreviations: Abbreviations,
    /// Pairs of folded words that stand in some name or heading. In running text these pairs count as one word and no others:
    /// what names are made of is what people look for.
    compounds: FxHashSet<(u32, u32)>,
    /// Weights of the entry that is being read.
    weights: FxHashMap<Term, f32>,
}

impl Reader {
    fn compounds_of(&mut self, entry: &Entry) {
        let named = [entry.name(), &entry.hint, &entry.lead];
        for text in named.into_iter().chain(entry.aliases.iter().chain(&entry.headings).map(String::as_str)) {
            let words = self.lexicon.read(text);
            for pair in words.windows(2).filter(|pair| pair[1].1) {
                self.compounds.insert((self.lexicon.folded(pair[0].0), self.lexicon.folded(pair[1].0)));
            }
        }
    }

    fn read(&mut self, entry: &Entry) {
        self.field(&NAME, [entry.name()]);
        // A name that is said twice, such as a commune's after its former self, is one.
        self.field(&ALIAS, entry.aliases.iter().map(String::as_str));
        self.field(&HEADING, entry.headings.iter().map(String::as_str));
        self.field(&LEAD, [&*entry.lead]);
        self.field(&HINT, [&*entry.hint]);
        self.field(&TEXT, entry.text.iter().map(String::as_str));
    }

    fn field<'a>(&mut self, field: &Field, texts: impl IntoIterator<Item = &'a str>) {
        let texts: Vec<Vec<(u32, bool)>> = texts.into_iter().map(|text| self.lexicon.read(text)).collect();
        let length: usize = texts.iter().map(Vec::len).sum();
        let weight = field.boost / (1.0 - field.dampening + field.dampening * length as f32 / field.usual);
        for words in &texts {
            for (at, &(form, joined)) in words.iter().enumerate() {
                *self.weights.entry((form, None)).or_default() += weight;
                if joined && at > 0 {
                    self.pair(words[at - 1].0, form, weight);
                }
                let meanings: Vec<&[u32]> = self.abbreviations.meanings(words, at, &self.lexicon).collect();
                for same in meanings {
                    for &form in same {
                        *self.weights.entry((form, None)).or_default() += weight * SAME;
                    }
                    for pair in same.windows(2) {
                        *self.weights.entry((pair[0], Some(pair[1]))).or_default() += weight * SAME;
                    }
                }
            }
        }
    }

    fn pair(&mut self, one: u32, next: u32, weight: f32) {
        if self.compounds.contains(&(self.lexicon.folded(one), self.lexicon.folded(next))) {
            *self.weights.entry((one, Some(next))).or_default() += weight;
        }
    }
}
