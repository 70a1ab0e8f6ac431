//! The map of several classes: its colours, its marks, its lines, its key.

use relu_lab::plot::class::{SHAPES, class_colour, class_on_map};
use relu_lab::plot::colour::Rgb;
use relu_lab::plot::map::{self, Map, MapKind, Options};
use relu_lab::plot::raster::Raster;
use relu_lab::plot::{Theme, thumbnail};
use relu_lab::train::snapshot::{ClassMap, Snapshot};

use super::fixtures::trained;
use super::page::{check_texts, svg, texts};
use super::{cases, has};

fn kind(run: &Snapshot) -> MapKind {
    MapKind::of(&run.spec, None)
}

fn pixel(raster: &Raster, x: u32, y: u32) -> Rgb {
    let at = 4 * (y * raster.width + x) as usize;
    Rgb(raster.rgba[at], raster.rgba[at + 1], raster.rgba[at + 2])
}

#[test]
fn maps_of_several_classes_have_axes_and_a_key_whatever_the_run() {
    let diverging = "data=blobs&act=identity&lr=100&hidden=8,8,8";
    for (seed, (query, epochs)) in
        [("data=blobs", 0), ("data=rings&classes=10", 20), ("data=spirals&classes=4&hidden=none", 5), (diverging, 200)]
            .into_iter()
            .enumerate()
    {
        let run = trained(query, epochs);
        let MapKind::Classes { count } = kind(&run) else { panic!("{query}: {:?}", kind(&run)) };
        for case in cases(8, seed as u64) {
            let options = Options { test_points: case.chose(0), classes_only: case.chose(1), ..Options::default() };
            let figure = Map { snapshot: &run, kind: kind(&run), options: &options };
            let layout = map::layout(case.width, case.height, 2, &case.theme);
            let name = case.name(&format!("map, {query}"));
            for raster in map::raster(&layout, &figure, &case.theme) {
                assert_eq!(raster.rgba.len() as u32, 4 * raster.width * raster.height, "{name}");
            }
            let picture = svg(case.width, case.height, &case.theme, |pen| map::draw_overlay(pen, &layout, &figure));
            let texts = texts(&picture);
            check_texts(&texts, case.width, case.height, &case.theme, &name);
            assert!(has(&texts, "x₁") && has(&texts, "x₂"), "{name}: {texts:?}");
            // The last class has its number in the key, where there is room for a key.
            assert_eq!(has(&texts, &(count - 1).to_string()) || count == 2, layout.bar.is_some(), "{name}: {texts:?}");
            assert_eq!(has(&texts, "NaN"), epochs == 200, "{name}");
        }
    }
}

/// A run whose map is made up: four cells of three classes.
fn made_up(probability: f32) -> Snapshot {
    let mut run = trained("data=blobs", 0);
    run.maps.map_side = 2;
    run.maps.map = vec![4.0; 4];
    run.maps.classes = Some(ClassMap { class: vec![0, 1, 2, 2], probability: vec![probability; 4] });
    run
}

#[test]
fn an_area_has_the_colour_of_its_class_and_is_paler_where_that_is_less_sure() {
    for dark in [false, true] {
        let theme = Theme::new(dark, 1.0);
        let layout = map::Layout::bare(80.0, 80.0);
        let corners = [(20, 20), (60, 20), (20, 60), (60, 60)];
        let picture = |probability: f32, classes_only: bool| {
            let (run, options) = (made_up(probability), Options { classes_only, ..Options::default() });
            let figure = Map { snapshot: &run, kind: kind(&run), options: &options };
            map::raster(&layout, &figure, &theme).remove(0)
        };
        for (probability, classes_only) in [(1.0, false), (0.6, false), (0.34, false), (0.34, true)] {
            let raster = picture(probability, classes_only);
            for (&(x, y), class) in corners.iter().zip([0, 1, 2, 2]) {
                let sure = if classes_only { 1.0 } else { probability };
                // In 64 shades.
                let want = [-0.01, 0.0, 0.01].map(|by| class_on_map(theme.palette, class, 3, sure + by));
                let got = pixel(&raster, x, y);
                let near = |want: &Rgb| want.0.abs_diff(got.0) + want.1.abs_diff(got.1) + want.2.abs_diff(got.2) < 8;
                assert!(want.iter().any(near), "{probability}, class {class}: {got:?}, not {want:?}");
            }
        }
        // With equal leads the line is in the middle.
        let sure = picture(1.0, false);
        assert!(pixel(&sure, 37, 20) == pixel(&sure, 10, 20) && pixel(&sure, 42, 20) == pixel(&sure, 70, 20));
    }
}

#[test]
fn what_is_not_finite_is_hatched_and_has_no_line() {
    let theme = Theme::new(false, 1.0);
    let mut run = made_up(1.0);
    run.maps.map = vec![f32::NAN; 4];
    let options = Options::default();
    let figure = Map { snapshot: &run, kind: kind(&run), options: &options };
    let layout = map::Layout::bare(80.0, 80.0);
    let raster = map::raster(&layout, &figure, &theme).remove(0);
    let hatch = theme.palette.danger.mix(theme.palette.bg, 0.3);
    assert!((0..80).any(|x| pixel(&raster, x, 20) == hatch));
    // A picture whose parts do not fit together paints nothing, and does not panic.
    run.maps.classes = Some(ClassMap { class: vec![9; 3], probability: Vec::new() });
    let figure = Map { snapshot: &run, kind: kind(&run), options: &options };
    assert_eq!(pixel(&map::raster(&layout, &figure, &theme)[0], 40, 40), theme.palette.bg);
    run.maps.classes = None;
    let figure = Map { snapshot: &run, kind: kind(&run), options: &options };
    let _ = svg(80.0, 80.0, &theme, |pen| map::draw_overlay(pen, &layout, &figure));
}

/// How alike two outlines are: the area that only one of them covers, over the area of both.
fn difference(a: usize, b: usize) -> f32 {
    let covers = |class: usize, x: f32, y: f32| {
        let corners = SHAPES[class].corners;
        if corners.is_empty() {
            return x.hypot(y) <= 1.0;
        }
        // By the number of edges to the right.
        let edges = corners.iter().zip(corners.iter().cycle().skip(1));
        let crossed =
            edges.filter(|((x1, y1), (x2, y2))| (*y1 > y) != (*y2 > y) && x < x1 + (y - y1) / (y2 - y1) * (x2 - x1));
        crossed.count() % 2 == 1
    };
    let (mut only_one, mut any) = (0.0, 0.0);
    for i in 0..60_u8 {
        for j in 0..60_u8 {
            let (x, y) = (f32::from(i) / 20.0 - 1.475, f32::from(j) / 20.0 - 1.475);
            let (a, b) = (covers(a, x, y), covers(b, x, y));
            only_one += f32::from(u8::from(a != b));
            any += f32::from(u8::from(a || b));
        }
    }
    only_one / any
}

#[test]
fn marks_of_classes_differ_in_outline_and_colour() {
    for (b, shape) in SHAPES.iter().enumerate() {
        for (a, other) in SHAPES[..b].iter().enumerate() {
            let difference = difference(a, b);
            assert!(difference > 0.15, "{} and {}: {difference}", other.name, shape.name);
            let colour = |class| class_colour(Theme::new(false, 1.0).palette, class, 10);
            assert_ne!(colour(a), colour(b));
        }
    }
    // All about as large: no class looks more important.
    let run = trained("data=blobs&classes=10", 0);
    let options = Options::default();
    let figure = Map { snapshot: &run, kind: kind(&run), options: &options };
    let layout = map::layout(344.0, 300.0, 2, &Theme::new(true, 1.0));
    let picture = svg(344.0, 300.0, &Theme::new(true, 1.0), |pen| map::draw_overlay(pen, &layout, &figure));
    let palette = Theme::new(true, 1.0).palette;
    for class in 0..10 {
        let colour = class_colour(palette, class, 10).css();
        let marks = picture.matches(&format!("fill=\"{colour}\"")).count();
        // 25 training points on average, and the key.
        assert!(marks >= 15, "class {class}, {colour}: {marks} marks");
    }
}

#[test]
fn thumbnails_of_several_classes_show_all_colours() {
    let theme = Theme::new(false, 2.0);
    for data in ["blobs", "rings", "spirals"] {
        let raster = thumbnail::data_set(&data.parse().expect("a data set"), 48.0, &theme);
        for class in 0..3 {
            let colour = class_colour(theme.palette, class, 3);
            let shown = raster.rgba.chunks_exact(4).filter(|p| Rgb(p[0], p[1], p[2]) == colour).count();
            assert!(shown > 10, "{data}, class {class}: {shown} pixels");
        }
    }
}
