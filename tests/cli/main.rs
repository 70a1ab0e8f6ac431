//! The program itself: what it prints, what it refuses, and that nothing which it wrote is ever lost.
#![allow(missing_docs, clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "no browser here")]

mod export;
#[cfg(target_os = "linux")]
mod recipes;
mod runs_file;
#[cfg(target_os = "linux")]
mod signals;

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_relu-lab");
/// Six runs of some milliseconds.
const SHORT: &str = "#/compare?vary=act&values=relu,leaky_relu(0.2)&seeds=3&target=0.4&n=40&hidden=3,2&epochs=3";
/// 64 runs that last long enough for two processes to meet.
const MANY: &str = "#/compare?vary=act&values=relu,tanh&seeds=32&target=0.4&n=100&hidden=4&epochs=30";

fn command(arguments: &[impl AsRef<OsStr>]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).stdin(Stdio::null());
    command
}

fn lab(arguments: &[impl AsRef<OsStr>]) -> Output {
    command(arguments).output().unwrap()
}

fn spawn(arguments: &[&str]) -> Child {
    command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The standard output of a call that must succeed without a word on standard error.
fn quiet(arguments: &[&str]) -> String {
    let output = lab(arguments);
    assert!(output.status.success() && output.stderr.is_empty(), "{arguments:?}: {}", stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// One line on standard error that says `word`, nothing on standard output, and this exit status.
fn assert_refused(output: &Output, status: i32, word: &str) {
    let said = stderr(output);
    assert_eq!((output.status.code(), said.lines().count()), (Some(status), 1), "{word}: {said}");
    assert!(said.starts_with("relu-lab: ") && said.contains(word), "{word}: {said}");
    assert!(output.stdout.is_empty(), "{word}");
}

/// An empty folder of this test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cli-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The rows in any order, without the last column, which is the machine's.
fn rows(csv: &str) -> Vec<String> {
    let mut rows: Vec<_> = csv.lines().map(|line| line.rsplit_once(',').unwrap().0.to_owned()).collect();
    rows[1..].sort();
    rows
}

fn result(output: &str) -> serde_json::Value {
    assert_eq!(output.lines().count(), 1, "{output}");
    serde_json::from_str(output).unwrap()
}

#[test]
fn run_prints_the_documented_object_for_every_spelling_of_an_experiment() {
    let folder = folder("spellings");
    let json = r#"{"version": 1, "act": "tanh", "hidden": [3], "n": 40, "epochs": 4}"#;
    let (plain, marked) = (folder.join("a#b?c=d.json"), folder.join("marked.json"));
    fs::write(&plain, json).unwrap();
    fs::write(&marked, format!("\u{feff}{json}")).unwrap();
    let query = "act=tanh&hidden=3&n=40&epochs=4";
    let first = quiet(&["run", &format!("#/train?{query}")]);
    let object = result(&first);
    let mut keys: Vec<_> = object.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    let documented = [
        "epochs",
        "fingerprint",
        "layers",
        "spec",
        "status",
        "steps",
        "test_accuracy",
        "test_loss",
        "train_accuracy",
        "train_loss",
    ];
    assert_eq!(keys, documented);
    assert_eq!((object["epochs"].as_u64(), object["status"].as_str()), (Some(4), Some("finished")));
    let layer = object["layers"][0].as_object().unwrap();
    assert_eq!(layer.keys().collect::<Vec<_>>(), ["dead", "gradient_norm", "saturated", "stuck", "units"]);
    let marked_text = format!("\u{feff}{json}");
    for spelling in [
        query,
        &format!("https://example.org/lab/?x=1#/train?{query}"),
        &format!("#/train?{}", query.replace('=', "%3D").replace("%3D", "=").replace("tanh", "t%61nh")),
        json,
        &marked_text,
        text(&plain),
        text(&marked),
    ] {
        assert_eq!(quiet(&["run", spelling]), first, "{spelling}");
    }
    assert_eq!(result(&quiet(&["run", query, "--epochs", "2"]))["epochs"], 2);
    assert_eq!(result(&quiet(&["run", "#/train"]))["epochs"], 100);
}

#[test]
fn a_diverged_run_is_a_result() {
    let output = lab(&["run", "#/train?data=plane&lr=90&act=identity"]);
    assert!(output.status.success());
    assert_eq!(result(&String::from_utf8_lossy(&output.stdout))["status"], "diverged");
    assert!(stderr(&output).contains("not finite"), "{}", stderr(&output));
}

#[test]
fn a_comparison_says_how_many_runs_diverged() {
    let output = lab(&["compare", "#/compare?vary=lr&values=0.01,100&seeds=2&epochs=20&loss=mse&act=identity"]);
    assert!(output.status.success());
    assert_eq!(stderr(&output).lines().count(), 1);
    assert!(stderr(&output).contains("2 of 4 runs diverged"), "{}", stderr(&output));
    let mut reader = csv::Reader::from_reader(output.stdout.as_slice());
    let columns = reader.headers().unwrap().clone();
    for record in reader.records().map(Result::unwrap) {
        let cell = |name: &str| &record[columns.iter().position(|column| column == name).unwrap()];
        for name in ["train_accuracy", "test_accuracy", "dead", "saturated", "first_gradient_norm"] {
            assert_eq!(cell(name).is_empty(), cell("status") == "diverged", "{name}");
        }
    }
}

#[test]
fn what_could_not_be_taken_is_said_and_mended() {
    let output = lab(&["run", "#/train?lr=0,3&colour=red&n=40", "--epochs", "1"]);
    assert!(output.status.success());
    let object = result(&String::from_utf8_lossy(&output.stdout));
    assert!((object["spec"]["lr"].as_f64().unwrap() - 0.3).abs() < 1e-6);
    assert!(stderr(&output).contains("lr=0,3: ") && stderr(&output).contains("colour=red: "), "{}", stderr(&output));
}

#[test]
fn wrong_calls_get_one_line_that_says_what_is_allowed() {
    let folder = folder("wrong");
    let file = folder.join("spec.json");
    fs::write(&file, r#"{"version": 1}"#).unwrap();
    let (broken, binary) = (folder.join("broken.json"), folder.join("binary.json"));
    fs::write(&broken, "{\n\"version\": 1,\n\"lr\": }").unwrap();
    fs::write(&binary, [b'{', 0xff, 0xfe, b'}']).unwrap();
    let out = folder.join("no/such/folder.csv");
    for (arguments, word) in [
        (&[][..], "run, compare"),
        (&["race"], "run|compare"),
        (&["run"], "LINK|JSON|FILE"),
        (&["run", ""], "allowed is a link"),
        (&["run", "#/train", "#/train"], "usage: relu-lab run"),
        (&["run", "#/train", "--epoch", "3"], "--epochs"),
        (&["run", "#/train", "--epochs"], "--epochs"),
        (&["run", "#/train", "--epochs", "0"], "allowed is 1 to 100000"),
        (&["run", "#/train", "--epochs", "1e3"], "allowed is 1 to 100000"),
        (&["run", "#/train", "--every", "2"], "--csv FILE"),
        (&["run", "#/train", "--csv", text(&out)], "No such file"),
        (&["run", "nowhere.json"], "allowed is a link"),
        (&["run", text(&folder)], "allowed is a link"),
        (&["run", text(&broken)], "line 3"),
        (&["run", text(&binary)], "UTF-8"),
        (&["run", "{}"], "version"),
        (&["run", "#/compare?vary=lr"], "relu-lab compare"),
        (&["run", "#/activations?act=relu"], "allowed is a link"),
        (&["compare"], "LINK"),
        (&["compare", "#/train?lr=1"], "relu-lab run"),
        (&["compare", text(&file)], "a file is no plan"),
        (&["compare", "plan.json"], "a file is no plan"),
        (&["compare", r#"{"version": 1}"#], "JSON is no plan"),
        (&["compare", "#/compare?vary=colour"], "act, init, opt"),
        (&["compare", SHORT, "--shard", "0/2"], "as in 1/4"),
        (&["compare", SHORT, "--shard", "3/2"], "as in 1/4"),
        (&["compare", SHORT, "--shard", "1"], "as in 1/4"),
        (&["compare", SHORT, "--resume"], "--out FILE"),
        (&["compare", SHORT, "--out", "--resume"], "--out"),
        (&["compare", SHORT, "--out", text(&out)], "No such file"),
        (&["compare", SHORT, "--out", text(&folder)], "directory"),
        (&["bench", "#/train", "--steps", "many"], "whole number"),
        (&["export", "#/train"], "--torch"),
        (&["export", "--torch"], "--torch"),
        (&["export", "--torch", text(&folder)], "LINK|JSON|FILE"),
        (&["export", "--torch", text(&file), "#/train"], "File exists"),
        (&["export", "--zip", text(&file), "#/train"], "is not replaced"),
        (&["export", "--zip", text(&folder), "#/train"], "directory"),
        (&["export", "--zip", text(&out), "#/train"], "No such file"),
        (&["export", "--zip", text(&folder.join("new.zip")), "#/train", "--epochs", "0"], "allowed is 1 to 100000"),
        (&["export", "--zip", text(&folder.join("new.zip")), "#/compare?vary=lr"], "relu-lab compare"),
        (
            &["export", "--zip", text(&folder.join("new.zip")), "act=hardtanh(0,0)"],
            "nn.Hardtanh needs min_val < max_val",
        ),
    ] {
        assert_refused(&lab(arguments), 2, word);
    }
}

#[test]
fn help_shows_examples() {
    for command in ["run", "compare", "export", "bench"] {
        let help = quiet(&[command, "--help"]);
        assert!(help.contains("Examples:") && help.contains(&format!("relu-lab {command} ")), "{help}");
        assert_eq!(quiet(&["help", command]), help);
    }
    assert!(quiet(&["--help"]).contains("compare"));
    assert!(quiet(&["--version"]).starts_with("relu-lab "));
}

#[cfg(unix)]
#[test]
fn arguments_that_are_not_text_are_refused() {
    use std::os::unix::ffi::OsStringExt as _;

    let odd = || OsString::from_vec(b"#/tr\xff\xfe".to_vec());
    let word = |text: &str| OsString::from(text);
    for arguments in [
        vec![odd()],
        vec![word("run"), odd()],
        vec![word("compare"), odd()],
        vec![word("run"), word("#/train"), word("--epochs"), odd()],
        vec![word("compare"), word(SHORT), word("--shard"), odd()],
    ] {
        assert_refused(&lab(&arguments), 2, "");
    }
    // A file may be called like that.
    let path = folder("odd").join(OsString::from_vec(b"\xff.json".to_vec()));
    fs::write(&path, r#"{"version": 1, "epochs": 1}"#).unwrap();
    assert!(lab(&[word("run"), path.into()]).status.success());
}

#[test]
fn a_closed_pipe_ends_the_program_quietly() {
    let mut compare = spawn(&["compare", MANY]);
    let mut lines = BufReader::new(compare.stdout.take().unwrap());
    lines.read_line(&mut String::new()).unwrap();
    drop(lines);
    let mut run = spawn(&["run", "#/train", "--epochs", "100"]);
    drop(run.stdout.take());
    for child in [compare, run] {
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_gets_one_line() {
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    for arguments in [&["run", "#/train", "--epochs", "1"][..], &["compare", SHORT], &["--help"]] {
        let output = command(arguments).stdout(full()).output().unwrap();
        assert_refused(&output, 1, "No space left");
    }
    assert_refused(&lab(&["compare", SHORT, "--out", "/dev/full"]), 1, "No space left");
    let output = lab(&["run", "#/train", "--epochs", "1", "--csv", "/dev/full"]);
    assert_eq!((output.status.code(), stderr(&output).lines().count()), (Some(1), 1));
    assert!(stderr(&output).contains("No space left"));
    // The run itself is not lost.
    assert_eq!(result(&String::from_utf8_lossy(&output.stdout))["status"], "finished");
    // Nor does it help that nobody hears the complaint.
    let silent = command(&["run", "nowhere.json"]).stderr(full()).output().unwrap();
    assert_eq!(silent.status.code(), Some(2));
}

#[cfg(target_os = "linux")]
#[test]
fn a_bad_path_for_the_curves_is_noticed_before_the_training() {
    let start = Instant::now();
    let long = "#/train?n=2000&hidden=64,64,64&epochs=100000";
    assert_refused(&lab(&["run", long, "--csv", "/no/such/folder/curves.csv"]), 2, "No such file");
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[test]
fn thinned_curves_say_so_and_all_epochs_can_be_had() {
    let folder = folder("curves");
    let (thinned, all, some) = (folder.join("thinned.csv"), folder.join("all.csv"), folder.join("some.csv"));
    // What stood there before is gone.
    fs::write(&all, "x".repeat(1_000_000)).unwrap();
    let run = ["run", "#/train?n=40&hidden=3,2&epochs=601", "--csv"];
    let output = lab(&[&run[..], &[text(&thinned)]].concat());
    assert_eq!(stderr(&output).lines().count(), 1);
    assert!(stderr(&output).contains("one epoch in 2") && stderr(&output).contains("--every 1"), "{}", stderr(&output));
    let object = quiet(&[&run[..], &[text(&all), "--every", "1"]].concat());
    assert_eq!(object.as_bytes(), output.stdout, "looking at it changes no run");
    quiet(&[&run[..], &[text(&some), "--every", "100"]].concat());
    let read = |path: &Path| -> Vec<String> { fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect() };
    let (thinned, all, some) = (read(&thinned), read(&all), read(&some));
    assert_eq!(
        all[0],
        "epoch,train_loss,test_loss,train_accuracy,test_accuracy,layer_1_gradient_norm,layer_2_gradient_norm,\
         layer_3_gradient_norm,layer_1_alive,layer_2_alive"
    );
    let epochs = |lines: &[String]| -> Vec<u32> {
        lines[1..].iter().map(|line| line.split(',').next().unwrap().parse().unwrap()).collect()
    };
    assert_eq!(epochs(&all), (0..=601).collect::<Vec<_>>());
    assert_eq!(epochs(&some), [0, 100, 200, 300, 400, 500, 600, 601]);
    assert_eq!(epochs(&thinned), (0..=600).step_by(2).chain([601]).collect::<Vec<_>>());
    assert!(thinned.iter().chain(&some).all(|line| all.contains(line)), "the same rows, fewer of them");
    // Short enough for all of it: nothing to say.
    quiet(&["run", "#/train?n=40&hidden=3", "--epochs", "20", "--csv", text(&folder.join("short.csv"))]);
}

/// A dead output is a dead unit of the last layer, and stops every gradient.
#[test]
fn a_dead_output_is_in_the_result() {
    let text = quiet(&["run", "#/train?data=abs&out=relu&hidden=8&lr=0.05&seed=2", "--epochs", "20"]);
    let result: serde_json::Value = serde_json::from_str(&text).unwrap();
    let layers = result["layers"].as_array().unwrap();
    let numbers = |layer: usize| (layers[layer]["dead"].as_u64(), layers[layer]["gradient_norm"].as_f64());
    assert_eq!((numbers(0), numbers(1)), ((Some(0), Some(0.0)), (Some(1), Some(0.0))));
}

/// A loss that does not go with the output is named with the one that is used.
#[test]
fn a_loss_that_does_not_go_with_the_output_is_named() {
    let output = lab(&["run", "#/train?out=sigmoid&loss=bce", "--epochs", "1"]);
    assert!(output.status.success());
    let said = stderr(&output);
    assert!(said.contains("loss=bce: a sigmoid output is a probability, no logit; using bce_probability"), "{said}");
}

#[test]
fn a_lesson_is_measured_and_judged() {
    let line = quiet(&["lesson", "born_dead", "--seeds", "5"]);
    let judged: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!((judged["id"].as_str(), judged["verdict"].as_str()), (Some("born_dead"), Some("true")));
    assert!(judged["rule"].as_str().unwrap().starts_with("true if ") && judged["seconds"].is_number());
    let share = judged["measured"]["Width 2"]["10 layers"].as_f64().unwrap();
    assert!((0.8..0.95).contains(&share), "{line}");
    assert_refused(&lab(&["lesson", "nonsense"]), 2, "there is no lesson");
    assert_refused(&lab(&["lesson"]), 2, "ID");
    assert_refused(&lab(&["lesson", "--all", "clamp"]), 2, "cannot be used with");
    assert_refused(&lab(&["lesson", "clamp", "--seeds", "0"]), 2, "0");
}
