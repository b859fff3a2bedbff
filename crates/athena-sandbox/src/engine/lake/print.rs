//! Conversion of rows to lines of text or JSON.

use std::sync::Arc;

use base64::Engine as _;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray};
use datafusion::error::{DataFusionError, Result};

use super::BASE64;
use super::parse::level_delimiter;
use super::scan::field;
use crate::engine::text;
use crate::engine::types::AthenaType;

/// Prints rows as JSON, one object per line, without NULL fields.
pub(super) fn json(batch: &RecordBatch, columns: &[(String, AthenaType)], out: &mut String) -> Result<()> {
    let nodes = columns.iter().zip(batch.columns()).map(|((_, ty), array)| Node::new(ty, array));
    let nodes = nodes.collect::<Result<Vec<_>>>()?;
    for row in 0..batch.num_rows() {
        out.push('{');
        let mut first = true;
        for ((name, _), node) in columns.iter().zip(&nodes) {
            if !node.is_null(row) {
                separate(&mut first, out);
                out.push_str(&quoted(name));
                out.push(':');
                node.write(row, out);
            }
        }
        out.push_str("}\n");
    }
    Ok(())
}

/// The separation of the fields of a line.
#[derive(Clone, Debug)]
pub(super) enum Fields<'a> {
    Delimited { field: char, escape: Option<char>, null: &'a str, items: char, keys: char },
    Quoted { separator: char, quote: char },
}

/// Prints rows as lines of fields.
pub(super) fn lines(
    batch: &RecordBatch,
    columns: &[(String, AthenaType)],
    fields: &Fields<'_>,
    out: &mut String,
) -> Result<()> {
    let nested = columns.iter().zip(batch.columns()).filter(|((_, ty), _)| is_nested(ty));
    if nested.clone().next().is_some() {
        let Fields::Delimited { null, items, keys, .. } = fields else {
            let message = "NOT_SUPPORTED: a table of OpenCSVSerde has texts, and no columns of nested types";
            return Err(DataFusionError::Execution(message.to_owned()));
        };
        let texts = columns.iter().zip(batch.columns()).map(|((name, ty), array)| {
            let ty_and_array = match is_nested(ty) {
                true => (AthenaType::Varchar(None), delimited(ty, array, &[*items, *keys], null)?),
                false => (ty.clone(), ArrayRef::clone(array)),
            };
            Ok(((name.clone(), ty_and_array.0), ty_and_array.1))
        });
        let (columns, arrays): (Vec<_>, Vec<_>) = texts.collect::<Result<Vec<_>>>()?.into_iter().unzip();
        let named = columns.iter().zip(arrays).map(|((name, _), array)| (name, array, true));
        return lines(&RecordBatch::try_from_iter_with_nullable(named)?, &columns, fields, out);
    }
    let (types, arrays): (Vec<_>, Vec<_>) =
        columns.iter().zip(batch.columns()).map(|((_, ty), array)| printable(ty, array)).unzip();
    let named = columns.iter().zip(arrays).map(|((name, _), array)| (name, array, true));
    let cells = text::format_batch(&RecordBatch::try_from_iter_with_nullable(named)?, &types)?;
    for row in 0..cells.num_rows() {
        for column in 0..cells.width() {
            let cell = cells.cell(row, column);
            match fields {
                Fields::Delimited { field, escape, null, .. } => {
                    if column > 0 {
                        out.push(*field);
                    }
                    for c in cell.unwrap_or(null).chars() {
                        if let Some(escape) = escape
                            && cell.is_some()
                            && (c == *field || c == *escape)
                        {
                            out.push(*escape);
                        }
                        out.push(c);
                    }
                }
                Fields::Quoted { separator, quote } => {
                    if column > 0 {
                        out.push(*separator);
                    }
                    if let Some(text) = cell {
                        out.push(*quote);
                        text.chars().for_each(|c| out.extend(std::iter::repeat_n(c, 1 + usize::from(c == *quote))));
                        out.push(*quote);
                    }
                }
            }
        }
        out.push('\n');
    }
    Ok(())
}

/// Prints nested values as text, with a delimiter for each level.
fn delimited(ty: &AthenaType, array: &ArrayRef, delimiters: &[char; 2], null: &str) -> Result<ArrayRef> {
    let node = Node::new(ty, array)?;
    let text = |row: usize| {
        let mut text = String::new();
        node.write_delimited(row, delimiters, 0, null, &mut text);
        (!node.is_null(row)).then_some(text)
    };
    Ok(Arc::new((0..array.len()).map(text).collect::<StringArray>()))
}

/// Encodes binary as Base64; other types stay unchanged.
fn printable(ty: &AthenaType, array: &ArrayRef) -> (AthenaType, ArrayRef) {
    match array.as_binary_opt::<i32>() {
        Some(bytes) if *ty == AthenaType::Varbinary => {
            let texts: StringArray = bytes.iter().map(|bytes| bytes.map(|bytes| BASE64.encode(bytes))).collect();
            (AthenaType::Varchar(None), Arc::new(texts))
        }
        _ => (ty.clone(), ArrayRef::clone(array)),
    }
}

fn is_nested(ty: &AthenaType) -> bool {
    matches!(ty, AthenaType::Array(_) | AthenaType::Map(..) | AthenaType::Row(_))
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn separate(first: &mut bool, out: &mut String) {
    if !std::mem::take(first) {
        out.push(',');
    }
}

/// An array prepared for printing as JSON.
enum Node {
    Scalar { column: text::Column, raw: bool },
    List(ArrayRef, Box<Node>),
    Map(ArrayRef, Box<Node>, Box<Node>),
    Row(ArrayRef, Vec<(String, Node)>),
}

impl Node {
    fn new(ty: &AthenaType, array: &ArrayRef) -> Result<Self> {
        Ok(match ty {
            AthenaType::Array(item) => {
                let items = Self::new(item, array.as_list::<i32>().values())?;
                Self::List(ArrayRef::clone(array), Box::new(items))
            }
            AthenaType::Map(key, value) => {
                let map = array.as_map();
                let (keys, values) = (Self::new(key, map.keys())?, Self::new(value, map.values())?);
                Self::Map(ArrayRef::clone(array), Box::new(keys), Box::new(values))
            }
            AthenaType::Row(fields) => {
                let children = fields
                    .iter()
                    .zip(array.as_struct().columns())
                    .map(|((name, ty), array)| Ok((name.clone().unwrap_or_default(), Self::new(ty, array)?)));
                Self::Row(ArrayRef::clone(array), children.collect::<Result<_>>()?)
            }
            _ => {
                let raw = matches!(
                    ty,
                    AthenaType::Boolean
                        | AthenaType::TinyInt
                        | AthenaType::SmallInt
                        | AthenaType::Integer
                        | AthenaType::BigInt
                        | AthenaType::Real
                        | AthenaType::Double
                        | AthenaType::Decimal(..)
                );
                let (ty, array) = printable(ty, array);
                Self::Scalar { column: text::Column::new(&field(&ty), &array)?, raw }
            }
        })
    }

    fn is_null(&self, row: usize) -> bool {
        match self {
            Self::Scalar { column, .. } => column.is_null(row),
            Self::List(array, _) | Self::Map(array, ..) | Self::Row(array, _) => array.is_null(row),
        }
    }

    fn write_delimited(&self, row: usize, delimiters: &[char; 2], level: usize, null: &str, out: &mut String) {
        if self.is_null(row) {
            return out.push_str(null);
        }
        let delimiter = level_delimiter(delimiters, level);
        let mut first = true;
        let mut next = |out: &mut String| {
            if !std::mem::take(&mut first) {
                out.push(delimiter);
            }
        };
        match self {
            Self::Scalar { column, .. } => column.write(row, out, false),
            Self::List(array, items) => {
                for item in range(array.as_list::<i32>().value_offsets(), row) {
                    next(out);
                    items.write_delimited(item, delimiters, level + 1, null, out);
                }
            }
            Self::Map(array, keys, values) => {
                for entry in range(array.as_map().value_offsets(), row) {
                    next(out);
                    keys.write_delimited(entry, delimiters, level + 2, null, out);
                    out.push(level_delimiter(delimiters, level + 1));
                    values.write_delimited(entry, delimiters, level + 2, null, out);
                }
            }
            Self::Row(_, fields) => {
                for (_, node) in fields {
                    next(out);
                    node.write_delimited(row, delimiters, level + 1, null, out);
                }
            }
        }
    }

    fn write(&self, row: usize, out: &mut String) {
        if self.is_null(row) {
            return out.push_str("null");
        }
        let mut first = true;
        match self {
            Self::Scalar { column, raw } => out.push_str(&scalar(column, row, *raw)),
            Self::List(array, items) => {
                out.push('[');
                for item in range(array.as_list::<i32>().value_offsets(), row) {
                    separate(&mut first, out);
                    items.write(item, out);
                }
                out.push(']');
            }
            Self::Map(array, keys, values) => {
                out.push('{');
                for entry in range(array.as_map().value_offsets(), row) {
                    separate(&mut first, out);
                    let mut key = String::new();
                    match keys.as_ref() {
                        Self::Scalar { column, .. } => column.write(entry, &mut key, false),
                        other => other.write(entry, &mut key),
                    }
                    out.push_str(&quoted(&key));
                    out.push(':');
                    values.write(entry, out);
                }
                out.push('}');
            }
            Self::Row(_, fields) => {
                out.push('{');
                for (name, node) in fields {
                    separate(&mut first, out);
                    out.push_str(&quoted(name));
                    out.push(':');
                    node.write(row, out);
                }
                out.push('}');
            }
        }
    }
}

/// Prints a scalar. Numbers have no quotes, except those that JSON cannot represent.
fn scalar(column: &text::Column, row: usize, raw: bool) -> String {
    let mut cell = String::new();
    column.write(row, &mut cell, false);
    let special = matches!(cell.as_str(), "NaN" | "Infinity" | "-Infinity");
    if raw && !special { cell } else { quoted(&cell) }
}

fn range(offsets: &[i32], row: usize) -> std::ops::Range<usize> {
    let at = |row: usize| usize::try_from(offsets[row]).unwrap_or(0);
    at(row)..at(row + 1)
}
