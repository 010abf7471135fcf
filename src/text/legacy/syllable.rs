//! What a Vietnamese syllable may look like: an onset, a rhyme, a tone in its place. By this, not by frequent bytes,
//! a guess at an encoding is judged: a wrong table gives letters, but hardly ever syllables.
//!
//! Source: Đoàn Thiện Thuật, *Ngữ âm tiếng Việt* (1977), onsets and rhymes; spelling as in dictionaries, both the
//! older and the newer place of the tone in `hòa`/`hoà`. Names from minority languages (`Đắk Lắk`) aren't covered.

use std::collections::HashSet;
use std::sync::LazyLock;

use rustc_hash::FxBuildHasher;
use unicode_normalization::UnicodeNormalization;

/// Consonants at the start; none is one too.
const ONSETS: [&str; 28] = [
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "qu",
    "r", "s", "t", "th", "tr", "v", "x",
];

/// Vowels and the consonants after them, without tones. Those with a stop at the end take only the tones sắc and nặng.
const RHYMES: &str = "\
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây \
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu \
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot \
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt \
u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh uyt uyu \
ư ưa ưc ưi ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu yt yp ych ynh";

/// The rhymes to look up: every word of a table is looked up many times.
static KNOWN: LazyLock<HashSet<&str, FxBuildHasher>> = LazyLock::new(|| RHYMES.split(' ').collect());

const TONES: [char; 5] = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];

/// Whether the word is a possible Vietnamese syllable, in any case and normal form.
/// It may be a word of another language too.
pub fn is_syllable(word: &str) -> bool {
    let mut tone = None;
    let mut letters = String::with_capacity(word.len());
    // Tone and letter part ways: `ế` becomes `ê` and a tone behind the first letter.
    for letter in word.nfc().flat_map(char::to_lowercase) {
        for mark in std::iter::once(letter).nfd() {
            if !TONES.contains(&mark) {
                letters.push(mark);
            } else if tone.replace((mark, letters.nfc().count())).is_some() {
                return false;
            }
        }
    }
    let letters: String = letters.nfc().collect();
    ONSETS.iter().any(|onset| letters.strip_prefix(onset).is_some_and(|rhyme| holds(onset, rhyme, tone)))
}

/// Whether onset, rhyme and tone go together; the tone stands on the letter of that number, counted from 1.
fn holds(onset: &str, rhyme: &str, tone: Option<(char, usize)>) -> bool {
    if !spelt_so(onset, rhyme) || !KNOWN.contains(rhyme) {
        return false;
    }
    let stop = ["c", "ch", "p", "t"].iter().any(|stop| rhyme.ends_with(stop));
    match tone {
        None => !stop,
        Some((mark, _)) if stop && !matches!(mark, '\u{301}' | '\u{323}') => false,
        Some((_, at)) => at.checked_sub(onset.chars().count() + 1).is_some_and(|at| bears_tone(rhyme, at)),
    }
}

/// `k`, `gh`, `ngh` stand before e, ê, i, y, and `c`, `g`, `ng` elsewhere; `gi` and `qu` hold a vowel of their own.
fn spelt_so(onset: &str, rhyme: &str) -> bool {
    let front = rhyme.starts_with(['e', 'ê', 'i', 'y']);
    match onset {
        "k" | "gh" | "ngh" => front,
        "c" | "ng" => !front,
        // `gìn` and `giếng` are g with i.
        "g" => !front || rhyme.starts_with('i'),
        "gi" => !rhyme.starts_with(['i', 'y']),
        "qu" => !rhyme.starts_with(['u', 'ư']),
        // y alone, after a glide (`quý` is in `qu`), or in learned spellings: kỹ, lý, mỹ, sỹ, tỷ, hy, vy.
        "" => true,
        _ if rhyme == "y" => matches!(onset, "h" | "k" | "l" | "m" | "s" | "t" | "v"),
        _ => !rhyme.starts_with('y'),
    }
}

/// Whether the tone may stand on this letter of the rhyme, counted from 0.
fn bears_tone(rhyme: &str, at: usize) -> bool {
    let letters: Vec<char> = rhyme.chars().collect();
    let vowels = letters.iter().take_while(|c| "aăâeêioôơuưy".contains(**c)).count();
    // A letter with a shape of its own draws the tone; of two (ươ) the second.
    if let Some(shaped) = letters[..vowels].iter().rposition(|c| "ăâêôơư".contains(*c)) {
        return at == shaped;
    }
    let glide = matches!(letters[..vowels.min(2)], ['o', 'a' | 'e' | 'o'] | ['u', 'y']);
    match (vowels, letters.len() > vowels) {
        (1, _) => at == 0,
        // hòa and hoà, khỏe and khoẻ, thủy and thuỷ.
        (2, false) if glide => at < 2,
        (2, false) => at == 0,
        (2, true) => at == 1,
        (_, _) => at == 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_of_every_build_are_known() {
        for word in
            "Đường Ỷ Lan thửa đất nông nghiệp ở ấp chợ đình chùa xuống dòng trích dẫn Xã Phù Đổng Thành phố Hà Nội \
            Việt Nam hòa hoà khỏe khoẻ thủy thuỷ quý quỳnh quốc quyết Huế Huỳnh giếng gìn giá già nghiêng khuỷu loại \
            người nước xoong boòng ngoằn khuya nguyệt yêu Ý y tỷ lý kỹ thuở mía bưởi hươu quạ của giữa Yên uống oanh \
            HUYỆN HUYỆN thị trấn phường quận ngoại quanh"
                .split_whitespace()
        {
            assert!(is_syllable(word), "{word}");
            assert!(is_syllable(&word.nfd().collect::<String>()), "{word} decomposed");
        }
    }

    #[test]
    fn what_a_wrong_table_gives_is_no_syllable() {
        for word in
            "Straòe Nộm̀i H¬ Néi kế́t nghệch1 àa cẹ́ kà́ cêm ngi ghà hát́ hàt tèch maò thừơng qúa tóan qùy Đắk straße \
            München garçon école w zò fò"
                .split_whitespace()
        {
            let known = ["Néi", "école"].contains(&word);
            assert!(!is_syllable(word) || known, "{word}");
        }
        assert!(!is_syllable("") && !is_syllable("ng") && !is_syllable("b"));
    }
}
