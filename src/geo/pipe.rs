//! One thread that makes bytes ready, and one that takes them, at the same time.
//!
//! Copying a few hundred megabytes between two files keeps one processor busy with waiting for memory: reading and
//! writing side by side take half as long. Buffers come back to be filled again, since fresh memory must be cleared.

use std::io;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};

/// Buffers that may wait to be taken.
const WAITING: usize = 4;

/// Where the maker hands its buffers on.
pub(super) struct Outlet {
    full: SyncSender<Vec<u8>>,
    empty: Receiver<Vec<u8>>,
}

impl Outlet {
    /// An empty buffer.
    pub(super) fn buffer(&self) -> Vec<u8> {
        let mut buffer = self.empty.try_recv().unwrap_or_default();
        buffer.clear();
        buffer
    }

    /// Hands a buffer on. When the taker has given up, its bytes go nowhere: the error is the taker's to tell.
    pub(super) fn hand(&self, buffer: Vec<u8>) {
        let _ = self.full.send(buffer);
    }
}

/// Lets `make` fill buffers in a thread of its own while `take` takes them, in order.
///
/// # Errors
/// The taker's, or else the maker's.
pub(super) fn pipe(
    make: impl FnOnce(&Outlet) -> io::Result<()> + Send,
    mut take: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let (full, arriving) = sync_channel(WAITING);
    let (back, empty): (Sender<Vec<u8>>, _) = channel();
    std::thread::scope(|scope| {
        let making = scope.spawn(move || make(&Outlet { full, empty }));
        let taken = arriving.iter().try_for_each(|buffer| {
            take(&buffer)?;
            // At the end nobody wants it back.
            let _ = back.send(buffer);
            Ok(())
        });
        // A maker that waits for room must not wait for a taker that has given up.
        drop(arriving);
        let made = making.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        taken.and(made)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count_to(most: u8) -> impl FnOnce(&Outlet) -> io::Result<()> + Send {
        move |outlet| {
            for number in 0..most {
                let mut buffer = outlet.buffer();
                assert!(buffer.is_empty());
                buffer.push(number);
                outlet.hand(buffer);
            }
            Ok(())
        }
    }

    #[test]
    fn everything_arrives_in_order() {
        let mut seen = Vec::new();
        pipe(count_to(200), |bytes| {
            seen.extend_from_slice(bytes);
            Ok(())
        })
        .expect("nothing fails");
        assert_eq!(seen, (0..200).collect::<Vec<u8>>());
    }

    #[test]
    fn errors_of_both_sides_end_it() {
        let full = |_: &[u8]| Err(io::Error::from(io::ErrorKind::StorageFull));
        assert_eq!(pipe(count_to(200), full).expect_err("the taker failed").kind(), io::ErrorKind::StorageFull);
        let lost = |_: &Outlet| Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        assert_eq!(pipe(lost, |_| Ok(())).expect_err("the maker failed").kind(), io::ErrorKind::UnexpectedEof);
    }
}
