//! Rendering.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use pulldown_cmark::{Alignment, CowStr, Event, Parser, Tag, TagEnd};

use super::picture::Picture;
use super::{HeadingIds, is_link, options};
use crate::text::escape;

/// What the links and pictures of a text stand for.
#[derive(Clone, Copy, Default)]
pub struct Resolved<'a> {
    /// The address of each link and picture in the order of the text; where there are fewer, addresses stay as typed.
    pub links: &'a [String],
    /// For each of them the picture, where it is one that is published in several sizes or whose size is known.
    pub pictures: &'a [Option<Picture>],
    /// For readers of feeds, which know no style sheet.
    pub plain: bool,
}

/// Renders markdown. Raw HTML is sanitised.
pub fn html(markdown: &str, resolved: Resolved) -> String {
    let mut writer = Writer { resolved, ..Writer::default() };
    let events = Parser::new_ext(markdown, options());
    let mut body: Vec<Event> = Vec::new();
    let mut notes: Vec<Event> = Vec::new();
    let mut in_note = false;
    for event in events {
        let starts = matches!(event, Event::Start(Tag::FootnoteDefinition(_)));
        let ends = matches!(event, Event::End(TagEnd::FootnoteDefinition));
        in_note |= starts;
        let target = if in_note { &mut notes } else { &mut body };
        writer.event(event, target);
        in_note &= !ends;
    }
    let mut out = String::with_capacity(markdown.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut out, body.into_iter());
    if !notes.is_empty() {
        out.push_str("<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n");
        pulldown_cmark::html::push_html(&mut out, notes.into_iter());
        out.push_str("</ol>\n</section>\n");
    }
    if writer.raw { SANITISER.clean(&out).to_string() } else { out }
}

#[derive(Default)]
struct Writer<'a> {
    resolved: Resolved<'a>,
    /// Links and pictures so far.
    links: usize,
    /// A picture whose alternative text is being read.
    picture: Option<Shown<'a>>,
    pictures: usize,
    ids: HeadingIds,
    heading: Option<Pending<'a>>,
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    note_numbers: HashMap<String, usize>,
    referred: std::collections::HashSet<String>,
    note: Option<String>,
    raw: bool,
}

/// A picture whose alternative text is being gathered, up to the end of as many pictures as are open.
struct Shown<'a> {
    picture: &'a Picture,
    title: CowStr<'a>,
    alt: String,
    open: usize,
}

/// A heading's events are held back until its words are known, since its id comes from them.
struct Pending<'a> {
    tag: Tag<'a>,
    words: String,
    events: Vec<Event<'a>>,
}

impl<'a> Writer<'a> {
    fn event(&mut self, event: Event<'a>, out: &mut Vec<Event<'a>>) {
        let ours = self.picture.is_some();
        let Some(event) = self.resolve(event).and_then(|event| self.show(event)) else { return };
        // Wherever it stands, in a heading too: one word of raw HTML, and the whole text is sanitised.
        self.raw |= !ours && matches!(event, Event::Html(_) | Event::InlineHtml(_));
        if let Event::End(TagEnd::Heading(_)) = event {
            if let Some(pending) = self.heading.take() {
                self.finish_heading(pending, event, out);
            }
            return;
        }
        if let Some(pending) = &mut self.heading {
            if let Event::Text(text) | Event::Code(text) = &event {
                pending.words.push_str(text);
            }
            pending.events.push(event);
            return;
        }
        match event {
            Event::Start(tag @ Tag::Heading { .. }) => {
                self.heading = Some(Pending { tag, words: String::new(), events: Vec::new() });
            }
            Event::Html(_) | Event::InlineHtml(_) => out.push(event),
            event => self.table_or_note(event, out),
        }
    }

    /// Puts the checked address in place of the typed one. A picture that is known begins here, and comes with its end.
    fn resolve(&mut self, event: Event<'a>) -> Option<Event<'a>> {
        if !is_link(&event) {
            return Some(event);
        }
        let number = self.links;
        self.links += 1;
        let picture = self.resolved.pictures.get(number).and_then(Option::as_ref);
        let Some(resolved) = self.resolved.links.get(number) else { return Some(event) };
        let resolved = CowStr::from(resolved.as_str());
        Some(match event {
            Event::Start(Tag::Image { title, .. }) if self.picture.is_none() && picture.is_some() => {
                self.picture = picture.map(|picture| Shown { picture, title, alt: String::new(), open: 0 });
                return None;
            }
            Event::Start(Tag::Link { link_type, title, id, .. }) => {
                Event::Start(Tag::Link { link_type, dest_url: resolved, title, id })
            }
            Event::Start(Tag::Image { link_type, title, id, .. }) => {
                Event::Start(Tag::Image { link_type, dest_url: resolved, title, id })
            }
            event => event,
        })
    }

    /// Gathers the words inside a picture, and makes them its alternative text.
    fn show(&mut self, event: Event<'a>) -> Option<Event<'a>> {
        let Some(shown) = &mut self.picture else { return Some(event) };
        match &event {
            Event::Text(text) | Event::Code(text) => shown.alt.push_str(text),
            Event::SoftBreak | Event::HardBreak => shown.alt.push(' '),
            Event::Start(Tag::Image { .. }) => shown.open += 1,
            Event::End(TagEnd::Image) if shown.open > 0 => shown.open -= 1,
            Event::End(TagEnd::Image) => {
                let shown = self.picture.take()?;
                self.pictures += 1;
                let html = if self.resolved.plain {
                    shown.picture.plain_html(&shown.alt, &shown.title)
                } else {
                    shown.picture.html(&shown.alt, &shown.title, self.pictures == 1)
                };
                return Some(Event::InlineHtml(html.into()));
            }
            _ => {}
        }
        None
    }

    fn finish_heading(&mut self, pending: Pending<'a>, end: Event<'a>, out: &mut Vec<Event<'a>>) {
        let Tag::Heading { level, id, classes, .. } = pending.tag else { return };
        let id = self.ids.claim(id.as_deref(), &pending.words);
        out.push(Event::Start(Tag::Heading { level, id: Some(id.into()), classes, attrs: Vec::new() }));
        out.extend(pending.events);
        out.push(end);
    }

    /// Tables get a box that scrolls on a narrow phone, and classes instead of the style attributes that the
    /// Content-Security-Policy forbids; footnotes become a list with links back.
    fn table_or_note(&mut self, event: Event<'a>, out: &mut Vec<Event<'a>>) {
        let markup: CowStr = match event {
            Event::Start(Tag::Table(alignments)) => {
                self.alignments = alignments;
                "<div class=\"table-scroll\" tabindex=\"0\"><table>\n".into()
            }
            Event::End(TagEnd::Table) => "</tbody></table></div>\n".into(),
            Event::Start(Tag::TableHead) => {
                (self.in_head, self.column) = (true, 0);
                "<thead><tr>".into()
            }
            Event::End(TagEnd::TableHead) => {
                self.in_head = false;
                "</tr></thead><tbody>\n".into()
            }
            Event::Start(Tag::TableRow) => {
                self.column = 0;
                "<tr>".into()
            }
            Event::End(TagEnd::TableRow) => "</tr>\n".into(),
            Event::Start(Tag::TableCell) => {
                let class = match self.alignments.get(self.column) {
                    Some(Alignment::Right) => " class=\"right\"",
                    Some(Alignment::Center) => " class=\"center\"",
                    _ => "",
                };
                self.column += 1;
                if self.in_head { format!("<th scope=\"col\"{class}>") } else { format!("<td{class}>") }.into()
            }
            Event::End(TagEnd::TableCell) => if self.in_head { "</th>" } else { "</td>" }.into(),
            Event::FootnoteReference(name) => {
                // A note that is referred to twice leads back to the first place.
                let own = if !self.referred.insert(name.to_string()) {
                    String::new()
                } else {
                    format!(" id=\"ref-{}\"", escape(&name))
                };
                let (number, id) = (self.note_number(&name), escape(&name));
                format!("<sup><a{own} href=\"#fn-{id}\" role=\"doc-noteref\">{number}</a></sup>").into()
            }
            Event::Start(Tag::FootnoteDefinition(name)) => {
                let (number, id) = (self.note_number(&name), escape(&name));
                self.note = Some(id.clone());
                format!("<li id=\"fn-{id}\" value=\"{number}\">\n").into()
            }
            Event::End(TagEnd::FootnoteDefinition) => {
                let id = self.note.take().unwrap_or_default();
                format!("<a class=\"back\" href=\"#ref-{id}\" role=\"doc-backlink\">↩ {id}</a></li>\n").into()
            }
            event => {
                out.push(event);
                return;
            }
        };
        out.push(Event::Html(markup));
    }

    fn note_number(&mut self, name: &str) -> usize {
        let next = self.note_numbers.len() + 1;
        *self.note_numbers.entry(name.to_owned()).or_insert(next)
    }
}

/// Lets through what markdown itself makes and harmless structure; no scripts, styles, frames, forms or event handlers.
static SANITISER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::default();
    builder
        .add_tags(["section", "figure", "figcaption", "details", "summary", "input", "picture", "source"])
        .add_generic_attributes(["id", "class", "role", "tabindex", "aria-label"])
        .add_tag_attributes("input", ["type", "checked", "disabled"])
        .add_tag_attributes("img", ["srcset", "sizes", "loading", "decoding"])
        .add_tag_attributes("source", ["type", "srcset", "sizes", "width", "height"])
        .add_tag_attributes("li", ["value"])
        .add_tag_attributes("th", ["scope"])
        .add_url_schemes(["tel"])
        .link_rel(Some("noopener"))
        .attribute_filter(own_pictures);
    builder
});

/// Pictures come from this portal: the policy would stop others, and asking for them would tell their host who reads what.
fn own_pictures<'v>(element: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let is_own = |address: &str| {
        let path = address.trim();
        !path.starts_with("//") && !path.split(['/', '#', '?']).next().unwrap_or_default().contains(':')
    };
    let own = match (element, attribute) {
        ("img" | "source", "src") => is_own(value),
        ("img" | "source", "srcset") => value.split(',').all(is_own),
        _ => true,
    };
    own.then(|| value.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_replaced_in_order() {
        let links = ["/a/".to_owned(), "/b.jpg".to_owned()];
        let out = html("[x](@/a.md) ![y](b.jpg)", Resolved { links: &links, ..Resolved::default() });
        assert_eq!(out, "<p><a href=\"/a/\">x</a> <img src=\"/b.jpg\" alt=\"y\" /></p>\n");
    }

    fn photo() -> Picture {
        Picture {
            src: "/b.960.jpg".into(),
            srcset: "/b.480.jpg 480w, /b.960.jpg 960w".into(),
            sources: vec![super::super::PictureSource { media: "image/webp", srcset: "/b.480.webp 480w".into() }],
            width: Some(960),
            height: Some(720),
            veil: Some("/b.24.webp".into()),
        }
    }

    #[test]
    fn pictures_bring_their_sizes_and_only_the_first_is_eager() {
        let links = ["/x".to_owned(), "/b.jpg".to_owned(), "/b.jpg".to_owned()];
        let pictures = [None, Some(photo()), Some(photo())];
        let resolved = Resolved { links: &links, pictures: &pictures, plain: false };
        let text = "[x](x) ![*Sân* \"đình\"](b.jpg \"Chú thích\")\n\n![Hai ![ba](c.jpg)](b.jpg)\n";
        let out = html(text, resolved);
        let first = "<a href=\"/x\">x</a> <span class=\"photo\"><img class=\"photo-veil\" src=\"/b.24.webp\" alt=\"\" width=\"960\" height=\"720\" decoding=\"async\" /><picture><source type=\"image/webp\" srcset=\"/b.480.webp 480w\" sizes=\"(min-width: 44rem) 42rem, 100vw\" width=\"960\" height=\"720\" /><img src=\"/b.960.jpg\" srcset=\"/b.480.jpg 480w, /b.960.jpg 960w\" sizes=\"(min-width: 44rem) 42rem, 100vw\" alt=\"Sân &quot;đình&quot;\" title=\"Chú thích\" width=\"960\" height=\"720\" decoding=\"async\" /></picture></span>";
        assert!(out.contains(first), "{out}");
        assert!(out.contains("alt=\"Hai ba\"") && out.matches("loading=\"lazy\"").count() == 2, "{out}");
        assert!(!out.contains("style="));
        // A text with raw HTML goes through the sanitiser, which leaves them as they are.
        let cleaned = html(&format!("{text}\n<b>x</b>\n"), resolved);
        for part in
            ["<picture>", "type=\"image/webp\"", "srcset=\"/b.480.webp 480w\"", "loading=\"lazy\"", "class=\"photo\""]
        {
            assert!(cleaned.contains(part), "{part} in {cleaned}");
        }
    }

    #[test]
    fn feeds_have_plain_pictures() {
        let (links, pictures) = (["/b.jpg".to_owned()], [Some(photo())]);
        let out = html("![y](b.jpg)", Resolved { links: &links, pictures: &pictures, plain: true });
        assert_eq!(
            out,
            "<p><img src=\"/b.960.jpg\" alt=\"y\" width=\"960\" height=\"720\" loading=\"lazy\" decoding=\"async\" /></p>\n"
        );
    }

    #[test]
    fn tables_have_no_style_attributes() {
        let out = html("|a|b|\n|---|---:|\n|1|2|\n", Resolved::default());
        assert!(out.contains("<td class=\"right\">2</td>"), "{out}");
        assert!(!out.contains("style="));
    }

    #[test]
    fn footnotes_come_last_with_links_both_ways() {
        let out = html("One[^a].\n\n[^a]: Note.\n\nTwo.\n", Resolved::default());
        assert!(out.find("Two").unwrap() < out.find("Note").unwrap());
        assert!(out.contains("href=\"#fn-a\"") && out.contains("href=\"#ref-a\""));
    }

    #[test]
    fn raw_html_cannot_run_anything() {
        let attacks = "<script>alert(1)</script><img src=x onerror=alert(1)><a href=\"javascript:alert(1)\">x</a><iframe src=//e></iframe><p style=\"x\">ok</p>";
        let out = html(attacks, Resolved::default());
        for trace in ["<script", "onerror", "javascript:", "<iframe", "style="] {
            assert!(!out.contains(trace), "{trace} in {out}");
        }
        assert!(out.contains("ok"));
    }

    #[test]
    fn raw_html_is_sanitised_wherever_it_stands() {
        for text in [
            "# A <script>x</script>",
            "- [ ] <b onclick=x>",
            "| <i onclick=x>a</i> |\n|---|",
            "x[^1]\n\n[^1]: <b onclick=x>",
        ] {
            let out = html(text, Resolved::default());
            assert!(!out.contains("script") && !out.contains("onclick"), "{out}");
        }
    }

    #[test]
    fn pictures_of_other_hosts_are_not_asked_for() {
        let out = html(
            "<img src='https://example.vn/a.png' srcset='a.png 1x, //example.vn/b.png 2x' alt='x'>",
            Resolved::default(),
        );
        assert!(out.contains("<img") && !out.contains("example.vn"), "{out}");
    }
}
