//! TOML and YAML into one spanned tree. The only place that knows either parser.

use std::ops::Range;
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle};
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Diagnostic, code};
use crate::fields::{Entry, Fields, Node, Reader, Value};
use crate::text::{Date, nfc};

/// Which language a header or file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Between `+++` lines, and in `.toml` files.
    Toml,
    /// Between `---` lines.
    Yaml,
}

/// Reads the table in `text[range]`. Spans in the result count in the whole `text`.
pub fn table(reader: &mut Reader, format: Format, text: &str, range: Range<usize>) -> Fields {
    let part = &text[range.clone()];
    let entries = match format {
        Format::Toml => toml_entries(reader, part, range.start),
        Format::Yaml => yaml_entries(reader, part, range.start),
    };
    Fields::new(reader, entries, range)
}

/// Reads a whole TOML file.
pub fn toml_file<'a>(file: Arc<str>, text: &'a str) -> (Reader<'a>, Fields) {
    let mut reader = Reader::new(file, text);
    let fields = table(&mut reader, Format::Toml, text, 0..text.len());
    (reader, fields)
}

fn toml_entries(reader: &mut Reader, part: &str, offset: usize) -> Vec<Entry> {
    let (table, errors) = DeTable::parse_recoverable(part);
    for error in errors {
        let span = error.span().map_or(offset..offset, |span| span.start + offset..span.end + offset);
        // A day that never was is a slip of the calendar, not of the syntax.
        let typed: String = part[span.start - offset..]
            .chars()
            .take_while(|c| c.is_ascii_digit() || matches!(c, '-' | ':' | 'T'))
            .collect();
        if typed.matches('-').count() == 2 && Date::parse(&typed).is_none() {
            reader.error(code::WRONG_DATE, &span, &[("value", &typed)]);
        } else if error.message().starts_with("duplicate key") {
            reader.error(code::DUPLICATE_KEY, &span, &[("key", &part[span.start - offset..span.end - offset])]);
        } else {
            let reason = error.message().lines().next().unwrap_or_default().to_owned();
            reader.error(code::BAD_SYNTAX, &span, &[("format", "TOML"), ("reason", &reason)]);
        }
    }
    toml_table(table.into_inner(), offset)
}

fn toml_table(table: DeTable, offset: usize) -> Vec<Entry> {
    table
        .into_iter()
        .map(|(key, value)| Entry {
            key_span: shift(key.span(), offset),
            key: nfc(key.as_ref()).into_owned(),
            node: toml_node(value.span(), value.into_inner(), offset),
        })
        .collect()
}

fn toml_node(span: Range<usize>, value: DeValue, offset: usize) -> Node {
    let value = match value {
        DeValue::String(text) => Value::Text(nfc(&text).into_owned()),
        DeValue::Integer(integer) => match i64::from_str_radix(integer.as_str(), integer.radix()) {
            Ok(number) => Value::Number(number as f64),
            Err(_) => Value::Text(integer.as_str().to_owned()),
        },
        DeValue::Float(float) => float.as_str().parse().map_or(Value::Nothing, Value::Number),
        DeValue::Boolean(flag) => Value::Flag(flag),
        DeValue::Datetime(date) => Value::Date(Date::parse(&date.to_string())),
        DeValue::Array(items) => {
            Value::List(items.into_iter().map(|item| toml_node(item.span(), item.into_inner(), offset)).collect())
        }
        DeValue::Table(table) => Value::Table(toml_table(table, offset)),
    };
    Node { value, span: shift(span, offset) }
}

fn shift(span: Range<usize>, offset: usize) -> Range<usize> {
    span.start + offset..span.end + offset
}

fn yaml_entries(reader: &mut Reader, part: &str, offset: usize) -> Vec<Entry> {
    let mut yaml = Yaml { parser: Parser::new_from_str(part), bytes: char_offsets(part, offset) };
    match yaml.document() {
        Ok(Some(Node { value: Value::Table(entries), .. })) => entries,
        Ok(None | Some(Node { value: Value::Nothing, .. })) => Vec::new(),
        Ok(Some(node)) => {
            reader.error(code::BAD_SYNTAX, &node.span, &[("format", "YAML"), ("reason", "expected `key: value`")]);
            Vec::new()
        }
        Err((reason, span)) => {
            reader.error(code::BAD_SYNTAX, &span, &[("format", "YAML"), ("reason", &reason)]);
            Vec::new()
        }
    }
}

/// The parser counts characters; files are addressed in bytes.
fn char_offsets(part: &str, offset: usize) -> Vec<usize> {
    part.char_indices().map(|(at, _)| at + offset).chain([part.len() + offset]).collect()
}

struct Yaml<'a> {
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
    bytes: Vec<usize>,
}

type YamlError = (String, Range<usize>);

impl<'a> Yaml<'a> {
    fn next(&mut self) -> Result<Option<(Event<'a>, Range<usize>)>, YamlError> {
        match self.parser.next_event() {
            None => Ok(None),
            Some(Ok((event, span))) => Ok(Some((event, self.byte(span.start.index())..self.byte(span.end.index())))),
            Some(Err(error)) => {
                let at = self.byte(error.marker().index());
                Err((error.info().to_owned(), at..at))
            }
        }
    }

    fn byte(&self, index: usize) -> usize {
        self.bytes.get(index).or(self.bytes.last()).copied().unwrap_or(0)
    }

    fn document(&mut self) -> Result<Option<Node>, YamlError> {
        while let Some((event, span)) = self.next()? {
            match event {
                Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
                Event::StreamEnd | Event::DocumentEnd => return Ok(None),
                event => {
                    let node = self.node(event, span)?;
                    // Reads to the end so that a fault after the last key is found too.
                    while self.next()?.is_some() {}
                    return Ok(Some(node));
                }
            }
        }
        Ok(None)
    }

    fn node(&mut self, event: Event<'a>, span: Range<usize>) -> Result<Node, YamlError> {
        match event {
            Event::Scalar(text, style, ..) => {
                let value =
                    if style == ScalarStyle::Plain { plain(&text) } else { Value::Text(nfc(&text).into_owned()) };
                Ok(Node { value, span })
            }
            Event::SequenceStart(..) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        None => return Err(("unexpected end".into(), span)),
                        Some((Event::SequenceEnd, end)) => {
                            return Ok(Node { value: Value::List(items), span: span.start..end.end });
                        }
                        Some((event, at)) => items.push(self.node(event, at)?),
                    }
                }
            }
            Event::MappingStart(..) => {
                let mut entries = Vec::new();
                loop {
                    match self.next()? {
                        None => return Err(("unexpected end".into(), span)),
                        Some((Event::MappingEnd, end)) => {
                            return Ok(Node { value: Value::Table(entries), span: span.start..end.end });
                        }
                        Some((Event::Scalar(key, ..), key_span)) => {
                            let Some((event, at)) = self.next()? else {
                                return Err(("unexpected end".into(), key_span));
                            };
                            let node = self.node(event, at)?;
                            entries.push(Entry { key: nfc(&key).into_owned(), key_span, node });
                        }
                        Some((_, at)) => return Err(("a key must be plain text".into(), at)),
                    }
                }
            }
            // Anchors multiply content; a header has no need of them.
            _ => Err(("anchors and aliases are not read here".into(), span)),
        }
    }
}

/// YAML's core schema, but a number with a leading zero stays text: `00565` is a code.
fn plain(text: &str) -> Value {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let code = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Nothing,
        "true" | "True" | "TRUE" => Value::Flag(true),
        "false" | "False" | "FALSE" => Value::Flag(false),
        _ if !code && digits.starts_with(|c: char| c.is_ascii_digit()) => {
            text.parse().map_or_else(|_| Value::Text(nfc(text).into_owned()), Value::Number)
        }
        _ => Value::Text(nfc(text).into_owned()),
    }
}

/// The finding about a file in another encoding, at its first foreign byte.
pub fn not_utf8(file: &Arc<str>, bytes: &[u8]) -> Diagnostic {
    let good = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let place = crate::diagnostics::Place::span(Arc::clone(file), good, good.len()..good.len());
    Diagnostic::error(code::NOT_UTF8).at(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(format: Format, text: &str) -> (Vec<Diagnostic>, serde_json::Value) {
        let mut reader = Reader::new("x.md".into(), text);
        let mut fields = table(&mut reader, format, text, 0..text.len());
        let node = Node { value: Value::Table(fields.rest()), span: 0..0 };
        (reader.findings, serde_json::to_value(node).unwrap())
    }

    #[test]
    fn toml_and_yaml_mean_the_same() {
        let toml = "title = \"Dương Xá\"\ndate = 2023-09-25\ntags = [\"a\", \"b\"]\n[extra]\nn = 3\nok = true\n";
        let yaml = "title: Dương Xá\ndate: 2023-09-25\ntags: [a, b]\nextra:\n  n: 3\n  ok: true\n";
        let (toml_faults, toml) = read(Format::Toml, toml);
        let (yaml_faults, yaml) = read(Format::Yaml, yaml);
        assert_eq!((toml_faults, yaml_faults), (vec![], vec![]));
        assert_eq!(toml, yaml);
    }

    #[test]
    fn codes_keep_their_zeros() {
        assert_eq!(read(Format::Yaml, "unit: 00565").1["unit"], "00565");
    }

    #[test]
    fn spans_count_bytes_behind_vietnamese_text() {
        let text = "tên: Dương\nsai: [";
        let (faults, _) = read(Format::Yaml, text);
        assert_eq!(faults[0].place.as_ref().unwrap().line, 2);
    }

    #[test]
    fn impossible_days_are_called_dates() {
        let (faults, _) = read(Format::Toml, "date = 2023-02-30\n");
        assert_eq!(faults[0].code, code::WRONG_DATE);
    }
}
