//! Feeding the tiler from any other file, read whole.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::TilingRequest;
use super::streamed::encode_feature;
use crate::diagnostics::{Diagnostic, Place, code};
use crate::formats::Input;
use crate::geo::tile::{Tiler, handful};
use crate::intake::{self, Wishes};
use crate::source::beside;

/// Feeds a file's layer and gives the tiler back with what was found.
pub(super) fn feed(
    path: &Path,
    layer: u8,
    first: u64,
    request: &TilingRequest,
    wishes: &Wishes,
    mut tiler: Tiler,
) -> (Tiler, Vec<Diagnostic>) {
    let name: Arc<str> = path.to_string_lossy().into();
    let unreadable = |error: std::io::Error| {
        vec![Diagnostic::error(code::UNREADABLE).arg("reason", error).at(Place::file(Arc::clone(&name)))]
    };
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return (tiler, unreadable(error)),
    };
    let beside = |ending: &str| std::fs::read(beside(path, ending)?).ok();
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let taken = intake::take(&name, &Input { name: &file, bytes: &bytes, beside: &beside }, wishes);
    drop(bytes);
    let (taken, mut findings) = intake::only(&name, taken);
    let Some(taken) = taken else { return (tiler, findings) };
    let size = handful(taken.layer.features.len());
    let encoders: Vec<_> = taken
        .layer
        .features
        .par_chunks(size)
        .enumerate()
        .map(|(nth, features)| {
            let mut encoder = tiler.encoder();
            for (number, feature) in (first + (nth * size) as u64..).zip(features) {
                encode_feature(feature, layer, number, number + 1, request, &mut encoder);
            }
            encoder
        })
        .collect();
    for encoder in encoders {
        if let Err(error) = tiler.close(encoder) {
            findings.push(Diagnostic::error(code::UNWRITABLE).arg("path", "temp").arg("reason", error));
        }
    }
    (tiler, findings)
}
