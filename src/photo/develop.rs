//! From a file's bytes to pixels, and from pixels to the files that are published.
//!
//! Only pixels go from one to the other, so nothing that a camera or a phone wrote beside them can be published.

use std::io::Cursor;

use fast_image_resize::images::Image;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::{PngDecoder, PngEncoder};
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, RgbImage, RgbaImage};
use jpeg_encoder::{ColorType, SamplingFactor};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use super::{Facts, Fault, Kind, Plate, Tile, metadata};

/// libwebp's own default: what people call "no visible loss" of a photo at normal size.
const WEBP_QUALITY: f32 = 75.0;
/// Looks like WebP at 75, and is for the few.
const JPEG_QUALITY: u8 = 78;
/// The stand-in is blurred anyway.
const VEIL_QUALITY: f32 = 40.0;

/// Upright pixels in sRGB, as wide as the widest picture that is made of them.
pub(super) struct Print {
    pixels: DynamicImage,
}

impl Print {
    /// Reads a file's pixels and takes of them what is needed.
    pub(super) fn of(bytes: &[u8], facts: &Facts) -> Result<Self, Fault> {
        let widest = facts.widths().last().copied().unwrap_or(1);
        Self::sized(bytes, facts, (widest, facts.height_at(widest)))
    }

    /// The same at a size: for what is cut into tiles.
    pub(super) fn sized(bytes: &[u8], facts: &Facts, (width, height): (u32, u32)) -> Result<Self, Fault> {
        if facts.kind == Kind::Jpeg {
            // The decoder shows grey where a JPEG ends early, as browsers do.
            if !metadata::jpeg_has_end(bytes) {
                return Err(Fault::short());
            }
            // zune-jpeg 0.5 mixes their colours up. No camera writes such files.
            if metadata::jpeg_has_apart_scans(bytes) {
                return Err(broken("@picture.scans"));
            }
        }
        let (pixels, profile) = match facts.kind {
            Kind::Png => decode(PngDecoder::new(Cursor::new(bytes)))?,
            Kind::Webp => decode(WebPDecoder::new(Cursor::new(bytes)))?,
            _ => decode(JpegDecoder::new(Cursor::new(bytes)))?,
        };
        let grey = !pixels.color().has_color();
        // Made smaller first: there is then a tenth of the pixels to turn and to convert.
        let (width, height) = if facts.orientation >= 5 { (height, width) } else { (width, height) };
        let mut pixels = resized(flat(pixels, facts.alpha), width, height)?;
        if let Some(profile) = profile.filter(|_| !grey) {
            into_srgb(&mut pixels, &profile);
        }
        if let Some(orientation) = Orientation::from_exif(facts.orientation) {
            pixels.apply_orientation(orientation);
        }
        Ok(Self { pixels })
    }

    /// A square of it as WebP: the tile of a panorama.
    pub(super) fn tile(&self, tile: Tile) -> Result<Vec<u8>, Fault> {
        let side = tile.level.side;
        webp(&self.pixels.crop_imm(tile.column * side, tile.row * side, side, side), Some(WEBP_QUALITY))
    }

    /// A picture of a width, as a file.
    pub(super) fn plate(&self, facts: &Facts, width: u32, plate: Plate) -> Result<Vec<u8>, Fault> {
        let height = facts.height_at(width);
        let scaled;
        let pixels = if (self.pixels.width(), self.pixels.height()) == (width, height) {
            &self.pixels
        } else {
            scaled = resized(self.pixels.clone(), width, height)?;
            &scaled
        };
        match plate {
            Plate::Webp if facts.kind == Kind::Png => smaller(pixels),
            Plate::Webp => webp(pixels, Some(WEBP_QUALITY)),
            Plate::Veil => webp(pixels, Some(VEIL_QUALITY)),
            Plate::Jpeg => jpeg(pixels),
            Plate::Png => png(pixels),
        }
    }
}

fn broken(error: impl std::fmt::Display) -> Fault {
    Fault::Broken(error.to_string())
}

fn decode<D: ImageDecoder>(decoder: image::ImageResult<D>) -> Result<(DynamicImage, Option<Vec<u8>>), Fault> {
    let mut decoder = decoder.map_err(broken)?;
    // A profile that can't be read is no reason to refuse a picture that can.
    let profile = decoder.icc_profile().ok().flatten();
    Ok((DynamicImage::from_decoder(decoder).map_err(broken)?, profile))
}

/// Eight bits a channel, with alpha or without.
fn flat(pixels: DynamicImage, alpha: bool) -> DynamicImage {
    if alpha { pixels.into_rgba8().into() } else { pixels.into_rgb8().into() }
}

fn resized(pixels: DynamicImage, width: u32, height: u32) -> Result<DynamicImage, Fault> {
    if (pixels.width(), pixels.height()) == (width, height) {
        return Ok(pixels);
    }
    let alpha = pixels.color().has_alpha();
    let kind = if alpha { PixelType::U8x4 } else { PixelType::U8x3 };
    let from = Image::from_vec_u8(pixels.width(), pixels.height(), pixels.into_bytes(), kind).map_err(broken)?;
    let mut to = Image::new(width, height, kind);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    Resizer::new().resize(&from, &mut to, &options).map_err(broken)?;
    let pixels = to.into_vec();
    let resized = if alpha {
        RgbaImage::from_raw(width, height, pixels).map(DynamicImage::from)
    } else {
        RgbImage::from_raw(width, height, pixels).map(DynamicImage::from)
    };
    resized.ok_or_else(|| broken("size"))
}

/// Phones photograph in Display P3, and a file without its profile is taken for sRGB: the colours would fade. Profiles
/// of other colour spaces (CMYK, which the decoder has already converted) and those that can't be read are left alone.
fn into_srgb(pixels: &mut DynamicImage, profile: &[u8]) {
    let Ok(from) = ColorProfile::new_from_slice(profile) else { return };
    if from.color_space != DataColorSpace::Rgb {
        return;
    }
    let layout = if pixels.color().has_alpha() { Layout::Rgba } else { Layout::Rgb };
    let to = ColorProfile::new_srgb();
    let Ok(transform) = from.create_transform_8bit(layout, &to, layout, TransformOptions::default()) else { return };
    let source = pixels.as_bytes().to_vec();
    let target: Option<&mut [u8]> = match pixels {
        DynamicImage::ImageRgb8(pixels) => Some(pixels),
        DynamicImage::ImageRgba8(pixels) => Some(pixels),
        _ => None,
    };
    if let Some(target) = target
        && transform.transform(&source, target).is_err()
    {
        target.copy_from_slice(&source);
    }
}

/// A PNG may be a drawing with sharp edges, which is often smaller when nothing is lost, or a photo, which never is.
fn smaller(pixels: &DynamicImage) -> Result<Vec<u8>, Fault> {
    let (lossy, lossless) = (webp(pixels, Some(WEBP_QUALITY))?, webp(pixels, None)?);
    Ok(if lossless.len() <= lossy.len() { lossless } else { lossy })
}

/// WebP of a quality, or without loss.
fn webp(pixels: &DynamicImage, quality: Option<f32>) -> Result<Vec<u8>, Fault> {
    let (bytes, width, height) = (pixels.as_bytes(), pixels.width(), pixels.height());
    let encoder = if pixels.color().has_alpha() {
        webp::Encoder::from_rgba(bytes, width, height)
    } else {
        webp::Encoder::from_rgb(bytes, width, height)
    };
    let mut settings = webp::WebPConfig::new().map_err(|()| broken("libwebp"))?;
    match quality {
        Some(quality) => settings.quality = quality,
        // Of the ten grades of effort for lossless files one that takes about as long as the lossy file.
        None => (settings.lossless, settings.method, settings.quality) = (1, 2, 50.0),
    }
    let file = encoder.encode_advanced(&settings).map_err(|error| broken(format!("{error:?}")))?;
    Ok(file.to_vec())
}

fn jpeg(pixels: &DynamicImage) -> Result<Vec<u8>, Fault> {
    let side = |length: u32| u16::try_from(length).map_err(broken);
    let mut file = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut file, JPEG_QUALITY);
    // Without tables of its own, which this encoder writes as three scans: correct, but some readers get them wrong.
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.encode(pixels.as_bytes(), side(pixels.width())?, side(pixels.height())?, ColorType::Rgb).map_err(broken)?;
    Ok(file)
}

fn png(pixels: &DynamicImage) -> Result<Vec<u8>, Fault> {
    let mut file = Vec::new();
    PngEncoder::new(&mut file)
        .write_image(pixels.as_bytes(), pixels.width(), pixels.height(), ExtendedColorType::from(pixels.color()))
        .map_err(broken)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(kind: Kind, width: u32, height: u32) -> Facts {
        Facts { size: Some((width, height)), ..Facts::new(kind) }
    }

    fn green(width: u32, height: u32) -> DynamicImage {
        RgbImage::from_fn(width, height, |x, y| image::Rgb([(x % 200) as u8, 180, (y % 100) as u8])).into()
    }

    /// A JPEG with a profile: the pixels of Display P3 are meant, and sRGB comes out.
    #[test]
    fn colours_of_phones_become_srgb() {
        let pixels: DynamicImage = RgbImage::from_pixel(64, 64, image::Rgb([200, 60, 60])).into();
        let mut file = Vec::new();
        let mut encoder = jpeg_encoder::Encoder::new(&mut file, 95);
        encoder.add_icc_profile(&ColorProfile::new_display_p3().encode().expect("a profile")).expect("it fits");
        encoder.encode(pixels.as_bytes(), 64, 64, ColorType::Rgb).expect("it is encoded");
        let facts = facts(Kind::Jpeg, 64, 64);
        let print = Print::of(&file, &facts).expect("a picture");
        let [red, green, blue] = print.pixels.to_rgb8().get_pixel(32, 32).0;
        // 200, 60, 60 of Display P3 is 217, 38, 51 of sRGB.
        assert!(red.abs_diff(217) < 4 && green.abs_diff(38) < 6 && blue.abs_diff(51) < 6, "{red} {green} {blue}");
        for plate in [Plate::Webp, Plate::Jpeg, Plate::Veil] {
            let made = print.plate(&facts, 24, plate).expect("it is made");
            assert!(!made.windows(4).any(|part| part == b"ICCP" || part == b"ICC_"), "{plate:?}");
        }
    }

    #[test]
    fn a_drawing_loses_nothing() {
        let drawing = RgbImage::from_fn(300, 300, |x, _| image::Rgb([if x < 150 { 255 } else { 0 }; 3]));
        let facts = facts(Kind::Png, 300, 300);
        let print = Print::of(&png(&drawing.clone().into()).expect("a PNG"), &facts).expect("a picture");
        let made = print.plate(&facts, 300, Plate::Webp).expect("it is made");
        assert_eq!(image::load_from_memory(&made).expect("a WebP").to_rgb8(), drawing);
    }

    /// Whatever is done to a file, it is read or refused.
    #[test]
    fn damage_is_no_accident() {
        let pixels = green(90, 70);
        let files = [
            (Kind::Jpeg, jpeg(&pixels).expect("a JPEG")),
            (Kind::Png, png(&pixels).expect("a PNG")),
            (Kind::Webp, webp(&pixels, Some(50.0)).expect("a WebP")),
            (Kind::Webp, webp(&pixels, None).expect("a WebP")),
        ];
        for (kind, file) in files {
            let whole = Facts::read(&file, true).expect("facts");
            assert_eq!((whole.kind, whole.size), (kind, Some((90, 70))));
            for at in 0..file.len() {
                // A PNG that lacks its last, empty part alone is whole enough.
                if let Ok(facts) = Facts::read(&file[..at], true)
                    && at + 12 < file.len()
                {
                    assert!(Print::of(&file[..at], &facts).is_err(), "{kind:?} cut at {at} of {}", file.len());
                }
                let mut damaged = file.clone();
                damaged[at] ^= 0xFF;
                if let Ok(facts) = Facts::read(&damaged, true)
                    && facts.size.is_some_and(|(width, height)| width * height < 1 << 20)
                {
                    let _ = Print::of(&damaged, &facts).map(|print| print.plate(&facts, 24, Plate::Webp));
                }
            }
        }
    }
}
