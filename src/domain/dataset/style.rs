//! How a dataset is drawn on the interactive map.

use serde::Serialize;

use crate::diagnostics::code;
use crate::fields::{Fields, Reader, Spanned};

/// How a layer is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MapStyle {
    /// Group in the list of layers.
    pub group: String,
    /// Colour, `#rrggbb`.
    pub color: String,
    /// First zoom with tiles.
    pub min_zoom: u8,
    /// Last zoom with tiles; deeper views reuse them.
    pub max_zoom: u8,
    /// Column drawn as label.
    pub label: Option<String>,
    /// Drawn when the map opens.
    pub visible: bool,
}

const GROUPS: [(&str, &str); 5] = [
    ("hanh-chinh", "hanh-chinh"),
    ("nong-nghiep", "nong-nghiep"),
    ("nong-thon", "nong-thon"),
    ("nong-dan", "nong-dan"),
    ("du-lich", "du-lich"),
];

impl MapStyle {
    pub(super) fn read(reader: &mut Reader, fields: &mut Fields) -> Option<(Self, Option<Spanned>)> {
        let mut table = fields.table(reader, "map")?;
        let label = table.spanned(reader, "label");
        let color = table.spanned(reader, "color");
        if let Some(color) = color.as_ref().filter(|color| !is_color(&color.text)) {
            let args = [("key", "color"), ("value", color.text.as_str()), ("allowed", "\"#0b6e4f\"")];
            reader.error(code::UNKNOWN_VALUE, &color.span, &args);
        }
        let style = Self {
            group: table.choice(reader, "group", &GROUPS).unwrap_or("nong-thon").to_owned(),
            color: color.map_or_else(|| "#0b6e4f".to_owned(), |color| color.text),
            min_zoom: table.integer(reader, "min_zoom", 0..=14).unwrap_or(0) as u8,
            max_zoom: table.integer(reader, "max_zoom", 0..=14).unwrap_or(12) as u8,
            label: label.as_ref().map(|label| label.text.clone()),
            visible: table.flag(reader, "visible").unwrap_or(true),
        };
        table.end(reader);
        Some((style, label))
    }
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
