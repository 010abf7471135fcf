//! What a picture's file says about itself, without its pixels.

use serde::Serialize;

use super::metadata::{self, Found};
use super::{Fault, MOST_PIXELS};

/// What the bytes are, whatever the file's name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Kind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
    /// GIF.
    Gif,
    /// AVIF.
    Avif,
    /// SVG.
    Svg,
}

impl Kind {
    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Webp => "WebP",
            Self::Gif => "GIF",
            Self::Avif => "AVIF",
            Self::Svg => "SVG",
        }
    }

    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Self::Png => &["png"],
            Self::Webp => &["webp"],
            Self::Gif => &["gif"],
            Self::Avif => &["avif"],
            Self::Svg => &["svg"],
        }
    }

    /// Whether files of this kind end so, in letters of any case.
    pub fn has_ending(self, ending: &str) -> bool {
        self.endings().iter().any(|own| own.eq_ignore_ascii_case(ending))
    }

    /// Whether an ending is one of a picture, so that its file is looked into even when no page shows it.
    pub fn is_ending(ending: &str) -> bool {
        [Self::Jpeg, Self::Png, Self::Webp, Self::Gif, Self::Avif, Self::Svg].iter().any(|kind| kind.has_ending(ending))
    }
}

/// A picture as its head describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Facts {
    /// What it is.
    pub kind: Kind,
    /// Width and height in pixels once it stands upright; unknown for some drawings and for AVIF.
    pub size: Option<(u32, u32)>,
    /// EXIF's number for how it lies, 1 (upright) to 8.
    pub orientation: u8,
    /// One can see through it.
    pub alpha: bool,
    /// It has several frames.
    pub moving: bool,
    /// It tells more than what it shows: EXIF, XMP or IPTC.
    pub metadata: bool,
    /// It tells where it was taken.
    pub position: bool,
}

/// Why facts could not be had.
#[derive(Debug, PartialEq, Eq)]
pub enum Unread {
    /// The head was too short; the whole file is needed.
    Short,
    /// The file is at fault.
    Fault(Fault),
}

impl From<Fault> for Unread {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Facts {
    /// Of a kind, and nothing else known.
    #[cfg(test)]
    pub(super) fn new(kind: Kind) -> Self {
        Self { kind, size: None, orientation: 1, alpha: false, moving: false, metadata: false, position: false }
    }

    /// Bytes of a file's head that nearly always hold all there is to know of a JPEG.
    pub const HEAD: usize = 1 << 17;

    /// Reads a file, or its head.
    ///
    /// # Errors
    /// What is wrong with the file, or that the head says too little.
    pub fn read(bytes: &[u8], whole: bool) -> Result<Self, Unread> {
        let kind = sniff(bytes)?;
        let found = match kind {
            Kind::Jpeg => metadata::jpeg(bytes),
            // Their metadata may come last.
            Kind::Png | Kind::Webp if !whole => return Err(Unread::Short),
            Kind::Png => metadata::png(bytes),
            Kind::Webp => metadata::webp(bytes),
            Kind::Gif => metadata::gif(bytes),
            Kind::Avif => Some(Found::default()),
            Kind::Svg => Some(metadata::svg(bytes)),
        };
        let Some(found) = found else {
            return Err(if whole { Fault::short().into() } else { Unread::Short });
        };
        let orientation = found.exif.as_deref().map_or(1, metadata::orientation);
        if let Some((width, height)) = found.size {
            if width == 0 || height == 0 {
                return Err(Fault::Broken(format!("{width} × {height}")).into());
            }
            if kind != Kind::Svg && u64::from(width) * u64::from(height) > MOST_PIXELS {
                return Err(Fault::TooLarge(width, height).into());
            }
        }
        Ok(Self {
            kind,
            size: found.size.map(|(width, height)| if orientation >= 5 { (height, width) } else { (width, height) }),
            orientation,
            alpha: found.alpha,
            moving: found.moving,
            metadata: found.exif.is_some() || found.told,
            position: found.position || found.exif.as_deref().is_some_and(metadata::has_position),
        })
    }
}

/// What the first bytes say.
fn sniff(bytes: &[u8]) -> Result<Kind, Fault> {
    let brand = (bytes.get(4..8) == Some(b"ftyp")).then(|| bytes.get(8..12)).flatten();
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Ok(Kind::Jpeg),
        [0x89, b'P', b'N', b'G', ..] => Ok(Kind::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(Kind::Webp),
        [b'G', b'I', b'F', b'8', ..] => Ok(Kind::Gif),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Err(Fault::Unsupported("TIFF")),
        [b'B', b'M', ..] => Err(Fault::Unsupported("BMP")),
        [b'%', b'P', b'D', b'F', ..] => Err(Fault::Unsupported("PDF")),
        _ => match brand {
            Some(b"avif" | b"avis") => Ok(Kind::Avif),
            Some(b"heic" | b"heix" | b"hevc" | b"heim" | b"heis" | b"mif1" | b"msf1") => {
                Err(Fault::Unsupported("HEIC"))
            }
            Some(_) => Err(Fault::Unsupported("video")),
            None if metadata::is_svg(bytes) => Ok(Kind::Svg),
            None => Err(Fault::Broken("@picture.unknown".to_owned())),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Facts, Fault> {
        match Facts::read(bytes, true) {
            Ok(facts) => Ok(facts),
            Err(Unread::Fault(fault)) => Err(fault),
            Err(Unread::Short) => panic!("it is whole"),
        }
    }

    #[test]
    fn phones_formats_are_named() {
        assert_eq!(read(b"\0\0\0\x18ftypheic\0\0\0\0"), Err(Fault::Unsupported("HEIC")));
        assert_eq!(read(b"II*\0xxxx"), Err(Fault::Unsupported("TIFF")));
        assert_eq!(read(b"\0\0\0\x18ftypavif\0\0\0\0").map(|facts| facts.kind), Ok(Kind::Avif));
        assert!(matches!(read(b"word"), Err(Fault::Broken(_))));
        assert!(matches!(read(b""), Err(Fault::Broken(_))));
        assert!(matches!(read(b"\xFF\xD8\xFF"), Err(Fault::Broken(_))));
    }

    #[test]
    fn drawings_and_gifs_have_sizes_too() {
        let svg = |text: &str| read(text.as_bytes()).map(|facts| facts.size);
        assert_eq!(svg("<svg width=\"40px\" height='20.4'/>"), Ok(Some((40, 20))));
        assert_eq!(svg("<?xml version=\"1.0\"?>\n<!-- x --><svg viewBox=\"0 0 300 150\">"), Ok(Some((300, 150))));
        assert_eq!(svg("<svg width=\"100%\" height=\"100%\"/>"), Ok(None));
        assert_eq!(read(b"GIF89a\x10\x00\x08\x00\0\0\0").map(|facts| facts.size), Ok(Some((16, 8))));
    }

    #[test]
    fn a_few_bytes_may_not_claim_the_world() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        png.extend([0, 0, 0x40, 0, 0, 0, 0x40, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0]);
        png.extend(b"\0\0\0\0IEND\0\0\0\0");
        assert_eq!(read(&png), Err(Fault::TooLarge(16_384, 16_384)));
    }
}
