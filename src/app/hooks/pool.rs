//! The workers that run a comparison or a lesson, and which job is where.
//!
//! Each worker gets as many jobs as there are conditions for it and advances them together; jobs come in their given
//! order, seeds in turn over all values. A worker that dies is started again and its jobs are run once more.

use std::collections::VecDeque;

use super::worker::{FromWorker, WorkerLink};
use relu_lab::protocol::Command;

/// Each worker holds a copy of the program's memory, and a browser may report any number of cores.
const MOST_WORKERS: usize = 16;
/// A worker that has said nothing for so long is ended. Its jobs cost no more than time when another one runs them.
const SILENT_SECONDS: u32 = 10;

/// A worker with what it has to do.
struct Slot {
    link: Option<WorkerLink>,
    ready: bool,
    /// Starts in a row that ended before the worker listened.
    failed_starts: u8,
    jobs: Vec<u32>,
}

/// All workers of a comparison or a lesson. Dropping it ends them.
pub struct Pool {
    slots: Vec<Slot>,
    waiting: VecDeque<u32>,
    /// Jobs whose worker has died once.
    lost: Vec<u32>,
    per_worker: usize,
    start: Start,
    number: u32,
}

/// Starts the worker of a slot.
pub type Start = Box<dyn Fn(usize) -> Result<WorkerLink, String>>;

/// What is told of a pool.
pub enum News {
    /// Nothing that the page shows.
    None,
    /// A job cannot be run: every worker that tried it has died.
    Lost(String),
    /// There is no worker any more.
    Gone(String),
}

/// What a worker's message means for the pool.
pub enum Heard {
    /// The worker listens: there may be something to give out.
    Ready,
    /// It is no more.
    Died(News),
    /// The pool has nothing to do with it.
    Other,
}

impl Pool {
    /// Takes what the worker of a slot says of itself. `None`: it is a worker of another pool, of which nothing is taken.
    ///
    /// `pool`: the number of the pool for which the worker was started.
    pub fn hear(&mut self, pool: u32, slot: usize, incoming: &FromWorker) -> Option<Heard> {
        if pool != self.number {
            return None;
        }
        if let Some(reason) = death(incoming) {
            return Some(Heard::Died(self.died(slot, reason)));
        }
        if matches!(incoming, FromWorker::Ready) {
            self.ready(slot);
            return Some(Heard::Ready);
        }
        Some(Heard::Other)
    }

    /// Starts as many workers as the machine has cores, less one, at least one, at most [`MOST_WORKERS`], and not more than jobs.
    ///
    /// `number`: tells this pool's messages from those of an earlier one. `conditions`: how many jobs advance together.
    pub fn new(number: u32, conditions: usize, jobs: VecDeque<u32>, cores: usize, start: Start) -> Self {
        let workers = cores.saturating_sub(1).clamp(1, jobs.len().clamp(1, MOST_WORKERS));
        let empty = || Slot { link: None, ready: false, failed_starts: 0, jobs: Vec::new() };
        let slots = (0..workers).map(|_| empty()).collect();
        // At least two, so that a worker has something to do while the page thinks of its next job.
        let per_worker = conditions.div_ceil(workers).max(2);
        Self { slots, waiting: jobs, lost: Vec::new(), per_worker, start, number }
    }

    /// Starts all workers that are not there; says why if there is none at all.
    pub fn launch(&mut self) -> News {
        let mut reason = String::new();
        for index in 0..self.slots.len() {
            if self.slots[index].link.is_none() && self.slots[index].failed_starts < 2 {
                match (self.start)(index) {
                    Ok(link) => self.slots[index].link = Some(link),
                    Err(error) => {
                        self.slots[index].failed_starts = 2;
                        reason = error;
                    }
                }
            }
        }
        if self.slots.iter().all(|slot| slot.link.is_none()) { News::Gone(reason) } else { News::None }
    }

    /// A worker listens.
    fn ready(&mut self, index: usize) {
        (self.slots[index].ready, self.slots[index].failed_starts) = (true, 0);
    }

    /// Gives out jobs to every worker that has room; `command` says what a job is.
    pub fn feed(&mut self, command: impl Fn(u32) -> Option<Command>) {
        // In turn, so that a seed's values are spread over the workers and none of them hoards.
        while let Some(slot) =
            self.slots.iter_mut().filter(|s| s.ready && s.jobs.len() < self.per_worker).min_by_key(|s| s.jobs.len())
        {
            let Some(job) = self.waiting.pop_front() else { return };
            if let (Some(command), Some(link)) = (command(job), &slot.link) {
                link.send(&command);
                slot.jobs.push(job);
            }
        }
    }

    /// A job has ended.
    pub fn done(&mut self, index: usize, job: u32) {
        self.slots[index].jobs.retain(|other| *other != job);
    }

    /// A worker is no more: another one takes its place, and its jobs wait again.
    fn died(&mut self, index: usize, reason: String) -> News {
        let slot = &mut self.slots[index];
        slot.link = None;
        slot.failed_starts += u8::from(!slot.ready);
        slot.ready = false;
        let mut given_up = false;
        for job in std::mem::take(&mut slot.jobs).into_iter().rev() {
            if self.lost.contains(&job) {
                given_up = true;
            } else {
                self.lost.push(job);
                self.waiting.push_front(job);
            }
        }
        match self.launch() {
            News::Gone(why) => News::Gone(if why.is_empty() { reason } else { why }),
            _ if given_up => News::Lost(reason),
            news => news,
        }
    }

    /// Replaces everything that is to be done.
    pub fn replace(&mut self, jobs: VecDeque<u32>) {
        for slot in &mut self.slots {
            slot.jobs.clear();
            if let (true, Some(link)) = (slot.ready, &slot.link) {
                link.send(&Command::DropTrials);
            }
        }
        self.waiting = jobs;
        self.lost.clear();
    }

    /// Whether all jobs have ended, one way or another.
    pub fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.slots.iter().all(|slot| slot.jobs.is_empty())
    }
}

/// Whether a message says that its worker is no more, and why.
pub fn death(incoming: &FromWorker) -> Option<String> {
    match incoming {
        FromWorker::Died(reason) | FromWorker::Failed(reason) => Some(reason.clone()),
        FromWorker::Silent(seconds) if *seconds >= SILENT_SECONDS => {
            Some(format!("a worker did not answer for {seconds} seconds"))
        }
        _ => None,
    }
}
