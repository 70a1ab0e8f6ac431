//! Others that train in a browser, from npm, in fixed versions. They are installed into the cache and never committed.

use std::path::PathBuf;

use anyhow::{Context, Result};
use xtask::{dirs, install};

/// A package of npm and the files that a page needs of it.
pub struct Package {
    /// Its name.
    pub name: &'static str,
    /// The exact version.
    pub version: &'static str,
    /// What is served.
    pub files: &'static [&'static str],
}

/// What is installed. TensorFlow.js in its build for modern engines: the other one needs `eval`, which the server forbids.
pub const PACKAGES: [Package; 3] = [
    Package { name: "convnetjs", version: "0.3.0", files: &["build/convnet-min.js"] },
    Package { name: "@tensorflow/tfjs", version: "4.22.0", files: &["dist/tf.es2017.min.js"] },
    Package {
        name: "@tensorflow/tfjs-backend-wasm",
        version: "4.22.0",
        files: &[
            "dist/tf-backend-wasm.es2017.min.js",
            "dist/tfjs-backend-wasm.wasm",
            "dist/tfjs-backend-wasm-simd.wasm",
            "dist/tfjs-backend-wasm-threaded-simd.wasm",
        ],
    },
];

/// One that trains.
pub struct Peer {
    /// As the table shows it.
    pub name: &'static str,
    /// What `peer.js` calls it.
    pub job: &'static str,
}

/// All of them.
pub const PEERS: &[Peer] = &[
    Peer { name: "ConvNetJS 0.3.0", job: "convnetjs" },
    Peer { name: "TensorFlow.js 4.22.0, cpu", job: "tfjs-cpu" },
    Peer { name: "TensorFlow.js 4.22.0, wasm", job: "tfjs-wasm" },
];

/// Makes sure of all packages and returns the files to serve.
pub fn files() -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for package in &PACKAGES {
        let folder = install::npm_package(&dirs::tool(package.name, package.version)?, package.name);
        if !package.files.iter().all(|file| folder.join(file).is_file()) {
            let _lock = install::Lock::take()?;
            let npm = dirs::on_path("npm").context("the peers come from npm: install Node")?;
            println!("Installing {} {} for comparison (seconds)", package.name, package.version);
            install::with_npm(&npm, package.name, package.version)?;
        }
        files.extend(package.files.iter().map(|file| folder.join(file)));
    }
    Ok(files)
}
