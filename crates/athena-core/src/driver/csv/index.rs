//! Positions of the field ends, found 64 bytes at a time.

use super::masks::{masks, prefix_xor};

/// Scan of a growing block: the field ends so far, and whether the scan is inside quotes.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// Positions of the commas and newlines outside quotes, in order.
    ends: Vec<u32>,
    /// Number of `ends` that belong to whole rows.
    pub(super) whole: usize,
    /// Length of the whole rows.
    pub(super) whole_bytes: usize,
    scanned: usize,
    inside: bool,
}

impl Index {
    /// Scans the bytes that were added since the last call.
    pub(super) fn extend(&mut self, bytes: &[u8]) {
        let from = self.scanned;
        let (chunks, rest) = bytes[from..].as_chunks::<64>();
        for (number, chunk) in chunks.iter().enumerate() {
            self.chunk(chunk, from + number * 64, 64);
        }
        if !rest.is_empty() {
            let mut last = [0; 64];
            last[..rest.len()].copy_from_slice(rest);
            self.chunk(&last, from + chunks.len() * 64, rest.len());
        }
        self.scanned = bytes.len();
    }

    /// Whether the scan ended inside a quoted value.
    pub(super) fn is_inside_quotes(&self) -> bool {
        self.inside
    }

    /// The field ends of the whole rows.
    pub(super) fn into_whole_rows(mut self) -> Vec<u32> {
        self.ends.truncate(self.whole);
        self.ends
    }

    #[inline]
    fn chunk(&mut self, chunk: &[u8; 64], at: usize, length: usize) {
        let found = masks(chunk);
        let carried = if self.inside { u64::MAX } else { 0 };
        let inside = prefix_xor(found.quotes) ^ carried;
        self.inside = inside >> (length - 1) & 1 == 1;
        let mut ends = (found.commas | found.newlines) & !inside;
        let newlines = found.newlines & !inside;
        let base = u32::try_from(at).expect("a block is kept below 4 GiB by its assembler");
        self.ends.reserve(64);
        while ends != 0 {
            self.ends.push(base + ends.trailing_zeros());
            ends &= ends - 1;
        }
        if newlines != 0 {
            let last = 63 - newlines.leading_zeros();
            let after = ((found.commas | found.newlines) & !inside) >> last >> 1;
            self.whole = self.ends.len() - after.count_ones() as usize;
            self.whole_bytes = at + last as usize + 1;
        }
    }
}
