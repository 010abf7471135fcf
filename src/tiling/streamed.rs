//! Feeding the tiler from a GeoJSON file of any length.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::TilingRequest;
use crate::diagnostics::{Diagnostic, Place, code};
use crate::geo::Feature;
use crate::geo::read::split::{Features, SplitError, Splitter};
use crate::geo::read::{Fault, FaultKind, read};
use crate::geo::tile::{Encoder, Shape, TileValue, Tiler, geojson};

/// One file on its way into the tiler.
pub(super) struct Feeding<'a> {
    pub layer: u8,
    /// The number of its first feature.
    pub first: u64,
    pub request: &'a TilingRequest,
    pub heard: &'a (dyn Fn(u64) + Sync),
}

/// What the threads share.
struct Shared {
    tiler: Mutex<Tiler>,
    encoders: Mutex<Vec<Encoder>>,
    faults: Mutex<Vec<(u64, Fault)>>,
    failure: Mutex<Option<Diagnostic>>,
    /// Bytes dealt with.
    bytes: AtomicU64,
}

impl Shared {
    /// Remembers that the tiler could not write.
    fn heed(&self, result: io::Result<()>) {
        if let Err(error) = result {
            *lock(&self.failure) = Some(Diagnostic::error(code::UNWRITABLE).arg("path", "temp").arg("reason", error));
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Feeding<'_> {
    /// Feeds the file and gives the tiler back with what was found.
    pub(super) fn feed(&self, path: &Path, tiler: Tiler) -> (Tiler, Vec<Diagnostic>) {
        let name: Arc<str> = path.to_string_lossy().into();
        let unreadable = |error: &dyn std::fmt::Display| {
            Diagnostic::error(code::UNREADABLE).arg("reason", error).at(Place::file(Arc::clone(&name)))
        };
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) => return (tiler, vec![unreadable(&error)]),
        };
        let shared = Shared {
            tiler: Mutex::new(tiler),
            encoders: Mutex::default(),
            faults: Mutex::default(),
            failure: Mutex::default(),
            bytes: AtomicU64::new(0),
        };
        let mut splitter = Splitter::new(file);
        let spares = splitter.spares();
        let batches = std::iter::from_fn(|| match splitter.next_features() {
            Ok(features) => features,
            Err(SplitError::Unreadable(error)) => {
                *lock(&shared.failure) = Some(unreadable(&error));
                None
            }
            Err(SplitError::Broken(at)) => {
                let finding = Diagnostic::error(code::BROKEN_JSON).arg("reason", "@json.broken");
                *lock(&shared.failure) = Some(finding.arg("offset", at).at(Place::file(Arc::clone(&name))));
                None
            }
        });
        batches.par_bridge().for_each(|features| {
            self.encode(&features, &shared);
            lock(&spares).push(features.bytes);
        });
        for encoder in std::mem::take(&mut *lock(&shared.encoders)) {
            shared.heed(lock(&shared.tiler).close(encoder));
        }
        let members = splitter.members().to_vec();
        let Shared { tiler, faults, failure, .. } = shared;
        let mut found = self.describe(&name, &members, faults.into_inner().unwrap_or_else(PoisonError::into_inner));
        found.extend(failure.into_inner().unwrap_or_else(PoisonError::into_inner));
        (tiler.into_inner().unwrap_or_else(PoisonError::into_inner), found)
    }

    fn encode(&self, features: &Features, shared: &Shared) {
        let known = lock(&shared.encoders).pop();
        let mut encoder = known.unwrap_or_else(|| lock(&shared.tiler).encoder());
        let mut reader = geojson::FeatureReader::default();
        for (nth, range) in features.ranges.iter().enumerate() {
            let text = &features.bytes[range.clone()];
            let in_file = features.first + nth as u64;
            let number = self.first + in_file;
            // A label needs the name twice: such features take the long way.
            let quick = self.request.label.is_none();
            if !(quick && reader.encode(text, self.layer, number, &self.request.choice, &mut encoder)) {
                self.encode_slowly(text, in_file, &mut encoder, shared);
            }
        }
        if let Some(run) = encoder.full_run() {
            shared.heed(lock(&shared.tiler).take(&run));
        }
        lock(&shared.encoders).push(encoder);
        let bytes = shared.bytes.fetch_add(features.bytes.len() as u64, Ordering::Relaxed);
        (self.heard)(bytes + features.bytes.len() as u64);
    }

    /// Reads what is out of the ordinary: mends it, or says what is wrong.
    fn encode_slowly(&self, text: &[u8], in_file: u64, encoder: &mut Encoder, shared: &Shared) {
        let text = String::from_utf8_lossy(text);
        let reading = read(&text);
        for feature in &reading.layer.features {
            let number = self.first + in_file;
            let id = geojson::id_of(&text).unwrap_or(number + 1);
            encode_feature(feature, self.layer, number, id, self.request, encoder);
        }
        lock(&shared.faults).extend(reading.faults.into_iter().map(|fault| (in_file, fault)));
    }

    fn describe(&self, name: &Arc<str>, members: &[u8], mut faults: Vec<(u64, Fault)>) -> Vec<Diagnostic> {
        let document = [members.trim_ascii_end().strip_suffix(b",").unwrap_or(members), b"}"].concat();
        if !members.is_empty() {
            let reading = read(&String::from_utf8_lossy(&document));
            faults
                .extend(reading.faults.into_iter().filter(|f| f.kind == FaultKind::ForeignCrs).map(|fault| (0, fault)));
        }
        faults.sort_by_key(|(feature, _)| *feature);
        let numbered = faults.into_iter().map(|(feature, fault)| Fault { feature: Some(feature as usize), ..fault });
        crate::intake::faults(name, &numbered.collect::<Vec<_>>(), &[])
    }
}

/// Encodes a feature that was read as a whole; one without a shape is passed over.
pub(super) fn encode_feature(
    feature: &Feature,
    layer: u8,
    number: u64,
    id: u64,
    request: &TilingRequest,
    encoder: &mut Encoder,
) {
    let Some(shape) = feature.geometry.as_deref().and_then(Shape::from_geometry) else { return };
    let mut label = Vec::new();
    for (key, value) in &feature.properties {
        let Some(value) = TileValue::of(value) else { continue };
        if request.label.as_ref() == Some(key) {
            label.push((key.clone(), value.clone()));
        }
        if request.choice.takes(key) {
            encoder.attribute(layer, key, &value);
        }
    }
    encoder.feature(layer, number, id, &shape, &label);
}
