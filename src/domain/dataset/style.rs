//! How a dataset is drawn on the interactive map.

use serde::Serialize;

use super::Dataset;
use crate::diagnostics::code;
use crate::domain::unit::Level;
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
    /// The sign of its points: a drawing of the theme, `icons/map/<icon>.svg`.
    pub icon: Option<String>,
}

/// Themes of the map in the order in which a visitor meets them, each with the colour of its layers unless they say one. The last is
/// for portals that keep boundaries apart from everything else.
const THEMES: [(&str, &str); 5] = [
    ("nong-nghiep", "#3d7a1c"),
    ("nong-thon", "#1f5fa8"),
    ("nong-dan", "#8a4b00"),
    ("du-lich", "#9c2f6f"),
    ("hanh-chinh", "#0b6e4f"),
];

/// Each theme as itself, for [`Fields::choice`].
const GROUPS: [(&str, &str); 5] = {
    let mut groups = THEMES;
    let mut at = 0;
    while at < groups.len() {
        groups[at].1 = groups[at].0;
        at += 1;
    }
    groups
};

/// `theme = "du-lich"` of an entry: the theme of its layer where `[dataset.map]` doesn't say it.
pub(in crate::domain) fn theme(reader: &mut Reader, fields: &mut Fields) -> Option<&'static str> {
    fields.choice(reader, "theme", &GROUPS)
}

/// The colour of a theme's layers.
fn color_of(theme: &str) -> &'static str {
    THEMES.iter().find(|(id, _)| *id == theme).map_or("#0b6e4f", |(_, color)| color)
}

/// The position of a theme among [`THEMES`].
pub fn rank(theme: &str) -> usize {
    THEMES.iter().position(|(id, _)| *id == theme).unwrap_or(THEMES.len())
}

impl MapStyle {
    pub(super) fn read(
        reader: &mut Reader,
        fields: &mut Fields,
        theme: &'static str,
    ) -> Option<(Self, [Option<Spanned>; 2])> {
        let mut table = fields.table(reader, "map")?;
        let label = table.spanned(reader, "label");
        let icon = table.spanned(reader, "icon");
        let color = table.spanned(reader, "color");
        if let Some(color) = color.as_ref().filter(|color| !is_color(&color.text)) {
            let args = [("key", "color"), ("value", color.text.as_str()), ("allowed", "\"#0b6e4f\"")];
            reader.error(code::UNKNOWN_VALUE, &color.span, &args);
        }
        let group = table.choice(reader, "group", &GROUPS).unwrap_or(theme);
        let style = Self {
            group: group.to_owned(),
            color: color.map_or_else(|| color_of(group).to_owned(), |color| color.text),
            min_zoom: table.integer(reader, "min_zoom", 0..=14).unwrap_or(0) as u8,
            max_zoom: table.integer(reader, "max_zoom", 0..=14).unwrap_or(12) as u8,
            label: label.as_ref().map(|label| label.text.clone()),
            visible: table.flag(reader, "visible").unwrap_or(true),
            icon: icon.as_ref().map(|icon| icon.text.clone()),
        };
        table.end(reader);
        Some((style, [label, icon]))
    }

    /// How a layer is drawn whose entry says nothing of the map. Boundaries of the past wait until somebody asks for them.
    pub(super) fn assumed(dataset: &Dataset, theme: &'static str) -> Self {
        let (color, zooms) = match dataset.units {
            Some(Level::Province) => ("#7a4b12", (2, 10)),
            Some(Level::Commune) if !dataset.former => ("#0b6e4f", (5, 12)),
            Some(Level::Commune) => ("#b3261e", (9, 13)),
            None => (color_of(theme), (0, 12)),
        };
        Self {
            group: theme.to_owned(),
            color: color.to_owned(),
            min_zoom: zooms.0,
            max_zoom: zooms.1,
            label: dataset.name.as_ref().map(|name| name.text.clone()),
            visible: !dataset.former,
            icon: None,
        }
    }
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
