//! What in a drawing (SVG) would run or reach out when somebody opens the file by its own address.
//!
//! A picture in a page runs nothing, but the file has an address, too, and there it is a page of this portal: with scripts,
//! where a host sends no policy. So a drawing is plain or is not published. What is read here is not the tree that a browser
//! builds; it is a reading that finds more than there is rather than less.

use quick_xml::escape::unescape;

/// Elements that run code, hold other pages, or set what an attribute may not hold.
const ELEMENTS: [&str; 9] =
    ["script", "foreignobject", "iframe", "object", "embed", "handler", "listener", "set", "meta"];
/// Attributes with an address.
const ADDRESSES: [&str; 3] = ["href", "src", "data"];

/// The first thing in a drawing that makes it more than a drawing, as it is written there.
pub fn active(bytes: &[u8]) -> Option<String> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Some("not UTF-8".into()) };
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let length = match rest {
            _ if rest.starts_with("<!--") => rest.find("-->").map(|end| end + 3),
            _ if rest.starts_with("<![CDATA[") => rest.find("]]>").map(|end| end + 3),
            _ => tag_length(rest),
        };
        // A tag without an end is none; what follows is looked through all the same.
        let Some(length) = length else {
            rest = &rest[1..];
            continue;
        };
        if !rest.starts_with("<!--") && !rest.starts_with("<![CDATA[") && is_active(&rest[1..length - 1]) {
            return Some(rest[..length].chars().take(80).collect());
        }
        rest = &rest[length..];
    }
    None
}

/// Bytes up to the end of a tag, over quoted values.
fn tag_length(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '>' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

fn is_active(tag: &str) -> bool {
    if let Some(declaration) = tag.strip_prefix('!') {
        // Entities could hold anything.
        return declaration.contains('[');
    }
    if let Some(instruction) = tag.strip_prefix('?') {
        let encoding = instruction.split_once("encoding").map_or("utf-8", |(_, value)| value);
        return instruction.starts_with("xml-stylesheet") || !encoding.to_ascii_lowercase().contains("utf-8");
    }
    let end = tag.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(tag.len());
    let name = local(&tag[..end]);
    if ELEMENTS.contains(&name.as_str()) {
        return true;
    }
    attributes(&tag[end..]).any(|(key, value)| {
        // Which entities there are is told elsewhere: what is not known could be anything.
        let Ok(value) = unescape(value) else { return true };
        let value: String = value.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
        let value = value.to_ascii_lowercase();
        let key = local(key);
        key.starts_with("on")
            || (key == "attributename" && (local(&value) == "href" || local(&value).starts_with("on")))
            || (ADDRESSES.contains(&key.as_str()) && !is_plain(&value, name == "a"))
    })
}

/// A part of the drawing, a file beside it, or pixels; of links also a page of the web.
fn is_plain(address: &str, link: bool) -> bool {
    let pixels = ["data:image/png", "data:image/jpeg", "data:image/webp", "data:image/gif"];
    if pixels.iter().any(|kind| address.starts_with(kind)) {
        return true;
    }
    if link && ["https:", "http:", "mailto:", "tel:"].iter().any(|scheme| address.starts_with(scheme)) {
        return true;
    }
    !address.starts_with("//") && !address.split(['/', '#', '?']).next().unwrap_or_default().contains(':')
}

/// The name without its prefix, in small letters: prefixes can be called anything.
fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or_default().to_ascii_lowercase()
}

/// Names and values, as far as they are well formed; a browser stops reading at the first that is not.
fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (key, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| ['"', '\''].contains(c))?;
        let (value, more) = after[1..].split_once(quote)?;
        rest = more;
        Some((key.trim(), value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_of_programs_are_plain() {
        let plain = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n<!-- <script> -->\
            <svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 9 9\"><style><![CDATA[a > b { fill: red }]]></style>\
            <use xlink:href=\"#a\"/><image href=\"data:image/png;base64,AAAA\"/><a href=\"https://example.vn/\"><path d=\"M0 0\"/></a><animate attributeName=\"x\" dur=\"1s\"/></svg>";
        assert_eq!(active(plain.as_bytes()), None);
    }

    #[test]
    fn what_runs_or_reaches_out_is_seen_through_disguise() {
        for inside in [
            "<script>x</script>",
            "<s:script xmlns:s='http://www.w3.org/2000/svg'/>",
            "<g onload='x'/>",
            "<g\nONLOAD = \"x\"/>",
            "<a href='javascript:x'/>",
            "<a xlink:href=' java&#9;script&#58;x'/>",
            "<image href='https://example.vn/x.png'/>",
            "<image href='//example.vn/x.png'/>",
            "<use href='data:image/svg+xml,x'/>",
            "<foreignObject/>",
            "<animate attributeName='href' values='javascript:x'/>",
            "<set/>",
            "<a href='javascript&colon;x'/>",
        ] {
            assert!(active(format!("<svg>{inside}</svg>").as_bytes()).is_some(), "{inside}");
        }
        assert!(active(b"<!DOCTYPE svg [<!ENTITY x 'y'>]><svg/>").is_some());
        assert!(active(b"<?xml-stylesheet href='x'?><svg/>").is_some());
        assert!(active(b"<?xml version='1.0' encoding='iso-2022-jp'?><svg/>").is_some());
        assert!(active(b"\xFF\xFE<\0s\0").is_some());
    }
}
