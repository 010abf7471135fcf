//! From snapped rings to polygons that every renderer takes.
//!
//! Snapping lets rings touch themselves and each other, runs thin necks together, and joins parts of one feature along
//! an edge. The rings of a feature are therefore taken as a set of directed edges: edges there and back cancel, and
//! [`crate::geo::faces`] makes polygons of the rest.

use super::snap::HotCells;
use crate::geo::faces;
use crate::geo::grid::GridPoint;

/// The rings of one feature as numbers of hot cells, and what becomes of them. Kept between features for its memory.
#[derive(Default)]
pub(super) struct Faces {
    /// The rings, one after the other.
    pub corners: Vec<u32>,
    /// Where each ring ends, and whether it starts a polygon.
    pub rings: Vec<(u32, bool)>,
    /// For each hot cell the feature that last had a corner there, counted from 1.
    seen: Vec<u32>,
    serial: u32,
    edges: Vec<(u32, u32)>,
    used: Vec<bool>,
}

impl Faces {
    /// Starts a tile with so many hot cells.
    pub(super) fn start_tile(&mut self, cells: usize) {
        self.seen.clear();
        self.seen.resize(cells, 0);
        self.serial = 0;
    }

    /// Starts a feature.
    pub(super) fn start_feature(&mut self) {
        self.corners.clear();
        self.rings.clear();
    }

    /// Hands on the feature's rings: open, in cells, outer ones (clockwise on the screen) followed by their holes.
    pub(super) fn finish(&mut self, hot: &HotCells, mut ring: impl FnMut(&[GridPoint])) {
        self.serial += 1;
        let mut simple = true;
        for &corner in &self.corners {
            let seen = &mut self.seen[corner as usize];
            simple &= *seen != self.serial;
            *seen = self.serial;
        }
        let mut cells: Vec<GridPoint> = Vec::new();
        if simple {
            let (mut start, mut outer_kept) = (0, false);
            for &(end, starts_polygon) in &self.rings {
                let corners = &self.corners[start..end as usize];
                start = end as usize;
                let kept = corners.len() > 2 && (starts_polygon || outer_kept);
                if starts_polygon {
                    outer_kept = kept;
                }
                if kept {
                    cells.clear();
                    cells.extend(corners.iter().map(|&corner| hot.cell(corner)));
                    ring(&cells);
                }
            }
            return;
        }
        self.collect_edges();
        for polygon in faces::polygons(&self.edges, &mut self.used, |corner| hot.cell(corner)) {
            for corners in polygon {
                cells.clear();
                cells.extend(corners.iter().map(|&corner| hot.cell(corner)));
                ring(&cells);
            }
        }
    }

    /// All edges, those there and back taken out, in order.
    fn collect_edges(&mut self) {
        self.edges.clear();
        let mut start = 0;
        for &(end, _) in &self.rings {
            let ring = &self.corners[start..end as usize];
            start = end as usize;
            for (at, &from) in ring.iter().enumerate() {
                let to = ring[if at + 1 == ring.len() { 0 } else { at + 1 }];
                if from != to {
                    self.edges.push((from, to));
                }
            }
        }
        self.edges.sort_unstable();
        let all = std::mem::take(&mut self.edges);
        for same in all.chunk_by(|one, other| one == other) {
            let (from, to) = same[0];
            let back = all.partition_point(|edge| *edge < (to, from));
            let back = all[back..].iter().take_while(|edge| **edge == (to, from)).count();
            self.edges.extend(same.iter().skip(back));
        }
    }
}
