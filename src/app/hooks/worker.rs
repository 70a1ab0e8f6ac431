//! The link to the worker: the only file that touches it.
//!
//! Edge: the worker. Commands go out as bytes in a transferred buffer. What comes in is handed to one handler; what was
//! sent before the worker said that it is ready would be lost, so the handler begins with [`FromWorker::Ready`].
//! A [watchdog](super::watchdog) asks every second whether the worker still listens.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Worker};

use leptos::leptos_dom::helpers::{IntervalHandle, set_interval_with_handle};
use leptos::prelude::document;

use relu_lab::explore::measured::Gain;
use relu_lab::export::ExportKind;
use relu_lab::nn::activation::Activation;
use relu_lab::protocol::frames::FrameDecoder;
use relu_lab::protocol::{Command, Event, GoingBack, from_bytes, to_bytes};
use relu_lab::train::snapshot::Snapshot;

use super::digits;
use super::watchdog::Watchdog;

thread_local! {
    /// Those that listen.
    static WORKERS: RefCell<Vec<Worker>> = const { RefCell::new(Vec::new()) };
}

#[wasm_bindgen]
extern "C" {
    /// Starts a worker and gives it the page's own program, compiled already: see `src/app/start.js`.
    #[wasm_bindgen(js_name = startWorker, catch)]
    fn start_worker() -> Result<Worker, JsValue>;
}

/// What the link tells the page.
#[derive(Debug)]
pub enum FromWorker {
    /// The worker listens.
    Ready,
    /// How a run stands.
    Frame(u32, Box<Snapshot>),
    /// A run takes no more steps until it is told to.
    Paused(u32),
    /// How going back in a run goes.
    GoingBack(u32, GoingBack),
    /// A run has paused because a unit died.
    PausedAtDeath(u32),
    /// The gain of a function through layers: initialisation, depth, and what was found.
    Gain(Activation, u32, u32, Gain),
    /// The weights of a run at a step.
    Weights(u32, u64, Vec<f32>),
    /// How far the jobs of a comparison are, or what came of one.
    Trial(Event),
    /// A file of the run, or why there is none.
    Exported(ExportKind, Result<Vec<u8>, String>),
    /// A run could not be started or carried on.
    Failed(String),
    /// The worker could not be loaded, or is no more.
    Died(String),
    /// The worker has not said a word for so many seconds. It may be at work on something long, or gone.
    Silent(u32),
    /// The worker that was silent has said something.
    Back,
}

/// A running worker. Dropping it ends the worker.
pub struct WorkerLink {
    worker: Worker,
    watch: Option<IntervalHandle>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(web_sys::Event)>,
}

impl WorkerLink {
    /// Starts a worker; everything it says goes to `handler`.
    ///
    /// # Errors
    /// A message for the user if the browser does not start workers at all.
    pub fn start(handler: impl Fn(FromWorker) + 'static) -> Result<Self, String> {
        let handler = Rc::new(handler);
        let worker =
            start_worker().map_err(|_| "this browser did not start the worker that trains the network".to_owned())?;
        let watchdog = Rc::new(Watchdog::default());
        let watch = {
            let (handler, watchdog, worker) = (Rc::clone(&handler), Rc::clone(&watchdog), worker.clone());
            let tick = move || {
                // In a hidden page timers come rarely, and nobody waits for an answer.
                if document().hidden() {
                    return;
                }
                if let Some(seconds) = watchdog.tick() {
                    handler(FromWorker::Silent(seconds));
                }
                if watchdog.listens() {
                    post(&worker, &Command::Ping);
                }
            };
            set_interval_with_handle(tick, Duration::from_secs(1)).ok()
        };
        let on_message = {
            let (handler, listener) = (Rc::clone(&handler), worker.clone());
            let decoder = RefCell::new(FrameDecoder::default());
            Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
                if watchdog.heard() {
                    handler(FromWorker::Back);
                }
                // Something else would be taken for a length, and bytes of that many would be asked for.
                let bytes = message.data().dyn_into::<Uint8Array>().map_or_else(|_| Vec::new(), |array| array.to_vec());
                handler(match from_bytes(&bytes) {
                    // The watchdog has heard the one; the page never asks for the other.
                    Ok(Event::Pong | Event::Bench(_)) => return,
                    Ok(Event::Paused { run }) => FromWorker::Paused(run),
                    Ok(Event::GoingBack { run, progress }) => FromWorker::GoingBack(run, progress),
                    Ok(Event::PausedAtDeath { run }) => FromWorker::PausedAtDeath(run),
                    Ok(Event::Ready) => {
                        // Before anything that may need them.
                        if let Some(bytes) = digits::bytes() {
                            post(&listener, &Command::Provide(bytes));
                        }
                        WORKERS.with_borrow_mut(|workers| workers.push(listener.clone()));
                        FromWorker::Ready
                    }
                    Ok(Event::Frame { run, frame }) => match decoder.borrow_mut().decode(*frame) {
                        Ok(snapshot) => FromWorker::Frame(run, Box::new(snapshot)),
                        Err(error) => FromWorker::Died(error.to_string()),
                    },
                    Ok(Event::Gain { activation, scheme, depth, gain }) => {
                        FromWorker::Gain(activation, scheme, depth, gain)
                    }
                    Ok(Event::Exported { kind, file }) => FromWorker::Exported(kind, file),
                    Ok(Event::Weights { run, step, numbers }) => FromWorker::Weights(run, step, numbers),
                    Ok(Event::Failed { error, .. }) => FromWorker::Failed(error),
                    Ok(
                        event @ (Event::TrialProgress { .. }
                        | Event::TrialDone { .. }
                        | Event::LessonDone { .. }
                        | Event::Race { .. }),
                    ) => FromWorker::Trial(event),
                    Err(error) => FromWorker::Died(error.to_string()),
                });
            })
        };
        // An error that nobody caught inside the worker, or a worker that the browser could not load.
        let on_error = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
            event.prevent_default();
            let reason = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).filter(|reason| !reason.is_empty());
            let reason = reason.unwrap_or_else(|| "it could not be loaded; load the page again".to_owned());
            handler(FromWorker::Died(format!("the worker that trains the network stopped: {reason}")));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self { worker, watch, _on_message: on_message, _on_error: on_error })
    }

    /// Sends a command. A worker that is gone says so through its error event or its silence, not here.
    pub fn send(&self, command: &Command) {
        post(&self.worker, command);
    }
}

impl Drop for WorkerLink {
    fn drop(&mut self) {
        if let Some(watch) = self.watch {
            watch.clear();
        }
        WORKERS.with_borrow_mut(|workers| workers.retain(|worker| *worker != self.worker));
        self.worker.terminate();
    }
}

/// Sends a command to every worker of the page that listens.
pub fn send_to_all(command: &Command) {
    WORKERS.with_borrow(|workers| workers.iter().for_each(|worker| post(worker, command)));
}

fn post(worker: &Worker, command: &Command) {
    // Neither can fail for these types; if one did, there would be no channel left to say so.
    let bytes = to_bytes(command);
    let buffer = Uint8Array::from(bytes.as_slice()).buffer();
    let _ = worker.post_message_with_transfer(&buffer, &Array::of1(&buffer));
}
