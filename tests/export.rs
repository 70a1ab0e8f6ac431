//! The export for `PyTorch`, without Python: all files are there and say the same as the run.
#![allow(missing_docs, clippy::unwrap_used)]

use std::io::{Cursor, Read as _};

use relu_lab::data::sets::DataSet;
use relu_lab::export::torch::differences::{Difference, differences};
use relu_lab::export::torch::{File, NAMES, TorchExportError, check, files, is_own, is_own_zip, python, zip};
use relu_lab::nn::activation::{Activation, ActivationRow};
use relu_lab::nn::choice::Row;
use relu_lab::nn::init::{Init, InitRow};
use relu_lab::nn::loss::LossRow;
use relu_lab::nn::optimizer::{Optimizer, OptimizerRow};
use relu_lab::train::session::Session;
use relu_lab::train::spec::Spec;
use safetensors::SafeTensors;
use safetensors::tensor::Dtype;

fn spec(query: &str) -> Spec {
    let (spec, notices) = Spec::from_query(query);
    assert!(notices.is_empty(), "{query}: {notices:?}");
    spec
}

fn trained(query: &str, epochs: u32) -> Session {
    let mut session = Session::new(spec(query));
    (0..epochs).for_each(|_| session.step_epoch());
    session
}

fn file<'a>(files: &'a [File], name: &str) -> &'a [u8] {
    &files.iter().find(|file| file.name == name).unwrap().bytes
}

fn text(files: &[File], name: &str) -> String {
    String::from_utf8(file(files, name).to_vec()).unwrap()
}

/// Names, types and shapes in a file of safetensors, sorted.
fn shapes(bytes: &[u8]) -> Vec<(String, Dtype, Vec<usize>)> {
    let tensors = SafeTensors::deserialize(bytes).unwrap();
    let mut shapes: Vec<_> =
        tensors.iter().map(|(name, tensor)| (name.to_owned(), tensor.dtype(), tensor.shape().to_vec())).collect();
    shapes.sort_by(|a, b| a.0.cmp(&b.0));
    shapes
}

fn floats(bytes: &[u8], name: &str) -> Vec<f32> {
    let tensors = SafeTensors::deserialize(bytes).unwrap();
    let numbers =
        tensors.tensor(name).unwrap().data().as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
    numbers.collect()
}

#[test]
fn all_files_are_there_with_the_shapes_of_the_state_dict() {
    let query = "data=xor&n=50&train=0.6&features=x1,x2,x1*x2&hidden=4,3&act=prelu,tanh&bn=on&batch=16";
    let files = files(&trained(query, 3)).unwrap();
    assert_eq!(files.iter().map(|file| file.name).collect::<Vec<_>>(), NAMES);
    let (f32, i64, i16) = (Dtype::F32, Dtype::I64, Dtype::I16);
    let norm = |place: u8, units: usize| {
        ["bias", "num_batches_tracked", "running_mean", "running_var", "weight"].map(|name| match name {
            "num_batches_tracked" => (format!("{place}.{name}"), i64, vec![]),
            name => (format!("{place}.{name}"), f32, vec![units]),
        })
    };
    let linear = |place: u8, fan_in: usize, fan_out: usize| {
        [(format!("{place}.bias"), f32, vec![fan_out]), (format!("{place}.weight"), f32, vec![fan_out, fan_in])]
    };
    let slope = ("2.weight".to_owned(), f32, vec![1]);
    let weights =
        [&linear(0, 3, 4)[..], &norm(1, 4), &[slope], &linear(3, 4, 3), &norm(4, 3), &linear(6, 3, 1)].concat();
    for name in ["start.safetensors", "early.safetensors", "now.safetensors"] {
        assert_eq!(shapes(file(&files, name)), weights, "{name}");
    }
    let data = [
        ("X", f32, vec![50, 3]),
        ("batch_loss", f32, vec![6]),
        ("order", i16, vec![3, 30]),
        ("test", i64, vec![20]),
        ("train", i64, vec![30]),
        ("y", f32, vec![50, 1]),
    ];
    assert_eq!(
        shapes(file(&files, "data.safetensors")),
        data.map(|(name, dtype, shape)| (name.to_owned(), dtype, shape))
    );
}

#[test]
fn classes_are_whole_numbers_and_all_points_have_all_their_pixels() {
    relu_lab::data::digits::provide(include_bytes!("../assets/digits.bin")).unwrap();
    let data = files(&trained("data=digits&n=100&hidden=4", 1)).unwrap();
    let shapes = shapes(file(&data, "data.safetensors"));
    assert!(shapes.contains(&("X".to_owned(), Dtype::F32, vec![100, 64])), "{shapes:?}");
    assert!(shapes.contains(&("y".to_owned(), Dtype::I64, vec![100])), "{shapes:?}");
}

#[test]
fn weights_inputs_and_order_are_those_of_the_run() {
    let session = trained("n=60&hidden=3&act=tanh&batch=8&seed=4", 2);
    let files = files(&session).unwrap();
    let layers = &session.state().network.layers;
    let (start, now) = (file(&files, "start.safetensors"), file(&files, "now.safetensors"));
    assert_eq!(floats(now, "0.weight"), layers[0].linear.weight);
    assert_eq!(floats(now, "2.bias"), layers[1].linear.bias);
    let first = Session::new(session.spec().clone());
    assert_eq!(floats(start, "0.weight"), first.state().network.layers[0].linear.weight);
    let samples = session.training_samples();
    let x = floats(file(&files, "data.safetensors"), "X");
    assert_eq!(x[..2], [samples.inputs.unit(0)[0], samples.inputs.unit(1)[0]]);
    // The last epoch's order is the one that the session still has.
    let tensors = SafeTensors::deserialize(file(&files, "data.safetensors")).unwrap();
    let order: Vec<u32> = tensors.tensor("order").unwrap().data().as_chunks::<2>().0[30..]
        .iter()
        .map(|bytes| u32::from(u16::from_le_bytes(*bytes)))
        .collect();
    assert_eq!(order, session.state().order);
}

#[test]
fn the_experiment_is_read_again_and_the_curves_are_those_of_the_history() {
    let session = trained("data=moons&act=elu(0.5),gelu&opt=adam(beta1=0.8)&lr=0.01&l1=0.001&clip=0.5&epochs=5", 5);
    let files = files(&session).unwrap();
    assert_eq!(Spec::from_json(&text(&files, "experiment.json")), Ok((session.spec().clone(), vec![])));
    let curves = text(&files, "curves.csv");
    let records = &session.history().records;
    assert_eq!(curves.lines().count(), 1 + records.len());
    let last: Vec<f32> = curves.lines().last().unwrap().split(',').map(|cell| cell.parse().unwrap()).collect();
    assert_eq!(last[..3], [5.0, records[5].train_loss.last, records[5].test_loss.last]);
}

#[test]
fn the_program_has_the_modules_the_optimizer_and_the_loss() {
    let query = "data=moons&hidden=4,3,2&act=elu(0.5),swish(2),prelu&bn=on&out=sigmoid\
        &opt=adam(beta1=0.8,amsgrad=1)&lr=0.01&l1=0.001&clip=0.5&batch=10";
    let program = text(&files(&trained(query, 1)).unwrap(), "run.py");
    for line in [
        "        nn.Linear(2, 4),\n        nn.BatchNorm1d(4, eps=1e-5, momentum=0.1),\n        nn.ELU(alpha=0.5),\n",
        "        Function(lambda x: x * torch.sigmoid(2 * x)),\n",
        "class Function(nn.Module):\n    \"\"\"A function that torch.nn has no class for; here: Swish.\"\"\"\n",
        "        nn.PReLU(init=0.25),\n        nn.Linear(2, 1),\n        nn.Sigmoid(),\n    )\n",
        "    return torch.optim.Adam(model.parameters(), lr=0.01, betas=(0.8, 0.999), amsgrad=True)\n",
        "loss_function = nn.BCELoss()\n",
        "layer.weight.grad += 0.001 * layer.weight.detach().sign()\n",
        "            nn.utils.clip_grad_norm_(model.parameters(), 0.5)\n            optimizer.step()\n",
        "BATCH_SIZE = 10  # points per step\n",
    ] {
        assert!(program.contains(line), "{line}\n{program}");
    }
    assert!(!program.contains("{{") && !program.contains("}}"), "{program}");
    assert!(program.lines().all(|line| line.chars().count() <= 140 || line.starts_with("In the lab")), "{program}");
    // What an experiment does not have is not in its program.
    let plain = text(&files(&trained("", 1)).unwrap(), "run.py");
    for word in ["class Function", "clip_grad_norm_", "weight.grad", "nn.BatchNorm1d("] {
        assert!(!plain.contains(word), "{word}");
    }
}

/// A class of `torch.nn`, or the formula in so many words: nothing is left out.
#[test]
fn every_row_of_every_table_exports() {
    for row in ActivationRow::table() {
        let line = python::module(Activation::of(row)).unwrap();
        let expected = if row.torch.starts_with("nn.") { row.torch } else { "Function(lambda x: " };
        assert!(line.starts_with(expected), "{line}");
        assert!(check(&Spec { activations: vec![Activation::of(row)], ..Spec::default() }).is_ok(), "{line}");
    }
    for row in OptimizerRow::table() {
        let line = python::optimizer(&Optimizer::of(row), 0.5);
        assert!(line.starts_with(row.torch) && line.contains("(model.parameters(), lr=0.5"), "{line}");
    }
    for row in LossRow::table() {
        assert!(row.torch.starts_with("nn."), "{row:?}");
    }
    for row in InitRow::table() {
        let mut session = Session::new(Spec { init: Init::of(row), ..Spec::default() });
        session.step_epoch();
        let program = text(&files(&session).unwrap(), "run.py");
        assert!(program.contains(&format!("as the lab drew them: {}, {}", row.id(), row.rule)), "{program}");
    }
}

#[test]
fn what_torch_refuses_is_refused_with_a_reason() {
    let activation: Activation = "hardtanh(min_val=0,max_val=0)".parse().unwrap();
    let error = check(&Spec { activations: vec![activation], ..Spec::default() }).unwrap_err();
    assert_eq!(
        error.to_string(),
        "PyTorch cannot build hardtanh(min_val=0,max_val=0): nn.Hardtanh needs min_val < max_val"
    );
    let session = Session::new(Spec { activations: vec![activation], ..Spec::default() });
    assert_eq!(files(&session), Err(error));
    // Each integration test is a program of its own: whether the digits are there depends on the other tests here.
    let digits = DataSet::from_id("digits").unwrap();
    let missing = check(&Spec { data: digits, ..Spec::default() });
    assert_eq!(missing.is_err(), digits.row().is_missing());
    assert!(missing.is_ok() || missing == Err(TorchExportError::DataMissing("Digits")));
}

#[test]
fn the_same_run_gives_the_same_bytes_whenever_it_is_exported() {
    let once = files(&trained("bn=on", 3)).unwrap();
    let mut session = trained("bn=on", 3);
    session.snapshot(false, 0.0, None);
    assert_eq!(files(&session).unwrap(), once);
    assert_eq!(zip(&files(&session).unwrap()).unwrap(), zip(&once).unwrap());
}

#[test]
fn within_an_epoch_and_before_the_first_step_it_exports_as_well() {
    let mut session = trained("n=60&batch=8", 0);
    let start = files(&session).unwrap();
    assert!(text(&start, "run.py").contains("\nSTEPS = 0  # that are repeated here: all of them\n"));
    assert_eq!(file(&start, "start.safetensors"), file(&start, "now.safetensors"));
    (0..5).for_each(|_| session.step().unwrap());
    let program = text(&files(&session).unwrap(), "run.py");
    assert!(program.contains("\nSTEPS = 5  #") && program.contains("\nNOW_STEPS = 5\n"), "{program}");
}

#[test]
fn a_run_that_was_changed_says_so_and_is_repeated_with_its_settings_of_now() {
    let mut session = trained("", 4);
    let faster = Spec { learning_rate: 0.5, ..session.spec().clone() };
    session.change(&faster);
    (0..4).for_each(|_| session.step_epoch());
    let changed = files(&session).unwrap();
    let program = text(&changed, "run.py");
    assert!(
        program.contains("IS_NOW_REPEATED = False") && program.contains("was changed while it trained"),
        "{program}"
    );
    assert_eq!(text(&changed, "curves.csv"), text(&files(&trained("lr=0.5", 8)).unwrap(), "curves.csv"));
    // Going back takes the mark away, and not the new rate.
    session.back_to_finite();
    assert!(text(&files(&session).unwrap(), "run.py").contains("IS_NOW_REPEATED = False"));
    // Another end is no change.
    let mut session = trained("", 4);
    let longer = Spec { epochs: Some(9), ..session.spec().clone() };
    session.change(&longer);
    session.step_epoch();
    assert!(text(&files(&session).unwrap(), "run.py").contains("IS_NOW_REPEATED = True"));
}

#[test]
fn a_diverged_run_is_exported_as_it_last_was_finite() {
    let session = trained("data=plane&lr=3&act=identity&batch=full", 200);
    let last = session.divergence().unwrap().last_finite_epoch;
    let exported = files(&session).unwrap();
    assert!(text(&exported, "run.py").contains(&format!("\nNOW_STEPS = {last}\n")));
    assert!(floats(file(&exported, "now.safetensors"), "0.weight").iter().all(|weight| weight.is_finite()));
}

/// A long run, a wide one and one of many points: what is repeated stays affordable.
#[test]
fn the_steps_that_are_repeated_are_bounded() {
    for (query, epochs) in
        [("n=16&batch=1", 2000), ("n=2000&batch=full", 300), ("hidden=128,128,128,128,128,128&n=2000&batch=full", 30)]
    {
        let exported = files(&trained(query, epochs)).unwrap();
        let program = text(&exported, "run.py");
        let steps: u64 = program.split_once("\nSTEPS = ").unwrap().1.split(' ').next().unwrap().parse().unwrap();
        assert!((1..=4_000).contains(&steps), "{query}: {steps}");
        assert!(program.contains("the order of the samples is not exported further"), "{query}: {steps}");
        assert!(zip(&exported).unwrap().len() < 4_000_000);
    }
}

#[test]
fn curves_have_512_rows_at_most() {
    let session = trained("n=16&hidden=1&batch=full", 1500);
    assert!((256..=1 + 512).contains(&relu_lab::export::curves::file(&session).lines().count()));
}

#[test]
fn differences_are_known_before_the_export() {
    let of = |query: &str, steps: u64| differences(&spec(query), &[], steps);
    assert_eq!(of("bn=on&act=gelu", 100), []);
    assert_eq!(
        of("bn=on&opt=adam&act=sine,swish&hidden=4,4", 100),
        [Difference::BatchNormBiases, Difference::Formula("Sine"), Difference::Formula("Swish")]
    );
    let flat = Spec { activations: vec!["hardtanh(min_val=0,max_val=0)".parse().unwrap()], ..Spec::default() };
    assert!(matches!(differences(&flat, &[], 0)[..], [Difference::Refused(TorchExportError::Activation { .. })]));
    // What is said of the steps is what the program says.
    let mut session = trained("n=2000&batch=1", 5);
    let [Difference::Steps { repeated, done }] = differences(session.spec(), &[], session.state().step)[..] else {
        panic!("all steps are repeated")
    };
    assert_eq!(done, 5000);
    session.change(&Spec { learning_rate: 0.2, ..session.spec().clone() });
    let found = differences(session.spec(), session.marks(), done);
    assert_eq!(found, [Difference::Changed, Difference::Steps { repeated, done }]);
    let program = text(&files(&session).unwrap(), "run.py");
    assert!(program.contains(&format!("STEPS = {repeated}  #")) && program.contains("was changed while it trained"));
}

#[test]
fn the_archive_holds_the_files_and_is_known_again() {
    let exported = files(&trained("", 1)).unwrap();
    let bytes = zip(&exported).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    assert_eq!(archive.len(), NAMES.len());
    for (index, file) in exported.iter().enumerate() {
        let mut entry = archive.by_index(index).unwrap();
        let mut held = Vec::new();
        entry.read_to_end(&mut held).unwrap();
        assert_eq!((entry.name().unwrap().into_owned().as_str(), held), (file.name, file.bytes.clone()));
    }
    assert!(is_own_zip(&bytes) && !is_own_zip(b"PK") && !is_own_zip(&[]));
    for file in &exported {
        assert!(is_own(file.name, &file.bytes), "{}", file.name);
        assert!(!is_own(file.name, b"") && !is_own(file.name, b"something else"), "{}", file.name);
    }
    assert!(!is_own("notes.txt", b"An experiment of ReLU Lab"));
}
