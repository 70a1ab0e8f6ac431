//! Own data as a table that reads back as the same data: CSV with a header, the target last.

use super::{OwnData, OwnTarget};

/// The table.
pub fn csv(data: &OwnData) -> String {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let target_name = match &data.target {
        OwnTarget::Class { .. } => &data.target_name,
        OwnTarget::Value(column) => &column.name,
    };
    let names = data.columns.iter().map(|column| &column.name).chain([target_name]);
    // Nothing that is written to memory fails.
    let _ = writer.write_record(names);
    for point in 0..data.points() {
        let target = match &data.target {
            OwnTarget::Class { names, of } => names[usize::from(of[point])].clone(),
            OwnTarget::Value(column) => column.text(point),
        };
        let _ = writer.write_record(data.columns.iter().map(|column| column.text(point)).chain([target]));
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}
