//! `relu-lab export`: what it writes, and what it never replaces.

use std::fs;

use relu_lab::link::weights;

use crate::{assert_refused, folder, lab, quiet, result, stderr, text};

const EXPERIMENT: &str = "#/train?act=elu(0.5)&n=40&hidden=3,2&seed=5";
const FILES: [&str; 7] = [
    "curves.csv",
    "data.safetensors",
    "early.safetensors",
    "experiment.json",
    "now.safetensors",
    "run.py",
    "start.safetensors",
];

#[test]
fn a_folder_and_an_archive_hold_the_same_run_as_run_prints() {
    let folder = folder("export");
    let (torch, archive) = (folder.join("deep/torch"), folder.join("torch.zip"));
    let call = ["export", "--torch", text(&torch), "--zip", text(&archive), EXPERIMENT, "--epochs", "20"];
    let told = result(&quiet(&call));
    let run = result(&quiet(&["run", EXPERIMENT, "--epochs", "20"]));
    for key in ["spec", "epochs", "steps", "fingerprint"] {
        assert_eq!(told[key], run[key], "{key}");
    }
    let mut names: Vec<_> = fs::read_dir(&torch).unwrap().map(|file| file.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, FILES);
    let bytes = fs::read(&archive).unwrap();
    for name in FILES {
        let file = fs::read(torch.join(name)).unwrap();
        assert!(bytes.windows(file.len()).any(|window| window == file), "{name} is stored as it is");
    }
    // The experiment is read again, and gives the same files again.
    let json = torch.join("experiment.json");
    assert_eq!(result(&quiet(&["run", text(&json)]))["fingerprint"], run["fingerprint"]);
    let again = folder.join("again");
    quiet(&["export", "--torch", text(&again), text(&json)]);
    for name in FILES {
        assert_eq!(fs::read(torch.join(name)).unwrap(), fs::read(again.join(name)).unwrap(), "{name}");
    }
    let curves = folder.join("curves.csv");
    quiet(&["run", EXPERIMENT, "--epochs", "20", "--csv", text(&curves)]);
    assert_eq!(fs::read(&curves).unwrap(), fs::read(torch.join("curves.csv")).unwrap());
}

#[test]
fn a_link_with_weights_is_exported_from_these_weights() {
    let folder = folder("export-weights");
    // Two inputs, three units, one output: 13 numbers.
    let numbers: Vec<f32> = (0..13).map(|i| i as f32 / 8.0 - 0.75).collect();
    let link = format!("#/train?n=40&hidden=3&seed=5&w={}", weights::to_code(&numbers));
    let torch = folder.join("torch");
    let told = result(&quiet(&["export", "--torch", text(&torch), &link, "--epochs", "3"]));
    assert_eq!(told["fingerprint"], result(&quiet(&["run", &link, "--epochs", "3"]))["fingerprint"]);
    let start = fs::read(torch.join("start.safetensors")).unwrap();
    let first: Vec<u8> = numbers[..6].iter().flat_map(|number| number.to_le_bytes()).collect();
    assert!(start.windows(first.len()).any(|window| window == first), "the weights of layer 1 are those of the link");
}

#[test]
fn an_earlier_export_is_replaced_and_nothing_else_ever() {
    let folder = folder("export-again");
    let (torch, archive) = (folder.join("torch"), folder.join("torch.zip"));
    let call = |seed| {
        let experiment = format!("n=40&hidden=3&seed={seed}");
        lab(&["export", "--torch", text(&torch), "--zip", text(&archive), &experiment, "--epochs", "2"])
    };
    assert!(call(1).status.success());
    let program = fs::read(torch.join("run.py")).unwrap();
    // What stands beside the files is nobody's business here.
    fs::write(torch.join("notes.txt"), "mine").unwrap();
    assert!(call(2).status.success());
    assert_ne!(fs::read(torch.join("run.py")).unwrap(), program);
    for name in FILES {
        let (path, written) = (torch.join(name), fs::read(torch.join(name)).unwrap());
        for foreign in ["", "mine", "import torch\n", "{\"version\": 2}", "epoch,loss\n", "\u{8}\0\0\0\0\0\0\0{}      "]
        {
            fs::write(&path, foreign).unwrap();
            assert_refused(&call(3), 2, name);
            assert_eq!(fs::read_to_string(&path).unwrap(), foreign, "{name}");
        }
        fs::write(&path, &written).unwrap();
    }
    let written = fs::read(&archive).unwrap();
    fs::write(&archive, "mine").unwrap();
    assert_refused(&call(3), 2, "torch.zip");
    assert_eq!(fs::read_to_string(&archive).unwrap(), "mine");
    fs::write(&archive, written).unwrap();
    assert!(call(3).status.success());
    assert_eq!(fs::read_to_string(torch.join("notes.txt")).unwrap(), "mine");
}

#[test]
fn a_diverged_run_is_exported_as_it_last_was_finite() {
    let folder = folder("export-diverged");
    let output = lab(&["export", "--torch", text(&folder), "data=plane&lr=90&act=identity"]);
    assert!(output.status.success());
    assert!(stderr(&output).contains("not finite; exported as it was after epoch 0"), "{}", stderr(&output));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_gets_one_line() {
    assert_refused(&lab(&["export", "--zip", "/dev/full", "n=40", "--epochs", "1"]), 1, "No space left");
}
