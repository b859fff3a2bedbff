//! Text and bytes.

use std::borrow::Cow;

use super::mismatch::rust_type;
use super::{FromValue, mismatch};
use crate::error::{Error, ErrorKind, Result};
use crate::value::Value;

/// Borrowed where the driver has the text in this form, owned otherwise.
impl<'v> FromValue<'v> for Cow<'v, str> {
    fn from_value(value: Value<'v>) -> Result<Self> {
        match value {
            Value::Varchar(text) | Value::Json(text) | Value::Other { text, .. } => Ok(text),
            Value::Null => Err(mismatch("varchar", &value)),
            other => Err(Error::new(
                ErrorKind::Decode,
                format!(
                    "expected varchar, got {}: ask for {}, or use `Value::to_string`",
                    other.type_name(),
                    rust_type(&other)
                ),
            )),
        }
    }
}

impl<'v> FromValue<'v> for String {
    fn from_value(value: Value<'v>) -> Result<Self> {
        Cow::<str>::from_value(value).map(Cow::into_owned)
    }
}

/// Only where the driver has the text in this form. Whether it has may depend on the cell (CSV undoubles quotes), so
/// prefer `Cow<str>` unless the driver promises borrowed text.
impl<'v> FromValue<'v> for &'v str {
    fn from_value(value: Value<'v>) -> Result<Self> {
        match Cow::<'v, str>::from_value(value)? {
            Cow::Borrowed(text) => Ok(text),
            Cow::Owned(_) => Err(Error::new(
                ErrorKind::Decode,
                "the text is not borrowed from the batch: ask for `String` or `Cow<str>`",
            )),
        }
    }
}

/// Borrowed where the driver has the bytes in this form, owned otherwise.
impl<'v> FromValue<'v> for Cow<'v, [u8]> {
    fn from_value(value: Value<'v>) -> Result<Self> {
        match value {
            Value::Varbinary(bytes) => Ok(bytes),
            other => Err(mismatch("varbinary", &other)),
        }
    }
}
