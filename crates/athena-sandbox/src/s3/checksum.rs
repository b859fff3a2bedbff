//! Checksums of request bodies: sent by the client, verified by the sandbox

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use s3s::dto::{ChecksumAlgorithm, ChecksumType};
use s3s::{S3Error, S3ErrorCode, S3Request, S3Result, TrailingHeaders, s3_error as refuse};

use crate::storage::{Algorithm, Checksum, ObjectWriter};

use super::chunked::Trailers;

/// The checksums in an input or in one of its parts, with their algorithms. Many types have the same members.
macro_rules! named {
    ($input:expr) => {{
        use $crate::storage::Algorithm;
        let members = [
            (Algorithm::Crc32, $input.checksum_crc32.take()),
            (Algorithm::Crc32c, $input.checksum_crc32c.take()),
            (Algorithm::Crc64Nvme, $input.checksum_crc64nvme.take()),
            (Algorithm::Sha1, $input.checksum_sha1.take()),
            (Algorithm::Sha256, $input.checksum_sha256.take()),
        ];
        members.into_iter().filter_map(|(algorithm, value)| Some((algorithm, value?))).collect::<Vec<_>>()
    }};
}

/// Sets the member of an output that is named after the checksum's algorithm, if there is a checksum.
macro_rules! tell {
    ($output:expr, $checksum:expr) => {{
        let mut output = $output;
        let checksum: Option<&$crate::storage::Checksum> = $checksum;
        if let Some(checksum) = checksum {
            use $crate::storage::Algorithm;
            let value = Some(checksum.value.clone());
            match checksum.algorithm {
                Algorithm::Crc32 => output.checksum_crc32 = value,
                Algorithm::Crc32c => output.checksum_crc32c = value,
                Algorithm::Crc64Nvme => output.checksum_crc64nvme = value,
                Algorithm::Sha1 => output.checksum_sha1 = value,
                Algorithm::Sha256 => output.checksum_sha256 = value,
            }
        }
        output
    }};
}

pub(super) use {named, tell};

/// The checksums that a client sent for a body, and where they are.
#[derive(Debug, Default)]
pub(super) struct Claim {
    pub(super) algorithm: Option<Algorithm>,
    value: Option<String>,
    /// Set if the checksum follows the body.
    trailers: Option<Trailing>,
    md5: Option<Vec<u8>>,
}

#[derive(Debug)]
enum Trailing {
    Read(Trailers),
    /// `s3s` has read them, because it verifies their signature.
    Checked(TrailingHeaders),
}

impl Claim {
    /// The claim of a request; `named` are the checksums in its headers.
    pub(super) fn of<T>(
        request: &S3Request<T>,
        mut named: Vec<(Algorithm, String)>,
        md5: Option<&str>,
    ) -> S3Result<Self> {
        let md5 = md5.map(|text| BASE64.decode(text).ok().filter(|bytes| bytes.len() == 16));
        if md5 == Some(None) {
            return Err(refuse!(InvalidDigest, "The Content-MD5 you specified was invalid."));
        }
        let header = |name: &str| request.headers.get(name).and_then(|value| value.to_str().ok());
        let trailer = header("x-amz-trailer").map(|name| {
            let name = name.trim().to_lowercase();
            name.strip_prefix("x-amz-checksum-").and_then(Algorithm::from_name).ok_or_else(|| {
                refuse!(InvalidRequest, "The value specified in the x-amz-trailer header is not supported")
            })
        });
        let trailer = trailer.transpose()?;
        if named.len() + usize::from(trailer.is_some()) > 1 {
            return Err(refuse!(
                InvalidRequest,
                "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed."
            ));
        }
        let mut claim = Self { md5: md5.flatten(), ..Self::default() };
        if let Some((algorithm, value)) = named.pop() {
            check_form(algorithm, &value)?;
            (claim.algorithm, claim.value) = (Some(algorithm), Some(value));
        } else if let Some(algorithm) = trailer {
            claim.algorithm = Some(algorithm);
            let read = request.extensions.get::<Trailers>().cloned().map(Trailing::Read);
            claim.trailers = read.or_else(|| request.trailing_headers.clone().map(Trailing::Checked));
        } else if header("x-amz-sdk-checksum-algorithm").is_some() {
            return Err(refuse!(
                InvalidRequest,
                "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer \
                 headers were found."
            ));
        }
        Ok(claim)
    }

    /// Makes the writer compute the checksums to verify, or `otherwise` if there are none.
    pub(super) fn begin(&self, writer: &mut ObjectWriter, otherwise: Option<Algorithm>) {
        if let Some(algorithm) = self.algorithm.or(otherwise) {
            writer.compute(algorithm);
        }
        if self.md5.is_some() {
            writer.compute_md5();
        }
    }

    /// Verifies the checksums after the body was written.
    pub(super) fn check(&self, writer: &mut ObjectWriter) -> S3Result<()> {
        if let Some(expected) = &self.md5
            && writer.md5().is_some_and(|computed| computed.as_slice() != expected.as_slice())
        {
            return Err(refuse!(BadDigest, "The Content-MD5 you specified did not match what we received."));
        }
        let Some(algorithm) = self.algorithm else { return Ok(()) };
        let expected = match (&self.value, &self.trailers) {
            (Some(value), _) => value.clone(),
            (None, Some(trailers)) => trailers.value(algorithm).ok_or_else(malformed_trailer)?,
            (None, None) => return Err(malformed_trailer()),
        };
        check_form(algorithm, &expected)?;
        if writer.checksum().is_some_and(|computed| computed.value != expected) {
            return Err(mismatch(algorithm.name()));
        }
        Ok(())
    }
}

impl Trailing {
    fn value(&self, algorithm: Algorithm) -> Option<String> {
        let name = header_of(algorithm);
        match self {
            Self::Read(trailers) => trailers.get(&name),
            Self::Checked(trailers) => {
                let value =
                    trailers.read(|all| all.get(&name).and_then(|value| value.to_str().ok()).map(str::to_owned));
                value.flatten()
            }
        }
    }
}

fn header_of(algorithm: Algorithm) -> String {
    format!("x-amz-checksum-{}", algorithm.name().to_lowercase())
}

fn check_form(algorithm: Algorithm, value: &str) -> S3Result<()> {
    let length = BASE64.decode(value).map(|bytes| bytes.len());
    if length == Ok(algorithm.length()) {
        return Ok(());
    }
    Err(refuse!(InvalidRequest, "Value for {} header is invalid.", header_of(algorithm)))
}

pub(super) fn mismatch(name: &str) -> S3Error {
    refuse!(BadDigest, "The {name} you specified did not match the calculated checksum.")
}

fn malformed_trailer() -> S3Error {
    let mut error = S3Error::with_message(
        S3ErrorCode::Custom("MalformedTrailerError".into()),
        "The request contained trailing data that was not well-formed or did not conform to our published schema.",
    );
    error.set_status_code(http::StatusCode::BAD_REQUEST);
    error
}

/// The algorithm that a request names.
pub(super) fn algorithm(named: Option<&ChecksumAlgorithm>) -> S3Result<Option<Algorithm>> {
    let Some(named) = named else { return Ok(None) };
    let known = Algorithm::from_name(named.as_str());
    known.map(Some).ok_or_else(|| {
        refuse!(
            InvalidRequest,
            "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, \
             CRC64NVME, SHA1, SHA256]"
        )
    })
}

pub(super) fn algorithm_name(algorithm: Algorithm) -> ChecksumAlgorithm {
    ChecksumAlgorithm::from_static(algorithm.name())
}

pub(super) fn kind(composite: bool) -> ChecksumType {
    ChecksumType::from_static(if composite { ChecksumType::COMPOSITE } else { ChecksumType::FULL_OBJECT })
}

pub(super) fn kind_of(checksum: Option<&Checksum>) -> Option<ChecksumType> {
    checksum.map(|checksum| kind(checksum.composite))
}
