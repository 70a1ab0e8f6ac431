//! What comes into the lab: weights that `PyTorch` wrote, experiments as JSON, and everything that is neither.
#![allow(missing_docs, clippy::unwrap_used)]

use proptest::prelude::*;
use relu_lab::export::{ExportKind, units};
use relu_lab::import::fit::{Fit, Misfit};
use relu_lab::import::weights::{Mlp, WeightsError};
use relu_lab::import::{Kind, experiment};
use relu_lab::nn::activation::Activation;
use relu_lab::nn::tensor::Tensor;
use relu_lab::nn::workspace::Workspace;
use relu_lab::train::session::Session;
use relu_lab::train::spec::Spec;
use relu_lab::train::start::{Start, StartError, Weights};
use safetensors::tensor::{Dtype, TensorView, serialize};

fn spec(query: &str) -> Spec {
    let (spec, notices) = Spec::from_query(query);
    assert!(notices.is_empty(), "{query}: {notices:?}");
    spec
}

fn act(id: &str) -> Activation {
    Activation::from_id(id).unwrap()
}

fn fit(mlp: &Mlp, query: &str, activation: &str) -> Result<Fit, Vec<String>> {
    let spec = spec(query);
    mlp.fit(&spec, act(activation), act("identity")).map_err(|misfits| misfits.iter().map(Misfit::to_string).collect())
}

fn begin(fit: Fit) -> Session {
    Session::with_start(fit.spec, fit.start).unwrap()
}

/// A file with these tensors, all 0.5 unless a number is given; the name of a kind stands before a colon: `F64:0.weight`.
fn file(tensors: &[(&str, &[usize])]) -> Vec<u8> {
    let numbers = |name: &str| if name.ends_with("var") { 1.0_f32 } else { 0.5 };
    let bytes: Vec<(String, Dtype, Vec<usize>, Vec<u8>)> = tensors
        .iter()
        .map(|(name, shape)| {
            let (kind, name) = name.split_once(':').unwrap_or(("F32", name));
            let count = shape.iter().product();
            let (kind, bytes) = match kind {
                "F64" => (Dtype::F64, f64::from(numbers(name)).to_le_bytes().to_vec()),
                "F16" => (Dtype::F16, vec![0, 0x38]),
                "BF16" => (Dtype::BF16, vec![0, 0x3f]),
                "I64" => (Dtype::I64, vec![0; 8]),
                "NaN" => (Dtype::F32, f32::NAN.to_le_bytes().to_vec()),
                "minus" => (Dtype::F32, (-1.0_f32).to_le_bytes().to_vec()),
                _ => (Dtype::F32, numbers(name).to_le_bytes().to_vec()),
            };
            (name.to_owned(), kind, shape.to_vec(), bytes.repeat(count))
        })
        .collect();
    let views =
        bytes.iter().map(|(name, kind, shape, bytes)| (name, TensorView::new(*kind, shape.clone(), bytes).unwrap()));
    serialize(views, None).unwrap()
}

fn refused(bytes: &[u8]) -> String {
    Mlp::read(bytes).unwrap_err().to_string()
}

const MLP: &[u8] = include_bytes!("import/mlp.safetensors");

#[test]
fn a_network_of_torch_answers_as_it_did_there() {
    let mlp = Mlp::read(MLP).unwrap();
    assert_eq!(mlp.names, ["layers.2.weight", "layers.8.weight", "layers.10.weight"]);
    assert_eq!((mlp.inputs(), mlp.outputs(), mlp.has_batch_norm()), (2, 1, false));
    let mut session = begin(fit(&mlp, "hidden=8,8&seed=5&lr=0.3", "tanh").unwrap());
    assert_eq!(
        (session.spec().hidden.as_slice(), session.spec().seed, session.spec().learning_rate),
        (&[6, 5][..], 5, 0.3)
    );
    // What tests/import/generate.py prints.
    let expected = [9.022_929_f32, -1.265_436_2, -8.459_25];
    let mut points = Tensor::default();
    points.resize(2, 3);
    points.unit_mut(0).copy_from_slice(&[0.0, 0.5, -0.75]);
    points.unit_mut(1).copy_from_slice(&[0.0, -0.25, 1.0]);
    let mut workspace = Workspace::new();
    session.state().network.evaluate(&points, &mut workspace);
    for (got, wanted) in workspace.output().unit(0).iter().zip(expected) {
        assert!((got - wanted).abs() <= 2e-5 * wanted.abs(), "{got} is not {wanted}");
    }
    // It has learned a disc in a ring, and training goes on.
    assert!(session.evaluation().test_accuracy.unwrap() > 0.95, "{:?}", session.evaluation());
    let before = session.evaluation().train_loss;
    (0..50).for_each(|_| session.step_epoch());
    assert!(session.evaluation().train_loss < before);
}

#[test]
fn what_does_not_fit_is_told_by_name_and_shape() {
    let three = Mlp::read(include_bytes!("import/three_inputs.safetensors")).unwrap();
    assert_eq!(fit(&three, "", "relu").unwrap_err(), ["0.weight [4, 3] takes 3 inputs; Circle gives 2: x1, x2"]);
    assert!(fit(&three, "features=x1,x2,x1*x2", "relu").is_ok());
    assert_eq!(
        fit(&three, "data=blobs&classes=4&features=x1", "relu").unwrap_err(),
        [
            "0.weight [4, 3] takes 3 inputs; Blobs gives 1: x1",
            "2.weight [1, 4] gives 1 output; Blobs takes 4, one for each class"
        ]
    );
    assert_eq!(
        refused(include_bytes!("import/convolution.safetensors")),
        "0.weight [4, 1, 3, 3] has 4 dimensions; the weight of a linear layer has 2: [out, in]"
    );
    assert_eq!(
        refused(include_bytes!("import/without_bias.safetensors")),
        "2.bias is missing, which belongs to 2.weight [3, 4]"
    );
}

#[test]
fn everything_else_that_is_wrong_is_told_too() {
    let linear: [(&str, &[usize]); 2] = [("0.weight", &[4, 2]), ("0.bias", &[4])];
    let end: [(&str, &[usize]); 2] = [("9.weight", &[1, 4]), ("9.bias", &[1])];
    let norm: [(&str, &[usize]); 5] = [
        ("1.weight", &[4]),
        ("1.bias", &[4]),
        ("1.running_mean", &[4]),
        ("1.running_var", &[4]),
        ("I64:1.num_batches_tracked", &[]),
    ];
    let with = |more: &[(&str, &[usize])]| refused(&file(&[&linear, more, &end].concat()));
    let order = "layers are taken in the order of their names";
    let cases = [
        (with(&[("2.weight", &[3, 5]), ("2.bias", &[3])]), format!("2.weight [3, 5] takes 5 inputs, but 0.weight [4, 2] before it gives 4; {order}")),
        (with(&[("2.wieght", &[4, 4])]), "2.wieght [4, 4] is not of a multilayer perceptron: it has *.weight and *.bias of linear layers, a slope of PReLU, and weight, bias, running_mean and running_var of batch norms".to_owned()),
        (with(&[("2.bias", &[4])]), "2.weight is missing, which belongs to 2.bias [4]".to_owned()),
        (with(&[("2.weight", &[4, 4]), ("2.bias", &[3])]), "2.bias [3] should be [4]: 2.weight has as many units".to_owned()),
        (with(&[("1.weight", &[4]), ("1.bias", &[4])]), "1.running_mean is missing, which belongs to 1.weight [4]".to_owned()),
        (with(&[("1.weight", &[4])]), "1.weight [4] is a PReLU with a slope for each unit; the lab has one for a layer: [1]".to_owned()),
        (with(&[("I64:2.weight", &[4, 4]), ("2.bias", &[4])]), "2.weight [4, 4] holds I64; F32, F64, F16 and BF16 can be read".to_owned()),
        (with(&[("NaN:2.weight", &[4, 4]), ("2.bias", &[4])]), "2.weight[0, 0] is NaN: all numbers have to be finite in float32".to_owned()),
        (with(&[("1.weight", &[1]), ("2.weight", &[1])]), format!("2.weight [1] does not follow a linear layer; {order}")),
        (with(&[&norm[..], &[("2.weight", &[4, 4]), ("2.bias", &[4])]].concat()), "2.weight [4, 4] has no batch norm after it, but other hidden layers have; the lab has one in all of them or in none".to_owned()),
        (with(&[&norm[..3], &[("minus:1.running_var", &[4])]].concat()), "1.running_var[0] is -1: a variance is at least 0".to_owned()),
        (refused(&file(&[&norm[..], &linear].concat())), "2.weight".to_owned()),
        (refused(&file(&[("0.weight", &[1, 2]), ("0.bias", &[1]), ("1.weight", &[1])])), format!("a batch norm or a PReLU follows 0.weight [1, 2], the output layer; {order}")),
        (refused(&file(&[("0.weight", &[200, 2]), ("0.bias", &[200]), ("1.weight", &[1, 200]), ("1.bias", &[1])])), "0.weight [200, 2] has 200 units; a hidden layer of the lab has 1 to 128".to_owned()),
        (refused(&file(&[])), "there is no linear layer in the file: no tensor *.weight of two dimensions".to_owned()),
    ];
    for (place, (got, wanted)) in cases.iter().enumerate() {
        // Of case 11 the order is asked below.
        assert!(place == 11 || got == wanted, "{got}\nis not\n{wanted}");
    }
    let deep: Vec<(String, Vec<usize>)> =
        (0..34).flat_map(|n| [(format!("{n}.weight"), vec![2, 2]), (format!("{n}.bias"), vec![2])]).collect();
    let deep: Vec<(&str, &[usize])> = deep.iter().map(|(name, shape)| (name.as_str(), shape.as_slice())).collect();
    assert_eq!(refused(&file(&deep)), "the file has 33 hidden layers; the lab has at most 32");
    let first = [("a.weight", &[4][..]), ("a.bias", &[4]), ("a.running_mean", &[4]), ("a.running_var", &[4])];
    let named = [("b.weight", &[4, 2][..]), ("b.bias", &[4])];
    assert_eq!(
        refused(&file(&[&first[..], &named].concat())),
        format!("a.weight [4] does not follow a linear layer; {order}")
    );
    assert!(refused(b"PK").starts_with("this is no file of safetensors: "));
}

#[test]
fn batch_norm_slopes_and_other_floats_are_taken() {
    let tensors: [(&str, &[usize]); 10] = [
        ("net.0.weight", &[4, 2]),
        ("F64:net.0.bias", &[4]),
        ("net.1.weight", &[4]),
        ("net.1.bias", &[4]),
        ("net.1.running_mean", &[4]),
        ("net.1.running_var", &[4]),
        ("I64:net.1.num_batches_tracked", &[]),
        ("net.2.weight", &[1]),
        ("F16:net.10.weight", &[2, 4]),
        ("BF16:net.10.bias", &[2]),
    ];
    let mlp = Mlp::read(&file(&tensors)).unwrap();
    let Fit { spec, notices, start } = fit(&mlp, "", "relu").unwrap();
    assert_eq!(notices, []);
    // Two outputs for two classes are logits of cross-entropy; a slope is a PReLU whatever was chosen.
    assert_eq!(spec.to_query(), "hidden=4&act=prelu&loss=ce&bn=on");
    let session = Session::with_start(spec, start).unwrap();
    let layers = &session.state().network.layers;
    assert_eq!(
        (layers[0].slope, layers[0].linear.bias[3], layers[1].linear.weight[7], layers[1].linear.bias[1]),
        (Some(0.5), 0.5, 0.5, 0.5)
    );
    let norm = layers[0].batch_norm.as_ref().unwrap();
    assert_eq!((norm.weight[0], norm.running_mean[0], norm.running_var[0]), (0.5, 0.5, 1.0));
    // Without a module's name, as a single linear layer has them.
    let line = Mlp::read(&file(&[("weight", &[1, 2]), ("bias", &[1])])).unwrap();
    assert_eq!(fit(&line, "", "relu").unwrap().spec.to_query(), "hidden=");
}

#[test]
fn what_was_exported_comes_back_bit_by_bit() {
    for query in [
        "hidden=5,3&act=tanh&seed=3",
        "data=blobs&classes=5&act=prelu&bn=on",
        "data=sine&hidden=none",
        "loss=ce&act=elu&batch=full",
    ] {
        let mut session = Session::new(spec(query));
        (0..3).for_each(|_| session.step_epoch());
        let bytes = ExportKind::Weights.file(&mut session).unwrap();
        let function = session.spec().activation(0);
        let fit = Mlp::read(&bytes).unwrap().fit(session.spec(), function, session.spec().output).unwrap();
        assert_eq!(&fit.spec, session.spec(), "{query}");
        let mut again = begin(fit);
        assert_eq!(again.state().network.fingerprint(), session.state().network.fingerprint(), "{query}");
        assert_eq!(again.evaluation(), session.evaluation(), "{query}");
        // And the export of a run that began with a file begins with it.
        again.step_epoch();
        let files = relu_lab::export::torch::files(&again).unwrap();
        let start = files.iter().find(|file| file.name == "start.safetensors").unwrap();
        assert_eq!(Mlp::read(&start.bytes).unwrap().weights, Weights::of(&session.state().network).into(), "{query}");
        let program = String::from_utf8_lossy(&files[0].bytes);
        assert!(program.contains("# The first weights, from a file that the lab began with."), "{query}");
        assert!(program.contains("REPEATED") || program.contains("IS_NOW_REPEATED = True"), "{query}");
    }
}

#[test]
fn a_start_that_is_not_of_the_network_is_refused_and_one_more_thing_can_be_put_in() {
    let start = fit(&Mlp::read(MLP).unwrap(), "", "relu").unwrap().start;
    let refusal = |query: &str| Session::with_start(spec(query), start.clone()).map(|_| ()).unwrap_err();
    assert_eq!(refusal("hidden=6"), StartError::Layers { found: 3, wanted: 2 });
    assert_eq!(refusal("hidden=6,4"), StartError::Shape { layer: 2, found: (5, 6), wanted: (4, 6) });
    // Batch norm in between begins anew, and so does a slope.
    for query in ["hidden=6,5&bn=on", "hidden=6,5&act=prelu"] {
        let session = Session::with_start(spec(query), start.clone()).unwrap();
        let Start::Weights(weights) = &start else { unreachable!() };
        assert_eq!(session.state().network.layers[1].linear, weights.layers[1].linear, "{query}");
    }
    let mut broken = Weights::of(&Session::new(spec("hidden=2")).state().network);
    broken.layers[0].linear.weight.pop();
    let begin = |weights: Weights| Session::with_start(spec("hidden=2"), Start::Weights(weights.into())).map(|_| ());
    assert_eq!(begin(broken.clone()), Err(StartError::Incomplete { layer: 1 }));
    broken.layers[0].linear.weight.push(f32::NAN);
    assert_eq!(begin(broken), Err(StartError::NotFinite { layer: 1 }));
}

#[test]
fn the_table_of_units_has_one_row_a_unit_and_its_numbers_are_those_of_the_run() {
    let mut session = Session::new(spec("hidden=16,4&bias=constant(-3)&act=relu,softplus(2,10)&lr=0.3&bn=off&seed=2"));
    (0..5).for_each(|_| session.step_epoch());
    let before = session.state().network.fingerprint();
    let text = String::from_utf8(ExportKind::Units.file(&mut session).unwrap()).unwrap();
    assert_eq!(session.state().network.fingerprint(), before);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headings: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(headings, units::COLUMNS.iter().map(|column| column.name).collect::<Vec<_>>());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let cell =
        |row: usize, name: &str| rows[row][headings.iter().position(|heading| heading == name).unwrap()].to_owned();
    let names: Vec<_> = (0..rows.len()).map(|row| cell(row, "unit")).collect();
    let expected =
        (1..=16).map(|n| format!("H1.{n}")).chain((1..=4).map(|n| format!("H2.{n}"))).chain(["out.1".to_owned()]);
    assert_eq!(names, expected.collect::<Vec<_>>());
    assert_eq!(cell(17, "activation"), session.spec().activation(1).to_string());
    let snapshot = session.snapshot(false, 0.0, None);
    let dead = (0..16).filter(|&row| cell(row, "state") == "dead").collect::<Vec<_>>();
    assert_eq!(dead, session.dead().iter().map(|id| id.unit as usize).collect::<Vec<_>>());
    assert!(!dead.is_empty());
    for row in dead {
        assert_eq!(
            (cell(row, "active_fraction"), cell(row, "gradient_norm"), cell(row, "died_by")),
            ("0".to_owned(), "0".to_owned(), "start".to_owned())
        );
        assert_eq!(cell(row, "died_at_epoch"), "0");
    }
    // The norms of a layer's units are the norm of the layer.
    for (layer, rows) in [(0, 0..16), (1, 16..20), (2, 20..21)] {
        let squares: f64 = rows.map(|row| cell(row, "gradient_norm").parse::<f64>().unwrap().powi(2)).sum();
        let norm = f64::from(snapshot.layers[layer].gradient_norm);
        assert!((squares.sqrt() - norm).abs() <= 1e-5 * norm, "{layer}");
    }
    assert_eq!(cell(20, "bias"), snapshot.layers[2].bias[0].to_string());
}

#[test]
fn every_column_of_every_table_is_documented() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/files.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let rows = units::COLUMNS.iter().map(|column| format!("| `{}` | {} |", column.name, column.what));
    let table = rows.collect::<Vec<_>>().join("\n") + "\n";
    assert!(text.contains(&table), "docs/files.md should have:\n{table}");
    let mut columns = relu_lab::compare::csv::run_columns();
    columns.retain(|column| !column.starts_with("spec."));
    columns.push("spec.KEY".to_owned());
    let mut session = Session::new(spec("hidden=3"));
    columns.extend(relu_lab::export::curves::headings(&session.record()).iter().map(|heading| {
        heading.split('_').map(|word| if word.parse::<u8>().is_ok() { "N" } else { word }).collect::<Vec<_>>().join("_")
    }));
    for column in columns {
        assert!(text.contains(&format!("`{column}`")), "docs/files.md says nothing of {column}");
    }
}

#[test]
fn a_file_is_known_by_its_name() {
    let kinds = ["a.json", "a.b.SafeTensors", "model.pt", "lab.zip", "digits.png", "json"].map(Kind::of);
    assert_eq!(kinds, [Kind::Experiment, Kind::Weights, Kind::Pickle, Kind::Archive, Kind::Other, Kind::Other]);
}

/// A file of the lab or of torch with some of its bytes changed, or cut off.
fn broken_files() -> impl Strategy<Value = Vec<u8>> {
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8);
    (changes, any::<prop::sample::Index>(), any::<bool>()).prop_map(|(changes, end, is_cut)| {
        let mut bytes = MLP.to_vec();
        for (place, byte) in &changes {
            bytes[place.index(MLP.len())] = *byte;
        }
        bytes.truncate(if is_cut { end.index(MLP.len()) } else { MLP.len() });
        bytes
    })
}

/// Headers of safetensors with names, kinds and shapes of all sorts.
fn any_tensors() -> impl Strategy<Value = Vec<u8>> {
    let part = prop::sample::select(vec!["weight", "bias", "running_mean", "running_var", "num_batches_tracked", "x"]);
    let shape = prop::collection::vec(0_usize..4, 0..4);
    let kind = prop::sample::select(vec!["", "F64:", "F16:", "BF16:", "I64:", "NaN:", "minus:"]);
    prop::collection::vec((kind, 0_u8..3, part, shape), 0..8).prop_map(|tensors| {
        let mut named: Vec<(String, Vec<usize>)> =
            tensors.into_iter().map(|(kind, module, part, shape)| (format!("{kind}{module}.{part}"), shape)).collect();
        let plain = |name: &str| name.rsplit(':').next().unwrap_or_default().to_owned();
        named.sort_by_key(|(name, _)| plain(name));
        named.dedup_by_key(|(name, _)| plain(name));
        file(&named.iter().map(|(name, shape)| (name.as_str(), shape.as_slice())).collect::<Vec<_>>())
    })
}

/// Reads bytes as all that they can be; what can be read begins, or is refused.
fn take(bytes: &[u8]) {
    let _ = experiment::read(bytes);
    let read: Result<Mlp, WeightsError> = Mlp::read(bytes);
    for query in ["n=16", "n=16&data=blobs&classes=3", "n=16&data=sine"] {
        if let Ok(Ok(fit)) = read.as_ref().map(|mlp| mlp.fit(&spec(query), act("relu"), act("sigmoid"))) {
            let mut session = begin(fit);
            let _ = session.step();
            session.units();
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        take(&bytes);
    }

    #[test]
    fn no_broken_file_makes_it_panic(bytes in broken_files()) {
        take(&bytes);
    }

    #[test]
    fn no_tensors_make_it_panic(bytes in any_tensors()) {
        take(&bytes);
    }

    #[test]
    fn no_text_makes_it_panic(text in "[{}\\[\\]\",:a-z0-9 \n\\\\]{0,80}") {
        take(text.as_bytes());
        take(format!("{{\"version\": 1, \"{text}\": {text}}}").as_bytes());
    }
}
