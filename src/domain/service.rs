//! Services that plans ask for, and what a table of each holds.
//!
//! A table of a service is a dataset like any other, with columns of known names: so pages, findings and downloads know
//! what a wifi point or a satisfaction result is without a word in the manifest.

/// A kind of service.
#[derive(Debug, PartialEq, Eq)]
pub struct ServiceKind {
    /// Its name in the manifest and in addresses.
    pub id: &'static str,
    /// The columns that its tables have, in the order in which they are shown. Others are left to the download.
    pub columns: &'static [ServiceColumn],
}

/// A column of a table of services.
#[derive(Debug, PartialEq, Eq)]
pub struct ServiceColumn {
    /// Its name in files.
    pub name: &'static str,
    /// What its cells are.
    pub holds: Holds,
    /// Whether a table needs it, filled in every row.
    pub needed: bool,
}

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// What the row is called.
    Name,
    /// The code of a unit.
    Unit,
    /// Words.
    Text,
    /// A figure.
    Number,
    /// A whole number of people or things.
    Count,
    /// A share of a hundred.
    Share,
    /// The number of a plan.
    Plan,
    /// A row or a column of a floor plan, from 1.
    Spot,
    /// The day when somebody last saw that it is so.
    Confirmed,
    /// Where the row is known from.
    Source,
    /// An address on the web.
    Link,
    /// The code of a growing or farming area.
    AreaCode,
    /// What a row is called in addresses: a-z, 0-9 and -.
    Id,
    /// One of the six groups of OCOP products.
    Group,
    /// From 3 to 5: what has fewer is no OCOP product.
    Stars,
    /// A day.
    Day,
    /// A day that has come.
    Past,
    /// Months of the year.
    Months,
    /// Addresses on the web.
    Links,
    /// A trade item's number (GS1).
    Gtin,
    /// The phone of somebody who agreed that it is published.
    Phone,
}

/// Rows and columns of a floor plan: a room is no street.
const SPOTS: f64 = 12.0;

impl Holds {
    /// The least and the most that a figure may be; `None` where it is none, or may be any.
    pub fn range(self) -> Option<(f64, f64)> {
        match self {
            Self::Count => Some((0.0, 1e9)),
            Self::Share => Some((0.0, 100.0)),
            Self::Spot => Some((1.0, SPOTS)),
            Self::Stars => Some((3.0, 5.0)),
            _ => None,
        }
    }

    /// How the manifest would declare such a column; `None` for text.
    pub fn declared(self) -> Option<&'static str> {
        match self {
            Self::Number => Some("number"),
            Self::Count | Self::Spot | Self::Stars => Some("integer"),
            Self::Share => Some("percent"),
            Self::Confirmed | Self::Day | Self::Past => Some("date"),
            Self::Unit => Some("code:5"),
            _ => None,
        }
    }
}

pub(super) const fn needs(name: &'static str, holds: Holds) -> ServiceColumn {
    ServiceColumn { name, holds, needed: true }
}

pub(super) const fn may(name: &'static str, holds: Holds) -> ServiceColumn {
    ServiceColumn { name, holds, needed: false }
}

const NAME: ServiceColumn = needs("ten", Holds::Name);
const UNIT: ServiceColumn = needs("ma_xa", Holds::Unit);
const CONFIRMED: ServiceColumn = may("xac_nhan", Holds::Confirmed);
const SOURCE: ServiceColumn = needs("nguon", Holds::Source);
const NOTE: ServiceColumn = may("ghi_chu", Holds::Text);

/// All kinds, in the order in which the portal lists them.
pub static KINDS: [ServiceKind; 11] = [
    ServiceKind {
        id: "thiet-yeu",
        columns: &[
            NAME,
            needs("linh_vuc", Holds::Text),
            may("ma_xa", Holds::Unit),
            may("don_vi_cung_cap", Holds::Text),
            may("lien_ket", Holds::Link),
            CONFIRMED,
            SOURCE,
            NOTE,
        ],
    },
    ServiceKind {
        id: "dich-vu-cong",
        columns: &[
            NAME,
            needs("lien_ket", Holds::Link),
            may("ma_xa", Holds::Unit),
            may("co_quan", Holds::Text),
            may("muc_do", Holds::Text),
            CONFIRMED,
            SOURCE,
            NOTE,
        ],
    },
    ServiceKind {
        id: "to-cong-nghe",
        columns: &[
            NAME,
            UNIT,
            may("thon", Holds::Text),
            may("thanh_vien", Holds::Count),
            may("lien_he", Holds::Text),
            CONFIRMED,
            SOURCE,
            NOTE,
        ],
    },
    ServiceKind {
        id: "wifi",
        columns: &[
            NAME,
            UNIT,
            may("dia_chi", Holds::Text),
            may("ten_mang", Holds::Text),
            needs("xac_nhan", Holds::Confirmed),
            SOURCE,
            NOTE,
        ],
    },
    ServiceKind {
        id: "vung-trong",
        columns: &[
            NAME,
            needs("ma_so", Holds::AreaCode),
            UNIT,
            may("cay_con", Holds::Text),
            may("dien_tich_ha", Holds::Number),
            may("thi_truong", Holds::Text),
            CONFIRMED,
            SOURCE,
            NOTE,
        ],
    },
    ServiceKind {
        id: "hop-tac-xa",
        columns: &[
            NAME,
            UNIT,
            may("loai", Holds::Text),
            may("san_pham", Holds::Text),
            may("thanh_vien", Holds::Count),
            may("lien_ket_voi", Holds::Text),
            may("lien_ket", Holds::Link),
            CONFIRMED,
            SOURCE,
            NOTE,
        ],
    },
    ServiceKind {
        id: "mo-hinh",
        columns: &[
            NAME,
            UNIT,
            needs("cap", Holds::Text),
            may("linh_vuc", Holds::Text),
            may("tinh_trang", Holds::Text),
            may("ke_hoach", Holds::Plan),
            CONFIRMED,
            SOURCE,
            NOTE,
        ],
    },
    ServiceKind {
        id: "thuong-mai-dien-tu",
        columns: &[
            NAME,
            UNIT,
            may("san", Holds::Text),
            may("tinh_trang", Holds::Text),
            may("lien_ket", Holds::Link),
            CONFIRMED,
            SOURCE,
            NOTE,
        ],
    },
    ServiceKind {
        id: "tap-huan",
        columns: &[
            NAME,
            may("ma_xa", Holds::Unit),
            may("cap", Holds::Text),
            needs("ky", Holds::Text),
            needs("so_nguoi", Holds::Count),
            may("tong_so", Holds::Count),
            SOURCE,
            NOTE,
        ],
    },
    ServiceKind {
        id: "hai-long",
        columns: &[
            NAME,
            UNIT,
            needs("ty_le", Holds::Share),
            may("so_nguoi_hoi", Holds::Count),
            may("ky", Holds::Text),
            SOURCE,
            NOTE,
        ],
    },
    ServiceKind {
        id: DESKS,
        columns: &[
            NAME,
            UNIT,
            needs("quay", Holds::Text),
            may("thu_tuc", Holds::Text),
            may("giay_to", Holds::Text),
            needs("duong_di", Holds::Text),
            may("hang", Holds::Spot),
            may("cot", Holds::Spot),
            CONFIRMED,
            SOURCE,
            NOTE,
        ],
    },
];

/// The kind whose rows are counters of desks, each with a page and a floor plan.
pub const DESKS: &str = "mot-cua";

impl ServiceKind {
    /// The kind that an entry of the manifest names: a service, or products.
    pub fn named(id: &str) -> Option<&'static Self> {
        Self::all().find(|kind| kind.id == id)
    }

    /// Every kind of table with columns of known names.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        KINDS.iter().chain([&super::product::PRODUCTS])
    }

    /// The theme of the map that its layers belong to.
    pub fn theme(&self) -> &'static str {
        match self.id {
            "vung-trong" | "hop-tac-xa" | "san-pham" => "nong-nghiep",
            "to-cong-nghe" | "tap-huan" | "hai-long" => "nong-dan",
            _ => "nong-thon",
        }
    }

    /// The column of some meaning.
    pub fn column(&self, holds: Holds) -> Option<&'static ServiceColumn> {
        self.columns.iter().find(|column| column.holds == holds)
    }
}

/// Whether a code of a growing area, farming area or packing house is written as such codes usually are:
/// `VN-TGOR-0123`, `VN-HCMPH-005` (exports, by province) or with the code of the province in digits, `VN-01-0012-RAU`.
/// No rule known to us forbids others, so this is for hints only.
pub fn is_usual_area_code(code: &str) -> bool {
    let mut parts = code.split('-');
    let place = |part: &str| {
        part.len() >= 2
            && part.len() <= 6
            && part.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    let number = |part: &str| part.len() >= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.next() == Some("VN")
        && parts.next().is_some_and(place)
        && parts.next().is_some_and(number)
        && parts.all(place)
}

/// Ends of the 95 % interval for a share, in per cent, of a survey that asked `asked` people at random: the score
/// interval of Wilson (1927), which stays within 0 and 100 and holds for shares near them, too.
pub fn margin(share: f64, asked: u32) -> Option<(f64, f64)> {
    /// The 97.5th percentile of the normal distribution.
    const Z: f64 = 1.959_964;
    let (p, n) = (share / 100.0, f64::from(asked));
    if asked == 0 || !(0.0..=1.0).contains(&p) {
        return None;
    }
    let middle = p + Z * Z / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 100.0 / (1.0 + Z * Z / n);
    Some((((middle - half) * scale).max(0.0), ((middle + half) * scale).min(100.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn area_codes_are_known_by_their_form() {
        for usual in ["VN-TGOR-0123", "VN-HCMPH-005", "VN-01-0012-RAU"] {
            assert!(is_usual_area_code(usual), "{usual}");
        }
        for odd in ["", "VN", "TGOR-0123", "VN-tgor-0123", "VN-TGOR-12", "VN-TGOR-0123-", "VN TGOR 0123"] {
            assert!(!is_usual_area_code(odd), "{odd}");
        }
    }

    /// Worked out from the formula, rounded to two places.
    #[test]
    fn margins_are_those_of_wilson() {
        let rounded = |(low, high): (f64, f64)| ((low * 100.0).round() / 100.0, (high * 100.0).round() / 100.0);
        assert_eq!(margin(50.0, 100).map(rounded), Some((40.38, 59.62)));
        assert_eq!(margin(100.0, 10).map(rounded), Some((72.25, 100.0)));
        assert_eq!(margin(0.0, 10).map(rounded), Some((0.0, 27.75)));
        assert_eq!((margin(98.6, 0), margin(101.0, 10)), (None, None));
    }

    #[test]
    fn kinds_and_columns_have_names_of_their_own() {
        for (at, kind) in KINDS.iter().enumerate() {
            assert!(KINDS[..at].iter().all(|other| other.id != kind.id));
            assert!(kind.column(Holds::Name).is_some() && kind.column(Holds::Source).is_some());
            for (at, column) in kind.columns.iter().enumerate() {
                assert!(kind.columns[..at].iter().all(|other| other.name != column.name), "{}", column.name);
            }
        }
    }
}
