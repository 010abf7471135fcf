//! Directories: the columns of all entries one after the other, as variable-length integers.

/// Where one content lies, and for which tiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// First tile id.
    pub id: u64,
    /// Offset in the data (or in the leaves, when `run` is 0), bytes.
    pub offset: u64,
    /// Length in bytes.
    pub length: u32,
    /// How many tiles in a row have this content; 0 points to a leaf directory.
    pub run: u32,
}

/// The uncompressed bytes of a directory.
pub(super) fn encode(entries: &[Entry]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(entries.len() * 6 + 4);
    varint(&mut bytes, entries.len() as u64);
    let mut before = 0;
    for entry in entries {
        varint(&mut bytes, entry.id - before);
        before = entry.id;
    }
    for entry in entries {
        varint(&mut bytes, u64::from(entry.run));
    }
    for entry in entries {
        varint(&mut bytes, u64::from(entry.length));
    }
    let mut end = None;
    for entry in entries {
        // 0 says "right behind the one before"; other offsets are one more than they are.
        varint(&mut bytes, if end == Some(entry.offset) { 0 } else { entry.offset + 1 });
        end = Some(entry.offset + u64::from(entry.length));
    }
    bytes
}

/// The entries of a directory; `None` when it is none.
pub(super) fn decode(mut bytes: &[u8]) -> Option<Vec<Entry>> {
    let bytes = &mut bytes;
    let count = usize::try_from(number(bytes)?).ok()?;
    // Each entry takes four bytes at least.
    if count > bytes.len() / 4 {
        return None;
    }
    let mut entries = vec![Entry { id: 0, offset: 0, length: 0, run: 0 }; count];
    let mut id = 0u64;
    for entry in &mut entries {
        id = id.checked_add(number(bytes)?)?;
        entry.id = id;
    }
    for entry in &mut entries {
        entry.run = u32::try_from(number(bytes)?).ok()?;
    }
    for entry in &mut entries {
        entry.length = u32::try_from(number(bytes)?).ok()?;
    }
    let mut end = 0u64;
    for entry in &mut entries {
        entry.offset = match number(bytes)? {
            0 => end,
            offset => offset - 1,
        };
        end = entry.offset.checked_add(entry.length.into())?;
    }
    Some(entries)
}

/// Reads a variable-length integer and moves on.
fn number(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

fn varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}
