//! Everything that reads, one row each, with what must hold of whatever it is given.

use relu_lab::compare::plan::Plan;
use relu_lab::data::digits::Digits;
use relu_lab::data::own::Own;
use relu_lab::data::own::print::csv;
use relu_lab::data::own::reading::{Reading, Wish};
use relu_lab::data::own::records::text_of;
use relu_lab::data::own::table::Table;
use relu_lab::explore::setup::Setup;
use relu_lab::explore::tensor_text;
use relu_lab::import::weights::Mlp;
use relu_lab::lessons::address::Address;
use relu_lab::lessons::record::Record;
use relu_lab::link;
use relu_lab::link::view::View;
use relu_lab::protocol::frames::FrameDecoder;
use relu_lab::protocol::{Command, Event, from_bytes, to_bytes};
use relu_lab::train::spec::Spec;

/// Something that reads bytes.
pub struct Target {
    /// The name, also of its folder of examples.
    pub name: &'static str,
    /// Reads, and panics if something does not hold.
    pub read: fn(&[u8]),
}

/// All of them.
pub const TARGETS: &[Target] = &[
    Target { name: "train_link", read: train_link },
    Target { name: "compare_link", read: compare_link },
    Target { name: "activations_link", read: activations_link },
    Target { name: "lessons_link", read: lessons_link },
    Target { name: "result_sheet", read: result_sheet },
    Target { name: "share_code", read: share_code },
    Target { name: "own_code", read: own_code },
    Target { name: "table", read: table },
    Target { name: "safetensors", read: safetensors },
    Target { name: "json", read: json },
    Target { name: "tensor", read: tensor },
    Target { name: "event", read: event },
    Target { name: "command", read: command },
    Target { name: "digits", read: digits },
];

/// A link as the address bar hands it over: any text.
fn query_of(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    link::page_and_query(&text).1.to_owned()
}

fn train_link(bytes: &[u8]) {
    let (spec, _) = Spec::from_query(&query_of(bytes));
    let written = spec.to_query();
    let (again, notices) = Spec::from_query(&written);
    assert_eq!(again, spec, "{written}");
    assert!(notices.is_empty(), "{written}: {notices:?}");
    let (from_json, notices) = Spec::from_json(&spec.to_json().to_string()).expect("what it wrote itself");
    assert_eq!(from_json, spec, "{written}");
    assert!(notices.is_empty(), "{written}: {notices:?}");
}

fn compare_link(bytes: &[u8]) {
    let (plan, _) = Plan::from_query(&query_of(bytes));
    let written = plan.to_query();
    let (again, notices) = Plan::from_query(&written);
    assert_eq!(again, plan, "{written}");
    assert!(notices.is_empty(), "{written}: {notices:?}");
}

fn activations_link(bytes: &[u8]) {
    let (setup, _) = Setup::from_query(&query_of(bytes));
    let written = setup.to_query();
    let (again, _) = Setup::from_query(&written);
    assert_eq!(again.to_query(), written);
}

fn lessons_link(bytes: &[u8]) {
    let address = Address::from_query(&query_of(bytes));
    let written = address.to_query();
    assert_eq!(Address::from_query(&written).to_query(), written);
}

fn result_sheet(bytes: &[u8]) {
    let Ok(record) = Record::from_code(&String::from_utf8_lossy(bytes)) else { return };
    let code = record.to_code();
    let again = Record::from_code(&code).expect("what it wrote itself");
    assert_eq!(again.to_code(), code);
    let _ = record.to_csv();
}

fn share_code(bytes: &[u8]) {
    let query = query_of(bytes);
    let (spec, _) = Spec::from_query(&query);
    let (mut view, _) = View::from_query(&query);
    view.reconcile(&spec);
    let written = view.to_query();
    let (again, notices) = View::from_query(&written);
    assert!(notices.is_empty(), "{written}: {notices:?}");
    // A NaN among the weights differs from itself.
    assert_eq!(again.to_query(), written);
}

fn own_code(bytes: &[u8]) {
    let Ok(own) = Own::from_code(&String::from_utf8_lossy(bytes)) else { return };
    let code = own.code();
    let again = Own::from_code(&code).expect("what it wrote itself");
    assert_eq!(again.code(), code);
}

/// A table as it is pasted or dropped, read, printed and read again.
fn table(bytes: &[u8]) {
    let Ok((text, _)) = text_of(bytes) else { return };
    let Ok(table) = Table::read(&text, None) else { return };
    let Some(data) = Reading::of(&table, Wish::default()).data else { return };
    // Names with tabs or semicolons in them can make a small table look like one of another kind: what it is read as is not held.
    let _ = Table::read(&csv(&data), Some(true));
}

fn safetensors(bytes: &[u8]) {
    let Ok(mlp) = Mlp::read(bytes) else { return };
    let spec = Spec::default();
    let _ = mlp.fit(&spec, spec.activation(0), spec.output);
}

fn json(bytes: &[u8]) {
    let _ = relu_lab::import::experiment::read(bytes);
    let Ok((spec, _)) = Spec::from_json(&String::from_utf8_lossy(bytes)) else { return };
    let (again, notices) = Spec::from_json(&spec.to_json().to_string()).expect("what it wrote itself");
    assert_eq!(again, spec);
    assert!(notices.is_empty(), "{notices:?}");
}

fn tensor(bytes: &[u8]) {
    let _ = tensor_text::parse(&String::from_utf8_lossy(bytes));
}

fn event(bytes: &[u8]) {
    let Ok(event) = from_bytes::<Event>(bytes) else { return };
    assert!(from_bytes::<Event>(&to_bytes(&event)).is_ok());
    if let Event::Frame { frame, .. } = event {
        let mut decoder = FrameDecoder::default();
        let _ = decoder.decode((*frame).clone());
        let _ = decoder.decode(*frame);
    }
}

fn command(bytes: &[u8]) {
    let Ok(command) = from_bytes::<Command>(bytes) else { return };
    assert!(from_bytes::<Command>(&to_bytes(&command)).is_ok());
}

fn digits(bytes: &[u8]) {
    let _ = Digits::read(bytes);
}
