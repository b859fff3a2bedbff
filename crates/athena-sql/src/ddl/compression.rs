//! Compression of a table's files, and where a table says it.

use std::str::FromStr;

use super::{DdlParseError, FileFormat, RowFormat};

/// How the files of a table are compressed (user guide, "Use compression in Athena"). Not every file format knows every
/// one; the page has the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Compression {
    /// Not at all.
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

    /// Reads a name in any case; `UNCOMPRESSED` is [`Compression::None`].
    ///
    /// # Errors
    ///
    /// The name is none of Athena's.
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

    /// The table property for it, by the file format, or else by the class of the SerDe; `None` if neither is known.
    pub(super) fn property(file: Option<&FileFormat>, row: Option<&RowFormat>) -> Option<&'static str> {
        // The simple name of a class has its words in capitals: `OrcSerde`, not `ForceSerDe`.
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
