//! Text from before Unicode, and text that was spoilt on its way: TCVN3, VNI, Windows-1258, UTF-16, and the same read
//! by a program that took them for Western European.
//!
//! ```text
//! bytes of a column ── recognise ──▶ Verdict ── decode ──▶ NFC text
//! text of a column ── recognise_text ──▶ Verdict ── mend ──▶ NFC text
//! ```
//!
//! A column is judged as a whole, never a file (one table may hold two encodings) and never a cell (too little to
//! judge by). A verdict below [`SURE`] is no reason to touch anything.

mod capitals;
mod recognise;
pub mod syllable;
mod tables;

pub use recognise::{SURE, Verdict, recognise, recognise_text};

use std::borrow::Cow;
use std::fmt;

use super::nfc;

/// How the bytes of a text stand for letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Encoding {
    /// Unicode as it should be, composed or decomposed.
    Utf8,
    /// UTF-16, low byte first, as Windows writes it.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// TCVN3 (ABC): `.VnTime` and its kin. Capitals with a tone don't exist in it; see [`decode`].
    Tcvn3,
    /// VNI-Windows: a vowel, then a byte for its marks.
    Vni,
    /// Windows-1258: a vowel, then its tone as a combining mark.
    Windows1258,
    /// Windows-1252, for columns in Western European languages: no Vietnamese in it.
    Windows1252,
    /// UTF-8 that was read as Windows-1252 and written as UTF-8 again: `HÃ\u{a0} Ná»™i`.
    Utf8Twice,
    /// The same twice over.
    Utf8Thrice,
}

/// Every encoding with its name in manifests, and other names that it goes by.
const NAMES: [(Encoding, &str, &[&str]); 9] = [
    (Encoding::Utf8, "utf-8", &["utf8", "unicode"]),
    (Encoding::Utf16Le, "utf-16", &["utf-16le", "utf16", "utf16le"]),
    (Encoding::Utf16Be, "utf-16be", &["utf16be"]),
    (Encoding::Tcvn3, "tcvn3", &["abc", "tcvn", "tcvn-5712", "tcvn5712", "tcvn3-abc", "vntime"]),
    (Encoding::Vni, "vni", &["vni-windows", "vni-win", "vniwindows"]),
    (Encoding::Windows1258, "windows-1258", &["cp1258", "1258", "windows1258", "ansi-1258"]),
    (
        Encoding::Windows1252,
        "windows-1252",
        &["cp1252", "1252", "windows1252", "latin1", "latin-1", "iso-8859-1", "ansi"],
    ),
    (Encoding::Utf8Twice, "utf-8-twice", &["utf8-twice", "double-utf-8"]),
    (Encoding::Utf8Thrice, "utf-8-thrice", &["utf8-thrice"]),
];

impl Encoding {
    /// Every encoding, the modern ones first.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|(encoding, ..)| *encoding)
    }

    /// The name that a manifest uses.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(encoding, ..)| *encoding == self).map_or("", |(_, name, _)| name)
    }

    /// The encoding of that name, whatever its case; for an unknown name the nearest known one, if any is near.
    pub fn from_name(name: &str) -> Result<Self, Option<&'static str>> {
        let wanted = name.trim().to_lowercase().replace(['_', ' '], "-");
        NAMES
            .iter()
            .find(|(_, name, others)| *name == wanted || others.contains(&wanted.as_str()))
            .map(|(encoding, ..)| *encoding)
            .ok_or_else(|| super::nearest(&wanted, NAMES.iter().map(|(_, name, _)| *name)))
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Bytes as NFC text. Never fails: bytes that mean nothing become U+FFFD.
///
/// TCVN3 has capitals with a tone only as small letters in a font of capitals (`.VnTimeH`). A text of several ASCII
/// capitals and no small ASCII letter (`HUYÖN GIA L©M`) was typed in it and becomes capital throughout; in names
/// the words that lost theirs get them back (`Xã ứng Hòe`); all else stays small, since the font isn't in the data, and
/// `Đường Ỷ Lan, thửa đất` comes back as `Đường ỷ Lan, thửa đất`.
pub fn decode(encoding: Encoding, bytes: &[u8]) -> String {
    let text = match encoding {
        Encoding::Utf8 => utf8(bytes).into_owned(),
        Encoding::Utf16Le => tables::utf16(bytes, u16::from_le_bytes),
        Encoding::Utf16Be => tables::utf16(bytes, u16::from_be_bytes),
        Encoding::Tcvn3 => tables::tcvn3(bytes),
        Encoding::Vni => tables::vni(bytes),
        Encoding::Windows1258 => tables::windows_1258(bytes),
        Encoding::Windows1252 => bytes.iter().map(|byte| tables::western(*byte)).collect(),
        Encoding::Utf8Twice => mend(Encoding::Utf8Twice, &utf8(bytes)).into_owned(),
        Encoding::Utf8Thrice => mend(Encoding::Utf8Thrice, &utf8(bytes)).into_owned(),
    };
    match nfc(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(composed) => composed,
    }
}

/// UTF-8 without the mark that Windows puts first.
fn utf8(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}

/// Undoes what happened to text that was in another encoding but read as Windows-1252 or Latin-1, and brings it into
/// NFC. Text that can't have come about so (it has letters that Windows-1252 hasn't) only gets NFC.
pub fn mend(encoding: Encoding, text: &str) -> Cow<'_, str> {
    let mended = match encoding {
        Encoding::Utf8 | Encoding::Windows1252 => None,
        Encoding::Utf8Twice => again(text),
        Encoding::Utf8Thrice => again(text).and_then(|once| again(&once)),
        // UTF-16 read as Latin-1 keeps its zero bytes as U+0000; without any it was read rightly.
        Encoding::Utf16Le | Encoding::Utf16Be if !text.contains('\0') => None,
        _ => tables::bytes_of(text).map(|bytes| decode(encoding, &bytes)),
    };
    mended.map_or_else(|| nfc(text), |mended| Cow::Owned(nfc(&mended).into_owned()))
}

/// Text whose characters were bytes of UTF-8.
fn again(text: &str) -> Option<String> {
    String::from_utf8(tables::bytes_of(text)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_found_and_mistyped_ones_get_a_hint() {
        for encoding in Encoding::all() {
            assert_eq!(Encoding::from_name(encoding.name()), Ok(encoding));
        }
        assert_eq!(Encoding::from_name("ABC"), Ok(Encoding::Tcvn3));
        assert_eq!(Encoding::from_name("CP1258"), Ok(Encoding::Windows1258));
        assert_eq!(Encoding::from_name("tvcn3"), Err(Some("tcvn3")));
        assert_eq!(Encoding::from_name("klingon"), Err(None));
    }

    #[test]
    fn known_samples_are_read() {
        assert_eq!(mend(Encoding::Tcvn3, "§\u{ad}êng û Lan - thöa ®Êt"), "Đường ỷ Lan - thửa đất");
        assert_eq!(mend(Encoding::Tcvn3, "HUYÖN GIA L©M"), "HUYỆN GIA LÂM");
        assert_eq!(mend(Encoding::Tcvn3, "Lª Lý"), "Lê Lý");
        assert_eq!(mend(Encoding::Vni, "Vieät Nam, ñöôøng Ñaø Naüng"), "Việt Nam, đường Đà Nẵng");
        assert_eq!(mend(Encoding::Vni, "TÆNH THÖØA THIEÂN HUEÁ"), "TỈNH THỪA THIÊN HUẾ");
        assert_eq!(mend(Encoding::Utf8Twice, "HÃ\u{a0} Ná»™i"), "Hà Nội");
        assert_eq!(mend(Encoding::Utf8, "Ha\u{300} No\u{302}\u{323}i"), "Hà Nội");
        assert_eq!(mend(Encoding::Utf8Twice, "Hà Nội"), "Hà Nội");
        assert_eq!(mend(Encoding::Utf16Le, "Cho"), "Cho");
        assert_eq!(mend(Encoding::Utf16Le, "H\0\u{e0}\0"), "Hà");
        assert_eq!(decode(Encoding::Utf8, b"\xef\xbb\xbfx\xff"), "x\u{fffd}");
        assert_eq!(decode(Encoding::Utf16Le, b"\xff\xfeH\0\xe0\0"), "Hà");
        assert_eq!(decode(Encoding::Utf16Be, b"\0H\0\xe0"), "Hà");
        assert_eq!(decode(Encoding::Windows1258, b"Vi\xea\xf2t"), "Việt");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_and_all_text_is_nfc(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            for encoding in Encoding::all() {
                let text = decode(encoding, &bytes);
                prop_assert_eq!(nfc(&text), text.as_str());
                let _ = mend(encoding, &text);
            }
        }
    }
}
