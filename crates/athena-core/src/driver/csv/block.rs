//! Block of whole rows.

use super::field::Field;
use crate::error::{Error, ErrorKind, Result};

/// Whole rows of a CSV file, with the positions of their field ends.
#[derive(Clone, Debug)]
pub struct Block {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    width: usize,
    first_row: u64,
}

impl Block {
    /// Checks that `bytes`, whose fields end at `ends`, are rows of `width` fields each.
    pub(super) fn new(bytes: Vec<u8>, ends: Vec<u32>, width: usize, first_row: u64) -> Result<Self> {
        let block = Self { bytes, ends, width, first_row };
        let rows = block.ends.chunks(width);
        let is_row = |row: &[u32]| {
            let (last, before) = row.split_last().expect("chunks are not empty");
            let ends_with = |end: &u32, byte| block.bytes.get(*end as usize) == Some(&byte);
            row.len() == width && ends_with(last, b'\n') && before.iter().all(|end| ends_with(end, b','))
        };
        match rows.enumerate().find(|(_, row)| !is_row(row)) {
            None => Ok(block),
            Some((row, _)) => Err(block.uneven(row)),
        }
    }

    #[cold]
    fn uneven(&self, row: usize) -> Error {
        let ends = &self.ends[row * self.width..];
        let newline = ends.iter().position(|end| self.bytes.get(*end as usize) == Some(&b'\n'));
        let fields = newline.map_or(ends.len(), |at| at + 1);
        let message = format!("a row of the result has {fields} fields, and the result has {} columns", self.width);
        Error::new(ErrorKind::Decode, message).with_context("row", self.first_row + row as u64)
    }

    /// Number of rows.
    pub fn num_rows(&self) -> usize {
        self.ends.len() / self.width
    }

    /// Number of fields in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Number of the first row in its file, counted from 0 without the header.
    pub fn first_row(&self) -> u64 {
        self.first_row
    }

    /// Size of the rows in the file, in bytes.
    pub fn num_bytes(&self) -> usize {
        self.bytes.len()
    }

    /// One field; `None` outside the block.
    pub fn field(&self, row: usize, column: usize) -> Option<Field<'_>> {
        (column < self.width && row < self.num_rows()).then(|| self.at(row * self.width + column))
    }

    /// The fields of a column, from row `from`.
    pub fn column(&self, column: usize, from: usize) -> impl Iterator<Item = Field<'_>> {
        (from * self.width + column..self.ends.len()).step_by(self.width).map(|index| self.at(index))
    }

    #[inline]
    fn at(&self, index: usize) -> Field<'_> {
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize + 1 };
        Field(&self.bytes[start..self.ends[index] as usize])
    }
}
