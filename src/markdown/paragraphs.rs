//! The words of a text without its marks, for those who search it and those who hear it.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::options;

/// All words of a text, a paragraph, heading, item or cell each. Tags of raw HTML are left out, pictures are what they show.
pub fn plain(markdown: &str) -> Vec<String> {
    blocks(markdown, |_| false)
}

/// Paragraphs and entries of lists in the order of the text, without what can't be read aloud: headings, tables, code,
/// pictures, notes, raw HTML.
pub fn paragraphs(markdown: &str) -> Vec<String> {
    blocks(markdown, is_silent)
}

/// The blocks of a text, without the elements that are silent.
fn blocks(markdown: &str, is_silent: fn(&Tag) -> bool) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut now = String::new();
    // How many elements are open in a silent one, itself included.
    let mut silent = 0_u32;
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Start(tag) if silent > 0 || is_silent(&tag) => silent += 1,
            Event::End(_) if silent > 0 => silent -= 1,
            _ if silent > 0 => {}
            Event::Text(text) | Event::Code(text) => now.push_str(&text),
            Event::SoftBreak | Event::HardBreak => now.push(' '),
            // An entry of a list may hold its words without a paragraph around them.
            Event::Start(Tag::Item | Tag::List(_))
            | Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::TableCell
                | TagEnd::CodeBlock
                | TagEnd::FootnoteDefinition,
            ) => {
                let words = now.split_whitespace().collect::<Vec<_>>().join(" ");
                now.clear();
                if !words.is_empty() {
                    blocks.push(words);
                }
            }
            _ => {}
        }
    }
    blocks
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_what_is_read() {
        let text = "## Đề *mục*\n\nMột\nhai [ba](x.md).\n\n- bốn\n- ![năm](a.jpg)\n\n<b>sáu</b>\n\n| a | b |\n|---|---|\n| c | d |\n";
        assert_eq!(plain(text), ["Đề mục", "Một hai ba.", "bốn", "năm", "sáu", "a", "b", "c", "d"]);
        assert_eq!(plain("- một\n  - hai\n"), ["một", "hai"], "a list in an entry is no part of its words");
    }

    #[test]
    fn only_what_can_be_read_aloud_is_left() {
        let text = "# Đề mục\n\nXã *Gia Lâm* có\n[chợ](a.md)[^1]. ![ảnh](b.jpg)\n\n| a |\n|---|\n| b |\n\n- một\n- hai\n\n  ba\n\n```\nx\n```\n<b>y</b>\n\n[^1]: ghi chú\n";
        assert_eq!(paragraphs(text), ["Xã Gia Lâm có chợ.", "một", "hai", "ba", "y"]);
    }
}
