//! What of a line or a ring is to be seen in a tile.

use std::ops::Range;

use super::blocks::{Features, RUN};
use crate::geo::clip::{clip_line, clip_ring};
use crate::geo::grid::{GridBox, GridPoint};

/// Clips to a tile; kept between tiles for its memory.
#[derive(Default)]
pub(super) struct Window {
    kept: Vec<GridPoint>,
    clipped: Vec<GridPoint>,
}

/// On which sides of a box a point or a box lies wholly, as bits.
fn sides(least: GridPoint, most: GridPoint, reach: &GridBox) -> u8 {
    u8::from(most.x < reach.min.x)
        | u8::from(least.x > reach.max.x) << 1
        | u8::from(most.y < reach.min.y) << 2
        | u8::from(least.y > reach.max.y) << 3
}

/// Points on their way, those left out that can't be seen: what is kept does not depend on how runs divide a line.
struct Walk<'a> {
    kept: &'a mut Vec<GridPoint>,
    /// Sides of the last two points kept.
    before: u8,
    last: u8,
    /// Sides that all points lie beyond.
    seen: u8,
}

impl Walk<'_> {
    fn to(&mut self, point: GridPoint, beyond: u8) {
        self.seen &= beyond;
        if self.before & self.last & beyond != 0 {
            self.kept.pop();
        } else {
            self.before = self.last;
        }
        self.kept.push(point);
        self.last = beyond;
    }
}

impl Window {
    /// The part of a ring within `reach`, from its vertices up to a level; `whole` says that all of it is.
    pub(super) fn ring(
        &mut self,
        features: &Features,
        range: Range<usize>,
        level: u8,
        reach: &GridBox,
        whole: bool,
    ) -> &[GridPoint] {
        self.thin(features, range, level, reach, whole, true);
        if self.kept.len() < 3 {
            return &[];
        }
        if whole {
            return &self.kept;
        }
        self.clipped = clip_ring(&self.kept, reach);
        &self.clipped
    }

    /// The parts of a line within `reach`, one after the other.
    pub(super) fn line(
        &mut self,
        features: &Features,
        range: Range<usize>,
        level: u8,
        reach: &GridBox,
        whole: bool,
        mut each: impl FnMut(&[GridPoint]),
    ) {
        self.thin(features, range, level, reach, whole, false);
        if whole {
            each(&self.kept);
        } else {
            clip_line(&self.kept, reach).iter().for_each(|line| each(line));
        }
    }

    /// Gathers the vertices up to a level. Of those in a row that lie beyond the same side of the tile, the first and
    /// the last are enough: nothing between them can be seen.
    fn thin(&mut self, features: &Features, range: Range<usize>, level: u8, reach: &GridBox, whole: bool, ring: bool) {
        let (points, levels) = (&features.shapes.points, &features.shapes.levels);
        let kept = &mut self.kept;
        kept.clear();
        if whole {
            kept.extend(range.filter(|&at| levels[at] <= level).map(|at| points[at]));
            return;
        }
        let mut walk = Walk { kept, before: 0, last: 0, seen: u8::MAX };
        let mut at = range.start;
        while at < range.end {
            let end = if at.is_multiple_of(RUN) && at + RUN <= range.end { at + RUN } else { at + 1 };
            let beyond = if end > at + 1 {
                let run = &features.runs[at / RUN];
                sides(run.min, run.max, reach)
            } else {
                0
            };
            while at < end {
                if levels[at] <= level {
                    walk.to(points[at], sides(points[at], points[at], reach));
                    // From here on each point of the run would only take the place of the one before it.
                    if walk.before & walk.last & beyond != 0 {
                        at = (at + 1..end).rev().find(|&at| levels[at] <= level).unwrap_or(end);
                        continue;
                    }
                }
                at += 1;
            }
        }
        if ring && walk.seen != 0 {
            kept.clear(); // All of it beyond one side.
        }
    }
}
