//! Running jobs in parallel: what is unchanged is kept, the rest is made and staged.

use rayon::prelude::*;

use super::Progress;
use crate::diagnostics::Diagnostic;
use crate::job::{Job, Stock, Stocked};
use crate::publish::{Inventory, Made, Publication, compress};

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
    let siblings = if compressed { compress::siblings(&job.path) } else { &[] };
    let mut made = Made::default();
    let kept = publication.keep(&job.path, key, &mut made)
        && siblings.iter().all(|sibling| publication.keep(&sibling.path(&job.path), key, &mut made));
    if kept {
        return Ok(made);
    }
    let mut made = Made::default();
    let bytes = prepared.run()?;
    publication.put(&job.path, key, &bytes, &mut made)?;
    for sibling in siblings {
        publication.put(&sibling.path(&job.path), key, &sibling.compress(&bytes), &mut made)?;
    }
    Ok(made)
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
