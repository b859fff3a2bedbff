//! Bits, packed.

/// Bits in bytes, the first one lowest, as Apache Arrow has them. Bits behind the last are 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bitmap {
    bytes: Vec<u8>,
    len: usize,
}

impl Bitmap {
    /// How many bits there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no bits.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The bit at a position; `None` outside.
    pub fn get(&self, position: usize) -> Option<bool> {
        let byte = self.bytes.get(position / 8).filter(|_| position < self.len)?;
        Some(byte >> (position % 8) & 1 == 1)
    }

    /// How many bits are set.
    pub fn count_ones(&self) -> usize {
        self.bytes.iter().map(|byte| byte.count_ones() as usize).sum()
    }

    /// The bytes, `len` divided by 8 and rounded up.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes, to be taken over.
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

/// Where a column under construction has its NULLs. Rows that are not NULL cost nothing.
#[derive(Debug, Default)]
pub(super) struct Nulls {
    /// Bit 0 is NULL; everything behind these bytes is not.
    bytes: Vec<u8>,
    count: usize,
}

impl Nulls {
    /// Rows come in order, each once at most.
    #[inline]
    pub(super) fn mark(&mut self, row: usize) {
        self.bytes.resize(row / 8 + 1, u8::MAX);
        if let Some(byte) = self.bytes.last_mut() {
            *byte &= !(1 << (row % 8));
        }
        self.count += 1;
    }

    /// The bits of a column of `len` rows, unless all are set, and how many are not.
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
