//! The site as it is now, and the bytes of its pages as they are asked for.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Instant;

use axum::http::StatusCode;
use tokio::sync::watch;

use super::{Listener, ServeRequest, live};
use crate::diagnostics::{Diagnostic, Report};
use crate::digest::{Digest, Sha256};
use crate::job::{Job, Role, Stock, Stocked};
use crate::outputs::{GONE, Press};
use crate::publish::published;
use crate::site::{Address, Memo, Site};
use crate::source::SourceTree;
use crate::text;

/// A site that loaded, and its jobs by path.
pub(super) struct Edition {
    press: Option<Arc<Press>>,
    jobs: HashMap<String, Job>,
}

impl Edition {
    fn new(press: &Arc<Press>) -> Self {
        let jobs = press.plan().into_iter().map(|job| (job.path.clone(), job)).collect();
        Self { press: Some(Arc::clone(press)), jobs }
    }
}

/// Bytes and the key that they were made under.
type Made = (Digest, Arc<[u8]>);

/// The preview's whole state.
pub(super) struct Preview {
    request: ServeRequest,
    listener: Arc<dyn Listener>,
    sources: Mutex<(SourceTree, Memo)>,
    edition: RwLock<Arc<Edition>>,
    findings: RwLock<Arc<Vec<Diagnostic>>>,
    /// Bytes made so far, by path; used while the key is the same.
    made: Mutex<HashMap<String, Made>>,
    number: watch::Sender<u64>,
}

/// The files that a sequel tells of, made when it looks them up.
struct Shelf<'a> {
    preview: &'a Preview,
    edition: &'a Edition,
}

impl Stock for Shelf<'_> {
    fn file(&self, path: &str) -> Option<Stocked> {
        let job = self.edition.jobs.get(path).filter(|job| !job.is_sequel)?;
        let bytes = self.preview.bytes(job, &()).ok()?;
        let len = bytes.len() as u64;
        Some(Stocked { len, sent: len, sha256: Sha256::of(&bytes) })
    }
}

/// What a request gets.
pub(super) enum Answer {
    /// A file of the site.
    File {
        /// Its path, for the content type.
        path: String,
        /// Its bytes.
        bytes: Arc<[u8]>,
        /// 200, or 404 with the site's own page for it.
        status: StatusCode,
    },
    /// The same address with a slash.
    Elsewhere(String),
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Preview {
    /// Loads the site for the first time.
    pub(super) fn new(request: ServeRequest, listener: Arc<dyn Listener>) -> Self {
        let (tree, faults) = SourceTree::read(&request.build.root, request.build.today);
        let preview = Self {
            listener,
            sources: Mutex::new((tree, Memo::default())),
            edition: RwLock::new(Arc::new(Edition { press: None, jobs: HashMap::new() })),
            findings: RwLock::default(),
            made: Mutex::default(),
            number: watch::Sender::new(0),
            request,
        };
        preview.reload(faults);
        preview
    }

    /// True when a path is one of the sources.
    pub(super) fn concerns(&self, path: &std::path::Path) -> bool {
        lock(&self.sources).0.concerns(path)
    }

    /// Reads changed files and, when all is well, puts a new edition in place.
    pub(super) fn refresh(&self, changed: &[PathBuf]) {
        let start = Instant::now();
        let (faults, amended) = {
            let mut sources = lock(&self.sources);
            let (tree, faults) = sources.0.refreshed(changed);
            sources.0 = tree;
            let amended = if faults.is_empty() { self.amended(&mut sources, changed) } else { None };
            (faults, amended)
        };
        match amended {
            Some(edition) => self.replace(edition, &[], start),
            None => self.reload(faults),
        }
    }

    /// The edition after an edit that only pages' texts have felt.
    fn amended(&self, sources: &mut (SourceTree, Memo), changed: &[PathBuf]) -> Option<Edition> {
        let (tree, memo) = sources;
        if !self.findings().is_empty() {
            return None;
        }
        let press = self.edition().press.clone()?;
        let paths: Option<Vec<Arc<str>>> = changed.iter().map(|path| tree.relative(path)).collect();
        let site = press.site.amended(tree, &paths?, memo)?;
        Some(Edition::new(&press.amended(Arc::new(site))))
    }

    fn reload(&self, faults: Vec<Diagnostic>) {
        let start = Instant::now();
        let loaded = {
            let mut sources = lock(&self.sources);
            let (tree, memo) = &mut *sources;
            load(tree, memo, &self.request, faults)
        };
        match loaded {
            Ok((edition, warnings)) => self.replace(edition, &warnings, start),
            Err(findings) => {
                self.listener.loaded(&findings, start.elapsed());
                *self.findings.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(findings);
                self.number.send_modify(|number| *number += 1);
            }
        }
    }

    fn replace(&self, edition: Edition, warnings: &[Diagnostic], start: Instant) {
        // The former edition is dropped only after the lock is free: that takes longer than making the new one.
        let former = {
            let mut current = self.edition.write().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *current, Arc::new(edition))
        };
        *self.findings.write().unwrap_or_else(PoisonError::into_inner) = Arc::default();
        self.number.send_modify(|number| *number += 1);
        self.listener.loaded(warnings, start.elapsed());
        drop(former);
    }

    /// Tells of new editions.
    pub(super) fn editions(&self) -> watch::Receiver<u64> {
        self.number.subscribe()
    }

    /// Makes what is slow (map tiles) before anybody asks.
    pub(super) fn warm(&self) {
        let edition = self.edition();
        for job in edition.jobs.values().filter(|job| job.role == Role::Tiles) {
            let _ = self.bytes(job, &());
        }
    }

    fn edition(&self) -> Arc<Edition> {
        Arc::clone(&self.edition.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The answer to a path of the site (decoded, with its leading slash).
    pub(super) fn answer(&self, path: &str) -> Answer {
        let edition = self.edition();
        let base = base_path(self.request.build.options.base_url.as_deref());
        let inner = path.strip_prefix(base).unwrap_or(path).trim_start_matches('/');
        let page =
            if inner.is_empty() || inner.ends_with('/') { format!("{inner}index.html") } else { inner.to_owned() };
        // A preview must never answer from what a device kept, of this site or of the last one on this port.
        if page == Address::worker().output_path() {
            return Answer::File { path: page, bytes: GONE.as_bytes().into(), status: StatusCode::OK };
        }
        if let Some(job) = edition.jobs.get(&page) {
            return self.file(job, &edition, StatusCode::OK);
        }
        if edition.jobs.contains_key(&format!("{inner}/index.html")) {
            return Answer::Elsewhere(format!("{}/", crate::site::encode(path)));
        }
        match edition.jobs.get("404.html") {
            Some(job) => self.file(job, &edition, StatusCode::NOT_FOUND),
            None => Answer::File {
                path: "404.html".into(),
                bytes: live::page(&self.findings(), self.request.lang).into_bytes().into(),
                status: StatusCode::NOT_FOUND,
            },
        }
    }

    fn findings(&self) -> Arc<Vec<Diagnostic>> {
        Arc::clone(&self.findings.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn file(&self, job: &Job, edition: &Edition, status: StatusCode) -> Answer {
        let mut findings = self.findings().to_vec();
        let bytes = match self.bytes(job, &Shelf { preview: self, edition }) {
            Ok(bytes) => Some(bytes),
            Err(fault) => {
                findings.push(fault);
                // The last good page, when there was one.
                lock(&self.made).get(&job.path).map(|(_, bytes)| Arc::clone(bytes))
            }
        };
        let bytes = match bytes {
            Some(bytes) if job.path.ends_with(".html") => {
                live::into_page(&bytes, *self.number.borrow(), &findings, self.request.lang).into()
            }
            Some(bytes) => bytes,
            None => {
                let bytes = live::page(&findings, self.request.lang).into_bytes().into();
                return Answer::File { path: "error.html".into(), bytes, status: StatusCode::INTERNAL_SERVER_ERROR };
            }
        };
        Answer::File { path: job.path.clone(), bytes, status }
    }

    /// A job's bytes: those made before under the same key, those last published under it, or new ones.
    fn bytes(&self, job: &Job, stock: &dyn Stock) -> Result<Arc<[u8]>, Diagnostic> {
        let prepared = job.prepare(stock);
        let key = prepared.key;
        if let Some((known, bytes)) = lock(&self.made).get(&job.path)
            && *known == key
        {
            return Ok(Arc::clone(bytes));
        }
        let slow = matches!(job.role, Role::Tiles | Role::Picture | Role::Proof);
        let kept = slow.then(|| published(&self.request.build.output, &job.path, key)).flatten();
        let bytes: Arc<[u8]> = match kept {
            Some(bytes) => bytes.into(),
            None => prepared.run()?.into(),
        };
        lock(&self.made).insert(job.path.clone(), (key, Arc::clone(&bytes)));
        Ok(bytes)
    }
}

fn base_path(base_url: Option<&str>) -> &str {
    base_url.map_or("", text::path_of).trim_end_matches('/')
}

fn load(
    tree: &SourceTree,
    memo: &mut Memo,
    request: &ServeRequest,
    faults: Vec<Diagnostic>,
) -> Result<(Edition, Vec<Diagnostic>), Vec<Diagnostic>> {
    let (site, mut report) = Site::load(tree, &request.build.options, memo);
    report.extend(faults);
    let with = |mut report: Report, faults: Vec<Diagnostic>| {
        report.extend(faults);
        report.sorted()
    };
    let press = Press::new(Arc::new(site)).map_err(|faults| with(report.clone(), faults))?;
    if report.has_errors() {
        return Err(report.sorted());
    }
    Ok((Edition::new(&press), report.sorted()))
}
