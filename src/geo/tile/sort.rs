//! Features in the order of their place on a Hilbert curve, so that neighbours on the ground are neighbours on disk.
//!
//! Records are sorted in memory as long as they fit, run after run; the runs are then merged. Features of one place
//! keep the order of the input, so the result does not depend on the order in which threads hand them in.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;

use super::record::Head;
use super::spill::Spill;

/// Bytes of records sorted at a time.
const RUN: usize = 40 << 20;

/// Bytes of records up to which room is made little by little.
const SMALL: usize = 1 << 20;

/// Bytes read ahead of each run while merging.
const AHEAD: usize = 256 << 10;

/// A record's place in the order: its place on the curve, then in the input.
type Key = (u64, u64);

/// Takes records in any order.
#[derive(Default)]
pub(super) struct Sorter {
    records: Vec<u8>,
    index: Vec<(Key, u32)>,
    spill: Spill,
    runs: Vec<(u64, u64)>,
}

impl Sorter {
    /// Takes a record with its place on the curve.
    pub(super) fn push(&mut self, place: u64, record: &[u8]) -> io::Result<()> {
        if self.records.len() + record.len() > RUN && !self.records.is_empty() {
            self.end_run()?;
        }
        if self.records.len() + record.len() > self.records.capacity().max(SMALL) {
            // In one step: what grows by doubling is copied again and again, to memory that must be cleared first.
            self.records.reserve_exact(RUN + record.len() - self.records.len());
        }
        self.index.push(((place, Head::read(record).number), self.records.len() as u32));
        self.records.extend_from_slice(record);
        Ok(())
    }

    /// Hands all records on, in order.
    pub(super) fn finish(mut self, mut each: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        if self.runs.is_empty() {
            self.index.sort_unstable();
            return self.index.iter().try_for_each(|&(_, at)| each(record_at(&self.records, at as usize)));
        }
        self.end_run()?;
        self.records = Vec::new();
        self.index = Vec::new();
        let mut runs: Vec<Run> = self.runs.iter().map(|&(start, end)| Run::new(start, end)).collect();
        let mut heap = BinaryHeap::with_capacity(runs.len());
        for (number, run) in runs.iter_mut().enumerate() {
            heap.extend(run.next_key(&self.spill)?.map(|key| Reverse((key, number))));
        }
        while let Some(Reverse((_, number))) = heap.pop() {
            let run = &mut runs[number];
            each(run.take())?;
            heap.extend(run.next_key(&self.spill)?.map(|key| Reverse((key, number))));
        }
        Ok(())
    }

    /// Writes the run: before each record its place on the curve.
    fn end_run(&mut self) -> io::Result<()> {
        self.index.sort_unstable();
        let start = self.spill.len();
        for &((place, _), at) in &self.index {
            self.spill.append(&place.to_le_bytes())?;
            self.spill.append(record_at(&self.records, at as usize))?;
        }
        self.runs.push((start, self.spill.len()));
        self.index.clear();
        self.records.clear();
        Ok(())
    }
}

fn record_at(records: &[u8], at: usize) -> &[u8] {
    let length = Head::read(&records[at..]).length as usize;
    &records[at..at + length]
}

/// A sorted run, read from its start to its end.
struct Run {
    at: u64,
    end: u64,
    ahead: Vec<u8>,
    /// Where in `ahead` the next record's place stands.
    next: usize,
    length: usize,
}

/// Bytes before each record of a run.
const PLACE: usize = 8;

impl Run {
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
