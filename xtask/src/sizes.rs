//! How much a browser has to fetch.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// One file of the page.
pub struct Size {
    /// Its path inside the folder.
    pub name: String,
    /// Bytes on disk.
    pub raw: usize,
    /// Bytes as a static host would send them.
    pub brotli: usize,
}

/// All files of a folder with their sizes, the largest first.
pub fn of(folder: &Path) -> Result<Vec<Size>> {
    let mut sizes = Vec::new();
    for file in files(folder)? {
        let bytes = fs::read(&file)?;
        let name = file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        sizes.push(Size { name, raw: bytes.len(), brotli: brotli(&bytes)?.len() });
    }
    sizes.sort_by_key(|size| std::cmp::Reverse(size.brotli));
    Ok(sizes)
}

/// Every file under a folder, sorted.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Brotli at its highest quality, as hosts compress ahead of time.
pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut compressor = brotli::CompressorWriter::new(Vec::new(), 4096, 11, 22);
    compressor.write_all(bytes)?;
    compressor.flush()?;
    Ok(compressor.into_inner())
}
