//! The plan of a tour as SVG: where each scene stands and which way one looks. The page has the scenes as a list as well, and
//! each dot is a link to its entry there, so the keyboard reaches all of it.
//! Classes: `plan-ground`, `plan-way`, `plan-dot`, `plan-view` (which way one looks), `plan-number`, `plan-north`.

use std::fmt::Write as _;

use serde::Serialize;

use crate::text::escape;

/// A plan. Metres, from its upper left corner.
#[derive(Clone, Debug, Serialize)]
pub struct SitePlan {
    /// What is drawn, for those who can't see it.
    pub title: String,
    /// Address of a picture under it.
    pub image: Option<String>,
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
    /// The direction that is up, degrees from north.
    pub up: f64,
    /// The letter of the north mark.
    pub north: String,
    /// Places.
    pub dots: Vec<Dot>,
    /// Ways from one place to another, each once.
    pub ways: Vec<((f64, f64), (f64, f64))>,
}

/// A place on a plan.
#[derive(Clone, Debug, Serialize)]
pub struct Dot {
    /// Where.
    pub at: (f64, f64),
    /// Which way one looks first, degrees from north.
    pub look: f64,
    /// What is written on it.
    pub number: usize,
    /// What a link to it says.
    pub label: String,
    /// The id of its entry on the page.
    pub id: String,
    /// The scene's own name, for the viewer.
    pub scene: String,
}

/// Units of the drawing from left to right: on a phone one is about a CSS pixel.
const WIDTH: f64 = 340.0;

/// Draws a plan.
pub fn site_plan(plan: &SitePlan) -> String {
    let scale = WIDTH / plan.width.max(1.0);
    let height = tenth(plan.height * scale);
    let mut body = match &plan.image {
        Some(image) => format!("<image href=\"{}\" width=\"{WIDTH}\" height=\"{height}\"/>", escape(image)),
        None => format!("<rect class=\"plan-ground\" width=\"{WIDTH}\" height=\"{height}\"/>"),
    };
    let place = |(x, y): (f64, f64)| (tenth(x * scale), tenth(y * scale));
    for &(from, to) in &plan.ways {
        let ((x1, y1), (x2, y2)) = (place(from), place(to));
        let _ = write!(body, "<path class=\"plan-way\" d=\"M{x1} {y1}L{x2} {y2}\"/>");
    }
    for dot in &plan.dots {
        let (x, y) = place(dot.at);
        let turn = tenth((dot.look - plan.up).rem_euclid(360.0));
        let _ = write!(
            body,
            "<a href=\"#{id}\" data-scene=\"{scene}\" aria-label=\"{label}\"><path class=\"plan-view\" transform=\"translate({x} {y})rotate({turn})\" d=\"M0 0L-14-30A33 33 0 0 1 14-30z\"/>\
             <circle class=\"plan-dot\" cx=\"{x}\" cy=\"{y}\" r=\"13\"/><text class=\"plan-number\" x=\"{x}\" y=\"{base}\">{number}</text></a>",
            id = escape(&dot.id),
            scene = escape(&dot.scene),
            label = escape(&dot.label),
            base = tenth(y + 5.0),
            number = dot.number,
        );
    }
    let (north, turn) = (escape(&plan.north), tenth((-plan.up).rem_euclid(360.0)));
    let _ = write!(
        body,
        "<g class=\"plan-north\" aria-hidden=\"true\" transform=\"translate(22 30)rotate({turn})\"><path d=\"M0-8L6 10 0 6-6 10z\"/><text y=\"-11\">{north}</text></g>"
    );
    let (title, up) = (escape(&plan.title), plan.up);
    format!(
        "<svg class=\"site-plan\" viewBox=\"0 0 {WIDTH} {height}\" role=\"group\" aria-label=\"{title}\" data-up=\"{up}\">{body}</svg>"
    )
}

/// A tenth of a unit is finer than any screen.
fn tenth(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_stand_where_the_metres_say() {
        let svg = site_plan(&SitePlan {
            title: "Sơ đồ".into(),
            image: None,
            width: 68.0,
            height: 40.0,
            up: 90.0,
            north: "B".into(),
            dots: vec![Dot {
                at: (34.0, 20.0),
                look: 0.0,
                number: 1,
                label: "<1>".into(),
                id: "canh-a".into(),
                scene: "a".into(),
            }],
            ways: vec![((0.0, 0.0), (34.0, 20.0))],
        });
        assert!(svg.contains("viewBox=\"0 0 340 200\""), "{svg}");
        // North is to the left when east is up.
        assert!(svg.contains("aria-label=\"&lt;1&gt;\"") && svg.contains("translate(170 100)rotate(270)"), "{svg}");
        assert!(svg.contains("<path class=\"plan-way\" d=\"M0 0L170 100\"/>"), "{svg}");
    }
}
