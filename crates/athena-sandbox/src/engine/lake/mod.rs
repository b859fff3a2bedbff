//! Tables over objects in the sandbox's S3: scans of them, and writers for statements that change rows.
//!
//! ```text
//! s3_folder.rs   s3://bucket/prefix/ and its objects          adapt.rs       conversion to the table's types
//! scan.rs        table provider for DataFusion                parse.rs       text and JSON to columns
//! read.rs        reader of one object                         lines.rs       reader of lines of text or JSON
//! write.rs       writer of objects, by partition              file.rs        file writers by format
//! codec.rs       compression codecs                           print.rs       rows to lines
//! prune.rs       partition pruning                            projection.rs  partition projection
//! transform.rs   Iceberg's partition transforms               footer.rs      Parquet footers
//! hidden.rs      hidden columns                               skip.rs        file skipping for Iceberg
//! ```

mod adapt;
mod codec;
mod file;
pub(crate) mod footer;
mod hidden;
mod lines;
mod parse;
mod print;
mod projection;
mod prune;
mod read;
mod s3_folder;
mod scan;
mod skip;
pub(crate) mod transform;
mod write;

pub(crate) use adapt::adapt;
pub(crate) use codec::Codec;
pub(crate) use hidden::Hidden;
pub(crate) use parse::column as json_column;
pub(crate) use s3_folder::S3Folder;
pub(crate) use scan::{Lake, column_types};
pub(crate) use transform::PartitionField;
pub(crate) use write::{Layout, MAX_OPEN_PARTITIONS, Pending, Writer};

use base64::engine::general_purpose::STANDARD as BASE64;

use super::catalog::StoredTable;

/// The encoding of the rows in the objects of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Parquet,
    /// Fields separated by a delimiter, without quotes.
    Delimited {
        field: char,
        escape: Option<char>,
        null: String,
        header: usize,
        /// Delimiter of the items of arrays, rows and maps.
        items: char,
        /// Delimiter between a key and its value.
        keys: char,
    },
    /// Fields in quotes, separated by a delimiter.
    Csv {
        separator: char,
        quote: char,
        escape: char,
        header: usize,
    },
    /// One JSON object per line.
    Json,
    Orc,
    Avro,
    /// A SerDe class that the sandbox does not support.
    Other(String),
}

impl Encoding {
    pub(crate) fn of(table: &StoredTable) -> Self {
        let class = table.classes.serde.to_lowercase();
        let parameter = |name: &str| table.serde_parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value);
        let character = |name: &str, default: char| parameter(name).and_then(|text| delimiter(text)).unwrap_or(default);
        let header = table.property("skip.header.line.count").and_then(|lines| lines.parse().ok()).unwrap_or(0);
        if table.iceberg.is_some() || class.contains("parquet") {
            Self::Parquet
        } else if class.contains("orcserde") {
            Self::Orc
        } else if class.contains("avro") {
            Self::Avro
        } else if class.contains("json") {
            Self::Json
        } else if class.contains("opencsvserde") {
            Self::Csv {
                separator: character("separatorChar", ','),
                quote: character("quoteChar", '"'),
                escape: character("escapeChar", '\\'),
                header,
            }
        } else if class.contains("lazysimpleserde") {
            let field = character("field.delim", character("serialization.format", '\u{1}'));
            // Hive writes the character \001 as the number 1.
            let field = if field == '1' { '\u{1}' } else { field };
            let null = parameter("serialization.null.format").cloned().unwrap_or_else(|| "\\N".to_owned());
            let escape = parameter("escape.delim").and_then(|text| delimiter(text));
            let (items, keys) = (character("collection.delim", '\u{2}'), character("mapkey.delim", '\u{3}'));
            Self::Delimited { field, escape, null, header, items, keys }
        } else {
            Self::Other(table.classes.serde.clone())
        }
    }
}

impl Encoding {
    /// The encoding of a `WITH (format = ...)` value, with the delimiter for text.
    pub(crate) fn named(format: &str, delimiter: Option<char>) -> Option<Self> {
        Some(match format {
            "PARQUET" => Self::Parquet,
            "ORC" => Self::Orc,
            "AVRO" => Self::Avro,
            "JSON" => Self::Json,
            "TEXTFILE" => Self::Delimited {
                field: delimiter.unwrap_or('\u{1}'),
                escape: None,
                null: "\\N".to_owned(),
                header: 0,
                items: '\u{2}',
                keys: '\u{3}',
            },
            _ => return None,
        })
    }

    pub(crate) fn is_text(&self) -> bool {
        matches!(self, Self::Delimited { .. } | Self::Csv { .. } | Self::Json)
    }
}

/// A delimiter as written in table properties: the character itself, or the number of a control character.
pub(crate) fn delimiter(text: &str) -> Option<char> {
    match text.parse::<u8>() {
        Ok(code) if code < 32 && text.len() > 1 => Some(char::from(code)),
        _ => text.chars().next(),
    }
}
