//! What a page or section says in another language: its words alone. Dates, positions, units and all other facts are told once, by
//! the original.

use std::ops::Range;

use super::Details;
use super::page::Meta;
use super::place::Visit;
use super::section::SectionMeta;
use crate::diagnostics::code;
use crate::fields::{Fields, Node, Reader, Spanned};
use crate::text::Date;

/// The header of `ten.en.md`.
#[derive(Clone, Debug)]
pub struct Translation {
    title: String,
    texts: Vec<(&'static str, Spanned)>,
    extra: Option<Node>,
    /// When it was last made to agree with the original, where that stands.
    pub updated: Option<(Date, Range<usize>)>,
}

/// Keys of a page that hold words, besides the title. A translation has those that its original has.
const TEXTS: [&str; 9] =
    ["description", "image_alt", "credit", "hours", "price", "address", "access", "getting_there", "licence"];
/// Words in the table `source`.
const NOTE: &str = "note";
/// What may be left as it is: names of people and of places mean the same in any language.
const NAMES: [&str; 3] = ["credit", "address", "licence"];

impl Translation {
    /// Reads the header. A key that the original decides is reported.
    pub fn read(reader: &mut Reader, fields: &mut Fields) -> Self {
        let mut translation = Self {
            title: fields.required(reader, "title", "title = \"Page title\""),
            texts: Vec::new(),
            extra: fields.take("extra"),
            updated: None,
        };
        for key in TEXTS {
            translation.texts.extend(fields.spanned(reader, key).map(|text| (key, text)));
        }
        if let Some(mut source) = fields.table(reader, "source") {
            translation.texts.extend(source.spanned(reader, NOTE).map(|text| (NOTE, text)));
            report_rest(reader, &mut source);
        }
        let at = fields.span_of("updated");
        translation.updated = fields.date(reader, "updated").zip(at);
        report_rest(reader, fields);
        translation
    }

    /// The original's keys with these words in their place, and what the two don't agree in.
    pub fn of_page(&self, meta: &Meta, details: &Details) -> (Meta, Details, Disagreement) {
        let (mut meta, mut details) = (meta.clone(), details.clone());
        let mut words = Words { of: self, taken: Vec::new(), disagreement: Disagreement::default() };
        meta.title = self.title.clone();
        words.put("description", &mut meta.description);
        words.put("image_alt", &mut meta.image_alt);
        words.put("credit", &mut meta.credit);
        if let Some(source) = &mut meta.source {
            words.put(NOTE, &mut source.note);
        }
        if let Some(visit) = visit(&mut details) {
            words.put("hours", &mut visit.hours);
            words.put("price", &mut visit.price);
            words.put("address", &mut visit.address);
            words.put("access", &mut visit.access);
            words.put("getting_there", &mut visit.getting_there);
        }
        if let Details::Operator(operator) = &mut details {
            words.put("licence", &mut operator.licence);
        }
        if self.extra.is_some() {
            meta.extra.clone_from(&self.extra);
        }
        (meta, details, words.end())
    }

    /// The same of a section.
    pub fn of_section(&self, meta: &SectionMeta) -> (SectionMeta, Disagreement) {
        let mut meta = meta.clone();
        let mut words = Words { of: self, taken: Vec::new(), disagreement: Disagreement::default() };
        meta.title = self.title.clone();
        words.put("description", &mut meta.description);
        if self.extra.is_some() {
            meta.extra.clone_from(&self.extra);
        }
        (meta, words.end())
    }
}

/// In what a translation and its original don't agree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Disagreement {
    /// Keys of words that only the original has.
    pub lacking: Vec<&'static str>,
    /// Keys that only the translation has, and where.
    pub surplus: Vec<(&'static str, Range<usize>)>,
}

struct Words<'a> {
    of: &'a Translation,
    taken: Vec<&'static str>,
    disagreement: Disagreement,
}

impl Words<'_> {
    fn put(&mut self, key: &'static str, slot: &mut Option<String>) {
        let own = self.of.texts.iter().find(|(known, _)| *known == key).map(|(_, text)| text);
        match (slot.is_some(), own) {
            (true, Some(text)) => *slot = Some(text.text.clone()),
            (true, None) if NAMES.contains(&key) => {}
            (true, None) => {
                self.disagreement.lacking.push(key);
                *slot = None;
            }
            (false, _) => return,
        }
        self.taken.push(key);
    }

    fn end(mut self) -> Disagreement {
        let left = self.of.texts.iter().filter(|(key, _)| !self.taken.contains(key));
        self.disagreement.surplus = left.map(|(key, text)| (*key, text.span.clone())).collect();
        self.disagreement
    }
}

fn visit(details: &mut Details) -> Option<&mut Visit> {
    match details {
        Details::Place(place) => Some(&mut place.visit),
        Details::Route(route) => Some(&mut route.visit),
        Details::Festival(festival) => Some(&mut festival.visit),
        Details::Operator(operator) => Some(&mut operator.visit),
        _ => None,
    }
}

/// Whether pages of a kind can be translated: plans, documents, systems and topics quote what was printed, the pages of
/// provinces are lists of such things, and the words of a tour and of an itinerary belong to its scenes and stops.
pub fn is_translatable(details: &Details) -> bool {
    match details {
        Details::Article | Details::Place(_) | Details::Route(_) | Details::Festival(_) | Details::Product(_) => true,
        Details::Operator(_) => true,
        // A commune's code has five digits, a province's two.
        Details::Unit(text) => text.unit.as_ref().is_none_or(|code| code.text.len() == 5),
        Details::Plan(_) | Details::Document(_) | Details::System(_) | Details::Topic(_) => false,
        Details::Panorama(_) | Details::Itinerary(_) => false,
    }
}

fn report_rest(reader: &mut Reader, fields: &mut Fields) {
    for entry in fields.rest() {
        reader.error(code::KEY_OF_ORIGINAL, &entry.key_span, &[("key", &entry.key)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::page::Source;

    fn translation(texts: &[(&'static str, &str)]) -> Translation {
        let spanned = |text: &str| Spanned { text: text.to_owned(), span: 0..1 };
        let texts = texts.iter().map(|(key, text)| (*key, spanned(text))).collect();
        Translation { title: "Title".to_owned(), texts, extra: None, updated: None }
    }

    #[test]
    fn words_change_and_nothing_else() {
        let original = Meta {
            title: "Tên".to_owned(),
            description: Some("Mô tả".to_owned()),
            credit: Some("Nguyễn Văn A".to_owned()),
            date: Date::new(2026, 1, 2),
            source: Some(Source {
                title: "Báo".to_owned(),
                url: None,
                published: None,
                note: Some("Ghi chú".to_owned()),
            }),
            ..Meta::default()
        };
        let own = translation(&[("description", "Description"), ("note", "Note")]);
        let (meta, _, disagreement) = own.of_page(&original, &Details::Article);
        assert_eq!(disagreement, Disagreement::default());
        assert_eq!((meta.title.as_str(), meta.description.as_deref()), ("Title", Some("Description")));
        assert_eq!((meta.credit, meta.date), (original.credit.clone(), original.date));
        let source = meta.source.expect("the original has one");
        assert_eq!((source.title.as_str(), source.note.as_deref()), ("Báo", Some("Note")));
    }

    #[test]
    fn a_translation_says_as_much_as_its_original() {
        let original = Meta { description: Some("Mô tả".to_owned()), ..Meta::default() };
        let (meta, _, disagreement) = translation(&[("hours", "All day")]).of_page(&original, &Details::Article);
        assert_eq!(meta.description, None, "no Vietnamese on an English page");
        assert_eq!(disagreement, Disagreement { lacking: vec!["description"], surplus: vec![("hours", 0..1)] });
    }
}
