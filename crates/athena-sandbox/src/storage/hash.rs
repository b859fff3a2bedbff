//! Content hash behind ETags
//!
//! It is not MD5: in an unoptimised debug build, MD5 would take longer than the query. Every ETag therefore ends with
//! `-1`, as ETags of multipart uploads do, which clients do not compare with an MD5.

const FIRST: u64 = 0x9E37_79B9_7F4A_7C15;
const SECOND: u64 = 0xC2B2_AE3D_27D4_EB4F;

/// Two multiply-rotate lanes over 16-byte blocks. Equal bytes give equal hashes, however they are split.
#[derive(Clone, Debug)]
pub(super) struct ContentHash {
    left: u64,
    right: u64,
    length: u64,
    block: [u8; 16],
    filled: usize,
}

impl ContentHash {
    pub(super) fn new() -> Self {
        Self { left: FIRST, right: SECOND, length: 0, block: [0; 16], filled: 0 }
    }

    pub(super) fn update(&mut self, mut bytes: &[u8]) {
        self.length = self.length.wrapping_add(bytes.len() as u64);
        if self.filled > 0 {
            let taken = bytes.len().min(16 - self.filled);
            self.block[self.filled..self.filled + taken].copy_from_slice(&bytes[..taken]);
            self.filled += taken;
            bytes = &bytes[taken..];
            if self.filled < 16 {
                return;
            }
            let block = self.block;
            self.mix(&block);
            self.filled = 0;
        }
        let (blocks, rest) = bytes.as_chunks::<16>();
        for block in blocks {
            self.mix(block);
        }
        self.block[..rest.len()].copy_from_slice(rest);
        self.filled = rest.len();
    }

    /// The ETag without quotes.
    pub(super) fn etag(mut self) -> String {
        self.block[self.filled..].fill(0);
        let block = self.block;
        self.mix(&block);
        self.left ^= self.length;
        for _ in 0..3 {
            self.mix(&[0; 16]);
        }
        format!("{:016x}{:016x}-1", self.left, self.right)
    }

    fn mix(&mut self, block: &[u8; 16]) {
        let (low, high) = block.split_at(8);
        let low = low.try_into().map_or(0, u64::from_le_bytes);
        let high = high.try_into().map_or(0, u64::from_le_bytes);
        self.left = (self.left ^ low).wrapping_mul(FIRST).rotate_left(29) ^ high;
        self.right = (self.right ^ high).wrapping_mul(SECOND).rotate_left(31) ^ self.left;
    }
}

#[cfg(test)]
mod tests {
    use super::ContentHash;

    fn etag(parts: &[&[u8]]) -> String {
        let mut hash = ContentHash::new();
        for part in parts {
            hash.update(part);
        }
        hash.etag()
    }

    #[test]
    fn the_hash_depends_on_the_bytes_and_not_on_their_pieces() {
        let text: Vec<u8> = (0..100).collect();
        let whole = etag(&[&text]);
        for cut in 0..100 {
            let (left, right) = text.split_at(cut);
            assert_eq!(etag(&[left, right]), whole);
        }
        assert_ne!(etag(&[b""]), etag(&[b"\0"]));
        assert_ne!(etag(&[b"ab"]), etag(&[b"ba"]));
        assert_ne!(etag(&[&text[1..]]), whole);
    }
}
