//! Charts as SVG that stands in a page without any script; one file a form. Colours come from the theme's style sheet by
//! class. A chart never stands alone: the page has the same figures as a table.

mod bars;
mod classes;
mod profile;
mod spread;
mod wheel;

pub use bars::{Bar, BarChart, bars};
pub use classes::{Step, legend};
pub use profile::profile;
pub use spread::{Column, distribution, parts};
pub use wheel::{WheelMonth, wheel};
