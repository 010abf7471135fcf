//! A picture in the text: the files that were made of it, as HTML.

use serde::Serialize;

use crate::text::escape;

/// Where a picture is to be had, and how large it is. Themes see it too, for the pictures of headers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Picture {
    /// The file for browsers that know no `srcset`.
    pub src: String,
    /// That format in several widths; empty where there is one.
    pub srcset: String,
    /// Other formats, the best first.
    pub sources: Vec<PictureSource>,
    /// Width in pixels of the largest file, where it is known.
    pub width: Option<u32>,
    /// Its height.
    pub height: Option<u32>,
    /// A tiny file that stands in until the picture is there.
    pub veil: Option<String>,
}

/// A format of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PictureSource {
    /// Media type.
    #[serde(rename = "type")]
    pub media: &'static str,
    /// Its files with their widths.
    pub srcset: String,
}

/// How wide a picture in the text is shown: all of a phone's screen, at most a column of text (42 rem in the default
/// theme). A browser that knows `auto` measures it instead, which it can for pictures that it loads late.
const SIZES: &str = "(min-width: 44rem) 42rem, 100vw";

impl Picture {
    /// As HTML. The first picture of a page is likely to be seen at once, so it is loaded at once.
    ///
    /// The stand-in is a second picture under the first one: a policy that forbids style attributes leaves no other way
    /// without a script, and a file of its own is kept by the browser and costs no byte in a page that is read again.
    pub(super) fn html(&self, alt: &str, title: &str, first: bool) -> String {
        let late = if first { "" } else { " loading=\"lazy\"" };
        let size = match (self.width, self.height) {
            (Some(width), Some(height)) => format!(" width=\"{width}\" height=\"{height}\""),
            _ => String::new(),
        };
        let sizes = if first { SIZES.to_owned() } else { format!("auto, {SIZES}") };
        let set = |srcset: &str| match srcset {
            "" => String::new(),
            srcset => format!(" srcset=\"{}\" sizes=\"{sizes}\"", escape(srcset)),
        };
        let title = if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escape(title)) };
        let mut html = format!(
            "<img src=\"{}\"{} alt=\"{}\"{title}{size}{late} decoding=\"async\" />",
            escape(&self.src),
            set(&self.srcset),
            escape(alt)
        );
        if !self.sources.is_empty() {
            let sources = self
                .sources
                .iter()
                .map(|source| format!("<source type=\"{}\"{}{size} />", source.media, set(&source.srcset)));
            html = format!("<picture>{}{html}</picture>", sources.collect::<String>());
        }
        match &self.veil {
            Some(veil) => format!(
                "<span class=\"photo\"><img class=\"photo-veil\" src=\"{}\" alt=\"\"{size}{late} decoding=\"async\" />{html}</span>",
                escape(veil)
            ),
            None => html,
        }
    }

    /// As HTML for readers of feeds, which show a page's parts without its style sheet.
    pub(super) fn plain_html(&self, alt: &str, title: &str) -> String {
        let plain = Self { sources: Vec::new(), srcset: String::new(), veil: None, ..self.clone() };
        plain.html(alt, title, false)
    }
}
