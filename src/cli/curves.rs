//! The curves of a run written to a CSV file, all of them or those that the history keeps.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use relu_lab::export::curves::{headings, row};
use relu_lab::train::history::Record;
use relu_lab::train::session::Session;

use crate::outcome::{CliError, notice};

/// The file, open from before the training on.
pub struct CurvesFile {
    path: PathBuf,
    file: File,
    writer: Option<csv::Writer<BufWriter<File>>>,
}

impl CurvesFile {
    /// Opens or creates the file; what it holds stays until the first row is there.
    ///
    /// # Errors
    /// [`CliError::Usage`] if that is not possible.
    pub fn open(path: &Path) -> Result<Self, CliError> {
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(path);
        let file = file.map_err(|error| CliError::Usage(format!("--csv {}: {error}", path.display())))?;
        Ok(Self { path: path.to_owned(), file, writer: None })
    }

    /// Writes the row of a record; before the first one, the headings.
    ///
    /// # Errors
    /// [`CliError::File`], for instance if the disk is full.
    pub fn write(&mut self, record: &Record) -> Result<(), CliError> {
        self.try_write(record).map_err(CliError::file(&self.path))
    }

    fn try_write(&mut self, record: &Record) -> io::Result<()> {
        if self.writer.is_none() {
            // A pipe or a device has no length.
            if self.file.metadata()?.is_file() {
                self.file.set_len(0)?;
            }
            let mut writer = csv::Writer::from_writer(BufWriter::new(self.file.try_clone()?));
            writer.write_record(headings(record))?;
            self.writer = Some(writer);
        }
        if let Some(writer) = &mut self.writer {
            writer.write_record(row(record))?;
        }
        Ok(())
    }

    /// Writes what is not yet on its way; `thinned`: the run whose history is to be written first.
    ///
    /// # Errors
    /// [`CliError::File`].
    pub fn finish(mut self, thinned: Option<&mut Session>) -> Result<(), CliError> {
        if let Some(session) = thinned {
            for record in &session.history().records {
                self.write(record)?;
            }
            // Thinned, it may not reach to the end.
            if session.history().last_epoch() < session.state().epoch && session.divergence().is_none() {
                self.write(&session.record())?;
            }
            let stride = session.history().stride;
            if stride > 1 {
                let path = self.path.display();
                notice(&format!("{path} holds one epoch in {stride} and the last; --every 1 writes all of them"));
            }
        }
        match self.writer {
            Some(mut writer) => writer.flush().map_err(CliError::file(&self.path)),
            None => Ok(()),
        }
    }
}
