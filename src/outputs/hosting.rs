//! Settings for web servers that read no `_headers`: the same rules in the words of nginx and of Caddy.
//!
//! They are printed (`langso hosting`), not published: how a host is set up is nobody's business.

use std::collections::BTreeMap;
use std::path::Path;

use super::site_files;
use crate::site::Site;
use crate::text::without_scheme;

/// A web server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// <https://nginx.org>
    Nginx,
    /// <https://caddyserver.com>
    Caddy,
}

/// Headers of the paths that a pattern covers.
struct Rule<'a> {
    pattern: &'a str,
    headers: Vec<(&'a str, &'a str)>,
}

impl Rule<'_> {
    /// `/ban-do/*.pmtiles` as a regular expression.
    fn regex(&self) -> String {
        format!("^{}$", self.pattern.replace('.', "\\.").replace('*', ".*"))
    }

    fn is_of_all(&self) -> bool {
        self.pattern == "/*"
    }
}

/// The settings for a site that lies in `folder` on the host.
pub fn settings(site: &Site, server: Server, folder: &Path) -> String {
    let headers = site_files::headers(site);
    let rules = rules(&headers);
    let site = Place {
        host: host(&site.config.base_url),
        base: site.config.base_path(),
        folder: folder.display().to_string(),
        url: &site.config.base_url,
    };
    match server {
        Server::Nginx => nginx(&site, &rules),
        Server::Caddy => caddy(&site, &rules),
    }
}

struct Place<'a> {
    host: &'a str,
    base: &'a str,
    folder: String,
    url: &'a str,
}

fn host(url: &str) -> &str {
    let rest = without_scheme(url);
    rest.split(['/', ':']).next().unwrap_or(rest)
}

/// `_headers`: a pattern, then its headers, indented.
fn rules(text: &str) -> Vec<Rule<'_>> {
    let mut rules: Vec<Rule> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        match (line.strip_prefix("  ").and_then(|header| header.split_once(": ")), rules.last_mut()) {
            (Some(header), Some(rule)) => rule.headers.push(header),
            _ => rules.push(Rule { pattern: line, headers: Vec::new() }),
        }
    }
    rules
}

/// What a rule sends of a header: hosts that read `_headers` join the values of all rules of a path, and both servers here send the
/// last alone. Of two policies both hold, so the one of every page must stand beside a folder's own.
fn joined(rules: &[Rule], rule: &Rule, name: &str, own: &str) -> String {
    let mut general =
        rules.iter().filter(|other| other.is_of_all() && !rule.is_of_all()).flat_map(|other| &other.headers);
    general.find(|(other, _)| *other == name).map_or_else(|| own.to_owned(), |(_, general)| format!("{general}, {own}"))
}

/// One map a header: nginx's `add_header` in a location forgets those around it, and an empty value adds none.
fn nginx(site: &Place, rules: &[Rule]) -> String {
    let mut maps: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut types = String::new();
    for rule in rules {
        for (name, value) in &rule.headers {
            let key = if rule.is_of_all() { "default".to_owned() } else { format!("\"~{}\"", rule.regex()) };
            match (*name, rule.pattern.rsplit_once("*.")) {
                ("Content-Type", Some((_, ending))) => types.push_str(&format!("        {value} {ending};\n")),
                _ => {
                    let value = joined(rules, rule, name, value);
                    maps.entry(name).or_default().push(format!("    {key} \"{value}\";\n"));
                }
            }
        }
    }
    let mut text =
        format!("# {}: put into /etc/nginx/conf.d/. Needs nginx 1.20; certificates are yours to add.\n", site.url);
    let variable = |name: &str| format!("$langso_{}", name.to_lowercase().replace('-', "_"));
    for (name, values) in &maps {
        text.push_str(&format!("map $uri {} {{\n{}}}\n", variable(name), values.concat()));
    }
    text.push_str(&format!(
        "\nserver {{\n    listen 80;\n    server_name {};\n    charset utf-8;\n    absolute_redirect off;\n    index index.html;\n\n    \
include mime.types;\n    types {{\n        application/manifest+json webmanifest;\n        \
application/geo+json geojson;\n        application/vnd.pmtiles pmtiles;\n        text/csv csv;\n{types}    }}\n    \
charset_types text/css text/csv text/javascript application/javascript text/plain application/json application/geo+json application/xml application/manifest+json;\n\n    \
# The .gz that `langso build --compress` makes. With the module ngx_brotli also: brotli_static on;\n    gzip_static on;\n    gzip_vary on;\n\n",
        site.host
    ));
    for name in maps.keys() {
        text.push_str(&format!("    add_header {name} {} always;\n", variable(name)));
    }
    let base = site.base;
    let place = if base.is_empty() {
        format!("    root {};\n", site.folder)
    } else {
        format!(
            "    location = {base} {{ return 301 {base}/; }}\n    location {base}/ {{\n        alias {}/;\n    }}\n",
            site.folder
        )
    };
    text.push_str(&format!(
        "\n{place}    error_page 404 {base}/404.html;\n    location = {base}/_headers {{ return 404; }}\n    location ~ /\\.langso {{ return 404; }}\n}}\n"
    ));
    text
}

fn caddy(site: &Place, rules: &[Rule]) -> String {
    let mut text = format!("# {}\n{} {{\n", site.url, site.host);
    for (at, rule) in rules.iter().enumerate() {
        let matcher = if rule.is_of_all() { String::new() } else { format!("@rule{at} ") };
        if !rule.is_of_all() {
            text.push_str(&format!("\t@rule{at} path_regexp {}\n", rule.regex()));
        }
        text.push_str(&format!("\theader {matcher}{{\n"));
        for (name, value) in &rule.headers {
            text.push_str(&format!("\t\t{name} \"{}\"\n", joined(rules, rule, name, value)));
        }
        text.push_str("\t}\n");
    }
    let files = format!(
        "root * {}\n\t\tfile_server {{\n\t\t\tprecompressed br gzip\n\t\t\thide _headers .langso\n\t\t}}",
        site.folder
    );
    let base = site.base;
    if base.is_empty() {
        text.push_str(&format!("\thandle {{\n\t\t{files}\n\t}}\n"));
    } else {
        text.push_str(&format!("\thandle_path {base}/* {{\n\t\t{files}\n\t}}\n"));
    }
    text.push_str(&format!(
        "\thandle_errors {{\n\t\t@gone expression {{err.status_code}} == 404\n\t\trewrite @gone /404.html\n\t\troot * {}\n\t\tfile_server\n\t}}\n}}\n",
        site.folder
    ));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_and_patterns_become_expressions() {
        let rules = rules("/*\n  A: b: c\n\n/x/*.pmtiles\n  D: e\n  F: g\n");
        assert_eq!(rules[0].headers, [("A", "b: c")]);
        assert!(rules[0].is_of_all());
        assert_eq!(rules[1].regex(), "^/x/.*\\.pmtiles$");
        assert_eq!(rules[1].headers.len(), 2);
        assert_eq!(host("https://a.vn:8443/ntm"), "a.vn");
    }

    #[test]
    fn a_folders_policy_stands_beside_that_of_every_page() {
        let rules = rules("/*\n  P: strict\n\n/x/*\n  P: framed\n  Q: own\n");
        let place = Place { host: "a.vn", base: "", folder: "/srv".into(), url: "https://a.vn" };
        for text in [nginx(&place, &rules), caddy(&place, &rules)] {
            assert!(text.contains("\"strict, framed\"") && text.contains("\"strict\""), "{text}");
            assert!(text.contains("\"own\""), "{text}");
        }
    }
}
