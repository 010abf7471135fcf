//! Layers of other people's maps that the manifest names. Nothing of them is copied: a visitor's browser asks their host for them
//! once somebody switches them on, and for nothing before.

use crate::diagnostics::{Diagnostic, code};
use crate::domain::dataset::theme;
use crate::fields::{Fields, Reader, Spanned};
use crate::text::slug;

/// One `[[outside]]` of the manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outside {
    /// Its id.
    pub id: Spanned,
    /// Title.
    pub title: String,
    /// Whose it is.
    pub source: String,
    /// Where they say so.
    pub source_url: Option<String>,
    /// Under which licence.
    pub licence: String,
    /// What it is not.
    pub note: Option<String>,
    /// The theme of the map that it belongs to.
    pub theme: &'static str,
    /// How it is served.
    pub service: Service,
    /// The address of its tiles as MapLibre asks for them, or of its archive.
    pub tiles: String,
    /// `https://host`, with the port if it has one: what the page's policy opens for.
    pub origin: String,
    /// The last zoom that its host has.
    pub max_zoom: u8,
}

/// How a host serves its layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Service {
    /// Pictures: WMS, WMTS and XYZ alike, once their address is a pattern.
    Pictures,
    /// An archive of pictures.
    Archive,
    /// An archive of shapes: the layer in its tiles, and the colour to draw it in.
    Shapes(String, String),
}

/// Words of `kind`.
const KINDS: [(&str, &str); 4] = [("xyz", "xyz"), ("wms", "wms"), ("wmts", "wmts"), ("pmtiles", "pmtiles")];

impl Outside {
    pub(super) fn read(reader: &mut Reader, mut fields: Fields) -> Self {
        let span = fields.span().clone();
        let mut needed = |reader: &mut Reader, key: &'static str, example: &str| {
            fields.spanned(reader, key).unwrap_or_else(|| {
                fields.missing(reader, key, example);
                Spanned { text: String::new(), span: span.clone() }
            })
        };
        let id = needed(reader, "id", "id = \"anh-ve-tinh\"");
        let url = needed(reader, "url", "url = \"https://…/{z}/{x}/{y}.png\"");
        if id.text != slug(&id.text) {
            reader.error(code::UNSAFE_PATH, &id.span, &[("path", &id.text)]);
        }
        if !fields.has("kind") {
            fields.missing(reader, "kind", "kind = \"xyz\"");
        }
        let kind = fields.choice(reader, "kind", &KINDS).unwrap_or("xyz");
        let layer = fields.text(reader, "layer");
        let color = fields.text(reader, "color").unwrap_or_else(|| "#8a4b00".to_owned());
        let more = Request {
            layer: layer.clone().unwrap_or_default(),
            style: fields.text(reader, "style").unwrap_or_default(),
            matrix: fields.text(reader, "matrix").unwrap_or_else(|| "GoogleMapsCompatible".to_owned()),
            format: fields.text(reader, "format").unwrap_or_else(|| "image/png".to_owned()),
        };
        let origin = origin(&url.text);
        if !url.text.is_empty() && (origin.is_none() || !more.fits(kind, &url.text)) {
            reader.error(code::OUTSIDE_ADDRESS, &url.span, &[("url", &url.text), ("kind", kind)]);
        }
        let title = fields.required(reader, "title", "title = \"Ảnh vệ tinh\"");
        if fields.date(reader, "checked").is_none() {
            let finding = Diagnostic::warning(code::OUTSIDE_UNCHECKED).arg("layer", &title);
            reader.findings.push(finding.at(reader.place(&id.span)));
        }
        let outside = Self {
            source: fields.required(reader, "source", "source = \"Sở Tài nguyên và Môi trường\""),
            source_url: fields.text(reader, "source_url"),
            licence: fields.required(reader, "licence", "licence = \"CC BY 4.0\""),
            note: fields.text(reader, "note"),
            theme: theme(reader, &mut fields).unwrap_or("nong-thon"),
            max_zoom: fields.integer(reader, "max_zoom", 0..=22).unwrap_or(18) as u8,
            service: match (kind, layer) {
                ("pmtiles", Some(layer)) => Service::Shapes(layer, color),
                ("pmtiles", None) => Service::Archive,
                _ => Service::Pictures,
            },
            tiles: more.pattern(kind, &url.text),
            origin: origin.unwrap_or_default(),
            title,
            id,
        };
        fields.end(reader);
        outside
    }
}

/// `https://host:port` of an address; nothing else is asked for from a page that came by HTTPS.
fn origin(url: &str) -> Option<String> {
    let host = url.strip_prefix("https://")?.split(['/', '?', '#']).next()?;
    let is_host =
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':'));
    is_host.then(|| format!("https://{}", host.to_ascii_lowercase()))
}

/// What a WMS or WMTS is asked for besides the place.
struct Request {
    layer: String,
    style: String,
    matrix: String,
    format: String,
}

impl Request {
    /// Whether an address has what its kind needs.
    fn fits(&self, kind: &str, url: &str) -> bool {
        match kind {
            "wms" => !self.layer.is_empty(),
            "wmts" => ["{TileMatrix}", "{TileRow}", "{TileCol}"].iter().all(|part| url.contains(part)),
            "pmtiles" => url.split(['?', '#']).next().is_some_and(|path| path.ends_with(".pmtiles")),
            _ => ["{z}", "{x}", "{y}"].iter().all(|part| url.contains(part)),
        }
    }

    /// The address as a pattern of MapLibre's: `{z}/{x}/{y}`, or a box in Web Mercator (WMS 1.3.0; OGC 06-042).
    fn pattern(&self, kind: &str, url: &str) -> String {
        match kind {
            "wms" => {
                let joint = if !url.contains('?') {
                    "?"
                } else if url.ends_with(['?', '&']) {
                    ""
                } else {
                    "&"
                };
                let [layer, style, format] = [&self.layer, &self.style, &self.format].map(|text| query(text));
                format!(
                    "{url}{joint}SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS={layer}&STYLES={style}&CRS=EPSG:3857\
                     &BBOX={{bbox-epsg-3857}}&WIDTH=256&HEIGHT=256&FORMAT={format}&TRANSPARENT=TRUE"
                )
            }
            "wmts" => [
                ("{TileMatrixSet}", &*self.matrix),
                ("{TileMatrix}", "{z}"),
                ("{TileRow}", "{y}"),
                ("{TileCol}", "{x}"),
                ("{Style}", &self.style),
                ("{style}", &self.style),
                ("{Layer}", &self.layer),
            ]
            .iter()
            .fold(url.to_owned(), |url, (name, value)| url.replace(name, value)),
            _ => url.to_owned(),
        }
    }
}

/// Text within a query.
fn query(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b':' | b',' | b'/' => {
                out.push(char::from(byte));
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> Request {
        Request {
            layer: "dat nong nghiep".into(),
            style: String::new(),
            matrix: "EPSG:3857".into(),
            format: "image/png".into(),
        }
    }

    #[test]
    fn addresses_become_patterns() {
        let wms = request().pattern("wms", "https://a.vn/ows?map=x");
        assert!(wms.starts_with("https://a.vn/ows?map=x&SERVICE=WMS&VERSION=1.3.0&"), "{wms}");
        assert!(wms.contains("LAYERS=dat%20nong%20nghiep&STYLES=&CRS=EPSG:3857&BBOX={bbox-epsg-3857}&"), "{wms}");
        let wmts = request().pattern("wmts", "https://a.vn/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}.png");
        assert_eq!(wmts, "https://a.vn/EPSG:3857/{z}/{y}/{x}.png");
    }

    #[test]
    fn only_whole_addresses_of_their_kind_will_do() {
        assert_eq!(origin("https://A.vn:8443/x"), Some("https://a.vn:8443".to_owned()));
        for wrong in ["http://a.vn/x", "https://", "a.vn", "https://a b/", "https://a.vn;script-src/"] {
            assert_eq!(origin(wrong), None, "{wrong}");
        }
        assert!(!request().fits("xyz", "https://a.vn/{z}/{x}.png"));
        assert!(
            request().fits("pmtiles", "https://a.vn/x.pmtiles?v=1") && !request().fits("pmtiles", "https://a.vn/x")
        );
        assert!(!Request { layer: String::new(), ..request() }.fits("wms", "https://a.vn/ows"));
    }
}
