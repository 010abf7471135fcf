//! A drawing of few colours as a small PNG: a palette of at most 64, no filter, one deflate stream.

use libdeflater::{CompressionLvl, Compressor, Crc};
use rustc_hash::FxHashMap;
use tiny_skia::{Pixmap, PremultipliedColorU8};

/// Colours that differ by less than 1/32 of a channel are one; their mean stands for them, so that a plain area keeps its
/// own colour to the bit.
const BINS: usize = 1 << 15;

/// Colours of the palette: ten of the drawing, and what lies between two of them at edges. More make no difference to be seen.
const COLOURS: usize = 64;

/// Effort of compression; more makes files of this kind hardly smaller.
const LEVEL: i32 = 6;

/// The file.
pub(super) fn file(pixmap: &Pixmap) -> Vec<u8> {
    let (palette, index) = palette(pixmap.pixels());
    let width = pixmap.width() as usize;
    let mut rows = Vec::with_capacity((width + 1) * pixmap.height() as usize);
    for row in pixmap.pixels().chunks_exact(width) {
        rows.push(0);
        runs(row, |pixel, length| rows.resize(rows.len() + length, index[bin(pixel)]));
    }
    let mut compressor = Compressor::new(CompressionLvl::new(LEVEL).unwrap_or_default());
    let mut data = vec![0; compressor.zlib_compress_bound(rows.len())];
    let length = compressor.zlib_compress(&rows, &mut data).unwrap_or_default();
    data.truncate(length);

    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = [pixmap.width().to_be_bytes(), pixmap.height().to_be_bytes()].concat();
    // Eight bits an index into a palette; the only methods of compression and filtering; not interlaced.
    head.extend([8, 3, 0, 0, 0]);
    for (name, content) in [(b"IHDR", &head), (b"PLTE", &palette), (b"IDAT", &data), (b"IEND", &Vec::new())] {
        chunk(&mut file, *name, content);
    }
    file
}

fn chunk(file: &mut Vec<u8>, name: [u8; 4], content: &[u8]) {
    file.extend(u32::try_from(content.len()).unwrap_or_default().to_be_bytes());
    file.extend(name);
    file.extend(content);
    let mut crc = Crc::new();
    crc.update(&name);
    crc.update(content);
    file.extend(crc.sum().to_be_bytes());
}

/// The bin of an opaque pixel.
fn bin(pixel: PremultipliedColorU8) -> usize {
    let [red, green, blue] = [pixel.red(), pixel.green(), pixel.blue()].map(|channel| usize::from(channel >> 3));
    red << 10 | green << 5 | blue
}

/// Equal neighbours together: nearly all of a card is plain.
fn runs(pixels: &[PremultipliedColorU8], mut each: impl FnMut(PremultipliedColorU8, usize)) {
    pixels.chunk_by(|a, b| a == b).for_each(|run| each(run[0], run.len()));
}

/// The most frequent colours, and which of them stands for each bin.
fn palette(pixels: &[PremultipliedColorU8]) -> (Vec<u8>, Vec<u8>) {
    let mut sums: FxHashMap<usize, [u32; 4]> = FxHashMap::default();
    runs(pixels, |pixel, length| {
        let length = length as u32;
        let [red, green, blue, count] = sums.entry(bin(pixel)).or_default();
        *red += u32::from(pixel.red()) * length;
        *green += u32::from(pixel.green()) * length;
        *blue += u32::from(pixel.blue()) * length;
        *count += length;
    });
    let mut used: Vec<(usize, [u32; 4])> = sums.into_iter().collect();
    used.sort_unstable_by_key(|&(bin, [.., count])| (std::cmp::Reverse(count), bin));
    let mean = |[red, green, blue, count]: [u32; 4]| [red, green, blue].map(|sum| ((sum + count / 2) / count) as u8);
    let colours: Vec<[u8; 3]> = used.iter().take(COLOURS).map(|&(_, sum)| mean(sum)).collect();
    let mut index = vec![0; BINS];
    for (at, &(bin, sum)) in used.iter().enumerate() {
        let nearest = || {
            let wanted = mean(sum);
            (0..colours.len()).min_by_key(|&other| distance(colours[other], wanted)).unwrap_or_default()
        };
        index[bin] = if at < colours.len() { at } else { nearest() } as u8;
    }
    (colours.concat(), index)
}

fn distance(a: [u8; 3], b: [u8; 3]) -> u32 {
    a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
}
