//! Files that are cut off or have wrong bytes in them: whatever comes of it, it is no panic, and all text is NFC.

use std::collections::{BTreeMap, BTreeSet};

use langso::diagnostics::Lang;
use langso::intake::Taken;
use langso::text::nfc;
use rayon::prelude::*;

use super::truth::{Case, Truth};

/// So many beginnings, and so many scrambled copies, of each file.
const TRIES: usize = 24;

/// Every beginning of a short file, some of a long one; the file itself and those beside it in turn.
pub fn cut_off(truth: &Truth) {
    each_file(truth, |case, bytes, beside| {
        for at in 0..TRIES {
            look(&case.take_bytes(&bytes[..bytes.len() * at / TRIES], beside));
            let cut = |bytes: &Vec<u8>| bytes[..bytes.len() * at / TRIES].to_vec();
            let shorter = beside.iter().map(|(ending, bytes)| (ending.clone(), cut(bytes))).collect();
            look(&case.take_bytes(bytes, &shorter));
        }
        // Headers are where lengths and counts are.
        for length in 0..bytes.len().min(160) {
            look(&case.take_bytes(&bytes[..length], beside));
        }
    });
}

/// Bytes changed, taken out and put in at places that are the same in every run.
pub fn scrambled(truth: &Truth) {
    each_file(truth, |case, bytes, beside| {
        let mut dice = Dice(case.file.bytes().fold(2000, |seed, byte| seed * 31 + u64::from(byte)));
        for _ in 0..TRIES {
            look(&case.take_bytes(&dice.spoil(bytes), beside));
            let spoilt = beside.iter().map(|(ending, bytes)| (ending.clone(), dice.spoil(bytes))).collect();
            look(&case.take_bytes(bytes, &spoilt));
        }
    });
}

fn each_file(truth: &Truth, spoil: impl Fn(&Case, &[u8], &BTreeMap<String, Vec<u8>>) + Sync) {
    let mut seen = BTreeSet::new();
    let cases: Vec<&Case> = truth.cases.iter().filter(|case| seen.insert(&case.file)).collect();
    cases.par_iter().for_each(|case| spoil(case, &truth.bytes(&case.file), &truth.beside(&case.file)));
}

/// Walks through all that was taken in.
fn look(taken: &Taken) {
    for finding in taken.findings.iter().chain(taken.layers.iter().flat_map(|layer| &layer.findings)) {
        assert!(!finding.message(Lang::Vi).is_empty() && !finding.message(Lang::En).is_empty(), "{finding:?}");
    }
    for layer in &taken.layers {
        for feature in &layer.layer.features {
            for (name, cell) in &feature.properties {
                assert!(cell.as_str().is_none_or(|text| nfc(text) == text), "{name}: {cell}");
            }
            for coord in feature.geometry.iter().flat_map(|geometry| geometry.coords()) {
                assert!(coord.x.abs() <= 180.0 && coord.y.abs() <= 90.0, "{coord:?}");
            }
        }
    }
}

/// Numbers that look like chance (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        ((mixed ^ (mixed >> 27)) % below.max(1) as u64) as usize
    }

    fn spoil(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut spoilt = bytes.to_vec();
        for _ in 0..=self.roll(12) {
            // Mostly near the beginning: the rest is coordinates and text.
            let end = if self.roll(2) == 0 { spoilt.len() } else { spoilt.len().min(400) };
            let at = self.roll(end);
            match self.roll(4) {
                0 if at < spoilt.len() => drop(spoilt.remove(at)),
                1 => spoilt.insert(at, self.roll(256) as u8),
                _ if at < spoilt.len() => spoilt[at] = [0, 0xff, 0x7f, 0x80, self.roll(256) as u8][self.roll(5)],
                _ => {}
            }
        }
        spoilt
    }
}
