//! A site after texts alone changed: what the preview shows within moments of an edit.

use std::sync::Arc;

use super::translations::language_of;
use super::{Memo, Site, links};
use crate::source::SourceTree;

impl Site {
    /// The site after the text of some pages changed, when nothing else did: no header, no heading that others may link
    /// to, no file come or gone. `None` when a whole load is needed, also to report what is wrong.
    pub fn amended(&self, tree: &SourceTree, changed: &[Arc<str>], memo: &mut Memo) -> Option<Self> {
        let (translated, own): (Vec<&str>, Vec<&str>) =
            changed.iter().map(|path| &**path).partition(|path| language_of(path).is_some());
        let mut pages = self.pages.clone();
        for path in &own {
            let id = self.routes.page(path)?;
            pages[id] = Arc::new(pages[id].amended(tree.get(path)?, &mut memo.pages)?);
        }
        for path in &own {
            let id = self.routes.page(path)?;
            let links = links::resolve_page(&self.structure, &pages, id)?;
            let page = Arc::get_mut(&mut pages[id])?;
            page.links = links;
            page.shown = self.pictures.shown_again(&self.structure, &self.pages[id], page)?;
        }
        let known = |lang: &str| self.translations.iter().any(|site| site.config.lang == lang);
        if !translated.iter().all(|path| language_of(path).is_some_and(known)) {
            return None;
        }
        let in_language =
            |site: &Arc<Self>| site.amended_translation(&self.pages, &pages, tree, &translated).map(Arc::new);
        let translations = self.translations.iter().map(in_language).collect::<Option<Vec<_>>>()?;
        Some(Self { pages, translations, structure: Arc::clone(&self.structure) })
    }
}
