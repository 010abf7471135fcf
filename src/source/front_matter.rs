//! A page's header and body.

use std::ops::Range;
use std::sync::Arc;

use super::syntax::{Format, table};
use crate::diagnostics::code;
use crate::fields::{Fields, Reader, Written};

/// Where a page's header and body lie in its text (byte ranges).
pub struct Split {
    format: Option<Format>,
    header: Range<usize>,
    /// The markdown.
    pub body: Range<usize>,
}

/// Finds the header between two `+++` or `---` lines. A page without one is all body.
fn split(reader: &mut Reader, text: &str) -> Split {
    let none = Split { format: None, header: 0..0, body: 0..text.len() };
    let lead = text.len() - text.trim_start().len();
    let (mark, format) = match text[lead..].get(..3) {
        Some("+++") => ("+++", Format::Toml),
        Some("---") => ("---", Format::Yaml),
        _ => return none,
    };
    let Some(first_end) = text[lead..].find('\n').map(|at| lead + at + 1) else { return none };
    if text[lead..first_end].trim() != mark {
        return none;
    }
    let mut at = first_end;
    for line in text[first_end..].split_inclusive('\n') {
        if line.trim_end() == mark {
            return Split { format: Some(format), header: first_end..at, body: at + line.len()..text.len() };
        }
        at += line.len();
    }
    reader.error(code::UNCLOSED_HEADER, &(lead..lead + 3), &[("mark", mark)]);
    Split { format: None, header: first_end..first_end, body: text.len()..text.len() }
}

/// Reads a page's header; the body stays where it is, as a byte range of the text.
pub fn read<'a>(file: Arc<str>, text: &'a str) -> (Reader<'a>, Fields, Range<usize>) {
    let mut reader = Reader::new(file, text);
    let split = split(&mut reader, text);
    reader.written = match split.format {
        Some(Format::Toml) => Written::Toml,
        Some(Format::Yaml) => Written::Yaml,
        None if reader.findings.is_empty() => Written::Nowhere,
        None => Written::default(),
    };
    let fields = match split.format {
        Some(format) => table(&mut reader, format, text, split.header),
        None => Fields::new(&mut reader, Vec::new(), split.header),
    };
    (reader, fields, split.body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> (usize, &str) {
        let (reader, _, body) = read("x.md".into(), text);
        (reader.findings.len(), &text[body])
    }

    #[test]
    fn headers_end_where_their_mark_returns() {
        assert_eq!(body("+++\ntitle = \"a\"\n+++\nHello"), (0, "Hello"));
        assert_eq!(body("---\r\ntitle: a\r\n---\r\nHello"), (0, "Hello"));
        assert_eq!(body("Hello\n---\n"), (0, "Hello\n---\n"));
        assert_eq!(body("---- not a header\n"), (0, "---- not a header\n"));
        assert_eq!(body("+++\ntitle = \"a\"\n"), (1, ""));
    }
}
