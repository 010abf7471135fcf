//! What each byte stands for. Below 0x80 all are ASCII.
//!
//! Sources: TCVN 5712:1993, and `iconv -f TCVN5712-1` of glibc for its third set with the capitals of the second;
//! VNI-Windows from the character chart of VNI's fonts; Windows-1252 and 1258 from Microsoft's best-fit tables.

use super::capitals;

/// TCVN 5712 from 0xA0. ABC's fonts have no capitals with tones; those of the standard's fuller sets are here.
const TCVN3: &str = "\u{a0}ĂÂÊÔƠƯĐăâêôơưđẰ\u{300}\u{309}\u{303}\u{301}\u{323}àảãáạẲằẳẵắẴẮẦẨẪẤỀ\
    ặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ";

/// Windows-1252 from 0x80 to 0x9F; undefined bytes are the control characters of Latin-1, as browsers have it.
const WESTERN: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

/// Where Windows-1258 differs from 1252.
const WINDOWS_1258: &[(u8, char)] = &[
    (0xC3, 'Ă'),
    (0xCC, '\u{300}'),
    (0xD0, 'Đ'),
    (0xD2, '\u{309}'),
    (0xD5, 'Ơ'),
    (0xDD, 'Ư'),
    (0xDE, '\u{303}'),
    (0xE3, 'ă'),
    (0xEC, '\u{301}'),
    (0xF0, 'đ'),
    (0xF2, '\u{323}'),
    (0xF5, 'ơ'),
    (0xFD, 'ư'),
    (0xFE, '₫'),
];

/// VNI's letters of one byte, small; capitals are 0x20 lower.
const VNI_LETTERS: &[(u8, char)] = &[
    (0xE6, 'ỉ'),
    (0xEC, 'ì'),
    (0xED, 'í'),
    (0xEE, 'ỵ'),
    (0xF1, 'đ'),
    (0xF2, 'ị'),
    (0xF3, 'ĩ'),
    (0xF4, 'ơ'),
    (0xF6, 'ư'),
];

/// VNI's marks behind any vowel, small; behind a capital they are 0x20 lower.
/// A shape of the letter (circumflex or breve), then a tone.
const VNI_MARKS: &[(u8, &str)] = &[
    (0xF8, "\u{300}"),
    (0xF9, "\u{301}"),
    (0xFB, "\u{309}"),
    (0xF5, "\u{303}"),
    (0xEF, "\u{323}"),
    (0xE2, "\u{302}"),
    (0xE0, "\u{302}\u{300}"),
    (0xE1, "\u{302}\u{301}"),
    (0xE5, "\u{302}\u{309}"),
    (0xE3, "\u{302}\u{303}"),
    (0xE4, "\u{302}\u{323}"),
    (0xEA, "\u{306}"),
    (0xE8, "\u{306}\u{300}"),
    (0xE9, "\u{306}\u{301}"),
    (0xFA, "\u{306}\u{309}"),
    (0xFC, "\u{306}\u{303}"),
    (0xEB, "\u{306}\u{323}"),
];

/// A byte of Windows-1252.
pub(super) fn western(byte: u8) -> char {
    match byte {
        0x80..0xA0 => WESTERN.chars().nth(usize::from(byte - 0x80)).unwrap_or('\u{fffd}'),
        _ => char::from(byte),
    }
}

/// The bytes that a reader of Windows-1252 or Latin-1 took for this text; `None` when it has other characters.
pub(super) fn bytes_of(text: &str) -> Option<Vec<u8>> {
    text.chars()
        .map(|c| match u8::try_from(u32::from(c)) {
            Ok(byte) => Some(byte),
            Err(_) => WESTERN.chars().position(|known| known == c).map(|at| 0x80 + at as u8),
        })
        .collect()
}

/// UTF-16, with or without the mark that tells its byte order.
pub(super) fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let text: String = char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect();
    text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)
}

/// TCVN3, with the capitals of `.VnTimeH` restored where that font shows: see [`super::decode`].
pub(super) fn tcvn3(bytes: &[u8]) -> String {
    let letter = |byte: &u8| match byte {
        // ABC's fonts have the quotes and dashes of Windows there.
        0x80..0xA0 => western(*byte),
        0xA0.. => TCVN3.chars().nth(usize::from(byte - 0xA0)).unwrap_or('\u{fffd}'),
        ascii => char::from(*ascii),
    };
    let text: String = bytes.iter().map(letter).collect();
    // `Lê Lý` has no small ASCII letter either, but its capitals only begin words.
    let inside = bytes.windows(2).any(|pair| is_letter(pair[0]) && pair[1].is_ascii_uppercase());
    let capitals = inside && !bytes.iter().any(u8::is_ascii_lowercase);
    if capitals { text.to_uppercase() } else { capitals::restored(text) }
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte > 0xA0
}

/// Windows-1258, tones still apart from their letters.
pub(super) fn windows_1258(bytes: &[u8]) -> String {
    let letter = |byte: &u8| match byte {
        0x8A | 0x8E | 0x9A | 0x9E => '\u{fffd}',
        _ => WINDOWS_1258.iter().find(|(known, _)| known == byte).map_or_else(|| western(*byte), |(_, c)| *c),
    };
    bytes.iter().map(letter).collect()
}

/// VNI-Windows, marks still apart from their letters.
pub(super) fn vni(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    let mut vowel = false;
    for byte in bytes {
        let small = if matches!(byte, 0xC0..0xE0) { byte + 0x20 } else { *byte };
        if let Some((_, marks)) = VNI_MARKS.iter().find(|(known, _)| vowel && *known == small) {
            text.push_str(marks);
            vowel = false;
        } else if let Some((_, letter)) = VNI_LETTERS.iter().find(|(known, _)| *known == small) {
            let capital = small != *byte;
            text.extend(letter.to_uppercase().filter(|_| capital).chain(Some(*letter).filter(|_| !capital)));
            vowel = matches!(letter, 'ơ' | 'ư');
        } else {
            // A mark without its vowel means nothing; taken for a Western letter it would make French look like VNI.
            text.push(if *byte < 0xC0 { western(*byte) } else { '\u{fffd}' });
            vowel = b"aeiouyAEIOUY".contains(byte);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::{Encoding, decode};
    use super::*;
    use unicode_normalization::UnicodeNormalization;

    /// The 12 vowels with 6 tones each and đ, small and capital: 146 letters, of which 134 have a mark.
    fn letters() -> Vec<char> {
        let tones = ["", "\u{300}", "\u{309}", "\u{303}", "\u{301}", "\u{323}"];
        let small = "aăâeêioôơuưy".chars().flat_map(|vowel| tones.map(|tone| format!("{vowel}{tone}")));
        let small: Vec<char> = small.flat_map(|letter| letter.nfc().collect::<Vec<_>>()).chain(Some('đ')).collect();
        small.iter().copied().chain(small.iter().flat_map(|letter| letter.to_uppercase())).collect()
    }

    #[test]
    fn the_alphabet_has_134_marked_letters() {
        let letters = letters();
        assert_eq!(letters.len(), 146);
        assert_eq!(letters.iter().filter(|letter| !letter.is_ascii()).count(), 134);
    }

    /// The bytes of a letter, found by trying all of one and two bytes.
    fn encode(encoding: Encoding, letter: char) -> Vec<Vec<u8>> {
        let one = (0..=255_u8).map(|byte| vec![byte]);
        let two = (0x41..=255_u8).flat_map(|first| (0x80..=255_u8).map(move |second| vec![first, second]));
        one.chain(two).filter(|bytes| decode(encoding, bytes).chars().eq([letter])).collect()
    }

    #[test]
    fn every_letter_can_be_written_in_every_encoding() {
        for letter in letters() {
            for encoding in [Encoding::Tcvn3, Encoding::Vni, Encoding::Windows1258] {
                let bytes = encode(encoding, letter);
                // TCVN3 writes a letter as one byte; two may come to the same by a combining tone.
                assert!(!bytes.is_empty(), "{encoding}: {letter}");
                let capital_toned = letter.is_uppercase() && letter.nfd().count() > 1;
                assert!(encoding != Encoding::Tcvn3 || bytes[0].len() == 1 || capital_toned, "{letter}: {bytes:x?}");
                // In VNI the case of a mark doesn't matter, and i and ỵ have bytes of their own besides.
                assert!(encoding != Encoding::Vni || bytes.len() <= 3, "{letter}: {bytes:x?}");
            }
        }
    }

    #[test]
    fn glibc_and_python_agree() {
        // `iconv -f UTF-8 -t TCVN5712-1` of the 67 small letters with marks, in the order of `letters`.
        let small: String = letters().into_iter().filter(|c| c.is_lowercase() && !c.is_ascii()).collect();
        let tcvn = b"\xb5\xb6\xb7\xb8\xb9\xa8\xbb\xbc\xbd\xbe\xc6\xa9\xc7\xc8\xc9\xca\xcb\xcc\xce\xcf\xd0\xd1\xaa\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xdc\xdd\xde\xdf\xe1\xe2\xe3\xe4\xab\xe5\xe6\xe7\xe8\xe9\xac\xea\xeb\xec\xed\xee\xef\xf1\xf2\xf3\xf4\xad\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xae";
        assert_eq!(decode(Encoding::Tcvn3, tcvn), small);
        // Python: every byte of cp1258 that it defines, without those that compose with their neighbour.
        assert_eq!(
            decode(Encoding::Windows1258, b"\xc3 \xd0 \xd5 \xdd \xe3 \xf0 \xf5 \xfd \xfe \x80 \xe2"),
            "Ă Đ Ơ Ư ă đ ơ ư ₫ € â"
        );
    }

    #[test]
    fn western_text_goes_to_bytes_and_back() {
        for byte in 0..=255_u8 {
            assert_eq!(bytes_of(&western(byte).to_string()), Some(vec![byte]));
        }
        assert_eq!(bytes_of("ế"), None);
        assert_eq!(bytes_of("\u{80}"), Some(vec![0x80]));
    }
}
