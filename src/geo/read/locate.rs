//! Where in the text a part of a geometry lies. Only walked when there is something to point at.

use std::ops::Range;

use serde::Deserialize;
use serde_json::value::RawValue;

/// The byte offset of `part` in `text`; both must come from the same buffer.
pub(super) fn offset_in(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

/// The byte range of `part` in `text`.
pub(super) fn range_in(text: &str, part: &str) -> Range<usize> {
    let start = offset_in(text, part);
    start..start + part.len()
}

/// The byte offset that a parser's error stands for: serde_json counts lines and columns from 1, columns in bytes.
pub(super) fn error_offset(text: &str, error: &serde_json::Error) -> usize {
    if error.line() == 0 {
        return 0;
    }
    let line_start: usize = text.split_inclusive('\n').take(error.line() - 1).map(str::len).sum();
    let mut at = (line_start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[derive(Deserialize)]
struct Coordinates<'a> {
    #[serde(borrow)]
    coordinates: &'a RawValue,
}

/// The text of one part of a geometry: `path` counts down the nested arrays of `coordinates`. Falls back to the
/// deepest part that exists, or to the whole geometry.
pub(super) fn part<'a>(geometry: &'a str, path: &[usize]) -> &'a str {
    let Ok(found) = serde_json::from_str::<Coordinates>(geometry) else { return geometry };
    path.iter().fold(found.coordinates.get(), |here, &index| {
        let elements: Vec<&RawValue> = serde_json::from_str(here).unwrap_or_default();
        elements.get(index).map_or(here, |element| element.get())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walks_to_a_ring() {
        let geometry = r#"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0]]],[[[5,5]],[[7,7],[8,8]]]]}"#;
        assert_eq!(part(geometry, &[1, 1]), "[[7,7],[8,8]]");
        assert_eq!(part(geometry, &[1, 1, 1]), "[8,8]");
        assert_eq!(part(geometry, &[1, 9]), "[[[5,5]],[[7,7],[8,8]]]");
        assert_eq!(range_in(geometry, part(geometry, &[0, 0])), 39..52);
        assert_eq!(part("{}", &[1]), "{}");
    }

    #[test]
    fn finds_the_byte_of_an_error() {
        let text = "{\n \"tên\": x}";
        let error = serde_json::from_str::<&RawValue>(text).expect_err("x is no value");
        assert_eq!(&text[error_offset(text, &error)..], "x}");
    }
}
