//! Running jobs in parallel: what is unchanged is kept, the rest is made and staged.

use rayon::prelude::*;

use super::Progress;
use crate::diagnostics::Diagnostic;
use crate::digest::{Digest, Hasher, Sha256};
use crate::job::{self, Job, Stock, Stocked};
use crate::publish::compress::{self, Sibling};
use crate::publish::{Inventory, Made, Publication};

/// The files of the first round, for the jobs of the second.
struct Shelf<'a>(Inventory<'a>);

impl Stock for Shelf<'_> {
    fn file(&self, path: &str) -> Option<Stocked> {
        self.0.file(path).map(|item| Stocked { len: item.len, sent: item.sent, sha256: item.sha256 })
    }
}

/// Makes or keeps every output: first those that look at no other, then their sequels. All faults of a round are
/// reported, not the first alone.
pub(super) fn run(
    jobs: &[Job],
    publication: &Publication,
    compressed: bool,
    progress: &dyn Progress,
) -> Result<Made, Vec<Diagnostic>> {
    let (sequels, first): (Vec<&Job>, Vec<&Job>) = jobs.iter().partition(|job| job.is_sequel);
    let mut made = round(&first, &(), publication, compressed, progress)?;
    let more = round(&sequels, &Shelf(made.inventory()), publication, compressed, progress)?;
    made.extend(more);
    Ok(made)
}

fn round(
    jobs: &[&Job],
    stock: &dyn Stock,
    publication: &Publication,
    compressed: bool,
    progress: &dyn Progress,
) -> Result<Made, Vec<Diagnostic>> {
    let made: Vec<Result<Made, Diagnostic>> = jobs
        .par_iter()
        .map(|job| {
            let made = make(job, stock, publication, compressed);
            progress.step();
            made
        })
        .collect();
    let mut all = Made::default();
    let mut faults = Vec::new();
    for made in made {
        match made {
            Ok(made) => all.extend(made),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(all) } else { Err(merged(faults)) }
}

fn make(job: &Job, stock: &dyn Stock, publication: &Publication, compressed: bool) -> Result<Made, Diagnostic> {
    let prepared = job.prepare(stock);
    let key = prepared.key;
    let mut made = Made::default();
    let (bytes, sha256) = match publication.keep(&job.path, key, &mut made) {
        Some(sha256) => (None, sha256),
        None => {
            let bytes = prepared.run()?;
            let sha256 = publication.put(&job.path, key, &bytes, &mut made)?;
            (Some(bytes), sha256)
        }
    };
    let siblings = if compressed { compress::siblings(&job.path) } else { &[] };
    let key = |sibling: &Sibling| sibling_key(*sibling, sha256);
    let missing: Vec<&Sibling> = (siblings.iter())
        .filter(|sibling| publication.keep(&sibling.path(&job.path), key(sibling), &mut made).is_none())
        .collect();
    if missing.is_empty() {
        return Ok(made);
    }
    let bytes = match bytes.or_else(|| publication.kept(&job.path)) {
        Some(bytes) => bytes,
        None => job.prepare(stock).run()?,
    };
    for sibling in missing {
        publication.put(&sibling.path(&job.path), key(sibling), &sibling.compress(&job.path, &bytes), &mut made)?;
    }
    Ok(made)
}

/// The key of a compressed form: what is compressed is all that it depends on, whoever made that.
fn sibling_key(sibling: Sibling, sha256: Sha256) -> Digest {
    let mut hasher = Hasher::default();
    hasher.part(job::program().as_bytes());
    hasher.part(sibling.path("").as_bytes());
    hasher.part(format!("{sha256:x}").as_bytes());
    hasher.finish()
}

/// Makes every output and throws it away.
pub(super) fn rehearse(jobs: &[Job], progress: &dyn Progress) -> Vec<Diagnostic> {
    let faults = jobs
        .par_iter()
        .filter_map(|job| {
            let fault = job.prepare(&()).run().err();
            progress.step();
            fault
        })
        .collect();
    merged(faults)
}

/// A template that fails fails on every page that uses it: told once, with the first page and how many there are.
fn merged(faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut merged: Vec<(Diagnostic, usize)> = Vec::new();
    let same = |a: &Diagnostic, b: &Diagnostic| {
        let reason = |finding: &Diagnostic| finding.args.iter().find(|(name, _)| *name == "reason").cloned();
        a.code == b.code && a.place.is_some() && a.place == b.place && reason(a) == reason(b)
    };
    for fault in faults {
        match merged.iter_mut().find(|(known, _)| same(known, &fault)) {
            Some((_, count)) => *count += 1,
            None => merged.push((fault, 1)),
        }
    }
    let told = |(mut fault, count): (Diagnostic, usize)| {
        for (_, page) in fault.args.iter_mut().filter(|(name, _)| *name == "page" && count > 1) {
            page.push_str(&format!(" … ({count})"));
        }
        fault
    };
    merged.into_iter().map(told).collect()
}
