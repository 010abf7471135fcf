//! What was read of large sources, kept beside the output for the next build: `.public.langso-readings/`.
//!
//! Nothing depends on it: without it, or when somebody has meddled with it, a build takes longer and is the same.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::swap::sibling;
use crate::digest::Digest;

/// The readings beside an output, each under the digest of all that it depends on.
pub struct Readings(PathBuf);

impl Readings {
    /// Those beside an output.
    pub fn of(output: &Path) -> Self {
        Self(sibling(&std::path::absolute(output).unwrap_or_else(|_| output.to_owned()), "readings"))
    }

    fn file(&self, key: Digest) -> PathBuf {
        self.0.join(key.to_string())
    }

    /// A reading.
    pub fn get(&self, key: Digest) -> Option<Vec<u8>> {
        fs::read(self.file(key)).ok()
    }

    /// Keeps these and no others; the bytes of those that are there already are not asked for.
    pub fn keep<B: FnOnce() -> Vec<u8>>(&self, all: impl IntoIterator<Item = (Digest, B)>) {
        let mut wanted = HashSet::new();
        for (key, bytes) in all {
            let file = self.file(key);
            if !file.is_file() && fs::create_dir_all(&self.0).is_ok() {
                let _ = fs::write(&file, bytes());
            }
            wanted.insert(file);
        }
        for entry in fs::read_dir(&self.0).into_iter().flatten().flatten() {
            if !wanted.contains(&entry.path()) {
                let _ = fs::remove_file(entry.path());
            }
        }
        if wanted.is_empty() {
            let _ = fs::remove_dir(&self.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_longer_read_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let readings = Readings::of(&folder.path().join("public"));
        let key = |name: &str| Digest::of(name.as_bytes());
        let bytes = |text: &'static str| move || text.as_bytes().to_vec();
        readings.keep([(key("a"), bytes("1")), (key("b"), bytes("2"))]);
        assert_eq!(readings.get(key("a")).as_deref(), Some(&b"1"[..]));
        readings.keep([(key("b"), bytes("asked for in vain"))]);
        assert_eq!((readings.get(key("a")), readings.get(key("b"))), (None, Some(b"2".to_vec())));
        readings.keep::<fn() -> Vec<u8>>([]);
        assert!(fs::read_dir(folder.path()).unwrap().next().is_none());
    }
}
