//! `/du-lieu/SHA256SUMS`: the digest of every open data file, and the list's signature: no figure changes unseen.
//!
//! The list is what `sha256sum -c` reads in a folder that was downloaded whole, the signature what minisign checks.

use std::sync::Arc;

use serde::Serialize;

use super::Press;
use crate::diagnostics::Diagnostic;
use crate::digest::Sha256;
use crate::job::{Job, Recipe, Role, Stock};
use crate::signing::Signer;
use crate::site::{Address, Site};

static SUMS: Recipe<Sums> = Recipe { name: "checksums", run: |sums| Ok(sums.text().into_bytes()) };
static SIGNATURE: Recipe<Signed> = Recipe { name: "signature", run: Signed::run };

/// Planned after everything that it lists.
pub(super) fn plan(press: &Arc<Press>, jobs: &mut Vec<Job>) {
    if press.site.datasets.is_empty() {
        return;
    }
    let root = Address::data().as_str().trim_start_matches('/').to_owned();
    let is_listed = |job: &&Job| job.role == Role::File && !job.is_sequel && job.path.starts_with(&root);
    let mut paths: Vec<String> = jobs.iter().filter(is_listed).map(|job| job.path[root.len()..].to_owned()).collect();
    paths.sort_unstable();
    let (paths, root): (Arc<[String]>, Arc<str>) = (paths.into(), root.into());
    let sums = move |stock: &dyn Stock| Sums::new(&root, &paths, stock);
    if let Some(signer) = &press.site.signer {
        let (signer, sums) = (Arc::clone(signer), sums.clone());
        let comment = format!("file:SHA256SUMS\tportal:{}", press.site.canonical(&Address::data()));
        jobs.push(Job::sequel(Address::signature().output_path(), Role::File, &SIGNATURE, move |stock| Signed {
            sums: sums(stock),
            public_key: signer.public_key(),
            comment: comment.clone(),
            signer: Arc::clone(&signer),
        }));
    }
    jobs.push(Job::sequel(Address::checksums().output_path(), Role::File, &SUMS, sums));
}

/// Files below one folder with their digests, in the order of their paths.
#[derive(Serialize)]
struct Sums(Vec<(String, Sha256)>);

impl Sums {
    fn new(root: &str, paths: &[String], stock: &dyn Stock) -> Self {
        let sum = |path: &String| Some((path.clone(), stock.file(&format!("{root}{path}"))?.sha256));
        Self(paths.iter().filter_map(sum).collect())
    }

    /// As coreutils write it: digest, two blanks, path.
    fn text(&self) -> String {
        self.0.iter().map(|(path, sum)| format!("{sum:x}  {path}\n")).collect()
    }
}

/// A list to be signed.
#[derive(Serialize)]
struct Signed {
    sums: Sums,
    /// Says which key signs.
    public_key: String,
    comment: String,
    #[serde(skip)]
    signer: Arc<Signer>,
}

impl Signed {
    fn run(&self) -> Result<Vec<u8>, Diagnostic> {
        Ok(self.signer.sign(self.sums.text().as_bytes(), &self.comment).into_bytes())
    }
}

/// How a visitor makes sure that the data are the published ones.
#[derive(Serialize)]
pub(super) struct Verifying {
    checksums: String,
    signature: Option<String>,
    public_key: Option<String>,
}

impl Verifying {
    pub(super) fn new(site: &Site) -> Option<Self> {
        let signer = site.signer.as_ref();
        (!site.datasets.is_empty()).then(|| Self {
            checksums: site.url(&Address::checksums()),
            signature: signer.map(|_| site.url(&Address::signature())),
            public_key: signer.map(|signer| signer.public_key()),
        })
    }
}
