//! Arbitrary bytes through the GeoPackage reader.
#![no_main]

use langso::formats::{FORMATS, Input};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some(format) = FORMATS.iter().find(|format| format.name == "GeoPackage") {
        (format.read)(&Input::alone("x", bytes));
    }
});
