//! `.br` and `.gz` beside text files, for hosts that serve them as they are.

use std::io::Write;

/// A compressed form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sibling {
    /// Brotli.
    Brotli,
    /// Gzip.
    Gzip,
}

/// Endings of files that shrink.
const SHRINKING: [&str; 12] =
    ["bin", "html", "css", "js", "json", "svg", "xml", "txt", "geojson", "csv", "webmanifest", "md"];

/// Above this size Brotli's best level would take longer than all the rest of a build.
const BEST_BELOW: usize = 64 * 1024;

/// Brotli's window, as a power of two: no larger than the file, since its tables are cleared for every file.
fn window(len: usize) -> i32 {
    (usize::BITS - len.leading_zeros()).clamp(10, 22) as i32
}

/// The compressed forms that a file gets.
pub fn siblings(path: &str) -> &'static [Sibling] {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    if SHRINKING.contains(&ending) { &[Sibling::Brotli, Sibling::Gzip] } else { &[] }
}

impl Sibling {
    /// Its path.
    pub fn path(self, of: &str) -> String {
        match self {
            Self::Brotli => format!("{of}.br"),
            Self::Gzip => format!("{of}.gz"),
        }
    }

    /// Its bytes; the same for the same input on every machine.
    pub fn compress(self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len() / 3 + 64);
        let written = match self {
            Self::Brotli => {
                let quality = if bytes.len() < BEST_BELOW { 9 } else { 5 };
                let params = brotli::enc::BrotliEncoderParams {
                    quality,
                    lgwin: window(bytes.len()),
                    size_hint: bytes.len(),
                    ..Default::default()
                };
                brotli::BrotliCompress(&mut &*bytes, &mut out, &params).map(drop)
            }
            Self::Gzip => {
                let mut encoder = flate2::write::GzEncoder::new(&mut out, flate2::Compression::new(9));
                encoder.write_all(bytes).and_then(|()| encoder.finish().map(drop))
            }
        };
        debug_assert!(written.is_ok(), "writing to memory can't fail");
        out
    }
}
