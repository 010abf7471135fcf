//! Arbitrary bytes through the MapInfo TAB reader.
#![no_main]

use langso::formats::{FORMATS, Input};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some(format) = FORMATS.iter().find(|format| format.name == "MapInfo TAB") {
        (format.read)(&Input::alone("x", bytes));
    }
});
