//! OCOP products: what a table of them holds, and what a star, a code on the label and a month in a cell are.
//!
//! A table of products is a service's table with columns of its own, so all that is true of those is true of it. A star
//! counts only with its decision and until the day it ends; everything else is told as what it is.

use super::service::{Holds, ServiceKind, may, needs};
use crate::fields::{Fields, Reader, Spanned};
use crate::text::{Date, fold};

/// The kind whose rows are products, with pages of their own.
pub static PRODUCTS: ServiceKind = ServiceKind {
    id: "san-pham",
    columns: &[
        needs("ma", Holds::Id),
        needs("ten", Holds::Name),
        may("chu_the", Holds::Text),
        needs("nhom", Holds::Group),
        needs("ma_xa", Holds::Unit),
        may("sao", Holds::Stars),
        may("quyet_dinh", Holds::Text),
        may("ngay_quyet_dinh", Holds::Past),
        may("het_han", Holds::Day),
        may("chung_nhan", Holds::Text),
        may("ma_vung", Holds::AreaCode),
        may("thanh_phan", Holds::Text),
        may("mua_vu", Holds::Months),
        may("gia_tu", Holds::Count),
        may("gia_den", Holds::Count),
        may("don_vi_tinh", Holds::Text),
        may("noi_ban", Holds::Text),
        may("gian_hang", Holds::Links),
        may("truy_xuat", Holds::Link),
        may("truy_xuat_ghi_chu", Holds::Text),
        may("thuong_hieu", Holds::Text),
        may("so_huu_tri_tue", Holds::Text),
        may("gtin", Holds::Gtin),
        may("dien_thoai", Holds::Phone),
        may("xac_nhan", Holds::Confirmed),
        needs("nguon", Holds::Source),
        may("ghi_chu", Holds::Text),
    ],
};

/// The six groups of Quyết định 148/QĐ-TTg: an id for addresses and words, and the name as the decision has it.
pub const GROUPS: [(&str, &str); 6] = [
    ("thuc-pham", "Thực phẩm"),
    ("do-uong", "Đồ uống"),
    ("duoc-lieu", "Dược liệu và sản phẩm từ dược liệu"),
    ("thu-cong", "Hàng thủ công mỹ nghệ"),
    ("sinh-vat-canh", "Sinh vật cảnh"),
    ("du-lich", "Dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch"),
];

/// The position of a group in [`GROUPS`], typed as its name or id, with or without marks.
pub fn group(typed: &str) -> Option<usize> {
    let wanted = fold(typed.trim());
    GROUPS.iter().position(|(id, name)| wanted == *id || wanted == fold(name))
}

/// What the stars of a product are worth on some day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody says that it has any.
    None,
    /// Decided, and not past its end.
    Valid,
    /// Past its end.
    Lapsed,
    /// Told without the number or the day of a decision.
    Undecided,
    /// Decided, but nobody says until when.
    Endless,
}

impl Standing {
    /// What stars are worth, from the cells that say so.
    pub fn of(stars: Option<u8>, decision: &str, decided: Option<Date>, ends: Option<Date>, today: Date) -> Self {
        match (stars, ends) {
            (None, _) => Self::None,
            (_, Some(ends)) if ends.days() < today.days() => Self::Lapsed,
            _ if decision.is_empty() || decided.is_none() => Self::Undecided,
            (_, None) => Self::Endless,
            _ => Self::Valid,
        }
    }

    /// The word for it in files and in keys of words.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Valid => "valid",
            Self::Lapsed => "lapsed",
            Self::Undecided => "undecided",
            Self::Endless => "endless",
        }
    }
}

/// Months in a cell: `3-5; 11`, `11-2` across the year's end, `Quanh năm`. From 1 to 12 in order; `None` when it is none.
pub fn months(cell: &str) -> Option<Vec<u8>> {
    if matches!(&*fold(cell.trim()), "quanh nam" | "ca nam") {
        return Some((1..=12).collect());
    }
    let month = |text: &str| {
        let text = fold(text.trim());
        text.trim_start_matches("thang").trim().parse().ok().filter(|month| (1..=12).contains(month))
    };
    let mut named = [false; 13];
    for part in cell.split([';', ',']).map(str::trim).filter(|part| !part.is_empty()) {
        let (from, to) = part.split_once(['-', '–']).unwrap_or((part, part));
        let (from, to): (u8, u8) = (month(from)?, month(to)?);
        let mut at = from;
        named[usize::from(at)] = true;
        while at != to {
            at = at % 12 + 1;
            named[usize::from(at)] = true;
        }
    }
    let months: Vec<u8> = (1..=12).filter(|&month| named[usize::from(month)]).collect();
    (!months.is_empty()).then_some(months)
}

/// Why digits are no GTIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GtinFault {
    /// Not 8, 12, 13 or 14 digits.
    Length,
    /// Another check digit would be right.
    Check(u8),
}

/// A GTIN as 14 digits, its check digit verified (GS1 General Specifications, 7.9: weights 3 and 1 from the right).
///
/// # Errors
/// What is wrong with it.
pub fn gtin14(typed: &str) -> Result<String, GtinFault> {
    let digits: String = typed.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '-')).collect();
    if !matches!(digits.len(), 8 | 12 | 13 | 14) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(GtinFault::Length);
    }
    let padded = format!("{digits:0>14}");
    let (body, check) = padded.split_at(13);
    let weighted = body.bytes().enumerate().map(|(at, byte)| u32::from(byte - b'0') * if at % 2 == 0 { 3 } else { 1 });
    let right = (10 - weighted.sum::<u32>() % 10) % 10;
    if check.parse() == Ok(right) { Ok(padded) } else { Err(GtinFault::Check(right as u8)) }
}

/// What parts of a cell are: `;` or a line between them.
pub fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty())
}

/// A markdown page about a product.
#[derive(Clone, Debug)]
pub struct ProductText {
    /// The product's id, `ma` in its table.
    pub product: Option<Spanned>,
}

impl ProductText {
    /// Reads the id.
    pub fn read(reader: &mut Reader, fields: &mut Fields) -> Self {
        let product = fields.spanned(reader, "product");
        if product.is_none() {
            fields.missing(reader, "product", "product = \"tra-mang-cau\"");
        }
        Self { product }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Codes from GS1's own examples, and one digit wrong.
    #[test]
    fn check_digits_are_verified() {
        assert_eq!(gtin14("6291041500213"), Ok("06291041500213".into()));
        assert_eq!(gtin14("9506000134352"), Ok("09506000134352".into()));
        assert_eq!(gtin14("614141-999996"), Ok("00614141999996".into()));
        assert_eq!(gtin14("6291041500214"), Err(GtinFault::Check(3)));
        for odd in ["", "123", "629104150021x", "62910415002130000"] {
            assert_eq!(gtin14(odd), Err(GtinFault::Length), "{odd}");
        }
    }

    #[test]
    fn months_are_read_as_people_type_them() {
        assert_eq!(months("3-5; 11"), Some(vec![3, 4, 5, 11]));
        assert_eq!(months("Tháng 11 – tháng 2"), Some(vec![1, 2, 11, 12]));
        assert_eq!(months("quanh năm").map(|months| months.len()), Some(12));
        for odd in ["0", "13", "mùa hè", ";", "3-"] {
            assert_eq!(months(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_star_counts_with_its_decision_and_until_its_end() {
        let day = |text| Date::parse(text);
        let today = day("2026-11-27").unwrap();
        let standing = |decision: &str, decided, ends| Standing::of(Some(3), decision, day(decided), day(ends), today);
        assert_eq!(standing("1/QĐ-UBND", "2024-01-01", "2026-11-27"), Standing::Valid);
        assert_eq!(standing("1/QĐ-UBND", "2024-01-01", "2026-11-26"), Standing::Lapsed);
        assert_eq!(standing("", "2024-01-01", "2027-01-01"), Standing::Undecided);
        assert_eq!(standing("1/QĐ-UBND", "", "2027-01-01"), Standing::Undecided);
        assert_eq!(standing("1/QĐ-UBND", "2024-01-01", ""), Standing::Endless);
        assert_eq!(Standing::of(None, "", None, None, today), Standing::None);
    }

    #[test]
    fn groups_are_known_by_name_and_id() {
        assert_eq!(group("Đồ uống"), Some(1));
        assert_eq!(group("do uong"), Some(1));
        assert_eq!(group("do-uong"), Some(1));
        assert_eq!(group("Ăn uống"), None);
    }
}
