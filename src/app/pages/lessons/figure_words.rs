//! The figures of lessons in words: how they are read, and what is to be seen in them.

use relu_lab::explore::tensor_print::print;
use relu_lab::explore::tensor_text::TextTensor;
use relu_lab::lessons::Lesson;
use relu_lab::lessons::figure::{Axes, Came, Cell, Figure, Marks, Panel};
use relu_lab::lessons::measured::Measured;
use relu_lab::plot::format;

use super::words::number;

/// What stands in a figure before anything was measured.
pub const WAITING: &str = "Nothing measured yet";
/// What stands at the place that a figure points at.
pub const POINTER: &str = "look here";

/// How a figure is read.
pub fn how_to_read(lesson: &Lesson) -> &'static str {
    let has_theory = lesson.experiment.arms.iter().any(|arm| arm.theory.iter().any(Option::is_some));
    match lesson.figure {
        Figure::Dots(panels) => match (has_theory, panels.iter().any(|panel| matches!(panel, Panel::Counts(_)))) {
            (true, _) => "Mark: a seed; stroke and number: median; open diamond: theory.",
            (false, true) => "Mark: a seed; stroke and number: median; square: a seed, filled where it is so.",
            (false, false) => "Mark: a seed; stroke and number: median.",
        },
        Figure::Lines(Axes { marks: Marks::Dots, .. }) => "Mark: a draw, of one seed.",
        Figure::Lines(Axes { theory: Some(_), .. }) => "Thick: median; thin: single seeds; open diamond: theory.",
        Figure::Lines(_) => "Thick: median; thin: single seeds.",
        Figure::Curves { theory: Some(_) } => "Thick: median; thin: single runs; dotted: theory.",
        Figure::Curves { theory: None } => "Thick: median; thin: single runs.",
        Figure::Histogram(_) => "All hidden units of all seeds; hatched: units that give 0 for every point.",
        Figure::Panels(Axes { marks: Marks::Bends, .. }) => "Of the seed in the middle; ring: a bend of the line.",
        Figure::Panels(_) => "Of the seed in the middle.",
        Figure::Grid(_) if has_theory => {
            "The fuller a cell, the larger the share; below it the interval of theory, and a sign whether it fits."
        }
        Figure::Grid(_) => "The fuller a cell, the larger the share.",
        Figure::Code(_) => "Each piece is run here.",
    }
}

/// What is to be seen in a drawing: the medians, and where to look.
pub fn seen(lesson: &Lesson, measured: &Measured, points: bool) -> String {
    let experiment = &lesson.experiment;
    let shown: Vec<usize> = match lesson.figure {
        Figure::Dots(panels) => panels.iter().flat_map(quantities).collect(),
        _ => vec![0],
    };
    let of = |&quantity: &usize| {
        let row = &experiment.quantities[quantity];
        let median = |(arm, named): (usize, &relu_lab::lessons::experiment::Arm)| {
            let median = measured.median(arm, quantity);
            (!median.is_nan()).then(|| format!("{} {}", named.name, number(row, median)))
        };
        let medians: Vec<String> = experiment.arms.iter().enumerate().filter_map(median).collect();
        (!medians.is_empty()).then(|| format!("{}: {}", row.name, medians.join("; ")))
    };
    let parts: Vec<String> = shown.iter().filter_map(of).collect();
    if parts.is_empty() {
        return format!("{WAITING}.");
    }
    let look = if points { format!(" Look at {}.", lesson.look) } else { String::new() };
    format!("Medians. {}.{look}", parts.join(". "))
}

fn quantities(panel: &Panel) -> Vec<usize> {
    match panel {
        Panel::Values(quantity) | Panel::Counts(quantity) => vec![*quantity],
        Panel::Rows(_, rows) => rows.iter().map(|(quantity, _)| *quantity).collect(),
    }
}

/// The share of a cell: of few the count, of many in percent; a dash where nothing was measured.
pub fn share(cell: &Cell) -> String {
    match cell.count {
        0 => "–".to_owned(),
        count @ 1..=100 => format!("{:.0} of {count}", cell.share * f64::from(count)),
        _ => format::percent(cell.share as f32, 1),
    }
}

/// Between which shares theory says that a cell lies: `15.6–43.8 %`.
pub fn interval((low, high): (f64, f64)) -> String {
    format!("{:.1}–{}", 100.0 * low, format::percent(high as f32, 1))
}

/// What came of a piece of code.
pub fn came(came: &Came) -> String {
    match came {
        Came::Number(value) => format::rounded(*value as f32, 6),
        Came::Tensor(values) => print(&TextTensor::vector(values)),
        Came::Module => "a module, no tensor".to_owned(),
        Came::Same => "the right result".to_owned(),
        Came::Other => "another result, no error".to_owned(),
        Came::Error => "an error".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use relu_lab::lessons::{lesson, lessons};

    #[test]
    fn every_figure_says_how_it_is_read_and_what_is_seen() {
        for lesson in lessons() {
            assert!(how_to_read(lesson).ends_with('.'), "{}", lesson.id);
            let nothing = Measured::new(&lesson.experiment);
            assert_eq!(seen(lesson, &nothing, false), "Nothing measured yet.");
        }
        let lesson = lesson("vanishing").unwrap();
        let measured = Measured::all(&lesson.experiment, 1..=2, &|| 0.0);
        let words = seen(lesson, &measured, true);
        assert!(words.starts_with("Medians. Gradient of layer 1 over that of layer 20: ReLU, He "), "{words}");
        assert!(words.ends_with("Look at the three lines of ReLU: the same function, eight decades apart."), "{words}");
    }

    #[test]
    fn cells_and_results_in_words() {
        let cell = |share, count| Cell { share, count, theory: None, fits: None };
        assert_eq!(share(&cell(f64::NAN, 0)), "–");
        assert_eq!(share(&cell(0.6, 5)), "3 of 5");
        assert_eq!(share(&cell(0.884, 2000)), "88.4\u{2009}%");
        assert_eq!(interval((0.156_25, 0.4375)), "15.6–43.8\u{2009}%");
        assert_eq!(came(&Came::Number(20.0)), "20");
        assert_eq!(came(&Came::Tensor(vec![0.0, 1.5])), "tensor([0.0000, 1.5000])");
    }
}
