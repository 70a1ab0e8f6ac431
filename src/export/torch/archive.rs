//! The files of an export as one zip archive.

use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::{File, NAMES, TorchExportError, is_own};

/// Files as one zip archive. Nothing is compressed: weights hardly can be. The same files give the same bytes.
///
/// # Errors
/// [`TorchExportError::File`].
pub fn zip(files: &[File]) -> Result<Vec<u8>, TorchExportError> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let failed = |name, error: &dyn std::fmt::Display| TorchExportError::File { name, message: error.to_string() };
    for file in files {
        writer.start_file(file.name, options).map_err(|error| failed(file.name, &error))?;
        writer.write_all(&file.bytes).map_err(|error| failed(file.name, &error))?;
    }
    writer.finish().map(Cursor::into_inner).map_err(|error| failed("the archive", &error))
}

/// Whether an archive is one that [`zip()`] made of an export's files.
pub fn is_own_zip(bytes: &[u8]) -> bool {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return false };
    let mut program = Vec::new();
    let is_read = archive.by_name(NAMES[0]).is_ok_and(|mut file| file.read_to_end(&mut program).is_ok());
    is_read
        && is_own(NAMES[0], &program)
        && archive.file_names().all(|name| name.is_ok_and(|name| NAMES.contains(&&*name)))
}
