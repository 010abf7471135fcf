//! The files that are made of pictures beside pages, and where templates and texts find them.
//!
//! Names carry the digest of the source and of how it is made: `san-dinh.960.0a1b2c3d.webp`. They lie beside the source,
//! so that a page's folder has all that the page shows.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;

use super::Press;
use super::assets::{COPY, fingerprinted};
use crate::diagnostics::{Diagnostic, Place};
use crate::digest::{Digest, Hasher};
use crate::job::{Job, Recipe, Role};
use crate::markdown::{Picture, PictureSource};
use crate::photo::{Darkroom, Facts, PROCESS, Plate, Tile};
use crate::site::pictures::{Shown, Use};
use crate::site::{Address, Attachment, Site};
use crate::source::SourceFile;

static PICTURE: Recipe<PictureView> = Recipe { name: "picture", run: PictureView::run };

/// A picture to be made of another one.
#[derive(Serialize)]
struct PictureView {
    file: SourceFile,
    facts: Facts,
    width: u32,
    plate: Plate,
    process: u32,
    #[serde(skip)]
    darkroom: Arc<Darkroom>,
    /// Where the picture is shown, for findings. What is made does not depend on it.
    #[serde(skip)]
    at: Option<Place>,
}

impl PictureView {
    fn run(&self) -> Result<Vec<u8>, Diagnostic> {
        let name = self.file.path.rsplit('/').next().unwrap_or_default();
        let made =
            self.darkroom.make((self.file.digest, name), &self.facts, (self.width, self.plate), || self.file.bytes());
        made.map_err(|fault| match &self.at {
            Some(at) if fault.place.is_none() => fault.at(at.clone()),
            _ => fault,
        })
    }
}

/// Files beside pages, as they are or as what is made of them.
pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    let shown = Arc::new(press.site.pictures_shown());
    let mut planned = BTreeSet::new();
    for (id, attachment) in press.site.attachments.iter().enumerate() {
        if !attachment.withheld {
            let file = attachment.file.clone();
            jobs.push(Job::new(attachment.address.output_path(), Role::File, &COPY, move || file.clone()));
        }
        let Some(facts) = attachment.picture.as_ref().filter(|_| attachment.is_developed() && shown.contains_key(&id))
        else {
            continue;
        };
        for (number, (width, plate)) in plates(facts).into_iter().enumerate() {
            let path = address(attachment, facts, width, plate).output_path();
            // The same picture twice, as a.jpg and a.jpeg.
            if !planned.insert(path.clone()) {
                continue;
            }
            // A check makes one of each: whether a source can be read shows with any of them.
            let role = if number == 0 { Role::Proof } else { Role::Picture };
            let (press, shown) = (Arc::clone(press), Arc::clone(&shown));
            jobs.push(Job::new(path, role, &PICTURE, move || {
                view(&press, id, (width, plate), shown.get(&id).map(Use::place))
            }));
        }
    }
}

fn view(press: &Press, id: usize, (width, plate): (u32, Plate), at: Option<Place>) -> PictureView {
    let attachment = &press.site.attachments[id];
    PictureView {
        file: attachment.file.clone(),
        facts: attachment.picture.clone().expect("planned for pictures only"),
        width,
        plate,
        process: PROCESS,
        darkroom: Arc::clone(&press.darkroom),
        at,
    }
}

/// All that is made of a picture, the smallest first.
fn plates(facts: &Facts) -> Vec<(u32, Plate)> {
    let veil = facts.veil().map(|width| (width, Plate::Veil));
    let widths = facts.widths().into_iter();
    veil.into_iter().chain(widths.flat_map(|width| [(width, Plate::Webp), (width, facts.fallback())])).collect()
}

fn address(attachment: &Attachment, facts: &Facts, width: u32, plate: Plate) -> Address {
    beside(attachment, facts, &format!("{width}.{}", plate.ending()))
}

/// A file made of a picture: the picture's name, what it is, and the digest of the source and of how it is made.
fn beside(attachment: &Attachment, facts: &Facts, ending: &str) -> Address {
    let path = attachment.address.as_str();
    let name = path.rfind('/').map_or(0, |at| at + 1);
    let stem = path[name..].rfind('.').map_or(path, |at| &path[..name + at]);
    let mut hasher = Hasher::default();
    hasher.part(attachment.file.digest.as_bytes());
    hasher.part(Digest::of_value(&(facts, PROCESS)).as_bytes());
    fingerprinted(&format!("{stem}.{ending}"), hasher.finish())
}

/// The tile of a panorama; for `None` the pattern in which a viewer puts columns of the level, column and row for `z-x-y`.
pub(super) fn tile_address(site: &Site, id: usize, tile: Option<Tile>) -> Option<Address> {
    let attachment = &site.attachments[id];
    let facts = attachment.picture.as_ref().filter(|_| attachment.is_developed())?;
    let name = tile
        .map_or_else(|| "z-x-y".to_owned(), |Tile { level, column, row }| format!("{}-{column}-{row}", level.columns));
    Some(beside(attachment, facts, &format!("{name}.webp")))
}

/// The largest WebP of a whole picture.
pub(super) fn whole_url(site: &Site, id: usize) -> Option<String> {
    let attachment = &site.attachments[id];
    let facts = attachment.picture.as_ref().filter(|_| attachment.is_developed())?;
    Some(site.url(&address(attachment, facts, *facts.widths().last()?, Plate::Webp)))
}

/// A file beside a page as the picture it is shown as; `None` for one of which nothing is known.
pub(super) fn picture(site: &Site, id: usize) -> Option<Picture> {
    let attachment = &site.attachments[id];
    let facts = attachment.picture.as_ref()?;
    if !attachment.is_developed() {
        let (width, height) = facts.size.unzip();
        return Some(Picture { src: site.url(&attachment.address), width, height, ..Picture::default() });
    }
    let widths = facts.widths();
    let largest = *widths.last()?;
    let url = |width, plate| site.url(&address(attachment, facts, width, plate));
    let set = |plate| {
        let files = widths.iter().map(|&width| format!("{} {width}w", url(width, plate)));
        files.collect::<Vec<_>>().join(", ")
    };
    let fallback = facts.fallback();
    Some(Picture {
        src: url(middle(&widths), fallback),
        srcset: if widths.len() > 1 { set(fallback) } else { String::new() },
        sources: vec![PictureSource { media: Plate::Webp.media(), srcset: set(Plate::Webp) }],
        width: Some(largest),
        height: Some(facts.height_at(largest)),
        veil: facts.veil().map(|width| url(width, Plate::Veil)),
    })
}

/// What feeds and the oldest browsers get: neither the smallest nor more than a column of text needs.
fn middle(widths: &[u32]) -> u32 {
    widths[..widths.len().min(2)].last().copied().unwrap_or_default()
}

/// The one file of a picture that is kept on a device: the middle size in the smaller format.
pub(super) fn to_keep(site: &Site, id: usize) -> Option<Address> {
    let attachment = &site.attachments[id];
    let facts = attachment.picture.as_ref()?;
    if !attachment.is_developed() {
        return Some(attachment.address.clone());
    }
    Some(address(attachment, facts, middle(&facts.widths()), Plate::Webp))
}

/// The pictures of a text, for each of its links.
pub(super) fn of_text(site: &Site, shown: &Shown) -> Vec<Option<Picture>> {
    if shown.pictures.iter().all(Option::is_none) {
        return Vec::new();
    }
    shown.pictures.iter().map(|id| picture(site, (*id)?)).collect()
}

/// Width and height of that picture.
pub(super) fn size_to_share(site: &Site, id: usize) -> Option<(u32, u32)> {
    let attachment = &site.attachments[id];
    let facts = attachment.picture.as_ref()?;
    if !attachment.is_developed() {
        return facts.size;
    }
    let width = facts.widths().last().copied()?;
    Some((width, facts.height_at(width)))
}

/// The picture of a page's header that networks show with a link: the largest in the format that all of them read.
pub(super) fn to_share(site: &Site, id: usize) -> String {
    let attachment = &site.attachments[id];
    match (&attachment.picture, attachment.is_developed()) {
        (Some(facts), true) => {
            let width = facts.widths().last().copied().unwrap_or_default();
            site.canonical(&address(attachment, facts, width, facts.fallback()))
        }
        _ => site.canonical(&attachment.address),
    }
}
