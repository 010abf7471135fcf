//! Pictures of all that is around (equirectangular, twice as wide as high) as a pyramid of square tiles.

use serde::Serialize;

use super::Facts;

/// Tiles in a row of the coarsest level, and of the finest at most: the viewer wants powers of two.
const LEAST: u32 = 4;
const MOST: u32 = 32;
/// A tile may have this side, pixels; from a larger one on there is a finer level.
const SIDE: u32 = 768;
/// How far the shape may be off, in pixels of width: some programs stitch an odd number of rows.
const SLACK: u32 = 4;

/// A level: so many tiles in a row and half as many rows, each tile so many pixels wide and high.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Level {
    /// Tiles in a row.
    pub columns: u32,
    /// Pixels of a tile's side.
    pub side: u32,
}

/// One tile of a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Tile {
    /// The level.
    pub level: Level,
    /// From the left, from 0.
    pub column: u32,
    /// From the top, from 0.
    pub row: u32,
}

impl Level {
    /// Width and height of the level, pixels.
    pub fn size(self) -> (u32, u32) {
        (self.columns * self.side, self.columns * self.side / 2)
    }

    /// All tiles of it.
    pub fn tiles(self) -> impl Iterator<Item = Tile> {
        (0..self.columns / 2)
            .flat_map(move |row| (0..self.columns).map(move |column| Tile { level: self, column, row }))
    }
}

impl Facts {
    /// Whether it has the shape of a picture of all that is around.
    pub fn is_panorama(&self) -> bool {
        self.size.is_some_and(|(width, height)| width.abs_diff(2 * height) <= SLACK && width >= 64)
    }

    /// The levels of its pyramid, the coarsest first; the finest has all pixels but a few at the edge.
    pub fn levels(&self) -> Vec<Level> {
        let Some((width, _)) = self.size else { return Vec::new() };
        let mut columns = LEAST;
        while width / columns > SIDE && columns < MOST {
            columns *= 2;
        }
        let side = (width / columns).min(SIDE);
        let levels = std::iter::successors(Some(LEAST), |columns| Some(columns * 2));
        levels.take_while(|&level| level <= columns).map(|columns| Level { columns, side }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::photo::Kind;

    fn of(width: u32, height: u32) -> Facts {
        Facts { size: Some((width, height)), ..Facts::new(Kind::Jpeg) }
    }

    #[test]
    fn a_pyramid_ends_with_the_photo_itself() {
        let levels = |width| of(width, width / 2).levels().iter().map(|level| level.size().0).collect::<Vec<_>>();
        assert_eq!(levels(2048), [2048]);
        assert_eq!(levels(5376), [2688, 5376]);
        assert_eq!(levels(11_968), [2992, 5984, 11_968]);
        assert_eq!(of(2048, 1024).levels()[0].tiles().count(), 8);
    }

    #[test]
    fn a_panorama_is_twice_as_wide_as_high() {
        assert!(of(2048, 1024).is_panorama() && of(2047, 1024).is_panorama());
        assert!(!of(2048, 1000).is_panorama() && !of(1024, 2048).is_panorama());
    }
}
