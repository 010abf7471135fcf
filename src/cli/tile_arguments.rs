//! The options of `langso tile`.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, value_parser};

use crate::geo::crs::Crs;
use crate::geo::tile::geojson::Choice;
use crate::geo::tile::{Clustering, DEEPEST, TileOptions};
use crate::intake::Wishes;
use crate::job::program;
use crate::text::legacy::Encoding;
use crate::tiling::TilingRequest;

/// The options, described with the catalogue's words.
pub(super) fn options(word: &dyn Fn(&str) -> String) -> Vec<Arg> {
    let option = |name: &'static str, value: &'static str| {
        Arg::new(name).long(name).value_name(value).help(word(&format!("tile_{}", name.replace('-', "_"))))
    };
    let zoom = |name| option(name, "N").value_parser(value_parser!(u8).range(0..=i64::from(DEEPEST)));
    let list = |name| option(name, "A,B").value_delimiter(',');
    vec![
        Arg::new("inputs")
            .value_name("FILE")
            .help(word("tile_inputs"))
            .num_args(1..=255)
            .required(true)
            .value_parser(value_parser!(PathBuf)),
        option("output", "FILE.pmtiles").short('o').required(true).value_parser(value_parser!(PathBuf)),
        list("layer"),
        zoom("min-zoom"),
        zoom("max-zoom"),
        list("include"),
        list("exclude"),
        option("label", "A"),
        list("keep"),
        option("thinning", "R").value_parser(value_parser!(f64)),
        option("cluster", "PIXELS").value_parser(value_parser!(u32).range(4..=512)),
        list("sum").requires("cluster"),
        option("max-tile-bytes", "N").value_parser(value_parser!(u64).range(1000..=50_000_000)),
        option("source-layer", "NAME"),
        option("crs", "CRS").value_parser(|typed: &str| Crs::from_name(typed).map_err(|_| "EPSG:5897, VN-2000 105…")),
        option("encoding", "NAME").value_parser(|typed: &str| Encoding::from_name(typed).map_err(|_| "tcvn3, vni…")),
        Arg::new("update").long("update").action(ArgAction::SetTrue).help(word("tile_update")),
        option("name", "TEXT"),
        option("attribution", "TEXT"),
    ]
}

/// What was asked for.
pub(super) fn request(of: &ArgMatches) -> TilingRequest {
    let words = |name: &str| of.get_many::<String>(name).into_iter().flatten().cloned().collect::<Vec<_>>();
    let text = |name: &str| of.get_one::<String>(name).cloned();
    let defaults = TileOptions::default();
    let first = of.get_one("min-zoom").copied().unwrap_or(0);
    let last = of.get_one("max-zoom").copied().unwrap_or(12.max(first));
    TilingRequest {
        inputs: of.get_many("inputs").into_iter().flatten().cloned().collect(),
        output: of.get_one::<PathBuf>("output").cloned().unwrap_or_default(),
        names: words("layer"),
        zooms: (first.min(last), last),
        choice: Choice { include: words("include"), exclude: words("exclude") },
        label: text("label"),
        clustering: of.get_one("cluster").map(|&pixels| Clustering { pixels, sums: words("sum") }),
        update: of.get_flag("update").then(program),
        wishes: Wishes {
            layer: text("source-layer"),
            crs: of.get_one("crs").copied(),
            encoding: of.get_one("encoding").copied(),
            ..Wishes::default()
        },
        options: TileOptions {
            name: text("name").unwrap_or_default(),
            attribution: text("attribution").unwrap_or_default(),
            max_tile_bytes: of.get_one::<u64>("max-tile-bytes").map_or(defaults.max_tile_bytes, |&most| most as usize),
            thinning: of.get_one("thinning").copied().unwrap_or(defaults.thinning),
            keep: words("keep"),
        },
    }
}
