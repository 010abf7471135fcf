//! Numbers of persons in published tables: identity cards, mobile phones, dates of birth. Published they can't be
//! taken back, so they stop the build until somebody says why they may be there (Luật 91/2025/QH15). What the open data
//! *said* is published without them: who took back a consent is not asked to search the releases of years.
//!
//! A number is known by its form where the form is its own, else by the heading of its column as well.

use std::collections::{BTreeMap, HashMap};

use super::data::{DataFile, LoadedDataset};
use crate::diagnostics::{Diagnostic, Report, code};
use crate::text::slug;

/// What stands for such a number in what the open data said before.
pub(super) const HIDDEN: &str = "***";

/// What a number belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Căn cước, chứng minh nhân dân.
    Identity,
    /// A mobile phone.
    Phone,
    /// A date of birth.
    Birth,
}

impl Kind {
    /// The key of its word in the catalogue.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Identity => "@personal.identity",
            Self::Phone => "@personal.phone",
            Self::Birth => "@personal.birth",
        }
    }
}

/// Words of headings, as slugs.
const HEADINGS: [(&str, Kind); 16] = [
    ("cccd", Kind::Identity),
    ("cmnd", Kind::Identity),
    ("cmt", Kind::Identity),
    ("can-cuoc", Kind::Identity),
    ("chung-minh", Kind::Identity),
    ("so-dinh-danh", Kind::Identity),
    ("dinh-danh-ca-nhan", Kind::Identity),
    ("dien-thoai", Kind::Phone),
    ("sdt", Kind::Phone),
    ("dtdd", Kind::Phone),
    ("so-dt", Kind::Phone),
    ("phone", Kind::Phone),
    ("ngay-sinh", Kind::Birth),
    ("nam-sinh", Kind::Birth),
    ("sinh-ngay", Kind::Birth),
    ("birth", Kind::Birth),
];

/// Words of headings of numbers that companies and cooperatives are registered under, as slugs.
const TAX_HEADINGS: [&str; 6] = ["mst", "msdn", "ma-so-thue", "ma-thue", "ma-so-doanh-nghiep", "ma-so-htx"];

/// Reports the first such number of each column; columns that the manifest declares are left alone.
pub(super) fn check(datasets: &[LoadedDataset], report: &mut Report) {
    for dataset in datasets {
        let mut found: BTreeMap<String, (Kind, usize, usize)> = BTreeMap::new();
        let mut headings: HashMap<String, Heading> = HashMap::new();
        let mut look = |row: usize, column: &str, value: &str| {
            let heading = match headings.get(column) {
                Some(heading) => *heading,
                None => *headings.entry(column.to_owned()).or_insert(Heading::of(column)),
            };
            let Some(kind) = kind(heading, value) else { return };
            match found.get_mut(column) {
                Some((.., count)) => *count += 1,
                None => drop(found.insert(column.to_owned(), (kind, row, 1))),
            }
        };
        match &*dataset.data {
            DataFile::Table(table) => {
                for (number, row) in table.rows.iter().enumerate() {
                    table.columns.iter().zip(row).for_each(|(column, cell)| look(number, column, cell));
                }
            }
            DataFile::Layer(layer) => {
                for (number, feature) in layer.features.iter().enumerate() {
                    for (column, value) in &feature.properties {
                        match value {
                            serde_json::Value::String(text) => look(number, column, text),
                            serde_json::Value::Number(digits) => look(number, column, &digits.to_string()),
                            _ => {}
                        }
                    }
                }
            }
        }
        let declared = |column: &str| dataset.decl.personal.iter().any(|(known, _)| known.text == column);
        for (column, (kind, row, count)) in found.into_iter().filter(|(column, _)| !declared(column)) {
            report.push(finding(dataset, &column, kind, row, count));
        }
    }
}

fn finding(dataset: &LoadedDataset, column: &str, kind: Kind, row: usize, count: usize) -> Diagnostic {
    let finding = Diagnostic::error(code::PERSONAL_NUMBER)
        .arg("kind", kind.word())
        .arg("count", count)
        .arg("example", toml_key(column));
    dataset.at_cell(finding, row, column)
}

fn toml_key(column: &str) -> String {
    let bare = column.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if bare { column.to_owned() } else { format!("\"{column}\"") }
}

/// What a column's heading says of its numbers.
#[derive(Clone, Copy, Default)]
pub(super) struct Heading {
    /// Numbers of persons.
    named: Option<Kind>,
    /// Numbers of companies.
    tax: bool,
}

impl Heading {
    /// Whether a cell below it tells a number of a person, alone or within words.
    pub(super) fn tells(self, cell: &str) -> bool {
        kind(self, cell).is_some() || (!is_bare(cell) && kind_within(cell).is_some())
    }

    pub(super) fn of(column: &str) -> Self {
        let heading = format!("-{}-", slug(column));
        let has = |word: &str| heading.contains(&format!("-{word}-"));
        Self {
            named: HEADINGS.iter().find(|(word, _)| has(word)).map(|(_, kind)| *kind),
            tax: TAX_HEADINGS.iter().any(|word| has(word)),
        }
    }
}

fn kind(heading: Heading, value: &str) -> Option<Kind> {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return None;
    }
    let bare = is_bare(value);
    if bare && is_identity(value, &digits) {
        return Some(Kind::Identity);
    }
    if bare && is_mobile(value, &digits) {
        let is_tax = heading.tax && is_tax_number(&digits);
        return (!is_tax).then_some(Kind::Phone);
    }
    let named = heading.named?;
    let fits = match named {
        // Nine digits of old cards; twelve of new ones, of which a spreadsheet eats up to three zeros.
        Kind::Identity => bare && matches!(digits.len(), 9..=12),
        // A switchboard (024 ...) is nobody's own.
        Kind::Phone => bare && digits.len() == 9 && digits.starts_with(['3', '5', '7', '8', '9']),
        Kind::Birth => !matches!(digits.len(), 0..4),
    };
    fits.then_some(named)
}

/// Whether a cell is a number and nothing else.
fn is_bare(cell: &str) -> bool {
    cell.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.' | '-' | '+' | '\'' | '(' | ')'))
}

/// The first number of a person within a sentence: "cán bộ Nguyễn Văn A, 0912 345 678". Addresses are full of digits that mean
/// nothing, and so are codes that mix them with letters.
pub(super) fn kind_within(text: &str) -> Option<Kind> {
    let is_numeric = |word: &&str| word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'));
    let words = text.split_whitespace().filter(|word| !word.contains("://"));
    let words: Vec<&str> = words.flat_map(|word| word.split([',', ';', ':', '(', ')', '/'])).collect();
    let runs = words.chunk_by(|one, next| is_numeric(one) && is_numeric(next)).filter(|run| is_numeric(&run[0]));
    // A year before a number is no part of it: both the whole run and its single words are looked at.
    let mut readings =
        runs.flat_map(|run| std::iter::once(run.join(" ")).chain(run.iter().map(|word| (*word).to_owned())));
    readings.find_map(|run| kind(Heading::default(), run.trim_matches([' ', '.', '-'])))
}

/// Ten digits, the last of which checks the others; a branch's three more stand behind a hyphen and are not looked at.
/// The weights are those that the tax offices' own form checks by.
fn is_tax_number(digits: &str) -> bool {
    const WEIGHTS: [u32; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];
    let digits: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    digits.get(9).is_some_and(|check| 10 - sum % 11 == *check)
}

/// Twelve digits: province (001 to 096), century and sex (0 to 9), year, six more (Thông tư 59/2021/TT-BCA).
fn is_identity(value: &str, digits: &str) -> bool {
    let province = digits.get(..3).and_then(|province| province.parse().ok());
    digits.len() == 12 && value.trim_start_matches('\'').starts_with('0') && matches!(province, Some(1..=96))
}

/// Ten digits from 03, 05, 07, 08 or 09, or the same behind +84. Nothing of a number's own has blanks or dots elsewhere.
fn is_mobile(value: &str, digits: &str) -> bool {
    let national =
        digits.strip_prefix("84").filter(|_| value.trim_start().starts_with('+')).map(|rest| format!("0{rest}"));
    let national = national.as_deref().unwrap_or(digits);
    let begins = national.as_bytes().get(1).is_some_and(|second| matches!(second, b'3' | b'5' | b'7' | b'8' | b'9'));
    national.len() == 10 && national.starts_with('0') && begins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_persons_are_known() {
        for (column, value, known) in [
            ("Ghi chú", "001099012345", Some(Kind::Identity)),
            ("cccd", "1099012345", Some(Kind::Identity)),
            ("Số CMND", "012345678", Some(Kind::Identity)),
            ("x", "0912 345 678", Some(Kind::Phone)),
            ("x", "+84 912 345 678", Some(Kind::Phone)),
            ("SĐT", "912345678", Some(Kind::Phone)),
            ("Ngày sinh", "01/02/1980", Some(Kind::Birth)),
            ("Năm sinh", "1980", Some(Kind::Birth)),
            ("Điện thoại", "024 3825 3536", None),
            ("osm_id", "109901234567", None),
            ("Mã xã", "00565", None),
            ("Dân số", "912345678", None),
            ("Số sinh viên", "1980", None),
            ("Kinh độ", "105.912345678", None),
            ("Ngày", "01/02/1980", None),
            // Công ty cổ phần Sữa Việt Nam: its number looks like a phone's, and is checked by its last digit.
            ("Mã số thuế", "0300588569", None),
            ("Mã số thuế", "0300588568", Some(Kind::Phone)),
            ("Ghi chú", "0300588569", Some(Kind::Phone)),
        ] {
            assert_eq!(kind(Heading::of(column), value), known, "{column}: {value}");
        }
    }

    #[test]
    fn a_company_is_no_person_even_within_words() {
        assert!(!Heading::of("Mã số thuế").tells("0300588569"));
        assert!(Heading::of("Mã số thuế").tells("0300588569, gọi 0912 345 678"));
        assert!(!Heading::of("Ghi chú").tells("024 3825 3536, xã 00565"));
    }

    #[test]
    fn numbers_of_persons_are_known_within_sentences() {
        for (words, known) in [
            ("Biên bản số 12/BB-UBND ngày 01/02/2025", None),
            ("Ông A, CCCD 001099012345, xác nhận", Some(Kind::Identity)),
            ("năm 2025 0912345678", Some(Kind::Phone)),
            ("gọi 0912 345 678.", Some(Kind::Phone)),
            ("trực ban 024 3825 3536", None),
            ("Zalo/ĐT:0912-345-678", Some(Kind::Phone)),
            ("mã 0912345678a", None),
            ("https://ban-do.vn/0912345678a", None),
        ] {
            assert_eq!(kind_within(words), known, "{words}");
        }
    }
}
