//! Small pictures as cameras and phones write them, made on the spot.

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, Rgb, RgbImage};

/// EXIF of a picture that was taken at a place in Dương Xá: how it lies, and where.
pub const LATITUDE: [u8; 8] = 20_995_511_u64.to_le_bytes();

/// Sky over ground, a red corner at the top left and a blue one at the top right: it shows how it is turned.
pub fn view(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, y| {
        let corner = x.min(width - 1 - x) < width / 4 && y < height / 4;
        match (corner, x < width / 2, y < height / 2) {
            (true, true, _) => Rgb([220, 30, 30]),
            (true, false, _) => Rgb([30, 30, 220]),
            (_, _, true) => Rgb([150, 190, 220]),
            _ => Rgb([90, 130, 60]),
        }
    })
    .into()
}

/// A JPEG without metadata.
pub fn jpeg(picture: &DynamicImage) -> Vec<u8> {
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 80).encode_image(picture).expect("it is encoded");
    file
}

/// A JPEG with EXIF behind its first mark.
pub fn with_exif(jpeg: &[u8], exif: &[u8]) -> Vec<u8> {
    let mut file = jpeg[..2].to_vec();
    file.extend([0xFF, 0xE1]);
    file.extend(u16::try_from(exif.len() + 8).expect("a segment").to_be_bytes());
    file.extend(b"Exif\0\0");
    file.extend(exif);
    file.extend(&jpeg[2..]);
    file
}

/// EXIF: how the picture lies, and a directory of positions with one latitude, when asked for.
pub fn exif(orientation: u16, position: bool) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        let mut bytes = tag.to_le_bytes().to_vec();
        bytes.extend(kind.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(value.to_le_bytes());
        bytes
    };
    let mut entries = entry(0x0112, 3, 1, u32::from(orientation));
    let count: u16 = if position { 2 } else { 1 };
    let after = 8 + 2 + u32::from(count) * 12 + 4;
    if position {
        entries.extend(entry(0x8825, 4, 1, after));
    }
    tiff.extend(count.to_le_bytes());
    tiff.extend(&entries);
    tiff.extend([0; 4]);
    if position {
        tiff.extend(1_u16.to_le_bytes());
        tiff.extend(entry(2, 5, 1, after + 18));
        tiff.extend([0; 4]);
        tiff.extend(LATITUDE);
    }
    tiff
}

/// A picture as a phone writes it, lying on its side, with its position.
pub fn from_phone(width: u32, height: u32, orientation: u16) -> Vec<u8> {
    with_exif(&jpeg(&view(width, height)), &exif(orientation, true))
}
