//! Pictures: what is in a file, and the smaller ones that are made of it. It knows bytes and pixels; no page, no address.
//!
//! [`Facts`] come from a file's head and are cheap: pages need a picture's size, never its pixels. Pixels are read in a
//! [`Darkroom`], which keeps a few pictures at hand and holds the memory of all that are read at once within bounds.

mod darkroom;
mod develop;
mod drawing;
mod facts;
mod metadata;
mod panorama;

pub use darkroom::Darkroom;
pub use drawing::active;
pub use facts::{Facts, Kind, Unread};
pub use panorama::{Level, Tile};

use serde::Serialize;

use crate::diagnostics::{Diagnostic, code};

/// Widths of the responsive set: a phone, a tablet or a column of text, and that column on a dense screen.
const WIDTHS: [u32; 3] = [480, 960, 1440];
/// Up to this width a picture is published as it is, when there is nothing to take out of it.
const SMALL: u32 = 480;
/// What WebP can hold in one direction.
const LONGEST: u32 = 16_383;
/// Pixels beyond which a file is refused: a few bytes may claim to be as large as they like.
const MOST_PIXELS: u64 = 100_000_000;
/// Width of the blurred stand-in: enough for sky, ground and where faces are, in about 150 bytes.
const VEIL: u32 = 24;
/// Part of every derived picture's name and key: another number gives all of them other names.
pub const PROCESS: u32 = 1;

/// What a picture can be made into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Plate {
    /// WebP, what nearly every browser takes.
    Webp,
    /// JPEG, for the others, for feeds and for networks that show a page's picture.
    Jpeg,
    /// PNG instead of JPEG, for pictures that one can see through.
    Png,
    /// A tiny WebP that stands in until the picture is there.
    Veil,
}

impl Plate {
    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Webp | Self::Veil => "webp",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }

    /// Its media type.
    pub fn media(self) -> &'static str {
        match self {
            Self::Webp | Self::Veil => "image/webp",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }
}

/// Why a file is no picture for a portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It can't be read, or not to its end; what the reader said.
    Broken(String),
    /// A format that browsers don't show.
    Unsupported(&'static str),
    /// More pixels than anything should have: width and height.
    TooLarge(u32, u32),
}

impl Fault {
    /// A file that ends too early.
    pub fn short() -> Self {
        Self::Broken("@picture.short".to_owned())
    }

    /// As a finding about a file.
    pub fn told(&self, name: &str) -> Diagnostic {
        match self {
            Self::Broken(reason) => Diagnostic::error(code::BROKEN_PICTURE).arg("name", name).arg("reason", reason),
            Self::Unsupported(format) => {
                Diagnostic::error(code::UNSHOWN_PICTURE).arg("name", name).arg("format", format)
            }
            Self::TooLarge(width, height) => Diagnostic::error(code::HUGE_PICTURE)
                .arg("name", name)
                .arg("width", width)
                .arg("height", height)
                .arg("most", MOST_PIXELS / 1_000_000),
        }
    }
}

impl Facts {
    /// The widths that a picture is made in, the least first: never wider than it is, and its own width where that is
    /// clearly more than the next smaller one.
    pub fn widths(&self) -> Vec<u32> {
        let Some((width, height)) = self.size else { return Vec::new() };
        let by_height = u64::from(LONGEST) * u64::from(width) / u64::from(height.max(1));
        let most = width.min(u32::try_from(by_height).unwrap_or(u32::MAX)).max(1);
        let mut widths: Vec<u32> = WIDTHS.into_iter().filter(|&standard| standard <= most).collect();
        let last = widths.last().copied().unwrap_or_default();
        if last < WIDTHS[WIDTHS.len() - 1] && most > last + last / 5 {
            widths.push(most);
        }
        widths
    }

    /// The height at a width.
    pub fn height_at(&self, at: u32) -> u32 {
        let (width, height) = self.size.unwrap_or((1, 1));
        let scaled = (u64::from(height) * u64::from(at) + u64::from(width) / 2) / u64::from(width.max(1));
        u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
    }

    /// Whether smaller pictures are made of it and published in its place. A small one is left as it is, unless it
    /// tells where or with what it was taken, lies on its side, or bears another format's name. Drawings, moving
    /// pictures and AVIF are left as they are.
    pub fn is_developed(&self, ending: &str) -> bool {
        let still = matches!(self.kind, Kind::Jpeg | Kind::Png | Kind::Webp) && !self.moving;
        let wide = self.size.is_some_and(|(width, _)| width > SMALL);
        still && (wide || self.metadata || self.orientation != 1 || !self.kind.has_ending(ending))
    }

    /// What takes the place of WebP where that is not understood.
    pub fn fallback(&self) -> Plate {
        if self.alpha { Plate::Png } else { Plate::Jpeg }
    }

    /// The width of the blurred stand-in; none for what can be seen through, where it would show behind.
    pub fn veil(&self) -> Option<u32> {
        (!self.alpha && self.size.is_some_and(|(width, _)| width > VEIL)).then_some(VEIL)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(width: u32, height: u32) -> Facts {
        Facts { size: Some((width, height)), ..Facts::new(Kind::Jpeg) }
    }

    #[test]
    fn widths_never_exceed_the_source() {
        assert_eq!(of(4000, 3000).widths(), [480, 960, 1440]);
        assert_eq!(of(1440, 10).widths(), [480, 960, 1440]);
        assert_eq!(of(1300, 10).widths(), [480, 960, 1300]);
        assert_eq!(of(1000, 10).widths(), [480, 960]);
        assert_eq!(of(700, 10).widths(), [480, 700]);
        assert_eq!(of(500, 10).widths(), [480]);
        assert_eq!(of(300, 10).widths(), [300]);
        assert_eq!(of(1, 1).widths(), [1]);
        // A strip that WebP can't hold at full width.
        assert_eq!(of(1000, 20_000).widths(), [480, 819]);
        assert_eq!(of(1, 60_000).widths(), [1]);
    }

    #[test]
    fn heights_keep_the_shape() {
        assert_eq!(of(4000, 3000).height_at(480), 360);
        assert_eq!(of(3000, 4001).height_at(960), 1280);
        assert_eq!(of(60_000, 1).height_at(480), 1);
    }

    #[test]
    fn small_ones_stay_as_they_are_unless_they_tell_something() {
        let small = of(480, 300);
        assert!(!small.is_developed("jpg") && !small.is_developed("JPEG"));
        assert!(small.is_developed("png"));
        assert!(Facts { metadata: true, ..small.clone() }.is_developed("jpg"));
        assert!(Facts { orientation: 6, ..small }.is_developed("jpg"));
        assert!(of(481, 300).is_developed("jpg"));
        assert!(!Facts { moving: true, ..of(900, 900) }.is_developed("jpg"));
        assert!(!Facts { kind: Kind::Svg, ..of(900, 900) }.is_developed("svg"));
    }
}
