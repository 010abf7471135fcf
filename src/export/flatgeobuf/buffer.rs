//! FlatBuffers, written from front to back: a table leaves holes for what it refers to, and each is filled when that follows.
//!
//! The buffer begins with its size, as FlatGeobuf has them, and numbers are aligned from there.

/// A member of a table.
#[derive(Clone, Copy)]
pub(super) enum Member {
    /// Not there: the default holds.
    None,
    U8(u8),
    U16(u16),
    U32(u32),
    U64(u64),
    /// Something that follows.
    Later,
}

impl Member {
    fn size(self) -> usize {
        match self {
            Self::None => 0,
            Self::U8(_) => 1,
            Self::U16(_) => 2,
            Self::U32(_) | Self::Later => 4,
            Self::U64(_) => 8,
        }
    }
}

/// A place that waits for the offset of what it refers to.
#[derive(Clone, Copy)]
pub(super) struct Hole(usize);

/// A buffer in the making.
pub(super) struct Buffer {
    bytes: Vec<u8>,
}

impl Buffer {
    /// An empty one, and the hole of its root.
    pub(super) fn new() -> (Self, Hole) {
        (Self { bytes: vec![0; 8] }, Hole(4))
    }

    fn align(&mut self, to: usize) {
        self.bytes.resize(self.bytes.len().next_multiple_of(to), 0);
    }

    /// What comes next is what a hole waits for.
    fn fill(&mut self, hole: Hole) {
        let offset = (self.bytes.len() - hole.0) as u32;
        self.bytes[hole.0..hole.0 + 4].copy_from_slice(&offset.to_le_bytes());
    }

    /// A table of members in the order of the schema; gives the holes of those that follow, in order.
    pub(super) fn table(&mut self, hole: Hole, members: &[Member]) -> Vec<Hole> {
        self.align(2);
        let list = self.bytes.len();
        self.bytes.resize(list + 4 + 2 * members.len(), 0);
        self.align(8);
        self.fill(hole);
        let start = self.bytes.len();
        self.bytes.extend(((start - list) as i32).to_le_bytes());
        let mut holes = Vec::new();
        for (number, member) in members.iter().enumerate().filter(|(_, member)| member.size() > 0) {
            self.align(member.size());
            let at = self.bytes.len();
            let entry = list + 4 + 2 * number;
            self.bytes[entry..entry + 2].copy_from_slice(&((at - start) as u16).to_le_bytes());
            match *member {
                Member::U8(value) => self.bytes.push(value),
                Member::U16(value) => self.bytes.extend(value.to_le_bytes()),
                Member::U32(value) => self.bytes.extend(value.to_le_bytes()),
                Member::U64(value) => self.bytes.extend(value.to_le_bytes()),
                Member::None | Member::Later => {
                    holes.push(Hole(at));
                    self.bytes.extend([0; 4]);
                }
            }
        }
        let sizes = [(4 + 2 * members.len()) as u16, (self.bytes.len() - start) as u16];
        self.bytes[list..list + 2].copy_from_slice(&sizes[0].to_le_bytes());
        self.bytes[list + 2..list + 4].copy_from_slice(&sizes[1].to_le_bytes());
        holes
    }

    fn count(&mut self, count: usize) {
        self.bytes.extend((count as u32).to_le_bytes());
    }

    /// A text.
    pub(super) fn text(&mut self, hole: Hole, text: &str) {
        self.bytes(hole, text.as_bytes());
        // A zero behind it, which its length does not count.
        self.bytes.push(0);
    }

    /// A list of bytes.
    pub(super) fn bytes(&mut self, hole: Hole, bytes: &[u8]) {
        self.align(4);
        self.fill(hole);
        self.count(bytes.len());
        self.bytes.extend(bytes);
    }

    /// A list of whole numbers.
    pub(super) fn u32s(&mut self, hole: Hole, numbers: &[u32]) {
        self.align(4);
        self.fill(hole);
        self.count(numbers.len());
        self.bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    }

    /// A list of numbers, of which each begins at a multiple of eight.
    pub(super) fn f64s(&mut self, hole: Hole, numbers: impl ExactSizeIterator<Item = f64>) {
        self.align(4);
        if self.bytes.len().is_multiple_of(8) {
            self.bytes.extend([0; 4]);
        }
        self.fill(hole);
        self.count(numbers.len());
        self.bytes.extend(numbers.flat_map(f64::to_le_bytes));
    }

    /// A list of tables: gives a hole for each.
    pub(super) fn tables(&mut self, hole: Hole, count: usize) -> Vec<Hole> {
        self.align(4);
        self.fill(hole);
        self.count(count);
        let start = self.bytes.len();
        self.bytes.resize(start + 4 * count, 0);
        (0..count).map(|at| Hole(start + 4 * at)).collect()
    }

    /// The buffer with its size before it.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.align(8);
        let size = (self.bytes.len() - 4) as u32;
        self.bytes[..4].copy_from_slice(&size.to_le_bytes());
        self.bytes
    }
}
