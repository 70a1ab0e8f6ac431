//! The exported program, run: `PyTorch` repeats the training and agrees, and notices whatever was changed by hand.
//!
//! Runs where the Python that `RELU_LAB_PYTHON` names, or else `python3`, has torch and safetensors; says so where it has not.
#![allow(missing_docs, clippy::unwrap_used)]

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use relu_lab::export::torch::{self, python};
use relu_lab::nn::activation::ActivationRow;
use relu_lab::nn::choice::{Choice, Row};
use relu_lab::nn::optimizer::OptimizerRow;
use relu_lab::train::session::Session;
use relu_lab::train::spec::Spec;
use safetensors::SafeTensors;

/// A Python that has what the program needs.
fn python() -> Option<String> {
    let python = std::env::var("RELU_LAB_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let found = Command::new(&python).args(["-c", "import torch, safetensors.torch"]).output();
    if found.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    // Not `println!`: what a test that passes prints is not shown.
    let _ = writeln!(
        std::io::stderr(),
        "skipped: {python} has no torch and safetensors; RELU_LAB_PYTHON names another one"
    );
    None
}

fn run(python: &str, folder: &Path) -> Output {
    Command::new(python).arg(folder.join("run.py")).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A folder of this test with the export of a session.
fn exported(name: &str, session: &Session) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("torch-{name}"));
    fs::create_dir_all(&folder).unwrap();
    for file in torch::files(session).unwrap() {
        fs::write(folder.join(file.name), file.bytes).unwrap();
    }
    folder
}

fn trained(query: &str, epochs: u32) -> Session {
    relu_lab::data::digits::provide(include_bytes!("../assets/digits.bin")).unwrap();
    let (spec, notices) = Spec::from_query(query);
    assert!(notices.is_empty(), "{query}: {notices:?}");
    let mut session = Session::new(spec);
    (0..epochs).for_each(|_| session.step_epoch());
    session
}

/// Runs programs one after another in one Python, which takes seconds to load torch, and says of each how it ended.
const RUN_ALL: &str = "
import contextlib, io, runpy, sys
for folder in sys.stdin.read().splitlines():
    said, status = io.StringIO(), 0
    with contextlib.redirect_stdout(said):
        try:
            runpy.run_path(folder + '/run.py', run_name='__main__')
        except SystemExit as exit:
            status = exit.code
        except Exception as error:
            print(repr(error))
            status = 2
    print('====', status)
    print(said.getvalue())
";

/// Exit status and output of each program.
fn run_all(python: &str, folders: &[PathBuf]) -> Vec<(i32, String)> {
    let text: Vec<_> = folders.iter().map(|folder| folder.to_str().unwrap()).collect();
    let output = with_input(python, RUN_ALL, &text.join("\n"));
    let results = output.split("==== ").skip(1).map(|part| {
        let (status, text) = part.split_once('\n').unwrap();
        (status.parse().unwrap(), text.to_owned())
    });
    results.collect()
}

fn with_input(python: &str, program: &str, input: &str) -> String {
    let mut child = Command::new(python)
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// What the links of `fingerprints.json` leave out.
const MORE: &[(&str, u32)] = &[
    ("data=digits&n=400&hidden=16&lr=0.05", 5),
    ("data=digits&n=300&hidden=12,8&act=tanh&bn=on&opt=adam&lr=0.01&batch=25", 4),
    ("act=hardtanh(min_val=-0.5,max_val=2)&hidden=6&opt=adagrad(initial_accumulator_value=0.1,eps=0.001)", 10),
    ("act=softplus(beta=2,threshold=1)&hidden=6&opt=rmsprop(alpha=0.9,eps=0.001,momentum=0.9)&lr=0.001", 10),
    ("act=swish(0)&hidden=6&opt=adamw(beta1=0,beta2=0.9,eps=0.01,amsgrad=1)&lr=0.01", 10),
    ("act=prelu(0)&hidden=6,6&bn=on&opt=sgd(weight_decay=0.1)&l1=0.01&clip=0.1", 10),
    ("data=sine&hidden=10&act=gaussian&out=tanh&lr=0.3", 20),
    ("act=elu(0),celu(10),leaky_relu(1)&hidden=5,4,3&bias=torch_default&lr=0.05", 10),
    ("init=normal(3)&hidden=32,32,32&lr=1", 10),
    ("hidden=8,8,8,8,8,8,8,8&act=sigmoid&init=torch_default&opt=adam&lr=0.01", 10),
];

/// Steps so large that rounding decides in the end.
const CHAOTIC: &[&str] = &[
    "data=circle&n=192&hidden=16,16&act=relu&lr=10&batch=full&seed=4294967295",
    "init=normal(3)&hidden=32,32,32&lr=1",
];

/// The experiments: queries and epochs.
fn experiments() -> Vec<(String, u32)> {
    let links: serde_json::Value = serde_json::from_str(include_str!("fingerprints.json")).unwrap();
    let pinned = links.as_array().unwrap().iter().map(|row| {
        let (link, epochs) = (row["link"].as_str().unwrap(), row["epochs"].as_u64().unwrap());
        (link.split_once('?').map_or("", |(_, query)| query).to_owned(), epochs as u32)
    });
    pinned.chain(MORE.iter().map(|(query, epochs)| ((*query).to_owned(), *epochs))).collect()
}

#[test]
fn every_row_of_every_table_is_among_the_experiments() {
    fn assert_all<R: Row>(used: impl Iterator<Item = Choice<R>>) {
        let used: Vec<_> = used.map(|choice| choice.id()).collect();
        let missing: Vec<_> = R::table().iter().map(R::id).filter(|id| !used.contains(id)).collect();
        assert!(missing.is_empty(), "{}: {missing:?}", R::WHAT);
    }
    let specs: Vec<_> = experiments().iter().map(|(query, _)| Spec::from_query(query).0).collect();
    assert_all(specs.iter().map(|spec| spec.data));
    assert_all(specs.iter().flat_map(|spec| spec.features.clone()));
    assert_all(specs.iter().flat_map(|spec| spec.activations.clone()));
    assert_all(specs.iter().map(|spec| spec.init));
    assert_all(specs.iter().map(|spec| spec.bias));
    assert_all(specs.iter().map(|spec| spec.optimizer));
    assert_all(specs.iter().map(Spec::resolved_loss));
}

#[test]
fn torch_agrees_with_every_export() {
    let Some(python) = python() else { return };
    let experiments = experiments();
    let folders: Vec<_> = experiments
        .iter()
        .enumerate()
        .map(|(index, (query, epochs))| exported(&format!("all-{index}"), &trained(query, *epochs)))
        .collect();
    let results = run_all(&python, &folders);
    assert_eq!(results.len(), experiments.len());
    let (mut wrong, mut blurred) = (String::new(), 0);
    for ((query, _), (status, text)) in experiments.iter().zip(&results) {
        // The latest of the numbers of a kind.
        let number = |kind: &str| -> Option<f32> {
            let line =
                text.lines().rfind(|line| line.trim_start().starts_with(kind) && !line.contains("not compared"))?;
            line.split(": ").nth(1)?.split(' ').next()?.parse().ok()
        };
        let kinds = ["loss of a mini-batch:", "training loss:", "weights after ", "training loss of now.safetensors:"];
        let numbers = kinds.map(number);
        println!(
            "{} | #/train?{query}",
            numbers.map(|number| number.map_or("-".to_owned(), |n| format!("{n:.1e}"))).join(" | ")
        );
        // The program's own judgement, and one that does not know its allowances.
        let is_close =
            numbers.iter().flatten().all(|difference| *difference < 5e-5) || CHAOTIC.contains(&query.as_str());
        let is_blurred = text.trim_end().ends_with("\nagrees as far as rounding lets one compare");
        blurred += usize::from(is_blurred);
        let agrees = text.trim_end().ends_with("\nagrees") || is_blurred;
        if *status != 0 || !agrees || !is_close || numbers[0].is_none() {
            let _ = writeln!(wrong, "{query}: {status}\n{text}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(blurred <= CHAOTIC.len() + 3, "{blurred} cannot be compared to their end");
}

/// The program as a student calls it, and what it does when a file is not what the lab wrote.
#[test]
fn a_number_changed_by_hand_is_noticed() {
    let Some(python) = python() else { return };
    // Its born-dead unit answers to nothing: only the weights themselves tell.
    let query = "hidden=8,8&act=relu,prelu&bias=constant(-3)&init=normal(0.3)&bn=off&opt=sgd(momentum=0.5)&batch=50";
    let session = trained(query, 12);
    let dead = session.dead().first().unwrap().unit as usize;
    let folder = exported("changed", &session);
    let output = run(&python, &folder);
    assert!(output.status.success() && said(&output).ends_with("agrees\n"), "{}", said(&output));

    let changes = [
        ("start.safetensors", "0.weight", 2 * dead, "start.safetensors"),
        ("start.safetensors", "2.bias", 3, "start.safetensors"),
        ("start.safetensors", "3.weight", 0, "start.safetensors"),
        ("early.safetensors", "0.weight", 2 * dead, "weights after "),
        ("early.safetensors", "4.bias", 0, "weights after "),
        ("now.safetensors", "0.weight", 2 * dead, "now.safetensors"),
        ("now.safetensors", "3.weight", 0, "now.safetensors"),
        ("data.safetensors", "X", 10, "at step"),
        ("data.safetensors", "X", 900, "test loss, epoch 0"),
        ("data.safetensors", "y", 20, "at step"),
        ("data.safetensors", "batch_loss", 7, "loss of a mini-batch, step 8"),
    ];
    // A net that is mostly dead hardly depends on its inputs.
    let living = trained("batch=50", 5);
    let mut folders = Vec::new();
    for (index, (file, tensor, number, _)) in changes.iter().enumerate() {
        let is_data = *file == "data.safetensors";
        let (session, amount) = if is_data { (&living, 0.1) } else { (&session, 0.01) };
        let folder = exported(&format!("changed-{index}"), session);
        let path = folder.join(file);
        let mut bytes = fs::read(&path).unwrap();
        let place = {
            let tensors = SafeTensors::deserialize(&bytes).unwrap();
            let data = tensors.tensor(tensor).unwrap().data();
            data.as_ptr() as usize - bytes.as_ptr() as usize + 4 * number
        };
        let value = f32::from_le_bytes(bytes[place..place + 4].try_into().unwrap());
        bytes[place..place + 4].copy_from_slice(&(value + amount).to_le_bytes());
        fs::write(&path, bytes).unwrap();
        folders.push(folder);
    }
    for ((file, tensor, _, word), (status, text)) in changes.iter().zip(run_all(&python, &folders)) {
        let last = text.trim_end().lines().last().unwrap().to_owned();
        assert!(
            status == 1 && last.starts_with("differs, first at step ") && last.contains(word),
            "{file} {tensor}: {text}"
        );
    }

    // A setting changed in the program, a curve changed in its file, a file that is gone: exit status 1 as well.
    for (file, from, to) in [
        ("run.py", "lr=0.1", "lr=0.101"),
        ("run.py", "nn.ReLU()", "nn.LeakyReLU(0.001)"),
        ("run.py", "momentum=0.5", "momentum=0.5, nesterov=True"),
        ("run.py", "BATCH_SIZE = 50", "BATCH_SIZE = 49"),
    ] {
        let folder = exported("edited", &session);
        let path = folder.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(&path, text.replace(from, to)).unwrap();
        let output = run(&python, &folder);
        assert!(
            output.status.code() == Some(1) && said(&output).contains("\ndiffers, first at step "),
            "{to}: {}",
            said(&output)
        );
    }
    fs::remove_file(folder.join("early.safetensors")).unwrap();
    assert_eq!(run(&python, &folder).status.code(), Some(1));
}

/// Paused within an epoch, not yet begun, changed on the way, diverged: each says what it can.
#[test]
fn runs_in_every_state_are_repeated() {
    let Some(python) = python() else { return };
    let begun = trained("hidden=4", 0);
    let mut within = trained("hidden=4&opt=adam&lr=0.01", 2);
    (0..3).for_each(|_| within.step().unwrap());
    let mut changed = trained("hidden=4", 3);
    let faster = Spec { learning_rate: 0.5, ..changed.spec().clone() };
    changed.change(&faster);
    changed.batch_norm_on();
    changed.step_epoch();
    let diverged = trained("data=plane&lr=3&act=identity&batch=full", 200);
    let thinned = trained("n=40&hidden=3,2&noise=0.3", 700);
    let folders = [
        exported("begun", &begun),
        exported("within", &within),
        exported("changed-on-the-way", &changed),
        exported("diverged", &diverged),
        exported("thinned", &thinned),
    ];
    for (folder, (status, text)) in folders.iter().zip(run_all(&python, &folders)) {
        assert!(status == 0 && text.contains("\nagrees"), "{}: {text}", folder.display());
    }
}

/// At both ends of the range of every parameter, torch takes what is written.
#[test]
fn torch_takes_every_value_of_every_parameter() {
    fn ends<R: Row>() -> Vec<Choice<R>> {
        let mut choices: Vec<Choice<R>> = R::table().iter().map(Choice::of).collect();
        for row in R::table() {
            for parameter in row.parameters() {
                choices.extend(
                    [parameter.min, parameter.max].map(|end| Choice::of(row).with(parameter.name, end).unwrap()),
                );
            }
        }
        choices
    }
    let Some(python) = python() else { return };
    let mut program =
        "import torch\nfrom torch import nn\nclass Function(nn.Module):\n    def __init__(self, f):\n        \
                       super().__init__()\n        self.forward = f\n"
            .to_owned();
    for activation in ends::<ActivationRow>() {
        let module = python::module(activation).unwrap();
        let x = [-40.0_f32, -2.0, -0.3, 0.7, 2.5, 40.0];
        let values = x.map(|x| activation.value(x));
        let _ = writeln!(
            program,
            "a, b = {module}(torch.tensor({x:?})), torch.tensor({values:?})\n\
             assert torch.allclose(a, b, rtol=1e-5, atol=1e-6), ({module:?}, a, b)"
        );
    }
    for optimizer in ends::<OptimizerRow>() {
        // Alone, it is refused with a notice: see `Spec::reconcile`.
        if optimizer.parameter("nesterov") == Some(1.0) {
            continue;
        }
        let line = python::optimizer(&optimizer, 0.1).replace("model.parameters()", "nn.Linear(2, 1).parameters()");
        let _ = writeln!(program, "{line}");
    }
    with_input(&python, &program, "");
}
