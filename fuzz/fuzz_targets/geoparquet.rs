//! Arbitrary bytes through the GeoParquet reader.
#![no_main]

use langso::formats::{FORMATS, Input};

/// The reader of GeoParquet catches panics of its crate; the fuzzer's hook would end the run before it can. What is
/// not caught still ends it.
static QUIET: std::sync::Once = std::sync::Once::new();

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    QUIET.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    if let Some(format) = FORMATS.iter().find(|format| format.name == "GeoParquet") {
        (format.read)(&Input::alone("x", bytes));
    }
});
