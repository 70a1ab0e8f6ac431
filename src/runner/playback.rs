//! One run by the clock: plays, pauses and steps a [`Session`], and says when its next frame is due.

use crate::protocol::frames::{Frame, FrameEncoder};
use crate::runner::SLICE_MILLIS;
use crate::train::measuring::Measuring;
use crate::train::pace::Pace;
use crate::train::session::Session;
use crate::train::snapshot::UnitId;
use crate::train::spec::Spec;

/// Frames come at most this often: enough for a plot, and training keeps the machine.
const FRAME_MILLIS: f64 = 50.0;
/// Making a frame takes at most one part in so many of the time.
const FRAME_SHARE: f64 = 12.0;

/// A run and its clock. Times are milliseconds from any fixed start.
pub struct Playback {
    run: u32,
    session: Option<Session>,
    playing: bool,
    /// The epoch to be reached as fast as it goes, and whether training goes on then.
    goal: Option<(u32, bool)>,
    pace: Pace,
    /// The unit whose map and detail the frames carry; `None` for the output.
    unit: Option<UnitId>,
    encoder: FrameEncoder,
    /// Something changed since the last frame.
    is_dirty: bool,
    next_frame_millis: f64,
}

impl Default for Playback {
    fn default() -> Self {
        Self {
            run: 0,
            session: None,
            playing: false,
            goal: None,
            pace: Pace::new(f32::INFINITY),
            unit: None,
            encoder: FrameEncoder::default(),
            is_dirty: false,
            next_frame_millis: 0.0,
        }
    }
}

impl Playback {
    /// The number of the run, as given to [`Playback::start`].
    pub fn run(&self) -> u32 {
        self.run
    }

    /// Begins another run; it stays at step 0 unless `play`.
    pub fn start(&mut self, run: u32, spec: Spec, play: bool, now_millis: f64) {
        self.begin(run, Session::new(spec), play, now_millis);
    }

    /// The same from given weights; from those that the seed draws if they do not fit.
    pub fn start_from(&mut self, run: u32, spec: Spec, weights: &[f32], play: bool, now_millis: f64) {
        let session = Session::start_from(spec.clone(), weights).unwrap_or_else(|_| Session::new(spec));
        self.begin(run, session, play, now_millis);
    }

    fn begin(&mut self, run: u32, session: Session, play: bool, now_millis: f64) {
        self.run = run;
        self.unit = None;
        self.session = Some(session);
        self.encoder.start_run();
        self.play(play, now_millis);
    }

    /// Trains to the end of this epoch as fast as it goes, then goes on at the usual speed or pauses.
    pub fn train_to(&mut self, epoch: u32, play: bool, now_millis: f64) {
        self.play(true, now_millis);
        self.goal = Some((epoch, play));
    }

    /// The step, and the weights as they are now.
    pub fn weights(&self) -> Option<(u64, Vec<f32>)> {
        let state = self.session.as_ref()?.state();
        Some((state.step, state.network.numbers()))
    }

    /// Goes on, or stops.
    pub fn play(&mut self, playing: bool, now_millis: f64) {
        if playing && !self.playing {
            self.pace.start(now_millis);
        } else if !playing {
            self.pace.stop();
            // Whoever takes single steps wants to see what each of them did.
            if let Some(session) = &mut self.session {
                session.set_measuring(Measuring::Everything);
            }
        }
        self.playing = playing;
        self.goal = None;
        self.show_at_once();
    }

    /// Steps per second by the clock; infinity for as fast as it goes.
    pub fn set_speed(&mut self, steps_per_second: f32) {
        self.pace.set_speed(steps_per_second);
        self.show_at_once();
    }

    /// The unit that frames tell more of, and whether they carry the histograms of the layers.
    pub fn set_detail(&mut self, unit: Option<UnitId>, distributions: bool) {
        self.unit = unit;
        self.change(|session| session.set_distributions(distributions));
    }

    /// Does something to the session; training goes on as before.
    pub fn change(&mut self, action: impl FnOnce(&mut Session)) {
        if let Some(session) = &mut self.session {
            action(session);
        }
        self.show_at_once();
    }

    /// Pauses, and does something to the session.
    pub fn pause_and(&mut self, now_millis: f64, action: impl FnOnce(&mut Session)) {
        self.play(false, now_millis);
        self.change(action);
    }

    /// What the user did is shown at once, not at the next frame's time.
    fn show_at_once(&mut self) {
        self.is_dirty = true;
        self.next_frame_millis = 0.0;
    }

    /// The steps that are owed by now, for [`SLICE_MILLIS`] at most. `now_millis`: the clock.
    pub fn train(&mut self, now_millis: impl Fn() -> f64) {
        let (true, Some(session)) = (self.playing, &mut self.session) else { return };
        let start = now_millis();
        let owed = if self.goal.is_some() { u64::MAX } else { self.pace.owed(start) };
        let is_unlimited = self.goal.is_some() || self.pace.is_unlimited();
        session.set_measuring(if is_unlimited { Measuring::Sparse } else { Measuring::Everything });
        let reached = |session: &Session| self.goal.is_some_and(|(epoch, _)| session.state().epoch >= epoch);
        let mut taken = 0;
        // Asking for the time costs more than a step of a tiny net: it is asked for every few steps.
        let mut steps_between_looks = 1;
        while taken < owed {
            let wanted = (owed - taken).min(steps_between_looks);
            for _ in 0..wanted {
                // A divergence is kept by the session and told with the frame.
                if reached(session) || session.step().is_err() || session.ended().is_some() {
                    break;
                }
            }
            taken += wanted;
            let elapsed = now_millis() - start;
            if elapsed >= SLICE_MILLIS || session.ended().is_some() || reached(session) {
                break;
            }
            steps_between_looks =
                if elapsed < SLICE_MILLIS / 8.0 { steps_between_looks * 2 } else { steps_between_looks };
        }
        let has_ended = session.ended().is_some();
        let goes_on = self.goal.filter(|_| reached(session)).map(|(_, play)| play);
        let now = now_millis();
        self.pace.took(taken, now);
        self.is_dirty |= taken > 0;
        if has_ended {
            self.play(false, now);
        } else if let Some(play) = goes_on {
            // The clock of the usual speed begins here.
            self.play(false, now);
            self.play(play, now);
        }
    }

    /// Whether there is something new to show, and it is time.
    pub fn is_frame_due(&self, now_millis: f64) -> bool {
        self.session.is_some() && self.is_dirty && now_millis >= self.next_frame_millis
    }

    /// How the run stands, as far as the page does not know.
    pub fn frame(&mut self, now_millis: f64) -> Option<Frame> {
        let session = self.session.as_mut()?;
        self.is_dirty = false;
        Some(self.encoder.encode(session.snapshot(self.playing, self.pace.measured(now_millis), self.unit)))
    }

    /// Notes how long it took to make and to send the last frame, begun at `start_millis`.
    pub fn frame_cost(&mut self, start_millis: f64, cost_millis: f64) {
        self.next_frame_millis = start_millis + FRAME_MILLIS.max(FRAME_SHARE * cost_millis);
    }

    /// The page has the last frame.
    pub fn acknowledge(&mut self) {
        self.encoder.acknowledge();
    }

    /// Milliseconds until a step or a frame is due; `None`: nothing before the next command.
    pub fn wait_millis(&self, now_millis: f64, page_is_free: bool) -> Option<f64> {
        self.session.as_ref()?;
        let pace = || if self.goal.is_some() { 0.0 } else { self.pace.wait_millis() };
        let step = self.playing.then(pace);
        let frame = (self.is_dirty && page_is_free).then(|| (self.next_frame_millis - now_millis).max(0.0));
        step.into_iter().chain(frame).reduce(f64::min)
    }
}
