//! What is carried from one load to the next.

use super::{data, page, pictures, record};
use crate::digest::Digest;

/// What was parsed before, by path. Entries are used only while the file's digest is the same.
#[derive(Default)]
pub struct Memo {
    pub(super) pages: page::Memo,
    pub(super) data: data::Memo,
    pub(super) record: record::Memo,
    pub(super) pictures: pictures::Memo,
}

impl Memo {
    /// A memo of nothing, which asks for what an earlier run of the same program has kept of large tables.
    pub fn recalling(recall: impl Fn(Digest) -> Option<Vec<u8>> + Send + Sync + 'static) -> Self {
        Self { record: record::Memo::recalling(Box::new(recall)), ..Self::default() }
    }

    /// What is worth being kept for the next run.
    pub fn keepsakes(&self) -> impl Iterator<Item = record::Keepsake> {
        self.record.keepsakes()
    }
}
