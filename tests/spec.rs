//! The spellings of an experiment: struct, link and JSON say the same; bad values are mended and named.
#![allow(missing_docs, clippy::unwrap_used)]

use proptest::prelude::*;
use relu_lab::data::features::Feature;
use relu_lab::data::sets::DataSet;
use relu_lab::nn::activation::Activation;
use relu_lab::nn::choice::Row;
use relu_lab::nn::loss::Loss;
use relu_lab::train::field::FIELDS;
use relu_lab::train::json::JsonError;
use relu_lab::train::notice::{Bound, Problem};
use relu_lab::train::spec::Spec;

#[test]
fn the_default_is_an_empty_link() {
    assert_eq!(Spec::default().to_query(), "");
    assert_eq!(Spec::from_query(""), (Spec::default(), vec![]));
}

#[test]
fn only_what_differs_from_the_default_is_written() {
    let query =
        "data=xor&features=x1,x2,x1*x2&hidden=4,4,2&act=relu,tanh,leaky_relu(0.2)&opt=sgd(momentum=0.9)&lr=0.03&seed=7";
    let (spec, notices) = Spec::from_query(query);
    assert_eq!(notices, vec![]);
    assert_eq!(spec.to_query(), query);
}

#[test]
fn every_setting_survives_link_and_json() {
    let query = "data=rings&classes=5&n=300&noise=0.2&train=0.7&features=x1,sin(pi*x2)&hidden=none&act=sigmoid&out=tanh&loss=ce\
        &init=xavier_uniform&bias=constant(0.1)&bn=on&opt=sgd(momentum=0.9,nesterov=1)&lr=0.5&l1=0.001&clip=1&batch=full&epochs=50&seed=9";
    // Points and classes of own data are those of the data.
    let own = "data=own&own=p1AgJ4MQIeiwGGARpRbgJpVhWBAT4kR3gMX2ALd0gjPYIBFlVqAW1SGQJ4MgIec1OAAV09TEdxYjFbeGVFRE8vWjljcG1NhgFXN1JBa2gFY2xhc3MAAwEwATEBMg8QAiEQAiEQAiEQAiEQAiE&scale=standard";
    let [drawn, own] = [query, own].map(Spec::from_query);
    let default = Spec::default();
    for field in FIELDS {
        let spec = if ["own", "scale"].contains(&field.key) { &own.0 } else { &drawn.0 };
        assert_ne!((field.get)(spec), (field.get)(&default), "{} is not part of this test", field.key);
    }
    for (spec, found) in [drawn, own] {
        assert_eq!(found, vec![]);
        assert_eq!(Spec::from_query(&spec.to_query()), (spec.clone(), vec![]));
        assert_eq!(Spec::from_json(&spec.to_json().to_string()), Ok((spec, vec![])));
    }
}

#[test]
fn a_bad_value_is_mended_named_and_leaves_the_rest() {
    let rate = (Bound::Real(1e-5), Bound::Real(100.0));
    let whole = |min, max| (Bound::Whole(min), Bound::Whole(max));
    let out_of = |(min, max)| Problem::OutOfRange { min, max, or: None };
    let no_number = |(min, max)| Problem::NotANumber { min, max, or: None };
    let (min, max) = whole(1, 2000);
    let keys = FIELDS.iter().map(|field| field.key).collect();
    for (bad, mended, problem, used) in [
        ("lr=500", "lr=100", out_of(rate), "100"),
        ("lr=0", "lr=0.00001", out_of(rate), "0.00001"),
        ("lr=fast", "", no_number(rate), "0.1"),
        ("lr=NaN", "", no_number(rate), "0.1"),
        ("n=3.7", "n=16", out_of(whole(16, 2000)), "16"),
        ("n=-5", "n=16", out_of(whole(16, 2000)), "16"),
        ("n=99999999999999", "n=2000", out_of(whole(16, 2000)), "2000"),
        ("act=rleu", "", Activation::from_id("rleu").unwrap_err().into(), "relu"),
        (
            "act=leaky_relu(9)",
            "act=leaky_relu(1)",
            "leaky_relu(9)".parse::<Activation>().unwrap_err().into(),
            "leaky_relu(1)",
        ),
        ("data=cirle", "", DataSet::from_id("cirle").unwrap_err().into(), "circle"),
        ("hidden=0", "hidden=", Problem::NoHiddenLayer, "none"),
        ("hidden=8,900", "hidden=8,128", Problem::Widths { max_layers: 32, max_units: 128 }, "8,128"),
        ("batch=0", "batch=1", Problem::OutOfRange { min, max, or: Some("full") }, "1"),
        ("batch=1999", "batch=full", Problem::BatchAbovePoints { points: 500 }, "full"),
        ("features=x9", "", Feature::from_id("x9").unwrap_err().into(), "x1,x2"),
        ("bn=maybe", "", Problem::UnknownWord { allowed: vec!["on", "off"] }, "off"),
        ("loss=hinge", "", Loss::from_id("hinge").unwrap_err().into(), "auto"),
        ("colour=red", "", Problem::UnknownKey { known: keys }, ""),
        ("data=plane&loss=bce", "data=plane", Problem::LossNeedsClasses { data: "Plane" }, "mse"),
        ("data=circle&classes=4", "", Problem::NoChoiceOfClasses { data: "Circle", classes: Some(2) }, ""),
        ("data=plane&classes=4", "data=plane", Problem::NoChoiceOfClasses { data: "Plane", classes: None }, ""),
        ("data=digits&n=2000", "data=digits&n=1797", Problem::DataHasPoints { data: "Digits", points: 1797 }, "1797"),
        ("data=digits&classes=9", "data=digits", Problem::NoChoiceOfClasses { data: "Digits", classes: Some(10) }, ""),
        ("data=blobs&classes=11", "data=blobs&classes=10", out_of(whole(2, 10)), "10"),
        ("data=blobs&classes=1", "data=blobs&classes=2", out_of(whole(2, 10)), "2"),
        ("data=blobs&classes=many", "data=blobs", no_number(whole(2, 10)), "3"),
        ("data=blobs&loss=bce", "data=blobs", Problem::LossNeedsTwoClasses { classes: 3 }, "ce"),
        ("data=blobs&classes=4&loss=mse", "data=blobs&classes=4", Problem::LossNeedsTwoClasses { classes: 4 }, "ce"),
        ("out=sigmoid&loss=bce", "out=sigmoid", Problem::SigmoidTwice, "bce_probability"),
        ("out=relu&loss=bce_probability", "out=relu", Problem::LossNeedsProbability { output: "relu" }, "bce"),
        ("loss=bce_probability", "", Problem::LossNeedsProbability { output: "linear" }, "bce"),
        ("seed=5000000000", "seed=4294967295", out_of(whole(0, u32::MAX)), "4294967295"),
    ] {
        let query = format!("{bad}&noise=0.3");
        let (spec, found) = Spec::from_query(&query);
        let (key, value) = bad.rsplit('&').next().unwrap().split_once('=').unwrap();
        let used = Some(used).filter(|used| !used.is_empty()).map(str::to_owned);
        let [notice] = &found[..] else { panic!("{bad}: {found:?}") };
        assert_eq!((notice.key.as_str(), notice.value.as_str()), (key, value));
        assert_eq!((&notice.correction.problems[0], &notice.correction.used), (&problem, &used), "{bad}");
        assert_eq!(spec.noise, 0.3, "{bad}: the rest is kept");
        let (expected, none) = Spec::from_query(&format!("{mended}&noise=0.3"));
        assert_eq!((spec, none), (expected, vec![]), "{bad}");
    }
}

/// What Python would refuse is not taken for something else without a word.
#[test]
fn parameters_in_disorder_are_named_and_change_nothing_they_do_not_name() {
    for (text, taken) in [
        ("softplus(beta=1,5)", "softplus"),
        ("softplus(beta=2,5,7)", "softplus(beta=2)"),
        ("softplus(threshold=5,2)", "softplus(threshold=5)"),
        ("softplus(2,beta=3)", "softplus(beta=2)"),
        ("softplus(beta=2,beta=3)", "softplus(beta=2)"),
        ("softplus(,5)", "softplus(threshold=5)"),
        ("softplus(1,,5)", "softplus"),
        ("softplus(1,5,6)", "softplus(threshold=5)"),
        ("leaky_relu(0.2", "leaky_relu(0.2)"),
        ("leaky_relu(0.2))", "leaky_relu(0.2)"),
        ("leaky_relu(0.2)0.3", "leaky_relu"),
        ("leaky_relu((0.2))", "leaky_relu"),
        ("relu(", "relu"),
    ] {
        let (choice, errors) = Activation::parse_lenient(text);
        assert!(!errors.is_empty(), "{text}");
        assert_eq!(choice.to_string(), taken, "{text}");
        assert!(text.parse::<Activation>().is_err());
    }
    for (text, taken) in [
        ("softplus(2,threshold=5)", "softplus(beta=2,threshold=5)"),
        ("softplus(threshold=5,beta=2)", "softplus(beta=2,threshold=5)"),
        ("softplus( 2 , 5, )", "softplus(beta=2,threshold=5)"),
        ("leaky_relu()", "leaky_relu"),
        (" relu ", "relu"),
    ] {
        assert_eq!(text.parse::<Activation>().map(|choice| choice.to_string()), Ok(taken.to_owned()), "{text}");
    }
}

/// Whatever has a module of `torch.nn` has its defaults; nothing else is said to have any.
#[test]
fn defaults_are_said_to_be_those_of_torch_only_where_torch_has_some() {
    for row in relu_lab::nn::activation::ActivationRow::table() {
        for parameter in row.parameters() {
            assert_eq!(parameter.is_torch_default, row.torch.starts_with("nn."), "{} {}", row.id(), parameter.name);
        }
    }
    let without: Vec<_> = relu_lab::nn::init::BiasInitRow::table()
        .iter()
        .flat_map(Row::parameters)
        .filter(|parameter| !parameter.is_torch_default)
        .map(|parameter| parameter.name)
        .collect();
    assert_eq!(without, ["c"], "torch.nn.init.constant_ has no default");
}

#[test]
fn batch_norm_never_sees_a_batch_of_one() {
    for batch in [1, 2, 3, 83, 124, 249] {
        let (spec, _) = Spec::from_query(&format!("bn=on&batch={batch}"));
        assert!(
            spec.batch_size() > 1 && spec.train_count() % spec.batch_size() != 1,
            "batch {batch}: {}",
            spec.batch_size()
        );
    }
    assert_eq!(Spec::from_query("bn=on&batch=1").1.len(), 1);
}

#[test]
fn one_function_a_layer_that_is_the_same_everywhere_is_one_function() {
    let (spec, _) = Spec::from_query("hidden=4,4&act=tanh,tanh");
    assert_eq!(spec.to_query(), "hidden=4,4&act=tanh");
}

#[test]
fn a_file_that_is_no_experiment_says_line_or_reason() {
    assert!(
        matches!(Spec::from_json("{\n\"version\": 1,\n\"lr\": }"), Err(JsonError::Syntax(m)) if m.contains("line 3"))
    );
    for (text, error) in [
        ("[]", JsonError::NotAnObject),
        ("{}", JsonError::NoVersion),
        ("{\"version\": 9}", JsonError::OtherVersion(9)),
        ("3", JsonError::NotAnObject),
    ] {
        assert_eq!(Spec::from_json(text), Err(error), "{text}");
    }
    let (spec, found) = Spec::from_json("{\"version\": 1, \"hidden\": [4, 2], \"lr\": 0.5, \"bn\": true}").unwrap();
    assert_eq!((spec.to_query(), found), ("hidden=4,2&bn=on&lr=0.5".to_owned(), vec![]));
}

#[test]
fn what_is_live_does_not_restart() {
    let from = Spec::default();
    for (query, restarts) in
        [("lr=1", false), ("opt=sgd(momentum=0.9)", false), ("batch=8", false), ("seed=2", true), ("hidden=4", true)]
    {
        assert_eq!(from.restarts_for(&Spec::from_query(query).0), restarts, "{query}");
    }
}

proptest! {
    #[test]
    fn no_text_panics_and_every_mended_spec_is_stable(query in "[a-z0-9_=&,.()%+^* -]{0,60}") {
        let (spec, _) = Spec::from_query(&query);
        let again = Spec::from_query(&spec.to_query());
        prop_assert_eq!(again, (spec, vec![]));
    }

    #[test]
    fn numbers_survive_bit_by_bit(lr in 1e-5_f32..100.0, noise in 0.0_f32..0.5, slope in 0.0_f32..1.0) {
        let activation = Activation::from_id("leaky_relu").unwrap().with("negative_slope", slope).unwrap();
        let spec = Spec { learning_rate: lr, noise, activations: vec![activation], ..Spec::default() };
        prop_assert_eq!(Spec::from_query(&spec.to_query()).0, spec);
    }

    #[test]
    fn keys_with_any_value_are_taken_or_named(field in 0..FIELDS.len(), value in "[ -~]{0,20}") {
        let query = format!("{}={}", FIELDS[field].key, value.replace(['&', '%'], ""));
        let (spec, _) = Spec::from_query(&query);
        prop_assert!(spec.hidden.len() <= 32 && spec.train_count() >= 1 && spec.batch_size() >= 1);
    }
}

#[test]
fn every_row_of_a_table_has_its_own_id() {
    let mut ids: Vec<_> = relu_lab::nn::activation::ActivationRow::table().iter().map(Row::id).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
}
