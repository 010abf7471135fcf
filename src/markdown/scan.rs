//! What a page says about others: its links and pictures, and the headings that others may link to.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};
use serde::Serialize;

use super::{HeadingIds, is_link, options};

/// What [`scan`] finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// Links and pictures in the order of the text.
    pub links: Vec<LinkUse>,
    /// Headings in the order of the text.
    pub headings: Vec<Heading>,
    /// Raw HTML, which may name files in ways of its own.
    pub raw: String,
}

/// A link or picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkUse {
    /// The address as typed.
    pub target: String,
    /// Its bytes in the scanned text.
    pub span: Range<usize>,
    /// A picture, and whether it says what it shows.
    pub image: Option<HasAlt>,
}

/// Whether a picture has an alternative text.
pub(super) type HasAlt = bool;

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Heading {
    /// Its id in the page.
    pub id: String,
    /// Its words.
    pub title: String,
    /// 1 to 6.
    pub level: u8,
}

/// Finds links, pictures and headings.
pub fn scan(markdown: &str) -> Scan {
    let mut scan = Scan::default();
    let mut ids = HeadingIds::default();
    let mut heading: Option<(Option<String>, String)> = None;
    let mut picture: Option<usize> = None;
    for (event, range) in Parser::new_ext(markdown, options()).into_offset_iter() {
        if is_link(&event) {
            let (target, image) = match &event {
                Event::Start(Tag::Image { dest_url, .. }) => (dest_url, true),
                Event::Start(Tag::Link { dest_url, .. }) => (dest_url, false),
                _ => continue,
            };
            if image {
                picture = Some(scan.links.len());
            }
            let whole = &markdown[range.clone()];
            let span =
                whole.rfind(&**target).map_or(range.clone(), |at| range.start + at..range.start + at + target.len());
            scan.links.push(LinkUse { target: target.to_string(), span, image: image.then_some(false) });
            continue;
        }
        match event {
            Event::Start(Tag::Heading { id, .. }) => heading = Some((id.map(|id| id.to_string()), String::new())),
            Event::End(TagEnd::Heading(level)) => {
                if let Some((typed, title)) = heading.take() {
                    let id = ids.claim(typed.as_deref(), &title);
                    scan.headings.push(Heading { id, title, level: level_number(level) });
                }
            }
            Event::End(TagEnd::Image) => picture = None,
            Event::Html(html) | Event::InlineHtml(html) => scan.raw.push_str(&html),
            Event::Text(text) | Event::Code(text) => {
                if let Some((_, title)) = &mut heading {
                    title.push_str(&text);
                }
                if let Some(at) = picture.filter(|_| !text.trim().is_empty()) {
                    scan.links[at].image = Some(true);
                }
            }
            _ => {}
        }
    }
    scan
}

fn level_number(level: HeadingLevel) -> u8 {
    level as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_links_pictures_and_headings_with_their_places() {
        let text = "# Đề mục `một`\n\nXem [kế hoạch](@/ke-hoach/a.md#x) và ![](b.jpg) ![Ảnh](c.jpg).\n\n## Hai {#hai-rieng}\n\n## Hai\n";
        let scan = scan(text);
        let links: Vec<_> =
            scan.links.iter().map(|link| (&*link.target, &text[link.span.clone()], link.image)).collect();
        assert_eq!(
            links,
            [
                ("@/ke-hoach/a.md#x", "@/ke-hoach/a.md#x", None),
                ("b.jpg", "b.jpg", Some(false)),
                ("c.jpg", "c.jpg", Some(true))
            ]
        );
        let ids: Vec<_> = scan.headings.iter().map(|heading| (&*heading.id, heading.level)).collect();
        assert_eq!(ids, [("de-muc-mot", 1), ("hai-rieng", 2), ("hai", 2)]);
    }
}
