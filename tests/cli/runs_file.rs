//! `compare --out`: nothing in the file is lost or there twice, and what is not ours is left alone.

use std::fs;
use std::path::Path;
#[cfg(target_os = "linux")]
use std::process::Command;
use std::time::{Duration, Instant};

use relu_lab::train::field::FIELDS;

use super::{MANY, PROGRAM, SHORT, assert_refused, folder, lab, quiet, rows, spawn, stderr, text};

#[test]
fn a_disk_that_fills_up_leaves_whole_rows() {
    let path = folder("fills-up").join("runs.csv");
    let whole = quiet(&["compare", SHORT]);
    // No file longer than so many blocks; the signal that comes with it is ignored.
    let script = "trap '' XFSZ; ulimit -f 2; exec \"$0\" \"$@\"";
    let output =
        Command::new("sh").args(["-c", script, PROGRAM, "compare", SHORT, "--out", text(&path)]).output().unwrap();
    assert_refused(&output, 1, "runs.csv: ");
    let written = fs::read_to_string(&path).unwrap();
    assert!(written.ends_with('\n') && written.len() < whole.len(), "{written}");
    assert!(written.lines().count() >= 2, "{written}");
    assert_eq!(quiet(&["compare", SHORT, "--out", text(&path), "--resume"]), "");
    let resumed = fs::read_to_string(&path).unwrap();
    assert!(resumed.starts_with(&written));
    assert_eq!(rows(&resumed), rows(&whole));
}

#[test]
fn rows_carry_every_setting_and_shards_are_the_whole() {
    let whole = quiet(&["compare", SHORT]);
    let mut reader = csv::Reader::from_reader(whole.as_bytes());
    let headers: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    for field in FIELDS {
        assert!(headers.contains(&format!("spec.{}", field.key)), "{} in {headers:?}", field.key);
    }
    assert_eq!(reader.records().map(Result::unwrap).count(), 6);
    let mut joined = quiet(&["compare", SHORT, "--shard", "1/4"]);
    for shard in ["2/4", "3/4", "4/4"] {
        joined += quiet(&["compare", SHORT, "--shard", shard]).split_once('\n').unwrap().1;
    }
    assert_eq!(rows(&joined), rows(&whole));
}

/// Waits until a comparison has written so many rows.
pub fn wait_for_rows(path: &Path, enough: usize) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while fs::read_to_string(path).unwrap_or_default().lines().count() <= enough {
        assert!(Instant::now() < deadline, "no rows came");
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_killed_comparison_goes_on_where_it_was() {
    let path = folder("killed").join("runs.csv");
    let call = ["compare", MANY, "--out", text(&path), "--resume"];
    for enough in [1, 9, 20] {
        let mut child = spawn(&call);
        wait_for_rows(&path, enough);
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap();
    assert!(kept.lines().count() < 65, "it was killed too late to tell");
    assert!(lab(&call).status.success());
    let resumed = fs::read_to_string(&path).unwrap();
    let whole_rows = &kept[..=kept.rfind('\n').unwrap()];
    assert!(resumed.starts_with(whole_rows), "rows that were there are as they were, timing and all");
    assert_eq!(rows(&resumed), rows(&quiet(&["compare", MANY])));
    // Complete: nothing more to do.
    quiet(&call);
    assert_eq!(fs::read_to_string(&path).unwrap(), resumed);
}

#[test]
fn a_file_cut_off_anywhere_is_completed() {
    let path = folder("cut-off").join("runs.csv");
    let whole = quiet(&["compare", SHORT]);
    let ends = whole.match_indices('\n').map(|(end, _)| end);
    let cuts: Vec<usize> = (0..whole.len()).step_by(37).chain(ends.flat_map(|end| [end - 1, end, end + 1])).collect();
    for cut in cuts {
        fs::write(&path, &whole[..cut]).unwrap();
        let output = lab(&["compare", SHORT, "--out", text(&path), "--resume"]);
        assert!(output.status.success(), "{cut}: {}", stderr(&output));
        let completed = fs::read_to_string(&path).unwrap();
        let kept = whole[..cut].rfind('\n').map_or(0, |end| end + 1);
        assert_eq!(completed[..kept], whole[..kept], "{cut}");
        assert_eq!(rows(&completed), rows(&whole), "{cut}");
    }
}

#[test]
fn a_file_that_is_not_ours_stays_as_it_is() {
    let path = folder("foreign").join("runs.csv");
    let whole = quiet(&["compare", SHORT]);
    let lines: Vec<&str> = whole.lines().collect();
    let joined = |lines: &[&str]| lines.join("\n") + "\n";
    let bad_byte = |place: usize| {
        let mut bytes = whole.clone().into_bytes();
        bytes[place] = 0xff;
        bytes
    };
    let changed = |from: &str, to: &str| {
        assert!(whole.contains(from), "{from}");
        whole.replacen(from, to, 1).into_bytes()
    };
    let first_loss = lines[1].split(',').nth(7).unwrap();
    let fingerprint = lines[1].split(',').nth(15).unwrap();
    let header = lines[0];
    for (what, bytes, word) in [
        ("a text", b"Dear diary,\n".to_vec(), "first line"),
        ("a text without an end", b"Dear diary".to_vec(), "first line"),
        ("a picture", b"\x89PNG\r\n\x1a\n\0\0".to_vec(), "first line"),
        ("a line break", b"\n".to_vec(), "first line"),
        ("other headings", changed("train_loss", "trainloss"), "first line"),
        ("a bad byte in the headings", bad_byte(3), "first line"),
        ("a bad byte in a row", bad_byte(header.len() + 40), "line 2"),
        ("a bad byte in the last row", bad_byte(whole.len() - 3), "line 7"),
        ("a text behind the rows", format!("{whole}Dear diary").into_bytes(), "last line"),
        ("a byte behind the rows", [whole.as_bytes(), &[0xff]].concat(), "last line"),
        ("a text among the rows", joined(&[header, lines[1], "Dear diary,"]).into_bytes(), "line 3"),
        ("headings among the rows", joined(&[header, lines[1], header]).into_bytes(), "line 3"),
        ("a row twice", joined(&[header, lines[1], lines[2], lines[1]]).into_bytes(), "line 4"),
        ("a row too short", joined(&[header, lines[1].rsplit_once(',').unwrap().0]).into_bytes(), "line 2"),
        ("a row too long", joined(&[header, &format!("{},1", lines[1])]).into_bytes(), "line 2"),
        ("no number", changed(first_loss, "small"), "line 2"),
        ("no fingerprint", changed(fingerprint, "0x12"), "line 2"),
        ("another setting", changed(",circle,,,,40,", ",circle,,,,41,"), "line 2"),
        ("another seed", changed("act,relu,0.1,1,", "act,relu,0.1,9,"), "line 2"),
        ("another status", changed(",finished,", ",paused,"), "line 2"),
        ("another plan", quiet(&["compare", &SHORT.replace("epochs=3", "epochs=2")]).into_bytes(), "epochs=2;"),
        ("another target", quiet(&["compare", &SHORT.replace("0.4", "0.3")]).into_bytes(), "target=0.3&"),
        ("other seeds", quiet(&["compare", &SHORT.replace("seeds=3", "seeds=4")]).into_bytes(), "seeds=4&"),
        ("other data", quiet(&["compare", &SHORT.replace("n=40", "n=40&data=xor")]).into_bytes(), "data=xor&"),
        ("another value", quiet(&["compare", &SHORT.replace("relu,leaky", "tanh,leaky")]).into_bytes(), "values=tanh"),
    ] {
        for options in [&["--resume"][..], &[]] {
            fs::write(&path, &bytes).unwrap();
            let output = lab(&[&["compare", SHORT, "--out", text(&path)][..], options].concat());
            assert_refused(&output, 2, word);
            assert!(stderr(&output).contains("runs.csv: "), "{what}: {}", stderr(&output));
            assert_eq!(fs::read(&path).unwrap(), bytes, "{what}");
        }
    }
}

#[test]
fn without_resume_no_run_is_done_twice_and_none_is_overwritten() {
    let path = folder("again").join("runs.csv");
    let out = text(&path);
    quiet(&["compare", SHORT, "--shard", "1/2", "--out", out]);
    let half = fs::read_to_string(&path).unwrap();
    for shard in ["1/2", "1/1"] {
        assert_refused(&lab(&["compare", SHORT, "--shard", shard, "--out", out]), 2, "--resume");
        assert_eq!(fs::read_to_string(&path).unwrap(), half);
    }
    quiet(&["compare", SHORT, "--shard", "2/2", "--out", out]);
    let both = fs::read_to_string(&path).unwrap();
    assert!(both.starts_with(&half));
    assert_eq!(rows(&both), rows(&quiet(&["compare", SHORT])));
}

#[test]
fn several_processes_share_a_file() {
    let folder = folder("shared");
    let whole = rows(&quiet(&["compare", MANY]));
    assert_eq!(whole.len(), 1 + 64);
    for (name, calls) in [
        ("shards", [vec!["--shard", "1/2"], vec!["--shard", "2/2"]]),
        ("shards-resumed", [vec!["--shard", "1/2", "--resume"], vec!["--shard", "2/2", "--resume"]]),
        ("the-same-runs", [vec!["--resume"], vec!["--resume"]]),
    ] {
        let path = folder.join(name);
        let children = calls.map(|options| spawn(&[&["compare", MANY, "--out", text(&path)][..], &options].concat()));
        for child in children {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{name}: {}", stderr(&output));
        }
        assert_eq!(rows(&fs::read_to_string(&path).unwrap()), whole, "{name}");
    }
}

#[test]
fn rows_for_a_file_that_is_gone_are_not_lost_in_silence() {
    let path = folder("gone").join("runs.csv");
    let child = spawn(&["compare", MANY, "--out", text(&path)]);
    wait_for_rows(&path, 2);
    fs::rename(&path, path.with_extension("old")).unwrap();
    assert_refused(&child.wait_with_output().unwrap(), 1, "removed or replaced");
}

#[test]
fn files_of_shards_are_merged_and_every_run_is_there_once() {
    let folder = folder("merge");
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let shards = [path("1.csv"), path("2.csv"), path("3.csv")];
    for (shard, file) in ["1/3", "2/3", "3/3"].iter().zip(&shards) {
        quiet(&["compare", SHORT, "--shard", shard, "--out", file]);
    }
    // One of them was killed while it wrote.
    let third = fs::read_to_string(&shards[2]).unwrap();
    fs::write(&shards[2], &third[..third.len() - 20]).unwrap();
    let runs = path("runs.csv");
    let merge = |files: &[&String]| {
        let mut call = vec!["compare", SHORT, "--out", &runs, "--merge"];
        call.extend(files.iter().map(|file| file.as_str()));
        lab(&call)
    };
    let output = merge(&[&shards[0], &shards[1], &shards[2]]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stderr(&output).contains("3.csv: the last row was half-written"), "{}", stderr(&output));
    assert!(stderr(&output).ends_with("runs.csv holds 5 of 6 runs\n"), "{}", stderr(&output));
    // What is there already is not doubled.
    assert!(merge(&[&shards[1], &shards[1]]).status.success());
    quiet(&["compare", SHORT, "--out", &runs, "--resume"]);
    assert_eq!(rows(&fs::read_to_string(&runs).unwrap()), rows(&quiet(&["compare", SHORT])));

    // A file of another plan, of another result, or none at all changes nothing.
    let whole = fs::read_to_string(&runs).unwrap();
    let other = path("other.csv");
    quiet(&["compare", &SHORT.replace("seeds=3", "seeds=2"), "--out", &other]);
    assert_refused(&merge(&[&other]), 2, "belongs to another plan");
    assert_refused(&merge(&[&path("none.csv")]), 2, "none.csv: there is no such file");
    let first = fs::read_to_string(&shards[0]).unwrap();
    let loss = first.lines().nth(1).unwrap().split(',').nth(7).unwrap().to_owned();
    fs::write(&other, first.replacen(&loss, "0.123", 1)).unwrap();
    assert_refused(&merge(&[&other]), 2, "is another one in ");
    assert_eq!(fs::read_to_string(&runs).unwrap(), whole);
}
