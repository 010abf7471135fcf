//! What each tile of an archive was cut from, so that after an edit only the tiles that changed are cut again.
//!
//! A tile's bytes are a pure function of the features that reach it, in their order, and of its zoom's rule. The
//! digest of all that is the tile's key. The ledger of an archive holds its tiles' keys and where their bytes lie in
//! it; a tile whose key is unchanged is taken from there. What is kept and what is cut afresh can't be told apart: the
//! archive is byte for byte that of a full cut.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use super::blocks::{Features, Held, TileAt};
use super::cutter::ZoomRule;
use super::record::{Cursor, SPOT, varint};
use super::{TileLayer, mvt};
use crate::digest::{Digest, Hasher};
use crate::geo::pmtiles::{Place, Source};

/// First bytes of a ledger.
const MAGIC: &[u8; 8] = b"langsoT1";

/// What is known of one tile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub key: Digest,
    /// Where its bytes lie in the archive.
    pub start: u64,
    pub length: u32,
    /// Which of the features that reach it are drawn, a bit each in their order; empty when all are.
    pub drawn: Box<[u8]>,
}

/// The tiles of one archive, by their ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// What all tiles depend on besides their features: the program, the limits, the layers.
    seed: Digest,
    entries: HashMap<u64, Entry, FxBuildHasher>,
}

impl Ledger {
    /// Reads what [`Ledger::to_bytes`] wrote; `None` when it is damaged or something else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (body, check) = bytes.split_at_checked(bytes.len().checked_sub(16)?)?;
        if Digest::of(body).as_bytes() != check {
            return None;
        }
        // From here on every byte is one that we wrote.
        let (seed, body) = body.strip_prefix(MAGIC)?.split_at_checked(16)?;
        let mut cursor = Cursor { bytes: body, at: 0 };
        let mut entries = HashMap::default();
        while cursor.at < body.len() {
            let id = cursor.varint();
            let key = Digest::from_bytes(cursor.slice(16).try_into().ok()?);
            let (start, length) = (cursor.varint(), cursor.varint() as u32);
            let drawn = cursor.varint() as usize;
            entries.insert(id, Entry { key, start, length, drawn: cursor.slice(drawn).into() });
        }
        Some(Self { seed: Digest::from_bytes(seed.try_into().ok()?), entries })
    }

    /// The ledger as bytes, in the order of the tiles.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(self.seed.as_bytes());
        let mut tiles: Vec<(&u64, &Entry)> = self.entries.iter().collect();
        tiles.sort_unstable_by_key(|(id, _)| **id);
        for (&id, entry) in tiles {
            varint(&mut bytes, id);
            bytes.extend_from_slice(entry.key.as_bytes());
            varint(&mut bytes, entry.start);
            varint(&mut bytes, u64::from(entry.length));
            varint(&mut bytes, entry.drawn.len() as u64);
            bytes.extend_from_slice(&entry.drawn);
        }
        let check = Digest::of(&bytes);
        bytes.extend_from_slice(check.as_bytes());
        bytes
    }

    /// The ledger of an archive. `places` says where each tile's bytes came to lie in it.
    pub(super) fn of_tiles(seed: Digest, tiles: Vec<(u64, Entry)>, places: &[Place]) -> Self {
        let mut entries: HashMap<u64, Entry, FxBuildHasher> = tiles.into_iter().collect();
        for place in places {
            if let Some(entry) = entries.get_mut(&place.id) {
                (entry.start, entry.length) = (place.start, place.length);
            }
        }
        Self { seed, entries }
    }
}

/// An archive that was cut before, and its ledger.
pub struct Former {
    /// The archive's bytes.
    pub archive: Box<dyn Source + Send + Sync>,
    /// Its ledger.
    pub ledger: Ledger,
}

/// A cut that keeps a ledger, and takes what it can from a former archive.
pub(super) struct Update {
    seed: Digest,
    former: Option<Former>,
    /// For each key of attributes a digest of its name: the numbers themselves are not the same in every run.
    keys: Vec<Digest>,
}

impl Update {
    /// `program` stands for the program that cuts: another one may cut otherwise.
    pub(super) fn new(
        program: Digest,
        former: Option<Former>,
        layers: &[TileLayer],
        max_tile_bytes: usize,
        names: &[String],
    ) -> Self {
        let mut hasher = Hasher::default();
        hasher.part(program.as_bytes());
        hasher.part(&max_tile_bytes.to_le_bytes());
        layers.iter().for_each(|layer| hasher.part(format!("{layer:?}").as_bytes()));
        let seed = hasher.finish();
        let former = former.filter(|former| former.ledger.seed == seed);
        Self { seed, former, keys: names.iter().map(|name| Digest::of(name.as_bytes())).collect() }
    }

    pub(super) fn seed(&self) -> Digest {
        self.seed
    }

    /// What each feature of a block adds to the keys of its tiles.
    pub(super) fn digests(&self, features: &Features) -> Vec<Digest> {
        let digest = |held: &Held| {
            let mut hasher = Hasher::default();
            let head = &held.head;
            hasher.part(&[head.layer, head.kind as u8]);
            hasher.part(&head.id.to_le_bytes());
            hasher.part(&head.rank.to_le_bytes());
            hasher.part(&head.size.to_le_bytes());
            let label = features.label(held);
            let (spot, named) = label.split_at(label.len().min(SPOT));
            hasher.part(spot);
            for attributes in [features.attributes(held), named] {
                for (key, value) in mvt::attributes(attributes) {
                    hasher.part(self.keys[key as usize].as_bytes());
                    hasher.part(value);
                }
                hasher.part(b"");
            }
            let (mut shape, mut start) = (Vec::new(), held.points);
            for part in &features.shapes.parts[held.parts.0 as usize..held.parts.1 as usize] {
                shape.extend_from_slice(&(part.end - held.points).to_le_bytes());
                shape.push(part.role as u8);
                for at in start as usize..part.end as usize {
                    let point = features.shapes.points[at];
                    shape.extend_from_slice(&point.x.to_le_bytes());
                    shape.extend_from_slice(&point.y.to_le_bytes());
                    shape.push(features.shapes.levels[at]);
                }
                start = part.end;
            }
            hasher.part(&shape);
            hasher.finish()
        };
        features.list.iter().map(digest).collect()
    }

    /// A tile's key. `digests` are those of the block's features.
    pub(super) fn key(&self, at: TileAt, rule: &ZoomRule, digests: &[Digest], list: &[u32]) -> Digest {
        let mut hasher = Hasher::default();
        hasher.part(&[at.zoom, rule.level, u8::from(rule.all_labels)]);
        hasher.part(&[at.x.to_le_bytes(), at.y.to_le_bytes(), rule.rank.to_le_bytes()].concat());
        rule.without.iter().for_each(|&key| hasher.part(self.keys[key as usize].as_bytes()));
        let features: Vec<u8> = list.iter().flat_map(|&number| digests[number as usize].as_bytes()).copied().collect();
        hasher.part(&features);
        hasher.finish()
    }

    /// The former tile with this key: its bytes, and which features are drawn.
    pub(super) fn find(&self, id: u64, key: Digest) -> Option<(Vec<u8>, &[u8])> {
        let former = self.former.as_ref()?;
        let entry = former.ledger.entries.get(&id).filter(|entry| entry.key == key)?;
        let mut bytes = Vec::new();
        // An archive that can't be read any more is cut again.
        former.archive.read(entry.start, entry.length as usize, &mut bytes).ok()?;
        Some((bytes, &entry.drawn))
    }
}

/// One bit for each of `list`, set for those in `drawn`; empty when all are.
pub(super) fn drawn_bits(list: &[u32], drawn: &[u32]) -> Box<[u8]> {
    if drawn.len() == list.len() {
        return Box::default();
    }
    let mut bits = vec![0u8; list.len().div_ceil(8).max(1)];
    for number in drawn {
        if let Ok(at) = list.binary_search(number) {
            bits[at / 8] |= 1 << (at % 8);
        }
    }
    bits.into()
}

/// Those of `list` whose bits are set.
pub(super) fn drawn_of<'a>(list: &'a [u32], bits: &'a [u8]) -> impl Iterator<Item = u32> + 'a {
    let is_drawn = |at: usize| bits.is_empty() || bits.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1);
    list.iter().enumerate().filter(move |(at, _)| is_drawn(*at)).map(|(_, &number)| number)
}
