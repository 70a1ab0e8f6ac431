//! One run by the clock: plays, pauses and steps a [`Session`], goes back in it, and says when its next frame is due.

use crate::protocol::GoingBack;
use crate::protocol::frames::{Frame, FrameEncoder};
use crate::runner::SLICE_MILLIS;
use crate::train::measuring::Measuring;
use crate::train::pace::{Pace, slow_start};
use crate::train::session::Session;
use crate::train::snapshot::{Picture, UnitId};
use crate::train::spec::Spec;
use crate::train::start::{Start, StartError};
use crate::train::way_back::{NotKept, Replay};

/// Frames come at most this often: enough for a plot, and training keeps the machine.
const FRAME_MILLIS: f64 = 50.0;
/// Making a frame takes at most one part in so many of the time.
const FRAME_SHARE: f64 = 12.0;

/// A way back that takes longer than this is told of, and then as often.
const PROGRESS_MILLIS: f64 = 200.0;

/// What a playback has to tell beside its frames.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Told {
    /// How going back goes.
    GoingBack(GoingBack),
    /// It has paused because a unit died.
    PausedAtDeath,
}

/// A way back that is being gone.
struct Return {
    replay: Replay,
    with_settings: bool,
    /// When it is told of next.
    told_millis: f64,
}

/// A run and its clock. Times are milliseconds from any fixed start.
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Playback {
    run: u32,
    session: Option<Session>,
    playing: bool,
    /// The epoch to be reached as fast as it goes, and whether training goes on then.
    goal: Option<(u32, bool)>,
    pace: Pace,
    /// The speed that is wanted, in steps per second.
    speed: f32,
    starts_slowly: bool,
    pauses_at_death: bool,
    going_back: Option<Return>,
    told: Vec<Told>,
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
            speed: f32::INFINITY,
            starts_slowly: false,
            pauses_at_death: false,
            going_back: None,
            told: Vec::new(),
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
    ///
    /// # Errors
    /// [`StartError`] if the weights to begin with are not those of such a network; there is no run then.
    pub fn start(&mut self, run: u32, spec: Spec, start: Start, play: bool, now_millis: f64) -> Result<(), StartError> {
        self.run = run;
        self.unit = None;
        (self.going_back, self.told) = (None, Vec::new());
        self.session = None;
        self.session = Some(Session::with_start(spec, start)?);
        self.encoder.start_run();
        self.play(play, now_millis);
        Ok(())
    }

    /// The run, if one has begun.
    pub fn session_mut(&mut self) -> Option<&mut Session> {
        self.session.as_mut()
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
            self.give_up();
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
        if steps_per_second > 0.0 {
            self.speed = steps_per_second;
        }
        self.pace.set_speed(steps_per_second);
        self.show_at_once();
    }

    /// Whether the first epochs go slowly enough to be followed.
    pub fn set_slow_start(&mut self, on: bool) {
        self.starts_slowly = on;
        self.pace.set_speed(self.speed);
    }

    /// Whether it pauses where a unit dies.
    pub fn set_pause_at_death(&mut self, on: bool) {
        self.pauses_at_death = on;
    }

    /// What there is to tell, once.
    pub fn told(&mut self) -> Vec<Told> {
        std::mem::take(&mut self.told)
    }

    /// The unit that frames tell more of, whether they carry the histograms of the layers, and what they carry beside the maps.
    pub fn set_detail(&mut self, unit: Option<UnitId>, distributions: bool, picture: Picture) {
        self.unit = unit;
        self.look(|session| {
            session.set_distributions(distributions);
            session.set_picture(picture);
        });
    }

    /// Has the session tell more or less of itself; nothing of the run changes by that.
    pub fn look(&mut self, set: impl FnOnce(&mut Session)) {
        if let Some(session) = &mut self.session {
            set(session);
        }
        self.show_at_once();
    }

    /// Does something to the session; training goes on as before.
    pub fn change(&mut self, action: impl FnOnce(&mut Session)) {
        self.give_up();
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

    /// Pauses, and goes back in slices; what is shown stays until it is there.
    /// `with_settings`: see [`Session::return_to`].
    pub fn go_back(
        &mut self,
        now_millis: f64,
        with_settings: bool,
        way: impl FnOnce(&mut Session) -> Result<Replay, NotKept>,
    ) {
        self.play(false, now_millis);
        let Some(session) = &mut self.session else { return };
        match way(session) {
            Ok(replay) => {
                let told_millis = now_millis + PROGRESS_MILLIS;
                self.going_back = Some(Return { replay, with_settings, told_millis });
                self.go_on_back(now_millis, &|| now_millis);
            }
            Err(NotKept) => self.told.push(Told::GoingBack(GoingBack::NotKept)),
        }
    }

    /// Lets go of the way back; the run is where it was.
    fn give_up(&mut self) {
        if self.going_back.take().is_some() {
            self.told.push(Told::GoingBack(GoingBack::GivenUp));
        }
    }

    /// Goes on with the way back for [`SLICE_MILLIS`] at most.
    fn go_on_back(&mut self, start: f64, now_millis: &dyn Fn() -> f64) {
        let (Some(mut going), Some(session)) = (self.going_back.take(), &mut self.session) else { return };
        let mut steps = 1;
        loop {
            match session.advance(&mut going.replay, steps) {
                Ok(true) => {
                    session.return_to(going.replay, going.with_settings);
                    self.told.push(Told::GoingBack(GoingBack::Done));
                    return self.show_at_once();
                }
                Ok(false) => {}
                Err(NotKept) => {
                    self.told.push(Told::GoingBack(GoingBack::NotKept));
                    return self.show_at_once();
                }
            }
            let now = now_millis();
            if now - start >= SLICE_MILLIS || now <= start {
                if now >= going.told_millis {
                    self.told.push(Told::GoingBack(GoingBack::Share(going.replay.share())));
                    going.told_millis = now + PROGRESS_MILLIS;
                }
                self.going_back = Some(going);
                return;
            }
            steps = if now - start < SLICE_MILLIS / 8.0 { steps * 2 } else { steps };
        }
    }

    /// What the user did is shown at once, not at the next frame's time.
    fn show_at_once(&mut self) {
        self.is_dirty = true;
        self.next_frame_millis = 0.0;
    }

    /// The steps that are owed by now, for [`SLICE_MILLIS`] at most. `now_millis`: the clock.
    pub fn train(&mut self, now_millis: impl Fn() -> f64) {
        if self.going_back.is_some() {
            return self.go_on_back(now_millis(), &now_millis);
        }
        let (true, Some(session)) = (self.playing, &mut self.session) else { return };
        let start = now_millis();
        if self.starts_slowly {
            let steps_per_epoch = (session.state().order.len() as f32 / session.spec().batch_size() as f32).ceil();
            self.pace.set_speed(slow_start(self.speed, session.state().epoch, steps_per_epoch));
        }
        let owed = if self.goal.is_some() { u64::MAX } else { self.pace.owed(start) };
        let is_unlimited = self.goal.is_some() || self.pace.is_unlimited();
        let deadly_checks = session.deadly_checks();
        let pauses_at_death = self.pauses_at_death;
        let has_died = |session: &Session| pauses_at_death && session.deadly_checks() != deadly_checks;
        session.set_measuring(if is_unlimited { Measuring::Sparse } else { Measuring::Everything });
        let reached = |session: &Session| self.goal.is_some_and(|(epoch, _)| session.state().epoch >= epoch);
        let mut taken = 0;
        // Asking for the time costs more than a step of a tiny net: it is asked for every few steps.
        let mut steps_between_looks = 1;
        while taken < owed {
            let wanted = (owed - taken).min(steps_between_looks);
            for _ in 0..wanted {
                // A divergence is kept by the session and told with the frame.
                if reached(session) || session.step().is_err() || session.ended().is_some() || has_died(session) {
                    break;
                }
            }
            taken += wanted;
            let elapsed = now_millis() - start;
            if elapsed >= SLICE_MILLIS || session.ended().is_some() || has_died(session) || reached(session) {
                break;
            }
            steps_between_looks =
                if elapsed < SLICE_MILLIS / 8.0 { steps_between_looks * 2 } else { steps_between_looks };
        }
        let (has_ended, has_died) = (session.ended().is_some(), has_died(session));
        let goes_on = self.goal.filter(|_| reached(session)).map(|(_, play)| play);
        let now = now_millis();
        self.pace.took(taken, now);
        self.is_dirty |= taken > 0;
        if has_ended || has_died {
            self.play(false, now);
        } else if let Some(play) = goes_on {
            // The clock of the usual speed begins here.
            self.play(false, now);
            self.play(play, now);
        }
        if has_died {
            self.told.push(Told::PausedAtDeath);
        }
    }

    /// Whether there is something new to show, and it is time.
    pub fn is_frame_due(&self, now_millis: f64) -> bool {
        self.session.is_some() && self.is_dirty && self.going_back.is_none() && now_millis >= self.next_frame_millis
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
        if self.going_back.is_some() {
            return Some(0.0);
        }
        let pace = || if self.goal.is_some() { 0.0 } else { self.pace.wait_millis() };
        let step = self.playing.then(pace);
        let frame = (self.is_dirty && page_is_free).then(|| (self.next_frame_millis - now_millis).max(0.0));
        step.into_iter().chain(frame).reduce(f64::min)
    }
}
