//! The links of `tests/fingerprints.json`, played to their ends.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::page::Page;

const LIMIT: Duration = Duration::from_secs(10);

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
    page.go(&format!("{link}{separator}epochs={}", row["epochs"]));
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
    let start = Instant::now();
    loop {
        let now = page.try_data("status").unwrap_or_default();
        let has_frame = page.try_data("fingerprint").is_some_and(|digits| digits.contains(|digit| digit != '0'));
        if now == status && has_frame {
            return Ok(());
        }
        if start.elapsed() > LIMIT {
            let what = if has_frame { "" } else { ", and no frame has come" };
            return Err(format!("still {now:?} after {LIMIT:?} instead of {status:?}{what}"));
        }
        thread::sleep(Duration::from_millis(20));
    }
}
