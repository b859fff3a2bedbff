//! Hashes, and conversions between numbers, texts and bytes.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use datafusion::arrow::array::{
    ArrayRef, BinaryArray, Float32Array, Float64Array, Int32Array, Int64Array, StringArray,
};
use datafusion::arrow::datatypes::{DataType, FieldRef};
use datafusion::error::Result;
use datafusion::logical_expr::ReturnFieldArgs;
use hmac::{KeyInit, Mac};
use sha1::Digest;

use super::columns::{bytes, doubles, integers, invalid, one, texts, two};
use super::simple::{Simple, error, result};

pub(crate) fn functions() -> Vec<Simple> {
    vec![
        Simple::new("md5", binary, |a, _| hashed(a, |b| md5::Md5::digest(b).to_vec())),
        Simple::new("sha1", binary, |a, _| hashed(a, |b| sha1::Sha1::digest(b).to_vec())),
        Simple::new("sha256", binary, |a, _| hashed(a, |b| sha2::Sha256::digest(b).to_vec())),
        Simple::new("sha512", binary, |a, _| hashed(a, |b| sha2::Sha512::digest(b).to_vec())),
        Simple::new("xxhash64", binary, |a, _| hashed(a, |b| xxhash64(b).to_be_bytes().to_vec())),
        Simple::new("murmur3", binary, |a, _| hashed(a, |b| murmur3(b).to_vec())),
        Simple::new("hmac_md5", binary, |a, _| keyed(a, mac::<hmac::Hmac<md5::Md5>>)),
        Simple::new("hmac_sha1", binary, |a, _| keyed(a, mac::<hmac::Hmac<sha1::Sha1>>)),
        Simple::new("hmac_sha256", binary, |a, _| keyed(a, mac::<hmac::Hmac<sha2::Sha256>>)),
        Simple::new("hmac_sha512", binary, |a, _| keyed(a, mac::<hmac::Hmac<sha2::Sha512>>)),
        Simple::new(
            "crc32",
            |args| wants_bytes(args).and_then(|()| result(DataType::Int64)),
            |a, _| {
                let sums = one(&bytes(a, 0)?, |b| Ok(Some(i64::from(crc32(b)))))?;
                Ok(Arc::new(Int64Array::from(sums)))
            },
        ),
        Simple::new("to_hex", text_of_bytes, |a, _| {
            spelled(a, |b| b.iter().map(|byte| format!("{byte:02X}")).collect::<String>())
        }),
        Simple::new("to_base64", text_of_bytes, |a, _| spelled(a, |b| STANDARD.encode(b))),
        Simple::new("to_base64url", text_of_bytes, |a, _| spelled(a, |b| URL_SAFE.encode(b))),
        Simple::new("to_base32", text_of_bytes, |a, _| spelled(a, base32)),
        Simple::new("from_hex", bytes_of_text, |a, _| read(a, hex)),
        Simple::new("from_base64", bytes_of_text, |a, _| {
            read(a, |t| STANDARD.decode(t).map_err(|_| invalid(format!("Invalid base64: {t}"))))
        }),
        Simple::new("from_base64url", bytes_of_text, |a, _| {
            read(a, |t| URL_SAFE.decode(t).map_err(|_| invalid(format!("Invalid base64: {t}"))))
        }),
        Simple::new("from_base32", bytes_of_text, |a, _| read(a, unbase32)),
        Simple::new("to_big_endian_32", bytes_of_text, |a, _| {
            let number = |v: i64| i32::try_from(v).map_err(|_| error("NUMERIC_VALUE_OUT_OF_RANGE", "integer overflow"));
            binary_of(one(&integers(a, 0)?, |v| Ok(Some(number(v)?.to_be_bytes().to_vec())))?)
        }),
        Simple::new("to_big_endian_64", bytes_of_text, |a, _| {
            binary_of(one(&integers(a, 0)?, |v| Ok(Some(v.to_be_bytes().to_vec())))?)
        }),
        Simple::new("to_ieee754_64", bytes_of_text, |a, _| {
            binary_of(one(&doubles(a, 0)?, |v| Ok(Some(v.to_be_bytes().to_vec())))?)
        }),
        Simple::new("to_ieee754_32", bytes_of_text, |a, _| {
            #[allow(clippy::cast_possible_truncation, reason = "the argument is a real")]
            binary_of(one(&doubles(a, 0)?, |v| Ok(Some((v as f32).to_be_bytes().to_vec())))?)
        }),
        Simple::new(
            "from_big_endian_32",
            |_| result(DataType::Int32),
            |a, _| {
                let read = |b: &[u8]| Ok(Some(i32::from_be_bytes(fixed(b)?)));
                Ok(Arc::new(Int32Array::from(one(&bytes(a, 0)?, read)?)))
            },
        ),
        Simple::new(
            "from_big_endian_64",
            |_| result(DataType::Int64),
            |a, _| {
                let read = |b: &[u8]| Ok(Some(i64::from_be_bytes(fixed(b)?)));
                Ok(Arc::new(Int64Array::from(one(&bytes(a, 0)?, read)?)))
            },
        ),
        Simple::new(
            "from_ieee754_32",
            |_| result(DataType::Float32),
            |a, _| {
                let read = |b: &[u8]| Ok(Some(f32::from_be_bytes(fixed(b)?)));
                Ok(Arc::new(Float32Array::from(one(&bytes(a, 0)?, read)?)))
            },
        ),
        Simple::new(
            "from_ieee754_64",
            |_| result(DataType::Float64),
            |a, _| {
                let read = |b: &[u8]| Ok(Some(f64::from_be_bytes(fixed(b)?)));
                Ok(Arc::new(Float64Array::from(one(&bytes(a, 0)?, read)?)))
            },
        ),
        Simple::new(
            "$from_utf8",
            |args| wants_bytes(args).and_then(|()| result(DataType::Utf8)),
            |a, _| {
                let Some(_) = a.get(1) else {
                    return spelled(a, |b| String::from_utf8_lossy(b).into_owned());
                };
                let replaced = two(&bytes(a, 0)?, &texts(a, 1)?, |b, instead| {
                    let parts = b.utf8_chunks().map(|chunk| {
                        let bad = if chunk.invalid().is_empty() { "" } else { instead };
                        format!("{}{bad}", chunk.valid())
                    });
                    Ok(Some(parts.collect::<String>()))
                })?;
                Ok(Arc::new(StringArray::from(replaced)))
            },
        ),
    ]
}

/// Refuses text: Trino requires an explicit `to_utf8`.
fn wants_bytes(args: &ReturnFieldArgs) -> Result<()> {
    let fits = |field: &FieldRef| {
        matches!(field.data_type(), DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::Null)
    };
    if args.arg_fields.first().is_some_and(fits) {
        return Ok(());
    }
    Err(error("FUNCTION_NOT_FOUND", "Unexpected parameters"))
}

fn binary(args: &ReturnFieldArgs) -> Result<FieldRef> {
    wants_bytes(args)?;
    result(DataType::Binary)
}

fn text_of_bytes(args: &ReturnFieldArgs) -> Result<FieldRef> {
    wants_bytes(args)?;
    result(DataType::Utf8)
}

fn bytes_of_text(_: &ReturnFieldArgs) -> Result<FieldRef> {
    result(DataType::Binary)
}

fn binary_of(values: Vec<Option<Vec<u8>>>) -> Result<ArrayRef> {
    Ok(Arc::new(values.iter().map(Option::as_deref).collect::<BinaryArray>()))
}

fn hashed(arrays: &[ArrayRef], f: fn(&[u8]) -> Vec<u8>) -> Result<ArrayRef> {
    binary_of(one(&bytes(arrays, 0)?, |b| Ok(Some(f(b))))?)
}

fn keyed(arrays: &[ArrayRef], f: fn(&[u8], &[u8]) -> Result<Vec<u8>>) -> Result<ArrayRef> {
    binary_of(two(&bytes(arrays, 0)?, &bytes(arrays, 1)?, |b, key| f(b, key).map(Some))?)
}

fn mac<M: Mac + KeyInit>(message: &[u8], key: &[u8]) -> Result<Vec<u8>> {
    let mut mac = <M as KeyInit>::new_from_slice(key).map_err(|e| invalid(format!("Invalid key: {e}")))?;
    mac.update(message);
    Ok(mac.finalize().into_bytes().to_vec())
}

fn spelled(arrays: &[ArrayRef], f: impl Fn(&[u8]) -> String) -> Result<ArrayRef> {
    Ok(Arc::new(StringArray::from(one(&bytes(arrays, 0)?, |b| Ok(Some(f(b))))?)))
}

fn read(arrays: &[ArrayRef], f: impl Fn(&str) -> Result<Vec<u8>>) -> Result<ArrayRef> {
    // Trino also accepts these from bytes.
    let text = match arrays.first().is_some_and(super::columns::is_binary) {
        true => spelled(arrays, |b| String::from_utf8_lossy(b).into_owned())?,
        false => Arc::new(texts(arrays, 0)?),
    };
    binary_of(one(&texts(&[text], 0)?, |t| f(t).map(Some))?)
}

fn fixed<const N: usize>(bytes: &[u8]) -> Result<[u8; N]> {
    bytes.try_into().map_err(|_| invalid(format!("expected {N}-byte input, got instead: {}", bytes.len())))
}

fn hex(text: &str) -> Result<Vec<u8>> {
    if !text.len().is_multiple_of(2) {
        return Err(invalid(format!("invalid input length {}", text.len())));
    }
    let pair = |pair: &[u8]| {
        let digits = std::str::from_utf8(pair).ok().filter(|pair| pair.bytes().all(|b| b.is_ascii_hexdigit()));
        digits.and_then(|digits| u8::from_str_radix(digits, 16).ok())
    };
    text.as_bytes().chunks(2).map(|two| pair(two).ok_or_else(|| invalid("Invalid hex character"))).collect()
}

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

fn base32(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(5) {
        let word = chunk.iter().chain(&[0; 5]).take(5).fold(0_u64, |word, byte| word << 8 | u64::from(*byte));
        let digits = (chunk.len() * 8).div_ceil(5);
        for position in 0..8 {
            let index = usize::try_from(word >> (35 - 5 * position) & 31).unwrap_or(0);
            out.push(if position < digits { char::from(BASE32[index]) } else { '=' });
        }
    }
    out
}

fn unbase32(text: &str) -> Result<Vec<u8>> {
    let (mut word, mut bits, mut out) = (0_u64, 0, Vec::new());
    for letter in text.trim_end_matches('=').bytes() {
        let digit = BASE32.iter().position(|known| *known == letter.to_ascii_uppercase());
        let digit = digit.ok_or_else(|| invalid(format!("Invalid input: {text}")))?;
        word = (word << 5 | u64::try_from(digit).unwrap_or(0)) & 0xFFFF;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from(word >> bits & 0xFF).unwrap_or(0));
        }
    }
    Ok(out)
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 };
        }
    }
    !sum
}

fn word64(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// xxHash64 with seed 0, as specified.
pub(crate) fn xxhash64(bytes: &[u8]) -> u64 {
    const P: [u64; 5] = [
        0x9E37_79B1_85EB_CA87,
        0xC2B2_AE3D_27D4_EB4F,
        0x1656_67B1_9E37_79F9,
        0x85EB_CA77_C2B2_AE63,
        0x27D4_EB2F_1656_67C5,
    ];
    let round = |lane: u64, word: u64| lane.wrapping_add(word.wrapping_mul(P[1])).rotate_left(31).wrapping_mul(P[0]);
    let merge = |hash: u64, lane: u64| (hash ^ round(0, lane)).wrapping_mul(P[0]).wrapping_add(P[3]);
    let mut stripes = bytes.chunks_exact(32);
    let mut hash = if bytes.len() >= 32 {
        let mut lanes = [P[0].wrapping_add(P[1]), P[1], 0, 0_u64.wrapping_sub(P[0])];
        for stripe in stripes.by_ref() {
            for (lane, word) in lanes.iter_mut().zip(stripe.chunks(8)) {
                *lane = round(*lane, word64(word));
            }
        }
        let mixed = lanes.iter().zip([1, 7, 12, 18]).fold(0_u64, |sum, (l, by)| sum.wrapping_add(l.rotate_left(by)));
        lanes.into_iter().fold(mixed, merge)
    } else {
        P[4]
    };
    hash = hash.wrapping_add(u64::try_from(bytes.len()).unwrap_or(0));
    let mut words = stripes.remainder().chunks_exact(8);
    for word in words.by_ref() {
        hash = (hash ^ round(0, word64(word))).rotate_left(27).wrapping_mul(P[0]).wrapping_add(P[3]);
    }
    let mut rest = words.remainder();
    if rest.len() >= 4 {
        let (word, after) = rest.split_at(4);
        hash = (hash ^ word64(word).wrapping_mul(P[0])).rotate_left(23).wrapping_mul(P[1]).wrapping_add(P[2]);
        rest = after;
    }
    for byte in rest {
        hash = (hash ^ u64::from(*byte).wrapping_mul(P[4])).rotate_left(11).wrapping_mul(P[0]);
    }
    hash = (hash ^ hash >> 33).wrapping_mul(P[1]);
    hash = (hash ^ hash >> 29).wrapping_mul(P[2]);
    hash ^ hash >> 32
}

/// MurmurHash3 (x64, 128 bits) with seed 0. Like Trino, it returns the two halves as little-endian bytes.
fn murmur3(bytes: &[u8]) -> [u8; 16] {
    const C1: u64 = 0x87C3_7B91_1142_53D5;
    const C2: u64 = 0x4CF5_AD43_2745_937F;
    let k1 = |k: u64| k.wrapping_mul(C1).rotate_left(31).wrapping_mul(C2);
    let k2 = |k: u64| k.wrapping_mul(C2).rotate_left(33).wrapping_mul(C1);
    let (mut h1, mut h2) = (0_u64, 0_u64);
    let mut blocks = bytes.chunks_exact(16);
    for block in blocks.by_ref() {
        let (low, high) = block.split_at(8);
        h1 = (h1 ^ k1(word64(low))).rotate_left(27).wrapping_add(h2).wrapping_mul(5).wrapping_add(0x52DC_E729);
        h2 = (h2 ^ k2(word64(high))).rotate_left(31).wrapping_add(h1).wrapping_mul(5).wrapping_add(0x3849_5AB5);
    }
    let tail = blocks.remainder();
    if tail.len() > 8 {
        h2 ^= k2(word64(&tail[8..]));
    }
    if !tail.is_empty() {
        h1 ^= k1(word64(tail));
    }
    let length = u64::try_from(bytes.len()).unwrap_or(0);
    (h1, h2) = (h1 ^ length, h2 ^ length);
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    let mix = |mut k: u64| {
        k = (k ^ k >> 33).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
        k = (k ^ k >> 33).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
        k ^ k >> 33
    };
    (h1, h2) = (mix(h1), mix(h2));
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    let mut out = [0; 16];
    for (slot, byte) in out.iter_mut().zip(h1.to_le_bytes().into_iter().chain(h2.to_le_bytes())) {
        *slot = byte;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_match_their_specifications() {
        assert_eq!(xxhash64(b""), 0xEF46_DB37_51D8_E999);
        assert_eq!(xxhash64(b"abc"), 0x44BC_2CF5_AD77_0999);
        assert_eq!(xxhash64(b"Nobody inspects the spammish repetition"), 0xFBCE_A83C_8A37_8BF1);
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(murmur3(b""), [0; 16]);
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI======");
        assert_eq!(unbase32("MZXW6YTBOI======").unwrap_or_default(), b"foobar");
    }
}
