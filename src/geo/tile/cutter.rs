//! One tile: clip, snap, put together, encode, compress.

use libdeflater::{CompressionLvl, Compressor};

use super::blocks::{Features, Held, TileAt, vanishes};
use super::cluster::{Clusters, clusters_at};
use super::faces::Faces;
use super::mvt::{LayerWriter, Pen};
use super::record::spot_of;
use super::shape::{LATTICE_BITS, Role};
use super::snap::{HotCells, cell};
use super::window::Window;
use super::{EXTENT, EXTENT_BITS, TileLayer};
use crate::geo::GeometryKind;
use crate::geo::grid::{GridBox, GridPoint};

/// A polygon gets its label from the zoom on where a square of its area has this side, in cells (twelve pixels):
/// no text fits anything smaller. At the last zoom every label is there.
const LABEL_SIDE: i32 = 96;

/// Side of the square that stands for an islet of Hoàng Sa and Trường Sa that is smaller than it, in cells: one
/// pixel, as a power of two.
const LEAST_ISLET: u32 = 3;

/// Level of compression. The next one takes a quarter longer for half a hundredth.
const COMPRESSION: i32 = 5;

/// Level for tiles that are too heavy otherwise.
const PRESSED: i32 = 10;

/// Types of geometry.
const POINT: u32 = 1;
const LINE: u32 = 2;
const POLYGON: u32 = 3;

/// What tiles of one zoom are made with.
#[derive(Clone, Debug, Default)]
pub(super) struct ZoomRule {
    /// Vertices up to this level are drawn.
    pub level: u8,
    /// Points up to this rank are drawn.
    pub rank: u32,
    /// Keys that are left out.
    pub without: Vec<u32>,
    /// Whether labels show whatever the size of their area.
    pub all_labels: bool,
}

/// A finished tile.
pub(super) struct CutTile {
    /// Compressed.
    pub bytes: Vec<u8>,
    /// Before compression.
    pub plain: usize,
}

/// All that cutting a tile needs room for; one for each thread.
pub(super) struct Cutter {
    window: Window,
    /// Clipped lines and rings, one after the other, from the tile's corner on.
    points: Vec<GridPoint>,
    pieces: Vec<Piece>,
    hot: HotCells,
    faces: Faces,
    pen: Pen,
    clusters: Clusters,
    cells: Vec<GridPoint>,
    writers: Vec<(LayerWriter, LayerWriter)>,
    tile: Vec<u8>,
    packed: Vec<u8>,
    compressor: Compressor,
    /// For the few tiles that are too heavy otherwise.
    pressing: Option<Compressor>,
    /// The features that were drawn, as indices into the block's list.
    pub drawn: Vec<u32>,
}

/// A clipped part.
#[derive(Clone, Copy)]
struct Piece {
    feature: u32,
    role: Role,
    end: u32,
}

impl Cutter {
    pub(super) fn new(layers: usize) -> Self {
        let level = CompressionLvl::new(COMPRESSION).unwrap_or_default();
        Self {
            window: Window::default(),
            points: Vec::new(),
            pieces: Vec::new(),
            hot: HotCells::default(),
            faces: Faces::default(),
            pen: Pen::default(),
            clusters: Clusters::default(),
            cells: Vec::new(),
            writers: (0..layers).map(|_| Default::default()).collect(),
            tile: Vec::new(),
            packed: Vec::new(),
            compressor: Compressor::new(level),
            pressing: None,
            drawn: Vec::new(),
        }
    }

    /// Cuts a tile from features of a block; `None` when nothing is to be seen.
    pub(super) fn cut(
        &mut self,
        at: TileAt,
        features: &Features,
        list: &[u32],
        rule: &ZoomRule,
        layers: &[TileLayer],
        keys: &[String],
    ) -> Option<CutTile> {
        let shift = shift_of(at.zoom);
        self.writers.iter_mut().for_each(|(features, _)| features.weights.fill(0));
        self.clip(at, features, list, rule, shift);
        self.hot.heat(&self.points, shift);
        self.faces.start_tile(self.hot.len());
        self.drawn.clear();
        self.clusters.gather(at, features, list, layers);
        let (mut piece, mut cluster) = (0, 0);
        for &number in list {
            let held = &features.list[number as usize];
            let first = piece;
            while self.pieces.get(piece).is_some_and(|piece| piece.feature == number) {
                piece += 1;
            }
            let layer = &layers[usize::from(held.head.layer)];
            if held.head.kind == GeometryKind::Point && clusters_at(layer, at.zoom).is_some() {
                if self.clusters.first(cluster) == Some(number) {
                    self.draw_cluster(at, features, cluster, layer, rule, keys);
                    cluster += 1;
                }
                continue;
            }
            self.draw(at, features, number, first..piece, rule, layers);
            self.label(at, features, held, rule, shift);
        }
        self.encode(layers, keys)
    }

    /// The bytes that each key took in the last tile.
    pub(super) fn weights(&self) -> Vec<u64> {
        let mut sum = Vec::new();
        for (writer, _) in &self.writers {
            sum.resize(sum.len().max(writer.weights.len()), 0);
            for (sum, weight) in sum.iter_mut().zip(&writer.weights) {
                *sum += u64::from(*weight);
            }
        }
        sum
    }

    fn clip(&mut self, at: TileAt, features: &Features, list: &[u32], rule: &ZoomRule, shift: u32) {
        self.points.clear();
        self.pieces.clear();
        let reach = at.reach();
        let corner = at.corner();
        for &number in list {
            let held = &features.list[number as usize];
            if held.head.kind == GeometryKind::Point || vanishes(&held.head, shift) {
                continue;
            }
            let whole = reach.holds(&held.head.bounds);
            let mut start = held.points as usize;
            let mut skip_holes = false;
            for part in &features.shapes.parts[held.parts.0 as usize..held.parts.1 as usize] {
                let range = start..part.end as usize;
                start = range.end;
                if part.role == Role::Hole && skip_holes {
                    continue;
                }
                let before = self.points.len();
                if part.role == Role::Line {
                    self.window.line(features, range, rule.level, &reach, whole, |line| {
                        self.points.extend(line.iter().map(|p| GridPoint { x: p.x - corner.x, y: p.y - corner.y }));
                        self.pieces.push(Piece { feature: number, role: Role::Line, end: self.points.len() as u32 });
                    });
                    continue;
                }
                let ring = self.window.ring(features, range, rule.level, &reach, whole);
                if part.role == Role::Islet && small_islet(ring, shift) {
                    square(ring, shift, corner, &mut self.points);
                } else {
                    self.points.extend(ring.iter().map(|p| GridPoint { x: p.x - corner.x, y: p.y - corner.y }));
                }
                let any = self.points.len() > before;
                if part.role.starts_polygon() {
                    skip_holes = !any;
                }
                if any {
                    self.pieces.push(Piece { feature: number, role: part.role, end: self.points.len() as u32 });
                }
            }
        }
    }

    /// Draws a feature from its pieces, or from its points.
    fn draw(
        &mut self,
        at: TileAt,
        features: &Features,
        number: u32,
        pieces: std::ops::Range<usize>,
        rule: &ZoomRule,
        layers: &[TileLayer],
    ) {
        let shift = shift_of(at.zoom);
        let held = &features.list[number as usize];
        let layer = usize::from(held.head.layer);
        if !layers[layer].zooms.contains(&at.zoom) {
            return;
        }
        self.pen.start();
        let kind = match held.head.kind {
            GeometryKind::Point => {
                if held.head.rank > rule.rank {
                    return;
                }
                self.gather_points(at, features, held);
                self.pen.points(&self.cells);
                POINT
            }
            GeometryKind::Line => {
                for piece in pieces {
                    let range = self.range(piece);
                    self.cells.clear();
                    self.cells.extend(self.points[range].iter().map(|&point| cell(point, shift)));
                    self.cells.dedup();
                    if self.cells.len() > 1 {
                        self.pen.line(&self.cells);
                    }
                }
                LINE
            }
            GeometryKind::Polygon => {
                self.faces.start_feature();
                for piece in pieces {
                    let range = self.range(piece);
                    self.hot.lead(&self.points, range, &mut self.faces.corners);
                    self.faces.rings.push((self.faces.corners.len() as u32, self.pieces[piece].role.starts_polygon()));
                }
                self.faces.finish(&self.hot, |ring| self.pen.ring(ring));
                POLYGON
            }
        };
        if self.pen.commands.is_empty() {
            return;
        }
        self.drawn.push(number);
        let writer = &mut self.writers[layer].0;
        writer.feature(held.head.id, features.attributes(held), &rule.without, kind, &self.pen.commands);
    }

    /// Draws a cluster as one point; one of a single point as that point.
    fn draw_cluster(
        &mut self,
        at: TileAt,
        features: &Features,
        number: usize,
        layer: &TileLayer,
        rule: &ZoomRule,
        keys: &[String],
    ) {
        let drawn = self.drawn.len();
        self.drawn.extend(self.clusters.features(number));
        let held = &features.list[self.drawn[drawn] as usize];
        let (corner, middle) = (at.corner(), self.clusters.middle(number));
        let point = cell(GridPoint { x: middle.x - corner.x, y: middle.y - corner.y }, shift_of(at.zoom));
        self.pen.start();
        self.pen.points(&[GridPoint { x: point.x.min(EXTENT - 1), y: point.y.min(EXTENT - 1) }]);
        let alone = self.drawn.len() == drawn + 1;
        let attributes =
            if alone { features.attributes(held) } else { self.clusters.attributes(number, features, layer, keys) };
        let writer = &mut self.writers[usize::from(held.head.layer)].0;
        writer.feature(held.head.id, attributes, &rule.without, POINT, &self.pen.commands);
    }

    fn range(&self, piece: usize) -> std::ops::Range<usize> {
        let start = piece.checked_sub(1).map_or(0, |before| self.pieces[before].end as usize);
        start..self.pieces[piece].end as usize
    }

    /// The cells of a feature's points that this tile shows.
    fn gather_points(&mut self, at: TileAt, features: &Features, held: &Held) {
        let (reach, corner, shift) = (at.reach(), at.corner(), shift_of(at.zoom));
        let end = features.shapes.parts[held.parts.1 as usize - 1].end as usize;
        let points = features.shapes.points[held.points as usize..end].iter().filter(|&&point| reach.contains(point));
        self.cells.clear();
        self.cells.extend(points.map(|p| cell(GridPoint { x: p.x - corner.x, y: p.y - corner.y }, shift)));
    }

    fn label(&mut self, at: TileAt, features: &Features, held: &Held, rule: &ZoomRule, shift: u32) {
        if held.head.label == 0 {
            return;
        }
        let (spot, attributes) = spot_of(features.label(held));
        let corner = at.corner();
        let (x, y) = (spot.point.x - corner.x, spot.point.y - corner.y);
        // In one tile only: its own square, the east and south sides left to the next.
        let inside = (0..at.side()).contains(&x) && (0..at.side()).contains(&y);
        if inside && (rule.all_labels || spot.side >= (LABEL_SIDE << shift) as f32) {
            self.pen.start();
            let point = cell(GridPoint { x, y }, shift);
            self.pen.points(&[GridPoint { x: point.x.min(EXTENT - 1), y: point.y.min(EXTENT - 1) }]);
            let writer = &mut self.writers[usize::from(held.head.layer)].1;
            writer.feature(held.head.id, attributes, &[], POINT, &self.pen.commands);
        }
    }

    fn encode(&mut self, layers: &[TileLayer], keys: &[String]) -> Option<CutTile> {
        self.tile.clear();
        for (layer, (features, labels)) in layers.iter().zip(&mut self.writers) {
            features.finish(&layer.name, keys, &mut self.tile);
            labels.finish(&layer.labels, keys, &mut self.tile);
        }
        let plain = self.tile.len();
        (plain > 0).then(|| CutTile { bytes: gzip(&mut self.compressor, &self.tile, &mut self.packed), plain })
    }

    /// Compresses the last tile as far as it goes.
    pub(super) fn press(&mut self, tile: CutTile) -> CutTile {
        let pressing = || Compressor::new(CompressionLvl::new(PRESSED).unwrap_or_default());
        let bytes = gzip(self.pressing.get_or_insert_with(pressing), &self.tile, &mut self.packed);
        if bytes.len() < tile.bytes.len() { CutTile { bytes, ..tile } } else { tile }
    }
}

/// Compresses by way of a buffer that is kept: fresh memory for each tile would have to be cleared first.
fn gzip(compressor: &mut Compressor, plain: &[u8], packed: &mut Vec<u8>) -> Vec<u8> {
    let most = compressor.gzip_compress_bound(plain.len());
    packed.resize(packed.len().max(most), 0);
    // The buffer is as large as it can get, so this can't fail.
    let length = compressor.gzip_compress(plain, packed).unwrap_or(0);
    packed[..length].to_vec()
}

/// Steps of the lattice along a cell's side at a zoom, as a power of two.
pub(super) fn shift_of(zoom: u8) -> u32 {
    u32::from(LATTICE_BITS - EXTENT_BITS - zoom)
}

fn small_islet(ring: &[GridPoint], shift: u32) -> bool {
    GridBox::around(ring).is_some_and(|bounds| bounds.side() < 1 << (shift + LEAST_ISLET))
}

/// The pixel that an islet lies in, so that islets of one pixel become one square and those of two neighbours join.
fn square(ring: &[GridPoint], shift: u32, corner: GridPoint, into: &mut Vec<GridPoint>) {
    let Some(bounds) = GridBox::around(ring) else { return };
    let bits = shift + LEAST_ISLET;
    let snap = |least: i32, most: i32, corner: i32| ((least.midpoint(most) >> bits) << bits) - corner;
    let (x, y) = (snap(bounds.min.x, bounds.max.x, corner.x), snap(bounds.min.y, bounds.max.y, corner.y));
    let side = 1 << bits;
    into.extend([(x, y), (x + side, y), (x + side, y + side), (x, y + side)].map(|(x, y)| GridPoint { x, y }));
}
