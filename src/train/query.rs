//! An experiment as the query of a link: `data=circle&act=leaky_relu(0.2)&lr=0.1`, read and written through the table of [fields](FIELDS).

use crate::link::encoded;
use crate::link::view::setting_pairs;
use crate::train::field::{FIELDS, field};
use crate::train::notice::{Notice, take_pairs};
use crate::train::spec::Spec;

impl Spec {
    /// The spec that a query says, keys separated by `&`, and what of it could not be taken.
    ///
    /// Keys of a [view](crate::link::view) are passed over. Whatever is not mentioned has its default. A bad value takes the nearest allowed one or the default.
    pub fn from_query(query: &str) -> (Self, Vec<Notice>) {
        Self::from_pairs(setting_pairs(query))
    }

    /// The spec that keys and values say, and what of it could not be taken.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> (Self, Vec<Notice>) {
        let mut spec = Self::default();
        let known: Vec<_> = FIELDS.iter().map(|field| field.key).collect();
        let mut notices = take_pairs(pairs, &known, |key, value| field(key).map(|field| (field.set)(&mut spec, value)));
        notices.extend(spec.reconcile());
        (spec, notices)
    }

    /// The query that says this spec: only what differs from the default.
    pub fn to_query(&self) -> String {
        // What is usual is usual for the data: some settings mean nothing for others.
        let (default, usual) = (Self::default(), Self { data: self.data, ..Self::default() });
        let differing = FIELDS.iter().filter(|field| {
            let usual = if field.key == "data" { &default } else { &usual };
            (field.get)(self) != (field.get)(usual)
        });
        differing.map(|field| format!("{}={}", field.key, encoded(&(field.get)(self)))).collect::<Vec<_>>().join("&")
    }
}
