//! Examples of what is not text, written by the program of today: `UPDATE_CORPUS=1 cargo test --package relu-lab-fuzz --test corpus` makes
//! them anew after a format has changed. A corpus of an old format would only ever be refused.
#![allow(missing_docs, clippy::unwrap_used)]

use std::fs;

use relu_lab::data::own::{Drawn, Own, OwnData};
use relu_lab::lessons::lesson;
use relu_lab::lessons::record::Record;
use relu_lab::link::view::View;
use relu_lab::protocol::frames::FrameEncoder;
use relu_lab::protocol::{Command, Event, to_bytes};
use relu_lab::train::session::Session;
use relu_lab::train::snapshot::{UnitId, UnitNumber};
use relu_lab::train::spec::Spec;
use relu_lab::train::start::Start;
use relu_lab_fuzz::inputs::corpus;

fn spec(query: &str) -> Spec {
    Spec::from_query(query).0
}

fn frame(query: &str) -> Vec<u8> {
    let mut session = Session::new(spec(query));
    session.set_distributions(true);
    session.step_epoch();
    let snapshot = session.snapshot(true, 12.5, Some(UnitId { layer: 0, unit: 1 }));
    to_bytes(&Event::Frame { run: 7, frame: Box::new(FrameEncoder::default().encode(snapshot)) })
}

fn sheet() -> Vec<u8> {
    let mut record = Record::default();
    record.name.push_str("Ada");
    for id in ["clamp", "vanishing", "born_dead"] {
        let row = lesson(id).unwrap();
        record.predict(row, row.expected);
    }
    record.to_code().into_bytes()
}

/// A link with everything that a link can say beside the settings.
fn view() -> String {
    let session = Session::new(spec("hidden=3"));
    let view = View {
        hide: vec!["speed", "seed"],
        lock_seed: true,
        unit: Some(UnitId { layer: 0, unit: 1 }),
        at: Some(20),
        weights: Some(session.state().network.numbers()),
        ..View::default()
    };
    format!("#/train?hidden=3&{}", view.to_query())
}

fn drawn() -> Own {
    let point = |(x1, x2, class)| Drawn::at(x1, x2, class).unwrap();
    let points = [(0.5, -0.25, 0), (0.1, 0.9, 1), (-0.75, 0.0, 2)].map(point);
    Own::Here(OwnData::drawn(&points).unwrap().into())
}

#[test]
fn the_examples_are_those_of_this_program() {
    let unit = UnitId { layer: 0, unit: 1 };
    let examples = [
        ("event", "frame", frame("n=20&hidden=3,2&act=relu,prelu(0.1)&opt=sgd(momentum=0.9)")),
        ("event", "frame-classes", frame("n=20&data=blobs(classes=4)&hidden=3&bn=on")),
        ("event", "ready", to_bytes(&Event::Ready)),
        ("event", "failed", to_bytes(&Event::Failed { run: 0, error: "größer".to_owned() })),
        ("event", "progress", to_bytes(&Event::TrialProgress { epochs: vec![(1, 2), (3, u32::MAX)] })),
        (
            "command",
            "start",
            to_bytes(&Command::Start { run: 1, spec: spec("seed=5&clip=2"), play: true, start: Start::Drawn }),
        ),
        ("command", "number", to_bytes(&Command::SetNumber(unit, UnitNumber::Bias, -0.5))),
        ("command", "bench", to_bytes(&Command::Bench(Spec::default(), u64::MAX))),
        ("command", "speed", to_bytes(&Command::SetSpeed(f32::INFINITY))),
        ("share_code", "view", view().into_bytes()),
        ("own_code", "drawn", drawn().code().into_bytes()),
        ("own_code", "away", Own::Away { hash: drawn().hash(), shape: drawn().shape() }.code().into_bytes()),
        ("table", "semicolons", include_bytes!("../../tests/own/semicolons.csv").to_vec()),
        ("table", "quoted", include_bytes!("../../tests/own/quoted.csv").to_vec()),
        ("table", "missing", include_bytes!("../../tests/own/missing.csv").to_vec()),
        ("table", "one-too-many", include_bytes!("../../tests/own/one_too_many.csv").to_vec()),
        ("table", "excel", include_bytes!("../../tests/own/excel_paste.txt").to_vec()),
        ("table", "bom", include_bytes!("../../tests/own/bom.csv").to_vec()),
        ("safetensors", "mlp", include_bytes!("../../tests/import/mlp.safetensors").to_vec()),
        ("safetensors", "convolution", include_bytes!("../../tests/import/convolution.safetensors").to_vec()),
        ("safetensors", "without-bias", include_bytes!("../../tests/import/without_bias.safetensors").to_vec()),
        ("digits", "beginning", include_bytes!("../../assets/digits.bin")[..2000].to_vec()),
        ("result_sheet", "three", sheet()),
    ];
    for (target, name, bytes) in examples {
        let path = corpus(target).join(name);
        if std::env::var_os("UPDATE_CORPUS").is_some() {
            fs::create_dir_all(corpus(target)).unwrap();
            fs::write(&path, &bytes).unwrap();
        }
        assert!(fs::read(&path).is_ok_and(|held| held == bytes), "{} is of an old format", path.display());
    }
}
