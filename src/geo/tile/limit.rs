//! What gives way when a tile would pass the limit.

use std::cmp::Reverse;

use super::TileOptions;
use super::blocks::TileAt;
use super::cutter::{CutTile, Cutter, ZoomRule};
use super::detail::Levels;

/// The last zoom, which maps magnify, is drawn with the vertices of two zooms more.
const LAST_EXTRA: u8 = 2;

/// How often a zoom is made coarser, each time by a level, before attributes go.
const COARSER: u8 = 3;

/// Share of a heavy tile that its geometry must have for coarser vertices to help, in hundredths.
const GEOMETRY_SHARE: u64 = 15;

/// A share of the limit to aim at, in hundredths.
const AIM: u64 = 93;

/// Points that are drawn at every zoom, however few that leaves of those thinned.
const POINTS_ALWAYS: f64 = 2500.0;

/// The levels of detail that zooms from the first to the last may ask for.
pub(super) fn levels(first: u8, last: u8) -> Levels {
    Levels::new(first.saturating_sub(COARSER), last + LAST_EXTRA)
}

/// The heaviest tile of a zoom.
#[derive(Clone, Debug)]
pub(super) struct Heavy {
    pub tile: TileAt,
    pub bytes: usize,
    pub plain: usize,
    /// Bytes that each key takes before compression.
    pub weights: Vec<u64>,
}

impl Heavy {
    /// The tile that a cutter cut last.
    pub(super) fn new(at: TileAt, tile: &CutTile, cutter: &Cutter) -> Self {
        Self { tile: at, bytes: tile.bytes.len(), plain: tile.plain, weights: cutter.weights() }
    }
}

/// How a zoom is cut, and what became of it so far.
#[derive(Clone, Debug)]
pub(super) struct ZoomPlan {
    pub rule: ZoomRule,
    /// How often it was made coarser.
    pub coarsened: u8,
    /// Whether tiles that are still too heavy lose features.
    pub drop_features: bool,
}

impl ZoomPlan {
    pub(super) fn new(zoom: u8, last: u8, points: u64, thinning: f64) -> Self {
        let rule = ZoomRule {
            level: zoom + if zoom == last { LAST_EXTRA } else { 0 },
            rank: most_rank(last - zoom, points, thinning),
            without: Vec::new(),
            all_labels: zoom == last,
        };
        Self { rule, coarsened: 0, drop_features: false }
    }

    /// Makes the zoom lighter, one step.
    pub(super) fn ease(&mut self, heavy: &Heavy, options: &TileOptions, keys: &[KeyInfo], has_vertices: bool) {
        let attributes: u64 = heavy.weights.iter().sum();
        let geometry = (heavy.plain as u64).saturating_sub(attributes);
        let worthwhile = geometry * 100 >= heavy.plain as u64 * GEOMETRY_SHARE;
        if has_vertices && worthwhile && self.coarsened < COARSER && self.rule.level > 0 {
            self.coarsened += 1;
            self.rule.level -= 1;
        } else if !(has_vertices && self.leave_out(heavy, options, keys)) {
            self.drop_features = true;
        }
    }

    /// Leaves out the attributes that weigh most until the tile can be hoped to fit; false when none is left to go.
    /// Numbers go before text: figures are looked up where the map is near, names and codes say what is seen.
    fn leave_out(&mut self, heavy: &Heavy, options: &TileOptions, keys: &[KeyInfo]) -> bool {
        let mut present: Vec<(u64, u32)> = (heavy.weights.iter().copied().zip(0..))
            .filter(|&(weight, key)| weight > 0 && !options.keep.contains(&keys[key as usize].name))
            .collect();
        // Of two as heavy by name: numbers of keys depend on which thread came first.
        present.sort_by_key(|&(weight, key)| {
            let key = &keys[key as usize];
            (!key.is_number, Reverse(weight), &key.name)
        });
        let aim = heavy.plain as u64 * options.max_tile_bytes as u64 * AIM / 100 / heavy.bytes.max(1) as u64;
        let mut left = heavy.plain as u64;
        let before = self.rule.without.len();
        for (weight, key) in present {
            if left <= aim {
                break;
            }
            left -= weight.min(left);
            self.rule.without.push(key);
        }
        self.rule.without.len() > before
    }
}

/// What is known of an attribute.
#[derive(Clone, Debug)]
pub(super) struct KeyInfo {
    pub name: String,
    /// Whether all its values are numbers.
    pub is_number: bool,
}

/// The greatest rank that is drawn so many zooms above the last.
fn most_rank(above: u8, points: u64, thinning: f64) -> u32 {
    let share = thinning.max(1.0).powi(-i32::from(above)).max(POINTS_ALWAYS / points.max(1) as f64);
    if share >= 1.0 { u32::MAX } else { (share * f64::from(u32::MAX)) as u32 }
}
