//! The header that GeoPackage puts before the WKB of a shape (12-128r18, 2.1.3).

use crate::formats::Shape;
use crate::formats::bytes::Cursor;
use crate::formats::wkb::{self, WkbError};

/// The shape of a blob; `None` when it is marked as empty, or is.
pub(super) fn shape(blob: &[u8]) -> Result<Option<Shape>, WkbError> {
    let (flags, wkb) = split(blob).ok_or(WkbError::Broken)?;
    let (empty, extended) = (flags & 0x10 != 0, flags & 0x20 != 0);
    match (extended, empty) {
        (true, _) => Err(WkbError::Unsupported("ExtendedGeoPackageBinary".to_owned())),
        (false, true) => Ok(None),
        (false, false) => wkb::read(wkb),
    }
}

/// Flags and WKB: "GP", version, flags, id of the system, a box of 0, 4, 6, 6 or 8 numbers.
fn split(blob: &[u8]) -> Option<(u8, &[u8])> {
    let rest = blob.strip_prefix(b"GP")?;
    let mut cursor = Cursor::new(rest);
    let [_version, flags] = cursor.array()?;
    cursor.take(4)?;
    let numbers = match (flags >> 1) & 7 {
        0 => 0,
        1 => 4,
        2 | 3 => 6,
        4 => 8,
        _ => return None,
    };
    cursor.take(numbers * 8)?;
    let left = cursor.left();
    Some((flags, cursor.take(left)?))
}
