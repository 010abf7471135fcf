//! Arbitrary bytes taken in whole, as the site does it: recognised, read (with the same bytes as every sibling),
//! decoded, placed and mended. The first byte chooses the file's ending.
#![no_main]

use std::sync::Arc;

use langso::formats::{FORMATS, Input};
use langso::intake::{Wishes, take};

/// The reader of GeoParquet catches panics of its crate; the fuzzer's hook would end the run before it can. What is
/// not caught still ends it.
static QUIET: std::sync::Once = std::sync::Once::new();

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    QUIET.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    let Some((choice, bytes)) = bytes.split_first() else { return };
    let endings = ["geojson", "dat", ""].into_iter().chain(FORMATS.iter().flat_map(|format| format.endings).copied());
    let endings: Vec<&str> = endings.collect();
    let name = format!("x.{}", endings[usize::from(*choice) % endings.len()]);
    take(&Arc::from(name.as_str()), &Input { name: &name, bytes, beside: &|_| Some(bytes.to_vec()) }, &Wishes::default());
});
