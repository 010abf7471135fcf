//! Capitals that TCVN3 lost, where a name shows that they were there.
//!
//! ABC's fonts have no byte for a capital with a tone, so `Xã Ứng Hòe` is kept as `Xã ứng Hòe`. Words that begin with a
//! consonant tell what the text was: when all of them have capitals it is a name, and its other words had them too. A
//! text with a single small one (`Đường ỷ Lan - thửa đất`) may be a sentence and stays as it is.

use crate::text::fold;

/// Kinds of places of several words, of which only the first has a capital.
const KINDS: [&str; 6] = ["thị trấn", "thị xã", "thành phố", "đặc khu", "khu phố", "tổ dân phố"];

/// Words that stay small within a name.
const SMALL: [&str; 2] = ["ở", "ấp"];

/// How a word begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    Capital,
    Consonant,
    /// A small vowel whose capital TCVN3 has: it may have been small.
    Vowel,
    /// A small vowel with a tone.
    Toned,
    /// No letter.
    Other,
}

/// The text with capitals where it is a name.
pub(super) fn restored(text: String) -> String {
    let kind = KINDS.iter().find(|kind| text.to_lowercase().starts_with(&format!("{kind} ")));
    let behind_kind = kind.map_or(0, |kind| kind.split(' ').count());
    let words: Vec<(&str, Start)> = text.split(' ').map(|word| (word, start(word))).collect();
    let name = words.get(behind_kind..).unwrap_or_default();
    let count = |wanted| name.iter().filter(|(_, start)| *start == wanted).count();
    // A kind counts as a word of the name: `Thị trấn ái Tử`.
    let capitals = count(Start::Capital) + usize::from(kind.is_some());
    if count(Start::Consonant) > 0 || capitals == 0 || count(Start::Toned) + count(Start::Vowel) == 0 {
        return text;
    }
    let last = words.len() - 1;
    let written = words.iter().enumerate().map(|(at, (word, start))| {
        let small = at < behind_kind || SMALL.contains(word);
        let lost = match start {
            // `Đất ở` has one capital and is no name, but nothing begins with a small letter by intention.
            Start::Toned => capitals > 1 || at == 0,
            // `Hộ ông Lê Lợi` is right as it is; at the end a name goes on.
            Start::Vowel => capitals > 1 && at == last,
            _ => false,
        };
        if lost && !small { capital(word) } else { (*word).to_owned() }
    });
    written.collect::<Vec<_>>().join(" ")
}

fn start(word: &str) -> Start {
    let Some(first) = word.chars().find(|c| c.is_alphanumeric()).filter(|c| c.is_alphabetic()) else {
        return Start::Other;
    };
    match first {
        _ if first.is_uppercase() => Start::Capital,
        'a' | 'ă' | 'â' | 'e' | 'ê' | 'i' | 'o' | 'ô' | 'ơ' | 'u' | 'ư' | 'y' => Start::Vowel,
        _ if fold(&first.to_string()).starts_with(['a', 'e', 'i', 'o', 'u', 'y']) => Start::Toned,
        _ => Start::Consonant,
    }
}

fn capital(word: &str) -> String {
    let at = word.find(char::is_alphabetic).unwrap_or(0);
    let (before, rest) = word.split_at(at);
    let mut letters = rest.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{before}{first}{}", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::restored;
    use proptest::prelude::*;

    #[test]
    fn names_get_their_capitals_back() {
        let pairs = [
            ("Xã ứng Hòe", "Xã Ứng Hòe"),
            ("Xã Thuận an", "Xã Thuận An"),
            ("Thị trấn ái Tử", "Thị trấn Ái Tử"),
            ("ứng Hòa", "Ứng Hòa"),
            ("Lê Thị ánh", "Lê Thị Ánh"),
            ("Phường (ái Nghĩa)", "Phường (Ái Nghĩa)"),
        ];
        for (lost, name) in pairs {
            assert_eq!(restored(lost.to_owned()), name);
        }
    }

    #[test]
    fn other_text_stays() {
        let texts = [
            "Đường ỷ Lan - thửa đất",
            "Đất ở",
            "Hộ ông Lê Lợi",
            "ấp Bắc",
            "ao",
            "ở",
            "",
            " ",
            "Thị trấn",
            "12 ha ở ao",
        ];
        for text in texts {
            assert_eq!(restored(text.to_owned()), text);
        }
    }

    proptest! {
        #[test]
        fn only_capitals_change(text in "\\PC{0,30}|([a-zđáởA-Z]{0,4} ){0,5}") {
            prop_assert_eq!(restored(text.clone()).to_lowercase(), text.to_lowercase());
        }
    }
}
