//! A text without its marks: what a reader would hear.

use pulldown_cmark::{Event, Parser, TagEnd};

use super::options;

/// The words of a text, a paragraph, heading, item or cell each. Tags of raw HTML are left out, pictures are what they show.
pub fn plain(markdown: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut block = String::new();
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Text(text) | Event::Code(text) => block.push_str(&text),
            Event::SoftBreak | Event::HardBreak => block.push(' '),
            Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::TableCell
                | TagEnd::CodeBlock
                | TagEnd::FootnoteDefinition,
            ) => {
                if !block.trim().is_empty() {
                    blocks.push(block.trim().to_owned());
                }
                block.clear();
            }
            _ => {}
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_what_is_read() {
        let text = "## Đề *mục*\n\nMột\nhai [ba](x.md).\n\n- bốn\n- ![năm](a.jpg)\n\n<b>sáu</b>\n\n| a | b |\n|---|---|\n| c | d |\n";
        assert_eq!(plain(text), ["Đề mục", "Một hai ba.", "bốn", "năm", "sáu", "a", "b", "c", "d"]);
    }
}
