//! The road to the next star: what a plan asks of products that have some, and what the table says of each.
//!
//! Only what plans of the pilot say: from three stars to four Thành phố Hồ Chí Minh's plan of 2024 names electronic
//! traceability, brand, intellectual property and e-commerce, from four to five the code of the growing area.

use serde::Serialize;

use super::ProductView;
use crate::outputs::frame::Link;
use crate::site::{Address, Site};

/// A stretch of the road.
#[derive(Serialize)]
pub(super) struct Road {
    from: u8,
    to: u8,
    steps: Vec<Step>,
    /// The promise of the plan that asks for this, where the portal has it.
    source: Option<Link>,
}

#[derive(Serialize)]
struct Step {
    /// The word of its name.
    word: String,
    /// What is known of it; an empty cell is unknown, and never "no".
    known: bool,
}

/// The targets of the plan, by the stars from which they lead on.
const TARGETS: [(u8, &str); 2] = [(3, "hcm-08"), (4, "hcm-09")];

/// The road of a product: none where nobody says its stars, or it has them all.
pub(super) fn road(site: &Site, view: &ProductView) -> Option<Road> {
    let stars = view.stars?;
    let (_, target) = TARGETS.iter().find(|(from, _)| *from == stars)?;
    let step = |word: &str, known: bool| Step { word: site.word(&format!("product_step_{word}")).to_owned(), known };
    let steps = match stars {
        3 => vec![
            step("trace", view.trace.is_some() || !view.trace_note.is_empty()),
            step("brand", !view.brand.is_empty()),
            step("property", !view.property.is_empty()),
            step("shop", !view.shops.is_empty()),
        ],
        _ => vec![step("area", !view.area_code.is_empty())],
    };
    let promise = site.ledger.promises.iter().find(|promise| promise.of(&site.pages).2.id == *target);
    let source = promise.map(|promise| {
        let (_, plan, target) = promise.of(&site.pages);
        let title = plan.number.clone().unwrap_or_else(|| promise.of(&site.pages).0.meta().title.clone());
        Link { title, url: site.url(&Address::promise(&target.id)) }
    });
    Some(Road { from: stars, to: stars + 1, steps, source })
}
