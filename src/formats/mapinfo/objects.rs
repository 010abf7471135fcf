//! The objects of a `.mif`.

use super::header::{Body, Header};
use crate::formats::{Contents, ProblemKind, RowPlace, Shape, rings};
use crate::geo::Coord;

/// How deep collections may be nested.
const MAX_DEPTH: usize = 8;

/// The words that begin an object. Clauses of style (Pen, Brush, Symbol, Center, Font, ...) are passed over.
const OBJECTS: [&str; 12] = [
    "none",
    "point",
    "line",
    "pline",
    "region",
    "arc",
    "text",
    "rect",
    "roundrect",
    "ellipse",
    "multipoint",
    "collection",
];

/// A word, or a text in quotes as an empty word.
#[derive(Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    line: usize,
    /// Objects begin lines; "line" also stands within a Text's Label clause.
    first: bool,
}

/// Why an object can't be read.
enum BadObject {
    Broken,
    Unsupported,
}

/// The words of the objects, taken one by one.
pub(super) struct Objects<'a> {
    header: &'a Header,
    rest: &'a [u8],
    line: usize,
    at_start: bool,
    ahead: Option<Word<'a>>,
}

impl<'a> Objects<'a> {
    pub(super) fn new(body: Body<'a>, header: &'a Header) -> Self {
        let mut objects = Self { header, rest: body.bytes, line: body.line, at_start: true, ahead: None };
        objects.advance();
        objects
    }

    /// All shapes in their order; `None` for those without one.
    pub(super) fn all(mut self, contents: &mut Contents) -> Vec<Option<Shape>> {
        let mut shapes = Vec::new();
        while let Some((object, line)) = self.next_object() {
            let place = RowPlace::Line(line);
            shapes.push(match self.object(object, 0) {
                Ok(shape) => shape,
                Err(fault) => {
                    let broken = matches!(fault, BadObject::Broken);
                    let kind = if broken { ProblemKind::BadShape } else { ProblemKind::Unsupported };
                    contents.problem_at(kind, place, object);
                    None
                }
            });
        }
        shapes
    }

    /// Passes over words up to the next object.
    fn next_object(&mut self) -> Option<(&'static str, usize)> {
        loop {
            let word = self.ahead?;
            self.advance();
            let found = OBJECTS.into_iter().find(|name| word.first && word.text.eq_ignore_ascii_case(name));
            if let Some(name) = found {
                return Some((name, word.line));
            }
        }
    }

    fn object(&mut self, object: &str, depth: usize) -> Result<Option<Shape>, BadObject> {
        let shape = match object {
            "none" => return Ok(None),
            "point" => self.position().map(Shape::Point),
            "line" => self.positions(2).map(Shape::Line),
            "pline" => self.pline(),
            "region" => self.count().and_then(|count| self.sections(count)).and_then(rings::nest),
            "rect" => self.positions(2).and_then(|corners| rectangle(&corners)),
            "multipoint" => self.count().and_then(|count| self.positions(count)).map(Shape::MultiPoint),
            "collection" if depth < MAX_DEPTH => return self.collection(depth),
            _ => return Err(BadObject::Unsupported),
        };
        shape.map(Some).ok_or(BadObject::Broken)
    }

    /// `PLINE [MULTIPLE sections]`, then each section's count and positions.
    fn pline(&mut self) -> Option<Shape> {
        let multiple = self.ahead.is_some_and(|word| word.text.eq_ignore_ascii_case("multiple"));
        if multiple {
            self.advance();
            let count = self.count()?;
            return self.sections(count).map(Shape::MultiLine);
        }
        self.sections(1)?.pop().map(Shape::Line)
    }

    fn collection(&mut self, depth: usize) -> Result<Option<Shape>, BadObject> {
        let count = self.count().ok_or(BadObject::Broken)?;
        let mut parts = Vec::new();
        for _ in 0..count {
            let (part, _) = self.next_object().ok_or(BadObject::Broken)?;
            parts.extend(self.object(part, depth + 1)?);
        }
        Ok((!parts.is_empty()).then_some(Shape::Collection(parts)))
    }

    fn sections(&mut self, count: usize) -> Option<Vec<Vec<Coord>>> {
        // Lists grow as they are read, so a count that is too large costs nothing.
        (0..count).map(|_| self.count().and_then(|count| self.positions(count))).collect()
    }

    fn positions(&mut self, count: usize) -> Option<Vec<Coord>> {
        let mut positions = Vec::new();
        for _ in 0..count {
            positions.push(self.position()?);
        }
        Some(positions)
    }

    fn position(&mut self) -> Option<Coord> {
        let (x, y) = (self.number()?, self.number()?);
        Some(self.header.place(Coord { x, y }))
    }

    fn count(&mut self) -> Option<usize> {
        self.number_as()
    }

    fn number(&mut self) -> Option<f64> {
        self.number_as()
    }

    /// A number; what is none is left for the next object.
    fn number_as<T: std::str::FromStr>(&mut self) -> Option<T> {
        let number = self.ahead?.text.parse().ok()?;
        self.advance();
        Some(number)
    }

    /// Takes the next word: white space and commas separate, quotes and brackets hold together.
    fn advance(&mut self) {
        self.ahead = None;
        while let Some((&byte, rest)) = self.rest.split_first() {
            match byte {
                b'\n' => {
                    (self.line, self.at_start) = (self.line + 1, true);
                    self.rest = rest;
                }
                b' ' | b'\t' | b'\r' | b',' => self.rest = rest,
                b'"' => return self.cut(rest, rest.iter().position(|byte| *byte == b'"'), 1),
                b'(' => return self.cut(rest, rest.iter().position(|byte| *byte == b')'), 1),
                _ => {
                    let end = self.rest.iter().position(|byte| b" \t\r\n,(\"".contains(byte));
                    return self.cut(self.rest, end, 0);
                }
            }
        }
    }

    /// Makes a word of the bytes up to `end`, and goes on behind it. Quoted ones count as words of no letters.
    fn cut(&mut self, from: &'a [u8], end: Option<usize>, closing: usize) {
        let end = end.unwrap_or(from.len());
        let bytes = from.get(..end).unwrap_or_default();
        let text = if closing == 0 { std::str::from_utf8(bytes).unwrap_or_default() } else { "" };
        self.ahead = Some(Word { text, line: self.line, first: self.at_start });
        self.at_start = false;
        self.line += bytes.iter().filter(|byte| **byte == b'\n').count();
        self.rest = from.get(end + closing..).unwrap_or_default();
    }
}

fn rectangle(corners: &[Coord]) -> Option<Shape> {
    let [a, b] = corners else { return None };
    let corner = |x, y| Coord { x, y };
    Some(Shape::Polygon(vec![vec![*a, corner(b.x, a.y), *b, corner(a.x, b.y), *a]]))
}
