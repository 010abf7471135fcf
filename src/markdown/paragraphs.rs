//! The words of a text, for those who hear it.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::options;

/// Paragraphs and entries of lists in the order of the text, without what can't be read aloud: headings, tables, code,
/// pictures, notes, raw HTML.
pub fn paragraphs(markdown: &str) -> Vec<String> {
    let mut paragraphs = Vec::new();
    let mut now = String::new();
    // How many of the elements are open whose words are left out.
    let mut silent = 0_u32;
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Start(tag) if is_silent(&tag) => silent += 1,
            Event::End(end) if is_silent_end(end) => silent = silent.saturating_sub(1),
            Event::Text(text) | Event::Code(text) if silent == 0 => now.push_str(&text),
            Event::SoftBreak | Event::HardBreak if silent == 0 => now.push(' '),
            // An entry of a list may hold its words without a paragraph around them.
            Event::End(TagEnd::Paragraph | TagEnd::Item) | Event::Start(Tag::Item | Tag::List(_)) => {
                let words = now.split_whitespace().collect::<Vec<_>>().join(" ");
                now.clear();
                if !words.is_empty() {
                    paragraphs.push(words);
                }
            }
            _ => {}
        }
    }
    paragraphs
}

fn is_silent(tag: &Tag) -> bool {
    matches!(
        tag,
        Tag::Heading { .. }
            | Tag::Table(_)
            | Tag::CodeBlock(_)
            | Tag::Image { .. }
            | Tag::FootnoteDefinition(_)
            | Tag::HtmlBlock
    )
}

fn is_silent_end(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Heading(_)
            | TagEnd::Table
            | TagEnd::CodeBlock
            | TagEnd::Image
            | TagEnd::FootnoteDefinition
            | TagEnd::HtmlBlock
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_read_aloud_is_left() {
        let text = "# Đề mục\n\nXã *Gia Lâm* có\n[chợ](a.md)[^1]. ![ảnh](b.jpg)\n\n| a |\n|---|\n| b |\n\n- một\n- hai\n\n  ba\n\n```\nx\n```\n<b>y</b>\n\n[^1]: ghi chú\n";
        assert_eq!(paragraphs(text), ["Xã Gia Lâm có chợ.", "một", "hai", "ba", "y"]);
    }
}
