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
        sizes.push(Size { name, raw: bytes.len(), brotli: brotli_size(&bytes)? });
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

/// Bytes after brotli at its highest quality, as hosts compress ahead of time.
fn brotli_size(bytes: &[u8]) -> Result<usize> {
    let mut compressor = brotli::CompressorWriter::new(Vec::new(), 4096, 11, 22);
    compressor.write_all(bytes)?;
    compressor.flush()?;
    Ok(compressor.into_inner().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetition_compresses_and_noise_does_not() {
        assert!(brotli_size(&[7; 10_000]).unwrap() < 100);
        let mut state = 1_u64;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            state.to_be_bytes()[0]
        })
        .take(10_000)
        .collect();
        assert!(brotli_size(&noise).unwrap() > 5_000);
    }
}
