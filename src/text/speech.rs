//! Vietnamese read aloud: how long it takes, and where it may be cut.

/// Syllables that an announcer reads in a minute, slowly and clearly enough for loudspeakers that echo between houses.
const PER_MINUTE: usize = 210;

/// Seconds that it takes to read a text aloud, rounded up to five.
pub fn seconds(text: &str) -> usize {
    (syllables(text) * 60).div_ceil(PER_MINUTE).next_multiple_of(5)
}

/// What is spoken in a text. A written syllable is one; of numbers each digit is read by a word of its own or with one
/// ("97,5": chín mươi bảy phẩy năm), and abbreviations letter by letter or in full ("UBND": ủy ban nhân dân).
pub fn syllables(text: &str) -> usize {
    text.split(|c: char| !c.is_alphanumeric()).map(of_word).sum()
}

fn of_word(word: &str) -> usize {
    let letters = word.chars().count();
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let is_abbreviation = letters > 1 && word.chars().all(|c| c.is_uppercase() || c.is_ascii_digit());
    match (letters, digits) {
        (0, _) => 0,
        _ if is_abbreviation => letters,
        (_, 0) => 1,
        _ => digits + usize::from(digits < letters),
    }
}

/// The sentences of a paragraph. A full stop after a few capitals ends an abbreviation ("TP. Hà Nội") and no sentence.
pub fn sentences(paragraph: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut from = 0;
    for (at, mark) in paragraph.match_indices(['.', '!', '?', '…']) {
        let end = at + mark.len();
        let next = paragraph[end..].trim_start();
        let parted = next.len() < paragraph[end..].len();
        let capital = next.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        let word = paragraph[from..at].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let is_short = mark == "." && word.chars().all(char::is_uppercase) && word.chars().count() < 4;
        if parted && capital && !is_short {
            sentences.push(paragraph[from..end].trim());
            from = end;
        }
    }
    sentences.push(paragraph[from..].trim());
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_counted_as_they_are_spoken() {
        assert_eq!(syllables("Xã Gia Lâm có chợ."), 5);
        assert_eq!(syllables("UBND xã"), 5);
        assert_eq!(syllables("97,5 %"), 3);
        assert_eq!(syllables("ngày 15/10/2025"), 9);
        assert_eq!(syllables("— …"), 0);
    }

    #[test]
    fn a_minute_is_a_minute() {
        assert_eq!(seconds(&"xã ".repeat(PER_MINUTE)), 60);
        assert_eq!(seconds("xã"), 5);
        assert_eq!(seconds(""), 0);
    }

    #[test]
    fn abbreviations_end_no_sentence() {
        assert_eq!(
            sentences("TP. Hà Nội chọn xã Dương Xá. Năm 2025 xong! 1.250 hộ đã nối mạng… Hết"),
            ["TP. Hà Nội chọn xã Dương Xá.", "Năm 2025 xong!", "1.250 hộ đã nối mạng…", "Hết"]
        );
        assert_eq!(sentences(" "), Vec::<&str>::new());
    }
}
