//! Putting an archive together from tiles that lie ready somewhere.

use std::collections::HashMap;
use std::io::{self, Write};

use super::directory::Entry;
use super::{Description, directories, gzip, header};
use crate::digest::Digest;
use crate::geo::pipe::{Outlet, pipe};

/// Where the contents of tiles lie until the archive is written.
pub trait Source: Sync {
    /// Reads some bytes; `into` holds just them afterwards.
    ///
    /// # Errors
    /// When the bytes can't be read.
    fn read(&self, start: u64, length: usize, into: &mut Vec<u8>) -> io::Result<()>;
}

/// A tile's compressed contents in a [`Source`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Content {
    id: u64,
    start: u64,
    length: u32,
}

/// Where a tile's bytes lie in an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The tile.
    pub id: u64,
    /// Its first byte, from the archive's first.
    pub start: u64,
    /// How many there are.
    pub length: u32,
}

/// The list of an archive's tiles, in any order.
#[derive(Clone, Debug, Default)]
pub struct Assembler {
    tiles: Vec<Content>,
    /// Contents met before, by their digest.
    known: HashMap<Digest, (u64, u32)>,
}

impl Assembler {
    /// Where equal contents lie already.
    pub fn find(&self, digest: &Digest) -> Option<u64> {
        self.known.get(digest).map(|&(start, _)| start)
    }

    /// Adds a tile: its id (see [`super::tile_id`]), and where its contents lie.
    pub fn add(&mut self, id: u64, digest: Digest, start: u64, length: usize) {
        let (start, length) = *self.known.entry(digest).or_insert((start, length as u32));
        self.tiles.push(Content { id, start, length });
    }

    /// Forgets tiles, to cut them again.
    pub fn retain(&mut self, keep: impl Fn(u64) -> bool) {
        self.tiles.retain(|tile| keep(tile.id));
    }

    /// Writes the archive; says how many bytes it has and where each tile lies. Of two tiles with the same id the
    /// first stays.
    ///
    /// # Errors
    /// When the contents can't be read or the archive not be written.
    pub fn write(
        mut self,
        source: &impl Source,
        description: &Description,
        out: &mut impl Write,
    ) -> io::Result<(u64, Vec<Place>)> {
        self.tiles.sort_by_key(|tile| tile.id);
        self.tiles.dedup_by_key(|tile| tile.id);
        // Contents in the order in which the ids ask for them first: "clustered".
        let mut places: HashMap<u64, u64> = HashMap::with_capacity(self.tiles.len());
        let mut contents: Vec<Content> = Vec::new();
        let mut entries: Vec<Entry> = Vec::with_capacity(self.tiles.len());
        let mut data = 0;
        for tile in &self.tiles {
            let offset = *places.entry(tile.start).or_insert_with(|| {
                contents.push(*tile);
                data += u64::from(tile.length);
                data - u64::from(tile.length)
            });
            match entries.last_mut() {
                Some(last) if last.offset == offset && last.id + u64::from(last.run) == tile.id => last.run += 1,
                _ => entries.push(Entry { id: tile.id, offset, length: tile.length, run: 1 }),
            }
        }
        let (root, leaves) = directories(&entries);
        let metadata = gzip(description.metadata.to_string().as_bytes());
        let counts = [self.tiles.len(), entries.len(), contents.len()];
        let lengths = [root.len() as u64, metadata.len() as u64, leaves.len() as u64, data];
        let header = header(description, counts, lengths);
        let parts = [header.as_slice(), &root, &metadata, &leaves];
        parts.iter().try_for_each(|part| out.write_all(part))?;
        copy(source, &contents, out)?;
        let before = parts.iter().map(|part| part.len() as u64).sum::<u64>();
        let place = |tile: &Content| Place { id: tile.id, start: before + places[&tile.start], length: tile.length };
        Ok((before + data, self.tiles.iter().map(place).collect()))
    }
}

/// Bytes that are read at once where contents lie one behind the other, and handed on to be written.
const AT_ONCE: u64 = 1 << 20;

fn copy(source: &impl Source, contents: &[Content], out: &mut impl Write) -> io::Result<()> {
    let read = |outlet: &Outlet| {
        let (mut gathered, mut bytes) = (outlet.buffer(), Vec::new());
        let mut rest = contents;
        while let Some(first) = rest.first() {
            let (mut end, mut count) = (first.start, 0);
            while let Some(next) =
                rest.get(count).filter(|next| next.start == end && (count == 0 || end - first.start < AT_ONCE))
            {
                end += u64::from(next.length);
                count += 1;
            }
            source.read(first.start, (end - first.start) as usize, &mut bytes)?;
            gathered.extend_from_slice(&bytes);
            if gathered.len() as u64 >= AT_ONCE {
                outlet.hand(std::mem::replace(&mut gathered, outlet.buffer()));
            }
            rest = &rest[count..];
        }
        outlet.hand(gathered);
        Ok(())
    };
    pipe(read, |bytes| out.write_all(bytes))
}
