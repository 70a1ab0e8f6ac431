//! Training at full speed must not be felt: animation frames keep coming while the worker trains as fast as it can.

use browser_tests::{Frames, Page};
use relu_lab::train::bench::WORKLOADS;

/// 60 frames a second in the median, 95 of 100 within two of them, no task that a person would notice.
const MEDIAN_MILLIS: f64 = 1000.0 / 60.0;
const P95_MILLIS: f64 = 33.4;
const TASK_MILLIS: f64 = 50.0;
/// A machine that is busy with other things misses frames through no fault of the page.
const TOLERANCE: f64 = 1.5;
const ATTEMPTS: usize = 3;

/// How far over the limits it is: at most 1 is within all of them.
fn excess(frames: &Frames) -> f64 {
    [(frames.median, MEDIAN_MILLIS), (frames.p95, P95_MILLIS), (frames.longest_task, TASK_MILLIS)]
        .into_iter()
        .fold(0.0, |most, (got, limit)| most.max(got / limit))
}

#[test]
fn frames_come_while_training_at_full_speed_with_every_panel_open() {
    println!("limits: median {MEDIAN_MILLIS:.1} ms, 95 % within {P95_MILLIS} ms, no task over {TASK_MILLIS} ms;");
    println!("the test allows {TOLERANCE} times that, in the best of {ATTEMPTS} attempts");
    for workload in WORKLOADS.iter().filter(|workload| workload.aim.is_none()) {
        let page = Page::open(&format!("#/train?{}", workload.query));
        page.train_with_every_panel_open();
        let mut best = f64::INFINITY;
        for _ in 0..ATTEMPTS {
            let frames = Frames::of(&page, 10_000);
            println!("{}: {frames}", workload.net);
            assert!(frames.steps_per_second > 100.0, "{}: it hardly trains", workload.net);
            best = best.min(excess(&frames));
            if best <= TOLERANCE {
                break;
            }
        }
        assert!(best <= TOLERANCE, "{}: {best:.2} times the limits, see above", workload.net);
        page.assert_clean();
    }
}
