//! `truth.json`: what each file must decode to.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use langso::formats::Input;
use langso::geo::Bounds;
use langso::geo::crs::Crs;
use langso::intake::{Taken, Wishes, axes_named, kind_named, take};
use langso::text::legacy::Encoding;
use serde::Deserialize;
use serde_json::{Map, Value};

/// The whole list.
#[derive(Deserialize)]
pub struct Truth {
    /// GeoJSON geometry by the name that rows use.
    pub shapes: BTreeMap<String, Value>,
    pub cases: Vec<Case>,
    #[serde(skip)]
    folder: PathBuf,
}

/// One way to take one file in.
#[derive(Deserialize)]
pub struct Case {
    pub group: String,
    pub name: String,
    /// Below the folder of the set.
    pub file: String,
    /// The format's name; empty when the file is of none.
    pub format: String,
    #[serde(default)]
    pub wishes: Told,
    /// The system that positions are read in; `None` when there are none or they are refused.
    pub crs: Option<String>,
    /// A system that must be among those offered.
    pub proposed: Option<String>,
    /// Codes of the errors, each once, sorted.
    pub errors: Vec<String>,
    pub warnings: Vec<String>,
    pub layers: Vec<Layer>,
}

#[derive(Deserialize)]
pub struct Layer {
    pub name: String,
    pub rows: Vec<Row>,
}

#[derive(Deserialize)]
pub struct Row {
    pub cells: Map<String, Value>,
    pub shape: Option<String>,
}

/// What a manifest would say, in its words.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Told {
    layer: Option<String>,
    crs: Option<String>,
    axes: Option<String>,
    encoding: Option<String>,
    position: Option<(String, String)>,
    types: BTreeMap<String, String>,
    near: Option<[f64; 4]>,
}

impl Told {
    fn wishes(&self) -> Wishes {
        Wishes {
            layer: self.layer.clone(),
            crs: self.crs.as_deref().map(|name| Crs::from_name(name).expect("a known system")),
            axes: self.axes.as_deref().map(|word| axes_named(word).expect("a known order")),
            encoding: self.encoding.as_deref().map(|name| Encoding::from_name(name).expect("a known encoding")),
            position: self.position.clone(),
            kinds: self.types.iter().map(|(name, kind)| (name.clone(), kind_named(kind).expect("a kind"))).collect(),
            near: self.near.map(|[west, south, east, north]| Bounds { west, south, east, north }),
        }
    }
}

impl Truth {
    /// Reads the project's own set, or the one that `OFFICES` names.
    pub fn read() -> Self {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/offices");
        let folder = std::env::var_os("OFFICES").map_or(own, PathBuf::from);
        let text = fs::read_to_string(folder.join("truth.json")).expect("truth.json");
        Self { folder, ..serde_json::from_str(&text).unwrap_or_else(|error| panic!("truth.json: {error}")) }
    }

    /// Whether it is not the project's own.
    pub fn is_foreign(&self) -> bool {
        std::env::var_os("OFFICES").is_some()
    }

    /// The data files, below the folder, sorted.
    pub fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        for group in ["shapefile", "maps", "geojson", "tables", "unlucky"] {
            for entry in fs::read_dir(self.folder.join(group)).into_iter().flatten() {
                let name = entry.expect("an entry").file_name();
                files.push(format!("{group}/{}", name.to_string_lossy()));
            }
        }
        files.sort();
        files
    }

    pub fn bytes(&self, file: &str) -> Vec<u8> {
        let path = self.folder.join(file);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The files of the same stem, by their endings in small letters.
    pub fn beside(&self, file: &str) -> BTreeMap<String, Vec<u8>> {
        let others = self.files().into_iter().filter(|other| other != file && stem(other) == stem(file));
        others.map(|other| (ending(&other), self.bytes(&other))).collect()
    }
}

impl Case {
    /// Takes the file in as it lies there.
    pub fn take(&self, truth: &Truth) -> Taken {
        self.take_bytes(&truth.bytes(&self.file), &truth.beside(&self.file))
    }

    /// Takes other bytes in under its name.
    pub fn take_bytes(&self, bytes: &[u8], beside: &BTreeMap<String, Vec<u8>>) -> Taken {
        let sibling = |ending: &str| beside.get(ending).cloned();
        let path: Arc<str> = self.file.as_str().into();
        take(&path, &Input { name: &self.file, bytes, beside: &sibling }, &self.wishes.wishes())
    }
}

/// The path without its ending.
pub fn stem(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(stem, _)| stem)
}

fn ending(path: &str) -> String {
    path.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase()
}
