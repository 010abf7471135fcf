//! Shapes for the tests of this room, made from a seed.

use std::sync::Arc;

use super::{Coord, Feature, Geometry, Layer, Polygon};
use crate::digest::Digest;

/// A square with its lower left corner at (x, y), sides of `size` degrees, anticlockwise.
pub(crate) fn square(x: f64, y: f64, size: f64) -> Polygon {
    let corners = [(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)];
    Polygon { rings: vec![corners.iter().map(|&(x, y)| Coord { x, y }).collect()] }
}

/// A layer of one-polygon features.
pub(crate) fn layer_of(polygons: &[Polygon]) -> Layer {
    let feature = |polygon: &Polygon| Feature {
        properties: serde_json::Map::new(),
        geometry: Some(Arc::new(Geometry::Polygons(vec![polygon.clone()]))),
        digest: Digest::of(format!("{polygon:?}").as_bytes()),
        offset: 0,
        len: 0,
    };
    let features: Vec<_> = polygons.iter().map(feature).collect();
    let bounds = features.iter().filter_map(|f| f.geometry.as_ref()?.bounds()).reduce(super::Bounds::union);
    Layer { features, bounds }
}

/// A small generator of pseudo-random numbers (SplitMix64, Steele et al. 2014), so that fixtures need no crate.
pub(crate) struct Random(pub u64);

impl Random {
    /// The next number in -1..1.
    pub(crate) fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }
}

/// `columns` x `rows` adjoining cells of `size` degrees from the corner (west, south). Inner borders wiggle, with
/// `bends` vertices each; the outer border is straight, so the union is known exactly. Neighbours use the very
/// same vertices.
pub(crate) fn mesh(seed: u64, columns: usize, rows: usize, corner: Coord, size: f64, bends: usize) -> Vec<Polygon> {
    let mut random = Random(seed);
    let mut jitter = |free: bool| if free { random.next() * size * 0.15 } else { 0.0 };
    let mut nodes = Vec::new();
    for row in 0..=rows {
        for column in 0..=columns {
            nodes.push(Coord {
                x: corner.x + column as f64 * size + jitter(column > 0 && column < columns),
                y: corner.y + row as f64 * size + jitter(row > 0 && row < rows),
            });
        }
    }
    let node = |column: usize, row: usize| nodes[row * (columns + 1) + column];
    let mut border = |a: Coord, b: Coord, free: bool| -> Vec<Coord> {
        let mut line = vec![a];
        for bend in 1..=bends {
            let t = bend as f64 / (bends + 1) as f64;
            let (dx, dy) = if free { (random.next() * size * 0.02, random.next() * size * 0.02) } else { (0.0, 0.0) };
            line.push(Coord { x: a.x + (b.x - a.x) * t + dx, y: a.y + (b.y - a.y) * t + dy });
        }
        line
    };
    let mut level = Vec::new();
    for row in 0..=rows {
        for column in 0..columns {
            level.push(border(node(column, row), node(column + 1, row), row > 0 && row < rows));
        }
    }
    let mut upright = Vec::new();
    for row in 0..rows {
        for column in 0..=columns {
            upright.push(border(node(column, row), node(column, row + 1), column > 0 && column < columns));
        }
    }
    let mut cells = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            let mut ring = level[row * columns + column].clone();
            ring.extend(&upright[row * (columns + 1) + column + 1]);
            let back = |line: &[Coord], from: Coord| {
                let mut back: Vec<Coord> = line[1..].iter().rev().copied().collect();
                back.insert(0, from);
                back
            };
            ring.extend(back(&level[(row + 1) * columns + column], node(column + 1, row + 1)));
            ring.extend(back(&upright[row * (columns + 1) + column], node(column, row + 1)));
            ring.push(ring[0]);
            cells.push(Polygon { rings: vec![ring] });
        }
    }
    cells
}
