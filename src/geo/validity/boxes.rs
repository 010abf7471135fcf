//! A hierarchy of boxes over edges in their own order, which finds the pairs that may meet.
//!
//! Edges that follow each other along a ring lie close together, so no sorting is needed: eight neighbours make a
//! leaf, four boxes the next one up. A border as it comes from a survey costs some tens of nanoseconds an edge.

use std::ops::ControlFlow;

use crate::geo::grid::{GridBox, GridPoint};

/// An edge by its two ends.
pub(crate) type Edge = [GridPoint; 2];

/// How many crossings so many edges may have before nobody tries to make sense of them: what people draw crosses itself a
/// few times, and two drawings of one border about once an edge. Scribble of a few hundred kilobytes would have a
/// billion crossings, and take all memory.
pub(crate) fn most_crossings(edges: usize) -> usize {
    edges.saturating_mul(4).saturating_add(100_000)
}

/// Edges in a leaf.
const LEAF: usize = 8;

/// Boxes in the box above.
const FAN: usize = 4;

/// The hierarchy over a list of edges; edges are named by their place in it.
pub(crate) struct Boxes {
    /// The boxes of the edges.
    edges: Vec<GridBox>,
    /// The boxes of the leaves, then those above, up to a single one.
    levels: Vec<Vec<GridBox>>,
}

impl Boxes {
    /// Builds the hierarchy over boxes that reach so many steps beyond their edges.
    pub(crate) fn new(edges: &[Edge], margin: i32) -> Self {
        let edges: Vec<GridBox> = edges.iter().map(|edge| around(edge, margin)).collect();
        let join = |boxes: &[GridBox]| boxes.iter().copied().reduce(GridBox::union).unwrap_or_default();
        let mut levels = vec![edges.chunks(LEAF).map(join).collect::<Vec<_>>()];
        while let Some(top) = levels.last().filter(|top| top.len() > 1) {
            let above = top.chunks(FAN).map(join).collect();
            levels.push(above);
        }
        Self { edges, levels }
    }

    /// Calls for each pair of edges whose boxes share a point, the lesser number first, in an order of its own, until
    /// the answer is a break.
    pub(crate) fn pairs(&self, mut pair: impl FnMut(usize, usize) -> ControlFlow<()>) {
        if self.edges.is_empty() {
            return;
        }
        let mut open = vec![(self.levels.len() - 1, 0, 0)];
        while let Some((level, one, other)) = open.pop() {
            if level == 0 {
                if self.leaf_pairs(one, other, &mut pair).is_break() {
                    return;
                }
                continue;
            }
            let boxes = &self.levels[level - 1];
            for a in children(one, FAN, boxes.len()) {
                for b in children(other, FAN, boxes.len()) {
                    if a <= b && boxes[a].intersects(&boxes[b]) {
                        open.push((level - 1, a, b));
                    }
                }
            }
        }
    }

    fn leaf_pairs(
        &self,
        one: usize,
        other: usize,
        pair: &mut impl FnMut(usize, usize) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let around = self.levels[0][other];
        for a in children(one, LEAF, self.edges.len()) {
            let here = self.edges[a];
            if one != other && !here.intersects(&around) {
                continue;
            }
            for b in children(other, LEAF, self.edges.len()) {
                if a < b && here.intersects(&self.edges[b]) {
                    pair(a, b)?;
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// Calls for each edge whose box shares a point with another box.
    pub(crate) fn within(&self, area: &GridBox, mut edge: impl FnMut(usize)) {
        let mut open = vec![(self.levels.len() - 1, 0)];
        while let Some((level, at)) = open.pop() {
            if !self.levels[level].get(at).is_some_and(|here| here.intersects(area)) {
                continue;
            }
            if level > 0 {
                open.extend(children(at, FAN, self.levels[level - 1].len()).map(|child| (level - 1, child)));
                continue;
            }
            children(at, LEAF, self.edges.len()).filter(|&at| self.edges[at].intersects(area)).for_each(&mut edge);
        }
    }
}

fn children(parent: usize, fan: usize, count: usize) -> std::ops::Range<usize> {
    parent * fan..((parent + 1) * fan).min(count)
}

fn around([a, b]: &Edge, margin: i32) -> GridBox {
    GridBox {
        min: GridPoint { x: a.x.min(b.x) - margin, y: a.y.min(b.y) - margin },
        max: GridPoint { x: a.x.max(b.x) + margin, y: a.y.max(b.y) + margin },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_the_pairs_that_all_against_all_finds(ends in prop::collection::vec((0i32..60, 0i32..60), 0..150)) {
            let points: Vec<_> = ends.iter().map(|&(x, y)| GridPoint { x, y }).collect();
            let edges: Vec<Edge> = points.windows(2).map(|pair| [pair[0], pair[1]]).collect();
            let boxes = Boxes::new(&edges, 0);
            let mut found = Vec::new();
            boxes.pairs(|a, b| {
                found.push((a, b));
                ControlFlow::Continue(())
            });
            found.sort_unstable();
            let meet = |a: usize, b: usize| around(&edges[a], 0).intersects(&around(&edges[b], 0));
            let all: Vec<_> = (0..edges.len())
                .flat_map(|a| (a + 1..edges.len()).map(move |b| (a, b))).filter(|&(a, b)| meet(a, b)).collect();
            prop_assert_eq!(found, all);
            let area = GridBox { min: GridPoint { x: 20, y: 20 }, max: GridPoint { x: 30, y: 25 } };
            let mut inside = Vec::new();
            boxes.within(&area, |edge| inside.push(edge));
            inside.sort_unstable();
            let all: Vec<_> = (0..edges.len()).filter(|&edge| around(&edges[edge], 0).intersects(&area)).collect();
            prop_assert_eq!(inside, all);
        }
    }
}
