//! Links: `#/train?lr=0.3&act=leaky_relu(0.2)`, taken apart and put together in the same way for every page.
//!
//! A link is a page and a query of `key=value` pairs joined by `&`. Reading decodes `%XX` (percent-encoding, RFC 3986);
//! `+` stays a plus sign, for it is part of numbers such as `1e+3`; bytes that are not UTF-8 become U+FFFD. Of a key
//! that is given several times the last one counts. Reading takes time linear in the length of the link.
//!
//! - [`view`]: what a link says beside the settings: what is hidden, where a run starts.
//! - [`controls`]: what can be hidden; [`weights`]: weights in a link; [`qr`]: a link as a QR code.

pub mod controls;
pub mod qr;
pub mod view;
pub mod weights;

use std::collections::HashSet;
use std::fmt::Display;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// What is encoded in a value: what would end it (`&`, `#`), what begins an escape (`%`), and what browsers encode in
/// the fragment of an address anyway, so that the address that is read is the one that was written. Commas, parentheses,
/// `*` and `=` stay: links are to be read by people.
const VALUE: &AsciiSet = &CONTROLS.add(b'%').add(b'&').add(b'#').add(b' ').add(b'"').add(b'<').add(b'>').add(b'`');

/// The page and the query of a hash: `#/train?lr=0.3` is `train` and `lr=0.3`. Both may be empty.
pub fn page_and_query(hash: &str) -> (&str, &str) {
    let path = hash.trim_start_matches('#').trim_start_matches('/');
    let (page, query) = path.split_once('?').unwrap_or((path, ""));
    (page.trim_end_matches('/'), query)
}

/// The hash of a page and a query: `#/train?lr=0.3`, or `#/train` for an empty query.
pub fn hash(page: &str, query: &str) -> String {
    if query.is_empty() { format!("#/{page}") } else { format!("#/{page}?{query}") }
}

/// The keys and values of a query, decoded, each key once: the last one counts, and stands where it stood.
pub fn query_pairs(query: &str) -> Vec<(String, String)> {
    let mut seen = HashSet::new();
    let mut pairs = Vec::new();
    for pair in query.rsplit('&').filter(|pair| !pair.trim().is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let key = decoded(key);
        if seen.insert(key.clone()) {
            pairs.push((key, decoded(value)));
        }
    }
    pairs.reverse();
    pairs
}

/// A value as it stands in a query.
pub fn encoded(value: &str) -> impl Display {
    utf8_percent_encode(value, VALUE)
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(query: &str) -> Vec<(String, String)> {
        query_pairs(query)
    }

    fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_hash_has_a_page_and_a_query() {
        for (text, page, query) in [
            ("", "", ""),
            ("#", "", ""),
            ("#/train", "train", ""),
            ("#/train/", "train", ""),
            ("#train?lr=1", "train", "lr=1"),
            ("#/train?lr=1&act=leaky_relu(0.2)", "train", "lr=1&act=leaky_relu(0.2)"),
            ("#/compare?", "compare", ""),
        ] {
            assert_eq!(page_and_query(text), (page, query), "{text}");
        }
        assert_eq!(hash("train", "lr=1"), "#/train?lr=1");
        assert_eq!(hash("train", ""), "#/train");
    }

    #[test]
    fn escapes_are_decoded_and_a_plus_is_a_plus() {
        assert_eq!(
            pairs("act=leaky_relu%280.2%29%2Ctanh&lr=1e+3&%6c1=%zz%&&x"),
            owned(&[("act", "leaky_relu(0.2),tanh"), ("lr", "1e+3"), ("l1", "%zz%"), ("x", "")])
        );
        assert_eq!(pairs("a=%ff%C3%BC"), owned(&[("a", "\u{fffd}ü")]));
    }

    #[test]
    fn the_last_of_a_repeated_key_counts() {
        assert_eq!(pairs("lr=1&seed=2&lr=3"), owned(&[("seed", "2"), ("lr", "3")]));
    }

    #[test]
    fn what_is_written_is_read_again_and_stays_readable() {
        assert_eq!(encoded("sgd(momentum=0.9,nesterov=1)*+ü").to_string(), "sgd(momentum=0.9,nesterov=1)*+%C3%BC");
        for text in ["a b&c=d#e%20", "\"<`>\n", "x1*x2,sin(pi*x2)", "ü€"] {
            assert_eq!(pairs(&format!("k={}", encoded(text))), owned(&[("k", text)]));
        }
    }
}
