//! Whole rows out of bytes that are cut anywhere.

use super::block::Block;
use super::field::Field;
use super::index::Index;
use crate::error::{Error, ErrorKind, Result};
use crate::excerpt::excerpt;

/// The size that a block reaches before it is handed out. A block of one row may be larger.
const DEFAULT_BLOCK_BYTES: usize = 1 << 20;

/// The most bytes of a row. Athena's own limit is 32 MB for a row or a column
/// ([considerations](https://docs.aws.amazon.com/athena/latest/ug/other-notable-limitations.html)); the CSV form of a
/// binary value takes three characters a byte.
const MAX_ROW_BYTES: usize = 512 << 20;

/// Takes the bytes of a CSV file in order, and hands out blocks of whole rows, without the header.
///
/// The header must be the names of the result's columns, and every row must end with a newline: a file of which one is
/// not true is not the one that Athena wrote, or not all of it.
///
/// ```
/// use athena_core::driver::csv::Assembler;
///
/// let mut assembler = Assembler::new(["id", "name"]);
/// assert!(assembler.push(b"\"id\",\"na").unwrap().is_none());
/// assert!(assembler.push(b"me\"\n\"1\",\"\"\n,\"a\"\"b\"\n").unwrap().is_none());
/// let block = assembler.finish().unwrap().unwrap();
/// assert_eq!(block.num_rows(), 2);
/// assert!(block.field(1, 0).unwrap().is_null());
/// assert_eq!(block.field(0, 1).unwrap().bytes().unwrap().as_deref(), Some(b"".as_slice()));
/// assert_eq!(block.field(1, 1).unwrap().bytes().unwrap().as_deref(), Some(b"a\"b".as_slice()));
/// ```
#[derive(Debug)]
pub struct Assembler {
    names: Vec<String>,
    block_bytes: usize,
    bytes: Vec<u8>,
    index: Index,
    next_row: u64,
    header_is_due: bool,
}

impl Assembler {
    /// For a result whose columns have these names, at least one. Names may repeat.
    pub fn new<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Self {
        Self {
            names: names.into_iter().map(Into::into).collect(),
            block_bytes: DEFAULT_BLOCK_BYTES,
            bytes: Vec::new(),
            index: Index::default(),
            next_row: 0,
            header_is_due: true,
        }
    }

    /// Sets the size that a block reaches before it is handed out. Default 1 MiB.
    #[must_use]
    pub fn with_block_bytes(mut self, bytes: usize) -> Self {
        self.block_bytes = bytes.max(1);
        self
    }

    /// Takes the next bytes of the file. Returns a block once there are enough whole rows.
    ///
    /// # Errors
    /// `Decode` when the header is not the names of the columns, or a row has more or fewer fields than the result has
    /// columns, or is larger than Athena's limits allow.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Option<Block>> {
        if self.bytes.capacity() == 0 {
            self.bytes.reserve(self.block_bytes + bytes.len());
        }
        self.bytes.extend_from_slice(bytes);
        self.index.extend(&self.bytes);
        if self.index.whole_bytes == 0 && self.bytes.len() > MAX_ROW_BYTES {
            let message = format!("a row of the result is larger than {MAX_ROW_BYTES} bytes");
            return Err(Error::new(ErrorKind::Decode, message).with_context("row", self.next_row));
        }
        if self.bytes.len() < self.block_bytes || self.index.whole_bytes == 0 { Ok(None) } else { self.cut() }
    }

    /// Ends the file. Returns the rows that are left.
    ///
    /// # Errors
    /// `Decode` when the file is empty, or ends in the middle of a row, or as [`push`](Assembler::push).
    pub fn finish(&mut self) -> Result<Option<Block>> {
        if self.index.whole_bytes < self.bytes.len() {
            return Err(self.incomplete());
        }
        if self.index.whole_bytes > 0 {
            return self.cut();
        }
        if self.header_is_due {
            let message = "the result file is empty, without the header that Athena writes";
            return Err(Error::new(ErrorKind::Decode, message));
        }
        Ok(None)
    }

    /// At least one: a block of no columns has no rows.
    fn width(&self) -> usize {
        self.names.len().max(1)
    }

    #[cold]
    fn incomplete(&self) -> Error {
        let end = if self.index.is_inside_quotes() {
            "inside a quoted value"
        } else {
            "without a newline, which Athena writes after every row"
        };
        let message = format!("the result file ends {end}: it is not complete, or not a file that Athena wrote");
        let error = Error::new(ErrorKind::Decode, message);
        let whole_rows = self.next_row + (self.index.whole / self.width()) as u64;
        match whole_rows.checked_sub(u64::from(self.header_is_due)) {
            Some(row) => error.with_context("row", row),
            None => error,
        }
    }

    /// Takes the whole rows off the front.
    fn cut(&mut self) -> Result<Option<Block>> {
        let tail = self.bytes.split_off(self.index.whole_bytes);
        let mut bytes = std::mem::replace(&mut self.bytes, tail);
        let mut ends = std::mem::take(&mut self.index).into_whole_rows();
        self.bytes.reserve(self.block_bytes.saturating_sub(self.bytes.len()));
        // The tail is the beginning of one row. Scanning it again costs less than moving its index.
        self.index.extend(&self.bytes);
        if self.header_is_due {
            self.header_is_due = false;
            let header_bytes = self.check_header(&bytes, &ends)?;
            bytes.drain(..header_bytes as usize);
            ends = ends[self.width()..].iter().map(|end| end - header_bytes).collect();
        }
        if ends.is_empty() {
            return Ok(None);
        }
        let block = Block::new(bytes, ends, self.width(), self.next_row)?;
        self.next_row += block.num_rows() as u64;
        Ok(Some(block))
    }

    /// Compares the first row with the names of the columns. Returns its length.
    fn check_header(&self, bytes: &[u8], ends: &[u32]) -> Result<u32> {
        let newline = ends.iter().position(|end| bytes.get(*end as usize) == Some(&b'\n'));
        let ends = &ends[..newline.map_or(0, |at| at + 1)];
        if ends.len() != self.names.len() {
            return Err(wrong_header(&format!(
                "{} fields, and the result has {} columns",
                ends.len(),
                self.names.len()
            )));
        }
        let mut start = 0;
        for (name, end) in self.names.iter().zip(ends) {
            let field = &bytes[start as usize..*end as usize];
            if Field(field).bytes().ok().flatten().as_deref() != Some(name.as_bytes()) {
                let found = Field(field).inner().ok().flatten().unwrap_or(field);
                let why = format!("`{}` where the result has the column `{}`", excerpt(found), excerpt(name));
                return Err(wrong_header(&why));
            }
            start = end + 1;
        }
        Ok(start)
    }
}

#[cold]
fn wrong_header(why: &str) -> Error {
    let message =
        format!("the header of the result file has {why}: it is not the file that Athena wrote for this query");
    Error::new(ErrorKind::Decode, message)
}
