//! The parts that a picture's file is made of: its size, how it lies, and what it tells besides what it shows.
//!
//! Sources: ITU T.81 annex B (JPEG), W3C PNG 3rd edition, RFC 9649 (WebP), Exif 2.32 section 4.6 (TIFF directories).

use std::borrow::Cow;

/// What a walk over the parts finds.
#[derive(Debug, Default)]
pub(super) struct Found<'a> {
    /// Width and height as stored.
    pub size: Option<(u32, u32)>,
    /// EXIF: a TIFF file of its own.
    pub exif: Option<Cow<'a, [u8]>>,
    /// XMP or IPTC. Comments and a program's name, as every editor leaves them, are not counted.
    pub told: bool,
    /// A position in XMP.
    pub position: bool,
    /// It has an alpha channel.
    pub alpha: bool,
    /// It has several frames.
    pub moving: bool,
}

impl<'a> Found<'a> {
    fn xmp(&mut self, packet: &[u8]) {
        self.told = true;
        self.position |= memchr::memmem::find(packet, b"GPSL").is_some();
    }

    fn tiff(&mut self, bytes: &'a [u8]) {
        // Some writers keep JPEG's mark before it in other formats, too.
        self.exif = Some(Cow::Borrowed(bytes.strip_prefix(b"Exif\0\0").unwrap_or(bytes)));
    }
}

/// A JPEG up to where its pixels begin; `None` when the bytes end before.
pub(super) fn jpeg(bytes: &[u8]) -> Option<Found<'_>> {
    let mut found = Found::default();
    walk_jpeg(bytes, |marker, body| match marker {
        // Start of frame, but for the tables that have numbers in the same range.
        0xC0..=0xCF if ![0xC4, 0xC8, 0xCC].contains(&marker) => {
            found.size = Some((u16_at(body, 3)?.into(), u16_at(body, 1)?.into()));
            Some(())
        }
        0xE1 if body.starts_with(b"Exif\0\0") => {
            found.tiff(body);
            Some(())
        }
        0xE1 => {
            found.xmp(body);
            Some(())
        }
        // Photoshop's, where IPTC stands.
        0xED => {
            found.told = true;
            Some(())
        }
        _ => Some(()),
    })?;
    found.size.is_some().then_some(found)
}

/// Whether a JPEG has an end. Inside its pixels no such mark can stand: a byte FF there is always followed by 00 or by
/// a restart mark.
pub(super) fn jpeg_has_end(bytes: &[u8]) -> bool {
    walk_jpeg(bytes, |_, _| Some(()))
        .is_some_and(|pixels| memchr::memmem::rfind(&bytes[pixels..], &[0xFF, 0xD9]).is_some())
}

/// Whether a JPEG that is not progressive has its colours one after the other.
pub(super) fn jpeg_has_apart_scans(bytes: &[u8]) -> bool {
    let (mut sequential, mut in_frame, mut in_scan) = (false, 0, 0);
    let walked = walk_jpeg(bytes, |marker, body| {
        match marker {
            0xC0 | 0xC1 => (sequential, in_frame) = (true, *body.get(5)?),
            0xDA => in_scan = *body.first()?,
            _ => {}
        }
        Some(())
    });
    walked.is_some() && sequential && in_scan < in_frame
}

/// Shows each segment before the pixels; the offset where these begin.
fn walk_jpeg<'a>(bytes: &'a [u8], mut segment: impl FnMut(u8, &'a [u8]) -> Option<()>) -> Option<usize> {
    let mut at = 2;
    loop {
        while *bytes.get(at)? != 0xFF {
            at += 1;
        }
        while *bytes.get(at)? == 0xFF {
            at += 1;
        }
        let marker = *bytes.get(at)?;
        at += 1;
        // Marks without a body.
        if matches!(marker, 0x00 | 0x01 | 0xD0..=0xD8) {
            continue;
        }
        let length = usize::from(u16_at(bytes, at)?);
        let body = bytes.get(at + 2..at + length.max(2))?;
        segment(marker, body)?;
        at += length.max(2);
        if marker == 0xDA {
            return Some(at);
        }
    }
}

/// A PNG.
pub(super) fn png(bytes: &[u8]) -> Option<Found<'_>> {
    let mut found = Found::default();
    let mut at = 8;
    while let Some(kind) = bytes.get(at + 4..at + 8) {
        let length = usize::try_from(u32_be(bytes, at)?).ok()?;
        let body = bytes.get(at + 8..at.checked_add(8)?.checked_add(length)?)?;
        match kind {
            b"IHDR" => {
                found.size = Some((u32_be(body, 0)?, u32_be(body, 4)?));
                found.alpha = matches!(body.get(9)?, 4 | 6);
            }
            b"tRNS" => found.alpha = true,
            b"acTL" => found.moving = true,
            b"eXIf" => found.tiff(body),
            b"iTXt" if body.starts_with(b"XML:com.adobe.xmp\0") => found.xmp(body),
            b"IEND" => break,
            _ => {}
        }
        at += 12 + length;
    }
    found.size.is_some().then_some(found)
}

/// A WebP.
pub(super) fn webp(bytes: &[u8]) -> Option<Found<'_>> {
    let mut found = Found::default();
    let mut at = 12;
    while let Some(kind) = bytes.get(at..at + 4) {
        let length = usize::try_from(u32_le(bytes, at + 4)?).ok()?;
        let body = bytes.get(at + 8..at.checked_add(8)?.checked_add(length)?)?;
        match kind {
            b"VP8X" => {
                let size = |from| Some(1 + (u32_le(body, from)? & 0xFF_FFFF));
                found.size = Some((size(4)?, 1 + (u32_le(body, 6)? >> 8)));
                found.alpha = body[0] & 0x10 != 0;
                found.moving = body[0] & 0x02 != 0;
            }
            b"VP8 " if found.size.is_none() => {
                let side =
                    |from| Some(u32::from(body.get(from).copied()?) | u32::from(body.get(from + 1)? & 0x3F) << 8);
                found.size = Some((side(6)?, side(8)?));
            }
            b"VP8L" => {
                let bits = u32_le(body, 1)?;
                found.size = found.size.or(Some((1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))));
                found.alpha |= bits >> 28 & 1 == 1;
            }
            b"EXIF" => found.tiff(body),
            b"XMP " => found.xmp(body),
            _ => {}
        }
        at += 8 + length + length % 2;
    }
    found.size.is_some().then_some(found)
}

/// A GIF. Left as it is, so whether it moves does not matter.
pub(super) fn gif(bytes: &[u8]) -> Option<Found<'_>> {
    let side = |at| Some(u32::from(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])));
    Some(Found { size: Some((side(6)?, side(8)?)), ..Found::default() })
}

/// Whether text begins as an SVG does.
pub(super) fn is_svg(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let text = head.trim_ascii_start();
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    text.starts_with(b"<") && memchr::memmem::find(head, b"<svg").is_some()
}

/// An SVG: its width and height in pixels, else those of its view.
pub(super) fn svg(bytes: &[u8]) -> Found<'_> {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(1 << 14)]);
    let tag = text.find("<svg").map_or("", |at| &text[at + 4..]);
    let tag = &tag[..tag.find('>').unwrap_or(tag.len())];
    let pixels = |name| {
        let value: f64 = attribute(tag, name)?.trim_end_matches("px").trim().parse().ok()?;
        whole(value)
    };
    let view = || {
        let mut numbers = attribute(tag, "viewBox")?.split([' ', ',']).filter(|part| !part.is_empty()).skip(2);
        Some((whole(numbers.next()?.parse().ok()?)?, whole(numbers.next()?.parse().ok()?)?))
    };
    Found { size: pixels("width").zip(pixels("height")).or_else(view), ..Found::default() }
}

/// The value of an attribute in the text of a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.match_indices(name).find_map(|(at, _)| {
        let own = tag[..at].ends_with(|c: char| c.is_ascii_whitespace());
        let value = tag[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|quote| own && ['"', '\''].contains(quote))?;
        value[1..].split(quote).next()
    })
}

fn whole(value: f64) -> Option<u32> {
    let rounded = value.round();
    // Within what a page can show, so the cast loses nothing.
    (1.0..=65_535.0).contains(&rounded).then_some(rounded as u32)
}

/// EXIF's orientation, 1 where it says nothing or nonsense.
pub(super) fn orientation(tiff: &[u8]) -> u8 {
    const ORIENTATION: u16 = 0x0112;
    let value = entry(tiff, ORIENTATION).and_then(|(value, _)| u8::try_from(value).ok());
    value.filter(|value| (1..=8).contains(value)).unwrap_or(1)
}

/// Whether EXIF has a directory of positions.
pub(super) fn has_position(tiff: &[u8]) -> bool {
    const POSITIONS: u16 = 0x8825;
    entry(tiff, POSITIONS).is_some()
}

/// The value of an entry of the first directory, as a short and as a long.
fn entry(tiff: &[u8], wanted: u16) -> Option<(u16, u32)> {
    let little = match tiff.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = [*tiff.get(at)?, *tiff.get(at + 1)?];
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let long = |at: usize| if little { u32_le(tiff, at) } else { u32_be(tiff, at) };
    let directory = usize::try_from(long(4)?).ok()?;
    let count = usize::from(short(directory)?);
    (0..count).find_map(|number| {
        let at = directory.checked_add(2 + number * 12)?;
        (short(at)? == wanted).then_some(())?;
        Some((short(at + 8)?, long(at + 8)?))
    })
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))
}

fn u32_be(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn u32_le(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}
