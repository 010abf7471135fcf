//! A job: an output path and how to make its bytes.
//!
//! The bytes are a pure function of a *view*: a serialisable value that holds everything the output depends on. A
//! [`Recipe`] is a plain function pointer, so it captures nothing; the job's key is the digest of the recipe's name, of
//! this program and of the view. Equal keys mean equal bytes, and that is the whole of caching: a build keeps files
//! whose key is unchanged, a preview keeps bytes by key, and two clean builds agree.
//!
//! Views are made lazily, since a preview asks for one page of ten thousand.
//!
//! A few outputs tell of other outputs: how large they are, what they hold. Such a job is a *sequel*: its view is made when
//! the other jobs are done, from the [`Stock`] of their files. What it looked up is part of its view, so nothing else about
//! keys changes. A sequel never sees a sequel.

use std::sync::{Arc, LazyLock};

use serde::Serialize;

use crate::diagnostics::Diagnostic;
use crate::digest::{Digest, Hasher, Sha256};

/// A named pure function from a view to bytes.
pub struct Recipe<V> {
    /// Stable name, part of the key.
    pub name: &'static str,
    /// The function.
    pub run: fn(&V) -> Result<Vec<u8>, Diagnostic>,
}

/// What a file is for a reader of the summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// An HTML page.
    Page,
    /// Map tiles.
    Tiles,
    /// A picture made of another one.
    Picture,
    /// The same, and the one of its source by which a check finds out whether that can be read.
    Proof,
    /// Anything else.
    File,
}

/// What is known of a file that another job has made.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Stocked {
    /// Its bytes.
    pub len: u64,
    /// The bytes that a host sends for it: those of the `.br` beside it where there is one.
    pub sent: u64,
    /// The digest of what it holds.
    pub sha256: Sha256,
}

/// The files that are there when sequels are made.
pub trait Stock: Sync {
    /// A file by its path relative to the output folder; `None` when no job makes it, or a sequel does.
    fn file(&self, path: &str) -> Option<Stocked>;
}

/// Nothing is there: for jobs that are no sequels.
impl Stock for () {
    fn file(&self, _: &str) -> Option<Stocked> {
        None
    }
}

/// Makes a job's view of what there is already.
type Prepare = dyn Fn(&dyn Stock) -> Prepared + Send + Sync;

/// One output.
#[derive(Clone)]
pub struct Job {
    /// Path relative to the output folder, with forward slashes.
    pub path: String,
    /// What it is.
    pub role: Role,
    /// Whether its view is made from files of other jobs.
    pub is_sequel: bool,
    prepare: Arc<Prepare>,
}

/// A job whose view has been made: its key is known and it can be run.
pub struct Prepared {
    /// Equal keys, equal bytes.
    pub key: Digest,
    run: Box<dyn FnOnce() -> Result<Vec<u8>, Diagnostic> + Send>,
}

impl Prepared {
    /// Makes the bytes.
    ///
    /// # Errors
    /// What the recipe finds wrong: a template that fails, an attachment that has gone.
    pub fn run(self) -> Result<Vec<u8>, Diagnostic> {
        (self.run)()
    }
}

impl Job {
    /// A job from a recipe and the making of its view.
    pub fn new<V: Serialize + Send + 'static>(
        path: String,
        role: Role,
        recipe: &'static Recipe<V>,
        view: impl Fn() -> V + Send + Sync + 'static,
    ) -> Self {
        Self { is_sequel: false, ..Self::sequel(path, role, recipe, move |_| view()) }
    }

    /// A job that tells of files of other jobs.
    pub fn sequel<V: Serialize + Send + 'static>(
        path: String,
        role: Role,
        recipe: &'static Recipe<V>,
        view: impl Fn(&dyn Stock) -> V + Send + Sync + 'static,
    ) -> Self {
        let prepare = move |stock: &dyn Stock| {
            let view = view(stock);
            Prepared { key: key(recipe.name, &view), run: Box::new(move || (recipe.run)(&view)) }
        };
        Self { path, role, is_sequel: true, prepare: Arc::new(prepare) }
    }

    /// Makes the view.
    pub fn prepare(&self, stock: &dyn Stock) -> Prepared {
        (self.prepare)(stock)
    }
}

fn key<V: Serialize>(name: &str, view: &V) -> Digest {
    let mut hasher = Hasher::default();
    hasher.part(program().as_bytes());
    hasher.part(name.as_bytes());
    hasher.part(Digest::of_value(view).as_bytes());
    hasher.finish()
}

/// The digest of this program: another build of it may make other bytes from the same view.
pub fn program() -> Digest {
    *PROGRAM
}

static PROGRAM: LazyLock<Digest> = LazyLock::new(|| {
    let own = std::env::current_exe().and_then(std::fs::File::open);
    let digest = own.and_then(|mut file| Digest::of_stream(&mut file));
    digest.unwrap_or_else(|_| Digest::of(env!("CARGO_PKG_VERSION").as_bytes()))
});

#[cfg(test)]
mod tests {
    use super::*;

    static UPPER: Recipe<String> = Recipe { name: "upper", run: |text| Ok(text.to_uppercase().into_bytes()) };
    static LOWER: Recipe<String> = Recipe { name: "lower", run: |text| Ok(text.to_lowercase().into_bytes()) };

    #[test]
    fn a_key_is_the_recipe_and_the_view() {
        let key = |recipe, text: &'static str| {
            Job::new("x".into(), Role::File, recipe, move || text.to_owned()).prepare(&()).key
        };
        assert_eq!(key(&UPPER, "a"), key(&UPPER, "a"));
        assert_ne!(key(&UPPER, "a"), key(&UPPER, "b"));
        assert_ne!(key(&UPPER, "a"), key(&LOWER, "a"));
    }
}
