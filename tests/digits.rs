//! The handwritten digits: the file, what a network learns of it, and that everything shows data of 64 dimensions.
#![allow(missing_docs, clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "no browser here")]

use std::time::Instant;

use relu_lab::data::digits::{self, Digits, DigitsError};
use relu_lab::data::sets::DataSet;
use relu_lab::plot::map::{self, Map, MapKind, Options};
use relu_lab::plot::network::{self, LinkValue, Network, NetworkLayout};
use relu_lab::plot::{Theme, svg};
use relu_lab::protocol::{from_bytes, to_bytes};
use relu_lab::train::session::Session;
use relu_lab::train::snapshot::{Snapshot, UnitId};
use relu_lab::train::spec::Spec;

const FILE: &[u8] = include_bytes!("../assets/digits.bin");

/// Where the net below ends, on every machine, as for the links of `fingerprints.json`.
const FINGERPRINT: &str = "6945c5bc9e5907c6";

fn session(query: &str) -> Session {
    digits::provide(FILE).unwrap();
    let (spec, notices) = Spec::from_query(query);
    assert_eq!(notices, vec![], "{query}");
    Session::new(spec)
}

fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn the_file_holds_the_digits_of_scikit_learn() {
    let digits = Digits::read(FILE).unwrap();
    assert_eq!((digits.class.len(), digits.pixels.len()), (1797, 64));
    let ink = |image: usize, pixel: usize| (digits.pixels[pixel][image] * 16.0) as u8;
    // `load_digits().data[0]` is a zero.
    let first: Vec<u8> = (0..64).map(|pixel| ink(0, pixel)).collect();
    assert_eq!(first[..16], [0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0]);
    assert_eq!(digits.class[..12], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
    // FNV-1a over `data.astype(uint8)` and `target.astype(uint8)`.
    let data = (0..1797).flat_map(|image| (0..64).map(move |pixel| ink(image, pixel)));
    assert_eq!(fnv(data.chain(digits.class.iter().copied())), 0x9975_5255_092d_82a1);
}

#[test]
fn bytes_that_are_not_the_file_are_named() {
    assert_eq!(Digits::read(b""), Err(DigitsError::NotDigits));
    assert_eq!(Digits::read(b"dig1"), Err(DigitsError::NotDigits));
    assert_eq!(Digits::read(b"dig1\xff\xff"), Err(DigitsError::NotDigits));
    assert_eq!(Digits::read(&FILE[..FILE.len() - 1]), Err(DigitsError::Length { found: 116_810, wanted: 116_811 }));
    assert!(matches!(Digits::read(&[FILE, &[0]].concat()), Err(DigitsError::Length { .. })));
    for (at, value) in [(6, 10), (6 + 1797, 17), (FILE.len() - 1, 255)] {
        let mut bytes = FILE.to_vec();
        bytes[at] = value;
        assert_eq!(Digits::read(&bytes), Err(DigitsError::Value { at, value }));
    }
}

#[test]
fn a_link_draws_images_and_each_at_most_once() {
    let points = |query: &str| session(&format!("data=digits&{query}")).spec().points();
    let all = points("n=1797&noise=0&train=0.8");
    assert_eq!((all.len(), all.train, all.inputs.len(), all.target.classes()), (1797, 1438, 64, Some(10)));
    let images = |points: &relu_lab::data::points::Points| -> Vec<(usize, Vec<u32>)> {
        let image = |i: usize| points.inputs.iter().map(|pixel| pixel[i].to_bits()).collect();
        (0..points.len()).map(|i| (points.target.class(i).unwrap(), image(i))).collect()
    };
    let digits = Digits::read(FILE).unwrap();
    let known = |i: usize| digits.pixels.iter().map(|pixel| pixel[i].to_bits()).collect::<Vec<u32>>();
    let mut known: Vec<_> = (0..1797).map(|i| (usize::from(digits.class[i]), known(i))).collect();
    let mut drawn = images(&all);
    assert_ne!(drawn, known, "in random order");
    known.sort();
    drawn.sort();
    assert_eq!(drawn, known);
    assert_eq!(images(&points("noise=0&seed=3")), images(&points("noise=0&seed=3")));
    assert_ne!(images(&points("noise=0&seed=3")), images(&points("noise=0&seed=4")));
    let noisy = points("noise=0.5");
    assert!(noisy.inputs.iter().flatten().all(|pixel| (0.0..=1.0).contains(pixel)));
    assert_ne!(noisy.inputs, points("noise=0").inputs);
}

#[test]
fn a_net_of_64_64_32_10_learns_to_read() {
    let query = "data=digits&n=1797&noise=0&train=0.8&hidden=64,32&lr=0.1&batch=32&epochs=40";
    let mut session = session(query);
    let start = Instant::now();
    while session.ended().is_none() {
        session.step_epoch();
        let epoch = session.state().epoch;
        if epoch.is_multiple_of(5) {
            println!("epoch {epoch}: {:.4} after {:?}", session.evaluation().test_accuracy.unwrap(), start.elapsed());
        }
    }
    let accuracy = session.evaluation().test_accuracy.unwrap();
    assert!(accuracy > 0.95, "{accuracy}");
    let frame = session.snapshot(false, 0.0, None);
    let confusion = frame.confusion.unwrap();
    assert_eq!((confusion.classes, confusion.test.iter().sum::<u32>()), (10, 359));
    assert_eq!(format!("{:016x}", frame.fingerprint), FINGERPRINT);
}

#[test]
fn frames_and_figures_of_64_dimensions_have_no_map_and_break_nothing() {
    let mut session = session("data=digits&hidden=12,8&n=200");
    (0..3).for_each(|_| session.step_epoch());
    for shown in [None, Some(UnitId { layer: 0, unit: 3 }), Some(UnitId { layer: 2, unit: 9 })] {
        let frame = session.snapshot(false, 0.0, shown);
        assert_eq!(frame.layers[0].fan_in, 64);
        assert!(frame.maps.map.is_empty() && frame.maps.layers.is_empty() && frame.maps.dimensions == 64);
        assert_eq!(frame.unit.is_some(), shown.is_some());
        let bytes = to_bytes(&frame);
        assert_eq!(from_bytes::<Snapshot>(&bytes).unwrap(), frame);
        let theme = Theme::new(false, 1.0);
        let options =
            Options { test_points: true, hinges: map::hinges(&frame, &frame.spec.inputs()), ..Options::default() };
        let figure = Map { snapshot: &frame, kind: MapKind::of(&frame.spec, shown), options: &options };
        let layout = map::layout(344.0, 300.0, frame.maps.dimensions, &theme);
        assert!(map::raster(&layout, &figure, &theme).is_empty());
        svg((344.0, 300.0), &theme, |pen| map::draw_overlay(pen, &layout, &figure)).unwrap();
        let picture = Network {
            snapshot: &frame,
            features: &[],
            inputs: &frame.spec.inputs(),
            links: LinkValue::Weight,
            mark_signs: true,
            hover: shown,
            pinned: None,
            focus: None,
        };
        let layout = NetworkLayout::new(0, &[12, 8], 10, 774.0, 376.0, false);
        assert!(!network::raster(&layout, &picture, &theme).is_empty());
        svg((774.0, 376.0), &theme, |pen| network::draw_overlay(pen, &layout, &picture)).unwrap();
    }
    let row = "digits".parse::<DataSet>().unwrap().row();
    assert!(!row.is_missing() && !row.has_choice_of_classes());
}
