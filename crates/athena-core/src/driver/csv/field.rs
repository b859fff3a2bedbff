//! One field of a row: NULL, or a value with its quotes.

use std::borrow::Cow;

use crate::error::{Error, ErrorKind, Result};
use crate::excerpt::excerpt;

/// The bytes of a field in the file, quotes included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a>(pub(super) &'a [u8]);

impl<'a> Field<'a> {
    /// Whether the field is NULL: no bytes at all, not even quotes.
    #[inline]
    pub fn is_null(self) -> bool {
        self.0.is_empty()
    }

    /// The bytes between the quotes, in which quotes are still doubled; `None` is NULL. A value without quotes, which
    /// Athena does not write, is returned unchanged.
    ///
    /// # Errors
    /// `Decode` when the value begins with a quote and does not end with one.
    #[inline]
    pub fn inner(self) -> Result<Option<&'a [u8]>> {
        match self.0 {
            [] => Ok(None),
            [b'"', inner @ .., b'"'] => Ok(Some(inner)),
            [b'"', ..] => Err(self.malformed()),
            plain => Ok(Some(plain)),
        }
    }

    /// The value's bytes; `None` is NULL. Borrowed unless the value contains quotes.
    ///
    /// # Errors
    /// `Decode` when quotes are out of place.
    #[inline]
    pub fn bytes(self) -> Result<Option<Cow<'a, [u8]>>> {
        let Some(inner) = self.inner()? else { return Ok(None) };
        if !inner.contains(&b'"') {
            return Ok(Some(Cow::Borrowed(inner)));
        }
        let mut plain = Vec::with_capacity(inner.len());
        self.unescape(&mut plain)?;
        Ok(Some(Cow::Owned(plain)))
    }

    /// Appends the value's bytes, with doubled quotes made single. Appends nothing for NULL.
    ///
    /// # Errors
    /// `Decode` when a quote inside is not doubled; some bytes of the value may then have been appended.
    pub fn unescape(self, into: &mut Vec<u8>) -> Result<()> {
        let Some(mut rest) = self.inner()? else { return Ok(()) };
        while let Some(at) = rest.iter().position(|byte| *byte == b'"') {
            if rest.get(at + 1) != Some(&b'"') {
                return Err(self.malformed());
            }
            into.extend_from_slice(&rest[..=at]);
            rest = &rest[at + 2..];
        }
        into.extend_from_slice(rest);
        Ok(())
    }

    #[cold]
    fn malformed(self) -> Error {
        let message = format!("quotes are out of place in the CSV field `{}`", excerpt(self.0));
        Error::new(ErrorKind::Decode, message)
    }
}
