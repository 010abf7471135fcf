//! The only reader of a site's files: `langso.toml`, `content/`, `data/`, `themes/`, and what day it is.
//!
//! Invariant: everything that can change an output is in the [`SourceTree`]. Nothing below it reads the disk, the
//! clock, the environment or the locale.

mod beside;
pub mod budget;
pub mod config;
pub mod front_matter;
pub mod syntax;
pub mod theme;
mod tree;

pub use beside::beside;
pub use tree::{SourceFile, SourceTree};
