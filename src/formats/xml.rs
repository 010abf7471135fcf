//! XML in small trees: a reader walks over what is large and takes what is small as a whole.

use std::borrow::Cow;

use quick_xml::escape;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};

use super::text::holds;
use super::{RawCell, RawText};

/// How deep elements may be nested; KML's folders are the deepest in the field.
const MAX_DEPTH: usize = 100;

/// An element. Prefixes of namespaces are left out: half of the files in the field declare them wrong.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    /// Its own text, entities replaced, without that of its children. Of unknown encoding.
    text: Vec<u8>,
    pub(super) children: Vec<Element>,
    /// Where in its parent's text it stands.
    at: usize,
}

/// A part of an element's content.
pub(super) enum Piece<'a> {
    Text(&'a [u8]),
    Child(&'a Element),
}

impl Element {
    /// The first child of this name.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children of this name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> + 'a {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Text and children in the order of the document.
    pub(super) fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let mut from = 0;
        let children = self.children.iter().map(Some).chain([None]);
        children.flat_map(move |child| {
            let to = child.map_or(self.text.len(), |child| child.at);
            let text = self.text.get(from..to).unwrap_or_default();
            from = to;
            [Some(Piece::Text(text)), child.map(Piece::Child)].into_iter().flatten()
        })
    }

    /// The trimmed text, with that of its children (HTML that was not escaped), as a cell: bytes when it is no UTF-8.
    pub(super) fn cell(&self) -> RawCell {
        let mut text = Vec::new();
        self.flatten(&mut text);
        RawText::new(text.trim_ascii(), true).into()
    }

    fn flatten(&self, into: &mut Vec<u8>) {
        for piece in self.pieces() {
            match piece {
                Piece::Text(text) => into.extend_from_slice(text),
                Piece::Child(child) => child.flatten(into),
            }
        }
    }

    /// The trimmed text; what is no UTF-8 is lost.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(self.text.trim_ascii()).into_owned()
    }

    /// The text exactly as it stands, for what is long.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.text
    }
}

/// What a reader meets next.
pub(super) enum Step {
    /// An element begins; it has its name and attributes, and its content can be taken or walked.
    Open(Element),
    /// The innermost open element ends.
    Close,
    /// The document ends.
    End,
}

/// The byte where a document stops being XML.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BrokenXml(pub(super) u64);

/// A document in memory. One that is no UTF-8 is carried through the parser with a character for each byte.
pub(super) struct Document<'a> {
    text: Cow<'a, str>,
    carried: bool,
}

impl<'a> Document<'a> {
    /// For bytes without a byte order mark.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self { text: Cow::Borrowed(text), carried: false },
            Err(_) => Self { text: bytes.iter().map(|byte| char::from(*byte)).collect(), carried: true },
        }
    }

    pub(super) fn reader(&self) -> Reader<'_> {
        Reader::new(&self.text, self.carried)
    }
}

/// Walks over a document.
pub(super) struct Reader<'a> {
    text: &'a str,
    carried: bool,
    inner: quick_xml::Reader<&'a [u8]>,
    depth: usize,
    /// Line breaks have been counted up to here.
    counted: usize,
    line: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, carried: bool) -> Self {
        let mut inner = quick_xml::Reader::from_str(text);
        inner.config_mut().expand_empty_elements = true;
        inner.config_mut().allow_dangling_amp = true;
        Self { text, carried, inner, depth: 0, counted: 0, line: 1 }
    }

    /// The line of the last step, from 1.
    pub(super) fn line(&mut self) -> usize {
        let here = usize::try_from(self.inner.buffer_position()).unwrap_or(usize::MAX).min(self.text.len());
        let passed = self.text.as_bytes().get(self.counted..here).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.counted = here;
        self.line
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// The next begin or end of an element. Text between them is passed over.
    pub(super) fn step(&mut self) -> Result<Step, BrokenXml> {
        loop {
            match self.event()? {
                Event::Start(start) => {
                    let element = element(&start);
                    self.deeper()?;
                    return Ok(Step::Open(element));
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Step::Close);
                }
                Event::Eof if self.depth > 0 => return Err(self.broken()),
                Event::Eof => return Ok(Step::End),
                _ => {}
            }
        }
    }

    /// The whole of an element that has just been opened.
    pub(super) fn whole(&mut self, opened: Element) -> Result<Element, BrokenXml> {
        let mut above: Vec<Element> = Vec::new();
        let mut here = opened;
        loop {
            match self.event()? {
                Event::Start(start) => {
                    let child = Element { at: here.text.len(), ..element(&start) };
                    self.deeper()?;
                    above.push(std::mem::replace(&mut here, child));
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    let Some(parent) = above.pop() else { return Ok(here) };
                    let child = std::mem::replace(&mut here, parent);
                    here.children.push(child);
                }
                Event::Text(text) => self.carry(&text, &mut here.text),
                Event::CData(text) => self.carry(&text, &mut here.text),
                Event::GeneralRef(name) => {
                    let character = name.resolve_char_ref().ok().flatten().map(String::from);
                    let predefined = escape::resolve_predefined_entity(&name).unwrap_or_default();
                    here.text.extend(character.unwrap_or_else(|| predefined.to_owned()).bytes());
                }
                Event::Eof => return Err(self.broken()),
                _ => {}
            }
        }
    }

    /// Passes over an element that has just been opened.
    pub(super) fn skip(&mut self) -> Result<(), BrokenXml> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            self.step()?;
        }
        Ok(())
    }

    /// Puts text into an element, back in its own bytes.
    fn carry(&self, text: &str, into: &mut Vec<u8>) {
        if self.carried {
            into.extend(text.chars().filter_map(|character| u8::try_from(character).ok()));
        } else {
            into.extend_from_slice(text.as_bytes());
        }
    }

    fn event(&mut self) -> Result<Event<'a>, BrokenXml> {
        self.inner.read_event().map_err(|_| BrokenXml(self.inner.error_position()))
    }

    fn deeper(&mut self) -> Result<(), BrokenXml> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(self.broken()) } else { Ok(()) }
    }

    fn broken(&self) -> BrokenXml {
        BrokenXml(self.inner.buffer_position())
    }
}

fn element(start: &BytesStart) -> Element {
    let attribute = |attribute: Attribute| {
        let value = escape::unescape(&attribute.value).unwrap_or(Cow::Borrowed(&attribute.value)).into_owned();
        (attribute.key.local_name().as_ref().to_owned(), value)
    };
    // Duplicates are let through: the first counts, and checking costs the square of their number.
    let attributes = start.attributes().with_checks(false).flatten().map(attribute).collect();
    Element { name: start.local_name().as_ref().to_owned(), attributes, ..Element::default() }
}

/// Whether bytes look like a document whose root has this name: it stands near the beginning.
pub(super) fn has_root(bytes: &[u8], name: &str) -> bool {
    let head = bytes.get(..bytes.len().min(2048)).unwrap_or_default();
    let text = super::text::unmark(head);
    let markup = text.trim_ascii_start().starts_with(b"<");
    markup && (holds(&text, format!("<{name}").as_bytes()) || holds(&text, format!(":{name}").as_bytes()))
}

/// The encoding that the document declares, when it is none of Unicode's.
pub(super) fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(200))?).into_owned();
    let declaration = head.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let (_, rest) = declaration.split_once("encoding")?;
    let name = rest.split(['"', '\'']).nth(1)?;
    let unicode = super::text::is_utf8(name) || name.to_ascii_lowercase().starts_with("utf");
    (!unicode && !name.is_empty()).then(|| name.to_owned())
}
