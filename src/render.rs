//! Pure tools: a view in, text out.

pub mod chart;
pub mod floor;
pub mod map;
pub mod qr;
pub mod template;
