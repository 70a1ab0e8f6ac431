//! Numbers read from text: as Rust reads them, and back from what is written.

use proptest::prelude::*;
use relu_lab::nn::number::parse;

proptest! {
    #[test]
    fn texts_are_numbers_when_rust_says_so(
        text in "[+-]?[0-9]{0,3}[.eE+-]?[0-9.]{0,3}([eE][+-]?[0-9]{0,2})?|[+-]?(inf|NaN|Infinity|in|nanx)| 1|1 "
    ) {
        let (ours, rusts) = (parse::<f64>(&text), text.parse::<f64>().ok());
        prop_assert_eq!(ours.map(f64::to_bits), rusts.map(f64::to_bits), "{}", text);
    }

    #[test]
    fn what_is_written_is_read_again(number in any::<f32>().prop_filter("a number", |number| !number.is_nan())) {
        prop_assert_eq!(parse::<f32>(&number.to_string()).map(f32::to_bits), Some(number.to_bits()));
        prop_assert_eq!(parse::<f32>(&format!("{number:e}")).map(f32::to_bits), Some(number.to_bits()));
    }
}

#[test]
fn whole_numbers_have_no_fraction() {
    assert_eq!(parse::<u32>("17"), Some(17));
    assert_eq!(parse::<u32>("1.0"), None);
    assert_eq!(parse::<u32>("-1"), None);
}
