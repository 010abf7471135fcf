//! Features in pages: what lies together on the ground is read from disk together.

use std::io;

use super::record::Head;
use super::spill::Spill;
use crate::geo::grid::GridBox;

/// Bytes from which on a page is full.
const PAGE: usize = 32 << 10;

/// A run of records in the order of the curve.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page {
    start: u64,
    /// Bytes.
    pub length: u32,
    /// The box around all its features.
    pub bounds: GridBox,
    /// Vertices of all its features.
    pub vertices: u64,
}

/// All features.
#[derive(Debug, Default)]
pub(super) struct Pages {
    spill: Spill,
    pub list: Vec<Page>,
    open: Vec<u8>,
    /// The page being filled.
    filling: Option<(GridBox, u64)>,
}

impl Pages {
    /// Appends a record.
    pub(super) fn push(&mut self, record: &[u8]) -> io::Result<()> {
        let head = Head::read(record);
        let (bounds, vertices) =
            self.filling.map_or((head.bounds, 0), |(bounds, vertices)| (bounds.union(head.bounds), vertices));
        self.filling = Some((bounds, vertices + u64::from(head.vertices)));
        self.open.extend_from_slice(record);
        if self.open.len() >= PAGE { self.end_page() } else { Ok(()) }
    }

    /// Ends the page being filled. Called once more after the last record.
    pub(super) fn end_page(&mut self) -> io::Result<()> {
        let Some((bounds, vertices)) = self.filling.take() else { return Ok(()) };
        let start = self.spill.append(&self.open)?;
        self.list.push(Page { start, length: self.open.len() as u32, bounds, vertices });
        self.open.clear();
        Ok(())
    }

    /// Reads a page's records; `into` holds just them afterwards.
    pub(super) fn read(&self, page: &Page, into: &mut Vec<u8>) -> io::Result<()> {
        self.spill.read(page.start, page.length as usize, into)
    }
}

/// The records in a page's bytes.
pub(super) fn records(bytes: &[u8]) -> impl Iterator<Item = (Head, &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let head = Head::read(rest);
        let (record, behind) = rest.split_at(head.length as usize);
        rest = behind;
        Some((head, record))
    })
}
