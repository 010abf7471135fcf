//! The syntax of WKT: `KEYWORD["text", 1.5, NORTH, OTHER[…]]`, in square brackets or round ones.

use crate::geo::crs::CrsError;

/// Deeper nesting than this is no coordinate system; it keeps hostile text from using up the stack.
const DEEPEST: usize = 32;

/// A keyword with its brackets.
#[derive(Debug, PartialEq)]
pub(super) struct Node<'a> {
    /// The keyword as written.
    pub(super) keyword: &'a str,
    /// What stands between its brackets.
    pub(super) items: Vec<Item<'a>>,
}

/// One of the things between brackets.
#[derive(Debug, PartialEq)]
pub(super) enum Item<'a> {
    /// `"text"`.
    Text(&'a str),
    /// `1.5`.
    Number(f64),
    /// `NORTH`.
    Word,
    /// `KEYWORD[…]`.
    Node(Node<'a>),
}

impl<'a> Node<'a> {
    /// Reads a whole text as one node.
    pub(super) fn parse(text: &'a str) -> Result<Self, CrsError> {
        let mut reader = Reader { text, at: 0 };
        reader.space();
        let node = match reader.item(0)? {
            Item::Node(node) => node,
            _ => return Err(CrsError::Unreadable(0)),
        };
        reader.space();
        if reader.at < text.len() { Err(CrsError::Unreadable(reader.at)) } else { Ok(node) }
    }

    /// Whether its keyword is one of these, in upper case.
    pub(super) fn is(&self, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.keyword.eq_ignore_ascii_case(keyword))
    }

    /// The nodes directly in it.
    pub(super) fn children(&self) -> impl Iterator<Item = &Node<'a>> {
        self.items.iter().filter_map(|item| match item {
            Item::Node(node) => Some(node),
            _ => None,
        })
    }

    /// The first node directly in it with one of these keywords.
    pub(super) fn child(&self, keywords: &[&str]) -> Option<&Node<'a>> {
        self.children().find(|node| node.is(keywords))
    }

    /// The first node with one of these keywords, however deep; itself counts.
    pub(super) fn find(&self, keywords: &[&str]) -> Option<&Node<'a>> {
        if self.is(keywords) { Some(self) } else { self.children().find_map(|node| node.find(keywords)) }
    }

    /// Its name: the text that comes first.
    pub(super) fn name(&self) -> &'a str {
        match self.items.first() {
            Some(Item::Text(text)) => text,
            _ => "",
        }
    }

    /// Its numbers, in order. A text that is a number counts: `AUTHORITY["EPSG","5897"]`.
    pub(super) fn numbers(&self) -> impl Iterator<Item = f64> + '_ {
        self.items.iter().filter_map(|item| match item {
            Item::Number(number) => Some(*number),
            Item::Text(text) => text.trim().parse().ok(),
            _ => None,
        })
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take_while(&mut self, wanted: impl Fn(u8) -> bool) -> &'a str {
        let rest = &self.text[self.at..];
        let len = rest.bytes().position(|byte| !wanted(byte)).unwrap_or(rest.len());
        self.at += len;
        &rest[..len]
    }

    fn space(&mut self) {
        self.take_while(|byte| byte.is_ascii_whitespace());
    }

    fn wrong<T>(&self) -> Result<T, CrsError> {
        Err(CrsError::Unreadable(self.at))
    }

    fn item(&mut self, depth: usize) -> Result<Item<'a>, CrsError> {
        match self.peek() {
            Some(b'"') => {
                self.at += 1;
                let text = self.take_while(|byte| byte != b'"');
                if self.peek().is_none() {
                    return self.wrong();
                }
                self.at += 1;
                Ok(Item::Text(text))
            }
            Some(b'0'..=b'9' | b'-' | b'+' | b'.') => {
                let start = self.at;
                let digits = self.take_while(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'));
                digits.parse().map(Item::Number).map_err(|_| CrsError::Unreadable(start))
            }
            Some(byte) if byte.is_ascii_alphabetic() => {
                let keyword = self.take_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
                self.space();
                match self.peek() {
                    Some(b'[' | b'(') if depth < DEEPEST => {
                        self.at += 1;
                        Ok(Item::Node(Node { keyword, items: self.items(depth + 1)? }))
                    }
                    Some(b'[' | b'(') => self.wrong(),
                    _ => Ok(Item::Word),
                }
            }
            _ => self.wrong(),
        }
    }

    /// Everything up to the closing bracket.
    fn items(&mut self, depth: usize) -> Result<Vec<Item<'a>>, CrsError> {
        let mut items = Vec::new();
        loop {
            self.space();
            items.push(self.item(depth)?);
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']' | b')') => {
                    self.at += 1;
                    return Ok(items);
                }
                _ => return self.wrong(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nodes_nest_and_numbers_may_be_in_quotes() {
        let node =
            Node::parse(" PROJCS[\"a b\" , UNIT(\"Meter\",1.0E0), AXIS[\"E\",EAST], AUTHORITY[\"EPSG\",\"5897\"]]\r\n");
        let node = node.unwrap();
        assert_eq!((node.keyword, node.name()), ("PROJCS", "a b"));
        assert_eq!(node.find(&["UNIT"]).unwrap().numbers().collect::<Vec<_>>(), [1.0]);
        assert_eq!(node.child(&["AUTHORITY"]).unwrap().numbers().next(), Some(5897.0));
    }

    #[test]
    fn what_is_no_wkt_is_refused_at_its_place() {
        assert_eq!(Node::parse("PROJCS[\"a\""), Err(CrsError::Unreadable(10)));
        assert_eq!(Node::parse("PROJCS[\"a\"] x"), Err(CrsError::Unreadable(12)));
        assert_eq!(Node::parse("PROJCS"), Err(CrsError::Unreadable(0)));
        assert!(Node::parse(&"A[".repeat(100_000)).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,60}|[A-Z\\[\\]\",0-9.\\-ế]{0,60}") {
            let _ = Node::parse(&text);
        }
    }
}
