//! Values from the text of a cell, by the type of its column.

mod nested;
mod scalar;

use athena_sql::AthenaType;

use super::Value;
use crate::error::Result;

/// Reads the text of one cell, as in CSV results and `GetQueryResults`, by the column's type. A NULL cell has no text:
/// the caller handles it, and must not pass an empty text for it.
///
/// Strict and exact, see [`parse`](crate::driver::decode::parse). Two rules concern the type:
///
/// * A decimal gets its type's scale, and must fit its type. Times and timestamps get the precision of the text: the
///   service reports 3 for all of them.
/// * An array, map or row without element types stays text, [`Value::Other`]. With element types (which the caller must
///   supply, since the service does not) it is parsed. Athena neither quotes nor escapes strings inside it, so no such
///   string may be `null`, or contain `, ` or a bracket that closes the value around it: it would be read as something
///   else. A text that is visibly ambiguous is an error. `CAST(x AS JSON)` and UNLOAD do not have the problem.
///
/// # Errors
///
/// [`ErrorKind::Decode`](crate::ErrorKind::Decode) with the text's first 64 characters, the type, the expected form,
/// and the byte of the first error.
///
/// # Examples
///
/// ```
/// use athena_core::value::{Value, decode};
/// use athena_sql::AthenaType;
///
/// assert_eq!(decode(&AthenaType::BigInt, "42")?, Value::BigInt(42));
/// let error = decode(&AthenaType::BigInt, "4x").unwrap_err();
/// assert_eq!(error.to_string(), "`4x` is not a valid bigint: expected a digit at byte 1");
///
/// let numbers = AthenaType::array(AthenaType::Integer);
/// assert_eq!(decode(&numbers, "[1, null]")?, Value::Array(vec![Value::Integer(1), Value::Null]));
/// # Ok::<(), athena_core::Error>(())
/// ```
pub fn decode<'a>(data_type: &AthenaType, text: &'a str) -> Result<Value<'a>> {
    match data_type {
        AthenaType::Array(_) | AthenaType::Map(..) | AthenaType::Row(_) => nested::decode(data_type, text),
        scalar => scalar::decode(scalar, text),
    }
}
