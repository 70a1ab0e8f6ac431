//! Signals that ask the program to end: a run stops between two epochs, so that what is written is whole.
//!
//! Batch systems send SIGTERM before they kill, a terminal sends SIGINT for Ctrl-C and SIGHUP when it is closed. A second
//! signal of the same kind ends the program at once, as without this.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::signal::{SIGINT, SIGTERM};
use signal_hook::flag;

#[cfg(unix)]
const SIGNALS: &[(i32, &str)] =
    &[(SIGINT, "SIGINT"), (SIGTERM, "SIGTERM"), (signal_hook::consts::signal::SIGHUP, "SIGHUP")];
#[cfg(not(unix))]
const SIGNALS: &[(i32, &str)] = &[(SIGINT, "SIGINT"), (SIGTERM, "SIGTERM")];

/// A signal that was received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal {
    /// As the system counts: 15 for SIGTERM.
    pub number: u8,
    /// As POSIX calls it.
    pub name: &'static str,
}

/// Where received signals are noted.
pub struct Signals {
    received: Arc<AtomicUsize>,
}

impl Signals {
    /// Notes signals from now on. Where the system refuses, they end the program as they always did.
    pub fn listen() -> Self {
        let received = Arc::new(AtomicUsize::new(0));
        for &(number, _) in SIGNALS {
            let again = Arc::new(AtomicBool::new(false));
            // In this order: the first signal passes the first handler, which the second one then does not.
            let _ = flag::register_conditional_default(number, Arc::clone(&again))
                .and_then(|_| flag::register(number, again))
                .and_then(|_| {
                    flag::register_usize(number, Arc::clone(&received), usize::try_from(number).unwrap_or(0))
                });
        }
        Self { received }
    }

    /// The signal that was received last.
    pub fn received(&self) -> Option<Signal> {
        let received = self.received.load(Ordering::Relaxed);
        let (_, name) = SIGNALS.iter().find(|(number, _)| usize::try_from(*number) == Ok(received))?;
        Some(Signal { number: u8::try_from(received).ok()?, name })
    }
}
