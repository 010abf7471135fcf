//! A zip archive of files that are each read as if they lay in a folder; KMZ is one of them.

use super::archive::{Archive, BadMember, is_zip};
use super::{Contents, FORMATS, Format, Input, ProblemKind, recognise};

pub(super) const FORMAT: Format =
    Format { name: "Zip", endings: &["zip", "kmz"], companions: &[], sniff: is_zip, read };

/// Members that are named of an archive in which there is nothing to read.
const MOST_NAMED: usize = 4;

fn read(input: &Input) -> Contents {
    let mut contents = Contents::default();
    let Some(mut archive) = Archive::open(input.bytes) else {
        contents.problem(ProblemKind::Broken, "zip");
        return contents;
    };
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for (number, name) in archive.names().into_iter().filter(|(_, name)| is_wanted(name)) {
        match archive.unpack(number) {
            Ok(bytes) => files.push((name, bytes)),
            Err(BadMember::Broken) => contents.problem(ProblemKind::Broken, name),
            Err(BadMember::Encrypted) => contents.problem(ProblemKind::Encrypted, name),
            Err(BadMember::TooLarge) => contents.problem(ProblemKind::TooLarge, name),
        }
    }
    for (name, bytes) in files.iter().filter(|(name, _)| !is_companion(name, &files)) {
        let sibling = |ending: &str| {
            let found = files.iter().find(|(other, _)| has_stem_of(other, name) && ending_of(other) == ending);
            found.map(|(_, bytes)| bytes.clone())
        };
        // Google Earth names the map of every KMZ "doc.kml"; the archive's own name says more.
        let name = if name == "doc.kml" { &format!("{}.kml", input.stem()) } else { name };
        let member = Input { name, bytes, beside: &sibling };
        // Archives within archives are where bombs are hidden.
        if let Some(format) = recognise(&member).filter(|format| format.name != FORMAT.name) {
            contents.absorb((format.read)(&member));
        }
    }
    if contents.layers.is_empty() && contents.problems.is_empty() {
        let names: Vec<String> = archive.names().into_iter().map(|(_, name)| name).take(MOST_NAMED).collect();
        contents.problem(ProblemKind::Empty, names.join(", "));
    }
    contents
}

/// Whether a member is a file of this room, or belongs to one.
fn is_wanted(name: &str) -> bool {
    let ending = ending_of(name);
    let mut formats = FORMATS.iter().filter(|format| format.name != FORMAT.name);
    formats.any(|format| [format.endings, format.companions].concat().contains(&ending.as_str()))
}

/// Whether a file belongs to another one that is there.
fn is_companion(name: &str, files: &[(String, Vec<u8>)]) -> bool {
    let ending = ending_of(name);
    let owners = FORMATS.iter().filter(|format| format.companions.contains(&ending.as_str()));
    let owners: Vec<&str> = owners.flat_map(|format| format.endings).copied().collect();
    files.iter().any(|(other, _)| has_stem_of(other, name) && owners.contains(&ending_of(other).as_str()))
}

fn has_stem_of(one: &str, other: &str) -> bool {
    let stem = |name: &str| name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase();
    stem(one) == stem(other)
}

fn ending_of(name: &str) -> String {
    Input::alone(name, &[]).ending()
}
