//! What there is to say of images: what one is taken for, which units it excites, and what excites a unit.

use relu_lab::plot::format;
use relu_lab::train::snapshot::{Response, SampleList, Snapshot, UnitHealth, UnitId};

use super::health;

/// The most probable class, and its probability.
pub fn most_probable(response: &Response) -> Option<(usize, f32)> {
    let classes = response.probabilities.iter().copied().enumerate();
    classes.filter(|(_, p)| p.is_finite()).reduce(|best, next| if next.1 > best.1 { next } else { best })
}

/// `Seen as 3, 92.4 %.`
pub fn seen(response: &Response, is_empty: bool) -> String {
    match most_probable(response) {
        _ if is_empty => "Nothing is drawn yet: this is the answer to blank paper.".to_owned(),
        Some((class, p)) => format!("Seen as {class}, {}.", format::accuracy(p)),
        None => "The answer is not a finite number.".to_owned(),
    }
}

/// `Hidden 1: 23 of 64 fire`.
pub fn firing(layer: usize, hidden: usize, answers: &[f32]) -> String {
    let firing = answers.iter().filter(|a| **a > 0.0).count();
    let (digits, units) = (answers.len().to_string().len(), answers.len());
    // As many places as the number can have, so that what follows stays where it is.
    let padded = format!("{firing:\u{2007}>digits$}");
    format!("{}: {padded} of {units} fire", format::layer_long(layer, hidden))
}

/// `strongest: 12, 40, 5`: the units with the largest activations, counted from 1.
pub fn strongest(answers: &[f32]) -> String {
    let mut firing: Vec<(usize, f32)> = answers.iter().copied().enumerate().filter(|(_, a)| *a > 0.0).collect();
    firing.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let names: Vec<String> = firing.iter().take(3).map(|(unit, _)| (unit + 1).to_string()).collect();
    if names.is_empty() { "none".to_owned() } else { format!("strongest: {}", names.join(", ")) }
}

/// An image as rows of ink in sixteenths, for those who do not see it.
pub fn pixels(image: &[f32]) -> String {
    let side = image.len().isqrt().max(1);
    let row = |row: &[f32]| row.iter().map(|ink| (16.0 * ink).round().to_string()).collect::<Vec<_>>().join(" ");
    format!("Ink in sixteenths, row by row: {}.", image.chunks(side).map(row).collect::<Vec<_>>().join("; "))
}

/// The large picture of a unit above the first layer.
pub fn mean(frame: &Snapshot, id: UnitId) -> String {
    let name = health::name(frame, id);
    let layer = frame.layers.get(id.layer as usize);
    if layer.and_then(|layer| layer.health.get(id.unit as usize)) == Some(&UnitHealth::Dead) {
        return format!("{name} is dead: no training image excites it, and its mean image is empty.");
    }
    let mean = frame.images.mean_of(id.layer as usize, id.unit as usize, frame.points.inputs.len());
    match mean {
        None => format!("{name} has no mean image yet."),
        Some(mean) if mean.iter().all(|ink| *ink == 0.0) => {
            format!("No training image excites {name}: its activation is nowhere above 0.")
        }
        Some(_) => format!(
            "What excites {name}: the mean of the training images x, each weighted by its activation a where that is above 0, Σ max(a, 0) x / Σ max(a, 0)."
        ),
    }
}

/// What the list of samples holds: `31 of 359 test images are told wrong, the surest ones first: 24 are shown.`
pub fn listed(list: &SampleList, all: u32) -> String {
    let set = if list.request.test { "test" } else { "training" };
    let count = list.count;
    let is_are = |count: u32| if count == 1 { "is" } else { "are" };
    let (text, order) = match list.request.cell {
        None => (format!("{count} of {all} {set} images {} told wrong", is_are(count)), "the surest first"),
        Some((class, answer)) if class == answer => {
            (format!("{count} {set} images of {class} {} told right", is_are(count)), "the least sure first")
        }
        Some((class, answer)) => {
            (format!("{count} {set} images of {class} {} taken for {answer}", is_are(count)), "the surest first")
        }
    };
    let shown = list.samples.len();
    match count {
        0 => format!("{text}."),
        1 => format!("{text}:").replacen("images", "image", usize::from(list.request.cell.is_some())),
        _ if shown < count as usize => format!("{text}; {shown} are shown, {order}:"),
        _ => format!("{text}, {order}:"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use relu_lab::train::snapshot::{ImageViews, LayerSnapshot, ListedSample, Points, SampleRequest};

    fn response(probabilities: &[f32]) -> Response {
        Response { image: Vec::new(), layers: Vec::new(), probabilities: probabilities.to_vec() }
    }

    #[test]
    fn the_answer_is_told_with_its_probability() {
        assert_eq!(seen(&response(&[0.1, 0.7, 0.2]), false), "Seen as 1, 70.0\u{2009}%.");
        assert!(seen(&response(&[0.1, 0.9]), true).starts_with("Nothing is drawn"));
        assert!(seen(&response(&[f32::NAN; 2]), false).contains("not a finite number"));
    }

    #[test]
    fn units_that_fire_are_counted_and_the_strongest_named() {
        let answers = [0.0, 2.0, -1.0, 3.0, 0.5, 1.0, 0.0, 0.0, 0.0, 0.0];
        assert_eq!(firing(0, 2, &answers), "Hidden 1: \u{2007}4 of 10 fire");
        assert_eq!(
            (strongest(&answers), strongest(&[0.0, -1.0])),
            ("strongest: 4, 2, 6".to_owned(), "none".to_owned())
        );
        assert_eq!(pixels(&[0.0, 1.0, 0.5, 0.25]), "Ink in sixteenths, row by row: 0 16; 8 4.");
    }

    #[test]
    fn an_empty_mean_image_says_why_it_is_empty() {
        let layer = LayerSnapshot {
            health: vec![UnitHealth::Dead, UnitHealth::Alive, UnitHealth::Alive],
            ..LayerSnapshot::default()
        };
        let images = ImageViews { means: vec![Vec::new(), vec![0, 0, 0, 9]], ..ImageViews::default() };
        let points = Points { inputs: vec![Vec::new(); 1], ..Points::default() }.into();
        let layers = vec![LayerSnapshot::default(), layer, LayerSnapshot::default()];
        let frame = Snapshot { layers, images, points, ..Snapshot::default() };
        let words = |unit| mean(&frame, UnitId { layer: 1, unit });
        assert!(words(0).starts_with("H2·1 is dead"));
        assert!(words(1).starts_with("No training image excites H2·2"));
        assert!(mean(&frame, UnitId { layer: 1, unit: 3 }).contains("Σ max(a, 0) x / Σ max(a, 0)"));
    }

    #[test]
    fn lists_say_what_they_hold_and_in_which_order() {
        let sample = ListedSample { point: 0, class: 3, answer: 8, probability: 0.9 };
        let list = |cell, count, shown| {
            let request = SampleRequest { test: true, cell };
            listed(&SampleList { request, count, samples: vec![sample; shown] }, 359)
        };
        assert_eq!(list(None, 31, 24), "31 of 359 test images are told wrong; 24 are shown, the surest first:");
        assert_eq!(list(None, 0, 0), "0 of 359 test images are told wrong.");
        assert_eq!(list(Some((3, 8)), 1, 1), "1 test image of 3 is taken for 8:");
        assert_eq!(list(Some((3, 3)), 2, 2), "2 test images of 3 are told right, the least sure first:");
    }
}
