//! Features in the order of their place on a Hilbert curve, so that neighbours on the ground are neighbours on disk.
//!
//! Each thread sorts what it made ready, run after run; the runs are then merged. Features of one place keep the order
//! of the input, so the result depends neither on how they were divided nor on the order in which threads hand them in.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;

use super::record::Head;
use super::spill::Spill;
use crate::geo::pipe::{Outlet, pipe};

/// Bytes of records that all threads together gather before they sort them.
const GATHERED: usize = 40 << 20;

/// Bytes of records that are sorted at a time at least.
const LEAST_RUN: usize = 4 << 20;

/// Bytes read ahead of each run while merging.
const AHEAD: usize = 256 << 10;

/// Bytes of merged records that are handed on at a time.
const MERGED: usize = 256 << 10;

/// A record's place in the order: its place on the curve, then in the input.
type Key = (u64, u64);

/// Bytes of records that a thread gathers before it sorts them into a run.
pub(super) fn run_size() -> usize {
    (GATHERED / rayon::current_num_threads()).max(LEAST_RUN)
}

/// Records in order, each behind its place on the curve.
pub struct SortedRun(Vec<u8>);

impl SortedRun {
    /// Puts records in order that stand one behind the other, each with its place.
    pub(super) fn new(records: &[u8], places: &[u64]) -> Self {
        let mut at = 0;
        let mut index: Vec<(Key, u32)> = Vec::with_capacity(places.len());
        for &place in places {
            let head = Head::read(&records[at..]);
            index.push(((place, head.number), at as u32));
            at += head.length as usize;
        }
        index.sort_unstable();
        let mut bytes = Vec::with_capacity(records.len() + places.len() * PLACE);
        for ((place, _), at) in index {
            let record = &records[at as usize..];
            bytes.extend_from_slice(&place.to_le_bytes());
            bytes.extend_from_slice(&record[..Head::read(record).length as usize]);
        }
        Self(bytes)
    }
}

/// Takes sorted runs in any order.
#[derive(Default)]
pub(super) struct Sorter {
    spill: Spill,
    runs: Vec<(u64, u64)>,
}

impl Sorter {
    /// Takes a run.
    pub(super) fn take(&mut self, SortedRun(bytes): &SortedRun) -> io::Result<()> {
        if !bytes.is_empty() {
            let start = self.spill.append(bytes)?;
            self.runs.push((start, self.spill.len()));
        }
        Ok(())
    }

    /// Hands all records on, in order, many at a time.
    pub(super) fn finish(self, each: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        pipe(|outlet| self.merge(outlet), each)
    }

    fn merge(self, outlet: &Outlet) -> io::Result<()> {
        let mut runs: Vec<Reader> = self.runs.iter().map(|&(start, end)| Reader::new(start, end)).collect();
        let mut heap = BinaryHeap::with_capacity(runs.len());
        for (number, run) in runs.iter_mut().enumerate() {
            heap.extend(run.next_key(&self.spill)?.map(|key| Reverse((key, number))));
        }
        let mut merged = outlet.buffer();
        while let Some(Reverse((_, number))) = heap.pop() {
            let run = &mut runs[number];
            merged.extend_from_slice(run.take());
            if merged.len() >= MERGED {
                outlet.hand(std::mem::replace(&mut merged, outlet.buffer()));
            }
            heap.extend(run.next_key(&self.spill)?.map(|key| Reverse((key, number))));
        }
        outlet.hand(merged);
        Ok(())
    }
}

/// A run, read from its start to its end.
struct Reader {
    at: u64,
    end: u64,
    ahead: Vec<u8>,
    /// Where in `ahead` the next record's place stands.
    next: usize,
    length: usize,
}

/// Bytes before each record of a run.
const PLACE: usize = 8;

impl Reader {
    fn new(at: u64, end: u64) -> Self {
        Self { at, end, ahead: Vec::new(), next: 0, length: 0 }
    }

    /// The key of the next record; `None` at the run's end.
    fn next_key(&mut self, spill: &Spill) -> io::Result<Option<Key>> {
        if !self.reach(PLACE + super::record::HEAD, spill)? {
            return Ok(None);
        }
        let head = Head::read(&self.ahead[self.next + PLACE..]);
        self.length = head.length as usize;
        self.reach(PLACE + self.length, spill)?;
        let mut place = [0; PLACE];
        place.copy_from_slice(&self.ahead[self.next..self.next + PLACE]);
        Ok(Some((u64::from_le_bytes(place), head.number)))
    }

    /// The next record.
    fn take(&mut self) -> &[u8] {
        let start = self.next + PLACE;
        self.next = start + self.length;
        &self.ahead[start..self.next]
    }

    /// Makes sure that so many bytes are at hand; false at the run's end.
    fn reach(&mut self, bytes: usize, spill: &Spill) -> io::Result<bool> {
        if self.ahead.len() - self.next >= bytes {
            return Ok(true);
        }
        self.at += self.next as u64;
        let left = (self.end - self.at) as usize;
        spill.read(self.at, left.min(bytes.max(AHEAD)), &mut self.ahead)?;
        self.next = 0;
        Ok(self.ahead.len() >= bytes)
    }
}
