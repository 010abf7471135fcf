//! How wide a shape is: the greatest circle in it, found from its border.
//!
//! The shrinking ball of Ma, Bae and Choi, "3D medial axis point approximation using nearest neighbors and the normal
//! field" (2012), in the plane: a circle that touches the border at a sample from within shrinks until nothing of
//! the border is left in it. Its size depends on no grid, so a sliver of five kilometres by two metres is as easy
//! as a square.

/// An edge in metres, the shape on its left.
pub(super) type Edge = [(f64, f64); 2];

/// Most edges that are taken as samples; of a longer border only so many.
const SAMPLES: usize = 120;

/// Times that a circle shrinks. Four or five are common.
const SHRINKINGS: usize = 40;

/// The length of an edge.
pub(super) fn length([a, b]: &Edge) -> f64 {
    (b.0 - a.0).hypot(b.1 - a.1)
}

/// The middle and the diameter of the greatest circle found.
pub(super) fn widest(edges: &[Edge]) -> ((f64, f64), f64) {
    let stride = edges.len().div_ceil(SAMPLES).max(1);
    let samples = edges.iter().step_by(stride).flat_map(|edge| [0.25, 0.5, 0.75].map(|share| (edge, share)));
    let circles = samples.filter_map(|(edge, share)| shrink(edge, share, edges));
    let greatest = circles.reduce(|best, one| if one.1 > best.1 { one } else { best });
    greatest.map_or(((0.0, 0.0), 0.0), |(middle, radius)| (middle, 2.0 * radius))
}

/// The greatest circle in the shape that touches an edge at a share of its length: middle and radius.
fn shrink(edge: &Edge, share: f64, edges: &[Edge]) -> Option<((f64, f64), f64)> {
    let (a, b) = (edge[0], edge[1]);
    let length = length(edge);
    let touch = (a.0 + (b.0 - a.0) * share, a.1 + (b.1 - a.1) * share);
    let inward = (-(b.1 - a.1) / length, (b.0 - a.0) / length);
    let mut radius = edges.iter().flatten().map(|end| (end.0 - touch.0).hypot(end.1 - touch.1)).fold(0.0, f64::max);
    let middle = |radius: f64| (touch.0 + inward.0 * radius, touch.1 + inward.1 * radius);
    for _ in 0..SHRINKINGS {
        let center = middle(radius);
        let distances = edges.iter().map(|edge| {
            let near = nearest(edge, center);
            ((near.0 - center.0).hypot(near.1 - center.1), near)
        });
        let (distance, near) = distances.min_by(|one, other| one.0.total_cmp(&other.0))?;
        if distance >= radius * (1.0 - 1e-6) {
            break;
        }
        let (x, y) = (near.0 - touch.0, near.1 - touch.1);
        let ahead = 2.0 * (x * inward.0 + y * inward.1);
        if ahead <= 0.0 {
            return None;
        }
        radius = radius.min((x * x + y * y) / ahead);
    }
    (radius.is_finite() && length > 0.0).then(|| (middle(radius), radius))
}

/// The point of an edge nearest to another.
fn nearest([a, b]: &Edge, point: (f64, f64)) -> (f64, f64) {
    let (run, rise) = (b.0 - a.0, b.1 - a.1);
    let along = (point.0 - a.0) * run + (point.1 - a.1) * rise;
    let share = (along / (run * run + rise * rise)).clamp(0.0, 1.0);
    if share.is_nan() { *a } else { (a.0 + run * share, a.1 + rise * share) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn width(corners: &[(f64, f64)]) -> f64 {
        let edges: Vec<Edge> = corners.iter().zip(corners.iter().cycle().skip(1)).map(|(&a, &b)| [a, b]).collect();
        widest(&edges).1
    }

    #[test]
    fn measures_strips_squares_and_lenses() {
        let close = |found: f64, expected: f64| assert!((found / expected - 1.0).abs() < 0.02, "{found} {expected}");
        close(width(&[(0.0, 0.0), (5000.0, 0.0), (5000.0, 2.0), (0.0, 2.0)]), 2.0);
        close(width(&[(0.0, 0.0), (30.0, 0.0), (30.0, 30.0), (0.0, 30.0)]), 30.0);
        close(width(&[(0.0, 0.0), (1000.0, 0.0), (500.0, 10.0)]), 10.0);
        // An elbow two metres wide; the 2.3 m of its corner lie between the samples.
        close(width(&[(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (98.0, 100.0), (98.0, 2.0), (0.0, 2.0)]), 2.0);
    }
}
