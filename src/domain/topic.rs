//! Chủ đề cam kết: what promises of several plans have in common, so that they can be set side by side. The text of the
//! page says in words what differs; which promises belong to it, the targets themselves say.

use crate::fields::{Fields, Reader, Spanned};

/// A topic of promises.
#[derive(Clone, Debug)]
pub struct Topic {
    /// The key that targets name in `topics`.
    pub id: Option<Spanned>,
}

impl Topic {
    /// Reads a topic's key.
    pub fn read(reader: &mut Reader, fields: &mut Fields) -> Self {
        let id = fields.spanned(reader, "id");
        if id.is_none() {
            fields.missing(reader, "id", "id = \"hop-tac-xa\"");
        }
        Self { id }
    }
}
