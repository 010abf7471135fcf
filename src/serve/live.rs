//! Telling browsers: a script that waits for the next edition, and findings laid over the last good page.

use std::time::Duration;

use axum::http::StatusCode;
use axum::response::Response;

use super::edition::Preview;
use crate::diagnostics::{Diagnostic, Lang, phrase};
use crate::text::escape;

/// Addresses of the preview itself, which no site can have.
pub(super) const PREFIX: &str = "/__langso/";

const SCRIPT: &str = include_str!("live.js");
const STYLE: &str = include_str!("live.css");

/// A waiting browser is answered at the latest after this, so that no proxy cuts the line.
const PATIENCE: Duration = Duration::from_secs(25);

/// Answers the preview's own addresses.
pub(super) async fn answer(path: &str, query: Option<&str>, preview: &Preview) -> Response {
    match path {
        "live.js" => super::plain(StatusCode::OK, "text/javascript; charset=utf-8", SCRIPT.into()),
        "live.css" => super::plain(StatusCode::OK, "text/css; charset=utf-8", STYLE.into()),
        "edition" => {
            let seen: u64 = query.and_then(|number| number.parse().ok()).unwrap_or(0);
            let mut editions = preview.editions();
            let changed = async { editions.wait_for(|number| *number != seen).await.map(|number| *number).ok() };
            let number = tokio::time::timeout(PATIENCE, changed).await.ok().flatten().unwrap_or(seen);
            super::plain(StatusCode::OK, "text/plain", number.to_string().into_bytes())
        }
        _ => super::plain(StatusCode::NOT_FOUND, "text/plain", Vec::new()),
    }
}

/// A page with the script that reloads it and, when something is wrong, what it is.
pub(super) fn into_page(page: &[u8], edition: u64, findings: &[Diagnostic], lang: Lang) -> Vec<u8> {
    let extra = format!(
        "{}<script type=\"module\" src=\"{PREFIX}live.js\" data-edition=\"{edition}\"></script>",
        overlay(findings, lang)
    );
    let end = b"</body>";
    let at = page.windows(end.len()).rposition(|window| window == end).unwrap_or(page.len());
    [&page[..at], extra.as_bytes(), &page[at..]].concat()
}

/// A page of findings alone, for when there is no good page yet.
pub(super) fn page(findings: &[Diagnostic], lang: Lang) -> String {
    let page = "<!doctype html><meta charset=\"utf-8\"><title>Làng Số</title><body></body>";
    String::from_utf8_lossy(&into_page(page.as_bytes(), 0, findings, lang)).into_owned()
}

fn overlay(findings: &[Diagnostic], lang: Lang) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let items: String = findings
        .iter()
        .map(|finding| {
            let place = finding.place.as_ref().map_or_else(String::new, |place| {
                if place.line == 0 {
                    place.file.to_string()
                } else {
                    format!("{}:{}:{}", place.file, place.line, place.column)
                }
            });
            let line =
                finding.place.as_ref().and_then(|place| place.excerpt.as_ref()).map_or_else(String::new, |excerpt| {
                    let (start, end) = (excerpt.start, excerpt.end.min(excerpt.text.len()).max(excerpt.start));
                    format!(
                        "<pre>{}<mark>{}</mark>{}</pre>",
                        escape(&excerpt.text[..start]),
                        escape(&excerpt.text[start..end]),
                        escape(&excerpt.text[end..])
                    )
                });
            let help = finding.help(lang).map_or_else(String::new, |help| format!("<p>→ {}</p>", escape(&help)));
            format!(
                "<li><code>{} {}</code><p><b>{}</b></p>{line}{help}</li>",
                finding.code,
                escape(&place),
                escape(&finding.message(lang))
            )
        })
        .collect();
    format!(
        "<link rel=\"stylesheet\" href=\"{PREFIX}live.css\"><aside id=\"langso-findings\" role=\"alert\"><h2>{}</h2><p>{}</p><ol>{items}</ol></aside>",
        escape(&phrase(lang, "preview.title", &[])),
        escape(&phrase(lang, "preview.stale", &[]))
    )
}
