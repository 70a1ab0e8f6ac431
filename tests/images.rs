//! What there is to see of images: answers to one of them, the wrong ones, and the mean of what excites a unit.
#![allow(missing_docs, clippy::unwrap_used)]

use relu_lab::data::digits::{self, Digits};
use relu_lab::data::drawing::{Drawing, INKED, WIDEST};
use relu_lab::protocol::{from_bytes, to_bytes};
use relu_lab::train::session::Session;
use relu_lab::train::snapshot::{ImageRequest, ImageViews, SampleRequest, Snapshot};
use relu_lab::train::spec::Spec;

const FILE: &[u8] = include_bytes!("../assets/digits.bin");
const LINK: &str = "data=digits&n=1797&noise=0&train=0.8&hidden=64,32&lr=0.1&batch=32";

fn trained(query: &str, epochs: u32) -> Session {
    digits::provide(FILE).unwrap();
    let mut session = Session::new(Spec::from_query(query).0);
    (0..epochs).for_each(|_| session.step_epoch());
    session
}

fn seen(session: &mut Session, request: ImageRequest) -> Snapshot {
    session.set_images(request);
    session.snapshot(false, 0.0, None)
}

/// A drawing of some strokes.
fn drawn(strokes: &[&[(f32, f32)]]) -> Vec<f32> {
    let mut drawing = Drawing::default();
    for stroke in strokes {
        drawing.begin_stroke(stroke[0]);
        stroke[1..].iter().for_each(|at| drawing.continue_stroke(*at));
    }
    drawing.image()
}

#[test]
fn the_digits_are_as_high_as_the_box_and_have_as_much_ink_as_a_drawing() {
    let digits = Digits::read(FILE).unwrap();
    let images = digits.class.len();
    let ink = |pixels: &[usize], image: usize| pixels.iter().map(|&pixel| digits.pixels[pixel][image]).sum::<f32>();
    let row = |row: usize| (0..8).map(|column| 8 * row + column).collect::<Vec<_>>();
    for image in 0..images {
        assert!(ink(&row(0), image) > 0.0 && ink(&row(7), image) > 0.0, "image {image}");
    }
    let all: Vec<usize> = (0..64).collect();
    for class in 0..10 {
        let of: Vec<usize> = (0..images).filter(|&image| digits.class[image] == class).collect();
        let mean = of.iter().map(|&image| 16.0 * ink(&all, image)).sum::<f32>() / of.len() as f32;
        assert!((303.0..331.0).contains(&mean), "{class}: {mean}");
    }
    let mean = (0..images).map(|image| 16.0 * ink(&all, image)).sum::<f32>() / images as f32;
    assert_eq!(mean as usize, INKED);
    // All but a hundredth of the ink lies in the columns in the middle.
    let outside: f32 = (0..8).flat_map(|row| [8 * row, 8 * row + 7]).flat_map(|pixel| &digits.pixels[pixel]).sum();
    let inside: f32 = digits.pixels.iter().flatten().sum();
    assert!(outside < 0.01 * inside && WIDEST == 24, "{outside} of {inside}");
}

#[test]
fn drawn_digits_are_read() {
    let mut session = trained(LINK, 60);
    let zero: Vec<(f32, f32)> = (0..=24)
        .map(|i| f64::from(i) * std::f64::consts::TAU / 24.0)
        .map(|t| (0.5 + 0.2 * t.sin() as f32, 0.5 - 0.32 * t.cos() as f32))
        .collect();
    let digits: [(usize, Vec<f32>); 4] = [
        (1, drawn(&[&[(0.5, 0.2), (0.5, 0.8)]])),
        (0, drawn(&[&zero])),
        (7, drawn(&[&[(0.3, 0.25), (0.65, 0.25), (0.42, 0.8)], &[(0.35, 0.52), (0.65, 0.52)]])),
        (4, drawn(&[&[(0.5, 0.2), (0.3, 0.55), (0.7, 0.55)], &[(0.55, 0.4), (0.55, 0.85)]])),
    ];
    for (digit, image) in digits {
        let frame = seen(&mut session, ImageRequest { image: Some(image.clone()), ..ImageRequest::default() });
        let response = frame.images.response.unwrap();
        let sum: f32 = response.probabilities.iter().sum();
        println!("{digit}: {:?}", response.probabilities);
        assert!((sum - 1.0).abs() < 1e-5 && response.image == image);
        assert!(response.probabilities[digit] > 0.5, "{digit}: {:?} {image:?}", response.probabilities);
        assert_eq!(response.layers.iter().map(Vec::len).collect::<Vec<_>>(), [64, 32, 10]);
    }
}

#[test]
fn the_answer_to_an_image_of_the_data_is_that_of_the_evaluation_and_looking_changes_nothing() {
    let mut session = trained("data=digits&hidden=12,8&bn=on&lr=0.1", 5);
    let points = session.spec().points();
    let request = ImageRequest { means: true, samples: Some(SampleRequest::default()), ..ImageRequest::default() };
    let before = session.snapshot(false, 0.0, None);
    let frame = seen(&mut session, request.clone());
    assert_eq!((before.fingerprint, before.images), (frame.fingerprint, ImageViews::default()));
    let bytes = to_bytes(&frame);
    assert_eq!(from_bytes::<Snapshot>(&bytes).unwrap(), frame);
    let listed = frame.images.samples.unwrap();
    assert!(!listed.samples.is_empty());
    for sample in listed.samples {
        let image: Vec<f32> = points.inputs.iter().map(|pixel| pixel[sample.point as usize]).collect();
        let response =
            seen(&mut session, ImageRequest { image: Some(image), ..request.clone() }).images.response.unwrap();
        let probability = response.probabilities[usize::from(sample.answer)];
        assert!((probability - sample.probability).abs() < 1e-4, "{probability} {sample:?}");
        assert_eq!(points.target.class(sample.point as usize), Some(usize::from(sample.class)));
    }
    // Another number of pixels is no image of this network.
    let none = seen(&mut session, ImageRequest { image: Some(vec![0.0; 9]), ..ImageRequest::default() });
    assert_eq!(none.images.response, None);
}

#[test]
fn the_wrong_ones_are_those_that_the_confusion_matrix_counts_and_the_surest_come_first() {
    let mut session = trained(LINK, 2);
    for test in [true, false] {
        let list = |session: &mut Session, cell| {
            let samples = Some(SampleRequest { test, cell });
            seen(session, ImageRequest { samples, ..ImageRequest::default() })
        };
        let frame = list(&mut session, None);
        let (confusion, all) = (frame.confusion.unwrap(), frame.images.samples.unwrap());
        let matrix = if test { confusion.test } else { confusion.train };
        let wrong: u32 = (0..100).filter(|i| i / 10 != i % 10).map(|i| matrix[i]).sum();
        assert_eq!((all.count, all.samples.len()), (wrong, wrong.min(24) as usize));
        assert!(all.samples.windows(2).all(|pair| pair[0].probability >= pair[1].probability));
        let (first, last) = if test { (1438, 1797) } else { (0, 1438) };
        assert!(
            all.samples.iter().all(|sample| (first..last).contains(&sample.point) && sample.class != sample.answer)
        );
        for cell in 0..100_u8 {
            let (class, answer) = (cell / 10, cell % 10);
            let listed = list(&mut session, Some((class, answer))).images.samples.unwrap();
            assert_eq!(listed.count, matrix[usize::from(cell)], "{class} as {answer}");
            let rising = listed.samples.windows(2).all(|pair| pair[0].probability <= pair[1].probability);
            assert!(class != answer || rising, "right ones: the least sure first");
        }
    }
}

#[test]
fn a_mean_image_is_the_mean_of_the_training_images_weighted_by_what_they_excite() {
    for function in ["relu", "tanh"] {
        let mut session = trained(&format!("data=digits&hidden=10,8&act={function}&lr=0.1&n=301"), 4);
        let points = session.spec().points();
        let means = seen(&mut session, ImageRequest { means: true, ..ImageRequest::default() }).images;
        assert_eq!(means.means.iter().map(Vec::len).collect::<Vec<_>>(), [0, 8 * 64, 10 * 64]);
        let training: Vec<Vec<f32>> =
            points.training().map(|i| points.inputs.iter().map(|pixel| pixel[i]).collect()).collect();
        let responses: Vec<_> = training
            .iter()
            .map(|image| {
                let request = ImageRequest { image: Some(image.clone()), ..ImageRequest::default() };
                seen(&mut session, request).images.response.unwrap()
            })
            .collect();
        for unit in 0..8 {
            for (layer, weight) in [
                (1, responses.iter().map(|r| r.layers[1][unit].max(0.0)).collect::<Vec<_>>()),
                (2, responses.iter().map(|r| r.probabilities[unit]).collect()),
            ] {
                let mean = means.mean_of(layer, unit, 64).unwrap();
                let total: f32 = weight.iter().sum();
                for (pixel, mean) in mean.iter().enumerate() {
                    let sum: f32 = weight.iter().zip(&training).map(|(w, image)| w * image[pixel]).sum();
                    let wanted = if total > 0.0 { sum / total } else { 0.0 };
                    assert!((mean - wanted).abs() < 3e-3, "{function} {layer} {unit} {pixel}: {mean} {wanted}");
                }
            }
        }
    }
}

#[test]
fn a_dead_unit_has_an_empty_mean_image() {
    let mut session = trained("data=digits&hidden=8,8&lr=10&batch=32", 3);
    let frame = seen(&mut session, ImageRequest { means: true, ..ImageRequest::default() });
    let dead: Vec<usize> =
        (0..8).filter(|&unit| frame.layers[1].health[unit] == relu_lab::train::snapshot::UnitHealth::Dead).collect();
    assert!(!dead.is_empty());
    for unit in dead {
        assert_eq!(frame.images.mean_of(1, unit, 64), Some(vec![0.0; 64]));
    }
}
