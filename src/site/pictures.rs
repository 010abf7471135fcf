//! Pictures beside pages: which pages show them, which name their files, what is in them, and what is published.
//!
//! A photo that pages only show is withheld: what is published are smaller pictures made of it, without what the camera
//! wrote beside the pixels. Whoever links to the file itself wants it published, and is warned when it tells a position.

mod active;
mod panoramas;

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::page::{Body, Page};
use super::section::Section;
use super::translations::{Draft, language_of};
use super::{Address, Attachment, Site, Structure, place};
use crate::diagnostics::{Diagnostic, Place, Report, code};
use crate::digest::Digest;
use crate::domain::Details;
use crate::photo::{Facts, Fault, Kind, Unread};
use crate::source::SourceFile;
use crate::text::percent_decode;

/// What a page or section shows and names of the files beside pages. Ids are positions in `attachments`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// For each link of the text the file that it shows, when it is a picture.
    pub pictures: Vec<Option<usize>>,
    /// The header's picture.
    pub image: Option<usize>,
    /// The files of a tour: the photo of each scene, then the plan.
    pub tour: Vec<Option<usize>>,
    /// Files that are led to, each with the link's position in the text; none where the header does.
    named: Vec<(Option<usize>, usize)>,
}

impl Shown {
    /// All files that are shown.
    pub fn all(&self) -> impl Iterator<Item = usize> {
        self.pictures.iter().flatten().chain(&self.image).chain(self.tour.iter().flatten()).copied()
    }

    /// The same files, in whatever places.
    fn is_alike(&self, other: &Self) -> bool {
        let set = |files: &mut dyn Iterator<Item = usize>| {
            let mut files: Vec<usize> = files.collect();
            files.sort_unstable();
            files.dedup();
            files
        };
        let named = |shown: &Self| set(&mut shown.named.iter().map(|(_, file)| *file));
        set(&mut self.all()) == set(&mut other.all()) && named(self) == named(other)
    }
}

/// Where files are published.
#[derive(Default)]
pub(super) struct Pictures {
    by_url: HashMap<String, usize>,
}

/// What was found in pictures before, by the digests of their files.
#[derive(Default)]
pub(super) struct Memo(HashMap<Digest, Result<Facts, Fault>>);

impl Pictures {
    fn of(site: &Structure) -> Self {
        let urls = site.attachments.iter().enumerate().map(|(id, file)| (site.url(&file.address), id));
        Self { by_url: urls.collect() }
    }

    /// A file by a path from the site's root, as it is typed in the settings.
    fn by_path(&self, site: &Structure, typed: &str) -> Option<usize> {
        let path = Address::file(&percent_decode(typed));
        self.by_url.get(&site.url(&path)).copied()
    }

    fn in_text(&self, links: &[String], body: &Body) -> Shown {
        let mut shown = Shown::default();
        for (number, (url, link)) in links.iter().zip(&body.scan.links).enumerate() {
            let file = self.by_url.get(url.split(['#', '?']).next().unwrap_or_default()).copied();
            shown.pictures.push(file.filter(|_| link.image.is_some()));
            if let Some(file) = file.filter(|_| link.image.is_none()) {
                shown.named.push((Some(number), file));
            }
        }
        shown
    }

    fn on_page(&self, site: &Structure, page: &Page) -> Shown {
        let mut shown = self.in_text(&page.links, &page.parsed.body);
        let beside = |name: &str| self.by_url.get(&site.url(&site.file_beside(page, name))).copied();
        shown.image = page.meta().image.as_ref().and_then(|image| beside(&image.text));
        if let Details::Panorama(tour) = &page.parsed.details {
            let photos = tour.scenes.iter().map(|scene| scene.photo.as_ref());
            let files = photos.chain([tour.plan.as_ref().and_then(|plan| plan.image.as_ref())]);
            shown.tour = files.map(|file| beside(&file?.text)).collect();
        }
        if let Details::Document(document) = &page.parsed.details {
            let files = document.file.iter().chain(&document.text_file);
            shown.named.extend(files.filter_map(|file| Some((None, beside(&file.text)?))));
        }
        // Raw HTML and templates name files in ways of their own: a file whose name they hold is left where it is.
        let mut free = page.parsed.body.scan.raw.clone();
        if let Some(extra) = &page.meta().extra {
            free.push_str(&serde_json::to_string(extra).unwrap_or_default());
        }
        shown.named.extend(named_in(&free, site).map(|file| (None, file)));
        shown
    }

    /// What a page shows after its text changed; `None` when the site has to be loaded again, because other files
    /// would be published.
    pub(super) fn shown_again(&self, site: &Structure, before: &Page, page: &Page) -> Option<Shown> {
        let shown = self.on_page(site, page);
        before.shown.is_alike(&shown).then_some(shown)
    }
}

/// The pictures whose names stand in a text.
fn named_in<'a>(text: &'a str, site: &'a Structure) -> impl Iterator<Item = usize> + 'a {
    let files = site.attachments.iter().enumerate().filter(move |_| !text.is_empty());
    files
        .filter(|(_, file)| {
            let name = file.name();
            text.contains(name) || text.contains(&*super::encode(name))
        })
        .map(|(id, _)| id)
}

impl Attachment {
    /// The file's name.
    pub fn name(&self) -> &str {
        self.file.path.rsplit('/').next().unwrap_or_default()
    }

    fn ending(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, ending)| ending)
    }

    /// Whether smaller pictures are made of it where it is shown.
    pub fn is_developed(&self) -> bool {
        self.picture.as_ref().is_some_and(|facts| facts.is_developed(self.ending()))
    }
}

/// Finds out about all pictures of a site whose links are resolved, in all its languages.
pub(super) fn settle(
    site: &mut Structure,
    pages: &mut [Arc<Page>],
    drafts: &mut [Draft],
    memo: &mut Memo,
    report: &mut Report,
) {
    if site.attachments.is_empty() {
        return;
    }
    active::refuse(site, report);
    let pictures = Pictures::of(site);
    let translated = drafts.iter_mut().flat_map(|draft| draft.pages.iter_mut().map(|(_, page)| page));
    for page in pages.iter_mut().chain(translated) {
        let shown = pictures.on_page(site, page);
        // Nobody else holds the pages of a site that is still being loaded.
        if let Some(page) = Arc::get_mut(page) {
            page.shown = shown;
        }
    }
    let mut sections = std::mem::take(&mut site.sections);
    for section in sections.iter_mut().chain(drafts.iter_mut().flat_map(|draft| draft.sections())) {
        let Some(body) = section.body() else { continue };
        let mut shown = pictures.in_text(&section.links, body);
        shown.named.extend(named_in(&body.scan.raw, site).map(|file| (None, file)));
        section.shown = shown;
    }
    site.sections = sections;
    let everywhere = |of: fn(&Shown) -> Vec<usize>| {
        let mut all = uses(&site.sections, pages.iter(), of);
        for draft in &*drafts {
            let more = uses(draft.own_sections(), draft.pages.iter().map(|(_, page)| page), of);
            for (file, one) in more {
                all.entry(file).or_insert(one);
            }
        }
        all
    };
    let shown = everywhere(|shown| shown.all().collect());
    let named = everywhere(|shown| shown.named.iter().map(|(_, file)| *file).collect());
    // Links of the settings lead to files, too, and have no place that could be told.
    let menus = site.config.menu.iter().chain(&site.config.links);
    let in_menus: HashSet<usize> = menus.filter_map(|link| pictures.by_path(site, &link.url)).collect();
    let known = look_into(site, &shown, memo);
    for (id, facts) in known {
        let attachment = &mut site.attachments[id];
        let name = attachment.name().to_owned();
        let used = shown.get(&id).or(named.get(&id)).map(Use::place);
        let at = used.unwrap_or_else(|| Place::file(Arc::clone(&attachment.file.path)));
        match facts {
            Ok(facts) => {
                if shown.contains_key(&id) && !facts.kind.has_ending(attachment.ending()) {
                    // Browsers look into other pictures themselves, but show a drawing only under its own name.
                    let finding = match facts.kind {
                        Kind::Svg => Diagnostic::error(code::MISNAMED_PICTURE),
                        _ => Diagnostic::warning(code::MISNAMED_PICTURE),
                    };
                    report.push(
                        finding
                            .arg("name", &name)
                            .arg("ending", attachment.ending())
                            .arg("format", facts.kind.name())
                            .at(at.clone()),
                    );
                }
                let tells_place = facts.position;
                attachment.picture = Some(facts);
                let is_named = named.contains_key(&id) || in_menus.contains(&id);
                attachment.withheld = attachment.is_developed() && shown.contains_key(&id) && !is_named;
                if tells_place && !attachment.withheld {
                    let at = named.get(&id).map_or(at, Use::place);
                    report.push(Diagnostic::warning(code::PICTURE_TELLS_PLACE).arg("name", &name).at(at));
                }
            }
            // A broken file that nobody shows is nobody's picture.
            Err(Trouble::Fault(fault)) if shown.contains_key(&id) => report.push(fault.told(&name).at(at)),
            Err(Trouble::Fault(_)) => {}
            Err(Trouble::Gone(finding)) => report.push(finding),
        }
    }
    panoramas::check(site, pages, report);
    site.pictures = Arc::new(pictures);
}

/// Why nothing is known of a picture.
enum Trouble {
    Fault(Fault),
    Gone(Diagnostic),
}

/// Reads the heads of all pictures: those that are shown, whatever they are called, and those that are called so.
fn look_into(site: &Structure, shown: &HashMap<usize, Use>, memo: &mut Memo) -> Vec<(usize, Result<Facts, Trouble>)> {
    let known = &memo.0;
    let read: Vec<(usize, Result<Facts, Trouble>)> = site
        .attachments
        .par_iter()
        .enumerate()
        .filter(|(id, attachment)| shown.contains_key(id) || Kind::is_ending(attachment.ending()))
        .map(|(id, attachment)| match known.get(&attachment.file.digest) {
            Some(facts) => (id, facts.clone().map_err(Trouble::Fault)),
            None => (id, facts(&attachment.file)),
        })
        .collect();
    for (id, facts) in &read {
        let digest = site.attachments[*id].file.digest;
        match facts {
            Ok(facts) => drop(memo.0.insert(digest, Ok(facts.clone()))),
            Err(Trouble::Fault(fault)) => drop(memo.0.insert(digest, Err(fault.clone()))),
            Err(Trouble::Gone(_)) => {}
        }
    }
    read
}

fn facts(file: &SourceFile) -> Result<Facts, Trouble> {
    let head = file.head(Facts::HEAD).map_err(Trouble::Gone)?;
    let whole = head.len() < Facts::HEAD;
    let read = match Facts::read(&head, whole) {
        Err(Unread::Short) => Facts::read(&file.bytes().map_err(Trouble::Gone)?, true),
        read => read,
    };
    read.map_err(|unread| match unread {
        Unread::Fault(fault) => Trouble::Fault(fault),
        Unread::Short => Trouble::Fault(Fault::short()),
    })
}

/// A place that shows or names a file.
pub struct Use {
    source: SourceFile,
    span: Range<usize>,
}

impl Use {
    /// The place in words.
    pub fn place(&self) -> Place {
        place(&self.source, &self.span)
    }
}

impl Site {
    /// For each picture that is shown the first place that does.
    pub fn pictures_shown(&self) -> HashMap<usize, Use> {
        uses(&self.sections, self.pages.iter(), |shown| shown.all().collect())
    }
}

/// The first use of each file, of those that `of` picks.
fn uses<'a>(
    sections: impl IntoIterator<Item = &'a Section>,
    pages: impl Iterator<Item = &'a Arc<Page>>,
    of: impl Fn(&Shown) -> Vec<usize>,
) -> HashMap<usize, Use> {
    // A translation has its header's picture from the original, where it is told.
    let image = |page: &'a Page| page.meta().image.as_ref().filter(|_| language_of(&page.source.path).is_none());
    let of_pages = pages.map(|page| (&page.source, &page.parsed.body, &page.shown, image(page)));
    let of_sections = sections
        .into_iter()
        .filter_map(|section| Some((section.source.as_ref()?, section.body()?, &section.shown, None)));
    let mut uses = HashMap::new();
    for (source, body, shown, image) in of_pages.chain(of_sections) {
        for file in of(shown) {
            uses.entry(file).or_insert_with(|| {
                let in_text = shown.pictures.iter().position(|picture| *picture == Some(file));
                let named = || shown.named.iter().find(|(_, named)| *named == file).and_then(|(link, _)| *link);
                let link = in_text.or_else(named).and_then(|number| body.scan.links.get(number));
                let span = match (link, image) {
                    (Some(link), _) => body.range.start + link.span.start..body.range.start + link.span.end,
                    (None, Some(image)) => image.span.clone(),
                    (None, None) => 0..0,
                };
                Use { source: source.clone(), span }
            });
        }
    }
    uses
}
