//! Running jobs in parallel: what is unchanged is kept, the rest is made and staged.

use rayon::prelude::*;

use super::Progress;
use crate::diagnostics::Diagnostic;
use crate::job::Job;
use crate::publish::{Made, Publication, compress};

/// Makes or keeps every output. All faults of the run are reported, not the first alone.
pub(super) fn run(
    jobs: &[Job],
    publication: &Publication,
    compressed: bool,
    progress: &dyn Progress,
) -> Result<Made, Vec<Diagnostic>> {
    let made: Vec<Result<Made, Diagnostic>> = jobs
        .par_iter()
        .map(|job| {
            let made = make(job, publication, compressed);
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
    if faults.is_empty() { Ok(all) } else { Err(faults) }
}

fn make(job: &Job, publication: &Publication, compressed: bool) -> Result<Made, Diagnostic> {
    let prepared = job.prepare();
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
    jobs.par_iter()
        .filter_map(|job| {
            let fault = job.prepare().run().err();
            progress.step();
            fault
        })
        .collect()
}
