//! The space view, and predicted against true values, in sentences.

use relu_lab::plot::format;
use relu_lab::train::snapshot::Snapshot;
use relu_lab::train::space::{SpaceAxes, SpaceView};

/// The name of a layer, counted from the inputs: `Inputs`, `Hidden 1`, `Output`.
pub fn layer(layer: u32, hidden: usize) -> String {
    match layer.checked_sub(1) {
        None => "Inputs".to_owned(),
        Some(layer) => format::layer_long(layer as usize, hidden),
    }
}

/// How much of a layer's outputs is seen: `2 of 16 dimensions hold 91 % of the variance.`
pub fn share(view: &SpaceView) -> String {
    let dimensions = view.dimensions;
    match (view.axes, view.rank) {
        _ if !view.is_finite => "The outputs of this layer are not finite numbers.".to_owned(),
        (_, 0) => "All points have the same place: no unit tells them apart.".to_owned(),
        (SpaceAxes::Units, _) if dimensions == 1 => "One dimension: all points lie on a line.".to_owned(),
        (_, 1) => format!("All points lie on a line: 1 of {dimensions} dimensions holds all of the variance."),
        (SpaceAxes::Units, _) => "Two dimensions, shown as they are.".to_owned(),
        (SpaceAxes::Components, _) => {
            format!("2 of {dimensions} dimensions hold {} of the variance.", format::percent(view.share, 0))
        }
    }
}

/// The figure: what it shows, and how far the classes are apart in it.
pub fn figure(snapshot: &Snapshot) -> String {
    let Some(view) = &snapshot.space else { return "Outputs of a layer in two dimensions: no numbers yet.".to_owned() };
    let name = layer(view.layer, snapshot.layers.len().saturating_sub(1));
    let grid = match view.lines.len() {
        0 => "",
        1 => ", on the line of inputs as this layer bends it",
        _ => ", on the grid of inputs as this layer bends it",
    };
    let nearest = nearest_mean(snapshot, view).map_or_else(String::new, |own| {
        format!(" For {} of the points the mean of their own class is the nearest.", format::percent(own, 0))
    });
    let points = view.points.len();
    format!("{name} in two dimensions, {points} training points{grid}. {}{nearest}", share(view))
}

fn square(x: f32) -> f32 {
    x * x
}

/// The share of points of which the mean of their own class is the nearest one in the view; of classes.
fn nearest_mean(snapshot: &Snapshot, view: &SpaceView) -> Option<f32> {
    let target = &snapshot.points.target;
    let classes = target.classes().filter(|_| view.rank > 0 && !view.points.is_empty())?;
    let mut sums = vec![(0.0_f32, 0.0_f32, 0.0_f32); classes];
    for (i, (x, y)) in view.points.iter().enumerate() {
        let sum = &mut sums[target.class(i)?];
        *sum = (sum.0 + x, sum.1 + y, sum.2 + 1.0);
    }
    let means: Vec<(f32, f32)> = sums.iter().map(|(x, y, count)| (x / count, y / count)).collect();
    let distance = |(x, y): (f32, f32), class: usize| square(x - means[class].0) + square(y - means[class].1);
    let is_nearest = |(i, place): &(usize, &(f32, f32))| {
        let own = target.class(*i).unwrap_or_default();
        (0..classes)
            .all(|class| class == own || distance(**place, class) > distance(**place, own) || sums[class].2 == 0.0)
    };
    let right = view.points.iter().enumerate().filter(is_nearest).count();
    Some(right as f32 / view.points.len() as f32)
}

/// R²: three decimals, cut off and not rounded: nothing but 1 is `1.000`.
pub fn r2(r2: f32) -> String {
    if !r2.is_finite() {
        return "–".to_owned();
    }
    if r2 < -999.0 { format::short(r2) } else { format::decimals((1000.0 * r2).floor() / 1000.0, 3) }
}

/// How far predictions are off, beside the figure: `RMSE 0.051 in training, 0.064 in test.`
pub fn errors(snapshot: &Snapshot) -> String {
    snapshot.fit.map_or_else(String::new, |fit| {
        format!(" {} in training, {} in test", format::loss(fit.train.rmse), format::loss(fit.test.rmse))
    })
}

/// The figure of predicted against true values.
pub fn predicted(snapshot: &Snapshot) -> String {
    let Some(fit) = snapshot.fit.filter(|_| !snapshot.predicted.is_empty()) else {
        return "Predicted against true values: no numbers yet.".to_owned();
    };
    let (points, train) = (snapshot.points.len(), snapshot.points.train as usize);
    format!(
        "Predicted against true values of {train} training and {} test points: R² {} and {}, RMSE {} and {}.",
        points.saturating_sub(train),
        r2(fit.train.r2),
        r2(fit.test.r2),
        format::loss(fit.train.rmse),
        format::loss(fit.test.rmse),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use relu_lab::train::session::Session;
    use relu_lab::train::snapshot::Picture;
    use relu_lab::train::spec::Spec;

    fn seen(query: &str, picture: Picture, epochs: u32) -> Snapshot {
        let mut session = Session::new(Spec::from_query(query).0);
        session.set_picture(picture);
        (0..epochs).for_each(|_| session.step_epoch());
        session.snapshot(true, 0.0, None)
    }

    #[test]
    fn the_view_says_how_much_of_the_layer_it_shows() {
        let told = |query: &str, layer: u32| figure(&seen(query, Picture::Space(layer), 3));
        let several = told("data=rings&classes=4&hidden=16", 1);
        assert!(
            several.starts_with("Hidden 1 in two dimensions, 250 training points, on the grid of inputs"),
            "{several}"
        );
        assert!(
            several.contains("2 of 16 dimensions hold ") && several.contains("the mean of their own class"),
            "{several}"
        );
        assert!(told("", 0).contains("Two dimensions, shown as they are."));
        assert!(told("hidden=1", 1).contains("One dimension: all points lie on a line."));
        assert!(told("hidden=5&init=zeros", 1).contains("no unit tells them apart."));
        assert!(told("hidden=1,5&act=identity", 2).contains("1 of 5 dimensions holds all of the variance."));
        let values = told("data=sine&hidden=8", 1);
        assert!(values.contains("on the line of inputs") && !values.contains("own class"), "{values}");
        let mut broken = seen("", Picture::Space(1), 1);
        broken.space.as_mut().unwrap().is_finite = false;
        assert!(figure(&broken).contains("are not finite numbers."), "{}", figure(&broken));
    }

    #[test]
    fn predictions_are_described() {
        let run = seen("data=sine&hidden=8", Picture::Predicted, 30);
        let sentence = predicted(&run);
        assert!(sentence.contains("R² 0.") && sentence.contains("RMSE 0."), "{sentence}");
        assert!(predicted(&Snapshot::default()).contains("no numbers yet"));
        for (value, text) in [
            (0.999_97, "0.999"),
            (1.0, "1.000"),
            (-0.0004, "−0.001"),
            (-12.34, "−12.340"),
            (f32::NAN, "–"),
            (-5e4, "−5e4"),
        ] {
            assert_eq!(r2(value), text);
        }
    }
}
