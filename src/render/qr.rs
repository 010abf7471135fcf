//! QR codes as drawings: one path on a white ground, with the quiet zone that readers need.

use qrcode::{Color, EcLevel, QrCode};

/// Modules of light around the code (ISO/IEC 18004: four).
const QUIET: usize = 4;

/// A code as SVG, at medium correction; `None` for text that no code can hold.
pub fn qr(text: &str, title: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let (width, modules) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (y, line) in modules.chunks(width).enumerate() {
        let mut x = 0;
        // Dark modules beside each other are one bar: nothing shows between them, and the file is half as long.
        while x < width {
            let bar = line[x..].iter().take_while(|module| **module == Color::Dark).count();
            if bar > 0 {
                path.push_str(&format!("M{} {}h{bar}v1h-{bar}z", x + QUIET, y + QUIET));
            }
            x += bar.max(1);
        }
    }
    let side = width + 2 * QUIET;
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\" shape-rendering=\"crispEdges\">\
<title>{}</title><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>\n",
        crate::text::escape(title)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Version 1 has 21 modules and the three finders at its corners; what is too long is none.
    #[test]
    fn a_code_has_its_finders_and_its_quiet_zone() {
        let svg = qr("https://a.vn/1", "<a>").unwrap();
        assert!(svg.contains("viewBox=\"0 0 29 29\"") && svg.contains("&lt;a&gt;"));
        for finder in ["M4 4h7", "M18 4h7", "M4 24h7"] {
            assert!(svg.contains(finder), "{finder}");
        }
        assert!(!svg.contains("M3 ") && !svg.contains("M25 "));
        assert_eq!(qr(&"x".repeat(3000), ""), None);
    }
}
