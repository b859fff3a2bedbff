//! Bindings from types that implement `serde::Serialize`

mod bindings;
mod error;
mod parameter;

#[cfg(test)]
mod tests;

use serde::Serialize;

use self::bindings::ToBindings;
use super::Bindings;
use crate::error::{Error, ErrorKind, Result};

impl Bindings {
    /// The fields of a struct or the entries of a map as values by name, or the values of a tuple or a sequence in
    /// order.
    ///
    /// A value becomes the [`Parameter`](crate::Parameter) of its Rust type, as far as serde tells the type:
    ///
    /// | value | parameter |
    /// |---|---|
    /// | `bool`, numbers, `char`, text | as by `Parameter::from` |
    /// | `None`, `()` | NULL |
    /// | a `Vec`, a slice, a set | an array; the type of an empty one is not known |
    /// | a tuple, an array `[T; N]`, a struct | a row, whose fields have no names |
    /// | a map | a map |
    /// | an enum | the name of its variant, as text; a variant with fields is an error |
    /// | `serde_bytes::Bytes` and the like | `varbinary`; a `Vec<u8>` is an array, as serde does not tell bytes |
    /// | types of [`value`](crate::value), [`Value`](crate::Value) | their Athena type; `Value::Other` is text |
    /// | `serde_json::value::RawValue` | `json` |
    /// | `serde_json::Value` | the array, map, number or text that it holds |
    /// | types of chrono, `uuid`, `rust_decimal` and others that write text | `varchar` |
    ///
    /// Athena compares no `varchar` with a `date` or a `decimal`. Cast it in the SQL, `CAST(:day AS date)`, use the
    /// types of [`value`](crate::value) in the struct, or bind the value by [`bind`](Self::bind), which knows its type.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidStatement`] when the type is none of these, or a value has no parameter. The message names
    /// the field and does not show the value.
    ///
    /// ```
    /// use athena_core::value::Date;
    /// use athena_core::{Bindings, Statement};
    /// use serde::Serialize;
    ///
    /// #[derive(Serialize)]
    /// struct Filter<'a> {
    ///     state: &'a str,
    ///     since: Date,
    ///     ids: Vec<i64>,
    /// }
    ///
    /// let filter = Filter { state: "open", since: "2026-01-01".parse()?, ids: vec![1, 2] };
    /// let sql = "SELECT * FROM orders WHERE state = :state AND day >= :since AND contains(:ids, id)";
    /// let statement = Statement::new(sql).bind_all(Bindings::from_serialize(&filter)?);
    /// assert_eq!(
    ///     statement.to_sql()?,
    ///     "SELECT * FROM orders WHERE state = 'open' AND day >= DATE '2026-01-01' AND contains(ARRAY[1, 2], id)"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_serialize<T: Serialize + ?Sized>(values: &T) -> Result<Self> {
        values.serialize(ToBindings).map_err(|error| Error::new(ErrorKind::InvalidStatement, error.to_string()))
    }
}
