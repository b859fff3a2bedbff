//! Tables over objects in the sandbox's S3: read when a query scans them, written by the statements that change rows.
//!
//! ```text
//! place.rs    s3://bucket/prefix/, and the objects below it     adapt.rs   a file's columns as the table's
//! scan.rs     the table as DataFusion reads it                  parse.rs   texts and JSON as columns
//! read.rs     one object that has columns                       lines.rs   one object of lines of text or JSON
//! write.rs    rows as objects, by partitions                    file.rs    rows as the bytes of files
//! codec.rs    compressions                                      print.rs   rows as lines
//! prune.rs    the partitions that a query needs                 projection.rs  partitions told by properties
//! transform.rs  Iceberg's partitions                            footer.rs  what a Parquet file tells of itself
//! hidden.rs   where rows lie, as columns                          skip.rs    the files that a query of Iceberg needs
//! ```

mod adapt;
mod codec;
mod file;
pub(crate) mod footer;
mod hidden;
mod lines;
mod parse;
mod place;
mod print;
mod projection;
mod prune;
mod read;
mod scan;
mod skip;
pub(crate) mod transform;
mod write;

pub(crate) use adapt::adapt;
pub(crate) use codec::Codec;
pub(crate) use hidden::Hidden;
pub(crate) use parse::column as json_column;
pub(crate) use place::Place;
pub(crate) use scan::{Lake, column_types};
pub(crate) use transform::PartitionField;
pub(crate) use write::{Layout, MOST_OPEN, Pending, Writer};

use base64::engine::general_purpose::STANDARD as BASE64;

use super::catalog::Made;

/// How the rows lie in the objects of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Parquet,
    /// Fields between delimiters, without quotes.
    Delimited {
        field: char,
        escape: Option<char>,
        null: String,
        header: usize,
        /// Between the items of arrays, rows and maps.
        items: char,
        /// Between a key and its value.
        keys: char,
    },
    /// Fields in quotes.
    Csv {
        separator: char,
        quote: char,
        escape: char,
        header: usize,
    },
    /// An object to a line.
    Json,
    Orc,
    Avro,
    /// A class that the sandbox does not have.
    Other(String),
}

impl Encoding {
    pub(crate) fn of(table: &Made) -> Self {
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
            // Hive writes \001 as a number.
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
    /// What `WITH (format = ...)` calls it, with the delimiter of a text.
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

/// A delimiter as it is written into the properties: itself, or the number of a control character.
pub(crate) fn delimiter(text: &str) -> Option<char> {
    match text.parse::<u8>() {
        Ok(code) if code < 32 && text.len() > 1 => Some(char::from(code)),
        _ => text.chars().next(),
    }
}
