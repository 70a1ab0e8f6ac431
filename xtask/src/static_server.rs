//! A small static host, like the ones the page will be deployed to: it serves a folder and knows the types of its files.
//!
//! It remembers what was asked for, so that tests can say which requests a page makes. Just enough HTTP for a browser on
//! the same machine: `GET` and `HEAD`, a thread per connection, connections kept open.

use std::fs;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, ensure};

/// More than any browser sends before the empty line.
const HEAD_LIMIT: u64 = 64 * 1024;
/// More than any browser sends after it.
const BODY_LIMIT: u64 = 1024 * 1024;
/// Nothing may be fetched from or sent to anywhere else, and an attempt is reported to us. The page says the same of
/// itself in its HTML, but a worker obeys only the header that came with its script.
const POLICY: &str = "default-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' data: blob:; report-uri /blocked-by-policy";
/// How long a connection may stay open without a request.
const IDLE_LIMIT: Duration = Duration::from_mins(1);

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

/// A running server, stopped when dropped.
pub struct StaticServer {
    host: Arc<Host>,
    address: SocketAddr,
    accepting: Option<JoinHandle<()>>,
}

/// What all connections share.
struct Host {
    folder: PathBuf,
    prefix: String,
    log: Mutex<Vec<Served>>,
    is_stopped: AtomicBool,
}

impl StaticServer {
    /// Serves `folder` on this machine only, under `prefix` (`/` or `/any/sub/folder/`) and nowhere else.
    /// Port 0 takes any free one.
    pub fn start(folder: &Path, prefix: &str, port: u16) -> Result<Self> {
        assert!(prefix.starts_with('/') && prefix.ends_with('/'), "{prefix:?} must start and end with /");
        ensure!(
            folder.join("index.html").is_file(),
            "{} holds no page: `cargo xtask dist` makes one",
            folder.display()
        );
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| match error.kind() {
            ErrorKind::AddrInUse => anyhow!("port {port} is in use"),
            _ => anyhow!("cannot listen on port {port}: {error}"),
        })?;
        let address = listener.local_addr().context("the server has no address")?;
        let host = Arc::new(Host {
            folder: folder.to_path_buf(),
            prefix: prefix.to_owned(),
            log: Mutex::default(),
            is_stopped: AtomicBool::new(false),
        });
        let accepting = thread::spawn({
            let host = Arc::clone(&host);
            move || accept(&listener, &host)
        });
        Ok(Self { host, address, accepting: Some(accepting) })
    }

    /// The address of the page, with the slash at its end.
    pub fn url(&self) -> String {
        format!("http://{}{}", self.address, self.host.prefix)
    }

    /// What has been asked for so far.
    pub fn served(&self) -> Vec<Served> {
        self.host.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Serves until the process ends.
    pub fn wait(mut self) {
        if let Some(accepting) = self.accepting.take() {
            // It never ends by itself, and if it panicked it has said so.
            let _ = accepting.join();
        }
    }
}

impl Drop for StaticServer {
    fn drop(&mut self) {
        self.host.is_stopped.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for connections, so that it sees the flag.
        let _ = TcpStream::connect(self.address);
    }
}

fn accept(listener: &TcpListener, host: &Arc<Host>) {
    for stream in listener.incoming() {
        if host.is_stopped.load(Ordering::Relaxed) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let host = Arc::clone(host);
        // A browser that goes away in the middle of an answer is no fault of ours.
        thread::spawn(move || drop(host.talk(&stream)));
    }
}

impl Host {
    /// Answers the requests of one connection until the other side closes it.
    fn talk(&self, stream: &TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(IDLE_LIMIT))?;
        stream.set_nodelay(true)?;
        let mut reader = BufReader::new(stream);
        while !self.is_stopped.load(Ordering::Relaxed) {
            let mut head = (&mut reader).take(HEAD_LIMIT);
            let mut request = String::new();
            if head.read_line(&mut request)? == 0 {
                break;
            }
            let mut keep_open = true;
            let mut body_bytes = 0;
            loop {
                let mut line = String::new();
                if head.read_line(&mut line)? == 0 || line.trim_end().is_empty() {
                    break;
                }
                let line = line.trim_end().to_ascii_lowercase();
                keep_open &= line != "connection: close";
                if let Some(length) = line.strip_prefix("content-length:") {
                    body_bytes = length.trim().parse().unwrap_or(0).min(BODY_LIMIT);
                }
            }
            let mut body = Vec::new();
            (&mut reader).take(body_bytes).read_to_end(&mut body)?;
            self.answer(&request, String::from_utf8_lossy(&body).into_owned(), stream)?;
            if !keep_open {
                break;
            }
        }
        Ok(())
    }

    /// Answers one request line, such as `GET /app.js HTTP/1.1`.
    fn answer(&self, request: &str, sent: String, mut stream: &TcpStream) -> io::Result<()> {
        let mut words = request.split_whitespace();
        let method = words.next().unwrap_or_default();
        let path = words.next().and_then(|path| path.split(['?', '#']).next()).unwrap_or_default();
        let file = self.file(path).filter(|_| matches!(method, "GET" | "HEAD"));
        let (status, kind, body) = match file.and_then(|file| Some((fs::read(&file).ok()?, content_type(&file)))) {
            Some((body, kind)) => ("200 OK", kind, body),
            None => ("404 Not Found", "text/plain", b"404: no such file".to_vec()),
        };
        let number = status[..3].parse().unwrap_or_default();
        self.log.lock().unwrap_or_else(PoisonError::into_inner).push(Served {
            path: path.to_owned(),
            status: number,
            body: sent,
        });
        // What has been built again must be seen at once, hence no caching.
        let head = [
            format!("HTTP/1.1 {status}"),
            format!("Content-Type: {kind}"),
            format!("Content-Length: {}", body.len()),
            format!("Content-Security-Policy: {POLICY}"),
            "Cache-Control: no-cache\r\n\r\n".into(),
        ]
        .join("\r\n");
        stream.write_all(head.as_bytes())?;
        if method != "HEAD" {
            stream.write_all(&body)?;
        }
        stream.flush()
    }

    /// The file that a path stands for, if it is inside the folder.
    fn file(&self, path: &str) -> Option<PathBuf> {
        let relative = Path::new(path.strip_prefix(&self.prefix)?);
        let is_inside = relative.components().all(|part| matches!(part, Component::Normal(_)));
        let file = self.folder.join(relative);
        let file = if file.is_dir() { file.join("index.html") } else { file };
        (is_inside && file.is_file()).then_some(file)
    }
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

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("relu-lab-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("sub")).unwrap();
        fs::write(folder.join("index.html"), "page").unwrap();
        folder
    }

    #[test]
    fn only_files_of_the_folder_under_the_prefix() {
        let folder = folder("inside");
        let server = StaticServer::start(&folder, "/a/b/", 0).unwrap();

        assert_eq!(server.host.file("/a/b/"), Some(folder.join("index.html")));
        assert_eq!(server.host.file("/a/b/index.html"), Some(folder.join("index.html")));
        for path in ["/", "/index.html", "/a/b/../index.html", "/a/b//etc/passwd", "/a/b/missing", "/a/b/sub"] {
            assert_eq!(server.host.file(path), None, "{path}");
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn many_connections_at_once_and_many_requests_on_each() {
        let folder = folder("connections");
        let server = StaticServer::start(&folder, "/", 0).unwrap();

        // All are open before the first speaks, as a browser's spare connections are.
        let mut streams: Vec<_> = (0..20).map(|_| TcpStream::connect(server.address).unwrap()).collect();
        for stream in &mut streams {
            for (path, status) in [("/?query", "HTTP/1.1 200 OK"), ("/none", "HTTP/1.1 404 Not Found")] {
                write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
                let mut reader = BufReader::new(&*stream);
                let lines: Vec<_> =
                    reader.by_ref().lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
                assert_eq!(lines[0], status);
                let length = lines.iter().find_map(|line| line.strip_prefix("Content-Length: ")).unwrap();
                let mut body = vec![0; length.parse().unwrap()];
                reader.read_exact(&mut body).unwrap();
            }
        }
        assert_eq!(server.served().len(), 40);
        let first = Served { path: "/".into(), status: 200, body: String::new() };
        assert_eq!(server.served()[0], first);
        fs::remove_dir_all(folder).unwrap();
    }
}
