//! Rows, `typeof`, result types of aggregates over decimals, and regular expressions.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, StringArray, StructArray, new_null_array};
use datafusion::arrow::compute::kernels::zip::zip;
use datafusion::arrow::compute::{cast, is_not_null};
use datafusion::arrow::datatypes::{DataType, Field, Fields, Float64Type, Int64Type};
use datafusion::error::Result;
use datafusion::logical_expr::{ColumnarValue, ReturnFieldArgs};

use super::simple::{Simple, constant_text, error, result};
use crate::engine::types::{AthenaType, UNNAMED};

pub(crate) fn functions() -> Vec<Simple> {
    vec![
        Simple::new(
            "$row",
            |args| result(DataType::Struct(row_fields(args))),
            |arrays, args| {
                let DataType::Struct(fields) = args.return_field.data_type() else {
                    return Err(error("GENERIC_INTERNAL_ERROR", "a row without fields"));
                };
                Ok(Arc::new(StructArray::try_new(fields.clone(), arrays.to_vec(), None)?))
            },
        ),
        Simple::new(
            "$typeof",
            |_| result(DataType::Utf8),
            |arrays, args| {
                let name = args.arg_fields.first().map_or_else(String::new, |f| AthenaType::of(f).to_string());
                Ok(Arc::new(StringArray::from(vec![name; arrays.first().map_or(1, |a| a.len())])))
            },
        ),
        // Selects a field of a row by its case-insensitive name.
        Simple::new(
            "$field",
            |args| result(field_of(args.arg_fields.first().map(|f| f.data_type()), constant_text(args, 1))?.1),
            |arrays, args| {
                let name = match args.args.get(1) {
                    Some(ColumnarValue::Scalar(name)) => name.try_as_str().flatten(),
                    _ => None,
                };
                let (position, _) = field_of(Some(arrays[0].data_type()), name)?;
                let row = arrays[0].as_struct();
                let none = new_null_array(row.column(position).data_type(), row.len());
                Ok(zip(&is_not_null(row)?, row.column(position), &none)?)
            },
        ),
        // In Trino, `avg` of a decimal(p,s) is a decimal(p,s); DataFusion adds four digits.
        Simple::new(
            "$avg",
            |args| match args.arg_fields.first().map(|f| f.data_type()) {
                Some(DataType::Decimal128(p, s)) => {
                    result(DataType::Decimal128(if *p < 38 { p.saturating_sub(4).max(1) } else { 38 }, (s - 4).max(0)))
                }
                Some(data_type) => result(data_type.clone()),
                None => Err(error("FUNCTION_NOT_FOUND", "Unexpected parameters for function avg")),
            },
            |arrays, args| Ok(cast(&arrays[0], args.return_field.data_type())?),
        ),
        // `sum` of a decimal is decimal(38,s).
        Simple::new(
            "$sum",
            |args| match args.arg_fields.first().map(|f| f.data_type()) {
                Some(DataType::Decimal128(_, s)) => result(DataType::Decimal128(38, *s)),
                Some(data_type) => result(data_type.clone()),
                None => Err(error("FUNCTION_NOT_FOUND", "Unexpected parameters for function sum")),
            },
            |arrays, args| Ok(cast(&arrays[0], args.return_field.data_type())?),
        ),
        // Casts a value to the type of another one: `date_trunc` of a date is a date.
        Simple::new(
            "$same_type",
            |args| match args.arg_fields {
                [_, like] => result(like.data_type().clone()),
                _ => Err(error("FUNCTION_NOT_FOUND", "Unexpected parameters")),
            },
            |arrays, args| Ok(cast(&arrays[0], args.return_field.data_type())?),
        ),
        // A percentile of integers is an integer.
        Simple::new(
            "$rounded",
            |args| match args.arg_fields {
                [_, like] => result(like.data_type().clone()),
                _ => Err(error("FUNCTION_NOT_FOUND", "Unexpected parameters")),
            },
            |arrays, args| {
                let target = args.return_field.data_type();
                let value = cast(&arrays[0], &DataType::Float64)?;
                let whole = value.as_primitive::<Float64Type>().unary::<_, Float64Type>(f64::round);
                Ok(if target.is_integer() {
                    cast(&(Arc::new(whole) as ArrayRef), target)?
                } else {
                    cast(&value, target)?
                })
            },
        ),
        // Reverses a string or an array.
        Simple::new(
            "reverse",
            |args| match args.arg_fields.first().map(|f| f.data_type()) {
                Some(list @ DataType::List(_)) => result(list.clone()),
                _ => result(DataType::Utf8),
            },
            |arrays, _| {
                if matches!(arrays[0].data_type(), DataType::List(_)) {
                    return super::nested::reversed(&arrays[0]);
                }
                let texts = cast(&arrays[0], &DataType::Utf8)?;
                let turned = texts.as_string::<i32>().iter().map(|t| t.map(|t| t.chars().rev().collect::<String>()));
                Ok(Arc::new(turned.collect::<StringArray>()))
            },
        ),
        Simple::new("regexp_extract", |_| result(DataType::Utf8), |arrays, _| regexp_extract(arrays)),
    ]
}

fn field_of(row: Option<&DataType>, name: Option<&str>) -> Result<(usize, DataType)> {
    let (Some(DataType::Struct(fields)), Some(name)) = (row, name) else {
        return Err(error("TYPE_MISMATCH", "Expression is not of type ROW"));
    };
    let found = fields.iter().enumerate().find(|(_, field)| field.name().eq_ignore_ascii_case(name));
    let found = found.ok_or_else(|| error("COLUMN_NOT_FOUND", format!("Column '{name}' cannot be resolved")))?;
    Ok((found.0, found.1.data_type().clone()))
}

fn row_fields(args: &ReturnFieldArgs) -> Fields {
    let field =
        |(i, f): (usize, &Arc<Field>)| f.as_ref().clone().with_name(format!("{UNNAMED}{i}")).with_nullable(true);
    args.arg_fields.iter().enumerate().map(field).collect()
}

fn regexp_extract(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let (Some(texts), Some(patterns)) = (arrays.first(), arrays.get(1)) else {
        return Err(error("FUNCTION_NOT_FOUND", "Unexpected parameters for function regexp_extract"));
    };
    let (texts, patterns) = (cast(texts, &DataType::Utf8)?, cast(patterns, &DataType::Utf8)?);
    let groups = arrays.get(2).map(|groups| cast(groups, &DataType::Int64)).transpose()?;
    let (texts, patterns) = (texts.as_string::<i32>(), patterns.as_string::<i32>());
    let mut last: Option<(String, regex::Regex)> = None;
    let mut out: Vec<Option<String>> = Vec::with_capacity(texts.len());
    for row in 0..texts.len() {
        if texts.is_null(row) || patterns.is_null(row) {
            out.push(None);
            continue;
        }
        let pattern = patterns.value(row);
        if last.as_ref().is_none_or(|(known, _)| known != pattern) {
            let compiled = regex::Regex::new(pattern)
                .map_err(|e| error("INVALID_FUNCTION_ARGUMENT", format!("Invalid regular expression: {e}")))?;
            last = Some((pattern.to_owned(), compiled));
        }
        let group =
            groups.as_ref().map_or(0, |g| usize::try_from(g.as_primitive::<Int64Type>().value(row)).unwrap_or(0));
        let found = last.as_ref().and_then(|(_, regex)| regex.captures(texts.value(row)));
        out.push(found.and_then(|c| c.get(group).map(|m| m.as_str().to_owned())));
    }
    Ok(Arc::new(StringArray::from(out)))
}
