//! Reused buffers between the network and the scanner.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

/// The most bytes of a buffer.
const BUFFER_BYTES: usize = 64 << 10;

/// Up to 64 KiB of an object. Dropping it gives its memory back to the reader that filled it.
///
/// The network delivers bytes in allocations of several times their size, and an allocator is slow to hand memory that
/// one thread freed to another: held as it arrives, a read-ahead of 32 MiB takes 50 MiB. So a reader copies the bytes
/// into its own buffers, while they are still in the processor's cache. A long result needs no more buffers than a
/// short one.
pub struct Buffer {
    bytes: Vec<u8>,
    pool: Pool,
}

/// The free buffers of one reader.
#[derive(Clone, Default)]
pub(super) struct Pool(Arc<Mutex<Vec<Vec<u8>>>>);

impl Pool {
    /// An empty buffer.
    pub(super) fn buffer(&self) -> Buffer {
        let free = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Buffer { bytes: free.unwrap_or_else(|| Vec::with_capacity(BUFFER_BYTES)), pool: self.clone() }
    }
}

impl Buffer {
    /// Copies as many bytes as fit, and returns the others.
    pub(super) fn fill<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let (now, later) = bytes.split_at(bytes.len().min(BUFFER_BYTES - self.bytes.len()));
        self.bytes.extend_from_slice(now);
        later
    }

    pub(super) fn is_full(&self) -> bool {
        self.bytes.len() == BUFFER_BYTES
    }
}

impl Deref for Buffer {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let mut bytes = std::mem::take(&mut self.bytes);
        bytes.clear();
        self.pool.0.lock().unwrap_or_else(PoisonError::into_inner).push(bytes);
    }
}

impl fmt::Debug for Buffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Buffer({} bytes)", self.bytes.len())
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pool")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_is_used_again() {
        let pool = Pool::default();
        let mut buffer = pool.buffer();
        assert_eq!(buffer.fill(&[1; BUFFER_BYTES + 2]), [1, 1]);
        assert!(buffer.is_full());
        let memory = buffer.as_ptr();
        drop(buffer);
        let mut again = pool.buffer();
        assert_eq!((again.as_ptr(), again.len()), (memory, 0));
        assert_eq!(again.fill(b"ab"), b"");
        assert_eq!(&*again, b"ab");
    }
}
