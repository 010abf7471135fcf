//! Làng Số: a folder of text and geographic data into a province's new-rural-development portal.
//!
//! Sources go in at one end, files come out at the other, and every arrow points down:
//!
//! ```text
//! source -> domain -> site -> outputs (jobs) -> build -> publish
//! ```
//!
//! The rooms and the arrows between them are described in `docs/architecture.md` and held by `tests/architecture.rs`.

#![warn(missing_docs, unreachable_pub)]

pub mod build;
pub mod cli;
pub mod diagnostics;
pub mod digest;
pub mod domain;
pub mod export;
pub mod fields;
pub mod formats;
pub mod geo;
pub mod http;
pub mod inspect;
pub mod intake;
pub mod job;
pub mod markdown;
pub mod outputs;
pub mod photo;
pub mod publish;
pub mod release;
pub mod render;
pub mod search;
pub mod serve;
pub mod signing;
pub mod site;
pub mod source;
pub mod text;
pub mod tiling;
