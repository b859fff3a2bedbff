//! Cells of a result, from the CSV or from a page.

use std::borrow::Cow;

use crate::driver::csv::Field;
use crate::error::Result;

/// Text of one cell of a result.
pub(super) trait Cell<'a>: Copy {
    /// Whether the text is known to be UTF-8.
    const IS_UTF8: bool;

    /// The bytes, in which quotes may still be doubled; `None` is NULL. For types whose text has no quotes.
    fn raw(self) -> Result<Option<&'a [u8]>>;

    /// The bytes; `None` is NULL.
    fn bytes(self) -> Result<Option<Cow<'a, [u8]>>>;

    /// Appends the bytes. Returns false for NULL.
    fn append_to(self, data: &mut Vec<u8>) -> Result<bool>;
}

impl<'a> Cell<'a> for Field<'a> {
    const IS_UTF8: bool = false;

    #[inline]
    fn raw(self) -> Result<Option<&'a [u8]>> {
        self.inner()
    }

    fn bytes(self) -> Result<Option<Cow<'a, [u8]>>> {
        Field::bytes(self)
    }

    #[inline]
    fn append_to(self, data: &mut Vec<u8>) -> Result<bool> {
        let Some(inner) = self.inner()? else { return Ok(false) };
        // Without an early exit, so that the compiler looks at 16 bytes at a time.
        if inner.iter().fold(false, |found, byte| found | (*byte == b'"')) {
            self.unescape(data)?;
        } else {
            data.extend_from_slice(inner);
        }
        Ok(true)
    }
}

impl<'a> Cell<'a> for Option<&'a str> {
    const IS_UTF8: bool = true;

    fn raw(self) -> Result<Option<&'a [u8]>> {
        Ok(self.map(str::as_bytes))
    }

    fn bytes(self) -> Result<Option<Cow<'a, [u8]>>> {
        Ok(self.map(|text| Cow::Borrowed(text.as_bytes())))
    }

    fn append_to(self, data: &mut Vec<u8>) -> Result<bool> {
        data.extend_from_slice(self.unwrap_or_default().as_bytes());
        Ok(self.is_some())
    }
}
