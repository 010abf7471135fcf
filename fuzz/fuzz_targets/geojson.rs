//! Arbitrary text through the reader of GeoJSON. What it says of places must lie in the text.
#![no_main]

use langso::geo::read::read;

libfuzzer_sys::fuzz_target!(|text: &str| {
    for fault in read(text).faults {
        assert!(text.get(fault.range.clone()).is_some(), "{fault:?}");
    }
});
