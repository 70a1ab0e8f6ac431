//! The file that `relu-lab compare --out` appends to: nothing in it is lost, nothing is in it twice.
//!
//! It is only ever added to, a whole row at a time and under the system's lock on the file, so that several processes
//! can share it. A row that a killed process left half-written at the end is cut off. A file that holds anything else
//! than the headings and rows of this plan is refused and left as it is.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use relu_lab::compare::csv::{Cell, KEY_COLUMNS, line, plan_link, run_cells, run_columns};
use relu_lab::compare::plan::{Job, Plan};

use crate::outcome::{CliError, notice};

/// An open file of runs.
pub struct RunsFile {
    path: PathBuf,
    file: File,
    /// What a row of each job looks like.
    rows: Vec<Vec<Cell>>,
    /// The job of a row by its first cells.
    by_key: HashMap<Vec<String>, usize>,
    plan: String,
    /// Jobs whose rows were seen.
    held: HashSet<usize>,
    /// Bytes that were read and found to be ours.
    read: u64,
    /// Lines in them.
    lines: u64,
}

/// Why a file cannot be added to.
enum Problem {
    /// The system says no.
    Io(io::Error),
    /// It holds what is not ours.
    Foreign(String),
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl RunsFile {
    /// Opens or creates the file and reads what it holds.
    ///
    /// # Errors
    /// [`CliError::Usage`] if it cannot be opened or is not a file of this plan; it is unchanged then.
    /// [`CliError::File`] if it cannot be read or written.
    pub fn open(path: &Path, plan: &Plan, jobs: &[Job]) -> Result<Self, CliError> {
        let usage = |message: &dyn std::fmt::Display| CliError::Usage(format!("{}: {message}", path.display()));
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let file = file.map_err(|error| usage(&error))?;
        let rows: Vec<Vec<Cell>> = jobs.iter().map(|job| run_cells(plan, job)).collect();
        let key = |job: &Job| relu_lab::compare::csv::key(plan, job).to_vec();
        let by_key = jobs.iter().enumerate().map(|(index, job)| (key(job), index)).collect();
        let (path, plan) = (path.to_owned(), plan_link(plan));
        let mut runs = Self { path, file, rows, by_key, plan, held: HashSet::new(), read: 0, lines: 0 };
        runs.locked(Self::catch_up).map_err(|problem| match problem {
            Problem::Io(error) => CliError::file(&runs.path)(error),
            Problem::Foreign(message) => usage(&message),
        })?;
        Ok(runs)
    }

    /// Whether the file held the row of this job when it was last read.
    pub fn knows(&self, job: usize) -> bool {
        self.held.contains(&job)
    }

    /// Whether the file holds the row of this job, perhaps from another process.
    ///
    /// # Errors
    /// [`CliError`] if the file cannot be read or was changed by somebody else.
    pub fn holds(&mut self, job: usize) -> Result<bool, CliError> {
        if !self.knows(job) {
            self.locked(Self::catch_up).map_err(|problem| self.failed(problem))?;
        }
        Ok(self.knows(job))
    }

    /// Appends the row of a job, unless another process did so meanwhile.
    ///
    /// # Errors
    /// [`CliError`] if the file cannot be written, for instance because the disk is full; it then ends with a whole row.
    pub fn append(&mut self, job: usize, row: &str) -> Result<(), CliError> {
        let written = self.locked(|runs| {
            runs.catch_up()?;
            if !runs.knows(job) {
                runs.write(row)?;
                runs.held.insert(job);
            }
            Ok(())
        });
        written.map_err(|problem| self.failed(problem))
    }

    /// Appends the rows of another file of the same plan, but for runs that this file holds already; returns how many were added.
    ///
    /// # Errors
    /// [`CliError`] as for opening and appending; a row that differs from the one held, but for the timing in the last column, is
    /// refused before anything is added.
    pub fn merge(&mut self, source: &Path, plan: &Plan, jobs: &[Job]) -> Result<usize, CliError> {
        if !source.is_file() {
            return Err(CliError::Usage(format!("{}: there is no such file", source.display())));
        }
        let mut other = Self::open(source, plan, jobs)?;
        let theirs = other.locked(Self::by_job).map_err(|problem| other.failed(problem))?;
        let ours = self.locked(Self::by_job).map_err(|problem| self.failed(problem))?;
        let measured = |row: &str| row.rsplit_once(',').map(|(cells, _timing)| cells.to_owned());
        for (job, row) in &theirs {
            if ours.get(job).is_some_and(|held| measured(held) != measured(row)) {
                let (source, path) = (source.display(), self.path.display());
                return Err(CliError::Usage(format!("{source}: its run {} is another one in {path}", job + 1)));
            }
        }
        let new: Vec<_> = theirs.iter().filter(|(job, _)| !ours.contains_key(job)).collect();
        for (job, row) in &new {
            self.append(**job, row)?;
        }
        Ok(new.len())
    }

    /// The rows of the file, each with its end of line.
    fn by_job(&mut self) -> Result<BTreeMap<usize, String>, Problem> {
        self.catch_up()?;
        let mut text = String::new();
        self.file.seek(SeekFrom::Start(0))?;
        (&self.file).take(self.read).read_to_string(&mut text)?;
        let job = |row: &str| {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(row.as_bytes());
            let record = reader.records().next()?.ok()?;
            self.job(&record)
        };
        Ok(text.split_inclusive('\n').skip(1).filter_map(|row| Some((job(row)?, row.to_owned()))).collect())
    }

    /// The job whose row this can be.
    fn job(&self, record: &csv::StringRecord) -> Option<usize> {
        let key: Vec<String> = record.iter().take(KEY_COLUMNS.len()).map(str::to_owned).collect();
        self.by_key.get(&key).copied().filter(|job| {
            let cells = &self.rows[*job];
            cells.len() == record.len() && cells.iter().zip(record).all(|(cell, text)| cell.allows(text))
        })
    }

    fn failed(&self, problem: Problem) -> CliError {
        match problem {
            Problem::Io(error) => CliError::file(&self.path)(error),
            Problem::Foreign(message) => CliError::Changed { path: self.path.clone(), message },
        }
    }

    /// Does something while no other process reads or writes the file. What has no lock, such as a device, has no
    /// other process that adds rows to it either.
    fn locked<T>(&mut self, act: impl FnOnce(&mut Self) -> Result<T, Problem>) -> Result<T, Problem> {
        if !self.is_regular()? {
            return act(self);
        }
        self.file.lock().map_err(|error| match error.kind() {
            ErrorKind::Unsupported => Problem::Foreign("files cannot be locked there; use > FILE".to_owned()),
            _ => Problem::Io(error),
        })?;
        let result = act(self);
        self.file.unlock()?;
        result
    }

    fn is_regular(&self) -> io::Result<bool> {
        Ok(self.file.metadata()?.is_file())
    }

    /// Reads what was added since; cuts off half a row at the end; writes the headings into an empty file.
    fn catch_up(&mut self) -> Result<(), Problem> {
        let mut added = Vec::new();
        if self.is_regular()? {
            let length = self.file.metadata()?.len();
            if length < self.read {
                return Err(Problem::Foreign("rows were taken out of it".to_owned()));
            }
            // Rows for a file that has no name any more would be lost.
            if std::fs::metadata(&self.path).is_ok_and(|named| named.len() != length) || !self.path.exists() {
                return Err(Problem::Foreign("it was removed or replaced".to_owned()));
            }
            self.file.seek(SeekFrom::Start(self.read))?;
            self.file.read_to_end(&mut added)?;
        }
        let mut rows = added.as_slice();
        let mut kept = self.read;
        let headings = line(&run_columns());
        let needs_headings = self.read == 0 && headings.as_bytes().starts_with(rows);
        if self.read == 0 {
            match rows.strip_prefix(headings.as_bytes()) {
                Some(rest) => {
                    (rows, kept, self.lines) = (rest, headings.len() as u64, 1);
                }
                // Empty, or cut off while the headings were written.
                None if needs_headings => rows = &[],
                None => return Err(Problem::Foreign("its first line is not the headings of a comparison".to_owned())),
            }
        }
        let (whole, half) = rows.split_at(rows.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1));
        let found = self.check(whole)?;
        if !half.is_empty() && !self.is_half_row(half) {
            return Err(Problem::Foreign("its last line is no row of this comparison".to_owned()));
        }
        self.lines += found.len() as u64;
        self.held.extend(found);
        self.read = kept + whole.len() as u64;
        if !half.is_empty() {
            self.file.set_len(self.read)?;
            notice(&format!("{}: the last row was half-written; that run is run again", self.path.display()));
        }
        if self.read == 0 {
            if !added.is_empty() {
                self.file.set_len(0)?;
            }
            self.write(&headings)?;
        }
        Ok(())
    }

    /// The jobs whose rows these lines are.
    fn check(&self, lines: &[u8]) -> Result<Vec<usize>, Problem> {
        let mut found: Vec<usize> = Vec::new();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(lines);
        let plan_column = run_columns().iter().position(|column| column == "plan");
        for record in reader.records() {
            let number = self.lines + found.len() as u64 + 1;
            let foreign = |what: &str| Problem::Foreign(format!("its line {number} {what}"));
            let record = record.map_err(|_| foreign("is not text in UTF-8"))?;
            if let Some(plan) = plan_column.and_then(|column| record.get(column)).filter(|plan| *plan != self.plan) {
                let what = if plan.starts_with("#/compare?") { plan } else { "unknown" };
                return Err(foreign(&format!("belongs to another plan, {what}; this one is {}", self.plan)));
            }
            let job = self.job(&record).ok_or_else(|| foreign("is no row of this comparison"))?;
            if self.knows(job) || found.contains(&job) {
                return Err(foreign("holds a run that an earlier line holds already"));
            }
            found.push(job);
        }
        Ok(found)
    }

    /// Whether a row of some job can begin like this.
    fn is_half_row(&self, half: &[u8]) -> bool {
        if half.contains(&b'\r') {
            return false;
        }
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(half);
        let Some(Ok(record)) = reader.records().next() else { return false };
        let begins = |cells: &Vec<Cell>| {
            let last = record.len() - 1;
            let whole = cells.iter().zip(&record).take(last).all(|(cell, text)| cell.allows(text));
            let end = cells.get(last).zip(record.get(last)).is_some_and(|(cell, text)| cell.may_begin_with(text));
            whole && end
        };
        self.rows.iter().any(begins)
    }

    /// Adds a line at the end; if that fails half-way, what was added is taken away again.
    fn write(&mut self, line: &str) -> io::Result<()> {
        if self.is_regular()? {
            self.file.seek(SeekFrom::Start(self.read))?;
        }
        if let Err(error) = self.file.write_all(line.as_bytes()) {
            // If that fails too, half a row stays, and is cut off when the file is opened again.
            let _ = self.file.set_len(self.read);
            return Err(error);
        }
        self.read += line.len() as u64;
        self.lines += 1;
        Ok(())
    }
}
