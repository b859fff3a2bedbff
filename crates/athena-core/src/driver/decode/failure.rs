//! Why a cell did not make it into its column.

use std::borrow::Cow;

use super::cell::Cell;
use super::{Field, Kind};
use crate::error::{Error, ErrorKind};
use crate::value::decode;

/// A cell that failed. What is wrong with it is found out by [`into_error`](Self::into_error), so that the loops over
/// cells carry no messages.
#[derive(Debug)]
pub(super) struct Failure {
    /// Its place in the cells that were appended.
    at: usize,
    why: Why,
}

#[derive(Debug)]
enum Why {
    /// This text is not of the column's type, or does not fit it.
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

    /// The error, with column and row; `first_row` is the number of the first cell's row in the result.
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
        let shown = excerpt(&String::from_utf8_lossy(text));
        return Error::new(ErrorKind::Decode, format!("`{shown}` is not valid UTF-8"));
    };
    let nested = matches!(field.column_type, Kind::List(_) | Kind::Map { .. } | Kind::Struct(_));
    let message = match decode(&field.athena_type, text) {
        Ok(value) => match field.builder().push(&value) {
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

/// The first 64 characters, on one line.
pub(super) fn excerpt(text: &str) -> String {
    let mut characters = text.chars();
    let mut shown: String = characters.by_ref().take(64).collect::<String>().escape_debug().collect();
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}
