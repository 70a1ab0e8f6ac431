//! The worker's side of the browser: a [`Runner`] with its message port, its timers and its clock.
//!
//! Between two slices of training the runner hands control back to the browser, which delivers what came in. At full speed
//! the worker posts itself a message for the next slice (timers would wait 4 ms); else it sleeps until something is due.

use std::cell::RefCell;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

use relu_lab::protocol::{Event, from_bytes, to_bytes};
use relu_lab::runner::{Host, Runner};

use crate::hooks::clock::Clock;

thread_local! {
    static WORKER: RefCell<Option<Worker>> = const { RefCell::new(None) };
}

/// Whether this program runs as a worker, and not as a page.
pub fn is_worker() -> bool {
    js_sys::global().has_type::<DedicatedWorkerGlobalScope>()
}

/// Starts listening, and says so.
pub fn start() {
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

    let runner = Runner::new(Browser { scope, clock: Clock::new() });
    let worker = Worker { runner, myself: channel.port2(), on_turn, turn_is_due: false };
    WORKER.with_borrow_mut(|slot| *slot = Some(worker));
}

fn with_worker(action: impl FnOnce(&mut Worker)) {
    WORKER.with_borrow_mut(|slot| {
        if let Some(worker) = slot {
            action(worker);
        }
    });
}

struct Worker {
    runner: Runner<Browser>,
    /// A message to itself: the next slice, without a timer's delay.
    myself: MessagePort,
    on_turn: Closure<dyn FnMut()>,
    turn_is_due: bool,
}

impl Worker {
    fn receive(&mut self, bytes: &[u8]) {
        match from_bytes(bytes) {
            Ok(command) => self.runner.receive(command),
            Err(error) => self.runner.fail(error.to_string()),
        }
        self.schedule();
    }

    fn turn(&mut self) {
        self.turn_is_due = false;
        self.runner.turn();
        self.schedule();
    }

    /// Asks for the next turn, if there is not one on its way.
    fn schedule(&mut self) {
        if self.turn_is_due {
            return;
        }
        let Some(wait) = self.runner.wait_millis() else { return };
        self.turn_is_due = if wait < 1.0 {
            self.myself.post_message(&JsValue::NULL).is_ok()
        } else {
            let (scope, callback) = (&self.runner.host().scope, self.on_turn.as_ref().unchecked_ref());
            scope.set_timeout_with_callback_and_timeout_and_arguments_0(callback, wait.ceil() as i32).is_ok()
        };
    }
}

/// The clock and the channel of a Web Worker.
struct Browser {
    scope: DedicatedWorkerGlobalScope,
    clock: Clock,
}

impl Host for Browser {
    fn now_millis(&self) -> f64 {
        self.clock.at(self.scope.performance().map_or(0.0, |performance| performance.now()))
    }

    /// As one transferred buffer.
    fn send(&self, event: &Event) {
        // Neither can fail for these types; if one did, there would be no channel left to say so.
        let array = Uint8Array::from(to_bytes(event).as_slice());
        let _ = self.scope.post_message_with_transfer(&array, &Array::of1(&array.buffer()));
    }
}
