//! Content digests: the only notion of "the same bytes" in the house.

use std::cell::RefCell;
use std::fmt;
use std::io::Read;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// A 128-bit BLAKE3 digest. Long enough that two inputs of one site never share it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 16]);

impl Digest {
    /// The digest of one byte string.
    pub fn of(bytes: &[u8]) -> Self {
        let mut hasher = Hasher::default();
        hasher.write(bytes);
        hasher.finish()
    }

    /// The digest of everything that can be read from a stream; the same as of the bytes in one piece.
    ///
    /// # Errors
    /// What the reader can't read.
    pub fn of_stream(stream: &mut impl Read) -> std::io::Result<Self> {
        let mut hasher = Hasher::default();
        let mut piece = vec![0; 256 * 1024];
        loop {
            match stream.read(&mut piece)? {
                0 => return Ok(hasher.finish()),
                read => hasher.write(&piece[..read]),
            }
        }
    }

    /// The digest of a serialisable value, through its JSON form.
    ///
    /// # Panics
    /// Never for the house's own views: they serialise to JSON by construction.
    pub fn of_value<T: Serialize + ?Sized>(value: &T) -> Self {
        thread_local! {
            // A serialiser writes token by token; a digest is faster over one piece.
            static JSON: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
        }
        JSON.with_borrow_mut(|json| {
            json.clear();
            serde_json::to_writer(&mut *json, value).expect("views serialise to JSON");
            Self::of(json)
        })
    }

    /// The digest itself, as part of another.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// What [`Digest::as_bytes`] gave.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Reads what [`fmt::Display`] wrote; `None` when it is no digest.
    pub fn parse(hex: &str) -> Option<Self> {
        if hex.len() != 32 || !hex.is_ascii() {
            return None;
        }
        let nibble = |digit: u8| char::from(digit).to_digit(16).and_then(|nibble| u8::try_from(nibble).ok());
        let mut bytes = [0; 16];
        for (byte, pair) in bytes.iter_mut().zip(hex.as_bytes().chunks(2)) {
            *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
        }
        Some(Self(bytes))
    }

    /// Eight hexadecimal digits: enough to tell two versions of one asset apart in its file name.
    pub fn short(&self) -> String {
        self.to_string()[..8].to_owned()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(self.0, f)
    }
}

/// In one piece: a ledger has a hundred thousand of them.
fn write_hex<const N: usize>(bytes: [u8; N], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let hex = bytes.map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    f.write_str(std::str::from_utf8(hex.as_flattened()).unwrap_or_default())
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A SHA-256 (FIPS 180-4): what browsers check a file against. Serialises as they expect it, `sha256-` and Base64.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Sha256([u8; 32]);

impl Sha256 {
    /// Of one byte string.
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest as _;
        Self(sha2::Sha256::digest(bytes).into())
    }

    /// Reads what [`fmt::LowerHex`] wrote; `None` when it is none.
    pub fn parse(hex: &str) -> Option<Self> {
        let (first, last) = hex.split_at_checked(32)?;
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(Digest::parse(first)?.as_bytes());
        bytes[16..].copy_from_slice(Digest::parse(last)?.as_bytes());
        Some(Self(bytes))
    }
}

impl fmt::LowerHex for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(self.0, f)
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::LowerHex::fmt(self, f)
    }
}

/// As the attribute `integrity` has it (W3C Subresource Integrity, 3.1).
impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use ct_codecs::Encoder as _;
        let text = ct_codecs::Base64::encode_to_string(self.0).map_err(|_| fmt::Error)?;
        write!(f, "sha256-{text}")
    }
}

impl Serialize for Sha256 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A value with its digest, which it serialises as: for what many views hold alike, so that it is digested once.
#[derive(Clone, Debug)]
pub struct Sealed<T> {
    digest: Digest,
    value: Arc<T>,
}

impl<T: Serialize> Sealed<T> {
    /// Takes the digest.
    pub fn new(value: T) -> Self {
        Self { digest: Digest::of_value(&value), value: Arc::new(value) }
    }
}

impl<T> Deref for Sealed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> Serialize for Sealed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.digest.serialize(serializer)
    }
}

/// Digests a stream. Each [`Hasher::part`] is length-prefixed, so `("ab", "c")` differs from `("a", "bc")`.
#[derive(Default)]
pub struct Hasher(blake3::Hasher);

impl Hasher {
    /// Appends bytes as they are.
    pub fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Appends one delimited part.
    pub fn part(&mut self, bytes: &[u8]) {
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    /// The digest of all that was written.
    pub fn finish(&self) -> Digest {
        let mut short = [0; 16];
        short.copy_from_slice(&self.0.finalize().as_bytes()[..16]);
        Digest(short)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The empty string's, as FIPS 180-4's examples and every page about SRI have it.
    #[test]
    fn a_sha256_is_written_as_browsers_read_it() {
        let empty = Sha256::of(b"");
        assert_eq!(format!("{empty:x}"), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(empty.to_string(), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        assert_eq!(Sha256::parse(&format!("{empty:x}")), Some(empty));
        assert_eq!(Sha256::parse("e3b0"), None);
    }
}
