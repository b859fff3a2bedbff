//! Values of a column equal those of its texts, for every cut of the rows.

use proptest::prelude::*;

use super::generators::types;
use super::*;
use crate::driver::decode::zones::Zones;
use crate::value::{TimestampTz, decode};

/// Timestamps with a zone as UTC, also inside other values.
fn in_utc(value: Value<'_>) -> Value<'_> {
    match value {
        Value::TimestampTz(zoned) => {
            let utc = Zones::default().utc(&zoned).expect("names one instant");
            Value::TimestampTz(TimestampTz::new(utc, "UTC").expect("a zone"))
        }
        Value::Array(values) => Value::Array(values.into_iter().map(in_utc).collect()),
        other => other,
    }
}

#[derive(Clone, Debug)]
struct Table {
    types: Vec<&'static str>,
    rows: Vec<Vec<Option<String>>>,
}

impl Table {
    fn rows(&self) -> Vec<Row<'_>> {
        self.rows.iter().map(|row| row.iter().map(Option::as_deref).collect()).collect()
    }
}

fn tables() -> impl Strategy<Value = Table> {
    prop::collection::vec(types(), 1..5).prop_flat_map(|columns| {
        let (types, texts): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
        let row: Vec<_> = texts.into_iter().map(|text| prop::option::weighted(0.8, text)).collect();
        prop::collection::vec(row, 0..40).prop_map(move |rows| Table { types: types.clone(), rows })
    })
}

proptest! {
    #[test]
    fn values_equal_those_of_the_texts(table in tables(), block_bytes in 1_usize..200, batch_rows in 1_usize..30) {
        let width = table.types.len();
        let columns = columns(&table.types);
        let fields = plan_all(&columns, &PlanOptions::new()).expect("plans");
        let mut builder = BatchBuilder::new(fields.clone());
        let mut batches = Vec::new();
        for block in blocks(width, csv(width, &table.rows()).as_bytes(), block_bytes) {
            let mut from = 0;
            while from < block.num_rows() {
                if builder.num_rows() == batch_rows {
                    batches.push(builder.finish());
                }
                from += builder.append(&block, from, batch_rows - builder.num_rows()).expect("reads");
            }
        }
        batches.push(builder.finish());

        let mut row = 0;
        for batch in &batches {
            for at in 0..batch.num_rows {
                for (column, field) in fields.iter().enumerate() {
                    let found = batch.columns[column].value(at, field).expect("is a value");
                    let text = table.rows[row][column].as_deref();
                    let expected = text.map(|text| decode(&columns[column].data_type, text).expect("is of its type"));
                    let expected = expected.map_or(Value::Null, in_utc);
                    let same = found.identical(&expected);
                    prop_assert!(same, "{} {:?}: {:?} is not {:?}", field.athena_type, text, found, expected);
                }
                row += 1;
            }
            for column in &batch.columns {
                prop_assert_eq!(column.len, batch.num_rows);
                prop_assert!(column.value(batch.num_rows, &fields[0]).is_err());
            }
        }
        prop_assert_eq!(row, table.rows.len());
    }

    #[test]
    fn pages_and_blocks_give_the_same_columns(table in tables(), cut in 0_usize..40) {
        let fields = plan_all(&columns(&table.types), &PlanOptions::new()).expect("plans");
        let width = table.types.len();
        let expected = read(&table.types, &PlanOptions::new(), csv(width, &table.rows()).as_bytes()).expect("reads");
        let rows = table.rows();
        let cut = cut.min(rows.len());
        let mut builder = BatchBuilder::new(fields);
        for rows in [&rows[..cut], &rows[cut..]] {
            builder.append_cells(rows.len(), 0, |column| rows.iter().map(move |row| row[column])).expect("reads");
        }
        let found = builder.finish();
        prop_assert!(same(&found, &expected), "{:?} is not {:?}", found, expected);
    }

    /// A text that `decode` refuses is an error here, too.
    #[test]
    fn any_bytes_are_a_value_or_an_error((data_type, _) in types(), texts in prop::collection::vec(prop_oneof![
        prop::collection::vec(prop::sample::select(b"\"\"0123456789-+:. eE[]{}=,nulU\xc3\xa9/T".to_vec()), 0..30),
        "[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{0,14})?( ?[-+A-Z/0-9:]{0,9})?)?"
            .prop_map(String::into_bytes),
        "-?[0-9]{1,40}(\\.[0-9]{0,40})?".prop_map(String::into_bytes),
    ], 0..4)) {
        let athena_type = AthenaType::parse(data_type).expect("a type");
        for text in texts {
            let quoted = text.iter().flat_map(|byte| if *byte == b'"' { vec![b'"'; 2] } else { vec![*byte] });
            let csv: Vec<u8> = b"\"c0\"\n\"".iter().copied().chain(quoted).chain(*b"\"\n").collect();
            let found = read(&[data_type], &PlanOptions::new(), &csv);
            let Ok(text) = std::str::from_utf8(&text) else {
                prop_assert!(found.is_err());
                continue;
            };
            match (found, decode(&athena_type, text)) {
                (Ok(batch), expected) => {
                    let field = plan(&columns(&[data_type])[0], &PlanOptions::new());
                    let found = batch.columns[0].value(0, &field);
                    prop_assert_eq!(found.is_ok(), expected.is_ok());
                    if let (Ok(found), Ok(expected)) = (found, expected) {
                        prop_assert!(found.identical(&in_utc(expected)), "{}: {:?}", text, found);
                    }
                }
                // The message for a text of the type that does not fit the column must name a remedy.
                (Err(error), Ok(value)) => prop_assert!(
                    ["use timestamp_unit=", "time(9)", "CAST", "timestamp_tz=text"]
                        .iter()
                        .any(|remedy| error.message().contains(remedy)),
                    "{value}: {error}"
                ),
                (Err(_), Err(_)) => {}
            }
        }
    }
}

/// Equality in which NaN equals NaN.
fn same(one: &TypedBatch, other: &TypedBatch) -> bool {
    format!("{one:?}") == format!("{other:?}")
}
