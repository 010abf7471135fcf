//! Pure tools: a view in, text out.

pub mod card;
pub mod chart;
pub mod floor;
pub mod map;
pub mod qr;
pub mod site_plan;
pub mod template;
