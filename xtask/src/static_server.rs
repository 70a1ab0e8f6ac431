//! A small static host, like the ones the page will be deployed to: it serves a folder and knows the types of its files.
//!
//! It remembers what was asked for, so that tests can say which requests a page makes.

use std::fs::File;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use anyhow::{Context, Result, anyhow};
use tiny_http::{Header, Method, Request, Response, Server};

/// Browsers open up to six connections to one host; more threads would only wait.
const THREADS: usize = 6;

/// What was asked for and what the answer was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// The path of the request, without its query.
    pub path: String,
    /// The HTTP status of the answer.
    pub status: u16,
}

/// A running server, stopped when dropped.
pub struct StaticServer {
    server: Arc<Server>,
    address: SocketAddr,
    prefix: String,
    log: Arc<Mutex<Vec<Served>>>,
    threads: Vec<JoinHandle<()>>,
}

impl StaticServer {
    /// Serves `folder` on this machine only, under `prefix` (`/` or `/any/sub/folder/`) and nowhere else.
    /// Port 0 takes any free one.
    pub fn start(folder: &Path, prefix: &str, port: u16) -> Result<Self> {
        assert!(
            prefix.starts_with('/') && prefix.ends_with('/'),
            "{prefix:?} must start and end with /"
        );
        anyhow::ensure!(
            folder.join("index.html").is_file(),
            "{} holds no page: `cargo xtask dist` makes one",
            folder.display()
        );
        let server =
            Server::http(SocketAddrV4::new(Ipv4Addr::LOCALHOST, port)).map_err(|error| {
                match error.downcast_ref::<std::io::Error>() {
                    Some(io) if io.kind() == ErrorKind::AddrInUse => {
                        anyhow!("port {port} is in use")
                    }
                    _ => anyhow!("cannot listen on port {port}: {error}"),
                }
            })?;
        let address = server
            .server_addr()
            .to_ip()
            .context("the server has no address")?;
        let server = Arc::new(server);
        let log = Arc::default();
        let threads = (0..THREADS)
            .map(|_| {
                let worker = Worker {
                    server: Arc::clone(&server),
                    folder: folder.to_path_buf(),
                    prefix: prefix.to_owned(),
                    log: Arc::clone(&log),
                };
                thread::spawn(move || worker.run())
            })
            .collect();
        Ok(Self {
            server,
            address,
            prefix: prefix.to_owned(),
            log,
            threads,
        })
    }

    /// The address of the page, with the slash at its end.
    pub fn url(&self) -> String {
        format!("http://{}{}", self.address, self.prefix)
    }

    /// What has been asked for so far.
    pub fn served(&self) -> Vec<Served> {
        self.log
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Serves until the process ends.
    pub fn wait(mut self) {
        for thread in self.threads.drain(..) {
            // A thread that ended took its requests with it, and the others go on.
            let _ = thread.join();
        }
    }
}

impl Drop for StaticServer {
    fn drop(&mut self) {
        // Each call wakes one thread; their ends are not awaited, a connection may be open.
        for _ in 0..THREADS {
            self.server.unblock();
        }
    }
}

/// One thread's view of the server.
struct Worker {
    server: Arc<Server>,
    folder: PathBuf,
    prefix: String,
    log: Arc<Mutex<Vec<Served>>>,
}

impl Worker {
    fn run(self) {
        // An error here means "stopped".
        while let Ok(request) = self.server.recv() {
            self.answer(request);
        }
    }

    fn answer(&self, request: Request) {
        let path = request
            .url()
            .split(['?', '#'])
            .next()
            .unwrap_or_default()
            .to_owned();
        let is_read = matches!(request.method(), Method::Get | Method::Head);
        let file = self
            .file(&path)
            .filter(|_| is_read)
            .and_then(|file| Some((File::open(&file).ok()?, content_type(&file))));
        let status = if file.is_some() { 200 } else { 404 };
        self.log
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Served { path, status });
        // A browser that went away is no fault of ours, hence the unused results.
        let _ = match file {
            Some((file, kind)) => request.respond(
                Response::from_file(file)
                    .with_header(header("Content-Type", kind))
                    .with_header(header("Cache-Control", "no-cache")),
            ),
            None => {
                request.respond(Response::from_string("404: no such file").with_status_code(404))
            }
        };
    }

    /// The file that a path stands for, if it is inside the folder.
    fn file(&self, path: &str) -> Option<PathBuf> {
        let relative = Path::new(path.strip_prefix(&self.prefix)?);
        let is_inside = relative
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        let file = self.folder.join(relative);
        let file = if file.is_dir() {
            file.join("index.html")
        } else {
            file
        };
        (is_inside && file.is_file()).then_some(file)
    }
}

/// Both parts are ours and plain ASCII.
fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("a header is ASCII")
}

/// Browsers compile WebAssembly while it arrives only if its type is right.
fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_folder_under_the_prefix() {
        let folder = std::env::temp_dir().join(format!("relu-lab-static-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("sub")).unwrap();
        std::fs::write(folder.join("index.html"), "page").unwrap();
        let server = StaticServer::start(&folder, "/a/b/", 0).unwrap();
        let worker = Worker {
            server: Arc::clone(&server.server),
            folder: folder.clone(),
            prefix: "/a/b/".into(),
            log: Arc::default(),
        };

        assert_eq!(worker.file("/a/b/"), Some(folder.join("index.html")));
        assert_eq!(
            worker.file("/a/b/index.html"),
            Some(folder.join("index.html"))
        );
        for path in [
            "/",
            "/index.html",
            "/a/b/../index.html",
            "/a/b//etc/passwd",
            "/a/b/missing",
            "/a/b/sub",
        ] {
            assert_eq!(worker.file(path), None, "{path}");
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
}
