//! How smoothly a page runs: the times between its animation frames, its longest task, and how fast it trains meanwhile.

use std::fmt;
use std::time::Duration;

use relu_lab::compare::statistics::quantile;
use serde_json::Value;

use crate::page::Page;

/// What was seen of a page over some seconds. Times are milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Frames {
    /// How many there were.
    pub count: usize,
    /// The time from one frame to the next.
    pub median: f64,
    /// 95 of 100 frames came within this time.
    pub p95: f64,
    /// The longest time without a frame.
    pub longest: f64,
    /// The longest task of the main thread; 0 if none took more than 50 ms, the shortest that the browser tells of.
    pub longest_task: f64,
    /// Training steps that the page showed, per second.
    pub steps_per_second: f64,
}

impl Frames {
    /// Looks at a page for so many milliseconds.
    pub fn of(page: &Page, millis: u64) -> Self {
        let answer = page.script_async(include_str!("frames.js"), vec![millis.into()]);
        let numbers = |name: &str| -> Vec<f64> {
            answer[name].as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
        };
        let number = |name: &str| answer[name].as_f64().unwrap_or(f64::NAN);
        let intervals = numbers("intervals");
        let at = |q| quantile(&intervals, q).unwrap_or(f64::INFINITY);
        Self {
            count: intervals.len(),
            median: at(0.5),
            p95: at(0.95),
            longest: at(1.0),
            longest_task: numbers("tasks").into_iter().fold(0.0, f64::max),
            steps_per_second: number("steps") / number("millis") * 1000.0,
        }
    }
}

impl fmt::Display for Frames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { count, median, p95, longest, longest_task, steps_per_second } = self;
        write!(f, "{count} frames, median {median:.1} ms, 95 % within {p95:.1} ms, longest {longest:.0} ms; ")?;
        match longest_task {
            0.0 => write!(f, "no task over 50 ms")?,
            millis => write!(f, "longest task {millis:.0} ms")?,
        }
        write!(f, "; {steps_per_second:.0} steps/s")
    }
}

impl Page {
    /// Lets the Train page run as fast as it goes, with everything open that can be open beside the rest: a unit pinned
    /// and inspected, the interventions, no earlier frame waiting.
    pub fn train_with_every_panel_open(&self) {
        let limit = Duration::from_secs(20);
        self.wait_until("the first frame", limit, |page| {
            page.try_data("status").is_some_and(|status| status != "loading")
        });
        self.button("All units").click();
        self.button("H1·1").click();
        self.button("Inspect").click();
        self.all("summary", Some("Interventions"))[0].click();
        let speed = self.field("Speed");
        speed.set(&speed.attribute("max").unwrap_or_else(|| "100".to_owned()));
        self.button("Play").click();
        self.wait_until("it trains", limit, |page| page.value("step") > 100.0);
    }
}
