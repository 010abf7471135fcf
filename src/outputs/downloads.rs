//! The files of datasets, as people download them: as they are, and those that say nothing alone together in one archive.

use std::collections::BTreeSet;
use std::io::{Cursor, Write};
use std::sync::Arc;

use serde::Serialize;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::Press;
use super::assets::COPY;
use crate::diagnostics::{Diagnostic, Place, code};
use crate::job::{Job, Recipe, Role};
use crate::source::SourceFile;

static PACK: Recipe<Pack> = Recipe { name: "pack", run: Pack::run };

/// An archive: names and files, in their order.
#[derive(Serialize)]
struct Pack {
    parts: Vec<(String, SourceFile)>,
}

impl Pack {
    fn of(parts: &[SourceFile]) -> Self {
        let name = |file: &SourceFile| file.path.rsplit('/').next().unwrap_or(&file.path).to_owned();
        Self { parts: parts.iter().map(|file| (name(file), file.clone())).collect() }
    }

    /// The archive. It has no time of its making: the same parts make the same bytes.
    fn run(&self) -> Result<Vec<u8>, Diagnostic> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, file) in &self.parts {
            let bytes = file.bytes()?;
            let failed = |error: &dyn std::fmt::Display| {
                Diagnostic::error(code::UNWRITABLE)
                    .arg("path", name)
                    .arg("reason", error)
                    .at(Place::file(Arc::clone(&file.path)))
            };
            archive.start_file(name.as_str(), options).map_err(|error| failed(&error))?;
            archive.write_all(&bytes).map_err(|error| failed(&error))?;
        }
        let written = archive.finish();
        written
            .map(Cursor::into_inner)
            .map_err(|error| Diagnostic::error(code::UNWRITABLE).arg("path", "zip").arg("reason", error))
    }
}

pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    // Layers of one file are datasets of their own, and the file is published once.
    let mut planned = BTreeSet::new();
    for dataset in &press.site.datasets {
        let path = dataset.download().output_path();
        if !planned.insert(path.clone()) {
            continue;
        }
        let parts = dataset.parts.clone();
        jobs.push(match parts.as_slice() {
            [file] => {
                let file = file.clone();
                Job::new(path, Role::File, &COPY, move || file.clone())
            }
            _ => Job::new(path, Role::File, &PACK, move || Pack::of(&parts)),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_has_all_parts_and_the_same_bytes_each_time() {
        let parts = [("data/Xã.shp", "hình"), ("data/Xã.dbf", "bảng")];
        let parts = parts.map(|(path, text)| SourceFile::held(path, text.as_bytes().to_vec()));
        let bytes = Pack::of(&parts).run().expect("it is packed");
        assert_eq!(bytes, Pack::of(&parts).run().expect("it is packed"));
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
        let names: Vec<String> = archive.file_names().flatten().map(|name| name.into_owned()).collect();
        assert_eq!(names, ["Xã.shp", "Xã.dbf"]);
        let text = std::io::read_to_string(archive.by_name("Xã.dbf").expect("a part")).expect("text");
        assert_eq!(text, "bảng");
    }
}
