//! Everything from A to Y: where a search leads those whose browser runs no script, and programs that follow links.

use std::sync::{Arc, OnceLock};

use serde::Serialize;

use super::super::Press;
use super::super::formers::first_letter;
use super::super::frame::{Frame, Link, Schema, home_link};
use super::super::html::{HtmlView, run};
use super::super::lists::{Pager, Slice, slices};
use super::Catalogue;
use super::sources::KIND_WORDS;
use crate::job::{Job, Recipe, Role};
use crate::site::{Address, Site};
use crate::text::sort_key;

static LETTER: Recipe<HtmlView<LetterData>> = Recipe { name: "letter", run };

/// Entries of a page.
const PER_PAGE: usize = 400;

/// A letter of the alphabet and the sources whose names begin with it, by their positions.
pub(super) struct Letter {
    letter: String,
    sources: Vec<usize>,
    /// The same in the order of the alphabet, which takes longer to find than how many there are.
    sorted: OnceLock<Vec<usize>>,
}

impl Letter {
    /// Its page. Letters with a mark are written as people type them: `/tim-kiem/chu/dd/` is Đ.
    fn address(&self) -> Address {
        let typed = match &*self.letter {
            "Ă" => "aw",
            "Â" => "aa",
            "Đ" => "dd",
            "Ê" => "ee",
            "Ô" => "oo",
            "Ơ" => "ow",
            "Ư" => "uw",
            "0–9" => "so",
            other => &other.to_lowercase(),
        };
        Address::search().join(&format!("chu/{typed}/"))
    }

    fn sorted(&self, catalogue: &Catalogue, site: &Site) -> &[usize] {
        self.sorted.get_or_init(|| {
            let mut sorted = self.sources.clone();
            sorted.sort_by_cached_key(|&id| {
                let source = &catalogue.sources[id];
                (sort_key(&source.name(site)), source.kind(site) as usize, source.address(site))
            });
            sorted
        })
    }

    pub(super) fn link(&self, site: &Site) -> Link {
        Link { title: self.letter.clone(), url: site.url(&self.address()) }
    }
}

/// The letters in their order.
pub(super) fn letters(catalogue: &Catalogue, site: &Site) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    for (id, source) in catalogue.sources.iter().enumerate() {
        let name = source.name(site);
        let first = first_letter(&name);
        match letters.iter_mut().find(|known| known.letter == first) {
            Some(known) => known.sources.push(id),
            None => letters.push(Letter { letter: first, sources: vec![id], sorted: OnceLock::new() }),
        }
    }
    letters.sort_by_cached_key(|letter| sort_key(&letter.letter));
    letters
}

#[derive(Serialize)]
struct LetterData {
    letter: String,
    letters: Vec<Link>,
    list: List,
}

#[derive(Serialize)]
struct List {
    entries: Vec<Named>,
    pager: Pager,
}

/// A line of the list.
#[derive(Serialize)]
struct Named {
    title: String,
    url: String,
    kind: String,
    hint: String,
}

pub(super) fn plan(press: &Arc<Press>, catalogue: &Arc<Catalogue>, jobs: &mut Vec<Job>) {
    for (at, letter) in catalogue.letters(&press.site).iter().enumerate() {
        for slice in slices(letter.sources.len(), PER_PAGE) {
            let path = letter.address().numbered(slice.number).output_path();
            let (press, catalogue) = (Arc::clone(press), Arc::clone(catalogue));
            jobs.push(Job::new(path, Role::Page, &LETTER, move || view(&press, &catalogue, at, slice)));
        }
    }
}

fn view(press: &Press, catalogue: &Catalogue, at: usize, slice: Slice) -> HtmlView<LetterData> {
    let site = &*press.site;
    let letters = catalogue.letters(site);
    let own = &letters[at];
    let named = |&id: &usize| {
        let source = &catalogue.sources[id];
        Named {
            title: source.title(site).into_owned(),
            url: site.url(&source.address(site)),
            kind: site.word(KIND_WORDS[source.kind(site) as usize]).to_owned(),
            hint: source.hint(site),
        }
    };
    let mut ancestors = home_link(site);
    ancestors.push(Link { title: site.word("search_title").to_owned(), url: site.url(&Address::search()) });
    let title = site.word("search_letter").replace("{letter}", &own.letter);
    HtmlView {
        template: press.template("lists/letter.html"),
        frame: Frame::new(press, &title, &own.address().numbered(slice.number), "letter", ancestors)
            .in_one_language()
            .with_schema(Schema { kind: "CollectionPage", ..Schema::default() }),
        text: None,
        map: None,
        data: LetterData {
            letter: own.letter.clone(),
            letters: letters.iter().map(|letter| letter.link(site)).collect(),
            list: List {
                entries: slice.of(own.sorted(catalogue, site)).iter().map(named).collect(),
                pager: Pager::new(site, &own.address(), slice),
            },
        },
    }
}
