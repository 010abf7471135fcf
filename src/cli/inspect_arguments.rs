//! The options of `langso inspect`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, value_parser};

use super::arguments::Format;
use crate::diagnostics::{Diagnostic, code};
use crate::geo::crs::Crs;
use crate::intake::{Wishes, axes_named, unknown_crs};
use crate::text::legacy::Encoding;

/// What to look into, and what the user knows of it.
pub(super) struct InspectRequest {
    pub(super) inputs: Vec<PathBuf>,
    pub(super) format: Format,
    layer: Option<String>,
    crs: Option<String>,
    axes: Option<String>,
    encoding: Option<String>,
    position: Option<(String, String)>,
}

/// The options, described with the catalogue's words.
pub(super) fn options(word: &dyn Fn(&str) -> String) -> Vec<Arg> {
    let option = |name: &'static str, value: &'static str| {
        Arg::new(name).long(name).value_name(value).help(word(&format!("inspect_{name}")))
    };
    let orders = PossibleValuesParser::new(["east-north", "north-east"]);
    vec![
        Arg::new("inputs")
            .value_name("FILE")
            .help(word("inspect_inputs"))
            .num_args(1..)
            .required(true)
            .value_parser(value_parser!(PathBuf)),
        option("layer", "NAME"),
        option("crs", "NAME"),
        option("axes", "ORDER").value_parser(orders).hide_possible_values(true),
        option("encoding", "NAME"),
        option("x", "COLUMN").requires("y"),
        option("y", "COLUMN").requires("x"),
    ]
}

/// What was asked for.
pub(super) fn request(of: &ArgMatches, format: Format) -> InspectRequest {
    let text = |name: &str| of.get_one::<String>(name).cloned();
    InspectRequest {
        inputs: of.get_many("inputs").into_iter().flatten().cloned().collect(),
        format,
        layer: text("layer"),
        crs: text("crs"),
        axes: text("axes"),
        encoding: text("encoding"),
        position: text("x").zip(text("y")),
    }
}

impl InspectRequest {
    /// What the user knows of the files.
    ///
    /// # Errors
    /// A system or an encoding that is none.
    pub(super) fn wishes(&self) -> Result<Wishes, Diagnostic> {
        let crs = self.crs.as_ref().map(|name| Crs::from_name(name).map_err(|error| unknown_crs(name, &error)));
        let encoding = self.encoding.as_ref().map(|name| Encoding::from_name(name).map_err(|_| unknown_encoding(name)));
        Ok(Wishes {
            layer: self.layer.clone(),
            crs: crs.transpose()?,
            axes: self.axes.as_deref().and_then(axes_named),
            encoding: encoding.transpose()?,
            position: self.position.clone(),
            ..Wishes::default()
        })
    }
}

fn unknown_encoding(name: &str) -> Diagnostic {
    let names: Vec<&str> = Encoding::all().map(Encoding::name).collect();
    Diagnostic::error(code::UNKNOWN_VALUE).arg("key", "--encoding").arg("value", name).arg("allowed", names.join(", "))
}
