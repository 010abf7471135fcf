//! What a zoom will have to give up, found out on one tile before the whole zoom is cut.
//!
//! Each step that makes a zoom lighter would otherwise cut all its tiles again. The tile with most in it is nearly
//! always the one that decides; where another one turns out heavier, the zoom is eased once more after it was cut.

use std::io;

use super::blocks::Block;
use super::cutter::Cutter;
use super::limit::{Heavy, KeyInfo, ZoomPlan};
use super::run::{Run, tiles_of};

impl Run<'_> {
    /// Eases a zoom until its fullest tile is within the limit, or has to lose features.
    pub(super) fn probe(&self, zoom: u8, plan: &mut ZoomPlan, keys: &[KeyInfo]) -> io::Result<()> {
        let Some(block) = Block::heaviest(&self.pages, zoom) else { return Ok(()) };
        let features = self.read(&block, &(zoom..=zoom), plan.rule.level, plan.rule.rank)?;
        let tiles = tiles_of(&features, block.tile, zoom);
        let mut cutter = Cutter::new(self.layers.len());
        for (at, list) in tiles {
            while !plan.drop_features {
                let tile = self.attempt(at, &features, &list, &mut cutter, &plan.rule);
                let Some(heavy) = tile.filter(|tile| tile.bytes.len() > self.options.max_tile_bytes) else { break };
                plan.ease(&Heavy::new(at, &heavy, &cutter), self.options, keys, self.has_vertices());
            }
        }
        Ok(())
    }
}
