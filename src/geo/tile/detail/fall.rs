//! A line loses its vertices, the least worth first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Levels;
use super::near::turn;
use crate::geo::grid::GridPoint;

/// A line that loses its vertices; kept between lines for its memory.
#[derive(Default)]
pub(super) struct Fall {
    before: Vec<u32>,
    after: Vec<u32>,
    area: Vec<u64>,
    heap: BinaryHeap<Reverse<(u64, u32)>>,
}

/// Decides the levels of a line that shares nothing.
pub(super) fn line(points: &[GridPoint], rule: &Levels, levels: &mut [u8]) {
    Fall::default().fall(points, 0, rule.always(), |_, _, _| true, |at, area| levels[at] = rule.of(area));
}

impl Fall {
    /// Takes vertices away, the least worth first, until `keep` are left between the ends or the next one is worth
    /// `enough`. `may` is asked before a vertex falls (with those beside it) and `fell` told afterwards: its number
    /// and what it was worth, never less than one that fell before.
    pub(super) fn fall(
        &mut self,
        points: &[GridPoint],
        keep: usize,
        enough: u64,
        mut may: impl FnMut(usize, usize, usize) -> bool,
        mut fell: impl FnMut(usize, u64),
    ) {
        let Self { before, after, area, heap } = self;
        let count = points.len();
        before.clear();
        before.extend((0..count as u32).map(|at| at.saturating_sub(1)));
        after.clear();
        after.extend(1..=count as u32);
        area.clear();
        area.resize(count, u64::MAX);
        let triangle =
            |a: u32, b: u32, c: u32| turn(points[a as usize], points[b as usize], points[c as usize]).unsigned_abs();
        let mut first = std::mem::take(heap).into_vec();
        first.clear();
        for at in 1..count.saturating_sub(1) as u32 {
            let worth = triangle(at - 1, at, at + 1);
            area[at as usize] = worth;
            if worth < enough {
                first.push(Reverse((worth, at)));
            }
        }
        *heap = BinaryHeap::from(first);
        let mut standing = count.saturating_sub(2);
        let mut most = 0;
        while standing > keep {
            let Some(Reverse((worth, at))) = heap.pop() else { break };
            let here = at as usize;
            if area[here] != worth {
                continue; // From before a neighbour fell.
            }
            let (left, right) = (before[here], after[here]);
            if !may(left as usize, here, right as usize) {
                continue; // Asked again when a neighbour falls.
            }
            most = most.max(worth);
            fell(here, most);
            area[here] = u64::MAX;
            standing -= 1;
            after[left as usize] = right;
            before[right as usize] = left;
            for beside in [left, right] {
                if beside == 0 || beside as usize == count - 1 {
                    continue;
                }
                let worth = triangle(before[beside as usize], beside, after[beside as usize]);
                area[beside as usize] = worth;
                if worth < enough {
                    heap.push(Reverse((worth, beside)));
                }
            }
        }
    }
}
