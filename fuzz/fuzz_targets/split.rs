//! Arbitrary bytes through the splitter of streamed GeoJSON, whole and in pieces: where they are cut may not matter,
//! and what is one document for the reader of JSON is one for the splitter.
#![no_main]

use std::io::{Read, Result};

use langso::geo::read::split::{SplitError, Splitter};

/// Gives a few bytes at a time.
struct Pieces<'a>(&'a [u8], usize);

impl Read for Pieces<'_> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        let count = self.0.len().min(self.1).min(into.len());
        into[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

/// The features' places in the file, and whether it was sound to its end.
fn split(reader: impl Read) -> (Vec<(u64, u64)>, bool) {
    let mut splitter = Splitter::new(reader);
    let mut found = Vec::new();
    loop {
        match splitter.next_features() {
            Ok(Some(features)) => {
                assert_eq!(features.first, found.len() as u64);
                for range in features.ranges {
                    assert!(range.start < range.end && range.end <= features.bytes.len());
                    found.push((features.offset + range.start as u64, features.offset + range.end as u64));
                }
            }
            Ok(None) => return (found, true),
            Err(SplitError::Broken(_)) => return (found, false),
            Err(SplitError::Unreadable(error)) => panic!("{error}"),
        }
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let whole = split(bytes);
    if let Some((size, bytes)) = bytes.split_first() {
        let size = usize::from(*size).max(1);
        assert_eq!(split(bytes), split(Pieces(bytes, size)));
    }
    let Ok(serde_json::Value::Object(document)) = serde_json::from_slice(bytes) else { return };
    // A key that stands twice counts once here and ends the list there.
    let twice = memchr::memmem::find_iter(bytes, b"features").count() > 1 || bytes.contains(&b'\\');
    if let Some(serde_json::Value::Array(list)) = document.get("features").filter(|_| !twice) {
        assert_eq!((whole.0.len(), whole.1), (list.len(), true));
    }
});
