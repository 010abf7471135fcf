//! Clipping rings and lines on the grid to a box.
//!
//! Sutherland and Hodgman (1974), one side of the box after the other. Where an edge meets a side, the point is
//! computed from the edge's ends in a fixed order and rounded exactly, so two shapes that share the edge get
//! the same point and no gap opens between them.

use super::grid::{GridBox, GridPoint, GridRing};

/// One side of a box, as the half plane to keep.
#[derive(Clone, Copy)]
struct Side {
    /// Whether the side cuts x (a west or east side) rather than y.
    cuts_x: bool,
    /// The coordinate of the side.
    at: i32,
    /// Whether greater coordinates are kept.
    keeps_greater: bool,
}

impl Side {
    fn of(bounds: &GridBox) -> [Self; 4] {
        [
            Self { cuts_x: true, at: bounds.min.x, keeps_greater: true },
            Self { cuts_x: true, at: bounds.max.x, keeps_greater: false },
            Self { cuts_x: false, at: bounds.min.y, keeps_greater: true },
            Self { cuts_x: false, at: bounds.max.y, keeps_greater: false },
        ]
    }

    fn keeps(self, point: GridPoint) -> bool {
        let value = if self.cuts_x { point.x } else { point.y };
        if self.keeps_greater { value >= self.at } else { value <= self.at }
    }

    /// Where the edge between two points on different sides meets this side.
    fn meet(self, a: GridPoint, b: GridPoint) -> GridPoint {
        let (a, b) = if a <= b { (a, b) } else { (b, a) };
        if self.cuts_x {
            GridPoint { x: self.at, y: between(self.at, a.x, b.x, a.y, b.y) }
        } else {
            GridPoint { x: between(self.at, a.y, b.y, a.x, b.x), y: self.at }
        }
    }
}

/// The value at `at` on the straight line through (`from`, `low`) and (`to`, `high`), rounded half up.
fn between(at: i32, from: i32, to: i32, low: i32, high: i32) -> i32 {
    let (run, rise) = (i128::from(to) - i128::from(from), i128::from(high) - i128::from(low));
    let (run, rise) = if run < 0 { (-run, -rise) } else { (run, rise) };
    let climbed = (2 * (i128::from(at) - i128::from(from)) * rise + run).div_euclid(2 * run);
    // Between two i32 by construction.
    (i128::from(low) + climbed) as i32
}

/// The part of a ring inside a box; empty when less than a triangle is left.
///
/// Where the ring leaves and enters again, its parts stay joined along the box's edge. Such edges enclose nothing,
/// so areas stay exact, and renderers clip them away with the buffer.
pub fn clip_ring(ring: &[GridPoint], bounds: &GridBox) -> GridRing {
    let mut ring = ring.to_vec();
    for side in Side::of(bounds) {
        if ring.iter().all(|&point| side.keeps(point)) {
            continue;
        }
        let mut kept: GridRing = Vec::with_capacity(ring.len());
        let mut previous = ring.last().copied();
        for &point in &ring {
            if let Some(from) = previous.filter(|&from| side.keeps(from) != side.keeps(point)) {
                push(&mut kept, side.meet(from, point));
            }
            if side.keeps(point) {
                push(&mut kept, point);
            }
            previous = Some(point);
        }
        while kept.len() > 1 && kept.first() == kept.last() {
            kept.pop();
        }
        if kept.len() < 3 {
            return Vec::new();
        }
        ring = kept;
    }
    ring
}

/// The parts of a line inside a box, each of at least two points.
pub fn clip_line(line: &[GridPoint], bounds: &GridBox) -> Vec<Vec<GridPoint>> {
    let mut lines = vec![line.to_vec()];
    for side in Side::of(bounds) {
        lines = lines.iter().flat_map(|line| clip_line_to(line, side)).collect();
    }
    lines
}

fn clip_line_to(line: &[GridPoint], side: Side) -> Vec<Vec<GridPoint>> {
    let mut parts = Vec::new();
    let mut part: Vec<GridPoint> = Vec::new();
    for (index, &point) in line.iter().enumerate() {
        let from = index.checked_sub(1).map(|before| line[before]);
        let meet = from.filter(|&from| side.keeps(from) != side.keeps(point)).map(|from| side.meet(from, point));
        if let Some(meet) = meet {
            push(&mut part, meet);
        }
        if side.keeps(point) {
            push(&mut part, point);
        } else if !part.is_empty() {
            parts.push(std::mem::take(&mut part));
        }
    }
    parts.push(part);
    parts.retain(|part| part.len() > 1);
    parts
}

/// Appends a point unless it repeats the last one.
fn push(points: &mut Vec<GridPoint>, point: GridPoint) {
    if points.last() != Some(&point) {
        points.push(point);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::grid::doubled_area;
    use proptest::prelude::*;

    fn points(list: &[(i32, i32)]) -> Vec<GridPoint> {
        list.iter().map(|&(x, y)| GridPoint { x, y }).collect()
    }

    fn boxed(west: i32, north: i32, east: i32, south: i32) -> GridBox {
        GridBox { min: GridPoint { x: west, y: north }, max: GridPoint { x: east, y: south } }
    }

    #[test]
    fn clips_a_square_and_drops_what_only_touches() {
        let square = points(&[(0, 0), (10, 0), (10, 10), (0, 10)]);
        assert_eq!(clip_ring(&square, &boxed(5, 5, 20, 20)), points(&[(5, 5), (10, 5), (10, 10), (5, 10)]));
        assert!(clip_ring(&square, &boxed(11, 0, 20, 20)).is_empty());
        assert_eq!(clip_ring(&square, &boxed(-5, -5, 20, 20)), square);
    }

    #[test]
    fn a_line_that_leaves_and_returns_becomes_two() {
        let line = points(&[(0, 0), (0, 20), (4, 20), (4, 0)]);
        assert_eq!(clip_line(&line, &boxed(-1, -1, 9, 10)), [points(&[(0, 0), (0, 10)]), points(&[(4, 10), (4, 0)])]);
        assert!(clip_line(&line, &boxed(50, 50, 60, 60)).is_empty());
    }

    fn any_ring() -> impl Strategy<Value = GridRing> {
        prop::collection::vec((-500..500i32, -500..500i32), 3..40).prop_map(|list| points(&list))
    }

    proptest! {
        #[test]
        fn results_lie_in_the_box(ring in any_ring(), x in -400..400i32, y in -400..400i32, side in 1..300i32) {
            let bounds = boxed(x, y, x + side, y + side);
            prop_assert!(clip_ring(&ring, &bounds).iter().all(|&p| bounds.contains(p)));
            prop_assert!(clip_line(&ring, &bounds).iter().flatten().all(|&p| bounds.contains(p)));
        }

        #[test]
        fn the_meeting_point_does_not_depend_on_direction(ring in any_ring(), at in -400..400i32) {
            let bounds = boxed(at, -600, 600, 600);
            let back: Vec<_> = ring.iter().rev().copied().collect();
            prop_assert_eq!(doubled_area(&clip_ring(&ring, &bounds)), -doubled_area(&clip_ring(&back, &bounds)));
        }

        #[test]
        fn two_shapes_that_share_edges_fill_the_box_together(bends in prop::collection::vec((-300..300i32, -600..600i32), 1..30)) {
            // A wild border from the north edge to the south edge divides the box in two.
            let mut border = vec![GridPoint { x: 0, y: -1000 }];
            border.extend(points(&bends));
            border.push(GridPoint { x: 0, y: 1000 });
            let mut east = border.clone();
            east.extend(points(&[(1000, 1000), (1000, -1000)]));
            let mut west: Vec<_> = border.iter().rev().copied().collect();
            west.extend(points(&[(-1000, -1000), (-1000, 1000)]));
            let bounds = boxed(-137, -211, 301, 97);
            let sum = doubled_area(&clip_ring(&east, &bounds)) + doubled_area(&clip_ring(&west, &bounds));
            prop_assert_eq!(sum, -2 * i64::from(301 + 137) * i64::from(97 + 211));
        }
    }
}
