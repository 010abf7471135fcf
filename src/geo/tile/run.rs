//! All blocks of all zooms, cut in parallel, until every tile is within the limit.

use std::io;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::bits::Bits;
use super::blocks::{self, Block, Features, TileAt};
use super::cutter::{CutTile, Cutter, ZoomRule};
use super::ledger::{Entry, Update, drawn_bits, drawn_of};
use super::limit::{Heavy, KeyInfo, ZoomPlan};
use super::pages::Pages;
use super::report::ZoomReport;
use super::spill::Spill;
use super::stats::LayerStats;
use super::{BUFFER_SHARE, Progress, TileLayer, TileOptions};
use crate::digest::Digest;
use crate::geo::GeometryKind;
use crate::geo::pmtiles::{self, Assembler, tile_id, tile_of};

/// Share of a tile's limit up to which compressing it harder may help, in hundredths.
const PRESSABLE: usize = 107;

/// Share of a tile's limit to aim at when features are dropped.
const AIM: f64 = 0.9;

/// One cut.
pub(super) struct Run<'a> {
    pub pages: Pages,
    pub layers: &'a [TileLayer],
    pub options: &'a TileOptions,
    pub names: &'a [String],
    pub stats: &'a [LayerStats],
    pub zooms: RangeInclusive<u8>,
    pub numbers: u64,
    pub update: Option<Update>,
}

/// The tiles of an archive, and what came of cutting them.
pub(super) struct Cut {
    pub tiles: Assembler,
    pub data: Spill,
    pub zooms: Vec<ZoomReport>,
    /// For the ledger, when there is one.
    pub entries: Vec<(u64, Entry)>,
    /// Tiles taken from the former archive.
    pub kept: usize,
}

/// A tile to be cut, and the features of its block that reach it, in the order of the input.
struct Wanted<'a> {
    at: TileAt,
    features: &'a Features,
    list: &'a [u32],
    /// What the ledger knows the tile by.
    key: Option<Digest>,
}

/// What the threads of a run share.
struct Shared {
    done: Mutex<(Assembler, Spill)>,
    zooms: Vec<ZoomState>,
    cutters: Mutex<Vec<Cutter>>,
    entries: Mutex<Vec<(u64, Entry)>>,
    kept: AtomicUsize,
}

/// What is known of a zoom while it is cut.
struct ZoomState {
    plan: ZoomPlan,
    tiles: AtomicUsize,
    bytes: AtomicUsize,
    largest: AtomicUsize,
    /// One bit for each feature that is drawn somewhere.
    drawn: Bits,
    /// One bit for each feature that some tile had to leave out.
    dropped: Bits,
    heavy: Mutex<Option<Heavy>>,
}

impl Run<'_> {
    /// Cuts all tiles.
    pub(super) fn cut_all(&self, progress: &(dyn Fn(Progress) + Sync)) -> io::Result<Cut> {
        let points: u64 = self.stats.iter().map(LayerStats::points).sum();
        let last = *self.zooms.end();
        let zooms = (0..=last).map(|zoom| ZoomState {
            plan: ZoomPlan::new(zoom, last, points, self.options.thinning),
            tiles: AtomicUsize::new(0),
            bytes: AtomicUsize::new(0),
            largest: AtomicUsize::new(0),
            drawn: Bits::new(if self.zooms.contains(&zoom) { self.numbers } else { 0 }),
            dropped: Bits::new(if self.zooms.contains(&zoom) { self.numbers } else { 0 }),
            heavy: Mutex::new(None),
        });
        let mut shared = Shared {
            done: Mutex::default(),
            zooms: zooms.collect(),
            cutters: Mutex::default(),
            entries: Mutex::default(),
            kept: AtomicUsize::new(0),
        };
        let blocks = blocks::plan(&self.pages, &self.zooms);
        let keys: Vec<KeyInfo> = (self.names.iter().enumerate())
            .map(|(key, name)| KeyInfo {
                name: name.clone(),
                is_number: !self.stats.iter().any(|stats| stats.holds_words(key)),
            })
            .collect();
        let cut = AtomicUsize::new(0);
        progress(Progress::Cutting(0, blocks.len()));
        let plans = shared.zooms[*self.zooms.start() as usize..].par_iter_mut().map(|state| &mut state.plan);
        plans.zip(self.zooms.clone()).try_for_each(|(plan, zoom)| self.probe(zoom, plan, &keys))?;
        blocks.par_iter().try_for_each(|block| {
            self.cut_block(block, &block.zooms.clone().collect::<Vec<u8>>(), &shared)?;
            progress(Progress::Cutting(cut.fetch_add(1, Ordering::Relaxed) + 1, blocks.len()));
            io::Result::Ok(())
        })?;
        loop {
            let mut again = Vec::new();
            for zoom in self.zooms.clone() {
                if let Some(heavy) = shared.zooms[zoom as usize].restart() {
                    shared.zooms[zoom as usize].plan.ease(&heavy, self.options, &keys, self.has_vertices());
                    again.push(zoom);
                }
            }
            if again.is_empty() {
                break;
            }
            let tiles = &mut shared.done.get_mut().unwrap_or_else(PoisonError::into_inner).0;
            let stays = |id: u64| !again.contains(&tile_of(id).0);
            tiles.retain(stays);
            shared.entries.get_mut().unwrap_or_else(PoisonError::into_inner).retain(|(id, _)| stays(*id));
            blocks.par_iter().try_for_each(|block| {
                let zooms: Vec<u8> = again.iter().copied().filter(|zoom| block.zooms.contains(zoom)).collect();
                if zooms.is_empty() { Ok(()) } else { self.cut_block(block, &zooms, &shared) }
            })?;
        }
        let reports = self.zooms.clone().map(|zoom| self.report(zoom, &shared.zooms[zoom as usize])).collect();
        let (tiles, data) = shared.done.into_inner().unwrap_or_else(PoisonError::into_inner);
        let entries = shared.entries.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(Cut { tiles, data, zooms: reports, entries, kept: shared.kept.into_inner() })
    }

    fn report(&self, zoom: u8, state: &ZoomState) -> ZoomReport {
        let drawable: u64 = self
            .layers
            .iter()
            .zip(self.stats)
            .filter(|(layer, _)| layer.zooms.contains(&zoom))
            .map(|(_, stats)| stats.features())
            .sum();
        let features = state.drawn.count();
        let dropped = state.dropped.count_without(&state.drawn);
        let points = self.stats.iter().map(LayerStats::points).sum::<u64>();
        let missing = drawable.saturating_sub(features + dropped);
        // What is neither drawn nor dropped is too small where it is an area, and thinned out where it is a point.
        let thinned = if points == drawable { missing } else { 0 };
        let mut without: Vec<String> =
            state.plan.rule.without.iter().map(|&key| self.names[key as usize].clone()).collect();
        without.sort_unstable();
        ZoomReport {
            zoom,
            tiles: state.tiles.load(Ordering::Relaxed),
            bytes: state.bytes.load(Ordering::Relaxed),
            largest: state.largest.load(Ordering::Relaxed),
            features,
            too_small: missing - thinned,
            thinned,
            dropped,
            coarsened: state.plan.coarsened,
            without,
        }
    }

    /// Cuts a block's tiles of some zooms, in ascending order.
    fn cut_block(&self, block: &Block, zooms: &[u8], shared: &Shared) -> io::Result<()> {
        let (Some(&first), Some(&last)) = (zooms.first(), zooms.last()) else { return Ok(()) };
        let rules = zooms.iter().map(|&zoom| &shared.zooms[zoom as usize].plan.rule);
        let (level, rank) = rules.fold((0, 0), |(level, rank), rule| (rule.level.max(level), rule.rank.max(rank)));
        let features = self.read(block, &(first..=last), level, rank)?;
        // All zooms at once: the few tiles of the first ones hold the most.
        let known = self.update.as_ref().map(|update| (update, update.digests(&features)));
        let tiles: Vec<_> = zooms.iter().flat_map(|&zoom| tiles_of(&features, block.tile, zoom)).collect();
        tiles.par_iter().try_for_each(|(tile, list)| {
            let cutter = shared.cutters.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut cutter = cutter.unwrap_or_else(|| Cutter::new(self.layers.len()));
            let rule = &shared.zooms[tile.zoom as usize].plan.rule;
            let key = known.as_ref().map(|(update, digests)| update.key(*tile, rule, digests, list));
            let wanted = Wanted { at: *tile, features: &features, list, key };
            if !self.keep_tile(&wanted, shared)? {
                self.cut_tile(wanted, &mut cutter, shared)?;
            }
            shared.cutters.lock().unwrap_or_else(PoisonError::into_inner).push(cutter);
            Ok(())
        })
    }

    /// Reads what a block's tiles show at some zooms, with vertices up to a level and points up to a rank.
    pub(super) fn read(&self, block: &Block, zooms: &RangeInclusive<u8>, level: u8, rank: u32) -> io::Result<Features> {
        Features::read(&self.pages, block, zooms, level, |head| {
            let layer = &self.layers[usize::from(head.layer)];
            (head.kind != GeometryKind::Point || head.rank <= rank || layer.clustering.is_some())
                && layer.zooms.start() <= zooms.end()
                && zooms.start() <= layer.zooms.end()
        })
    }

    pub(super) fn has_vertices(&self) -> bool {
        self.stats.iter().any(LayerStats::has_vertices_to_lose)
    }

    /// Cuts a tile, and compresses it harder where that may bring it within the limit.
    pub(super) fn attempt(
        &self,
        at: TileAt,
        features: &Features,
        list: &[u32],
        cutter: &mut Cutter,
        rule: &ZoomRule,
    ) -> Option<CutTile> {
        let limit = self.options.max_tile_bytes;
        let tile = cutter.cut(at, features, list, rule, self.layers, self.names)?;
        let pressable = tile.bytes.len() > limit && tile.bytes.len() * 100 <= limit * PRESSABLE;
        Some(if pressable { cutter.press(tile) } else { tile })
    }

    /// Takes a tile from the former archive, if it was cut from the same.
    fn keep_tile(&self, wanted: &Wanted, shared: &Shared) -> io::Result<bool> {
        let at = wanted.at;
        let known = wanted.key.zip(self.update.as_ref());
        let Some((bytes, bits)) = known.and_then(|(key, update)| update.find(tile_id(at.zoom, at.x, at.y), key)) else {
            return Ok(false);
        };
        let drawn: Vec<u32> = drawn_of(wanted.list, bits).collect();
        shared.kept.fetch_add(1, Ordering::Relaxed);
        self.add_tile(wanted, &drawn, &bytes, shared)?;
        Ok(true)
    }

    fn cut_tile(&self, mut wanted: Wanted, cutter: &mut Cutter, shared: &Shared) -> io::Result<()> {
        let Wanted { at, features, list, .. } = wanted;
        let state = &shared.zooms[at.zoom as usize];
        let Some(mut tile) = self.attempt(at, features, list, cutter, &state.plan.rule) else { return Ok(()) };
        if tile.bytes.len() > self.options.max_tile_bytes {
            if !state.plan.drop_features {
                state.too_heavy(at, &tile, cutter);
                return Ok(());
            }
            // What was left out is not in the ledger: such a tile is cut each time.
            wanted.key = None;
            match self.lighten(&wanted, cutter, state, &tile) {
                Some(lighter) => tile = lighter,
                None => return Ok(()),
            }
        }
        self.add_tile(&wanted, &cutter.drawn, &tile.bytes, shared)
    }

    /// Adds a finished tile with the features that are drawn in it.
    fn add_tile(&self, wanted: &Wanted, drawn: &[u32], bytes: &[u8], shared: &Shared) -> io::Result<()> {
        let Wanted { at, features, list, key } = *wanted;
        let (id, state) = (tile_id(at.zoom, at.x, at.y), &shared.zooms[at.zoom as usize]);
        drawn.iter().for_each(|&drawn| state.drawn.set(features.list[drawn as usize].head.number));
        state.tiles.fetch_add(1, Ordering::Relaxed);
        state.bytes.fetch_add(bytes.len(), Ordering::Relaxed);
        state.largest.fetch_max(bytes.len(), Ordering::Relaxed);
        if let Some(key) = key {
            let entry = Entry { key, start: 0, length: 0, drawn: drawn_bits(list, drawn) };
            shared.entries.lock().unwrap_or_else(PoisonError::into_inner).push((id, entry));
        }
        let digest = Digest::of(bytes);
        let mut done = shared.done.lock().unwrap_or_else(PoisonError::into_inner);
        let (tiles, data) = &mut *done;
        let start = match tiles.find(&digest) {
            Some(start) => start,
            None => data.append(bytes)?,
        };
        tiles.add(id, digest, start, bytes.len());
        Ok(())
    }

    /// Cuts a tile again without its smallest features, until it is within the limit.
    fn lighten(&self, wanted: &Wanted, cutter: &mut Cutter, state: &ZoomState, tile: &CutTile) -> Option<CutTile> {
        let Wanted { at, features, list, .. } = *wanted;
        // Points have no size; those of greatest rank go first, as when they are thinned.
        let importance = |number: u32| {
            let head = &features.list[number as usize].head;
            (head.size.to_bits(), u32::MAX - head.rank, u64::MAX - head.number)
        };
        let mut drawn = cutter.drawn.clone();
        drawn.sort_by_key(|&number| std::cmp::Reverse(importance(number)));
        let mut bytes = tile.bytes.len();
        loop {
            let share = AIM * self.options.max_tile_bytes as f64 / bytes as f64;
            let kept = ((drawn.len() as f64 * share) as usize).min(drawn.len().saturating_sub(1));
            let gone = drawn.split_off(kept);
            gone.iter().for_each(|&number| state.dropped.set(features.list[number as usize].head.number));
            let mut fewer = drawn.clone();
            fewer.sort_by_key(|&number| features.list[number as usize].head.number);
            debug_assert!(fewer.len() < list.len());
            let lighter = cutter.cut(at, features, &fewer, &state.plan.rule, self.layers, self.names)?;
            if lighter.bytes.len() <= self.options.max_tile_bytes {
                return Some(lighter);
            }
            bytes = lighter.bytes.len();
        }
    }
}

/// The tiles of a zoom below a block's tile that features reach, with those features.
pub(super) fn tiles_of(features: &Features, block: TileAt, zoom: u8) -> Vec<(TileAt, Vec<u32>)> {
    let deeper = zoom - block.zoom;
    let (west, north) = (block.x << deeper, block.y << deeper);
    let most = (1u32 << deeper) - 1;
    let bits = u32::from(super::shape::LATTICE_BITS - zoom);
    let margin = (1 << bits) / BUFFER_SHARE;
    // A tile reaches over both its edges.
    let span = |least: i32, far: i32, from: u32| {
        let first = ((least - margin + (1 << bits) - 1) >> bits) - 1;
        let last = (far + margin) >> bits;
        let clamp = |tile: i32| tile.clamp(from as i32, (from + most) as i32) as u32;
        clamp(first)..=clamp(last)
    };
    let mut pairs: Vec<(u64, u32)> = Vec::with_capacity(features.list.len() * 2);
    for (number, held) in (0u32..).zip(&features.list) {
        let bounds = held.head.bounds;
        for y in span(bounds.min.y, bounds.max.y, north) {
            for x in span(bounds.min.x, bounds.max.x, west) {
                pairs.push((u64::from(y) << 32 | u64::from(x), number));
            }
        }
    }
    pairs.sort_unstable();
    let tile = |key: u64| TileAt { zoom, x: key as u32, y: (key >> 32) as u32 };
    pairs
        .chunk_by(|one, other| one.0 == other.0)
        .map(|group| (tile(group[0].0), group.iter().map(|pair| pair.1).collect()))
        .collect()
}

impl ZoomState {
    fn too_heavy(&self, at: TileAt, tile: &CutTile, cutter: &Cutter) {
        let mut heavy = self.heavy.lock().unwrap_or_else(PoisonError::into_inner);
        let found = Heavy::new(at, tile, cutter);
        // Of two as heavy always the same one.
        let order = |heavy: &Heavy| (heavy.bytes, heavy.plain, heavy.tile);
        if heavy.as_ref().is_none_or(|known| order(known) < order(&found)) {
            *heavy = Some(found);
        }
    }

    /// The heaviest tile, when there was one; everything counted so far is forgotten then.
    fn restart(&mut self) -> Option<Heavy> {
        let heavy = self.heavy.get_mut().unwrap_or_else(PoisonError::into_inner).take()?;
        for count in [&mut self.tiles, &mut self.bytes, &mut self.largest] {
            *count.get_mut() = 0;
        }
        self.drawn.clear();
        self.dropped.clear();
        Some(heavy)
    }
}

impl pmtiles::Source for Spill {
    fn read(&self, start: u64, length: usize, into: &mut Vec<u8>) -> io::Result<()> {
        Spill::read(self, start, length, into)
    }
}
