//! Typed reading of headers, settings and manifests: a spanned tree of values, and [`Fields`], which takes keys out of
//! a table and reports what is missing, mistyped or left over. A schema is the list of keys that a kind reads.

use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq};

use crate::diagnostics::{Code, Diagnostic, Place, code};
use crate::text::{Date, nearest};

/// A value as typed, and where it stands in its file (byte offsets).
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

/// What TOML and YAML have in common.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text, in NFC. YAML's plain words that are no number and no flag are text too.
    Text(String),
    /// An integer or decimal number.
    Number(f64),
    /// true or false.
    Flag(bool),
    /// TOML's own dates; in YAML and in quotes a date is text.
    Date(Option<Date>),
    /// `[a, b]`.
    List(Vec<Node>),
    /// Keys in the order typed.
    Table(Vec<Entry>),
    /// YAML's empty value.
    Nothing,
}

/// One line of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Bytes of the key in the file.
    pub key_span: Range<usize>,
    /// What it is set to.
    pub node: Node,
}

impl Value {
    /// The catalogue's word for the type.
    fn type_name(&self) -> &'static str {
        match self {
            Self::Text(_) => "@type.text",
            Self::Number(_) => "@type.number",
            Self::Flag(_) => "@type.flag",
            Self::Date(_) => "@type.date",
            Self::List(_) => "@type.list",
            Self::Table(_) => "@type.table",
            Self::Nothing => "@type.other",
        }
    }
}

/// Free tables (`[extra]`) go to templates as they are.
impl Serialize for Node {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Value::Text(text) => serializer.serialize_str(text),
            Value::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
                serializer.serialize_i64(*number as i64)
            }
            Value::Number(number) => serializer.serialize_f64(*number),
            Value::Flag(flag) => serializer.serialize_bool(*flag),
            Value::Date(Some(date)) => date.serialize(serializer),
            Value::Date(None) | Value::Nothing => serializer.serialize_none(),
            Value::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(item))?;
                list.end()
            }
            Value::Table(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                entries.iter().try_for_each(|entry| map.serialize_entry(&entry.key, &entry.node))?;
                map.end()
            }
        }
    }
}

/// A text with the place it stands at, for checks that come after reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned {
    /// The text.
    pub text: String,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

/// The file that is being read, and the findings so far.
pub struct Reader<'a> {
    file: Arc<str>,
    text: &'a str,
    /// What was found.
    pub findings: Vec<Diagnostic>,
    /// How the table is written: it decides what examples look like.
    pub written: Written,
}

/// How a table is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Written {
    /// `key = "value"`.
    #[default]
    Toml,
    /// `key: "value"`.
    Yaml,
    /// Not at all: a page without a header.
    Nowhere,
}

impl<'a> Reader<'a> {
    /// Starts reading a file; `text` is its whole content, that spans count in.
    pub fn new(file: Arc<str>, text: &'a str) -> Self {
        Self { file, text, findings: Vec::new(), written: Written::default() }
    }

    /// The place of a span.
    pub fn place(&self, span: &Range<usize>) -> Place {
        Place::span(Arc::clone(&self.file), self.text, span.clone())
    }

    /// Reports an error at a span, with arguments for its sentence.
    pub fn error(&mut self, code: Code, span: &Range<usize>, args: &[(&'static str, &str)]) {
        let mut diagnostic = Diagnostic::error(code).at(self.place(span));
        for (name, value) in args {
            let yaml = *name == "example" && self.written == Written::Yaml;
            diagnostic =
                if yaml { diagnostic.arg(name, value.replacen(" = ", ": ", 1)) } else { diagnostic.arg(name, value) };
        }
        self.findings.push(diagnostic);
    }
}

/// One table being read. Every key that is asked for counts as known; [`Fields::end`] reports the others.
pub struct Fields {
    entries: Vec<Option<Entry>>,
    span: Range<usize>,
    known: Vec<&'static str>,
}

impl Fields {
    /// Reads a table; keys written twice are reported.
    pub fn new(reader: &mut Reader, entries: Vec<Entry>, span: Range<usize>) -> Self {
        let mut kept: Vec<Option<Entry>> = Vec::with_capacity(entries.len());
        for entry in entries {
            if kept.iter().flatten().any(|earlier| earlier.key == entry.key) {
                reader.error(code::DUPLICATE_KEY, &entry.key_span, &[("key", &entry.key)]);
            } else {
                kept.push(Some(entry));
            }
        }
        Self { entries: kept, span, known: Vec::new() }
    }

    /// The table's bytes in the file.
    pub fn span(&self) -> &Range<usize> {
        &self.span
    }

    /// Takes a key's value as it stands.
    pub fn take(&mut self, key: &'static str) -> Option<Node> {
        self.known.push(key);
        let slot = self.entries.iter_mut().find(|entry| entry.as_ref().is_some_and(|entry| entry.key == key))?;
        slot.take().map(|entry| entry.node).filter(|node| node.value != Value::Nothing)
    }

    /// A text with its place; an empty one is reported.
    pub fn spanned(&mut self, reader: &mut Reader, key: &'static str) -> Option<Spanned> {
        let node = self.take(key)?;
        match node.value {
            Value::Text(text) if text.trim().is_empty() => {
                reader.error(code::EMPTY_TEXT, &node.span, &[("key", key), ("example", &format!("{key} = \"…\""))]);
                None
            }
            Value::Text(text) => Some(Spanned { text: text.trim().to_owned(), span: node.span }),
            // A year or a plain number where a text is meant is no mistake of substance, but `017` would have lost
            // its zero by now: only YAML's and TOML's plain integers get here, and they must be quoted.
            other => wrong_type(reader, key, "@type.text", &other, &node.span, &format!("{key} = \"…\"")),
        }
    }

    /// A text.
    pub fn text(&mut self, reader: &mut Reader, key: &'static str) -> Option<String> {
        self.spanned(reader, key).map(|spanned| spanned.text)
    }

    /// A text that must be there; `example` is a line to type.
    pub fn required(&mut self, reader: &mut Reader, key: &'static str, example: &str) -> String {
        if self.has(key) {
            return self.text(reader, key).unwrap_or_default();
        }
        self.known.push(key);
        self.missing(reader, key, example);
        String::new()
    }

    /// Reports a key as missing.
    pub fn missing(&self, reader: &mut Reader, key: &str, example: &str) {
        let start = self.span.start..self.span.start;
        if reader.written == Written::Nowhere {
            return reader.error(code::NO_HEADER, &start, &[]);
        }
        // The key may stand in what could not be read.
        let unread = [code::BAD_SYNTAX, code::UNCLOSED_HEADER];
        if reader.findings.iter().any(|finding| unread.contains(&finding.code)) {
            return;
        }
        reader.error(code::MISSING_KEY, &start, &[("key", key), ("example", example)]);
    }

    /// True when the key is there.
    pub fn has(&self, key: &str) -> bool {
        self.entries.iter().flatten().any(|entry| entry.key == key && entry.node.value != Value::Nothing)
    }

    /// A number.
    pub fn number(&mut self, reader: &mut Reader, key: &'static str) -> Option<f64> {
        let node = self.take(key)?;
        match node.value {
            Value::Number(number) => Some(number),
            other => wrong_type(reader, key, "@type.number", &other, &node.span, &format!("{key} = 10")),
        }
    }

    /// A whole number within a range.
    pub fn integer(
        &mut self,
        reader: &mut Reader,
        key: &'static str,
        range: std::ops::RangeInclusive<i64>,
    ) -> Option<i64> {
        let span = self.span_of(key);
        let number = self.number(reader, key)?;
        if number.fract() == 0.0 && range.contains(&(number as i64)) {
            return Some(number as i64);
        }
        let range = format!("{}–{}", range.start(), range.end());
        reader.error(code::OUT_OF_RANGE, &span.unwrap_or_default(), &[("key", key), ("range", &range)]);
        None
    }

    /// true or false.
    pub fn flag(&mut self, reader: &mut Reader, key: &'static str) -> Option<bool> {
        let node = self.take(key)?;
        match node.value {
            Value::Flag(flag) => Some(flag),
            other => wrong_type(reader, key, "@type.flag", &other, &node.span, &format!("{key} = true")),
        }
    }

    /// A date, typed bare or in quotes.
    pub fn date(&mut self, reader: &mut Reader, key: &'static str) -> Option<Date> {
        let node = self.take(key)?;
        let (date, typed) = match &node.value {
            Value::Date(date) => (*date, reader.text.get(node.span.clone()).unwrap_or_default().to_owned()),
            Value::Text(text) => (Date::parse(text.trim()), text.clone()),
            // `date = 2023` is a year.
            Value::Number(year) => (Date::parse(&format!("{year:04}")), year.to_string()),
            other => return wrong_type(reader, key, "@type.date", other, &node.span, &format!("{key} = 2025-07-01")),
        };
        if date.is_none() {
            reader.error(code::WRONG_DATE, &node.span, &[("value", &typed)]);
        }
        date
    }

    /// A word out of a list of `(word, meaning)`.
    pub fn choice<T: Copy>(&mut self, reader: &mut Reader, key: &'static str, choices: &[(&str, T)]) -> Option<T> {
        let typed = self.spanned(reader, key)?;
        let found = choices.iter().find(|(word, _)| *word == typed.text).map(|(_, value)| *value);
        if found.is_none() {
            let allowed = choices.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
            reader.error(
                code::UNKNOWN_VALUE,
                &typed.span,
                &[("key", key), ("value", &typed.text), ("allowed", &allowed)],
            );
        }
        found
    }

    /// A list of texts with their places.
    pub fn texts(&mut self, reader: &mut Reader, key: &'static str) -> Vec<Spanned> {
        let example = format!("{key} = [\"…\", \"…\"]");
        let Some(node) = self.take(key) else { return Vec::new() };
        let Value::List(items) = node.value else {
            return wrong_type(reader, key, "@type.list", &node.value, &node.span, &example).unwrap_or_default();
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match item.value {
                Value::Text(text) if text.trim().is_empty() => {
                    reader.error(code::EMPTY_TEXT, &item.span, &[("key", key), ("example", &example)]);
                }
                Value::Text(text) => texts.push(Spanned { text: text.trim().to_owned(), span: item.span }),
                other => {
                    wrong_type::<()>(reader, key, "@type.text", &other, &item.span, &example);
                }
            }
        }
        texts
    }

    /// A table within the table.
    pub fn table(&mut self, reader: &mut Reader, key: &'static str) -> Option<Fields> {
        let node = self.take(key)?;
        match node.value {
            Value::Table(entries) => Some(Fields::new(reader, entries, node.span)),
            other => wrong_type(reader, key, "@type.table", &other, &node.span, &format!("[{key}]")),
        }
    }

    /// A list of tables (`[[key]]`).
    pub fn tables(&mut self, reader: &mut Reader, key: &'static str) -> Vec<Fields> {
        let example = format!("[[{key}]]");
        let Some(node) = self.take(key) else { return Vec::new() };
        let Value::List(items) = node.value else {
            return wrong_type(reader, key, "@type.list", &node.value, &node.span, &example).unwrap_or_default();
        };
        let mut tables = Vec::with_capacity(items.len());
        for item in items {
            match item.value {
                Value::Table(entries) => tables.push(Fields::new(reader, entries, item.span)),
                other => {
                    wrong_type::<()>(reader, key, "@type.table", &other, &item.span, &example);
                }
            }
        }
        tables
    }

    /// What remains, as `(key, node)` in the order typed: for tables whose keys are free.
    pub fn rest(&mut self) -> Vec<Entry> {
        self.entries.iter_mut().filter_map(Option::take).collect()
    }

    /// Reports every key that nobody asked for, with the nearest known one.
    pub fn end(mut self, reader: &mut Reader) {
        for entry in self.rest() {
            let suggestion = nearest(&entry.key, self.known.iter().copied()).unwrap_or_default();
            reader.error(code::UNKNOWN_KEY, &entry.key_span, &[("key", &entry.key), ("suggestion", suggestion)]);
        }
    }

    /// Where a key's value stands, without taking it.
    pub fn span_of(&self, key: &str) -> Option<Range<usize>> {
        self.peek(key).map(|node| node.span.clone())
    }

    fn peek(&self, key: &str) -> Option<&Node> {
        self.entries.iter().flatten().find(|entry| entry.key == key).map(|entry| &entry.node)
    }
}

fn wrong_type<T>(
    reader: &mut Reader,
    key: &str,
    expected: &str,
    found: &Value,
    span: &Range<usize>,
    example: &str,
) -> Option<T> {
    let found = found.type_name();
    reader.error(
        code::WRONG_TYPE,
        span,
        &[("key", key), ("expected", expected), ("found", found), ("example", example)],
    );
    None
}
