//! Markdown (CommonMark with tables, footnotes, strikethrough, task lists and heading ids) into safe HTML.
//!
//! A page is read twice: [`scan`] finds its links, pictures and headings when the site is loaded and checked;
//! [`html`] renders it when its page is made, with every link already resolved. Both walk the same events in the
//! same order, so the n-th link of the one is the n-th link of the other.

mod html;
mod paragraphs;
mod picture;
mod scan;

pub use html::{Resolved, html};
pub use paragraphs::{paragraphs, plain};
pub use picture::{Picture, PictureSource};
pub use scan::{Heading, LinkUse, Scan, scan};

use pulldown_cmark::{Event, Options, Tag};

use crate::text::slug;

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
}

/// True for the events that carry an address.
fn is_link(event: &Event) -> bool {
    matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. }))
}

/// Ids of headings: the one typed in braces, else the slug of the words, made unique by a number.
#[derive(Default)]
struct HeadingIds(Vec<String>);

impl HeadingIds {
    fn claim(&mut self, typed: Option<&str>, words: &str) -> String {
        let base = typed.map_or_else(|| slug(words), str::to_owned);
        let base = if base.is_empty() { "muc".to_owned() } else { base };
        let mut id = base.clone();
        let mut number = 1;
        while self.0.contains(&id) {
            number += 1;
            id = format!("{base}-{number}");
        }
        self.0.push(id.clone());
        id
    }
}
