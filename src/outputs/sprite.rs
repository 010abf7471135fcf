//! The signs of the map's points: the drawings of the theme (`icons/map/*.svg`), side by side in one picture that the interactive
//! map cuts apart. They are masks: what is drawn is the sign, its colour comes from the layer.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Press, assets};
use crate::diagnostics::{Diagnostic, code};
use crate::digest::Digest;
use crate::job::{Job, Recipe, Role};
use crate::site::{Address, Site};
use crate::text::nearest;

static SPRITE: Recipe<String> = Recipe { name: "sprite", run: |svg| Ok(svg.clone().into_bytes()) };

/// Where the theme keeps the drawings.
const FOLDER: &str = "icons/map/";

/// Side of a drawing, in units of the picture.
const SIDE: usize = 24;

/// The signs by name, and the picture with all of them.
pub(super) struct Sprite {
    address: Address,
    svg: String,
    /// Each with what its drawing holds, in the order of the picture.
    signs: Vec<(String, String)>,
}

impl Sprite {
    /// Puts the theme's drawings together; a layer whose sign is not among them is reported.
    pub(super) fn new(site: &Site, faults: &mut Vec<Diagnostic>) -> Self {
        let signs: Vec<(String, String)> = (site.theme.below(FOLDER))
            .filter_map(|(path, file)| {
                let name = path[FOLDER.len()..].strip_suffix(".svg")?;
                Some((name.to_owned(), inside(file.text().ok()?)?.to_owned()))
            })
            .collect();
        for dataset in &site.datasets {
            let Some(icon) = &dataset.decl.icon else { continue };
            let names = || signs.iter().map(|(name, _)| name.as_str());
            if names().all(|name| name != icon.text) {
                faults.push(
                    Diagnostic::error(code::UNKNOWN_ICON)
                        .arg("icon", &icon.text)
                        .arg("allowed", names().collect::<Vec<_>>().join(", "))
                        .arg("suggestion", nearest(&icon.text, names()).unwrap_or_default())
                        .at(dataset.manifest_place(&icon.span)),
                );
            }
        }
        let parts = signs.iter().enumerate().map(|(at, (_, drawing))| {
            format!(
                "<svg x=\"{}\" width=\"{SIDE}\" height=\"{SIDE}\" viewBox=\"0 0 {SIDE} {SIDE}\">{drawing}</svg>",
                at * SIDE
            )
        });
        let width = SIDE * signs.len().max(1);
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{SIDE}\" viewBox=\"0 0 {width} {SIDE}\">{}</svg>\n",
            parts.collect::<String>()
        );
        let address = assets::fingerprinted("/assets/icons/map.svg", Digest::of(svg.as_bytes()));
        Self { address, svg, signs }
    }

    /// A sign as an image within a page.
    pub(super) fn inline(&self, name: &str, color: &str) -> Option<String> {
        let (_, drawing) = self.signs.iter().find(|(own, _)| own == name)?;
        Some(format!(
            "<svg class=\"sign\" color=\"{color}\" viewBox=\"0 0 {SIDE} {SIDE}\" aria-hidden=\"true\" focusable=\"false\">{drawing}</svg>"
        ))
    }

    /// Whether the theme has a drawing of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.signs.iter().any(|(own, _)| own == name)
    }

    /// As `map.json` has it.
    pub(super) fn value(&self, site: &Site) -> Value {
        let names: Vec<&str> = self.signs.iter().map(|(name, _)| name.as_str()).collect();
        json!({"url": site.url(&self.address), "side": SIDE, "names": names})
    }
}

/// What stands between `<svg …>` and `</svg>`.
fn inside(svg: &str) -> Option<&str> {
    let start = svg.find("<svg")?;
    let start = start + svg[start..].find('>')? + 1;
    Some(svg[start..svg.rfind("</svg>")?].trim())
}

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    if super::map_page::has_maps(&press.site) && !press.sprite.signs.is_empty() {
        let shared = Arc::clone(press);
        let view = move || shared.sprite.svg.clone();
        jobs.push(Job::new(press.sprite.address.output_path(), Role::File, &SPRITE, view));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_are_taken_out_of_their_files() {
        let svg = "<?xml version=\"1.0\"?>\n<svg viewBox=\"0 0 24 24\">\n<path d=\"M0 0\"/>\n</svg>\n";
        assert_eq!(inside(svg), Some("<path d=\"M0 0\"/>"));
        assert_eq!(inside("<p>"), None);
    }
}
