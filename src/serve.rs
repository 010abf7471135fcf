//! The preview: serves pages made on demand from the sources as they are now.
//!
//! Nothing is written. An edit makes a new [`edition::Edition`] (only the edited file is parsed again) and browsers
//! are told; the page they ask for next is made from its view, like any job of a build. When an edit does not load, the
//! last good edition stays and its pages carry the findings.

mod edition;
mod live;
mod watch;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::Response;

use crate::build::BuildRequest;
use crate::diagnostics::{Diagnostic, Lang, code};
use crate::http::{Wanted, content_type, wanted};
use crate::text::percent_decode;
use edition::{Answer, Preview};

/// What to serve, and where.
#[derive(Clone, Debug)]
pub struct ServeRequest {
    /// The site.
    pub build: BuildRequest,
    /// Address to listen on; loopback unless the user asks for another.
    pub host: IpAddr,
    /// Port; 0 for any free one.
    pub port: u16,
    /// Language of messages.
    pub lang: Lang,
}

/// What the command line is told while the preview runs.
pub trait Listener: Send + Sync {
    /// The preview is up.
    fn serving(&self, url: &str);
    /// The site was loaded, at first and after each change; with what was found and how long it took.
    fn loaded(&self, findings: &[Diagnostic], time: Duration);
}

/// Serves until the process ends.
///
/// # Errors
/// The address can't be listened on.
pub fn serve(request: ServeRequest, listener: Arc<dyn Listener>) -> Result<(), Diagnostic> {
    let address = SocketAddr::new(request.host, request.port);
    let refused =
        |error: std::io::Error| Diagnostic::error(code::PORT_TAKEN).arg("address", address).arg("reason", error);
    let socket = std::net::TcpListener::bind(address).map_err(refused)?;
    let bound = socket.local_addr().map_err(refused)?;
    socket.set_nonblocking(true).map_err(refused)?;
    // Before the first load, so that an edit made meanwhile is not missed.
    let mut request = request;
    if request.build.options.base_url.is_none() {
        request.build.options.base_url = Some(format!("http://{}", host_name(bound)));
    }
    let changes = watch::watch(&request.build.root);
    let preview = Arc::new(Preview::new(request.clone(), Arc::clone(&listener)));
    watch::follow(changes, Arc::clone(&preview));

    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(refused)?;
    runtime.block_on(async {
        let socket = tokio::net::TcpListener::from_std(socket).map_err(refused)?;
        listener.serving(&format!("http://{}/", host_name(bound)));
        let service = Arc::new(Service { preview, loopback: bound.ip().is_loopback() });
        axum::serve(socket, Router::new().fallback(answer).with_state(service)).await.map_err(refused)
    })
}

fn host_name(address: SocketAddr) -> String {
    if address.ip().is_loopback() { format!("localhost:{}", address.port()) } else { address.to_string() }
}

struct Service {
    preview: Arc<Preview>,
    loopback: bool,
}

async fn answer(State(service): State<Arc<Service>>, request: Request) -> Response {
    // Only the head is needed; a body could not be shared between threads while we wait.
    let (head, _) = request.into_parts();
    let header = |name| head.headers.get(name).and_then(|value| value.to_str().ok());
    let (host, range) = (header(header::HOST), header(header::RANGE).map(str::to_owned));
    let path = percent_decode(head.uri.path());
    // A page of another site that resolves its own name to this machine must not read the preview.
    if service.loopback && !host.is_some_and(is_local) {
        return plain(StatusCode::MISDIRECTED_REQUEST, "text/plain", Vec::new());
    }
    if let Some(own) = path.strip_prefix(live::PREFIX) {
        return live::answer(own, head.uri.query(), &service.preview).await;
    }
    let preview = Arc::clone(&service.preview);
    let made = tokio::task::spawn_blocking(move || preview.answer(&path)).await;
    match made {
        Ok(Answer::File { path, bytes, status }) => file(&path, &bytes, status, range.as_deref()),
        Ok(Answer::Elsewhere(to)) => Response::builder()
            .status(StatusCode::PERMANENT_REDIRECT)
            .header(header::LOCATION, to)
            .body(Body::empty())
            .unwrap_or_default(),
        Err(_) => plain(StatusCode::INTERNAL_SERVER_ERROR, "text/plain", Vec::new()),
    }
}

fn is_local(host: &str) -> bool {
    let name = host
        .rsplit_once(':')
        .map_or(host, |(name, port)| if port.bytes().all(|byte| byte.is_ascii_digit()) { name } else { host });
    ["localhost", "127.0.0.1", "[::1]"].contains(&name)
}

fn file(path: &str, bytes: &Arc<[u8]>, status: StatusCode, range: Option<&str>) -> Response {
    let kind = content_type(path);
    match wanted(range.filter(|_| status == StatusCode::OK), bytes.len()) {
        Wanted::All => plain(status, kind, bytes.to_vec()),
        Wanted::Part(part) => {
            let label = format!("bytes {}-{}/{}", part.start, part.end - 1, bytes.len());
            let mut response = plain(StatusCode::PARTIAL_CONTENT, kind, bytes[part].to_vec());
            if let Ok(label) = label.parse() {
                response.headers_mut().insert(header::CONTENT_RANGE, label);
            }
            response
        }
        Wanted::Nothing => {
            let mut response = plain(StatusCode::RANGE_NOT_SATISFIABLE, kind, Vec::new());
            if let Ok(label) = format!("bytes */{}", bytes.len()).parse() {
                response.headers_mut().insert(header::CONTENT_RANGE, label);
            }
            response
        }
    }
}

fn plain(status: StatusCode, kind: &str, bytes: Vec<u8>) -> Response {
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, kind)
        .header(header::CACHE_CONTROL, "no-cache")
        .header(header::ACCEPT_RANGES, "bytes")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .body(Body::from(bytes))
        .unwrap_or_default()
}

/// The site's folder, as the watcher needs it.
pub(crate) fn watched_folders(root: &std::path::Path) -> Vec<PathBuf> {
    ["content", "data", "themes"].iter().map(|name| root.join(name)).filter(|path| path.is_dir()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machines_names_are_answered() {
        for host in ["localhost:8000", "127.0.0.1", "[::1]:80"] {
            assert!(is_local(host), "{host}");
        }
        for host in ["evil.example", "localhost.evil.example:80", "192.168.1.2:8000"] {
            assert!(!is_local(host), "{host}");
        }
    }
}
