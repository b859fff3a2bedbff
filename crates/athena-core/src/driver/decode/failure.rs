//! Decoding errors of single cells.

use std::borrow::Cow;

use super::builder::Builder;
use super::cell::Cell;
use super::{Field, Kind};
use crate::error::{Error, ErrorKind};
use crate::excerpt::excerpt;
use crate::value::decode;

/// A cell that could not be decoded. The message is made later, by [`into_error`](Self::into_error): the loops over
/// cells stay free of messages.
#[derive(Debug)]
pub(super) struct Failure {
    /// Its position among the cells that were appended.
    at: usize,
    why: Why,
}

#[derive(Debug)]
enum Why {
    /// The text is not of the column's type, or its value does not fit the column.
    Text(Vec<u8>),
    Error(Error),
}

impl Failure {
    #[cold]
    pub(super) fn cell<'a>(at: usize, cell: impl Cell<'a>) -> Box<Self> {
        let why = match cell.bytes() {
            Ok(text) => Why::Text(text.map(Cow::into_owned).unwrap_or_default()),
            Err(error) => Why::Error(error),
        };
        Box::new(Self { at, why })
    }

    #[cold]
    pub(super) fn text(at: usize, text: &[u8]) -> Box<Self> {
        Box::new(Self { at, why: Why::Text(text.to_vec()) })
    }

    #[cold]
    pub(super) fn error(at: usize, error: Error) -> Box<Self> {
        Box::new(Self { at, why: Why::Error(error) })
    }

    /// The error, with the context `column` and `row`; `first_row` is the number of the first cell's row in the result.
    #[cold]
    pub(super) fn into_error(self, field: &Field, first_row: u64) -> Error {
        let error = match self.why {
            Why::Text(text) => explain(field, &text),
            Why::Error(error) => error,
        };
        error.with_context("column", &field.name).with_context("row", first_row + self.at as u64)
    }
}

fn explain(field: &Field, text: &[u8]) -> Error {
    let Ok(text) = std::str::from_utf8(text) else {
        return Error::new(ErrorKind::Decode, format!("`{}` is not valid UTF-8", excerpt(text)));
    };
    let nested = matches!(field.column_type, Kind::List(_) | Kind::Map { .. } | Kind::Struct(_));
    let message = match decode(&field.athena_type, text) {
        Ok(value) => match Builder::of(field).push(&value) {
            Err(misfit) => misfit,
            Ok(()) => format!("`{}` could not be stored as {}", excerpt(text), field.athena_type),
        },
        Err(error) if nested => {
            format!("{}; read it by UNLOAD (unload=true), or CAST(... AS JSON) in the query", error.message())
        }
        Err(error) => return error,
    };
    Error::new(ErrorKind::Decode, message)
}
