//! The figures of all lessons as SVG text: every arm is named, nothing is clipped or overlaps, whatever was measured.
#![allow(missing_docs, clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "no browser here")]

#[path = "figures/page.rs"]
mod page;

use std::sync::OnceLock;

use page::{Text, check_texts, shapes, texts};
use relu_lab::lessons::experiment::Outcome;
use relu_lab::lessons::figure::{Figure, Panel};
use relu_lab::lessons::measured::Measured;
use relu_lab::lessons::{Lesson, lessons};
use relu_lab::plot::lesson::{self, LessonFigure};
use relu_lab::plot::{Theme, geometry::Rect};

/// The widths that the page gives to figures, from phones to wide screens, in CSS pixels.
const WIDTHS: [f32; 5] = [288.0, 340.0, 430.0, 560.0, 880.0];
/// Screens: dark or not, device pixels to a CSS pixel.
const SCREENS: [(bool, f32); 3] = [(false, 1.0), (true, 1.25), (false, 2.0)];
const WAITING: &str = "Press Run";
const POINTER: &str = "look here";

/// All lessons with what was measured with three seeds.
fn measured() -> &'static [(&'static Lesson, Measured)] {
    static ALL: OnceLock<Vec<(&'static Lesson, Measured)>> = OnceLock::new();
    ALL.get_or_init(|| {
        let began = std::time::Instant::now();
        let clock = move || began.elapsed().as_secs_f64() * 1e3;
        lessons().map(|lesson| (lesson, Measured::all(&lesson.experiment, 1..=3, &clock))).collect()
    })
}

/// The same with nothing, with the first outcome alone, and with outcomes that are no numbers.
fn variants(lesson: &Lesson, whole: &Measured) -> Vec<(&'static str, Measured)> {
    let mut one = Measured::new(&lesson.experiment);
    let (seed, first) = whole.outcomes(0)[0].clone();
    one.add(0, seed, first);
    let odd = |value: f64| {
        let mut odd = Measured::new(&lesson.experiment);
        for arm in 0..lesson.experiment.arms.len() {
            for (seed, outcome) in whole.outcomes(arm) {
                let values =
                    vec![if *seed == 1 && arm % 2 == 0 { outcome.values[0] } else { value }; outcome.values.len()];
                let line = outcome.line.iter().map(|place| (place.0, value as f32)).collect();
                odd.add(arm, *seed, Outcome { values, line, picture: None });
            }
        }
        odd
    };
    vec![
        ("nothing", Measured::new(&lesson.experiment)),
        ("one", one),
        ("NaN", odd(f64::NAN)),
        ("infinite", odd(f64::INFINITY)),
        ("zero", odd(0.0)),
        ("tiny", odd(1e-30)),
        ("huge", odd(-1e30)),
    ]
}

fn svg(figure: &LessonFigure, width: f32, theme: &Theme) -> Option<(String, f32)> {
    let height = lesson::height(figure.lesson, width, theme)?;
    let picture = page::svg(width, height, theme, |pen| lesson::draw(pen, figure));
    Some((picture, height))
}

fn drawn() -> impl Iterator<Item = &'static (&'static Lesson, Measured)> {
    measured().iter().filter(|(row, _)| !matches!(row.figure, Figure::Grid(_) | Figure::Code(_)))
}

/// The words of all texts in reading order: a name that is wrapped is found again.
fn words(texts: &[Text]) -> String {
    texts.iter().map(|text| text.words.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_figure_names_its_arms_and_nothing_overlaps() {
    for (index, (row, measured)) in drawn().enumerate() {
        for (i, width) in WIDTHS.into_iter().enumerate() {
            let (dark, scale) = SCREENS[(index + i) % 3];
            let theme = Theme::new(dark, scale);
            let figure = LessonFigure { lesson: row, measured, waiting: WAITING, pointer: POINTER };
            let (picture, height) = svg(&figure, width, &theme).unwrap();
            let case = format!("{}, {width}x{height} x{scale}", row.id);
            let texts = texts(&picture);
            check_texts(&texts, width, height, &theme, &case);
            assert!((90.0..=1000.0).contains(&height), "{case}");
            let words = words(&texts);
            assert!(words.contains(POINTER) && !words.contains(WAITING), "{case}: {words}");
            let said = |name: &str| words.contains(name);
            match row.figure {
                Figure::Dots(panels) => {
                    for panel in panels {
                        match panel {
                            Panel::Values(quantity) | Panel::Counts(quantity) => {
                                assert!(said(row.experiment.quantities[*quantity].name), "{case}: {words}");
                                assert!(row.experiment.arms.iter().all(|arm| said(arm.name)), "{case}: {words}");
                            }
                            Panel::Rows(title, rows) => {
                                assert!(said(title) && rows.iter().all(|(_, name)| said(name)), "{case}: {words}");
                            }
                        }
                    }
                }
                Figure::Lines(axes) => {
                    assert!(said(axes.x) || words.contains(axes.x.split(' ').next_back().unwrap()), "{case}: {words}");
                    let drawn =
                        (0..row.experiment.arms.len()).filter(|&arm| !measured.outcomes(arm)[0].1.line.is_empty());
                    for arm in drawn {
                        assert!(said(row.experiment.arms[arm].name), "{case}: {words}");
                    }
                }
                Figure::Curves { .. } => assert!(said("epoch") && said("theory"), "{case}: {words}"),
                Figure::Histogram(_) => assert!(said("dead: "), "{case}: {words}"),
                Figure::Panels(_) => {
                    assert!(row.experiment.arms.iter().all(|arm| said(arm.name)), "{case}: {words}");
                }
                Figure::Grid(_) | Figure::Code(_) => {}
            }
            assert!(texts.iter().filter(|text| text.is_number()).count() >= 2, "{case}: {words}");
        }
    }
}

#[test]
fn anything_can_be_drawn_at_the_same_height() {
    for (index, (row, whole)) in drawn().enumerate() {
        for (i, (name, measured)) in variants(row, whole).into_iter().enumerate() {
            let (dark, scale) = SCREENS[(index + i) % 3];
            let theme = Theme::new(dark, scale);
            let width = WIDTHS[(index + i) % WIDTHS.len()];
            let figure = LessonFigure { lesson: row, measured: &measured, waiting: WAITING, pointer: POINTER };
            let (picture, height) = svg(&figure, width, &theme).unwrap();
            let case = format!("{}, {name}, {width}x{height} x{scale}", row.id);
            let texts: Vec<Text> = texts(&picture).into_iter().filter(|text| text.words != WAITING).collect();
            check_texts(&texts, width, height, &theme, &case);
            assert_eq!(picture.contains(WAITING), name == "nothing", "{case}");
            assert!(!picture.contains("NaN,") && shapes(&picture) > 2, "{case}");
        }
    }
}

#[test]
fn what_is_zero_is_drawn_and_what_is_missing_is_not() {
    let theme = Theme::new(false, 1.0);
    let row = relu_lab::lessons::lesson("death_hurts").unwrap();
    let count = |value: f64| {
        let mut measured = Measured::new(&row.experiment);
        measured.add(0, 1, Outcome { values: vec![value, value], ..Outcome::default() });
        let figure = LessonFigure { lesson: row, measured: &measured, waiting: "", pointer: "" };
        let (picture, _) = svg(&figure, 880.0, &theme).unwrap();
        (picture.matches("<circle").count(), texts(&picture).iter().any(|text| text.words == "–"))
    };
    let (none, none_said) = count(f64::NAN);
    let (zero, zero_said) = count(0.0);
    assert!(zero > none && none_said && !zero_said, "{zero} and {none}");
}

#[test]
fn what_never_happened_stands_at_the_right_edge_with_its_word() {
    let theme = Theme::new(false, 1.0);
    let row = relu_lab::lessons::lesson("converges_faster").unwrap();
    let mut measured = Measured::new(&row.experiment);
    for seed in 1..=3 {
        measured.add(0, seed, Outcome { values: vec![20.0], ..Outcome::default() });
        measured.add(3, seed, Outcome { values: vec![f64::INFINITY], ..Outcome::default() });
    }
    let figure = LessonFigure { lesson: row, measured: &measured, waiting: "", pointer: "" };
    let (picture, _) = svg(&figure, 560.0, &theme).unwrap();
    assert_eq!(texts(&picture).iter().filter(|text| text.words == "never").count(), 2, "the number and the axis");
}

#[test]
fn maps_have_pixels_inside_the_figure() {
    let theme = Theme::new(false, 2.0);
    let mut maps = 0;
    for (row, measured) in drawn() {
        let figure = LessonFigure { lesson: row, measured, waiting: WAITING, pointer: "" };
        for width in [340.0, 880.0] {
            let (_, height) = svg(&figure, width, &theme).unwrap();
            let rasters = lesson::rasters(&figure, width, &theme);
            for raster in &rasters {
                assert_eq!(raster.rgba.len() as u32, 4 * raster.width * raster.height, "{}", row.id);
                let inside = raster.x + raster.width <= theme.backing(width)
                    && raster.y + raster.height <= theme.backing(height);
                assert!(inside, "{}", row.id);
            }
            maps += rasters.len();
        }
    }
    assert_eq!(maps, 2 * (5 + 2), "five nets on XOR, two on the plane");
}

/// Writes the figures into `FIGURES_DIR` or the folder for temporary files.
#[test]
#[ignore = "writes files to look at"]
fn gallery() {
    let folder = std::env::var("FIGURES_DIR").map_or_else(|_| std::env::temp_dir(), Into::into);
    for (name, dark) in [("light", false), ("dark", true)] {
        let theme = Theme::new(dark, 1.0);
        let (bg, ink) = (theme.palette.bg.css(), theme.palette.ink3.css());
        for width in [340.0, 560.0, 880.0] {
            let mut html = format!(
                "<meta charset=utf-8><body style=\"margin:8px;background:{bg};color:{ink};font:12px system-ui\"><style>figure{{display:inline-block;margin:8px;vertical-align:top}}svg{{outline:1px dotted #8884}}</style>"
            );
            for (row, measured) in drawn() {
                let nothing = Measured::new(&row.experiment);
                let states = if width == 340.0 && dark { vec![&nothing] } else { vec![measured] };
                for measured in states {
                    let figure = LessonFigure { lesson: row, measured, waiting: WAITING, pointer: POINTER };
                    let height = lesson::height(row, width, &theme).unwrap();
                    let picture = page::svg(width, height, &theme, |pen| {
                        for raster in lesson::rasters(&figure, width, &theme) {
                            for (y, pixels) in raster.rgba.chunks_exact(4 * raster.width as usize).enumerate() {
                                for (x, pixel) in pixels.chunks_exact(4).enumerate().filter(|(_, pixel)| pixel[3] > 0) {
                                    let at = (raster.x as f32 + x as f32, raster.y as f32 + y as f32);
                                    let colour = relu_lab::plot::colour::Rgb(pixel[0], pixel[1], pixel[2]);
                                    pen.rect(Rect::new(at.0, at.1, 1.0, 1.0), colour);
                                }
                            }
                        }
                        lesson::draw(pen, &figure)
                    });
                    let id = row.id;
                    html.extend([format!(
                        "<figure style=\"width:{width}px\">{picture}<figcaption>{id}</figcaption></figure>"
                    )]);
                }
            }
            std::fs::write(folder.join(format!("lessons-{name}-{width}.html")), html).unwrap();
        }
    }
}
