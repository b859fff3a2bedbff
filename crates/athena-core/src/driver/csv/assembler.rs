//! From pieces that are cut anywhere to blocks of whole rows.

use super::block::Block;
use super::index::Index;
use crate::error::{Error, ErrorKind, Result};

/// How large a block grows before it is handed out, unless a single row is larger.
const DEFAULT_BLOCK_BYTES: usize = 1 << 20;

/// No row may be larger: Athena's own limit is 32 MB for a row or a column
/// ([considerations](https://docs.aws.amazon.com/athena/latest/ug/other-notable-limitations.html)); the CSV form of a
/// binary value takes three characters a byte.
const MAX_ROW_BYTES: usize = 512 << 20;

/// Gathers the pieces of a CSV file and hands out whole rows, the header row removed.
///
/// ```
/// use athena_core::driver::csv::Assembler;
///
/// let mut assembler = Assembler::new(2);
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
    width: usize,
    block_bytes: usize,
    bytes: Vec<u8>,
    index: Index,
    next_row: u64,
    header: bool,
}

impl Assembler {
    /// For a result of `width` columns, at least one.
    pub fn new(width: usize) -> Self {
        Self {
            width: width.max(1),
            block_bytes: DEFAULT_BLOCK_BYTES,
            bytes: Vec::new(),
            index: Index::default(),
            next_row: 0,
            header: true,
        }
    }

    /// Hands out blocks of about this many bytes.
    #[must_use]
    pub fn with_block_bytes(mut self, bytes: usize) -> Self {
        self.block_bytes = bytes.max(1);
        self
    }

    /// Takes a piece of the file; gives a block when enough has come together.
    ///
    /// # Errors
    /// `Decode` when a row has more or fewer fields than the result has columns, or is larger than Athena's limits
    /// allow.
    pub fn push(&mut self, piece: &[u8]) -> Result<Option<Block>> {
        if self.bytes.capacity() == 0 {
            self.bytes.reserve(self.block_bytes + piece.len());
        }
        self.bytes.extend_from_slice(piece);
        self.index.extend(&self.bytes);
        if self.index.whole_bytes == 0 && self.bytes.len() > MAX_ROW_BYTES {
            let message = format!("a row of the result is larger than {MAX_ROW_BYTES} bytes");
            return Err(Error::new(ErrorKind::Decode, message).with_context("row", self.next_row));
        }
        if self.bytes.len() < self.block_bytes || self.index.whole_bytes == 0 { Ok(None) } else { self.cut() }
    }

    /// The file has ended; gives the rows that are left.
    ///
    /// # Errors
    /// `Decode` when the file ends inside a quoted value, or as [`push`](Assembler::push).
    pub fn finish(&mut self) -> Result<Option<Block>> {
        if self.index.is_inside_quotes() {
            return Err(Error::new(ErrorKind::Decode, "the result file ends inside a quoted value")
                .with_context("row", self.next_row + self.rows_found()));
        }
        if self.index.whole_bytes < self.bytes.len() {
            // Athena ends the last row with a newline; another writer may not.
            self.bytes.push(b'\n');
            self.index.extend(&self.bytes);
        }
        if self.index.whole_bytes == 0 { Ok(None) } else { self.cut() }
    }

    fn rows_found(&self) -> u64 {
        (self.index.whole / self.width) as u64
    }

    /// Takes the whole rows off the front.
    fn cut(&mut self) -> Result<Option<Block>> {
        let tail = self.bytes.split_off(self.index.whole_bytes);
        let bytes = std::mem::replace(&mut self.bytes, tail);
        let mut index = std::mem::take(&mut self.index);
        index.ends.truncate(index.whole);
        self.bytes.reserve(self.block_bytes.saturating_sub(self.bytes.len()));
        // What is left is the beginning of one row, and is scanned again: less than to move its index along.
        self.index.extend(&self.bytes);
        let (bytes, ends) =
            if self.header { without_header(bytes, index.ends, self.width)? } else { (bytes, index.ends) };
        self.header = false;
        if ends.is_empty() {
            return Ok(None);
        }
        let block = Block::new(bytes, ends, self.width, self.next_row)?;
        self.next_row += block.num_rows() as u64;
        Ok(Some(block))
    }
}

/// Cuts the first row off a block.
fn without_header(mut bytes: Vec<u8>, ends: Vec<u32>, width: usize) -> Result<(Vec<u8>, Vec<u32>)> {
    let newline = ends.iter().position(|end| bytes.get(*end as usize) == Some(&b'\n'));
    let fields = newline.map_or(0, |at| at + 1);
    if fields != width {
        let message = format!("the header of the result has {fields} fields, and the result has {width} columns");
        return Err(Error::new(ErrorKind::Decode, message));
    }
    let header_bytes = ends[width - 1] + 1;
    bytes.drain(..header_bytes as usize);
    Ok((bytes, ends[width..].iter().map(|end| end - header_bytes).collect()))
}
