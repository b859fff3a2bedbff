//! Bytes on their way from the network to the scanner, in buffers that are used again.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

/// The most bytes of a piece.
const PIECE_BYTES: usize = 64 << 10;

/// Part of an object. Its buffer goes back to where it came from.
///
/// What the network delivers lies in buffers of several times its size, and memory that one thread frees is not soon found
/// by another: kept as it comes, a read-ahead of 32 MiB takes 50. It is copied into buffers of a reader's own instead,
/// while it is still in the processor's cache, and a long result needs no more of them than a short one.
pub struct Buffer {
    bytes: Vec<u8>,
    pool: Pool,
}

/// The buffers of one reader that hold nothing now.
#[derive(Clone, Default)]
pub(super) struct Pool(Arc<Mutex<Vec<Vec<u8>>>>);

impl Pool {
    /// An empty piece.
    pub(super) fn piece(&self) -> Buffer {
        let free = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Buffer { bytes: free.unwrap_or_else(|| Vec::with_capacity(PIECE_BYTES)), pool: self.clone() }
    }
}

impl Buffer {
    /// Takes what there is room for, and gives back the rest.
    pub(super) fn fill<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let (now, later) = bytes.split_at(bytes.len().min(PIECE_BYTES - self.bytes.len()));
        self.bytes.extend_from_slice(now);
        later
    }

    pub(super) fn is_full(&self) -> bool {
        self.bytes.len() == PIECE_BYTES
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
        let mut piece = pool.piece();
        assert_eq!(piece.fill(&[1; PIECE_BYTES + 2]), [1, 1]);
        assert!(piece.is_full());
        let buffer = piece.as_ptr();
        drop(piece);
        let mut again = pool.piece();
        assert_eq!((again.as_ptr(), again.len()), (buffer, 0));
        assert_eq!(again.fill(b"ab"), b"");
        assert_eq!(&*again, b"ab");
    }
}
