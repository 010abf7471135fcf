//! Tera templates, each with the digest of everything it is made of.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use serde::{Serialize, Serializer};
use tera::{Context, ErrorKind, Kwargs, State, Tera, TeraResult, Value};

use crate::diagnostics::{Diagnostic, Place, code};
use crate::digest::{Digest, Hasher};
use crate::text::{self, nearest};

/// The language that templates speak, and how they tell what is in another one.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Tongue {
    /// Its code.
    pub lang: String,
    /// In a translation: the language of what is not translated, and below which URL everything is that is (`/en/`).
    pub original: Option<(String, String)>,
}

impl Tongue {
    /// Below which URL the pages of the language are.
    pub fn below(&self) -> String {
        self.original.as_ref().map_or_else(|| "/".to_owned(), |(_, below)| below.clone())
    }

    /// The language of the page at a URL of this site, where it is not the one that is spoken.
    pub fn of_url(&self, url: &str) -> Option<&str> {
        let (original, below) = self.original.as_ref()?;
        (url.starts_with('/') && !url.starts_with(below.as_str())).then_some(original)
    }
}

/// A theme's templates, compiled, with what every page sees (`site`, `words`, `assets`, `csp`).
pub struct Templates {
    tera: Tera,
    /// Template -> (path of its file in the site, its text).
    sources: BTreeMap<String, (Arc<str>, String)>,
    digests: HashMap<String, Digest>,
}

/// One template, ready to render. Serialises as the digest of itself, of all templates it extends, includes or takes
/// components from, and of the globals.
#[derive(Clone)]
pub struct Template {
    set: Arc<Templates>,
    name: Arc<str>,
    digest: Digest,
}

impl Serialize for Template {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.digest.serialize(serializer)
    }
}

impl Templates {
    /// Compiles a theme's templates. `words` are the interface's, `sources` maps a template's name to its file and text;
    /// `globals` is seen by all.
    ///
    /// # Errors
    /// Every template that does not parse.
    pub fn compile(
        sources: BTreeMap<String, (Arc<str>, String)>,
        globals: &impl Serialize,
        tongue: &Tongue,
        words: &BTreeMap<String, String>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut tera = Tera::new();
        tera.autoescape_on(vec![".html", ".xml"]);
        tera.global_context().extend(Context::from_serialize(globals).unwrap_or_default());
        register_filters(&mut tera, tongue, words);
        if let Err(first) =
            tera.add_raw_templates(sources.iter().map(|(name, (_, text))| (name.as_str(), text.as_str())))
        {
            // Tera stops at the first fault; each template alone tells whether it is at fault too.
            let mut faults: Vec<Diagnostic> = sources
                .iter()
                .filter_map(|(name, (_, text))| Tera::new().add_raw_template(name, text).err())
                .filter(|error| matches!(error.kind(), ErrorKind::SyntaxError(_)))
                .map(|error| describe(&error, &sources, ""))
                .collect();
            if faults.is_empty() {
                faults.push(describe(&first, &sources, ""));
            }
            return Err(faults);
        }
        let globals = Digest::of_value(globals);
        let parts: HashMap<&str, Vec<&str>> =
            sources.iter().map(|(name, (_, text))| (name.as_str(), named_in(text, &sources))).collect();
        let digest = |name: &String| (name.clone(), digest_with_parts(&sources, &parts, name, globals));
        let digests = sources.keys().map(digest).collect();
        Ok(Self { tera, sources, digests })
    }

    /// A template by its name.
    pub fn get(self: &Arc<Self>, name: &str) -> Option<Template> {
        let digest = *self.digests.get(name)?;
        Some(Template { set: Arc::clone(self), name: name.into(), digest })
    }

    /// The template nearest to a mistyped name.
    pub fn nearest(&self, name: &str) -> &str {
        nearest(name, self.sources.keys().map(String::as_str)).unwrap_or_default()
    }
}

impl Template {
    /// Renders a page; `page` names it in an error.
    ///
    /// # Errors
    /// A name that the view lacks, a filter that fails; with the template's file and line.
    pub fn render(&self, context: &Context, page: &str) -> Result<Vec<u8>, Diagnostic> {
        let mut out = Vec::with_capacity(16 * 1024);
        let rendered = self.set.tera.render_to(&self.name, context, &mut out);
        rendered.map(|()| out).map_err(|error| describe(&error, &self.set.sources, page))
    }
}

fn describe(error: &tera::Error, sources: &BTreeMap<String, (Arc<str>, String)>, page: &str) -> Diagnostic {
    let (report, code) = match error.kind() {
        ErrorKind::SyntaxError(report) => (report, code::TEMPLATE_SYNTAX),
        ErrorKind::RenderingError(report) => (report, code::TEMPLATE_FAILED),
        other => {
            if let Some(diagnostic) = reference(error, sources) {
                return diagnostic;
            }
            let mut diagnostic = Diagnostic::error(code::TEMPLATE_SYNTAX).arg("reason", other_reason(other, error));
            if let ErrorKind::MissingParent { current, .. } = other
                && let Some((file, _)) = sources.get(current)
            {
                diagnostic = diagnostic.at(Place::file(Arc::clone(file)));
            }
            return diagnostic;
        }
    };
    let mut diagnostic = Diagnostic::error(code).arg("reason", report.message()).arg("page", page);
    if let Some((file, text)) = sources.get(report.filename()) {
        let range = report.span().range.clone();
        diagnostic = diagnostic.at(Place::span(Arc::clone(file), text, range));
    }
    diagnostic
}

/// A template that refers to what is not there: an unknown parent, part, filter, test, function or component.
fn reference(error: &tera::Error, sources: &BTreeMap<String, (Arc<str>, String)>) -> Option<Diagnostic> {
    let place = |name: &str, wanted: &str, line: usize| {
        let (file, text) = sources.get(name)?;
        let from: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let at = from + text[from..].find(wanted)?;
        Some(Place::span(Arc::clone(file), text, at..at + wanted.len()))
    };
    if let ErrorKind::MissingParent { current, parent } = error.kind() {
        let near = nearest(parent, sources.keys().map(String::as_str)).unwrap_or_default();
        let finding = Diagnostic::error(code::TEMPLATE_MISSING).arg("template", parent).arg("suggestion", near);
        return Some(finding.at(place(current, parent, 0)?));
    }
    // Tera tells these in a drawing alone: `error: Unknown filter `x`.`, then `--> name:line:column`.
    let drawing = error.to_string();
    let reason = drawing.lines().next()?.strip_prefix("error: ")?.trim_end_matches('.');
    let wanted = reason.split('`').nth(1)?;
    let at = drawing.lines().find_map(|line| line.split_once("--> "))?.1;
    let mut parts = at.trim().trim_end_matches(']').rsplitn(3, ':');
    let (_, line, name) = (parts.next()?, parts.next()?.parse::<usize>().ok()?, parts.next()?);
    let finding = if reason.starts_with("Unknown template") {
        let near = nearest(wanted, sources.keys().map(String::as_str)).unwrap_or_default();
        Diagnostic::error(code::TEMPLATE_MISSING).arg("template", wanted).arg("suggestion", near)
    } else {
        Diagnostic::error(code::TEMPLATE_SYNTAX).arg("reason", reason)
    };
    Some(finding.at(place(name.trim_start_matches('['), wanted, line.checked_sub(1)?)?))
}

fn other_reason(kind: &ErrorKind, error: &tera::Error) -> String {
    match kind {
        ErrorKind::MissingParent { current, parent } => format!("{current} → {parent}"),
        _ => error.to_string().lines().next().unwrap_or_default().to_owned(),
    }
}

/// The digest of a template and of every template that it names in `extends` or `include`, and of all that define
/// components, which any template may call.
fn digest_with_parts(
    sources: &BTreeMap<String, (Arc<str>, String)>,
    parts: &HashMap<&str, Vec<&str>>,
    name: &str,
    globals: Digest,
) -> Digest {
    let mut seen = BTreeSet::new();
    let mut open = vec![name];
    while let Some(name) = open.pop() {
        if seen.insert(name) {
            open.extend(parts.get(name).into_iter().flatten());
        }
    }
    seen.extend(sources.iter().filter(|(_, (_, text))| text.contains("{% component")).map(|(name, _)| name.as_str()));
    let mut hasher = Hasher::default();
    hasher.part(globals.to_string().as_bytes());
    hasher.part(name.as_bytes());
    for name in seen {
        hasher.part(name.as_bytes());
        hasher.part(sources[name].1.as_bytes());
    }
    hasher.finish()
}

/// The templates that a template's text names in quotes; a name in mere text costs a needless run, never a stale page.
fn named_in<'a>(text: &str, sources: &'a BTreeMap<String, (Arc<str>, String)>) -> Vec<&'a str> {
    text.split(['"', '\'']).filter_map(|part| sources.get_key_value(part)).map(|(name, _)| name.as_str()).collect()
}

/// Filters of ours: pure functions of their input and the site's language.
fn register_filters(tera: &mut Tera, tongue: &Tongue, words: &BTreeMap<String, String>) {
    let lang = &tongue.lang;
    let number_lang = lang.to_owned();
    tera.register_filter("number", move |value: Value, _: Kwargs, _: &State| match value.as_number() {
        Some(number) => Value::from(text::number(number.as_float(), &number_lang)),
        None => value,
    });
    let size_lang = lang.to_owned();
    tera.register_filter("size", move |value: Value, _: Kwargs, _: &State| match value.as_u64() {
        Some(size) => Value::from(text::bytes(size, &size_lang)),
        None => value,
    });
    // ` lang="vi"` for the title of a page that is not translated; nothing for one that is.
    let attribute =
        |lang: Option<&str>| Value::safe_string(&lang.map_or_else(String::new, |lang| format!(" lang=\"{lang}\"")));
    let speaker = tongue.clone();
    // A title that is a word of the interface (`title=`) speaks the interface's language, wherever it leads.
    let own: HashSet<String> = speaker.original.iter().flat_map(|_| words.values().cloned()).collect();
    tera.register_filter("lang_of", move |url: Value, kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        let is_word = kwargs.get::<&str>("title")?.is_some_and(|title| own.contains(title));
        Ok(attribute(speaker.of_url(url.as_str().unwrap_or_default()).filter(|_| !is_word)))
    });
    // The same for what data say, which nobody translates.
    let original = tongue.original.as_ref().map(|(lang, _)| lang.clone());
    tera.register_function("lang_of_data", move |_: Kwargs, _: &State| attribute(original.as_deref()));
}
