//! Paintings wait here for animation frames. Edge: the animation frame.
//!
//! Figures do not paint when a signal changes; they queue a job. The queue is worked off within a few milliseconds of each
//! frame, so that the page answers while it draws; of two jobs of one figure only the later one is done.

use std::cell::RefCell;
use std::collections::VecDeque;

use leptos::prelude::*;

use super::clock::Clock;

/// The longest time that painting takes of one animation frame, one figure apart: the network gets one of its own.
const BUDGET_MILLIS: f64 = 4.0;

#[derive(Default)]
struct Queue {
    jobs: VecDeque<(u32, Box<dyn FnOnce()>)>,
    when_done: Vec<Box<dyn FnOnce()>>,
    is_scheduled: bool,
    figures: u32,
}

thread_local! {
    static QUEUE: RefCell<Queue> = RefCell::default();
    static CLOCK: Clock = const { Clock::new() };
}

/// A number for a figure, to queue its paintings under.
pub fn new_figure() -> u32 {
    QUEUE.with_borrow_mut(|queue| {
        queue.figures += 1;
        queue.figures
    })
}

/// Queues the painting of a figure in place of an older job of the same figure.
pub fn enqueue(figure: u32, job: Box<dyn FnOnce()>) {
    QUEUE.with_borrow_mut(|queue| match queue.jobs.iter_mut().find(|(id, _)| *id == figure) {
        Some((_, old)) => *old = job,
        None => queue.jobs.push_back((figure, job)),
    });
    schedule();
}

/// Calls back once everything that is queued by then is painted. A hidden page paints when it is shown again.
pub fn when_painted(action: impl FnOnce() + 'static) {
    QUEUE.with_borrow_mut(|queue| queue.when_done.push(Box::new(action)));
    schedule();
}

fn schedule() {
    let is_scheduled = QUEUE.with_borrow_mut(|queue| std::mem::replace(&mut queue.is_scheduled, true));
    if !is_scheduled {
        request_animation_frame(work_off);
    }
}

fn work_off() {
    QUEUE.with_borrow_mut(|queue| queue.is_scheduled = false);
    let start = now_millis();
    while let Some((_, job)) = QUEUE.with_borrow_mut(|queue| queue.jobs.pop_front()) {
        job();
        if now_millis() - start > BUDGET_MILLIS {
            return schedule();
        }
    }
    for action in QUEUE.with_borrow_mut(|queue| std::mem::take(&mut queue.when_done)) {
        action();
    }
}

/// Milliseconds since the page was opened; they never go back.
pub fn now_millis() -> f64 {
    CLOCK.with(|clock| clock.at(window().performance().map_or(0.0, |performance| performance.now())))
}
