//! The space view and predicted against true values: axes with numbers and names, a mark a point, whatever the run.

use relu_lab::plot::predicted::{self, Predicted};
use relu_lab::plot::space::{self, Space};
use relu_lab::train::session::Session;
use relu_lab::train::snapshot::{Picture, Snapshot};
use relu_lab::train::spec::Spec;

use super::page::{check_texts, svg, texts};
use super::{cases, has};

fn seen(query: &str, epochs: u32, picture: Picture) -> Snapshot {
    let mut session = Session::new(Spec::from_query(query).0);
    session.set_picture(picture);
    for _ in 0..epochs {
        session.step_epoch();
    }
    session.snapshot(true, 0.0, None)
}

#[test]
fn space_views_have_axes_and_a_key_whatever_the_layer() {
    let diverging = "data=plane&act=identity&lr=50";
    for (seed, (query, layer, epochs)) in [
        ("data=rings&classes=10&hidden=16", 1, 10),
        ("data=spiral&hidden=8,2", 2, 5),
        ("hidden=2", 0, 0),
        ("data=sine&hidden=6", 1, 5),
        ("data=multi_gauss&hidden=1", 1, 2),
        ("hidden=6&init=zeros", 1, 0),
        (diverging, 1, 60),
    ]
    .into_iter()
    .enumerate()
    {
        let run = seen(query, epochs, Picture::Space(layer));
        let view = run.space.as_ref().expect("a view");
        for case in cases(6, seed as u64) {
            let picture = svg(case.width, case.height, &case.theme, |pen| space::draw(pen, &Space { snapshot: &run }));
            let (texts, name) = (texts(&picture), case.name(&format!("space, {query}")));
            check_texts(&texts, case.width, case.height, &case.theme, &name);
            assert_eq!(has(&texts, "NaN"), !view.is_finite, "{name}");
            if view.is_finite {
                let want = match (layer, view.dimensions) {
                    (0, _) => "input 1",
                    (_, 3..) => "direction 1",
                    (1, _) => "H1·1",
                    _ => "H2·1",
                };
                assert!(has(&texts, want), "{name}: {texts:?}");
                // Points of a class or a value: each is a mark with a rim.
                assert!(picture.matches("<circle").count() + picture.matches("<polygon").count() > 100, "{name}");
            }
        }
    }
    let run = Snapshot::default();
    for case in cases(2, 9) {
        let picture = svg(case.width, case.height, &case.theme, |pen| space::draw(pen, &Space { snapshot: &run }));
        assert!(texts(&picture).is_empty(), "there is no view yet");
    }
}

#[test]
fn predictions_stand_against_true_values() {
    for (seed, (query, epochs)) in
        [("data=sine", 20), ("data=plane&lr=1e-5", 0), ("data=plane&act=identity&lr=50", 60)].into_iter().enumerate()
    {
        let run = seen(query, epochs, Picture::Predicted);
        for case in cases(6, seed as u64) {
            let figure = Predicted { snapshot: &run, test_points: case.chose(0) };
            let picture = svg(case.width, case.height, &case.theme, |pen| predicted::draw(pen, &figure));
            let (texts, name) = (texts(&picture), case.name(&format!("predicted, {query}")));
            check_texts(&texts, case.width, case.height, &case.theme, &name);
            assert!(has(&texts, "true value") && has(&texts, "predicted value"), "{name}: {texts:?}");
            let shown = if case.chose(0) { run.predicted.len() } else { run.points.train as usize };
            let marks = if run.predicted.iter().all(|value| value.is_finite()) { shown } else { 0 };
            assert!(picture.matches("<circle").count() >= 2 * marks, "{name}");
        }
    }
    for case in cases(2, 9) {
        let figure = Predicted { snapshot: &Snapshot::default(), test_points: true };
        svg(case.width, case.height, &case.theme, |pen| predicted::draw(pen, &figure));
    }
}
