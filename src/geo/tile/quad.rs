//! Down the quadtree: each node clips its parent's pieces to its own square, so far pieces are never looked at.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rayon::prelude::*;

use super::prepare::{Piece, Prepared, Shape, features_of};
use super::{EXTENT, TileOptions, mvt};
use crate::geo::clip;
use crate::geo::grid::{GridBox, GridPoint, doubled_area};
use crate::geo::pmtiles::{gzip, tile_id};

/// A finished tile.
pub(super) struct CutTile {
    pub id: u64,
    pub bytes: Vec<u8>,
    /// The features in it; only filled when it is too heavy, because only then does anybody ask.
    pub features: BTreeSet<u32>,
}

/// A square of the quadtree.
#[derive(Clone, Copy)]
struct Node {
    level: u8,
    x: i32,
    y: i32,
}

impl Node {
    fn children(self) -> [Self; 4] {
        let child = |dx, dy| Self { level: self.level + 1, x: 2 * self.x + dx, y: 2 * self.y + dy };
        [child(0, 0), child(1, 0), child(0, 1), child(1, 1)]
    }

    /// Its square on the grid of a zoom, grown by a margin.
    fn bounds(self, zoom: u8, margin: i32) -> GridBox {
        let side = EXTENT << (zoom - self.level);
        let min = GridPoint { x: self.x * side - margin, y: self.y * side - margin };
        GridBox { min, max: GridPoint { x: min.x + side + 2 * margin, y: min.y + side + 2 * margin } }
    }
}

/// The tiles of a zoom, in no promised order but always the same.
pub(super) fn descend(prepared: &Prepared, options: &TileOptions, zoom: u8, pieces: Vec<Piece>) -> Vec<CutTile> {
    below(prepared, options, zoom, Node { level: 0, x: 0, y: 0 }, pieces)
}

fn below(prepared: &Prepared, options: &TileOptions, zoom: u8, node: Node, pieces: Vec<Piece>) -> Vec<CutTile> {
    if pieces.is_empty() {
        return Vec::new();
    }
    if node.level == zoom {
        return finish(prepared, options, node, &pieces).into_iter().collect();
    }
    let children = node.children();
    let tiles = children.par_iter().map(|&child| {
        let inside = pieces.iter().filter_map(|piece| clip(piece, child, zoom, options.buffer)).collect();
        below(prepared, options, zoom, child, inside)
    });
    tiles.flatten_iter().collect()
}

/// The part of a piece in a node's square and its margin.
fn clip<'a>(piece: &'a Piece, node: Node, zoom: u8, buffer: i32) -> Option<Piece<'a>> {
    let bounds = node.bounds(zoom, buffer);
    if !bounds.intersects(&piece.bounds) {
        return None;
    }
    let shape = match &*piece.shape {
        // A label stands in one tile only; points are repeated in margins, for their circles.
        Shape::Label(point) => {
            let own = node.bounds(zoom, 0);
            if point.x < own.min.x || point.x >= own.max.x || point.y < own.min.y || point.y >= own.max.y {
                return None;
            }
            return Some(whole(piece));
        }
        _ if bounds.holds(&piece.bounds) => return Some(whole(piece)),
        Shape::Polygon(rings) => {
            let mut kept = Vec::with_capacity(rings.len());
            for (index, ring) in rings.iter().enumerate() {
                let ring = clip::clip_ring(ring, &bounds);
                if doubled_area(&ring) != 0 {
                    kept.push(ring);
                } else if index == 0 {
                    return None;
                }
            }
            Shape::Polygon(kept)
        }
        Shape::Lines(lines) => Shape::Lines(lines.iter().flat_map(|line| clip::clip_line(line, &bounds)).collect()),
        Shape::Point(_) => return None,
    };
    Piece::new(piece.feature, shape)
}

fn whole<'a>(piece: &'a Piece) -> Piece<'a> {
    Piece { feature: piece.feature, bounds: piece.bounds, shape: Cow::Borrowed(&*piece.shape) }
}

fn finish(prepared: &Prepared, options: &TileOptions, node: Node, pieces: &[Piece]) -> Option<CutTile> {
    let origin = node.bounds(node.level, 0).min;
    let bytes = gzip(&mvt::encode(&prepared.dictionary, pieces, origin)?);
    let features = if bytes.len() > options.max_tile_bytes { features_of(pieces) } else { BTreeSet::new() };
    Some(CutTile { id: tile_id(node.level, node.x as u32, node.y as u32), bytes, features })
}
