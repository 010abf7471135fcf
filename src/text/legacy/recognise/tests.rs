//! Columns as they come: good text must stay as it is, spoilt text must be known for what it is.

use super::*;

/// The place names of a province, as a column.
const NAMES: [&str; 8] = [
    "Xã Phù Đổng",
    "Xã Thuận An",
    "Xã Gia Lâm",
    "Xã Bát Tràng",
    "Thành phố Hà Nội",
    "Đường Ỷ Lan - thửa đất nông nghiệp ở ấp, chợ, đình, chùa",
    "Quận Hai Bà Trưng",
    "Huyện Mê Linh",
];

/// What the letters of a text are in an encoding, by trying all bytes.
/// A capital with a tone falls back to its small letter.
fn encode(encoding: Encoding, text: &str) -> Vec<u8> {
    let one = |letter: char| -> Option<Vec<u8>> {
        let one = (0x20..=255_u8).map(|byte| vec![byte]);
        let two = (0x41..=255_u8).flat_map(|first| (0x80..=255_u8).map(move |second| vec![first, second]));
        one.chain(two).find(|bytes| decode(encoding, bytes).chars().eq([letter]))
    };
    let encoded = |letter: char| one(letter).or_else(|| one(letter.to_lowercase().next()?)).unwrap_or(vec![b'?']);
    text.chars().flat_map(encoded).collect()
}

/// As a program that takes everything for Windows-1252 sees it.
fn misread(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| tables::western(*byte)).collect()
}

#[test]
fn legacy_columns_are_known_by_their_syllables() {
    for encoding in CANDIDATES {
        let cells: Vec<Vec<u8>> = NAMES.iter().map(|name| encode(encoding, name)).collect();
        let verdict = recognise(cells.iter().map(Vec::as_slice));
        assert_eq!(verdict.encoding, encoding, "{verdict:?}");
        assert!(verdict.is_sure(), "{verdict:?}");
        let texts: Vec<String> = cells.iter().map(|cell| misread(cell)).collect();
        let verdict = recognise_text(texts.iter().map(String::as_str));
        assert_eq!(verdict.encoding, encoding, "{verdict:?}");
        assert!(verdict.is_sure(), "{verdict:?}");
        let mended = texts.iter().map(|text| super::super::mend(encoding, text).to_lowercase());
        assert!(mended.eq(NAMES.iter().map(|name| name.to_lowercase())));
    }
}

#[test]
fn utf_8_read_as_western_once_or_twice_is_known() {
    let once: Vec<String> = NAMES.iter().map(|name| misread(name.as_bytes())).collect();
    let twice: Vec<String> = once.iter().map(|name| misread(name.as_bytes())).collect();
    for (texts, encoding) in [(once, Encoding::Utf8Twice), (twice, Encoding::Utf8Thrice)] {
        let verdict = recognise_text(texts.iter().map(String::as_str));
        assert_eq!(verdict.encoding, encoding, "{verdict:?}");
        assert!(verdict.is_sure(), "{verdict:?}");
        assert_eq!(recognise(texts.iter().map(String::as_bytes)).encoding, encoding);
        let mended = texts.iter().map(|text| super::super::mend(encoding, text).into_owned());
        assert!(mended.eq(NAMES.iter().map(|name| (*name).to_owned())));
    }
}

#[test]
fn utf_16_is_known_with_and_without_its_mark() {
    let cells = |unit: fn(u16) -> [u8; 2]| -> Vec<Vec<u8>> {
        NAMES.iter().map(|name| name.encode_utf16().flat_map(unit).collect()).collect()
    };
    let known = |cells: Vec<Vec<u8>>| recognise(cells.iter().map(Vec::as_slice)).encoding;
    assert_eq!(known(cells(u16::to_le_bytes)), Encoding::Utf16Le);
    assert_eq!(known(cells(u16::to_be_bytes)), Encoding::Utf16Be);
    assert_eq!(known(vec![b"\xff\xfe\xd0\x01".to_vec()]), Encoding::Utf16Le);
    assert_eq!(known(vec![b"Gia Lam\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec()]), Encoding::Utf8);
}

#[test]
fn good_text_is_left_alone() {
    let columns: [&[&str]; 8] = [
        &NAMES,
        &["Hà", "Là", "Bà"],
        &["plain", "ASCII", "", "00541"],
        &["Straße", "Müller", "Köln", "Düsseldorf", "Fuß", "für", "Tür", "größte", "Mönch", "süß"],
        &["été", "école", "français", "où", "là", "Noël", "né", "naïve", "à", "garçon", "hôtel", "île", "cœur"],
        &["São Paulo", "Ñandú", "Größe", "Å", "Œuvre", "naïve café"],
        &["ü", "é", "ß"],
        &["“quoted” – text…", "5 m²", "10 °C"],
    ];
    for column in columns {
        let verdict = recognise_text(column.iter().copied());
        assert_eq!(verdict.encoding, Encoding::Utf8, "{column:?}: {verdict:?}");
        assert_eq!(recognise(column.iter().map(|cell| cell.as_bytes())).encoding, Encoding::Utf8);
    }
    let decomposed = ["Ha\u{300} No\u{302}\u{323}i"];
    assert_eq!(recognise_text(decomposed.into_iter()).encoding, Encoding::Utf8);
    assert_eq!(recognise(std::iter::empty()), Verdict::certain(Encoding::Utf8));
}

#[test]
fn western_bytes_are_no_vietnamese() {
    for column in
        [["Straße", "Müller", "Köln", "Düsseldorf", "Fuß", "für"], ["été", "école", "français", "où", "là", "Noël"]]
    {
        let cells: Vec<Vec<u8>> = column.iter().filter_map(|word| tables::bytes_of(word)).collect();
        let verdict = recognise(cells.iter().map(Vec::as_slice));
        assert_eq!(verdict.encoding, Encoding::Windows1252, "{verdict:?}");
    }
}

#[test]
fn one_word_is_too_little_to_be_sure() {
    let verdict = recognise_text(["Néi"].into_iter());
    assert!(verdict.encoding == Encoding::Utf8 || !verdict.is_sure(), "{verdict:?}");
}
