//! Printing of dates and timestamps: `date_format`, `format_datetime`, `to_char` and `to_iso8601`.

use std::fmt::Write;
use std::sync::Arc;

use chrono::NaiveDateTime;
use datafusion::arrow::array::{Array, ArrayRef, StringArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;

use super::patterns::{joda, mysql, teradata};
use super::{local_times, texts};
use crate::engine::functions::cast::{Conversion, convert};
use crate::engine::functions::columns::{self, argument};
use crate::engine::functions::simple::{Simple, error, result};
use crate::engine::types::AthenaType;

pub(super) fn functions() -> Vec<Simple> {
    vec![
        Simple::new("$date_format", |_| result(DataType::Utf8), |arrays, _| date_format(arrays)),
        Simple::new(
            "format_datetime",
            |_| result(DataType::Utf8),
            |arrays, _| {
                let formats = texts(&arrays[1])?;
                let one = |(at, format): (Option<NaiveDateTime>, Option<&str>)| {
                    at.zip(format).map(|(at, format)| at.format(&joda(format)).to_string())
                };
                Ok(Arc::new(local_times(&arrays[0])?.into_iter().zip(&formats).map(one).collect::<StringArray>()))
            },
        ),
        Simple::new(
            "$to_char",
            |_| result(DataType::Utf8),
            |a, _| {
                let formats = columns::texts(a, 1)?;
                let line = |(at, format): (Option<NaiveDateTime>, Option<&str>)| {
                    at.zip(format).map(|(at, format)| Ok(at.format(&teradata(format)?).to_string())).transpose()
                };
                let lines = local_times(argument(a, 0)?)?.into_iter().zip(&formats).map(line);
                Ok(Arc::new(lines.collect::<Result<StringArray>>()?))
            },
        ),
        Simple::new(
            "to_iso8601",
            |_| result(DataType::Utf8),
            |arrays, args| {
                let text = convert(
                    &arrays[0],
                    &Conversion {
                        from: AthenaType::of(&args.arg_fields[0]),
                        to: AthenaType::Varchar(None),
                        target: DataType::Utf8,
                    },
                    false,
                )?;
                let iso = |text: &str| text.replacen(' ', "T", 1).replace(" UTC", "Z").replace(' ', "");
                Ok(Arc::new(texts(&text)?.iter().map(|text| text.map(iso)).collect::<StringArray>()))
            },
        ),
    ]
}

/// `date_format`, with MySQL's format letters.
fn date_format(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let [values, formats] = arrays else {
        return Err(error("FUNCTION_NOT_FOUND", "Unexpected parameters for function date_format"));
    };
    let formats = texts(formats)?;
    let mut out: Vec<Option<String>> = Vec::with_capacity(formats.len());
    for (at, format) in local_times(values)?.into_iter().zip(&formats) {
        let (Some(at), Some(format)) = (at, format) else {
            out.push(None);
            continue;
        };
        let translated = mysql(format).replace("%f", "%6f");
        let mut text = String::new();
        write!(text, "{}", at.format(&translated))
            .map_err(|_| error("INVALID_FUNCTION_ARGUMENT", format!("Invalid format: {format}")))?;
        out.push(Some(text));
    }
    Ok(Arc::new(StringArray::from(out)))
}
