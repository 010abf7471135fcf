//! From a folder to a published site, in the order of `docs/architecture.md`: read, load, plan, run, publish.

mod run;
mod weigh;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::diagnostics::{Diagnostic, Report};
use crate::job::{Job, Role};
use crate::outputs::hosting::{self, Server};
use crate::outputs::{CutSummary, Press};
use crate::publish::{self, Publication};
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
    let (press, jobs, mut report) = prepare(request)?;
    let publication = Publication::open(&request.output).map_err(|fault| with(report.clone(), vec![fault]))?;
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
    for job in jobs.iter().filter(|job| job.role == Role::Tiles) {
        if let Some(archive) = publication.bytes(&job.path) {
            tiles.add(&press, &job.path, &archive);
        }
    }
    let (files, bytes) = (made.files(), made.bytes());
    let (ran, kept) = (made.ran(), made.kept());
    publication.publish(made).map_err(|fault| with(report.clone(), vec![fault]))?;
    let mut warnings = report;
    warnings.extend(tiles.warnings.drain(..));
    Ok(Summary { pages, files, bytes, ran, kept, tiles, time: start.elapsed(), warnings: warnings.sorted() })
}

/// Checks without publishing: everything is made, nothing is written.
///
/// # Errors
/// Everything that is wrong with the site.
pub fn check(request: &BuildRequest, progress: &dyn Progress) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let (press, jobs, mut report) = prepare(request)?;
    // Archives are right by construction and take longest: what could be wrong with them was found on loading.
    let jobs: Vec<Job> = jobs.into_iter().filter(|job| matches!(job.role, Role::Page | Role::Proof)).collect();
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
    let (site, report) = load(request);
    if report.has_errors() { Err(report.sorted()) } else { Ok(hosting::settings(&site, server, &request.output)) }
}

/// Reads the folder and loads the site, with everything that is wrong with either.
pub(crate) fn load(request: &BuildRequest) -> (Site, Report) {
    let (tree, faults) = SourceTree::read(&request.root, request.today);
    let (site, mut report) = Site::load(&tree, &request.options, &mut Memo::default());
    report.extend(faults);
    (site, report)
}

fn prepare(request: &BuildRequest) -> Result<(Arc<Press>, Vec<Job>, Report), Vec<Diagnostic>> {
    let (site, report) = load(request);
    // A theme at fault is reported with the rest.
    let press = Press::new(Arc::new(site)).map_err(|faults| with(report.clone(), faults))?;
    if report.has_errors() {
        return Err(report.sorted());
    }
    let jobs = press.plan();
    Ok((press, jobs, report))
}

fn with(mut report: Report, faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    report.extend(faults);
    report.sorted()
}
