//! The table for people and the JSON for programs.

use std::fmt::Write as _;

use relu_lab::train::bench::{Workload, flops_per_sample};
use serde_json::{Value, json};

use crate::contenders::WASM;
use crate::lab::Lab;
use crate::machine;
use crate::results::{Results, Spread};

/// Everything of one run.
pub struct Report<'a> {
    /// What was measured.
    pub results: &'a Results,
    /// Who was measured, in the order of the rows.
    pub contenders: &'a [&'static str],
    /// What was measured of them.
    pub workloads: &'a [&'static Workload],
    /// Where.
    pub lab: &'a Lab,
}

/// A row of the page's table: its name, and what stands in it for a workload.
type Line = (&'static str, fn(&Results, &Workload) -> String);

impl Report<'_> {
    fn bare(&self) -> impl Iterator<Item = &'static Workload> {
        self.workloads.iter().copied().filter(|workload| workload.aim.is_some())
    }

    fn whole_page(&self) -> impl Iterator<Item = &'static Workload> {
        self.workloads.iter().copied().filter(|workload| workload.aim.is_none())
    }

    /// Share of the peak that the core reaches in WebAssembly.
    fn share_of_peak(&self, workload: &Workload) -> f64 {
        let speed = self.results.speed(workload.id, WASM).median;
        speed * flops_per_sample(&workload.spec()) as f64 / Spread::of(&self.results.peak).median
    }

    /// Two tables and a line of context, as the README shows them.
    pub fn markdown(&self) -> String {
        let mut text = format!(
            "{}; {}; {}. Medians of {} rounds, every contender in turn; ± is half of the range; in brackets: how many times slower than our WebAssembly.\n\n",
            self.lab.date,
            machine::describe(),
            self.lab.browser,
            self.results.peak.len()
        );
        let head: Vec<_> = self.bare().map(|workload| format!("{}: {}", workload.id, workload.net)).collect();
        row(&mut text, "Samples per second", &head);
        row(&mut text, "---", &vec!["---:".to_owned(); head.len()]);
        for contender in self.contenders {
            let cell = |workload: &Workload| {
                let ours = self.results.speed(workload.id, WASM).median;
                let speed = self.results.speed(workload.id, contender);
                let ratio =
                    if *contender == WASM { String::new() } else { format!(" ({})", times(ours / speed.median)) };
                format!("{} ± {:.0} %{ratio}", short(speed.median), 100.0 * speed.half_width())
            };
            row(&mut text, contender, &self.bare().map(cell).collect::<Vec<_>>());
        }
        let share = |w: &Workload| {
            let flops = flops_per_sample(&w.spec());
            format!("{:.0} % of the peak at {} operations a sample", 100.0 * self.share_of_peak(w), short(flops as f64))
        };
        row(&mut text, "WebAssembly SIMD", &self.bare().map(share).collect::<Vec<_>>());
        let peak = Spread::of(&self.results.peak);
        let _ = writeln!(
            text,
            "\nPeak of WebAssembly SIMD in the same browser: {:.1} GFLOP/s ± {:.0} % of multiplications and additions in registers.\n",
            peak.median / 1e9,
            100.0 * peak.half_width()
        );
        if self.whole_page().next().is_none() {
            return text;
        }
        row(
            &mut text,
            "The Train page, every panel open",
            &self.whole_page().map(|w| w.net.replace(", the whole page", "")).collect::<Vec<_>>(),
        );
        row(&mut text, "---", &vec!["---:".to_owned(); self.whole_page().count()]);
        let lines: [Line; 5] = [
            ("Samples per second, drawn", |r, w| short(r.page(w.id, |d| d.with_page).median)),
            ("The same training, not drawn", |r, w| short(r.page(w.id, |d| d.alone).median)),
            ("Drawn / not drawn", |r, w| format!("{:.0} %", 100.0 * r.page(w.id, |d| d.with_page / d.alone).median)),
            ("Animation frames: median, 95 % within", |r, w| {
                let (median, p95) = (r.page(w.id, |d| d.frames.median), r.page(w.id, |d| d.frames.p95));
                format!("{:.1} ms, {:.1} ms", median.median, p95.median)
            }),
            ("Longest task of the main thread", |r, w| match r.page(w.id, |d| d.frames.longest_task).high {
                0.0 => "none over 50 ms".to_owned(),
                millis => format!("{millis:.0} ms"),
            }),
        ];
        for (name, cell) in lines {
            row(&mut text, name, &self.whole_page().map(|w| cell(self.results, w)).collect::<Vec<_>>());
        }
        text
    }

    /// The same numbers, unrounded.
    pub fn json(&self) -> Value {
        let spread = |spread: Spread| json!({ "median": spread.median, "low": spread.low, "high": spread.high });
        let workloads = self.bare().map(|workload| {
            let ours = self.results.speed(workload.id, WASM).median;
            let contenders = self.contenders.iter().map(|contender| {
                let speed = self.results.speed(workload.id, contender);
                let times_slower = ours / speed.median;
                json!({ "name": contender, "samples_per_second": spread(speed), "times_slower": times_slower })
            });
            json!({
                "id": workload.id,
                "net": workload.net,
                "aim": workload.aim,
                "flops_per_sample": flops_per_sample(&workload.spec()),
                "share_of_peak": self.share_of_peak(workload),
                "fingerprint": self.results.fingerprints.get(workload.id),
                "contenders": contenders.collect::<Vec<_>>(),
            })
        });
        let pages = self.whole_page().map(|workload| {
            let page = |number: fn(&crate::page::Look) -> f64| spread(self.results.page(workload.id, number));
            json!({
                "id": workload.id,
                "net": workload.net,
                "drawn_samples_per_second": page(|d| d.with_page),
                "samples_per_second": page(|d| d.alone),
                "drawn_share": page(|d| d.with_page / d.alone),
                "frame_median_millis": page(|d| d.frames.median),
                "frame_p95_millis": page(|d| d.frames.p95),
                "longest_task_millis": page(|d| d.frames.longest_task),
            })
        });
        json!({
            "date": self.lab.date,
            "machine": machine::describe(),
            "browser": self.lab.browser,
            "rounds": self.results.peak.len(),
            "peak_flops": spread(Spread::of(&self.results.peak)),
            "workloads": workloads.collect::<Vec<_>>(),
            "pages": pages.collect::<Vec<_>>(),
        })
    }
}

fn row(text: &mut String, name: &str, cells: &[String]) {
    let _ = writeln!(text, "| {name} | {} |", cells.join(" | "));
}

/// `18.4 M`, `412 k`.
fn short(value: f64) -> String {
    let (scaled, unit) = match value {
        v if v >= 1e6 => (v / 1e6, " M"),
        v if v >= 1e3 => (v / 1e3, " k"),
        v => (v, ""),
    };
    let digits = if scaled < 10.0 && !unit.is_empty() { 2 } else { usize::from(scaled < 100.0 && !unit.is_empty()) };
    format!("{scaled:.digits$}{unit}")
}

/// `35x`, `0.9x`.
fn times(ratio: f64) -> String {
    if ratio < 10.0 { format!("{ratio:.1}x") } else { format!("{ratio:.0}x") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_three_digits() {
        for (value, text) in [(18_432_000.0, "18.4 M"), (412_345.0, "412 k"), (5_900.0, "5.90 k"), (42.0, "42")] {
            assert_eq!(short(value), text);
        }
        assert_eq!((times(35.4), times(0.93)), ("35x".to_owned(), "0.9x".to_owned()));
    }
}
