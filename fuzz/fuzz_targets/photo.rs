//! Arbitrary bytes as a picture beside a page: its facts, then what is made of it.
#![no_main]

use std::sync::Arc;

use langso::digest::Digest;
use langso::photo::{Darkroom, Facts, Plate};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(facts) = Facts::read(bytes, true) else { return };
    // Large ones take longer, and nothing else.
    if facts.size.is_none_or(|(width, height)| u64::from(width) * u64::from(height) > 1 << 20) || !facts.is_developed("") {
        return;
    }
    let darkroom = Darkroom::default();
    for plate in [Plate::Webp, Plate::Jpeg, Plate::Png, Plate::Veil] {
        let _ = darkroom.make((Digest::of(bytes), "x"), &facts, (24, plate), || Ok(Arc::from(bytes)));
    }
});
