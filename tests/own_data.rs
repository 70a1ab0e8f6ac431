//! Own data: ten files as people have them, the code in a link, and that a net learns from it.
#![allow(missing_docs, clippy::unwrap_used)]

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use relu_lab::data::own::code::CodeError;
use relu_lab::data::own::column::Column;
use relu_lab::data::own::print::csv;
use relu_lab::data::own::problem::{Problem, Reason};
use relu_lab::data::own::reading::{Reading, Use, Wish, with_hash};
use relu_lab::data::own::records::{Separator, text_of};
use relu_lab::data::own::scaling::Scaling;
use relu_lab::data::own::table::{Kind, Table};
use relu_lab::data::own::{Drawn, MAX_POINTS, Own, OwnData, OwnTarget, POINTS_IN_LINK, Shape};
use relu_lab::data::sets::Task;
use relu_lab::protocol::frames::{FrameDecoder, FrameEncoder};
use relu_lab::protocol::{from_bytes, to_bytes};
use relu_lab::train::notice::Problem as Notice;
use relu_lab::train::session::Session;
use relu_lab::train::snapshot::UnitId;
use relu_lab::train::spec::Spec;

fn table(name: &str) -> Table {
    let bytes = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/own").join(name)).unwrap();
    let (text, note) = text_of(&bytes).unwrap();
    assert_eq!(note, None, "{name}");
    Table::read(&text, None).unwrap()
}

fn read(name: &str) -> (Table, Reading) {
    let table = table(name);
    let reading = Reading::of(&table, Wish::default());
    (table, reading)
}

fn names(table: &Table) -> Vec<&str> {
    table.columns.iter().map(|column| column.name.as_str()).collect()
}

fn classes(data: &OwnData) -> Vec<&str> {
    match &data.target {
        OwnTarget::Class { names, .. } => names.iter().map(String::as_str).collect(),
        OwnTarget::Value(_) => Vec::new(),
    }
}

fn shape(points: u32, columns: u8, classes: u8) -> Shape {
    Shape { points, columns, classes: Some(classes) }
}

fn missing(column: &str, line: u32) -> Problem {
    Reason::Missing { column: column.to_owned() }.in_line(line)
}

#[test]
fn semicolons_and_decimal_commas() {
    let (table, reading) = read("semicolons.csv");
    assert_eq!((table.separator, table.decimal_comma, table.has_header), (Separator::Semicolon, true, true));
    assert_eq!(names(&table), ["Länge", "Breite", "Farbe"]);
    assert_eq!(reading.problems, []);
    let data = reading.data.unwrap();
    assert_eq!((data.shape(), classes(&data)), (shape(24, 2, 2), vec!["blau", "rot"]));
    assert_eq!((data.columns[0].text(0).as_str(), data.columns[1].decimals), ("3.22", 2));
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_name() {
    let (table, reading) = read("bom.csv");
    assert_eq!((table.separator, table.decimal_comma), (Separator::Comma, false));
    assert_eq!(names(&table), ["x", "y", "class"]);
    assert_eq!(reading.problems, []);
    // `class` is what is to be learned, although there is a `y`.
    assert_eq!((reading.target, reading.task), (2, Task::Classification));
    let data = reading.data.unwrap();
    assert_eq!((data.shape(), classes(&data)), (shape(30, 2, 3), vec!["0", "1", "2"]));
}

#[test]
fn lines_end_as_on_windows_and_there_is_no_header() {
    let (table, reading) = read("crlf.csv");
    assert_eq!((table.has_header, table.rows[19].line), (false, 20));
    assert_eq!(names(&table), ["column 1", "column 2", "column 3"]);
    assert_eq!(reading.problems, []);
    assert_eq!(reading.data.unwrap().shape(), shape(20, 2, 2));
}

#[test]
fn quoted_cells_hold_commas_and_line_ends() {
    let (table, reading) = read("quoted.csv");
    assert_eq!(names(&table), ["Name", "Score, raw", "Age", "Passed?"]);
    assert_eq!(table.rows[3].cells, ["two\nlines", "7.5", "3", "no"]);
    // The row after it begins two lines later.
    assert_eq!((table.rows[3].line, table.rows[4].line), (5, 7));
    assert_eq!(reading.uses, [Use::Words, Use::Input, Use::Input, Use::Target]);
    assert_eq!(reading.problems, [Reason::Words { column: "Name".to_owned() }.anywhere()]);
    let data = reading.data.unwrap();
    assert_eq!((data.shape(), classes(&data)), (shape(13, 2, 2), vec!["no", "yes, always"]));
}

#[test]
fn a_header_has_units_and_the_target_is_a_value() {
    let (table, reading) = read("units.csv");
    assert_eq!(names(&table), ["Temperature (°C)", "Humidity [%]", "Power / kW"]);
    assert_eq!((reading.task, reading.problems.as_slice()), (Task::Regression, &[][..]));
    assert_eq!(reading.data.unwrap().shape(), Shape { points: 25, columns: 2, classes: None });
    // Whoever wants classes of so many values is told.
    let wish = Wish { task: Some(Task::Classification), ..Wish::default() };
    let wrong = Reading::of(&table, wish);
    let reason = Reason::TooManyClasses { column: "Power / kW".to_owned(), found: 24, most: 10 };
    assert_eq!((wrong.data, wrong.problems), (None, vec![reason.anywhere()]));
}

#[test]
fn missing_values_are_named_with_their_lines() {
    let (_, reading) = read("missing.csv");
    assert_eq!(reading.problems, [missing("a", 5), missing("b", 8), missing("b", 11), missing("label", 14)]);
    assert_eq!(reading.data.unwrap().shape(), shape(12, 2, 2));
}

#[test]
fn a_column_of_words_and_a_constant_one_are_left_out() {
    let (table, reading) = read("text_column.tsv");
    assert_eq!(table.columns[1].kind, Kind::Words);
    assert_eq!(reading.uses, [Use::Input, Use::Words, Use::Input, Use::Input, Use::Constant, Use::Target]);
    let expected = [
        Reason::Words { column: "city".to_owned() }.anywhere(),
        Reason::Constant { column: "year".to_owned(), value: "2024".to_owned() }.anywhere(),
        Reason::NotANumber { column: "height".to_owned(), text: "tall".to_owned() }.in_line(7),
    ];
    assert_eq!(reading.problems, expected);
    assert_eq!(reading.data.unwrap().shape(), shape(13, 3, 2));
    // The city has too many names to be learned, and is no value.
    let wish = |task| Wish { target: Some(1), task: Some(task) };
    assert_eq!(
        Reading::of(&table, wish(Task::Classification)).problems[0],
        Reason::TooManyClasses { column: "city".to_owned(), found: 13, most: 10 }.anywhere()
    );
    assert_eq!(
        Reading::of(&table, wish(Task::Regression)).problems[0].reason,
        Reason::TooFewRows { found: 0, least: 2 }
    );
}

#[test]
fn what_a_spreadsheet_puts_on_the_clipboard() {
    let (table, reading) = read("excel_paste.txt");
    assert_eq!((table.separator, table.decimal_comma, table.rows.len()), (Separator::Tab, true, 18));
    assert_eq!((reading.task, reading.problems.as_slice()), (Task::Regression, &[][..]));
    let data = reading.data.unwrap();
    assert_eq!(data.shape(), Shape { points: 18, columns: 1, classes: None });
    assert_eq!(data.columns[0].values()[17], 1.7);
}

#[test]
fn a_row_with_a_cell_too_many_is_left_out() {
    let (_, reading) = read("one_too_many.csv");
    let cells = |found, line| Reason::Cells { found, wanted: 3 }.in_line(line);
    // Cells that are empty are not too many.
    assert_eq!(reading.problems, [cells(4, 9), cells(2, 15)]);
    assert_eq!(reading.data.unwrap().shape(), shape(18, 2, 2));
}

#[test]
fn of_5000_rows_2000_are_taken_evenly() {
    let (table, reading) = read("rows_5000.csv");
    assert_eq!(table.rows.len(), 5000);
    assert_eq!(reading.problems, [Reason::TooManyRows { found: 5000, most: 2000 }.anywhere()]);
    let data = reading.data.unwrap();
    assert_eq!(data.shape(), shape(2000, 2, 2));
    // The first two, the third is left out, and so on.
    let first = |row: usize| table.rows[row].cells[0].parse::<f32>().unwrap();
    assert_eq!(data.columns[0].values()[..4], [first(0), first(2), first(5), first(7)]);
}

#[test]
fn what_is_no_table_is_refused() {
    let refused = |text: &str| Table::read(text, None).map(|_| ()).unwrap_err().reason;
    assert_eq!((refused(""), refused(" \n\n;;\n")), (Reason::Empty, Reason::Empty));
    assert!(matches!(text_of(b"PK\x03\x04rest").unwrap_err().reason, Reason::NotText));
    assert!(matches!(text_of(&vec![b'1'; 9 << 20]).unwrap_err().reason, Reason::TooLong { .. }));
    let (text, note) = text_of(b"L\xe4nge,y\n1,2\n3,4\n").unwrap();
    assert_eq!((&text[..6], note.unwrap().reason), ("Länge", Reason::NotUtf8));
    assert_eq!(text_of(&[0xff, 0xfe, b'1', 0, b'\t', 0, b'2', 0]).unwrap().0, "1\t2");
    let problems = |text: &str| {
        let reading = Reading::of(&Table::read(text, None).unwrap(), Wish::default());
        assert_eq!(reading.data, None, "{text}");
        reading.problems.into_iter().map(|problem| problem.reason).collect::<Vec<_>>()
    };
    assert_eq!(problems("1\n2\n3\n"), [Reason::NoInput]);
    assert_eq!(problems("a,b\n1,2\n"), [Reason::TooFewRows { found: 1, least: 2 }]);
    assert_eq!(problems("a,class\n1,0\n2,0\n"), [Reason::OneClass { column: "class".into(), value: "0".into() }]);
    let wide = |columns: usize| (0..columns).map(|i| i.to_string()).collect::<Vec<_>>().join(",");
    let reading = Reading::of(
        &Table::read(&format!("{},1\n{},0\n", wide(70), wide(71).split_off(2)), None).unwrap(),
        Wish::default(),
    );
    assert_eq!(reading.problems[0].reason, Reason::TooManyColumns { found: 70, most: 64 });
    assert_eq!(reading.data.unwrap().columns.len(), 64);
}

/// Two drawn clusters.
fn clusters(count: usize) -> OwnData {
    let point = |i: usize| {
        let (class, around) = ((i % 2) as u8, ((i * 37 % 41) as i32 - 20, (i * 53 % 37) as i32 - 18));
        let centre = if class == 1 { 50 } else { -50 };
        Drawn { x1: centre + around.0, x2: centre + around.1, class }
    };
    OwnData::drawn(&(0..count).map(point).collect::<Vec<_>>()).unwrap()
}

fn spec_of(data: OwnData, query: &str) -> Spec {
    let own = Own::Here(Arc::new(data));
    let (mut spec, notices) = Spec::from_query(&format!("own={}&{query}", own.code()));
    assert_eq!(notices, vec![]);
    spec.own = Some(own);
    spec
}

#[test]
fn drawn_points_travel_in_the_link() {
    let data = clusters(POINTS_IN_LINK);
    let own = Own::Here(Arc::new(data.clone()));
    assert_eq!(OwnData::drawn(&data.as_drawn().unwrap()), Some(data.clone()));
    let code = own.code();
    assert!(code.starts_with("p1") && code.len() < 1200, "{} characters: {code}", code.len());
    assert_eq!(Own::from_code(&code), Ok(own));
    let spec = spec_of(data.clone(), "lr=0.3");
    assert_eq!((spec.samples, spec.class_count(), spec.dimensions(), spec.lacks_data()), (200, Some(2), 2, false));
    assert_eq!(spec.to_query(), format!("data=own&own={code}&lr=0.3"));
    assert_eq!(Spec::from_query(&spec.to_query()), (spec.clone(), vec![]));
    assert_eq!(Spec::from_json(&spec.to_json().to_string()), Ok((spec.clone(), vec![])));
    assert_eq!(from_bytes::<Spec>(&to_bytes(&spec)), Ok(spec.clone()));
    // Another set forgets them.
    let (other, notices) = Spec::from_query(&format!("own={code}&data=circle"));
    assert_eq!((other, notices), (Spec::default(), vec![]));
}

#[test]
fn more_points_are_in_a_file_that_the_link_names() {
    let (table, reading) = read("rows_5000.csv");
    let data = reading.data.unwrap();
    let spec = spec_of(data.clone(), "scale=standard");
    let code = spec.own.as_ref().unwrap().code();
    assert!(code.starts_with("f1") && code.len() < 30, "{code}");
    let (away, notices) = Spec::from_query(&spec.to_query());
    assert_eq!(notices, vec![]);
    assert_eq!(away.own, Some(Own::Away { hash: data.hash(), shape: data.shape() }));
    assert!(away.lacks_data() && !spec.lacks_data());
    assert_eq!((away.samples, away.train_count(), away.scaling), (2000, 1000, Scaling::Standard));
    // A net of the right size stands there meanwhile, and nothing breaks.
    Session::new(away.clone()).step_epoch();
    // The file is known by what is in it.
    assert_eq!(with_hash(&table, data.hash()), Some(data.clone()));
    assert_eq!(with_hash(&Table::read(&csv(&data), None).unwrap(), data.hash()), Some(data.clone()));
    assert_eq!(with_hash(&table, data.hash() ^ 1), None);
    // Whatever of it was chosen to be learned.
    let wish = Wish { target: Some(0), task: Some(Task::Regression) };
    let values = Reading::of(&table, wish).data.unwrap();
    assert_eq!(with_hash(&table, values.hash()), Some(values));
}

#[test]
fn damaged_codes_are_named() {
    let code = Own::Here(Arc::new(clusters(20))).code();
    let error = |text: &str| Own::from_code(text).unwrap_err();
    assert_eq!(
        (error("x"), error("p2AAAA"), error("p1%")),
        (CodeError::Unknown, CodeError::Version('2'), CodeError::Damaged)
    );
    for end in 0..code.len() {
        assert!(Own::from_code(&code[..end]).is_err(), "{end}");
    }
    for at in 2..code.len() {
        for other in ['A', '_', 'z'] {
            let mut changed: Vec<char> = code.chars().collect();
            changed[at] = other;
            let text: String = changed.into_iter().collect();
            // Other points, or none.
            if let Ok(own) = Own::from_code(&text) {
                let (spec, _) = Spec::from_query(&format!("own={text}&hidden=2"));
                assert_eq!(spec.own, Some(own));
                _ = Session::new(spec).step();
            }
        }
    }
    let (spec, notices) = Spec::from_query("data=own&own=p1AA");
    assert_eq!(notices[0].correction.problems, [Notice::OwnCode(CodeError::Damaged)]);
    assert!(spec.lacks_data());
    let (spec, notices) = Spec::from_query("scale=standard");
    assert_eq!(
        (spec, notices[0].correction.problems.as_slice()),
        (Spec::default(), &[Notice::OnlyOwnDataAreScaled][..])
    );
}

#[test]
fn a_net_learns_two_drawn_clusters() {
    let mut session = Session::new(spec_of(clusters(60), "epochs=200&hidden=4"));
    while session.ended().is_none() {
        session.step_epoch();
    }
    assert!(session.evaluation().test_accuracy.unwrap() > 0.95, "{:?}", session.evaluation());
}

#[test]
fn own_points_are_exported_as_the_net_saw_them() {
    use relu_lab::export::torch;
    let mut session = Session::new(spec_of(clusters(60), "hidden=4&scale=standard&train=0.6"));
    session.step_epoch();
    let files = torch::files(&session).unwrap();
    let data = &files.iter().find(|file| file.name == "data.safetensors").unwrap().bytes;
    let tensors = safetensors::SafeTensors::deserialize(data).unwrap();
    let shapes: Vec<Vec<usize>> = ["X", "y"].map(|name| tensors.tensor(name).unwrap().shape().to_vec()).into();
    assert_eq!(shapes[0], [60, 2], "{:?}", tensors.names());
    let first = f32::from_le_bytes(tensors.tensor("X").unwrap().data()[..4].try_into().unwrap());
    assert_eq!(first, session.training_samples().inputs.unit(0)[0]);
    let (spec, _) = Spec::from_query(
        &Spec { own: Some(Own::Away { hash: 1, shape: shape(300, 2, 2) }), ..session.spec().clone() }.to_query(),
    );
    assert!(torch::check(&spec).is_err());
}

#[test]
fn a_net_learns_a_table_in_its_own_units() {
    let (_, reading) = read("units.csv");
    for scaling in ["minmax", "standard"] {
        let query = format!("scale={scaling}&opt=adam&lr=0.02&epochs=200&train=0.6");
        let mut session = Session::new(spec_of(reading.data.clone().unwrap(), &query));
        while session.ended().is_none() {
            session.step_epoch();
        }
        assert!(session.evaluation().train_loss < 0.02, "{scaling}: {:?}", session.evaluation());
    }
}

/// Data of every kind that people have: on a line, on the plane, with more numbers; values, two classes, several.
fn kinds() -> Vec<OwnData> {
    let values = |seed: usize| (0..40).map(|i| ((i * seed * 7919) % 101) as f64 / 10.0 - 5.0).collect::<Vec<_>>();
    let column = |i: usize| Column::rounded(&format!("c{i}"), &values(i + 1));
    let mut kinds = Vec::new();
    for columns in [1, 2, 3, 4, 17, 64] {
        for count in [2, 3, 10] {
            let names = (0..count).map(|class| format!("class {class}")).collect();
            let target = OwnTarget::Class { names, of: (0..40).map(|i| i % count).collect() };
            let columns = (0..columns).map(column).collect();
            kinds.push(OwnData { columns, target, target_name: "kind".to_owned() });
        }
        let target = OwnTarget::Value(column(70));
        kinds.push(OwnData { columns: (0..columns).map(column).collect(), target, target_name: "c70".to_owned() });
    }
    kinds
}

#[test]
fn every_kind_is_trained_shown_and_sent() {
    for data in kinds() {
        let spec = spec_of(data.clone(), "hidden=6,5&scale=minmax");
        let mut session = Session::new(spec.clone());
        session.step_epoch();
        let mut encoder = FrameEncoder::default();
        let mut decoder = FrameDecoder::default();
        for shown in [None, Some(UnitId { layer: 0, unit: 3 }), Some(UnitId { layer: 2, unit: 0 })] {
            let frame = session.snapshot(true, 0.0, shown);
            assert_eq!(frame.confusion.is_some(), spec.class_count().is_some());
            let bytes = to_bytes(&encoder.encode(frame.clone()));
            let decoded = decoder.decode(from_bytes(&bytes).unwrap()).unwrap();
            // Not the frames themselves: a NaN differs from itself.
            assert_eq!(format!("{decoded:?}"), format!("{frame:?}"));
            encoder.acknowledge();
        }
        assert_eq!(session.training_samples().inputs.units(), spec.input_count());
        assert_eq!(with_hash(&Table::read(&csv(&data), None).unwrap(), data.hash()), Some(data));
    }
}

fn any_data() -> impl Strategy<Value = OwnData> {
    let number = prop_oneof![
        -1e6..1e6_f64,
        (-5..5_i32).prop_map(f64::from),
        (-1.0..1.0_f64).prop_map(|x| x * 1e-9),
        -1e30..1e30_f64
    ];
    let name = "[a-zA-Zäß\",; ]{0,8}[a-z]";
    (2..40_usize, 1..6_usize, 0..6_u8).prop_flat_map(move |(points, columns, classes)| {
        let column = (name, prop::collection::vec(number.clone(), points))
            .prop_map(|(name, values)| Column::rounded(name.trim(), &values))
            .prop_filter("a constant column is left out", |column| !column.is_constant());
        let of = prop::collection::vec(0..classes.max(2), points);
        (prop::collection::vec(column.clone(), columns), column, of, name, any::<bool>()).prop_map(
            move |(columns, value, of, target_name, words)| {
                let mut used = of.clone();
                used.sort_unstable();
                used.dedup();
                if used.len() < 2 || classes < 2 {
                    return OwnData { columns, target_name: value.name.clone(), target: OwnTarget::Value(value) };
                }
                let of = of.iter().map(|class| used.iter().position(|one| one == class).unwrap() as u8).collect();
                let names = (0..used.len()).map(|i| if words { format!("w, \"{i}") } else { i.to_string() }).collect();
                OwnData { columns, target: OwnTarget::Class { names, of }, target_name: target_name.trim().to_owned() }
            },
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_and_what_is_coded_reads_as_the_same(data in any_data()) {
        let text = csv(&data);
        let table = Table::read(&text, Some(true)).unwrap();
        let task = if data.shape().classes.is_some() { Task::Classification } else { Task::Regression };
        let wish = Wish { target: Some(data.columns.len()), task: Some(task) };
        let reading = Reading::of(&table, wish);
        prop_assert_eq!(reading.data, Some(data.clone()), "{}\n{:?}", text, reading.problems);
        let own = Own::Here(Arc::new(data));
        prop_assert_eq!(Own::from_code(&own.code()), Ok(own));
    }

    #[test]
    fn no_text_panics(text in "([0-9.,;\t\"' a-c€−-]{0,6}[,;\t\n\r|]){0,40}", header in prop::option::of(any::<bool>()), target in 0..9_usize, values: bool) {
        if let Ok(table) = Table::read(&text, header) {
            let task = Some(if values { Task::Regression } else { Task::Classification });
            for wish in [Wish::default(), Wish { target: Some(target), task }] {
                if let Some(data) = Reading::of(&table, wish).data {
                    prop_assert!(data.points() <= MAX_POINTS);
                    prop_assert_eq!(OwnData::from_bytes(&data.to_bytes()), Ok(data));
                }
            }
        }
    }

    #[test]
    fn no_bytes_and_no_code_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), code in "[pf]1[A-Za-z0-9_-]{0,60}") {
        if let Ok((text, _)) = text_of(&bytes) {
            _ = Table::read(&text, None).map(|table| Reading::of(&table, Wish::default()));
        }
        _ = OwnData::from_bytes(&bytes);
        if let Ok(own) = Own::from_code(&code) {
            _ = own.points(&mut relu_lab::nn::random::stream(1, 0));
        }
    }
}
