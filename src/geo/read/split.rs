//! GeoJSON of any length, taken apart into features without being read as a whole.
//!
//! A FeatureCollection, features one after the other (newline-delimited, or each behind a record separator as
//! RFC 8142 wants), or a bare geometry. Only quotes and braces are looked at: coordinates, most of every file, are
//! passed over as fast as memory can be searched. What is between the braces is for others to parse.

use std::io::{self, Read};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use memchr::{memchr2, memchr3};

/// Bytes that are asked for at a time.
const CHUNK: usize = 4 << 20;

/// Members beside `features` that are kept to be looked at, bytes.
const MOST_MEMBERS: usize = 64 << 10;

/// Some features of a file, in its order.
#[derive(Clone, Debug, Default)]
pub struct Features {
    /// Their text.
    pub bytes: Vec<u8>,
    /// Where each lies in `bytes`.
    pub ranges: Vec<Range<usize>>,
    /// Where `bytes` starts in the file.
    pub offset: u64,
    /// How many features come before in the file.
    pub first: u64,
}

/// Where the text stops being what it should.
#[derive(Debug)]
pub enum SplitError {
    /// The file can't be read.
    Unreadable(io::Error),
    /// No JSON here: an offset in the file.
    Broken(u64),
}

impl From<io::Error> for SplitError {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Between documents.
    Outside,
    /// In the list `features` of a document.
    InFeatures,
    /// Behind that list.
    BehindFeatures,
}

/// Buffers whose features were dealt with. Whoever is done with [`Features::bytes`] puts them here: memory that is
/// used again need not be cleared by the system first.
pub type Spares = Arc<Mutex<Vec<Vec<u8>>>>;

/// Takes a file apart.
pub struct Splitter<R> {
    reader: R,
    buffer: Vec<u8>,
    spares: Spares,
    /// Bytes of the buffer that are dealt with.
    at: usize,
    /// Where the buffer starts in the file.
    offset: u64,
    ended: bool,
    state: State,
    count: u64,
    members: Vec<u8>,
}

impl<R: Read> Splitter<R> {
    /// A splitter of what the reader gives.
    pub fn new(reader: R) -> Self {
        Self {
            reader,
            buffer: Vec::new(),
            spares: Spares::default(),
            at: 0,
            offset: 0,
            ended: false,
            state: State::Outside,
            count: 0,
            members: Vec::new(),
        }
    }

    /// Where to put buffers back.
    pub fn spares(&self) -> Spares {
        Arc::clone(&self.spares)
    }

    /// The members before the list of features, as the text of an object without its closing brace; complete once
    /// the first features are there. Empty for a file without such a list.
    pub fn members(&self) -> &[u8] {
        &self.members
    }

    /// The next features; `None` at the end.
    ///
    /// # Errors
    /// When the file can't be read or is no JSON. Features before that place were given already.
    pub fn next_features(&mut self) -> Result<Option<Features>, SplitError> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        loop {
            match self.step() {
                Ok(Some(range)) => ranges.push(range),
                Ok(None) if !ranges.is_empty() => break,
                Ok(None) if self.ended => return self.end(),
                Ok(None) => self.fill()?,
                Err(error) if ranges.is_empty() => return Err(error),
                Err(_) => break,
            }
        }
        let (first, offset) = (self.count, self.offset);
        self.count += ranges.len() as u64;
        // The features go with the buffer; what is not dealt with starts another.
        let mut rest = self.spares.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        rest.clear();
        rest.extend_from_slice(&self.buffer[self.at..]);
        self.offset += self.at as u64;
        self.at = 0;
        Ok(Some(Features { bytes: std::mem::replace(&mut self.buffer, rest), ranges, offset, first }))
    }

    /// At the end nothing may be left but space.
    fn end(&mut self) -> Result<Option<Features>, SplitError> {
        self.skip_space();
        let open = self.state != State::Outside || self.at < self.buffer.len();
        if open { Err(SplitError::Broken(self.offset + self.buffer.len() as u64)) } else { Ok(None) }
    }

    fn fill(&mut self) -> io::Result<()> {
        // Longer steps for longer features, so that none is looked at too often.
        let wanted = CHUNK.max(self.buffer.len());
        let before = self.buffer.len();
        let read = self.reader.by_ref().take(wanted as u64).read_to_end(&mut self.buffer)?;
        self.ended = read == 0;
        if self.offset == 0 && before == 0 && self.buffer.starts_with(b"\xef\xbb\xbf") {
            self.at = 3;
        }
        Ok(())
    }

    fn skip_space(&mut self) {
        let space = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | b',' | 0x1e);
        self.at += self.buffer[self.at..].iter().take_while(|byte| space(byte)).count();
    }

    fn broken<T>(&self) -> Result<T, SplitError> {
        Err(SplitError::Broken(self.offset + self.at as u64))
    }

    /// The next feature, when the buffer holds all of it.
    fn step(&mut self) -> Result<Option<Range<usize>>, SplitError> {
        loop {
            self.skip_space();
            let Some(&byte) = self.buffer.get(self.at) else { return Ok(None) };
            match (self.state, byte) {
                (State::InFeatures, b']') => {
                    self.at += 1;
                    self.state = State::BehindFeatures;
                }
                (State::BehindFeatures, b'}') => {
                    self.at += 1;
                    self.state = State::Outside;
                }
                (State::BehindFeatures, _) => match value_end(&self.buffer, self.at) {
                    // Members behind the list say nothing that matters.
                    Some(end) if end > self.at => self.at = end,
                    Some(_) => return self.broken(),
                    None => return Ok(None),
                },
                (State::InFeatures, b'{') => {
                    let Some(end) = object_end(&self.buffer, self.at) else { return Ok(None) };
                    let range = self.at..end;
                    self.at = end;
                    return Ok(Some(range));
                }
                (State::InFeatures, _) => match value_end(&self.buffer, self.at) {
                    // `null` in the list, say: somebody else will tell.
                    Some(end) if end > self.at => {
                        let range = self.at..end;
                        self.at = end;
                        return Ok(Some(range));
                    }
                    Some(_) => return self.broken(),
                    None => return Ok(None),
                },
                (State::Outside, b'{') => match list_of_features(&self.buffer, self.at) {
                    Found::List { members, inside } => {
                        let text = &self.buffer[self.at..members];
                        if self.members.is_empty() && text.len() <= MOST_MEMBERS {
                            self.members = text.to_vec();
                        }
                        self.at = inside;
                        self.state = State::InFeatures;
                    }
                    Found::Whole(end) => {
                        let range = self.at..end;
                        self.at = end;
                        return Ok(Some(range));
                    }
                    Found::Unknown => return Ok(None),
                    Found::Broken(at) => {
                        self.at = at;
                        return self.broken();
                    }
                },
                (State::Outside, _) => return self.broken(),
            }
        }
    }
}

/// Words of eight bytes that are looked at before memory is searched: what names and words end with is mostly nearer than it
/// takes to set a search up.
const NEAR: usize = 2;

/// Where one of some bytes is first, from `start` on; `search` finds the same in what is farther.
#[inline]
fn next<const N: usize>(
    text: &[u8],
    start: usize,
    wanted: [u8; N],
    search: impl Fn(&[u8]) -> Option<usize>,
) -> Option<usize> {
    let mut rest = text.get(start..)?;
    for _ in 0..NEAR {
        let Some((word, behind)) = rest.split_first_chunk() else { break };
        if let Some(at) = first_of(*word, wanted) {
            return Some(text.len() - rest.len() + at);
        }
        rest = behind;
    }
    Some(text.len() - rest.len() + search(rest)?)
}

/// Which of eight bytes is the first that is one of some others. A byte that is one becomes 0, and what is subtracted from that
/// borrows from the bytes behind it only (Mycroft, "Determine if a word has a byte of 0", 1987).
#[inline]
fn first_of<const N: usize>(bytes: [u8; 8], wanted: [u8; N]) -> Option<usize> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let word = u64::from_le_bytes(bytes);
    let is = |byte: u8| {
        let apart = word ^ (EACH * u64::from(byte));
        apart.wrapping_sub(EACH) & !apart & (EACH * 0x80)
    };
    let found = wanted.into_iter().fold(0, |found, byte| found | is(byte));
    (found != 0).then(|| found.trailing_zeros() as usize / 8)
}

/// The end of the object that starts at `start`.
fn object_end(text: &[u8], start: usize) -> Option<usize> {
    nested_end(text, start, b'{', b'}')
}

/// The end of what starts at `start` with one bracket and ends with the other that belongs to it.
fn nested_end(text: &[u8], start: usize, open: u8, close: u8) -> Option<usize> {
    let (mut at, mut depth) = (start, 0usize);
    loop {
        at = next(text, at, [b'"', open, close], |far| memchr3(b'"', open, close, far))?;
        if text[at] == b'"' {
            at = string_end(text, at)?;
            continue;
        }
        let opens = text[at] == open;
        at += 1;
        if opens {
            depth += 1;
        } else {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        }
    }
}

/// The end of the string that starts at `start`.
fn string_end(text: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        at = next(text, at, [b'"', b'\\'], |far| memchr2(b'"', b'\\', far))?;
        if text[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// The end of any value, or of a member's name with its colon.
fn value_end(text: &[u8], start: usize) -> Option<usize> {
    match text.get(start)? {
        b'{' => object_end(text, start),
        b'"' => string_end(text, start),
        b'[' => nested_end(text, start, b'[', b']'),
        b':' => Some(start + 1),
        _ => {
            let length =
                text[start..].iter().position(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r'))?;
            Some(start + length)
        }
    }
}

enum Found {
    /// A document with a list: where the members before it end, and where its inside starts.
    List { members: usize, inside: usize },
    /// A document without: its end.
    Whole(usize),
    /// Not enough text to tell.
    Unknown,
    /// Not JSON.
    Broken(usize),
}

/// Looks through the members of the document that starts at `start` for the list `features`.
fn list_of_features(text: &[u8], start: usize) -> Found {
    let mut at = start + 1;
    let space =
        |at: usize| at + text[at..].iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == b',').count();
    loop {
        at = space(at);
        let member = at;
        match text.get(at) {
            None => return Found::Unknown,
            Some(b'}') => return Found::Whole(at + 1),
            Some(b'"') => {}
            Some(_) => return Found::Broken(at),
        }
        let Some(end) = string_end(text, at) else { return Found::Unknown };
        let name = &text[at + 1..end - 1];
        at = space(end);
        match text.get(at) {
            None => return Found::Unknown,
            Some(b':') => at = space(at + 1),
            Some(_) => return Found::Broken(at),
        }
        if name == b"features" && text.get(at) == Some(&b'[') {
            return Found::List { members: member, inside: at + 1 };
        }
        match value_end(text, at) {
            Some(end) if end > at => at = end,
            Some(_) => return Found::Broken(at),
            None => return Found::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a few bytes at a time.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = self.0.len().min(self.1).min(into.len());
            into[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn split(text: &str) -> Result<Vec<String>, u64> {
        let mut splitter = Splitter::new(Slow(text.as_bytes(), 7));
        let mut found = Vec::new();
        loop {
            match splitter.next_features() {
                Ok(Some(features)) => {
                    assert_eq!(features.first, found.len() as u64);
                    for range in features.ranges {
                        let at = features.offset as usize;
                        assert_eq!(&features.bytes[range.clone()], &text.as_bytes()[at + range.start..at + range.end]);
                        found.push(String::from_utf8_lossy(&features.bytes[range]).into_owned());
                    }
                }
                Ok(None) => return Ok(found),
                Err(SplitError::Broken(at)) => return Err(at),
                Err(SplitError::Unreadable(error)) => panic!("{error}"),
            }
        }
    }

    #[test]
    fn a_collection_lines_and_bare_geometry() {
        let collection = r#"{"type":"FeatureCollection","crs":{"x":["]}"]}, "features": [ {"a":"}\"{"}, {"b":{"c":[1,2]}} ,null], "bbox":[1,2]}"#;
        assert_eq!(split(collection).expect("JSON"), [r#"{"a":"}\"{"}"#, r#"{"b":{"c":[1,2]}}"#, "null"]);
        assert_eq!(split("\u{feff}{\"a\":1}\r\n{\"b\":2}\n").expect("JSON"), ["{\"a\":1}", "{\"b\":2}"]);
        assert_eq!(split("\u{1e}{\"a\":1}\n\u{1e}{\"b\":[{}]}\n").expect("JSON"), ["{\"a\":1}", "{\"b\":[{}]}"]);
        assert!(split(" \n").expect("nothing").is_empty());
        assert!(split(r#"{"features":[]}"#).expect("JSON").is_empty());
    }

    #[test]
    fn the_members_before_the_list_are_kept() {
        let mut splitter = Splitter::new(&br#"{"type":"FeatureCollection","crs":7,"features":[{}]}"#[..]);
        splitter.next_features().expect("JSON");
        assert_eq!(splitter.members(), br#"{"type":"FeatureCollection","crs":7,"#);
    }

    #[test]
    fn what_is_cut_off_or_no_json_is_told() {
        let text = r#"{"features":[{"a":1},{"b":2}]}"#;
        for cut in 1..text.len() {
            assert!(split(&text[..cut]).is_err(), "{}", &text[..cut]);
        }
        assert_eq!(split("[1,2]"), Err(0));
        assert_eq!(split("{\"a\" 1}"), Err(5));
        // Found by fuzzing: a bracket too many never ended.
        assert_eq!(split("{\"features\":[]]}"), Err(14));
    }
}
