//! The links of `tests/fingerprints.json`, played to their ends.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use xtask::browser::Engine;

use crate::page::Page;

const LIMIT: Duration = Duration::from_secs(10);
/// Of engines that take longer over a large net.
const LONGER: Duration = Duration::from_secs(40);

impl Page {
    /// Plays every pinned link at full speed; panics if one ends otherwise than pinned. Returns how many there are.
    pub fn assert_pinned_bits(&self) -> usize {
        let rows: Vec<Value> =
            serde_json::from_str(include_str!("../../fingerprints.json")).expect("fingerprints.json is a list");
        let mut failures = Vec::new();
        for row in &rows {
            let start = Instant::now();
            let outcome = run(self, row);
            println!("{:4.1} s {}", start.elapsed().as_secs_f64(), row["link"]);
            if let Err(difference) = outcome {
                failures.push(format!("{}: {difference}", row["link"]));
            }
        }
        assert!(failures.is_empty(), "{} of {} links fail:\n{}", failures.len(), rows.len(), failures.join("\n"));
        rows.len()
    }
}

/// Plays one link to its end at full speed; the error says what was otherwise than pinned.
fn run(page: &Page, row: &Value) -> Result<(), String> {
    let link = row["link"].as_str().ok_or("no link")?;
    let separator = if link.contains('?') { '&' } else { '?' };
    let link = format!("{link}{separator}epochs={}", row["epochs"]);
    // In Chromium every link is loaded. Elsewhere the page goes on from one to the next, as loading takes most of the time there; a run
    // that has not ended would be played on.
    if page.engine() != Engine::Chromium && page.try_data("status").as_deref() == Some("finished") {
        page.edit_link(&link);
    } else {
        page.go(&link);
    }
    wait(page, "ready")?;
    let speed = page.field("Speed");
    speed.set(&speed.attribute("max").unwrap_or_else(|| "100".to_owned()));
    page.button("Play").click();
    wait(page, "finished")?;

    let epoch = page.data("epoch").parse().ok();
    if epoch != row["epochs"].as_u64() {
        return Err(format!("ends after epoch {epoch:?}, not {}", row["epochs"]));
    }
    let fingerprint = page.data("fingerprint");
    if row["fingerprint"] != fingerprint {
        return Err(format!("fingerprint {fingerprint}, not {}", row["fingerprint"]));
    }
    // Bits, not texts: the page shows the shortest decimals that give the same number.
    let loss = page.data("train-loss");
    let pinned = serde_json::from_value(row["train_loss"].clone()).map(f32::to_bits).ok();
    if loss.parse().map(f32::to_bits).ok() != pinned {
        return Err(format!("a training loss of {loss}, not {}", row["train_loss"]));
    }
    Ok(())
}

/// Waits for a status of a run whose first frame has come.
fn wait(page: &Page, status: &str) -> Result<(), String> {
    let limit = if page.engine() == Engine::Chromium { LIMIT } else { LONGER };
    let start = Instant::now();
    loop {
        let now = page.try_data("status").unwrap_or_default();
        let has_frame = page.try_data("fingerprint").is_some_and(|digits| digits.contains(|digit| digit != '0'));
        if now == status && has_frame {
            return Ok(());
        }
        if start.elapsed() > limit {
            let what = if has_frame { "" } else { ", and no frame has come" };
            return Err(format!("still {now:?} after {limit:?} instead of {status:?}{what}"));
        }
        thread::sleep(Duration::from_millis(20));
    }
}
