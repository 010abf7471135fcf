//! The files of an index, as `themes/langso/scripts/search/index.ts` reads them.

use rustc_hash::FxHashMap;
use serde_json::json;

use super::postings::Postings;
use super::words::Lexicon;
use super::{BLOCK, Entry, Settings, Sizes};

/// Letters of a lead that are kept: two lines and a half on a phone.
const LEAD: usize = 220;
/// Letters of a text in which a snippet is looked for.
const TEXT: usize = 16_000;

/// The shard of a term: of its first word, so that a word and the pairs that it begins are one file.
fn shard_of(word: &str, shards: usize) -> usize {
    // FNV-1a (RFC 9923), 32 bits.
    let hash = word.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash as usize % shards
}

/// Bytes of every shard.
///
///     shard    = { term }                       in the order of their folded forms
///     term     = text count { variant }         folded form, after `=` a whole name; how many marked forms fold to it
///     variant  = text count { gap } { weight }  marked form, empty when it is the folded one
///     text     = count bytes                    UTF-8
///     gap      = count                          entries since the one before, the first since 0
///     weight   = byte
///     count    = LEB128, unsigned
pub(super) fn shards<'a>(lexicon: &'a Lexicon, postings: &Postings, sizes: &Sizes) -> Vec<Vec<u8>> {
    let said = |forms: &[u32]| {
        let of = |word: &dyn Fn(u32) -> &'a str| forms.iter().map(|&form| word(form)).collect::<Vec<_>>().join(" ");
        (of(&|form| lexicon.fold(lexicon.folded(form))), of(&|form| lexicon.mark(form)))
    };
    let terms = postings.terms.iter().map(|(&(one, next), list)| {
        let (key, mark) = said(&[Some(one), next].into_iter().flatten().collect::<Vec<_>>());
        (key, mark, &**list)
    });
    let names = postings.names.iter().map(|(forms, list)| {
        let (key, mark) = said(forms);
        (format!("={key}"), format!("={mark}"), &**list)
    });
    let mut terms: Vec<_> = terms.chain(names).collect();
    terms.sort_unstable();
    let mut shards = vec![Vec::new(); sizes.shards];
    for variants in terms.chunk_by(|one, next| one.0 == next.0) {
        let key = &variants[0].0;
        let shard =
            &mut shards[shard_of(key.trim_start_matches('=').split(' ').next().unwrap_or_default(), sizes.shards)];
        put_text(shard, key);
        put(shard, variants.len());
        for (_, mark, list) in variants {
            put_text(shard, if mark == key { "" } else { mark });
            put(shard, list.len());
            let mut before = 0;
            for &(entry, _) in *list {
                put(shard, (entry - before) as usize);
                before = entry;
            }
            shard.extend(list.iter().map(|&(_, weight)| weight));
        }
    }
    shards
}

fn put(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

/// What a search reads first: how many files there are, and every word that may be completed or meant.
pub(super) fn head(
    [entries, with_text]: [usize; 2],
    sizes: &Sizes,
    settings: &Settings,
    words: &str,
    version: &str,
) -> Vec<u8> {
    json!({
        "version": version,
        "entries": entries,
        "shards": sizes.shards,
        "block": BLOCK,
        "texts": with_text,
        "per_text": sizes.per_text,
        "kinds": settings.kinds,
        "abbreviations": settings.abbreviations,
        "words": words,
    })
    .to_string()
    .into_bytes()
}

/// The folded words in their order, front-coded: how many letters are those of the word before, as one character from `0` on, the
/// other letters, and a capital that tells in how many entries the word stands (`A` 1, `B` 2 to 3, `C` 4 to 7 and so on).
/// Words without a letter are numbers: nobody mistypes those so that another was meant.
pub(super) fn words(lexicon: &Lexicon, postings: &Postings) -> String {
    let mut counts: FxHashMap<u32, usize> = FxHashMap::default();
    for ((form, next), list) in &postings.terms {
        if next.is_none() {
            *counts.entry(lexicon.folded(*form)).or_default() += list.len();
        }
    }
    let mut words: Vec<(&str, usize)> = (counts.into_iter())
        .map(|(fold, count)| (lexicon.fold(fold), count))
        .filter(|(word, _)| word.is_ascii() && word.bytes().any(|byte| byte.is_ascii_lowercase()) && word.len() < 20)
        .collect();
    words.sort_unstable();
    let mut out = String::new();
    let mut before = "";
    for (word, count) in words {
        let same = word.bytes().zip(before.bytes()).take_while(|(a, b)| a == b).count();
        out.push(char::from(b'0' + same as u8));
        out.push_str(&word[same..]);
        out.push(char::from(b'A' + count.ilog2() as u8));
        before = word;
    }
    out
}

/// The entries of a block as results show them: `[title, address, kind, hint and note, lead]`.
pub(super) fn block(entries: &[&Entry]) -> Vec<u8> {
    let shown: Vec<_> = entries
        .iter()
        .map(|entry| {
            let beside =
                [&*entry.hint, &*entry.note].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ");
            json!([
                entry.title,
                entry.url,
                entry.kind,
                beside,
                cut(if entry.lead.is_empty() { &entry.told } else { &entry.lead }, LEAD)
            ])
        })
        .collect();
    json!(shown).to_string().into_bytes()
}

/// The texts of some entries, for snippets.
pub(super) fn texts(entries: &[&Entry]) -> Vec<u8> {
    let texts: Vec<String> = entries.iter().map(|entry| cut(&entry.text.join("\n"), TEXT)).collect();
    json!(texts).to_string().into_bytes()
}

/// What entries can be narrowed by: a character an entry in each column (the first of its labels is `#`, none is a blank), and
/// for what few entries have, the list of those.
pub(super) fn facets(entries: &[&Entry], settings: &Settings) -> Vec<u8> {
    let mut years: Vec<u16> = entries.iter().filter_map(|entry| entry.year).collect();
    years.sort_unstable();
    years.dedup();
    let mut places: Vec<&str> = entries.iter().filter_map(|entry| entry.place.as_deref()).collect();
    places.sort_by_cached_key(|name| crate::text::sort_key(name));
    places.dedup();
    let number: FxHashMap<&str, usize> = places.iter().enumerate().map(|(at, name)| (*name, at)).collect();
    let column = |label: &dyn Fn(&Entry) -> Option<usize>| -> String {
        entries.iter().map(|entry| label(entry).map_or(' ', letter)).collect()
    };
    json!({
        "kind": {"labels": settings.kinds, "column": column(&|entry| Some(entry.kind))},
        "place": {"labels": places, "column": column(&|entry| entry.place.as_deref().map(|name| number[name]))},
        "year": {
            "labels": years.iter().map(u16::to_string).collect::<Vec<_>>(),
            "column": column(&|entry| entry.year.and_then(|year| years.binary_search(&year).ok())),
        },
        "topic": lists(entries, |entry| &entry.topics),
        "commune": lists(entries, |entry| &entry.communes),
    })
    .to_string()
    .into_bytes()
}

/// The character of a label. Surrogates are no characters; the labels before them are far more than there ever are.
fn letter(label: usize) -> char {
    char::from_u32(u32::from('#') + label as u32).unwrap_or(' ')
}

/// Labels in alphabetical order, each with the entries that bear it.
fn lists(entries: &[&Entry], labels: fn(&Entry) -> &[String]) -> serde_json::Value {
    let mut lists: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (id, entry) in entries.iter().enumerate() {
        labels(entry).iter().for_each(|label| lists.entry(label).or_default().push(id));
    }
    let mut lists: Vec<(&str, Vec<usize>)> = lists.into_iter().collect();
    lists.sort_by_cached_key(|(label, _)| crate::text::sort_key(label));
    json!({
        "labels": lists.iter().map(|(label, _)| *label).collect::<Vec<_>>(),
        "entries": lists.iter().map(|(_, entries)| entries).collect::<Vec<_>>(),
    })
}

/// A text of at most so many letters, cut at a blank.
fn cut(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        None => text.to_owned(),
        Some((end, _)) => {
            let end = text[..end].rfind(char::is_whitespace).unwrap_or(end);
            format!("{}…", text[..end].trim_end())
        }
    }
}
