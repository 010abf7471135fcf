//! Arbitrary bytes as cells of a column, one a line: legacy text, angles, numbers, dates.
#![no_main]

use langso::geo::crs::angle;
use langso::intake::kind_named;
use langso::text::{cell, legacy};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    let verdict = legacy::recognise(lines.iter().copied());
    for encoding in legacy::Encoding::all() {
        legacy::decode(encoding, bytes);
    }
    let texts: Vec<String> = lines.iter().map(|line| legacy::decode(verdict.encoding, line)).collect();
    legacy::recognise_text(texts.iter().map(String::as_str));
    cell::propose(&texts[0], texts.iter().map(String::as_str));
    for text in &texts {
        let _ = angle::degrees(text);
        let _ = angle::position_in(text);
        let _ = angle::metres(text);
        for word in ["integer", "number", "number.", "percent", "date", "date-mdy", "yes-no", "code:5"] {
            let _ = cell::parse(kind_named(word).expect("a kind"), text);
        }
    }
});
