//! Posters for the hamlet hall: a sheet of A4 with a code that opens the commune's page where it is taken along.

use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Value};

use super::Press;
use crate::diagnostics::Diagnostic;
use crate::domain::unit::Level;
use crate::job::{Job, Recipe, Role};
use crate::outputs::frame::{Frame, Link, unit_trail};
use crate::outputs::html::{HtmlView, run_with};
use crate::outputs::maps::unit_link;
use crate::render::qr::qr;
use crate::text::without_scheme;

static POSTER: Recipe<HtmlView<Poster>> = Recipe { name: "poster", run: run_poster };

/// Where the control is on a commune's page.
const CONTROL: &str = "#tai-ve";

#[derive(Serialize)]
struct Poster {
    unit: Link,
    province: Option<Link>,
    /// What the code leads to.
    target: String,
    /// The same as one would type it.
    shown: String,
}

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    for unit in press.site.units.iter().filter(|unit| unit.level == Level::Commune) {
        let path = press.site.unit_address(unit).poster().output_path();
        let (press, code) = (Arc::clone(press), Arc::clone(&unit.code));
        jobs.push(Job::new(path, Role::Page, &POSTER, move || view(&press, &code)));
    }
}

fn view(press: &Press, code: &str) -> HtmlView<Poster> {
    let site = &*press.site;
    let unit = site.units.get(code).expect("planned from the units");
    let province = site.units.parent_of(unit).map(|province| unit_link(site, province));
    let page = site.unit_address(unit);
    let mut way = unit_trail(site, unit);
    way.push(unit_link(site, unit));
    let title = site.word("poster_title").replace("{name}", &unit.full_name);
    let whole = site.canonical(&page);
    HtmlView {
        template: press.template("kinds/poster.html"),
        frame: Frame::new(press, &title, &page.poster(), "poster", way).not_indexed(),
        text: None,
        map: None,
        data: Poster {
            unit: unit_link(site, unit),
            province,
            shown: without_scheme(&whole).to_owned(),
            target: format!("{whole}{CONTROL}"),
        },
    }
}

/// The code is drawn when the sheet is made: its address says all about it.
fn run_poster(view: &HtmlView<Poster>) -> Result<Vec<u8>, Diagnostic> {
    run_with(view, |context: &mut Context| {
        let code = qr(&view.data.target, &view.data.target).unwrap_or_default();
        context.insert_value("code", Value::safe_string(&code));
    })
}
