//! Links as people and browsers write them: escaped, repeated, with decimal commas, and far too long.
#![allow(missing_docs, clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "no browser here")]

use std::time::{Duration, Instant};

use relu_lab::compare::plan::{MAX_VALUES, Plan};
use relu_lab::explore::setup::Setup;
use relu_lab::train::notice::Problem;
use relu_lab::train::spec::Spec;

#[test]
fn every_page_decodes_escapes() {
    let (spec, notices) = Spec::from_query("act=leaky_relu%280.2%29%2Ctanh&hidden=4%2C4");
    assert_eq!((spec.to_query().as_str(), notices), ("hidden=4,4&act=leaky_relu(0.2),tanh", vec![]));
    let (plan, notices) = Plan::from_query("%76ary=act&values=relu%2Cleaky_relu%280.2%29&seeds=%32&hidden=4%2C4");
    assert_eq!((plan.values.join(","), plan.seeds, notices), ("relu,leaky_relu(0.2)".to_owned(), 2, vec![]));
    assert_eq!(plan.base.hidden, [4, 4]);
    let (setup, notices) = Setup::from_query("act=relu%2Cgelu&tensor=1%202%0A3%204");
    assert_eq!((setup.functions.len(), setup.tensor.as_str(), notices), (2, "1 2\n3 4", vec![]));
    assert_eq!(Setup::from_query(&setup.to_query()), (setup, vec![]));
}

#[test]
fn on_every_page_the_last_of_a_repeated_key_counts() {
    assert_eq!(Spec::from_query("lr=fast&lr=1&seed=3&lr=0.5"), Spec::from_query("seed=3&lr=0.5"));
    assert_eq!(Plan::from_query("seeds=2&vary=colour&vary=lr&seeds=3"), Plan::from_query("vary=lr&seeds=3"));
    assert_eq!(Plan::from_query("lr=1&lr=0.5"), Plan::from_query("lr=0.5"));
    assert_eq!(Setup::from_query("depth=3&depth=7"), Setup::from_query("depth=7"));
}

#[test]
fn a_decimal_comma_is_a_decimal_point_and_said() {
    for (comma, point) in
        [("lr=0,3", "lr=0.3"), ("noise=0,2", "noise=0.2"), ("clip=0,5", "clip=0.5"), ("batch=8,0", "batch=8")]
    {
        let (spec, notices) = Spec::from_query(comma);
        assert_eq!(spec, Spec::from_query(point).0, "{comma}");
        assert_eq!(notices.len(), 1, "{comma}: {notices:?}");
    }
    let (plan, notices) = Plan::from_query("target=0,3");
    assert_eq!((plan.target, notices.len()), (0.3, 1));
    assert_eq!(notices[0].correction.used.as_deref(), Some("0.3"));
    // In a list a comma separates values.
    let (_, notices) = Plan::from_query("vary=lr&values=0,3");
    let Problem::Item { problems, .. } = &notices[0].correction.problems[0] else { panic!("{notices:?}") };
    assert!(problems.contains(&Problem::DecimalComma), "{notices:?}");
    // Commas that are no decimals are refused.
    for text in ["lr=0,3,5", "lr=,3", "lr=0,", "lr=0.1,3", "lr=0,3e"] {
        let (spec, notices) = Spec::from_query(text);
        assert_eq!((spec.learning_rate, notices.len()), (0.1, 1), "{text}");
    }
}

#[test]
fn values_are_those_that_links_write() {
    for (asked, values) in [
        ("vary=lr&values=0.10,0.1,1e0", "0.1,1"),
        ("vary=act&values=leaky_relu(0.010),relu(,tanh", "leaky_relu"),
        ("vary=act&values=leaky_relu( 0.2 ),tanh", "leaky_relu(0.2),tanh"),
        ("vary=width&values=08,+8,4", "8,4"),
        ("vary=bn&values=0,1,on", "off,on"),
        ("vary=seed&values=a%26b,c(", "same"),
    ] {
        let plan = Plan::from_query(asked).0;
        assert!(plan.values.join(",").starts_with(values), "{asked}: {:?}", plan.values);
        assert_eq!(Plan::from_query(&plan.to_query()), (plan, vec![]), "{asked}");
    }
}

#[test]
fn a_link_of_a_megabyte_is_read_at_once_and_answered_in_few_words() {
    let numbers = || (0..).map(|i: u32| format!("{}", f64::from(i) * 1e-5 + 1.0));
    let megabyte = |pieces: &mut dyn Iterator<Item = String>, separator: &str| {
        let mut text = String::new();
        while text.len() < 1_000_000 {
            text += &pieces.next().unwrap();
            text += separator;
        }
        text
    };
    let repeated = |piece: &'static str| megabyte(&mut std::iter::repeat_with(|| piece.to_owned()), ",");
    let links = [
        megabyte(&mut (0..).map(|i: u32| format!("k{i}={i}")), "&"),
        megabyte(&mut (0..).map(|i: u32| format!("lr={i}")), "&"),
        megabyte(&mut std::iter::repeat_with(|| "%41%".to_owned()), ""),
        format!("vary=lr&values={}", megabyte(&mut numbers(), ",")),
        format!("vary=lr&values={}", repeated("0.1")),
        format!("vary=act&values={}", repeated("x")),
        format!("vary=act&values={}", repeated("relu,tanh")),
        format!("vary=act&values=relu,leaky_relu({})", repeated("1")),
        format!("vary=seed&values={}", megabyte(&mut (0..).map(|i: u32| i.to_string()), ",")),
        format!("act={}", repeated("x")),
        format!("act={}", "(".repeat(1_000_000)),
        format!("hidden={}", repeated("900")),
        format!("features={}", repeated("x9")),
        format!("seeds={0}&target={0}&data={0}&loss={0}", "9".repeat(250_000)),
        format!("tensor={}", repeated("1")),
    ];
    for link in links {
        let start = Instant::now();
        let (plan, mut notices) = Plan::from_query(&link);
        notices.extend(Spec::from_query(&link).1);
        notices.extend(Setup::from_query(&link).1);
        let took = start.elapsed();
        let begin = &link[..40];
        assert!(took < Duration::from_secs(3), "{begin}: {took:?}");
        assert!(plan.values.len() <= MAX_VALUES && !plan.jobs().is_empty(), "{begin}");
        let size = format!("{notices:?}").len();
        assert!(!notices.is_empty() && size < 40_000, "{begin}: {size} bytes of notices");
    }
}
