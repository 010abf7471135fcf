//! One bit for each feature, set by any thread.

use std::sync::atomic::{AtomicU64, Ordering};

/// The bits.
pub(super) struct Bits(Vec<AtomicU64>);

impl Bits {
    pub(super) fn new(count: u64) -> Self {
        Self((0..count.div_ceil(64)).map(|_| AtomicU64::new(0)).collect())
    }

    pub(super) fn set(&self, number: u64) {
        self.0[(number / 64) as usize].fetch_or(1 << (number % 64), Ordering::Relaxed);
    }

    pub(super) fn clear(&mut self) {
        self.0.iter_mut().for_each(|word| *word.get_mut() = 0);
    }

    pub(super) fn count(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.load(Ordering::Relaxed).count_ones())).sum()
    }

    pub(super) fn count_without(&self, other: &Self) -> u64 {
        let word =
            |(mine, other): (&AtomicU64, &AtomicU64)| mine.load(Ordering::Relaxed) & !other.load(Ordering::Relaxed);
        self.0.iter().zip(&other.0).map(|pair| u64::from(word(pair).count_ones())).sum()
    }
}
