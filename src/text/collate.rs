//! Vietnamese alphabetical order.
//!
//! Letters first (a ă â b c d đ e ê ... o ô ơ ... u ư), tones second, in the order level, grave, hook, tilde,
//! acute, dot below. Source: CLDR `vi.xml`, `&̀<<̉<<̃<<́<<̣`.

use unicode_normalization::UnicodeNormalization;

const ALPHABET: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";
/// The marks of the five tones in the order of dictionaries. The circumflex, the breve and the horn make other letters.
pub const TONES: [char; 5] = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];

/// A key that sorts as a Vietnamese dictionary does: compare keys, not texts. Equal keys fall back to the text itself.
pub fn sort_key(text: &str) -> (Vec<u32>, Vec<u8>, String) {
    let mut letters = Vec::with_capacity(text.len());
    let mut tones = Vec::with_capacity(text.len());
    for composed in text.nfc().flat_map(char::to_lowercase) {
        // Most letters have no mark.
        if composed.is_ascii() {
            let rank = ALPHABET.chars().position(|known| known == composed);
            letters.push(rank.map_or(composed as u32, |rank| 0x100 + rank as u32));
            tones.push(0);
            continue;
        }
        let marks: Vec<char> = std::iter::once(composed).nfd().collect();
        let tone = marks.iter().find_map(|mark| TONES.iter().position(|tone| tone == mark));
        // Without its tone the rest composes again, so that breve, circumflex and horn stay with their letters.
        for letter in marks.into_iter().filter(|mark| !TONES.contains(mark)).nfc() {
            letters.push(match ALPHABET.chars().position(|known| known == letter) {
                Some(rank) => 0x100 + rank as u32,
                None if letter.is_ascii() => letter as u32,
                None => 0x1000 + letter as u32,
            });
            tones.push(tone.map_or(0, |tone| tone as u8 + 1));
        }
    }
    (letters, tones, text.to_owned())
}

/// The capital letter of the alphabet that a character is, its tone aside: `ấ` is `Â`, `đ` is `Đ`.
pub fn letter(c: char) -> String {
    let marks = std::iter::once(c).nfd().filter(|mark| !TONES.contains(mark));
    marks.nfc().flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_come_before_tones() {
        let sorted = ["a", "à", "ả", "ã", "á", "ạ", "an", "ăn", "ân", "da", "đa", "o", "ô", "ơ", "u", "ư"];
        let mut shuffled = sorted;
        shuffled.reverse();
        shuffled.sort_by_key(|word| sort_key(word));
        assert_eq!(shuffled, sorted);
    }

    #[test]
    fn letters_are_those_of_the_alphabet() {
        assert_eq!(['á', 'Ấ', 'đ', 'Ợ', 'x'].map(letter), ["A", "Â", "Đ", "Ơ", "X"]);
    }

    #[test]
    fn place_names_sort_as_in_a_gazetteer() {
        let mut names = ["Đông Anh", "Dương Xá", "Ba Đình", "Bạch Mai", "Ba Vì", "Ân Thi", "An Khánh"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, ["An Khánh", "Ân Thi", "Ba Đình", "Ba Vì", "Bạch Mai", "Dương Xá", "Đông Anh"]);
    }
}
