//! `langso unpack`: an archive's tiles as files of their own, `z/x/y.pbf`, with their TileJSON.
//!
//! For hosts that answer no ranges, and for programs that read archives slowly or not at all. The files are not compressed:
//! a plain host would not say that they are.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use crate::diagnostics::{Diagnostic, Place, code};
use crate::geo::pmtiles::{Archive, Tile, metadata};

/// What to unpack.
#[derive(Clone, Debug)]
pub struct UnpackRequest {
    /// The archive.
    pub archive: PathBuf,
    /// A folder that is not there yet, or empty.
    pub output: PathBuf,
    /// Where the folder will be published, for the TileJSON; else its addresses are relative.
    pub url: Option<String>,
}

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unpacked {
    /// Tiles.
    pub tiles: u64,
    /// Bytes of all of them.
    pub bytes: u64,
}

/// Writes the tiles of an archive to a folder, which is there when all of them are.
///
/// # Errors
/// When the archive can't be read or is none of vector tiles, when the folder holds anything, or when a file can't be
/// written. Nothing was written then.
pub fn unpack(request: &UnpackRequest) -> Result<Unpacked, Diagnostic> {
    let UnpackRequest { archive, output, url } = request;
    let name: Arc<str> = archive.to_string_lossy().into();
    let unreadable = |reason: &dyn std::fmt::Display| {
        Diagnostic::error(code::UNREADABLE).arg("reason", reason).at(Place::file(Arc::clone(&name)))
    };
    let bytes = fs::read(archive).map_err(|error| unreadable(&error))?;
    let damaged = || unreadable(&"@tiles.unreadable");
    let opened = Archive::open(&bytes).ok_or_else(damaged)?;
    let described = description(&opened, metadata(&bytes).ok_or_else(damaged)?, url.as_deref());
    if fs::read_dir(output).is_ok_and(|mut inside| inside.next().is_some()) {
        return Err(Diagnostic::error(code::FOREIGN_OUTPUT).arg("path", output.display()));
    }
    let unwritable =
        |error: io::Error| Diagnostic::error(code::UNWRITABLE).arg("path", output.display()).arg("reason", error);
    let part = output.with_added_extension("part");
    let _ = fs::remove_dir_all(&part);
    let written = write(&opened, &described, &part).and_then(|written| {
        if written.is_some() {
            let _ = fs::remove_dir(output);
            fs::rename(&part, output)?;
        }
        Ok(written)
    });
    if !matches!(written, Ok(Some(_))) {
        let _ = fs::remove_dir_all(&part);
    }
    written.map_err(unwritable)?.ok_or_else(damaged)
}

/// TileJSON 3.0 (<https://github.com/mapbox/tilejson-spec>).
fn description(archive: &Archive<'_>, metadata: Value, url: Option<&str>) -> Value {
    let base = url.map_or_else(String::new, |url| format!("{}/", url.trim_end_matches('/')));
    let bounds = archive.bounds;
    let mut said = json!({
        "tilejson": "3.0.0",
        "tiles": [format!("{base}{{z}}/{{x}}/{{y}}.pbf")],
        "minzoom": archive.zooms.0,
        "maxzoom": archive.zooms.1,
        "bounds": [bounds.west, bounds.south, bounds.east, bounds.north],
    });
    for key in ["name", "description", "attribution", "version", "vector_layers"] {
        if let (Some(said), Some(value)) = (said.as_object_mut(), metadata.get(key)) {
            said.insert(key.to_owned(), value.clone());
        }
    }
    said
}

/// `None` when a tile is damaged.
fn write(archive: &Archive<'_>, description: &Value, folder: &Path) -> io::Result<Option<Unpacked>> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("tiles.json"), format!("{description:#}\n"))?;
    let mut made = HashSet::new();
    let mut unpacked = Unpacked { tiles: 0, bytes: 0 };
    for tile in archive.tiles() {
        let Some(bytes) = tile.bytes() else { return Ok(None) };
        let Tile { zoom, x, y, .. } = tile;
        let column = folder.join(format!("{zoom}/{x}"));
        if made.insert((zoom, x)) {
            fs::create_dir_all(&column)?;
        }
        fs::write(column.join(format!("{y}.pbf")), &bytes)?;
        unpacked = Unpacked { tiles: unpacked.tiles + 1, bytes: unpacked.bytes + bytes.len() as u64 };
    }
    Ok(Some(unpacked))
}
