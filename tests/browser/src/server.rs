//! A static host like those that the page will be deployed to, on a free port of this machine.
//!
//! It remembers what was asked for, so that tests can say which requests a page and its workers make.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::middleware::{self, Next};
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;
use xtask::sizes;

/// Nothing may be fetched from or sent to anywhere else, and an attempt is reported to us. The page says the same of
/// itself in its HTML, but a worker obeys only the header that came with its script.
const POLICY: &str = "default-src 'self' 'wasm-unsafe-eval' data: blob:; report-uri /blocked-by-policy";
/// More than any report of a browser.
const BODY_LIMIT: usize = 1024 * 1024;

/// What was asked for and what the answer was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// The path of the request, without its query.
    pub path: String,
    /// The HTTP status of the answer.
    pub status: u16,
    /// What came with the request: nothing, or a browser's report that it blocked something.
    pub body: String,
}

type Log = Arc<Mutex<Vec<Served>>>;

/// A running server, stopped when dropped.
pub struct StaticServer {
    address: SocketAddr,
    prefix: &'static str,
    log: Log,
    /// Taken when stopped.
    runtime: Mutex<Option<Runtime>>,
}

impl StaticServer {
    /// Serves `folder` on this machine only, under `prefix` (`/` or `/any/sub/folder/`) and nowhere else. A file that has
    /// a compressed copy beside it (see [`compressed`]) is sent as that.
    ///
    /// # Errors
    /// A message if the folder holds no page, or no port can be had.
    pub fn start(folder: &Path, prefix: &'static str) -> Result<Self, String> {
        assert!(prefix.starts_with('/') && prefix.ends_with('/'), "{prefix:?} must start and end with /");
        if !folder.join("index.html").is_file() {
            return Err(format!("{} holds no page: `cargo xtask dist` makes one", folder.display()));
        }
        let files = ServeDir::new(folder).precompressed_br();
        let router = if prefix == "/" {
            Router::new().fallback_service(files)
        } else {
            Router::new().nest_service(prefix.trim_end_matches('/'), files)
        };
        let log = Log::default();
        let header = |name, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
        let router = router
            .layer(header(CONTENT_SECURITY_POLICY, POLICY))
            // What has been built again must be seen at once.
            .layer(header(CACHE_CONTROL, "no-cache"))
            .layer(middleware::from_fn_with_state(Arc::clone(&log), remember));

        let start = || {
            let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
            let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
            let address = listener.local_addr()?;
            runtime.spawn(async { axum::serve(listener, router).await });
            Ok::<_, std::io::Error>((runtime, address))
        };
        let (runtime, address) = start().map_err(|error| format!("no server on this machine: {error}"))?;
        Ok(Self { address, prefix, log, runtime: Mutex::new(Some(runtime)) })
    }

    /// The address of the page, with the slash at its end.
    pub fn url(&self) -> String {
        format!("http://{}{}", self.address, self.prefix)
    }

    /// What has been asked for so far.
    pub fn served(&self) -> Vec<Served> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl StaticServer {
    /// Answers no more, as a network that is gone.
    pub fn stop(&self) {
        if let Some(runtime) = self.runtime.lock().unwrap_or_else(PoisonError::into_inner).take() {
            runtime.shutdown_background();
        }
    }
}

impl Drop for StaticServer {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Passes a request on and notes what came of it.
async fn remember(State(log): State<Log>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let (head, body) = request.into_parts();
    let body = to_bytes(body, BODY_LIMIT).await.unwrap_or_default();
    let response = next.run(Request::from_parts(head, body.clone().into())).await;
    log.lock().unwrap_or_else(PoisonError::into_inner).push(Served {
        path,
        status: response.status().as_u16(),
        body: String::from_utf8_lossy(&body).into_owned(),
    });
    response
}

/// A copy of a folder with a brotli-compressed copy of each file beside it, made ahead of time as hosts do.
///
/// # Errors
/// A message if a file cannot be read or written.
pub fn compressed(folder: &Path, copy: PathBuf) -> Result<PathBuf, Box<dyn std::error::Error>> {
    // What an earlier run left; if there is nothing, all the better.
    let _ = fs::remove_dir_all(&copy);
    for file in sizes::files(folder)? {
        let to = copy.join(file.strip_prefix(folder)?);
        fs::create_dir_all(to.parent().unwrap_or(&copy))?;
        let bytes = fs::read(&file)?;
        fs::write(format!("{}.br", to.display()), sizes::brotli(&bytes)?)?;
        fs::write(to, bytes)?;
    }
    Ok(copy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpStream;

    /// Status and headers of the answer, in one text.
    fn get(server: &StaticServer, path: &str) -> String {
        let mut stream = TcpStream::connect(server.address).expect("the server listens");
        let head = format!("GET {path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br\r\nConnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).expect("it reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("it answers");
        String::from_utf8_lossy(&answer).split("\r\n\r\n").next().unwrap_or_default().to_ascii_lowercase()
    }

    #[test]
    fn files_of_the_folder_under_the_prefix_with_their_types() {
        let folder = std::env::temp_dir().join(format!("relu-lab-server-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        for name in ["index.html", "app_bg.wasm", "app.js"] {
            fs::write(folder.join(name), [b'a'; 1000]).expect("a file");
        }
        let plain = StaticServer::start(&folder, "/a/b/").expect("a server");
        assert!(get(&plain, "/a/b/").starts_with("http/1.1 200"));
        let wasm = get(&plain, "/a/b/app_bg.wasm");
        assert!(wasm.contains("content-type: application/wasm") && !wasm.contains("content-encoding"), "{wasm}");
        assert!(get(&plain, "/a/b/app.js?query").contains("content-type: text/javascript"));
        for path in ["/", "/index.html", "/a/b/../../etc/passwd", "/a/b/missing"] {
            assert!(get(&plain, path).starts_with("http/1.1 404"), "{path}");
        }
        assert_eq!(plain.served().len(), 7);
        assert_eq!(plain.served()[0], Served { path: "/a/b/".into(), status: 200, body: String::new() });

        let copy = compressed(&folder, folder.with_extension("br")).expect("a copy");
        let packed = StaticServer::start(&copy, "/").expect("a server");
        let wasm = get(&packed, "/app_bg.wasm");
        assert!(wasm.contains("content-encoding: br") && wasm.contains("content-type: application/wasm"), "{wasm}");
        assert!(get(&packed, "/").contains("content-encoding: br"));
        fs::remove_dir_all(copy).expect("it was there");
        fs::remove_dir_all(folder).expect("it was there");
    }
}
