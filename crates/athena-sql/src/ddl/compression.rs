//! Compression of a table's files, and the table property for it.

use std::str::FromStr;

use super::{DdlParseError, FileFormat, RowFormat};

/// The compression of a table's files. The user guide, "Use compression in Athena", lists the compressions that each
/// file format supports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Compression {
    /// No compression.
    None,
    /// bzip2
    Bzip2,
    /// DEFLATE
    Deflate,
    /// gzip
    Gzip,
    /// LZ4
    Lz4,
    /// LZO
    Lzo,
    /// Snappy
    Snappy,
    /// zlib
    Zlib,
    /// Zstandard
    Zstd,
}

const NAMES: &[(Compression, &str)] = &[
    (Compression::None, "NONE"),
    (Compression::Bzip2, "BZIP2"),
    (Compression::Deflate, "DEFLATE"),
    (Compression::Gzip, "GZIP"),
    (Compression::Lz4, "LZ4"),
    (Compression::Lzo, "LZO"),
    (Compression::Snappy, "SNAPPY"),
    (Compression::Zlib, "ZLIB"),
    (Compression::Zstd, "ZSTD"),
];

impl Compression {
    /// The name as Athena writes it: `SNAPPY`.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(known, _)| *known == self).map_or("NONE", |&(_, name)| name)
    }

    /// Reads a name in any case; `UNCOMPRESSED` is read as [`Compression::None`].
    ///
    /// # Errors
    ///
    /// Athena has no compression of this name.
    pub fn parse(text: &str) -> Result<Self, DdlParseError> {
        let name = text.trim();
        if name.eq_ignore_ascii_case("uncompressed") {
            return Ok(Self::None);
        }
        NAMES.iter().find(|(_, known)| known.eq_ignore_ascii_case(name)).map(|&(known, _)| known).ok_or_else(|| {
            let names: Vec<_> = NAMES.iter().map(|&(_, name)| name).collect();
            DdlParseError::new("compression", 0, format!("`{name}` is not one of {}", names.join(", ")))
        })
    }

    /// The table property for the compression, by the file format, or else by the class of the SerDe; `None` if
    /// the table has neither.
    pub(super) fn property(file: Option<&FileFormat>, row: Option<&RowFormat>) -> Option<&'static str> {
        // Each word in the simple name of a class is capitalised, so `OrcSerde` matches and `ForceSerDe` does not.
        let of_class = |class: &str| match class.rsplit('.').next().unwrap_or_default() {
            name if name.contains("Parquet") => "parquet.compression",
            name if name.contains("Orc") => "orc.compress",
            _ => "write.compression",
        };
        match (file, row) {
            (Some(FileFormat::Parquet), _) => Some("parquet.compression"),
            (Some(FileFormat::Orc), _) => Some("orc.compress"),
            (Some(FileFormat::Classes { output, .. }), _) => Some(of_class(output)),
            (Some(_), _) => Some("write.compression"),
            (None, Some(RowFormat::Serde(class))) => Some(of_class(class)),
            (None, Some(RowFormat::Delimited(_))) => Some("write.compression"),
            (None, None) => None,
        }
    }
}

impl FromStr for Compression {
    type Err = DdlParseError;

    fn from_str(text: &str) -> Result<Self, DdlParseError> {
        Self::parse(text)
    }
}
