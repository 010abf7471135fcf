//! Following the sources.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::edition::Preview;

/// Editors save in several steps; a change is complete when nothing more comes for this long.
const QUIET: Duration = Duration::from_millis(8);

/// Changes as they happen, and the watcher that must live as long as they are wanted.
pub(super) struct Changes {
    events: Receiver<notify::Result<Event>>,
    watcher: Option<RecommendedWatcher>,
    root: PathBuf,
}

/// Starts watching. The output and build folders that may lie in the root are not watched: they would drown the rest.
pub(super) fn watch(root: &Path) -> Changes {
    let (sender, events) = channel();
    let mut watcher = notify::recommended_watcher(sender).ok();
    if let Some(watcher) = &mut watcher {
        let _ = watcher.watch(root, RecursiveMode::NonRecursive);
        for folder in super::watched_folders(root) {
            let _ = watcher.watch(&folder, RecursiveMode::Recursive);
        }
    }
    Changes { events, watcher, root: root.to_owned() }
}

/// Refreshes the preview after each change, on a thread of its own.
pub(super) fn follow(mut changes: Changes, preview: Arc<Preview>) {
    std::thread::spawn(move || {
        preview.warm();
        while let Ok(first) = changes.events.recv() {
            let mut changed = BTreeSet::new();
            let mut event = Some(first);
            while let Some(next) = event {
                if let Ok(next) = next
                    && !matches!(next.kind, EventKind::Access(_))
                {
                    changed.extend(next.paths.into_iter().filter(|path| preview.concerns(path)));
                }
                event = changes.events.recv_timeout(QUIET).ok();
            }
            if changed.is_empty() {
                continue;
            }
            changes.follow_new_folders(&changed);
            let changed: Vec<PathBuf> = changed.into_iter().collect();
            preview.refresh(&changed);
        }
    });
}

impl Changes {
    /// A `content/` that was made just now is watched from now on.
    fn follow_new_folders(&mut self, changed: &BTreeSet<PathBuf>) {
        for folder in super::watched_folders(&self.root) {
            if let Some(watcher) = self.watcher.as_mut().filter(|_| changed.contains(&folder)) {
                let _ = watcher.watch(&folder, RecursiveMode::Recursive);
            }
        }
    }
}
