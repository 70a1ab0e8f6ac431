//! The worker's work without a browser: commands in, events out, by any clock.
//!
//! A [`Runner`] holds one [`Playback`] for the Train page and the [`TrialScheduler`] for Compare. Training runs in slices
//! of a few milliseconds; between two slices the host hands over what came in, so that Pause is heard within a slice at
//! any speed. The host (a Web Worker, or a test) owns the clock, the timers and the channel.

pub mod playback;
pub mod trials;

use crate::compare::trial::Trial;
use crate::data::digits;
use crate::explore::{mean_field, measured};
use crate::lessons;
use crate::protocol::{Command, Event};
use crate::runner::playback::{Playback, Told};
use crate::runner::trials::TrialScheduler;
use crate::train::bench;
use crate::train::session::Session;

/// The longest time without listening to commands, one step apart.
pub const SLICE_MILLIS: f64 = 8.0;

/// Where a runner lives.
pub trait Host {
    /// Milliseconds from any fixed start.
    fn now_millis(&self) -> f64;
    /// Sends an event to the page.
    fn send(&self, event: &Event);
}

/// Obeys commands and trains in between.
pub struct Runner<H> {
    host: H,
    playback: Playback,
    trials: TrialScheduler,
    /// The page has drawn what it got.
    page_is_free: bool,
}

impl<H: Host> Runner<H> {
    /// A runner with nothing to do; tells the page that it listens.
    pub fn new(host: H) -> Self {
        host.send(&Event::Ready);
        Self { host, playback: Playback::default(), trials: TrialScheduler::default(), page_is_free: true }
    }

    /// Where it lives.
    pub fn host(&self) -> &H {
        &self.host
    }

    /// Takes a command; ask [`Runner::wait_millis`] afterwards when to go on.
    pub fn receive(&mut self, command: Command) {
        self.obey(command);
        self.tell();
        self.send_frame_if_due();
    }

    /// Tells the page that the run cannot be carried on, and why.
    pub fn fail(&self, error: String) {
        self.host.send(&Event::Failed { run: self.playback.run(), error });
    }

    /// A frame if one is due, else one slice of training: never both, as in a large net each takes its time, and what came in
    /// meanwhile is heard in between.
    pub fn turn(&mut self) {
        if !self.send_frame_if_due() {
            self.playback.train(|| self.host.now_millis());
            self.tell();
            self.advance_trials();
        }
    }

    /// Milliseconds until the next [`Runner::turn`]; `None`: nothing to do before the next command.
    pub fn wait_millis(&self) -> Option<f64> {
        let now = self.host.now_millis();
        let waits =
            [self.playback.wait_millis(now, self.page_is_free), self.trials.wait_millis(now, self.page_is_free)];
        waits.into_iter().flatten().reduce(f64::min)
    }

    fn obey(&mut self, command: Command) {
        let now = self.host.now_millis();
        let playback = &mut self.playback;
        match command {
            Command::Provide(bytes) => {
                if let Err(error) = digits::provide(&bytes) {
                    self.fail(error.to_string());
                }
            }
            Command::Start { run, spec, play, start } => {
                if let Err(error) = playback.start(run, spec, start, play, now) {
                    self.fail(error.to_string());
                }
                self.page_is_free = true;
            }
            Command::Export(kind) => {
                let file = playback.session_mut().map(|session| kind.file(session));
                let file = file.unwrap_or_else(|| Err("there is no run yet".to_owned()));
                self.host.send(&Event::Exported { kind, file });
            }
            Command::TrainTo { epoch, play } => playback.train_to(epoch, play, now),
            Command::ReadWeights => {
                if let Some((step, numbers)) = playback.weights() {
                    self.host.send(&Event::Weights { run: playback.run(), step, numbers });
                }
            }
            Command::Pause => {
                playback.play(false, now);
                self.host.send(&Event::Paused { run: playback.run() });
            }
            Command::Resume => playback.play(true, now),
            // A divergence is kept by the session and told with the frame.
            Command::Step => playback.pause_and(now, |session| _ = session.step()),
            Command::StepEpoch => playback.pause_and(now, Session::step_epoch),
            Command::SetSpeed(speed) => playback.set_speed(speed),
            Command::Change(spec) => playback.change(|session| session.change(&spec)),
            Command::SetDetail { unit, distributions, picture } => {
                playback.set_detail(unit, distributions, picture);
            }
            Command::ShowImages(request) => playback.look(|session| session.set_images(request)),
            Command::BackToFinite => playback.pause_and(now, Session::back_to_finite),
            Command::BackBefore(id, step) => playback.go_back(now, false, |session| session.way_before(id, step)),
            Command::GoBack(epoch) => playback.go_back(now, true, |session| session.way_to_epoch(epoch)),
            Command::PauseAtDeath(on) => playback.set_pause_at_death(on),
            Command::SlowStart(on) => playback.set_slow_start(on),
            Command::ReinitialiseDead => playback.change(Session::reinitialise_dead),
            Command::AddToBias(units, amount) => playback.change(|session| session.add_to_bias(&units, amount)),
            Command::SetNumber(id, number, value) => playback.change(|session| session.set_number(id, number, value)),
            Command::BatchNormOn => playback.change(Session::batch_norm_on),
            Command::RunTrial { job, spec, target } => self.trials.add(job, Trial::new(spec, target)),
            Command::DropTrials => self.trials.clear(),
            Command::Race { epochs_per_second, playing } => {
                self.trials.race(epochs_per_second, playing, now);
                // At once: a timer may be running for the speed that was.
                self.advance_trials();
            }
            Command::StepRace => {
                self.trials.step();
                self.advance_trials();
            }
            Command::AckFrame => {
                playback.acknowledge();
                self.page_is_free = true;
            }
            Command::Ping => self.host.send(&Event::Pong),
            Command::Bench(spec, steps) => {
                let timed = bench::train(&spec, steps, || self.host.now_millis());
                self.host.send(&Event::Bench(timed));
            }
            Command::RunLesson { job, lesson, arm, seed } => {
                let clock = || self.host.now_millis();
                let outcome = lessons::lesson(&lesson).map(|row| row.experiment.run(arm as usize, seed, &clock));
                self.host.send(&Event::LessonDone { job, outcome: Box::new(outcome.unwrap_or_default()) });
            }
            Command::MeasureGain { activation, scheme, depth, nets } => {
                if let Some(row) = mean_field::SCHEMES.get(scheme as usize) {
                    let gain = measured::gain(&activation, row, depth as usize, nets);
                    self.host.send(&Event::Gain { activation, scheme, depth, gain });
                }
            }
        }
    }

    /// Tells the page what does not wait for a frame.
    fn tell(&mut self) {
        let run = self.playback.run();
        for told in self.playback.told() {
            self.host.send(&match told {
                Told::GoingBack(progress) => Event::GoingBack { run, progress },
                Told::PausedAtDeath => Event::PausedAtDeath { run },
            });
        }
    }

    fn advance_trials(&mut self) {
        let until = self.host.now_millis() + SLICE_MILLIS;
        for event in self.trials.advance(until, self.page_is_free, || self.host.now_millis()) {
            self.page_is_free &= !matches!(event, Event::Race { .. });
            self.host.send(&event);
        }
    }

    /// Whether there was one.
    fn send_frame_if_due(&mut self) -> bool {
        let start = self.host.now_millis();
        if !self.page_is_free || !self.playback.is_frame_due(start) {
            return false;
        }
        let Some(frame) = self.playback.frame(start) else { return false };
        self.host.send(&Event::Frame { run: self.playback.run(), frame: Box::new(frame) });
        self.page_is_free = false;
        self.playback.frame_cost(start, self.host.now_millis() - start);
        true
    }
}
