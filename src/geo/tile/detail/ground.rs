//! The ground that a block's features stand on: what others must be looked at.
//!
//! A page is full of what lies together, but the curve that orders pages jumps: one whose first features lie in the
//! south and the others in the north has a box as long as the country. So each box knows which of its 64 fields hold
//! something.

use crate::geo::grid::{GridBox, GridPoint};

/// Fields along a side of a page's box, as a power of two.
const FIELDS: u32 = 3;

/// Where a block's own features are, page by page.
#[derive(Default)]
pub(super) struct Ground {
    pages: Vec<Page>,
}

struct Page {
    bounds: GridBox,
    /// One bit for each field, rows from the north.
    held: u64,
}

impl Ground {
    pub(super) fn clear(&mut self) {
        self.pages.clear();
    }

    /// Adds a page by its box and those of its features.
    pub(super) fn add(&mut self, bounds: GridBox, features: impl Iterator<Item = GridBox>) {
        let held = features.fold(0, |held, feature| held | fields(&bounds, &feature));
        self.pages.push(Page { bounds, held });
    }

    /// Whether a box may meet that of a feature. One that meets is never missed.
    pub(super) fn meets(&self, bounds: &GridBox) -> bool {
        self.pages.iter().any(|page| page.bounds.intersects(bounds) && page.held & fields(&page.bounds, bounds) != 0)
    }
}

/// The fields of a page's box that another box touches.
fn fields(page: &GridBox, other: &GridBox) -> u64 {
    let field = |at: i32, least: i32, most: i32| {
        let (at, side) = (at.clamp(least, most) - least, most - least + 1);
        ((i64::from(at) << FIELDS) / i64::from(side)) as u32
    };
    let place = |point: GridPoint| (field(point.x, page.min.x, page.max.x), field(point.y, page.min.y, page.max.y));
    let ((west, north), (east, south)) = (place(other.min), place(other.max));
    let row = (1u64 << (east + 1)) - (1u64 << west);
    (north..=south).fold(0, |held, y| held | row << (y << FIELDS))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_box() -> impl Strategy<Value = GridBox> {
        (0..1 << 29, 0..1 << 29, 0..1 << 28, 0..1 << 28).prop_map(|(x, y, width, height)| GridBox {
            min: GridPoint { x, y },
            max: GridPoint { x: x + width, y: y + height },
        })
    }

    proptest! {
        #[test]
        fn a_box_that_meets_a_feature_is_never_missed(
            features in proptest::collection::vec(any_box(), 1..9),
            other in any_box(),
        ) {
            let bounds = features.iter().copied().reduce(GridBox::union).unwrap_or_default();
            let mut ground = Ground::default();
            ground.add(bounds, features.iter().copied());
            if features.iter().any(|feature| feature.intersects(&other)) {
                prop_assert!(ground.meets(&other));
            }
        }
    }

    #[test]
    fn what_lies_in_the_gap_of_a_page_is_passed_over() {
        let at = |x, y| GridBox { min: GridPoint { x, y }, max: GridPoint { x: x + 10, y: y + 10 } };
        let mut ground = Ground::default();
        ground.add(at(0, 0).union(at(100_000, 100_000)), [at(0, 0), at(100_000, 100_000)].into_iter());
        assert!(ground.meets(&at(5, 5)) && ground.meets(&at(100_005, 99_995)));
        assert!(!ground.meets(&at(50_000, 50_000)) && !ground.meets(&at(100_000, 0)));
    }
}
