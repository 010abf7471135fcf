//! FlatBuffers (flatbuffers.dev, "Internals"): tables of optional members behind offsets, every one of them checked.

use crate::formats::bytes::{Cursor, Order};

/// A table in a buffer. A member that is absent, or that points out of the buffer, is `None`.
#[derive(Clone, Copy)]
pub(super) struct Table<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where the list of its members' offsets starts.
    members: usize,
}

impl<'a> Table<'a> {
    /// The table that a buffer begins with.
    pub(super) fn root(bytes: &'a [u8]) -> Option<Self> {
        Self::at(bytes, follow(bytes, 0)?)
    }

    fn at(bytes: &'a [u8], at: usize) -> Option<Self> {
        // Offsets to member lists point backwards, and are signed.
        let back = i64::from(i32::from_le_bytes(Cursor::at(bytes, at)?.array()?));
        let members = usize::try_from(i64::try_from(at).ok()?.checked_sub(back)?).ok()?;
        Cursor::at(bytes, members)?.u32()?;
        Some(Self { bytes, at, members })
    }

    /// Where the member of a number is.
    fn member(&self, number: usize) -> Option<usize> {
        let mut list = Cursor::at(self.bytes, self.members)?;
        let size = usize::from(list.u16()?);
        let entry = 4 + 2 * number;
        if entry + 2 > size {
            return None;
        }
        let offset = usize::from(Cursor::at(self.bytes, self.members + entry)?.u16()?);
        (offset != 0).then_some(self.at + offset)
    }

    fn scalar(&self, number: usize) -> Option<Cursor<'a>> {
        Cursor::at(self.bytes, self.member(number)?)
    }

    pub(super) fn u8(&self, number: usize) -> Option<u8> {
        self.scalar(number)?.u8()
    }

    pub(super) fn u16(&self, number: usize) -> Option<u16> {
        self.scalar(number)?.u16()
    }

    pub(super) fn u32(&self, number: usize) -> Option<u32> {
        self.scalar(number)?.u32()
    }

    pub(super) fn u64(&self, number: usize) -> Option<u64> {
        self.scalar(number)?.u64()
    }

    /// A member that is a table.
    pub(super) fn table(&self, number: usize) -> Option<Self> {
        Self::at(self.bytes, follow(self.bytes, self.member(number)?)?)
    }

    /// A member that is a list of things of some size: how many, and their bytes.
    fn list(&self, number: usize, size: usize) -> Option<(usize, usize, &'a [u8])> {
        let start = follow(self.bytes, self.member(number)?)?;
        let mut cursor = Cursor::at(self.bytes, start)?;
        let count = cursor.count(Order::Little, size)?;
        Some((count, start + 4, cursor.take(count * size)?))
    }

    /// A member that is a list of bytes.
    pub(super) fn bytes(&self, number: usize) -> Option<&'a [u8]> {
        self.list(number, 1).map(|(_, _, bytes)| bytes)
    }

    /// A member that is a text.
    pub(super) fn text(&self, number: usize) -> Option<String> {
        self.bytes(number).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
    }

    /// A member that is a list of whole numbers.
    pub(super) fn u32s(&self, number: usize) -> Option<Vec<u32>> {
        let (count, _, bytes) = self.list(number, 4)?;
        let mut cursor = Cursor::new(bytes);
        (0..count).map(|_| cursor.u32()).collect()
    }

    /// A member that is a list of numbers.
    pub(super) fn f64s(&self, number: usize) -> Option<Vec<f64>> {
        let (count, _, bytes) = self.list(number, 8)?;
        let mut cursor = Cursor::new(bytes);
        (0..count).map(|_| cursor.f64()).collect()
    }

    /// A member that is a list of tables.
    pub(super) fn tables(&self, number: usize) -> Option<Vec<Self>> {
        let (count, start, _) = self.list(number, 4)?;
        (0..count).map(|at| Self::at(self.bytes, follow(self.bytes, start + 4 * at)?)).collect()
    }
}

/// Where the offset at a position leads.
fn follow(bytes: &[u8], at: usize) -> Option<usize> {
    let offset = usize::try_from(Cursor::at(bytes, at)?.u32()?).ok()?;
    at.checked_add(offset)
}
