//! The worker's side: command to session to event, and the clock.
//!
//! Training runs in slices of a few milliseconds; between two slices the worker hands control back to the browser,
//! so that Pause is heard within a slice at any speed. Between slices at full speed it posts itself a message
//! (timers would wait 4 ms); at lower speeds it sleeps until the next step is owed.

mod lanes;

use std::cell::RefCell;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

use relu_lab::compare::lane::Lane;
use relu_lab::explore::{mean_field, measured};
use relu_lab::protocol::{Command, Event, from_bytes, to_bytes};
use relu_lab::train::bench;
use relu_lab::train::measuring::Measuring;
use relu_lab::train::pace::Pace;
use relu_lab::train::session::Session;
use relu_lab::train::snapshot::UnitId;

/// The longest time without listening to commands, one step apart.
const SLICE_MILLIS: f64 = 8.0;
/// Frames come at most this often: enough for a plot, and training keeps the machine.
const FRAME_MILLIS: f64 = 50.0;
/// Making a frame takes at most one part in so many of the time.
const FRAME_SHARE: f64 = 12.0;

thread_local! {
    static WORKER: RefCell<Option<Worker>> = const { RefCell::new(None) };
}

/// Whether this program runs as a worker, and not as a page.
pub fn is_worker() -> bool {
    js_sys::global().has_type::<DedicatedWorkerGlobalScope>()
}

/// Starts listening, and says so.
#[inline(never)]
pub fn start() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let Ok(channel) = MessageChannel::new() else { return };

    let on_turn = Closure::<dyn FnMut()>::new(|| with_worker(Worker::turn));
    channel.port1().set_onmessage(Some(on_turn.as_ref().unchecked_ref()));
    let on_command = Closure::<dyn FnMut(MessageEvent)>::new(|message: MessageEvent| {
        let bytes = Uint8Array::new(&message.data()).to_vec();
        with_worker(|worker| worker.receive(&bytes));
    });
    scope.set_onmessage(Some(on_command.as_ref().unchecked_ref()));
    on_command.forget();

    WORKER.with_borrow_mut(|slot| *slot = Some(Worker::new(scope, channel.port2(), on_turn)));
    with_worker(|worker| worker.send(&Event::Ready));
}

fn with_worker(action: impl FnOnce(&mut Worker)) {
    WORKER.with_borrow_mut(|slot| {
        if let Some(worker) = slot {
            action(worker);
        }
    });
}

#[allow(clippy::struct_excessive_bools, reason = "they change independently of each other")]
struct Worker {
    scope: DedicatedWorkerGlobalScope,
    /// A message to itself: the next slice, without a timer's delay.
    myself: MessagePort,
    on_turn: Closure<dyn FnMut()>,
    turn_is_due: bool,
    run: u32,
    session: Option<Session>,
    playing: bool,
    pace: Pace,
    shown: Option<UnitId>,
    /// The page has drawn what it got.
    page_is_free: bool,
    lanes: lanes::Lanes,
    /// Something changed since the last frame.
    is_dirty: bool,
    next_frame_millis: f64,
}

impl Worker {
    fn new(scope: DedicatedWorkerGlobalScope, myself: MessagePort, on_turn: Closure<dyn FnMut()>) -> Self {
        Self {
            scope,
            myself,
            on_turn,
            turn_is_due: false,
            run: 0,
            session: None,
            playing: false,
            pace: Pace::new(f32::INFINITY),
            shown: None,
            page_is_free: true,
            lanes: lanes::Lanes::default(),
            is_dirty: false,
            next_frame_millis: 0.0,
        }
    }

    fn receive(&mut self, bytes: &[u8]) {
        match from_bytes(bytes) {
            Ok(command) => self.obey(command),
            Err(error) => self.send(&Event::Failed { run: self.run, error: error.to_string() }),
        }
        self.frame_if_due();
        self.schedule();
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Start { run, spec, play } => {
                self.run = run;
                self.shown = None;
                self.session = Some(Session::new(spec));
                self.page_is_free = true;
                self.play(play);
            }
            Command::Pause => self.play(false),
            Command::Resume => self.play(true),
            Command::Step => {
                self.play(false);
                // A divergence is kept by the session and told with the frame.
                self.with_session(|session| _ = session.step());
            }
            Command::StepEpoch => {
                self.play(false);
                self.with_session(Session::step_epoch);
            }
            Command::SetSpeed(speed) => self.pace.set_speed(speed),
            Command::Change(spec) => self.with_session(|session| session.change(&spec)),
            Command::Look { unit, distributions } => {
                self.shown = unit;
                self.with_session(|session| session.set_distributions(distributions));
            }
            Command::BackToFinite => {
                self.play(false);
                self.with_session(Session::back_to_finite);
            }
            Command::BackBefore(id, step) => {
                self.play(false);
                self.with_session(|session| session.back_before(id, step));
            }
            Command::ReinitialiseDead => self.with_session(Session::reinitialise_dead),
            Command::AddToBias(units, amount) => self.with_session(|session| session.add_to_bias(&units, amount)),
            Command::SetNumber(id, input, value) => self.with_session(|session| session.set_number(id, input, value)),
            Command::BatchNormOn => self.with_session(Session::batch_norm_on),
            Command::RunLane { job, spec, target } => {
                self.lanes.add(job, Lane::new(spec, target));
                return;
            }
            Command::DropLanes => {
                self.lanes.clear();
                return;
            }
            Command::Race { epochs_per_second, playing } => {
                let now = self.now();
                self.lanes.race(epochs_per_second, playing, now);
                // At once: a timer may be running for the speed that was.
                self.advance_lanes();
                return;
            }
            Command::StepRace => {
                self.lanes.step();
                self.advance_lanes();
                return;
            }
            Command::Drawn => {
                self.page_is_free = true;
                return;
            }
            Command::Bench(spec, steps) => {
                let timed = bench::train(&spec, steps, || self.now());
                self.send(&Event::Bench(timed));
                return;
            }
            Command::MeasureGain { activation, scheme, depth, nets } => {
                if let Some(row) = mean_field::SCHEMES.get(scheme as usize) {
                    let gain = measured::gain(&activation, row, depth as usize, nets);
                    self.send(&Event::Gain { activation, scheme, depth, gain });
                }
                return;
            }
        }
        // What the user did is shown at once, not at the next frame's time.
        self.is_dirty = true;
        self.next_frame_millis = 0.0;
    }

    fn play(&mut self, playing: bool) {
        if playing && !self.playing {
            self.pace.start(self.now());
        } else if !playing {
            self.pace.stop();
            // Whoever takes single steps wants to see what each of them did.
            self.with_session(|session| session.set_measuring(Measuring::Everything));
        }
        self.playing = playing;
    }

    fn with_session(&mut self, action: impl FnOnce(&mut Session)) {
        if let Some(session) = &mut self.session {
            action(session);
        }
    }

    /// One slice of training, a frame if one is due, and the next turn.
    fn turn(&mut self) {
        self.turn_is_due = false;
        if self.playing {
            self.train();
        }
        self.advance_lanes();
        self.frame_if_due();
        self.schedule();
    }

    fn advance_lanes(&mut self) {
        let until = self.now() + SLICE_MILLIS;
        for event in self.lanes.advance(until, self.page_is_free, || now(&self.scope)) {
            self.page_is_free &= !matches!(event, Event::Race { .. });
            self.send(&event);
        }
    }

    fn train(&mut self) {
        let start = self.now();
        let owed = self.pace.owed(start);
        let Some(session) = &mut self.session else { return };
        session.set_measuring(if self.pace.is_unlimited() { Measuring::Sparse } else { Measuring::Everything });
        let mut taken = 0;
        // Asking for the time costs more than a step of a tiny net: it is asked for every few steps.
        let mut steps_between_looks = 1;
        while taken < owed {
            let wanted = (owed - taken).min(steps_between_looks);
            for _ in 0..wanted {
                // A divergence is kept by the session and told with the frame.
                if session.step().is_err() || session.ended().is_some() {
                    break;
                }
            }
            taken += wanted;
            let elapsed = now(&self.scope) - start;
            if elapsed >= SLICE_MILLIS || session.ended().is_some() {
                break;
            }
            steps_between_looks =
                if elapsed < SLICE_MILLIS / 8.0 { steps_between_looks * 2 } else { steps_between_looks };
        }
        let ended = session.ended().is_some();
        self.pace.took(taken, self.now());
        self.is_dirty |= taken > 0;
        if ended {
            self.play(false);
            self.next_frame_millis = 0.0;
        }
    }

    fn frame_if_due(&mut self) {
        let start = self.now();
        if !(self.is_dirty && self.page_is_free && start >= self.next_frame_millis) {
            return;
        }
        let steps_per_second = self.pace.measured(start);
        let Some(session) = &mut self.session else { return };
        let snapshot = Box::new(session.snapshot(self.playing, steps_per_second, self.shown));
        self.send(&Event::Frame { run: self.run, snapshot });
        self.is_dirty = false;
        self.page_is_free = false;
        let cost = self.now() - start;
        self.next_frame_millis = start + FRAME_MILLIS.max(FRAME_SHARE * cost);
    }

    /// Asks for the next turn: at once at full speed, else when the next step or frame is owed.
    fn schedule(&mut self) {
        if self.turn_is_due {
            return;
        }
        let frame_wait = self.next_frame_millis - self.now();
        let has_frame = self.session.is_some() && self.is_dirty && self.page_is_free;
        let waits = [
            (self.session.is_some() && self.playing).then(|| self.pace.wait_millis()),
            has_frame.then_some(frame_wait),
            self.lanes.wait_millis(self.now(), self.page_is_free),
        ];
        let Some(wait) = waits.into_iter().flatten().reduce(f64::min) else { return };
        self.turn_is_due = if wait < 1.0 {
            self.myself.post_message(&JsValue::NULL).is_ok()
        } else {
            let callback = self.on_turn.as_ref().unchecked_ref();
            self.scope.set_timeout_with_callback_and_timeout_and_arguments_0(callback, wait.ceil() as i32).is_ok()
        };
    }

    /// Sends an event as one transferred buffer.
    fn send(&self, event: &Event) {
        // Neither can fail for these types; if one did, there would be no channel left to say so.
        let bytes = to_bytes(event);
        let array = Uint8Array::from(bytes.as_slice());
        let _ = self.scope.post_message_with_transfer(&array, &Array::of1(&array.buffer()));
    }

    fn now(&self) -> f64 {
        now(&self.scope)
    }
}

fn now(scope: &DedicatedWorkerGlobalScope) -> f64 {
    scope.performance().map_or(0.0, |performance| performance.now())
}
