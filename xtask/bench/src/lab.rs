//! The browser in which everything is measured, and what can be asked of it.

use anyhow::{Context, Result, bail};
use browser_tests::{Options, Page};
use relu_lab::protocol::{Command, Event, from_bytes, to_bytes};
use relu_lab::train::bench::Workload;
use relu_lab::train::snapshot::Snapshot;
use relu_lab::train::spec::Spec;
use relu_lab::train::start::Start;
use serde_json::{Value, json};

use crate::contenders::{PEER_MILLIS, for_others};
use crate::results::Measured;
use crate::site;

/// The file of the digits, for us as for our worker.
pub const DIGITS: &[u8] = include_bytes!("../../../assets/digits.bin");

/// One browser: our worker and the peers' in a page of their own, and another page to look at.
pub struct Lab {
    measuring: Page,
    /// The Train page, where it is drawn.
    pub shown: Page,
    /// Name and version of the browser.
    pub browser: String,
    /// `2026-03-14`.
    pub date: String,
}

impl Lab {
    /// Puts the site together and opens both pages.
    pub fn open() -> Result<Self> {
        let site = site::assemble()?;
        let measuring = Page::open_with(&Options { site: Some(site), ..Options::default() }, "");
        let shown = Page::open("");
        let text = |script: &str| measuring.script(script, vec![]).as_str().unwrap_or_default().to_owned();
        let browser = text("return navigator.userAgent.match(/(Headless)?Chrom[a-z]*\\/[0-9.]+/)?.[0] ?? ''");
        let date = text("return new Date().toISOString().slice(0, 10)");
        let lab = Self { measuring, shown, browser, date };
        let provide = "const [command, done] = arguments; window.tell(command).then(done)";
        lab.measuring.script_async(provide, vec![bytes(&Command::Provide(DIGITS.to_vec()))]);
        Ok(lab)
    }

    /// One command to our worker, and its answer.
    pub fn ask(&self, command: &Command) -> Result<Event> {
        let script = "const [command, done] = arguments; window.ask(command).then(done)";
        event(&self.measuring.script_async(script, vec![bytes(command)]))
    }

    /// Trains a session of our worker at full speed, with everything that it measures of itself, without a frame.
    pub fn session(&self, spec: &Spec, millis: u64) -> Result<Measured> {
        let commands = json!({
            "start": bytes(&Command::Start { run: 1, spec: spec.clone(), play: false, start: Start::Drawn }),
            "speed": bytes(&Command::SetSpeed(f32::INFINITY)),
            "resume": bytes(&Command::Resume),
            "pause": bytes(&Command::Pause),
            "drawn": bytes(&Command::AckFrame),
        });
        let script = "const [commands, millis, done] = arguments; window.session(commands, millis).then(done)";
        let answer = self.measuring.script_async(script, vec![commands, millis.into()]);
        let (first, last) = (frame(&answer["first"])?, frame(&answer["last"])?);
        Ok(Measured {
            samples: (f64::from(last.epoch_fraction) * f64::from(spec.train_count())).round(),
            milliseconds: answer["millis"].as_f64().context("no time")?,
            first_loss: first.train_loss.into(),
            last_loss: last.train_loss.into(),
            fingerprint: None,
            agreement_loss: None,
        })
    }

    /// The same work by a peer.
    pub fn peer(&self, job: &str, workload: &Workload) -> Result<Measured> {
        self.job(job, for_others(&workload.spec()))
    }

    /// Floating-point operations per second that WebAssembly's SIMD reaches at most.
    pub fn peak(&self) -> Result<f64> {
        Ok(self.job("peak", Value::Null)?.per_second())
    }

    fn job(&self, job: &str, workload: Value) -> Result<Measured> {
        let script = "const [job, workload, millis, done] = arguments;
            window.peer(job, workload, millis).then(done, error => done({ error: error.message }))";
        let answer = self.measuring.script_async(script, vec![job.into(), workload, PEER_MILLIS.into()]);
        if let Some(error) = answer["error"].as_str() {
            bail!("{error}");
        }
        Measured::from_json(&answer)
    }
}

fn bytes(command: &Command) -> Value {
    to_bytes(command).into()
}

fn event(answer: &Value) -> Result<Event> {
    let bytes: Vec<u8> = serde_json::from_value(answer.clone()).context("the worker does not answer")?;
    Ok(from_bytes(&bytes)?)
}

fn frame(answer: &Value) -> Result<Box<Snapshot>> {
    match event(answer)? {
        Event::Frame { frame, .. } => Ok(Box::new(frame.snapshot)),
        other => bail!("the worker answers {other:?}"),
    }
}
