//! Fuzz target of typed columns, compared with single values

use athena_sql::AthenaType;

use super::input::Input;
use super::text::TYPES;
use crate::column::{Column, Columns};
use crate::driver::csv::Assembler;
use crate::driver::decode::zones::Zones;
use crate::driver::decode::{BatchBuilder, Field, MonthIntervals, PlanOptions, TypedBatch, ZonedTimestamps, plan_all};
use crate::error::Result;
use crate::value::{TimeUnit, TimestampTz, Value, decode};

/// What the error for a value that does not fit its column advises.
const REMEDIES: [&str; 4] = ["use timestamp_unit=", "use time_unit=", "CAST", "timestamp_tz=text"];

/// Reads a type, options, and the texts of a column.
///
/// A text becomes the value in the column that it has by itself, whatever the rows beside it are. A text that is not of
/// the type is an error in both ways, and the error for a value that does not fit the column says how it fits.
pub fn columns(data: &[u8]) {
    let mut input = Input::new(data);
    let name = *input.one_of(&TYPES);
    let data_type = AthenaType::parse(name).expect("the types above are types");
    let options = options(&mut input);
    let mut texts = Vec::new();
    while !input.is_empty() && texts.len() < 8 {
        // NULL, or a text
        texts.push(match input.bytes() {
            [0xff] => None,
            bytes => Some(bytes),
        });
    }
    let columns: Columns = [Column::new("c", data_type.clone())].into_iter().collect();
    let fields = plan_all(&columns, &options).expect("there are no hints");
    let single: Vec<bool> = texts.iter().map(|text| check(*text, &fields, &data_type)).collect();
    let together = read(&texts, &fields);
    assert_eq!(together.is_ok(), single.iter().all(|valid| *valid), "{name}: {:?}", together.err());
    let Ok(batch) = together else { return };
    assert_eq!(batch.num_rows, texts.len());
    for (row, text) in texts.iter().enumerate() {
        let alone = read(&[*text], &fields).expect("is valid by itself");
        let (one, other) = (alone.columns[0].value(0, &fields[0]), batch.columns[0].value(row, &fields[0]));
        match (&one, &other) {
            (Ok(one), Ok(other)) => assert!(one.identical(other), "{name}: {one:?} alone, {other:?} among others"),
            _ => assert!(one.is_err() && other.is_err(), "{name}: {one:?} alone, {other:?} among others"),
        }
    }
}

fn options(input: &mut Input<'_>) -> PlanOptions {
    let units = [TimeUnit::Second, TimeUnit::Millisecond, TimeUnit::Microsecond, TimeUnit::Nanosecond];
    let mut options = PlanOptions::new();
    options = options.with_timestamp_unit(units[input.below(4)]).with_time_unit(units[input.below(4)]);
    if input.byte() % 4 == 3 {
        options = options.with_timestamp_tz(ZonedTimestamps::Text).with_month_interval(MonthIntervals::Text);
    }
    options
}

/// Compares a text in a column with its value; returns whether the column takes it.
fn check(text: Option<&[u8]>, fields: &[Field], data_type: &AthenaType) -> bool {
    let found = read(&[text], fields);
    let expected = match text.map(std::str::from_utf8) {
        None => Ok(Value::Null),
        Some(Ok(text)) => decode(data_type, text).map_err(|error| error.to_string()),
        Some(Err(error)) => Err(error.to_string()),
    };
    match (&found, expected) {
        (Ok(batch), expected) => {
            let value = batch.columns[0].value(0, &fields[0]);
            match (&value, expected.map(|value| in_utc(value, &fields[0]))) {
                (Ok(value), Ok(expected)) => assert!(value.identical(&expected), "{value:?} is not {expected:?}"),
                (value, expected) => assert!(value.is_err() && expected.is_err(), "{value:?} is not {expected:?}"),
            }
        }
        (Err(error), Ok(value)) => {
            assert!(REMEDIES.iter().any(|remedy| error.message().contains(remedy)), "{value:?}: {error}");
        }
        (Err(_), Err(_)) => {}
    }
    found.is_ok()
}

/// The value as a column of instants has it.
fn in_utc<'v>(value: Value<'v>, field: &Field) -> Value<'v> {
    match value {
        Value::TimestampTz(zoned) if !field.is_text_of_other_type() => {
            let utc = Zones::default().utc(&zoned).expect("names one instant");
            Value::TimestampTz(TimestampTz::new(utc, "UTC").expect("a zone"))
        }
        other => other,
    }
}

/// The column of these texts, read from CSV.
fn read(texts: &[Option<&[u8]>], fields: &[Field]) -> Result<TypedBatch> {
    let mut csv = b"\"c\"\n".to_vec();
    for text in texts {
        if let Some(text) = text {
            csv.push(b'"');
            for byte in *text {
                csv.extend(std::iter::repeat_n(*byte, if *byte == b'"' { 2 } else { 1 }));
            }
            csv.push(b'"');
        }
        csv.push(b'\n');
    }
    let mut builder = BatchBuilder::new(fields.to_vec());
    let mut assembler = Assembler::new(["c"]);
    let first = assembler.push(&csv)?;
    for block in first.into_iter().chain(assembler.finish()?) {
        builder.append(&block, 0, usize::MAX)?;
    }
    Ok(builder.finish())
}
