//! Compression codecs, and the formats that support them.

use std::io::{self, Read, Write};

use arrow_avro::compression::CompressionCodec;
use orc_rust::compression::CompressionType;
use parquet::basic::{Compression, GzipLevel, ZstdLevel};

use super::Encoding;

/// A compression codec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Codec {
    None,
    Gzip,
    Snappy,
    Zstd(Option<i32>),
    Bzip2,
    Lz4,
}

impl Codec {
    /// The codec of a name in the table properties; `None` for an unknown name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name.to_uppercase().as_str() {
            "NONE" | "UNCOMPRESSED" => Self::None,
            // Gzip and zlib frames both contain DEFLATE data.
            "GZIP" | "ZLIB" | "DEFLATE" => Self::Gzip,
            "SNAPPY" => Self::Snappy,
            "ZSTD" => Self::Zstd(None),
            "BZIP2" => Self::Bzip2,
            "LZ4" => Self::Lz4,
            _ => return None,
        })
    }

    pub(crate) fn with_level(self, level: i32) -> Option<Self> {
        match self {
            Self::Zstd(_) if (1..=22).contains(&level) => Some(Self::Zstd(Some(level))),
            _ => None,
        }
    }

    /// Returns whether objects of the format can be written with this codec.
    pub(crate) fn fits(self, encoding: &Encoding) -> bool {
        match encoding {
            Encoding::Parquet => matches!(self, Self::None | Self::Gzip | Self::Snappy | Self::Zstd(_)),
            Encoding::Orc => self != Self::Bzip2,
            Encoding::Avro => self != Self::Lz4,
            _ => matches!(self, Self::None | Self::Gzip | Self::Zstd(_) | Self::Bzip2),
        }
    }

    pub(super) fn parquet(self) -> Compression {
        match self {
            Self::None => Compression::UNCOMPRESSED,
            Self::Snappy => Compression::SNAPPY,
            Self::Zstd(level) => {
                Compression::ZSTD(level.and_then(|level| ZstdLevel::try_new(level).ok()).unwrap_or_default())
            }
            Self::Gzip | Self::Bzip2 | Self::Lz4 => Compression::GZIP(GzipLevel::default()),
        }
    }

    pub(super) fn orc(self) -> Option<CompressionType> {
        match self {
            Self::None => None,
            Self::Gzip | Self::Bzip2 => Some(CompressionType::Zlib),
            Self::Snappy => Some(CompressionType::Snappy),
            Self::Zstd(_) => Some(CompressionType::Zstd),
            Self::Lz4 => Some(CompressionType::Lz4),
        }
    }

    pub(super) fn avro(self) -> Option<CompressionCodec> {
        match self {
            Self::None => None,
            Self::Gzip | Self::Lz4 => Some(CompressionCodec::Deflate),
            Self::Snappy => Some(CompressionCodec::Snappy),
            Self::Zstd(_) => Some(CompressionCodec::ZStandard),
            Self::Bzip2 => Some(CompressionCodec::Bzip2),
        }
    }

    /// The extension of a text object. Hive determines the compression of a text object by its name alone.
    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::None | Self::Snappy | Self::Lz4 => "",
            Self::Gzip => ".gz",
            Self::Zstd(_) => ".zst",
            Self::Bzip2 => ".bz2",
        }
    }
}

/// Decompresses a text object by the extension of its name. Returns `None` for a known extension that is not supported.
pub(super) fn reader(name: &str, file: impl Read + Send + 'static) -> io::Result<Option<Box<dyn Read + Send>>> {
    let file = io::BufReader::new(file);
    let ending = name.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, ending)| ending);
    Ok(Some(match ending.to_lowercase().as_str() {
        "gz" | "gzip" => Box::new(flate2::bufread::MultiGzDecoder::new(file)),
        "deflate" => Box::new(flate2::bufread::ZlibDecoder::new(file)),
        "bz2" => Box::new(bzip2::bufread::MultiBzDecoder::new(file)),
        "zst" | "zstd" => Box::new(zstd::stream::read::Decoder::with_buffer(file)?),
        "snappy" | "lz4" | "lzo" => return Ok(None),
        _ => Box::new(file),
    }))
}

/// A compressor of text objects.
pub(super) enum Encoder {
    Plain(Vec<u8>),
    Gzip(flate2::write::GzEncoder<Vec<u8>>),
    Zstd(zstd::stream::write::Encoder<'static, Vec<u8>>),
    Bzip2(bzip2::write::BzEncoder<Vec<u8>>),
}

impl Encoder {
    pub(super) fn new(codec: Codec) -> io::Result<Self> {
        Ok(match codec {
            Codec::None | Codec::Snappy | Codec::Lz4 => Self::Plain(Vec::new()),
            Codec::Gzip => Self::Gzip(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default())),
            Codec::Zstd(level) => Self::Zstd(zstd::stream::write::Encoder::new(Vec::new(), level.unwrap_or(3))?),
            Codec::Bzip2 => Self::Bzip2(bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default())),
        })
    }

    /// Compresses bytes and returns the output that is ready.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let ready = match self {
            Self::Plain(out) => {
                out.extend_from_slice(bytes);
                out
            }
            Self::Gzip(encoder) => {
                encoder.write_all(bytes)?;
                encoder.get_mut()
            }
            Self::Zstd(encoder) => {
                encoder.write_all(bytes)?;
                encoder.get_mut()
            }
            Self::Bzip2(encoder) => {
                encoder.write_all(bytes)?;
                encoder.get_mut()
            }
        };
        Ok(std::mem::take(ready))
    }

    pub(super) fn finish(self) -> io::Result<Vec<u8>> {
        match self {
            Self::Plain(out) => Ok(out),
            Self::Gzip(encoder) => encoder.finish(),
            Self::Zstd(encoder) => encoder.finish(),
            Self::Bzip2(encoder) => encoder.finish(),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn compressed_text_reads_back() {
        for codec in [Codec::None, Codec::Gzip, Codec::Zstd(Some(5)), Codec::Bzip2] {
            let mut encoder = Encoder::new(codec).unwrap();
            let mut bytes = encoder.write(b"first\n").unwrap();
            bytes.extend(encoder.write(b"second\n").unwrap());
            bytes.extend(encoder.finish().unwrap());
            let name = format!("folder.with/name{}", codec.extension());
            let mut text = String::new();
            reader(&name, io::Cursor::new(bytes)).unwrap().unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, "first\nsecond\n", "{codec:?}");
        }
        assert!(reader("a.snappy", io::empty()).unwrap().is_none());
    }
}
