//! Gaps and overlaps as text: counts, the largest one by one, and small maps of the first.

use std::fmt::Write as _;

use super::layout::{Layout, plain};
use crate::geo::coverage::letter;
use crate::inspect::{CoverageFacts, DefectFacts, Defects, FeatureName, Total};

/// Defects that are told one by one.
const MOST_TOLD: usize = 5;
/// Of those, how many are drawn.
const MOST_DRAWN: usize = 3;
/// Features that are named of one defect.
const MOST_NAMED: usize = 6;

/// What a layer's gaps and overlaps are, for the line of its facts; what is to be told of them below, when there are any.
pub(super) fn told(coverage: &CoverageFacts, layout: &Layout) -> (String, Option<String>) {
    let CoverageFacts::Checked(found) = coverage else { return (layout.word("coverage_not_checked"), None) };
    let trifles = || layout.say("coverage_trifles", &[("count", layout.number(found.trifles))]);
    let mut summary = if found.largest.is_empty() {
        layout.say("coverage_sound", &[("widest", layout.decimals(found.widest_gap_metres))])
    } else {
        let totals = [("coverage_gaps", found.gaps), ("coverage_overlaps", found.overlaps)];
        let totals = totals.into_iter().filter(|(_, total)| total.count > 0);
        totals.map(|(key, total)| sum(key, total, layout)).collect::<Vec<_>>().join("; ")
    };
    if found.trifles > 0 {
        let _ = write!(summary, "; {}", trifles());
    }
    (summary, (!found.largest.is_empty()).then(|| largest(found, layout)))
}

fn sum(key: &str, total: Total, layout: &Layout) -> String {
    let args = [
        ("count", layout.number(total.count)),
        ("area", layout.decimals(total.square_metres)),
        ("hectares", layout.decimals(total.hectares)),
    ];
    layout.say(key, &args)
}

fn largest(found: &Defects, layout: &Layout) -> String {
    let mut page = format!("  {}\n", layout.word("coverage_largest"));
    for (number, defect) in found.largest.iter().take(MOST_TOLD).enumerate() {
        let _ = writeln!(page, "  {}. {}", number + 1, one(defect, layout));
        if number >= MOST_DRAWN {
            continue;
        }
        page.push('\n');
        for row in &defect.sketch.rows {
            page.push_str(format!("     {row}").trim_end());
            page.push('\n');
        }
        let (east, north) = defect.sketch.letter;
        let args = [("east", layout.decimals(rounded(east))), ("north", layout.decimals(rounded(north)))];
        let _ = writeln!(page, "\n     {}\n", layout.say(&format!("coverage_legend_{}", defect.kind), &args));
    }
    page
}

fn one(defect: &DefectFacts, layout: &Layout) -> String {
    let mut names: Vec<String> = (defect.features.iter().take(MOST_NAMED).enumerate())
        .map(|(place, feature)| format!("{} = {}", letter(place), called(feature, layout)))
        .collect();
    if defect.features.len() > MOST_NAMED {
        names.push("…".to_owned());
    }
    let args = [
        ("area", layout.decimals(defect.square_metres)),
        ("hectares", layout.decimals(defect.hectares)),
        ("width", layout.decimals(defect.width_metres)),
        ("place", format!("{:.6}, {:.6}", defect.at.y, defect.at.x)),
        ("names", names.join(", ")),
    ];
    layout.say(&format!("coverage_{}", defect.kind), &args)
}

fn called(feature: &FeatureName, layout: &Layout) -> String {
    match (&feature.name, &feature.code) {
        (Some(name), Some(code)) if name != code => format!("{} ({})", plain(name), plain(code)),
        (Some(text), _) | (None, Some(text)) => plain(text),
        (None, None) => layout.say("coverage_feature", &[("feature", layout.number(feature.feature))]),
    }
}

/// Metres of a letter: nobody measures in a sketch.
fn rounded(metres: f64) -> f64 {
    if metres < 10.0 { (metres * 10.0).round() / 10.0 } else { metres.round() }
}
