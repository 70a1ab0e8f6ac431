//! Own data on the command line: from a link, and from a file.

use std::path::Path;

use crate::{assert_refused, folder, lab, quiet, result, stderr, text};

fn file(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/own").join(name).to_string_lossy().into_owned()
}

#[test]
fn a_table_is_trained_on_and_exported() {
    let file = file("semicolons.csv");
    let run = result(&quiet(&["run", "--data", &file, "data=own&scale=minmax&hidden=4", "--epochs", "30"]));
    assert_eq!(run["spec"]["data"], "own");
    assert!(run["train_accuracy"].as_f64().unwrap() > 0.9, "{run}");
    // The points are in the link now: the file is needed no more.
    let link = format!("own={}&scale=minmax&hidden=4", run["spec"]["own"].as_str().unwrap());
    let again = result(&quiet(&["run", &link, "--epochs", "30"]));
    assert_eq!(again, run);
    // And it is the file of this link.
    assert_eq!(result(&quiet(&["run", "--data", &file, &link, "--epochs", "30"])), run);
    let torch = folder("own-export").join("torch");
    let exported = result(&quiet(&["export", "--torch", text(&torch), &link, "--epochs", "30"]));
    assert_eq!(exported["fingerprint"], run["fingerprint"]);
}

#[test]
fn problems_are_told_and_what_is_missing_is_refused() {
    let told = lab(&["run", "--data", &file("one_too_many.csv"), "data=own&hidden=2", "--epochs", "1"]);
    assert!(told.status.success());
    let said = stderr(&told);
    assert_eq!(said.lines().count(), 2, "{said}");
    assert!(said.contains("line 9: 4 cells, not 3; left out") && said.contains("line 15: 2 cells, not 3"), "{said}");
    assert_refused(&lab(&["run", "data=own"]), 2, "name a file by --data FILE");
    assert_refused(&lab(&["run", "--data", "nowhere.csv", "data=own"]), 2, "nowhere.csv");
    // 2000 points of a file of 5000 rows: the link names them, and another file does not hold them.
    let many = lab(&["run", "--data", &file("rows_5000.csv"), "data=own&hidden=2", "--epochs", "1"]);
    assert!(stderr(&many).contains("5000 rows; 2000 are taken, evenly spread"), "{}", stderr(&many));
    let many = result(&String::from_utf8(many.stdout).unwrap());
    let link = format!("own={}&hidden=2", many["spec"]["own"].as_str().unwrap());
    assert_refused(&lab(&["run", &link]), 2, "2000 points, are in a file");
    assert_refused(&lab(&["run", "--data", &file("bom.csv"), &link]), 2, "not the data of this link");
    let found = result(&quiet(&["run", "--data", &file("rows_5000.csv"), &link, "--epochs", "1"]));
    assert_eq!(found["fingerprint"], many["fingerprint"]);
}
