//! Deterministic random numbers

/// A random number generator whose numbers are the same in each run.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number below `below`, which must not be 0.
    pub(crate) fn roll(&mut self, below: usize) -> usize {
        // Knuth's linear congruential multiplier; the upper half of the bits is random enough here.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % below
    }

    /// One of the elements.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.roll(of.len())]
    }

    pub(crate) fn bytes(&mut self, most: usize) -> Vec<u8> {
        (0..self.roll(most)).map(|_| self.byte()).collect()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        u8::try_from(self.roll(256)).expect("a byte")
    }
}
