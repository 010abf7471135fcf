//! Where pixels are read: a few pictures at once, and each once for all that is made of it.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

use super::develop::Print;
use super::{Facts, Plate, Tile};
use crate::diagnostics::Diagnostic;
use crate::digest::Digest;

/// Pixels of source pictures that may be in memory at once: four of a phone's 12 million, or one larger picture alone.
/// At three bytes each (twice that for progressive JPEG, and four for PNG of 16 bits) this is about 150 MB, whatever the
/// number of pictures and processors.
const PIXELS_AT_ONCE: u64 = 48_000_000;

/// Prints that are kept, but never fewer than twice the workers: jobs come in the order of their paths, so that all of one
/// picture are close together, and each worker has one picture in hand. A print is at most 1,440 pixels wide, 5 to 8 MB.
const PRINTS: usize = 8;

/// Makes pictures of pictures. Nothing that comes out depends on what was made before: it only takes longer the first
/// time.
#[derive(Default)]
pub struct Darkroom {
    prints: Prints,
    /// Levels of panoramas, each in all its pixels: as many as there are workers and no more.
    sheets: Prints,
    pixels: Mutex<u64>,
    free: Condvar,
}

/// A print, or why there is none. Whoever comes while it is being made waits for it.
type Slot = Arc<OnceLock<Result<Print, Diagnostic>>>;

/// The last prints by their sources and widths.
type Prints = Mutex<VecDeque<((Digest, u32), Slot)>>;

impl Darkroom {
    /// A picture of a width as a file. `read` gives the source's bytes and `digest` is theirs; `name` is for findings.
    ///
    /// # Errors
    /// A file that can't be read, or not to its end.
    pub fn make(
        &self,
        source: (Digest, &str),
        facts: &Facts,
        (width, plate): (u32, Plate),
        read: impl FnOnce() -> Result<Arc<[u8]>, Diagnostic>,
    ) -> Result<Vec<u8>, Diagnostic> {
        let (digest, name) = source;
        let slot = slot(&self.prints, (digest, 0), PRINTS.max(2 * rayon::current_num_threads()));
        let print = slot.get_or_init(|| {
            let _room = self.room(facts);
            Print::of(&read()?, facts).map_err(|fault| fault.told(name))
        });
        match print {
            Ok(print) => print.plate(facts, width, plate).map_err(|fault| fault.told(name)),
            Err(fault) => Err(fault.clone()),
        }
    }

    /// A tile of a panorama as a file.
    ///
    /// # Errors
    /// A file that can't be read, or not to its end.
    pub fn tile(
        &self,
        (digest, name): (Digest, &str),
        facts: &Facts,
        tile: Tile,
        read: impl FnOnce() -> Result<Arc<[u8]>, Diagnostic>,
    ) -> Result<Vec<u8>, Diagnostic> {
        let size = tile.level.size();
        let slot = slot(&self.sheets, (digest, size.0), rayon::current_num_threads());
        let sheet = slot.get_or_init(|| {
            let _room = self.room(facts);
            Print::sized(&read()?, facts, size).map_err(|fault| fault.told(name))
        });
        match sheet {
            Ok(sheet) => sheet.tile(tile).map_err(|fault| fault.told(name)),
            Err(fault) => Err(fault.clone()),
        }
    }

    /// Waits until there is room for a picture's pixels. Whoever has room needs nothing else from anybody, so that the
    /// wait ends.
    fn room(&self, facts: &Facts) -> Room<'_> {
        let wanted = facts.size.map_or(0, |(width, height)| u64::from(width) * u64::from(height)).min(PIXELS_AT_ONCE);
        let mut used = lock(&self.pixels);
        while *used + wanted > PIXELS_AT_ONCE {
            used = self.free.wait(used).unwrap_or_else(PoisonError::into_inner);
        }
        *used += wanted;
        Room { of: self, pixels: wanted }
    }
}

fn slot(prints: &Prints, key: (Digest, u32), most: usize) -> Slot {
    let mut prints = lock(prints);
    if let Some((_, slot)) = prints.iter().find(|(known, _)| *known == key) {
        return Arc::clone(slot);
    }
    if prints.len() >= most.max(1) {
        prints.pop_front();
    }
    let slot = Slot::default();
    prints.push_back((key, Arc::clone(&slot)));
    slot
}

/// Room for pixels; given back when it goes.
struct Room<'a> {
    of: &'a Darkroom,
    pixels: u64,
}

impl Drop for Room<'_> {
    fn drop(&mut self) {
        *lock(&self.of.pixels) -= self.pixels;
        self.of.free.notify_all();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
