//! Shelves: lists of a section's legal documents by issuer, form and year, each with an address of its own, so that
//! documents are found without any script.

use std::collections::BTreeMap;

use super::address::Address;
use super::{Page, Section};
use crate::domain::Details;
use crate::domain::document::Document;
use crate::text::{slug, sort_key};

/// What documents are put together by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// Cơ quan ban hành.
    Issuer,
    /// Hình thức văn bản.
    Form,
    /// Năm ban hành.
    Year,
}

/// Every way, in the order in which lists offer them.
pub const WAYS: [By; 3] = [By::Issuer, By::Form, By::Year];

impl By {
    /// The part of an address for it.
    fn folder(self) -> &'static str {
        match self {
            Self::Issuer => "co-quan",
            Self::Form => "hinh-thuc",
            Self::Year => "nam",
        }
    }

    /// What a document goes under; nothing for a year that isn't known.
    pub fn of(self, document: &Document) -> Option<String> {
        match self {
            Self::Issuer => Some(document.issuer.clone()),
            Self::Form => Some(document.form.clone()),
            Self::Year => document.issued.map(|date| date.year.to_string()),
        }
    }
}

/// Documents that have something in common.
pub struct Shelf {
    /// The section that they lie in.
    pub section: usize,
    /// What they have in common.
    pub by: By,
    /// The issuer, form or year, as typed the first time.
    pub title: String,
    /// Its list.
    pub address: Address,
    /// The documents, in the order of the section.
    pub pages: Vec<usize>,
}

/// A page as a legal document.
pub fn document_of(page: &Page) -> Option<&Document> {
    match &page.parsed.details {
        Details::Document(document) => Some(document),
        _ => None,
    }
}

/// The shelves of all sections of documents: issuers and forms by name, the newest year first.
pub(super) fn fill(pages: &[Page], sections: &[Section]) -> Vec<Shelf> {
    let mut shelves = Vec::new();
    // The root's list is the home page, which has no shelves.
    let of_documents = |(_, section): &(usize, &Section)| !section.hidden && section.is_of("document");
    for (id, section) in sections.iter().enumerate().skip(1).filter(of_documents) {
        for by in WAYS {
            let mut of_section: BTreeMap<String, Shelf> = BTreeMap::new();
            for &page in &section.pages {
                let Some(title) = document_of(&pages[page]).and_then(|document| by.of(document)) else { continue };
                let name = slug(&title);
                if name.is_empty() {
                    continue;
                }
                let address = section.address.join(&format!("{}/{name}/", by.folder()));
                let shelf = of_section.entry(name).or_insert_with(|| Shelf {
                    section: id,
                    by,
                    title,
                    address,
                    pages: Vec::new(),
                });
                shelf.pages.push(page);
            }
            let mut of_section: Vec<Shelf> = of_section.into_values().collect();
            of_section.sort_by_cached_key(|shelf| sort_key(&shelf.title));
            if by == By::Year {
                of_section.reverse();
            }
            shelves.extend(of_section);
        }
    }
    shelves
}
