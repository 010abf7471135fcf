//! The theme: files inside the program, replaced file by file by the site's own.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use super::{SourceFile, SourceTree, syntax};
use crate::diagnostics::{Diagnostic, code};
use crate::fields::Value;

include!(concat!(env!("OUT_DIR"), "/theme.rs"));

static BUILT_IN: LazyLock<BTreeMap<&'static str, SourceFile>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|(path, bytes)| (*path, SourceFile::held(format!("themes/langso/{path}"), bytes.to_vec())))
        .collect()
});

/// Fonts of letters that few texts have: a browser asks for them when it meets one (`unicode-range`).
pub const RARE_FONTS: &str = "fonts/rare/";

/// Folders of a theme that reach the site. Sources of scripts, which are bundled when the program is built, do not.
const FOLDERS: [&str; 9] =
    ["search/", "templates/", "styles/", "scripts/", "fonts/", "icons/", "maps/", "words/", "cards/"];

/// The files that a site's pages are made with, by their path in the theme.
#[derive(Clone)]
pub struct Theme {
    files: BTreeMap<Arc<str>, SourceFile>,
}

impl Theme {
    /// The built-in theme under the site's own folder `themes/<name>/`.
    pub fn read(tree: &SourceTree, name: &str) -> (Self, Vec<Diagnostic>) {
        let mut files: BTreeMap<Arc<str>, SourceFile> =
            BUILT_IN.iter().map(|(path, file)| (Arc::from(*path), file.clone())).collect();
        let folder = format!("themes/{name}/");
        let mut own = tree.below(&folder).peekable();
        let mut faults = Vec::new();
        if name != "langso" && own.peek().is_none() {
            faults.push(Diagnostic::error(code::THEME_MISSING).arg("theme", name));
        }
        for file in own {
            let path = &file.path[folder.len()..];
            let source = path.starts_with("scripts/") && !path.ends_with(".js");
            if FOLDERS.iter().any(|folder| path.starts_with(folder)) && !source {
                files.insert(path.into(), file.clone());
            }
        }
        (Self { files }, faults)
    }

    /// A file by its path in the theme.
    pub fn get(&self, path: &str) -> Option<&SourceFile> {
        self.files.get(path)
    }

    /// The files of a folder (`"styles/"`), as `(path in the theme, file)`, in the order of their paths.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a SourceFile)> {
        self.files
            .range::<str, _>((std::ops::Bound::Included(folder), std::ops::Bound::Unbounded))
            .map(|(path, file)| (&**path, file))
            .take_while(move |(path, _)| path.starts_with(folder))
    }

    /// Abbreviations and their long forms, from `search/abbreviations.toml`. A file that is no TOML is reported with the words.
    pub fn abbreviations(&self) -> Vec<(String, String)> {
        let read = |file: &SourceFile| {
            let (_, mut fields) = syntax::toml_file(Arc::clone(&file.path), file.text().ok()?);
            Some(
                fields
                    .rest()
                    .into_iter()
                    .filter_map(|entry| match entry.node.value {
                        Value::Text(long) => Some((entry.key, long)),
                        _ => None,
                    })
                    .collect(),
            )
        };
        self.get("search/abbreviations.toml").and_then(read).unwrap_or_default()
    }

    /// The interface's words in a language; what it lacks is filled from Vietnamese.
    pub fn words(&self, lang: &str) -> (BTreeMap<String, String>, Vec<Diagnostic>) {
        let mut words = BTreeMap::new();
        let mut faults = Vec::new();
        for lang in ["vi", lang] {
            let Some((own, more)) = self.words_of(lang) else { continue };
            words.extend(own);
            faults.extend(more);
        }
        (words, faults)
    }

    /// The words of a language's own file; `None` when there is none.
    pub fn words_of(&self, lang: &str) -> Option<(BTreeMap<String, String>, Vec<Diagnostic>)> {
        let file = self.get(&format!("words/{lang}.toml"))?;
        let text = match file.text() {
            Ok(text) => text,
            Err(fault) => return Some((BTreeMap::new(), vec![fault])),
        };
        let (reader, mut fields) = syntax::toml_file(Arc::clone(&file.path), text);
        let texts = fields.rest().into_iter().filter_map(|entry| match entry.node.value {
            Value::Text(text) => Some((entry.key, text)),
            _ => None,
        });
        Some((texts.collect(), reader.findings))
    }
}
