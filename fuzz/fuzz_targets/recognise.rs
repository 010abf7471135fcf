//! Arbitrary bytes through whichever reader takes them, with the same bytes as every sibling.
#![no_main]

use langso::formats::{Input, recognise};

/// The reader of GeoParquet catches panics of its crate; the fuzzer's hook would end the run before it can. What is
/// not caught still ends it.
static QUIET: std::sync::Once = std::sync::Once::new();

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    QUIET.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    let input = Input { name: "x", bytes, beside: &|_| Some(bytes.to_vec()) };
    if let Some(format) = recognise(&input) {
        (format.read)(&input);
    }
});
