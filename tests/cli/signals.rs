//! A signal that asks the program to end: it stops between two epochs, says what is done, and nothing is lost.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use super::runs_file::wait_for_rows;
use super::{MANY, command, folder, lab, quiet, result, rows, spawn, stderr, text};

/// A run of minutes.
const LONG: &str = "#/train?n=2000&hidden=64,64,64&epochs=100000";

fn send(signal: &str, child: &Child) {
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
}

/// How it ended, and the one line that it said.
fn said(output: &Output) -> (Option<i32>, String) {
    let said = stderr(output);
    assert_eq!(said.lines().count(), 1, "{said}");
    (output.status.code(), said)
}

#[test]
fn a_comparison_ends_with_a_whole_row_and_can_be_resumed() {
    let path = folder("signals").join("runs.csv");
    let call = ["compare", MANY, "--out", text(&path), "--resume"];
    for (signal, name, status) in [("-TERM", "SIGTERM", 143), ("-INT", "SIGINT", 130), ("-HUP", "SIGHUP", 129)] {
        let before = fs::read_to_string(&path).unwrap_or_default();
        let child = spawn(&call);
        wait_for_rows(&path, before.lines().count().max(1) + 2);
        send(signal, &child);
        let (ended, said) = said(&child.wait_with_output().unwrap());
        assert_eq!(ended, Some(status), "{said}");
        let now = fs::read_to_string(&path).unwrap();
        assert!(now.starts_with(&before) && now.ends_with('\n') && now.lines().count() < 65, "{now}");
        let more = now.lines().count() - before.lines().count().max(1);
        assert!(said.starts_with(&format!("relu-lab: ended by {name}: {more} more runs are in ")), "{said}");
    }
    quiet(&call);
    assert_eq!(rows(&fs::read_to_string(&path).unwrap()), rows(&quiet(&["compare", MANY])));
}

#[test]
fn a_run_prints_how_far_it_came_and_keeps_its_curves() {
    let path = folder("signalled-run").join("curves.csv");
    let child = spawn(&["run", LONG, "--csv", text(&path), "--every", "1"]);
    wait_for_rows(&path, 3);
    send("-TERM", &child);
    let output = child.wait_with_output().unwrap();
    let (ended, said) = said(&output);
    assert_eq!(ended, Some(143), "{said}");
    let result = result(&String::from_utf8_lossy(&output.stdout));
    let epochs = result["epochs"].as_u64().unwrap();
    assert!(said.contains(&format!("ended by SIGTERM: the result is that of epoch {epochs}")), "{said}");
    let curves = fs::read_to_string(&path).unwrap();
    assert!(curves.ends_with('\n') && curves.lines().last().unwrap().starts_with(&format!("{epochs},")), "{curves}");
}

#[test]
fn a_second_signal_ends_it_at_once() {
    // One epoch of this takes long.
    let slow = "#/train?n=2000&hidden=64,64,64,64,64,64&batch=1&epochs=100000";
    let child = command(&["run", slow]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    send("-TERM", &child);
    std::thread::sleep(Duration::from_millis(20));
    send("-TERM", &child);
    let output = child.wait_with_output().unwrap();
    // By the signal itself, or, if the epoch was over before, by the first one.
    assert!(matches!(output.status.code(), None | Some(143)), "{output:?}");
}

#[test]
fn a_folder_that_cannot_be_written_is_named_before_anything_runs() {
    // A file system in which nobody makes files, not even root.
    let path = Path::new("/sys/runs.csv");
    for call in [
        &["compare", MANY, "--out", "/sys/runs.csv"][..],
        &["run", LONG, "--csv", "/sys/runs.csv"],
        &["export", LONG, "--torch", "/sys/lab"],
    ] {
        let output = lab(call);
        let (status, said) = said(&output);
        assert!(matches!(status, Some(1 | 2)) && said.contains("/sys/"), "{said}");
        assert!(output.stdout.is_empty() && !path.exists());
    }
}
