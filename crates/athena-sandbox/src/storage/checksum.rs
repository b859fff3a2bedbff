//! Object checksums, one per object or part

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use s3s::crypto::{Checksum as _, Crc32, Crc32c, Crc64Nvme, Sha1, Sha256};
use serde::{Deserialize, Serialize};

/// A checksum algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Algorithm {
    Crc32,
    Crc32c,
    Crc64Nvme,
    Sha1,
    Sha256,
}

/// The checksum of an object or of a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Checksum {
    pub(crate) algorithm: Algorithm,
    /// In base64. A composite checksum ends with `-` and the number of parts.
    pub(crate) value: String,
    /// Whether the checksum is of the parts' checksums rather than of the bytes.
    #[serde(default)]
    pub(crate) composite: bool,
}

/// The checksum that a multipart upload was created with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ChecksumPlan {
    pub(crate) algorithm: Algorithm,
    pub(crate) composite: bool,
}

impl Algorithm {
    pub(crate) const ALL: [Self; 5] = [Self::Crc32, Self::Crc32c, Self::Crc64Nvme, Self::Sha1, Self::Sha256];

    /// The algorithm's name in S3.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Crc32 => "CRC32",
            Self::Crc32c => "CRC32C",
            Self::Crc64Nvme => "CRC64NVME",
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name().eq_ignore_ascii_case(name))
    }

    /// Length of a digest in bytes.
    pub(crate) fn length(self) -> usize {
        match self {
            Self::Crc32 | Self::Crc32c => 4,
            Self::Crc64Nvme => 8,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
        }
    }

    /// Whether the checksum of a whole object can be used for multipart uploads.
    pub(crate) fn is_cyclic(self) -> bool {
        matches!(self, Self::Crc32 | Self::Crc32c | Self::Crc64Nvme)
    }
}

impl Checksum {
    /// The composite checksum of parts in their order, each of which must have a checksum.
    pub(super) fn of_parts<'a>(algorithm: Algorithm, parts: impl Iterator<Item = &'a Self>) -> Option<Self> {
        let mut digest = Digest::new(algorithm);
        let mut count = 0;
        for part in parts.filter(|part| part.algorithm == algorithm) {
            digest.update(&BASE64.decode(&part.value).ok()?);
            count += 1;
        }
        let mut checksum = digest.finish();
        checksum.value += &format!("-{count}");
        Some(Self { composite: true, ..checksum })
    }
}

/// A running checksum computation.
pub(super) enum Digest {
    Crc32(Crc32),
    Crc32c(Crc32c),
    Crc64Nvme(Crc64Nvme),
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Digest {
    pub(super) fn new(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Crc32 => Self::Crc32(Crc32::new()),
            Algorithm::Crc32c => Self::Crc32c(Crc32c::new()),
            Algorithm::Crc64Nvme => Self::Crc64Nvme(Crc64Nvme::new()),
            Algorithm::Sha1 => Self::Sha1(Sha1::new()),
            Algorithm::Sha256 => Self::Sha256(Sha256::new()),
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Crc32(digest) => digest.update(bytes),
            Self::Crc32c(digest) => digest.update(bytes),
            Self::Crc64Nvme(digest) => digest.update(bytes),
            Self::Sha1(digest) => digest.update(bytes),
            Self::Sha256(digest) => digest.update(bytes),
        }
    }

    pub(super) fn finish(self) -> Checksum {
        let (algorithm, value) = match self {
            Self::Crc32(digest) => (Algorithm::Crc32, BASE64.encode(digest.finalize())),
            Self::Crc32c(digest) => (Algorithm::Crc32c, BASE64.encode(digest.finalize())),
            Self::Crc64Nvme(digest) => (Algorithm::Crc64Nvme, BASE64.encode(digest.finalize())),
            Self::Sha1(digest) => (Algorithm::Sha1, BASE64.encode(digest.finalize())),
            Self::Sha256(digest) => (Algorithm::Sha256, BASE64.encode(digest.finalize())),
        };
        Checksum { algorithm, value, composite: false }
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Digest").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(algorithm: Algorithm, bytes: &[u8]) -> Checksum {
        let mut digest = Digest::new(algorithm);
        digest.update(bytes);
        digest.finish()
    }

    #[test]
    fn digests_match_other_implementations() {
        for (algorithm, value) in [
            (Algorithm::Crc32, "y/Q5Jg=="),
            (Algorithm::Crc32c, "4waSgw=="),
            (Algorithm::Crc64Nvme, "rosUhgp5mIg="),
            (Algorithm::Sha1, "98O8HYCOBHMq32eZZczDTKeuNEE="),
            (Algorithm::Sha256, "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="),
        ] {
            let checksum = of(algorithm, b"123456789");
            assert_eq!(checksum.value, value, "{algorithm:?}");
            assert_eq!(BASE64.decode(&checksum.value).expect("base64").len(), algorithm.length());
        }
    }

    #[test]
    fn a_composite_checksum_is_of_the_digests() {
        let parts = [of(Algorithm::Sha256, b"one"), of(Algorithm::Sha256, b"two")];
        let composite = Checksum::of_parts(Algorithm::Sha256, parts.iter()).expect("base64");
        let digests: Vec<u8> = parts.iter().flat_map(|part| BASE64.decode(&part.value).expect("base64")).collect();
        assert_eq!(composite.value, of(Algorithm::Sha256, &digests).value + "-2");
        assert!(composite.composite);
    }
}
