//! Packed bits.

/// Bits in bytes, the first one in the lowest bit, as in Apache Arrow. Unused bits of the last byte are 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bitmap {
    bytes: Vec<u8>,
    len: usize,
}

impl Bitmap {
    /// Number of bits.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no bits.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The bit at a position; `None` outside the bitmap.
    pub fn get(&self, position: usize) -> Option<bool> {
        let byte = self.bytes.get(position / 8).filter(|_| position < self.len)?;
        Some(byte >> (position % 8) & 1 == 1)
    }

    /// Number of bits that are set.
    pub fn count_ones(&self) -> usize {
        self.bytes.iter().map(|byte| byte.count_ones() as usize).sum()
    }

    /// The bytes: `len` divided by 8 and rounded up.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes, without a copy.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    pub(super) fn with_capacity(bits: usize) -> Self {
        Self { bytes: Vec::with_capacity(bits.div_ceil(8)), len: 0 }
    }

    pub(super) fn reserve(&mut self, bits: usize) {
        self.bytes.reserve(bits.div_ceil(8));
    }

    #[inline]
    pub(super) fn push(&mut self, bit: bool) {
        let bit = u8::from(bit) << (self.len % 8);
        match self.bytes.last_mut() {
            Some(last) if !self.len.is_multiple_of(8) => *last |= bit,
            _ => self.bytes.push(bit),
        }
        self.len += 1;
    }
}

impl FromIterator<bool> for Bitmap {
    fn from_iter<I: IntoIterator<Item = bool>>(bits: I) -> Self {
        let mut bitmap = Self::default();
        bits.into_iter().for_each(|bit| bitmap.push(bit));
        bitmap
    }
}

/// The NULLs of a column under construction. Rows that are not NULL cost nothing.
#[derive(Debug, Default)]
pub(super) struct Nulls {
    /// One bit for each row, clear for NULL. Rows beyond these bytes are not NULL.
    bytes: Vec<u8>,
    count: usize,
}

impl Nulls {
    /// Marks a row as NULL. Rows must be marked in order, each at most once.
    #[inline]
    pub(super) fn mark(&mut self, row: usize) {
        self.bytes.resize(row / 8 + 1, u8::MAX);
        if let Some(byte) = self.bytes.last_mut() {
            *byte &= !(1 << (row % 8));
        }
        self.count += 1;
    }

    /// The bits of a column of `len` rows, or `None` if all are set, and the number of NULLs.
    pub(super) fn finish(&mut self, len: usize) -> (Option<Bitmap>, usize) {
        let Self { mut bytes, count } = std::mem::take(self);
        if count == 0 {
            return (None, 0);
        }
        bytes.resize(len.div_ceil(8), u8::MAX);
        if let (Some(last), used @ 1..) = (bytes.last_mut(), len % 8) {
            *last &= (1 << used) - 1;
        }
        (Some(Bitmap { bytes, len }), count)
    }
}
