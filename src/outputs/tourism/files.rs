//! What visitors take along: GPX 1.1, KML 2.2, iCalendar (RFC 5545).

use std::fmt::Write as _;
use std::sync::Arc;

use serde::Serialize;

use super::feed::changed;
use super::years;
use crate::diagnostics::Diagnostic;
use crate::domain::Details;
use crate::job::{Job, Recipe, Role};
use crate::outputs::Press;
use crate::site::Site;
use crate::site::tourism::{Track, visit};
use crate::text::{Date, escape};

/// Names of the files beside pages.
pub(super) const GPX: &str = "tuyen.gpx";
pub(super) const KML: &str = "tuyen.kml";
pub(super) const ICS: &str = "lich.ics";

static ROUTE_GPX: Recipe<Way> = Recipe { name: "route gpx", run: Way::gpx };
static ROUTE_KML: Recipe<Way> = Recipe { name: "route kml", run: Way::kml };
static CALENDAR: Recipe<Calendar> = Recipe { name: "calendar", run: Calendar::ics };

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    let site = &press.site;
    for (at, route) in site.tourism.routes.iter().enumerate() {
        for (name, recipe) in [(GPX, &ROUTE_GPX), (KML, &ROUTE_KML)] {
            let (shared, path) = (Arc::clone(press), site.pages[route.page].address.join(name).output_path());
            jobs.push(Job::new(path, Role::File, recipe, move || way(&shared.site, at)));
        }
    }
    for &id in &site.tourism.festivals {
        let Details::Festival(festival) = &site.pages[id].parsed.details else { continue };
        if years(site).any(|year| festival.in_year(year).is_some()) {
            let (shared, path) = (Arc::clone(press), site.pages[id].address.join(ICS).output_path());
            jobs.push(Job::new(path, Role::File, &CALENDAR, move || calendar(&shared.site, id)));
        }
    }
}

/// A route with its name.
#[derive(Serialize)]
struct Way {
    name: String,
    url: String,
    track: Track,
}

fn way(site: &Site, at: usize) -> Way {
    let route = &site.tourism.routes[at];
    let page = &site.pages[route.page];
    Way { name: page.meta().title.clone(), url: site.canonical(&page.address), track: route.track.clone() }
}

impl Way {
    fn gpx(&self) -> Result<Vec<u8>, Diagnostic> {
        let (name, url) = (escape(&self.name), escape(&self.url));
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gpx version=\"1.1\" creator=\"langso\" xmlns=\"http://www.topografix.com/GPX/1/1\">\n\
             <trk><name>{name}</name><link href=\"{url}\"/><trkseg>\n"
        );
        for (at, point) in self.track.line.geometry.coords().enumerate() {
            let height =
                self.track.heights.get(at).map_or_else(String::new, |(_, height)| format!("<ele>{height}</ele>"));
            let _ = writeln!(out, "<trkpt lat=\"{:.7}\" lon=\"{:.7}\">{height}</trkpt>", point.y, point.x);
        }
        out.push_str("</trkseg></trk></gpx>\n");
        Ok(out.into_bytes())
    }

    fn kml(&self) -> Result<Vec<u8>, Diagnostic> {
        let (name, url) = (escape(&self.name), escape(&self.url));
        let positions: Vec<String> =
            self.track.line.geometry.coords().map(|point| format!("{:.7},{:.7}", point.x, point.y)).collect();
        let positions = positions.join(" ");
        Ok(format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Placemark><name>{name}</name>\
             <description>{url}</description><LineString><tessellate>1</tessellate><coordinates>{positions}</coordinates>\
             </LineString></Placemark></kml>\n"
        )
        .into_bytes())
    }
}

/// A festival's days, each with the day after its last.
#[derive(Serialize)]
struct Calendar {
    title: String,
    url: String,
    place: Option<String>,
    stamp: Date,
    days: Vec<(Date, Date)>,
}

fn calendar(site: &Site, id: usize) -> Calendar {
    let page = &site.pages[id];
    let days = |year| match &page.parsed.details {
        Details::Festival(festival) => festival.in_year(year),
        _ => None,
    };
    let days: Vec<(Date, Date)> = years(site).filter_map(days).collect();
    Calendar {
        title: page.meta().title.clone(),
        url: site.canonical(&page.address),
        place: visit(page).and_then(|visit| visit.address.clone()),
        stamp: changed(page).unwrap_or(days[0].0),
        days: days.into_iter().filter_map(|(first, last)| Some((first, Date::from_days(last.days() + 1)?))).collect(),
    }
}

impl Calendar {
    fn ics(&self) -> Result<Vec<u8>, Diagnostic> {
        let day = |date: &Date| format!("{:04}{:02}{:02}", date.year, date.month.max(1), date.day.max(1));
        let mut out = String::new();
        let mut line = |text: String| fold(&mut out, &text);
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//langso//lich//VI"]
            .iter()
            .for_each(|text| line((*text).to_owned()));
        for (first, after) in &self.days {
            line("BEGIN:VEVENT".to_owned());
            line(format!("UID:{}#{}", self.url, first.year));
            line(format!("DTSTAMP:{}T000000Z", day(&self.stamp)));
            line(format!("DTSTART;VALUE=DATE:{}", day(first)));
            line(format!("DTEND;VALUE=DATE:{}", day(after)));
            line(format!("SUMMARY:{}", quoted(&self.title)));
            self.place.iter().for_each(|place| line(format!("LOCATION:{}", quoted(place))));
            line(format!("URL:{}", self.url));
            line("END:VEVENT".to_owned());
        }
        line("END:VCALENDAR".to_owned());
        Ok(out.into_bytes())
    }
}

/// Text of a calendar (RFC 5545, 3.3.11).
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// A line of at most 75 bytes; what is more goes on behind a space (RFC 5545, 3.1).
fn fold(out: &mut String, text: &str) {
    let mut room = 75;
    for letter in text.chars() {
        if letter.len_utf8() > room {
            out.push_str("\r\n ");
            room = 74;
        }
        room -= letter.len_utf8();
        out.push(letter);
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_calendars_are_folded_between_letters() {
        let mut out = String::new();
        fold(&mut out, &"ạ".repeat(30));
        assert_eq!(out, format!("{}\r\n {}\r\n", "ạ".repeat(25), "ạ".repeat(5)));
        assert_eq!(quoted("a, b; c\\"), "a\\, b\\; c\\\\");
    }

    #[test]
    fn a_day_ends_on_the_next() {
        let day = |day| Date::new(2026, 3, day).expect("a day");
        let calendar = Calendar {
            title: "Hội làng".into(),
            url: "https://x.vn/hoi/".into(),
            place: None,
            stamp: day(1),
            days: vec![(day(3), day(4))],
        };
        let ics = String::from_utf8(calendar.ics().expect("it is written")).expect("text");
        assert!(
            ics.contains("DTSTART;VALUE=DATE:20260303\r\nDTEND;VALUE=DATE:20260304\r\nSUMMARY:Hội làng\r\n"),
            "{ics}"
        );
    }
}
