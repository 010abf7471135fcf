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

/// Above this size even Brotli's ninth level would take longer than all the rest of a build.
const LARGE: usize = 64 * 1024;

/// What the theme brings: a few files that nearly every visitor loads, and that seldom change. Brotli's best level makes the
/// map's code a tenth smaller, at two seconds of one processor for it, once.
const LASTING: &str = "assets/";

/// Brotli's level for a file.
fn level(path: &str, len: usize) -> i32 {
    if path.starts_with(LASTING) {
        11
    } else if len < LARGE {
        9
    } else {
        5
    }
}

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

    /// Its bytes for a file of that path; the same for the same input on every machine.
    pub fn compress(self, path: &str, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len() / 3 + 64);
        let written = match self {
            Self::Brotli => {
                let params = brotli::enc::BrotliEncoderParams {
                    quality: level(path, bytes.len()),
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
