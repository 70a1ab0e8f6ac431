//! Frames that carry what changed: what the page puts together is, bit for bit, what the session showed.
#![allow(missing_docs, clippy::unwrap_used)]

use proptest::prelude::*;
use relu_lab::protocol::frames::{Frame, FrameDecoder, FrameEncoder};
use relu_lab::protocol::{from_bytes, to_bytes};
use relu_lab::train::history::CAPACITY;
use relu_lab::train::session::Session;
use relu_lab::train::snapshot::{Snapshot, UnitId};
use relu_lab::train::spec::Spec;

/// Experiments that are quick, and in which units die, numbers overflow, or there are values, or several classes.
const QUERIES: [&str; 5] = [
    "n=16&hidden=3,2",
    "n=24&hidden=6,6&lr=1&opt=sgd&batch=4",
    "n=16&hidden=4&act=identity&lr=30&data=plane",
    "n=16&hidden=4,3&data=sine&act=prelu(0.1)",
    "n=20&hidden=4,3&data=rings&classes=5&lr=1",
];

/// What happens between two frames.
#[derive(Debug, Clone)]
enum Action {
    Steps(u16),
    Epochs(u16),
    Change(&'static str),
    BackToFinite,
    BackBefore(usize),
    ReinitialiseDead,
    AddToBias(f32),
    BatchNormOn,
    NewRun(usize),
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        4 => (1_u16..20).prop_map(Action::Steps),
        4 => (1_u16..400).prop_map(Action::Epochs),
        2 => prop::sample::select(&["batch=3", "lr=0.01", "lr=1e6", "act=tanh", "l1=0.01"][..]).prop_map(Action::Change),
        1 => Just(Action::BackToFinite),
        2 => (0_usize..8).prop_map(Action::BackBefore),
        1 => Just(Action::ReinitialiseDead),
        1 => prop::sample::select(&[-9.0_f32, 0.5][..]).prop_map(Action::AddToBias),
        1 => Just(Action::BatchNormOn),
        1 => (0..QUERIES.len()).prop_map(Action::NewRun),
    ]
}

fn act(session: &mut Session, action: &Action) {
    match action {
        Action::Steps(steps) => (0..*steps).for_each(|_| _ = session.step()),
        Action::Epochs(epochs) => (0..*epochs).for_each(|_| session.step_epoch()),
        Action::Change(query) => {
            let pairs = session.spec().to_query() + "&" + query;
            session.change(&Spec::from_query(&pairs).0);
        }
        Action::BackToFinite => session.back_to_finite(),
        Action::BackBefore(which) => {
            let deaths = session.snapshot(false, 0.0, None).deaths;
            if let Some(death) = deaths.get(which % deaths.len().max(1)) {
                session.back_before(death.id, death.step);
            }
        }
        Action::ReinitialiseDead => session.reinitialise_dead(),
        Action::AddToBias(amount) => {
            session.add_to_bias(&[UnitId { layer: 0, unit: 0 }, UnitId { layer: 0, unit: 1 }], *amount);
        }
        Action::BatchNormOn => session.batch_norm_on(),
        Action::NewRun(index) => *session = new_session(*index),
    }
}

fn new_session(index: usize) -> Session {
    Session::new(Spec::from_query(QUERIES[index]).0)
}

/// Bytes, as a NaN differs from itself.
fn assert_same(a: &Snapshot, b: &Snapshot) {
    if to_bytes(a) != to_bytes(b) {
        assert_eq!(format!("{a:#?}"), format!("{b:#?}"));
        panic!("they differ in the bits of a NaN");
    }
}

fn sent(frame: &Frame) -> Frame {
    from_bytes(&to_bytes(frame)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_page_has_what_the_session_showed(
        first in 0..QUERIES.len(),
        // How it goes on, and whether the frame after it arrives.
        actions in prop::collection::vec((action(), prop::bool::weighted(0.8)), 1..25),
    ) {
        let (mut session, mut encoder, mut decoder) =
            (new_session(first), FrameEncoder::default(), FrameDecoder::default());
        for (action, arrives) in &actions {
            act(&mut session, action);
            if matches!(action, Action::NewRun(_)) {
                encoder.start_run();
            }
            let shown = session.snapshot(true, 1.0, None);
            let frame = encoder.encode(shown.clone());
            if *arrives {
                assert_same(&decoder.decode(sent(&frame)).unwrap(), &shown);
                encoder.acknowledge();
            }
        }
    }
}

#[test]
fn a_history_that_is_thinned_arrives_as_it_is() {
    let (mut session, mut encoder, mut decoder) = (new_session(0), FrameEncoder::default(), FrameDecoder::default());
    let mut largest = 0;
    for _ in 0..3 * CAPACITY / 8 {
        (0..8).for_each(|_| session.step_epoch());
        let shown = session.snapshot(true, 1.0, None);
        let frame = encoder.encode(shown.clone());
        assert_same(&decoder.decode(sent(&frame)).unwrap(), &shown);
        encoder.acknowledge();
        largest = largest.max(shown.history.records.len());
    }
    assert!(session.history().stride > 1 && largest > CAPACITY - 16, "{largest}");
}

#[test]
fn a_frame_says_what_is_new() {
    let mut session = Session::new(Spec::default());
    let mut encoder = FrameEncoder::default();
    (0..200).for_each(|_| session.step_epoch());
    let size = |frame: &Frame| to_bytes(frame).len();
    let empty = |mut snapshot: Snapshot| {
        snapshot.points = relu_lab::train::snapshot::Points::default().into();
        snapshot.maps.features.clear();
        snapshot.history.records.clear();
        snapshot.deaths.clear();
        snapshot.marks.clear();
        to_bytes(&snapshot).len()
    };
    let first = size(&encoder.encode(session.snapshot(true, 0.0, None)));
    encoder.acknowledge();
    let same = session.snapshot(true, 0.0, None);
    let second = size(&encoder.encode(same.clone()));
    encoder.acknowledge();
    session.step_epoch();
    let next = session.snapshot(true, 0.0, None);
    let third = size(&encoder.encode(next.clone()));
    println!("{first}, {second} and {third} bytes; of the last {} that are the run's state", empty(next.clone()));
    assert!(second < empty(same) + 32 && third < empty(next) + 300 && first > third + 20_000);
}

#[test]
fn a_frame_that_does_not_follow_is_an_error_and_the_next_run_starts_anew() {
    let (mut session, mut encoder, mut decoder) = (new_session(0), FrameEncoder::default(), FrameDecoder::default());
    let mut frame = |encoder: &mut FrameEncoder| {
        session.step_epoch();
        encoder.encode(session.snapshot(true, 0.0, None))
    };
    let first = frame(&mut encoder);
    encoder.acknowledge();
    let second = frame(&mut encoder);
    encoder.acknowledge();
    let third = frame(&mut encoder);
    assert!(decoder.decode(second.clone()).is_err(), "nothing to build on");
    decoder.decode(first).unwrap();
    assert!(decoder.decode(third.clone()).is_err(), "the second one is missing");
    decoder.decode(second).unwrap();
    decoder.decode(third).unwrap();
    encoder.start_run();
    // An acknowledgement that was on its way when the run began.
    encoder.acknowledge();
    let (other, next) = (frame(&mut encoder), { frame(&mut encoder) });
    decoder.decode(other).unwrap();
    decoder.decode(next).unwrap();
}
