//! From a folder to a published site, in the order of `docs/architecture.md`: read, load, plan, run, publish.

mod run;
mod weigh;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::diagnostics::{Diagnostic, Report};
use crate::digest::Digest;
use crate::job::{self, Job, Role};
use crate::outputs::hosting::{self, Server};
use crate::outputs::{CutSummary, Press};
use crate::publish::{self, Publication, Readings};
use crate::site::{LoadOptions, Memo, Site};
use crate::source::SourceTree;
use crate::text::Date;

/// What to build.
#[derive(Clone, Debug)]
pub struct BuildRequest {
    /// The site's folder.
    pub root: PathBuf,
    /// Where the result goes.
    pub output: PathBuf,
    /// The day it is in Vietnam.
    pub today: Date,
    /// Drafts and the like.
    pub options: LoadOptions,
}

/// What a build did.
#[derive(Clone, Debug)]
pub struct Summary {
    /// HTML pages.
    pub pages: usize,
    /// Files in all.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Files made in this run.
    pub ran: usize,
    /// Files kept from the last one.
    pub kept: usize,
    /// Map tiles.
    pub tiles: CutSummary,
    /// Time from start to swap.
    pub time: Duration,
    /// Findings that did not stop it.
    pub warnings: Vec<Diagnostic>,
}

/// Watches a run; the command line draws a bar from it.
pub trait Progress: Sync {
    /// So many outputs are to come.
    fn planned(&self, _outputs: usize) {}
    /// One is done.
    fn step(&self) {}
}

/// Nobody watches.
impl Progress for () {}

/// Builds and publishes.
///
/// # Errors
/// Everything that is wrong with the site. Nothing published has been touched then.
pub fn build(request: &BuildRequest, progress: &dyn Progress) -> Result<Summary, Vec<Diagnostic>> {
    let start = Instant::now();
    publish::restore(&request.output);
    let readings = Readings::of(&request.output);
    let mut memo = recalling(&request.output);
    let (press, mut report) = prepare(request, &mut memo)?;
    let (jobs, publication) = rayon::join(|| press.plan(), || Publication::open(&request.output));
    let publication = publication.map_err(|fault| with(report.clone(), vec![fault]))?;
    progress.planned(jobs.len());
    let compress = press.site.config.compress;
    let run = || run::run(&jobs, &publication, compress, progress);
    let (made, uncovered) = rayon::join(run, || press.site.coverage());
    report.extend(uncovered);
    let made = made.map_err(|faults| with(report.clone(), faults))?;
    let config = &press.site.config;
    if compress {
        report.extend(weigh::weigh(&jobs, &publication, &made, config.base_path(), &config.budgets));
    }
    let pages = jobs.iter().filter(|job| job.role == Role::Page).count();
    let mut tiles = CutSummary::default();
    let inventory = made.inventory();
    for job in jobs.iter().filter(|job| job.role == Role::Tiles) {
        if let Some(archive) = publication.bytes(&job.path, &inventory) {
            tiles.add(&press, &job.path, &archive);
        }
    }
    let (files, bytes) = (made.files(), made.bytes());
    let (ran, kept) = (made.ran(), made.kept());
    let keepsakes = memo.keepsakes().map(|keepsake| (stamped(keepsake.key), move || keepsake.bytes()));
    let (published, ()) = rayon::join(|| publication.publish(made), || readings.keep(keepsakes));
    published.map_err(|fault| with(report.clone(), vec![fault]))?;
    // To free a million small things takes a while, for which a program that ends need not wait.
    rayon::spawn(move || drop((press, jobs)));
    let mut warnings = report;
    warnings.extend(tiles.warnings.drain(..));
    Ok(Summary { pages, files, bytes, ran, kept, tiles, time: start.elapsed(), warnings: warnings.sorted() })
}

/// Checks without publishing: everything is made, nothing is written.
///
/// # Errors
/// Everything that is wrong with the site.
pub fn check(request: &BuildRequest, progress: &dyn Progress) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let (press, mut report) = prepare(request, &mut recalling(&request.output))?;
    // Archives are right by construction and take longest: what could be wrong with them was found on loading.
    let jobs: Vec<Job> = press.plan().into_iter().filter(|job| matches!(job.role, Role::Page | Role::Proof)).collect();
    progress.planned(jobs.len());
    let (faults, uncovered) = rayon::join(|| run::rehearse(&jobs, progress), || press.site.coverage());
    report.extend(uncovered);
    if faults.is_empty() { Ok(report.sorted()) } else { Err(with(report, faults)) }
}

/// Settings for a web server that reads no `_headers`.
///
/// # Errors
/// Everything that is wrong with the site.
pub fn hosting(request: &BuildRequest, server: Server) -> Result<String, Vec<Diagnostic>> {
    let (site, report) = load(request, &mut Memo::default());
    if report.has_errors() { Err(report.sorted()) } else { Ok(hosting::settings(&site, server, &request.output)) }
}

/// Reads the folder and loads the site, with everything that is wrong with either.
pub(crate) fn load(request: &BuildRequest, memo: &mut Memo) -> (Site, Report) {
    let (tree, faults) = SourceTree::read(&request.root, request.today);
    let (site, mut report) = Site::load(&tree, &request.options, memo);
    report.extend(faults);
    (site, report)
}

/// A memo of what the last build with the same program has kept beside the output.
fn recalling(output: &Path) -> Memo {
    let readings = Readings::of(output);
    Memo::recalling(move |key| readings.get(stamped(key)))
}

/// A key that is another program's no longer: it may read the same file in another way.
fn stamped(key: Digest) -> Digest {
    Digest::of_value(&(job::program(), key))
}

/// Loads the site and its theme: everything that can be wrong before anything is made.
fn prepare(request: &BuildRequest, memo: &mut Memo) -> Result<(Arc<Press>, Report), Vec<Diagnostic>> {
    // Digesting the program takes as long as reading a few tables: it is done beside that.
    let ((site, report), _) = rayon::join(|| load(request, memo), job::program);
    // A theme at fault is reported with the rest.
    let press = Press::new(Arc::new(site)).map_err(|faults| with(report.clone(), faults))?;
    if report.has_errors() {
        return Err(report.sorted());
    }
    Ok((press, report))
}

fn with(mut report: Report, faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    report.extend(faults);
    report.sorted()
}
