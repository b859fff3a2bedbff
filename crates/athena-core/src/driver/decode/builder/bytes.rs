//! Offsets and bytes of a column under construction.

use crate::driver::decode::ArrayData;
use crate::error::{Error, ErrorKind};

/// The start of each row, and the end of the last one.
#[derive(Debug)]
pub(super) struct Offsets(pub(super) Vec<i32>);

impl Default for Offsets {
    fn default() -> Self {
        Self(vec![0])
    }
}

impl Offsets {
    /// Adds a row that ends before `end`. Returns false if that needs more than 32 bits.
    #[inline]
    #[must_use]
    pub(super) fn push(&mut self, end: usize) -> bool {
        let end = i32::try_from(end);
        self.0.extend(end.ok());
        end.is_ok()
    }

    /// Adds an empty row.
    pub(super) fn push_empty(&mut self) {
        self.0.extend(self.0.last().copied());
    }

    pub(super) fn finish(&mut self) -> Vec<i32> {
        let taken = take(&mut self.0);
        self.0.push(0);
        taken
    }
}

#[derive(Debug, Default)]
pub(super) struct Bytes {
    pub(super) offsets: Offsets,
    pub(super) data: Vec<u8>,
}

impl Bytes {
    pub(super) fn finish(&mut self) -> ArrayData {
        ArrayData::Bytes { offsets: self.offsets.finish(), data: take(&mut self.data) }
    }

    /// The first row from `from` that is not UTF-8, counted from `from`.
    pub(super) fn not_utf8(&self, from: usize) -> Option<usize> {
        let offsets = self.offsets.0.get(from..)?;
        let at = |offset: &i32| usize::try_from(*offset).unwrap_or(0);
        let start = offsets.first().map_or(0, at);
        let bytes = self.data.get(start..)?;
        if bytes.is_ascii() {
            return None;
        }
        // All rows are checked at once; then no row may end inside a character.
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                let inside = offsets.iter().position(|offset| !text.is_char_boundary(at(offset) - start))?;
                inside.checked_sub(1)
            }
            Err(error) => {
                let bad = start + error.valid_up_to();
                // An earlier row may have ended inside a character that these bytes complete.
                let text = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
                let ends = offsets.iter().map(at).take_while(|end| *end <= bad);
                let inside = ends.clone().position(|end| !text.is_char_boundary(end - start));
                inside.and_then(|row| row.checked_sub(1)).or_else(|| ends.count().checked_sub(1))
            }
        }
    }

    pub(super) fn row(&self, row: usize) -> Option<&[u8]> {
        let (start, end) = (self.offsets.0.get(row)?, self.offsets.0.get(row + 1)?);
        self.data.get(usize::try_from(*start).ok()?..usize::try_from(*end).ok()?)
    }
}

#[cold]
pub(super) fn too_much_text() -> Error {
    let message = "the column has more than 2 GiB of text in one batch; make batches of fewer rows";
    Error::new(ErrorKind::Decode, message)
}

/// Takes the values, and leaves room for as many: the next batch is likely as large.
pub(super) fn take<T>(values: &mut Vec<T>) -> Vec<T> {
    let next = Vec::with_capacity(values.len());
    std::mem::replace(values, next)
}
