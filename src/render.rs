//! Pure tools: a view in, text out.

pub mod map;
pub mod template;
