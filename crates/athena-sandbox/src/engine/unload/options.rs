//! What `WITH (...)` asks for.

use parquet::basic::{Compression, GzipLevel, ZstdLevel};

use crate::engine::contract::Failure;
use crate::engine::failure::{not_supported, user};
use crate::engine::sql::Property;

/// An UNLOAD that this engine can carry out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) compression: Compression,
}

const FORMATS: [&str; 5] = ["AVRO", "JSON", "ORC", "PARQUET", "TEXTFILE"];

impl Options {
    pub(crate) fn read(properties: &[(String, Property)]) -> Result<Self, Failure> {
        let mut format = None;
        let mut codec = "GZIP".to_owned();
        let mut level = None;
        for (name, value) in properties {
            match (name.as_str(), value) {
                ("format", Property::Text(text)) => format = Some(text.to_uppercase()),
                ("compression", Property::Text(text)) => codec = text.to_uppercase(),
                ("compression_level", Property::Number(number)) => {
                    level = Some(number.parse::<i32>().map_err(|_| invalid(name, number))?);
                }
                ("field_delimiter", Property::Text(_)) => {}
                ("partitioned_by", Property::List(columns)) if columns.is_empty() => {}
                ("partitioned_by", Property::List(_)) => {
                    return Err(not_supported("UNLOAD with partitioned_by is not supported by the sandbox"));
                }
                ("format" | "compression" | "compression_level" | "field_delimiter" | "partitioned_by", _) => {
                    return Err(property(&format!("Unable to set UNLOAD property '{name}' to {value:?}")));
                }
                _ => return Err(property(&format!("UNLOAD property '{name}' does not exist"))),
            }
        }
        let format = format.ok_or_else(|| property("UNLOAD property 'format' is required"))?;
        if !FORMATS.contains(&format.as_str()) {
            return Err(invalid("format", &format));
        }
        if format != "PARQUET" {
            return Err(not_supported(&format!("UNLOAD to {format} is not supported by the sandbox")));
        }
        if level.is_some() && codec != "ZSTD" {
            return Err(property("UNLOAD property 'compression_level' is for ZSTD compression only"));
        }
        let compression = match codec.as_str() {
            "GZIP" => Compression::GZIP(GzipLevel::default()),
            "NONE" | "UNCOMPRESSED" => Compression::UNCOMPRESSED,
            "SNAPPY" => Compression::SNAPPY,
            "ZSTD" => {
                let level = level.unwrap_or(3);
                let level = ZstdLevel::try_new(level).map_err(|_| invalid("compression_level", &level.to_string()))?;
                Compression::ZSTD(level)
            }
            other => return Err(invalid("compression", other)),
        };
        Ok(Self { compression })
    }
}

fn property(message: &str) -> Failure {
    user("INVALID_TABLE_PROPERTY", message)
}

fn invalid(name: &str, value: &str) -> Failure {
    property(&format!("'{value}' is not a value of the UNLOAD property '{name}'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_required_and_gzip_the_default() {
        let text = |name: &str, value: &str| (name.to_owned(), Property::Text(value.to_owned()));
        let read = |properties: &[(String, Property)]| Options::read(properties).map_err(|failure| failure.reason);
        let gzip = Options { compression: Compression::GZIP(GzipLevel::default()) };
        assert_eq!(read(&[text("format", "parquet")]), Ok(gzip));
        let snappy = Options { compression: Compression::SNAPPY };
        assert_eq!(read(&[text("compression", "Snappy"), text("format", "PARQUET")]), Ok(snappy));
        for (properties, expected) in [
            (vec![], "INVALID_TABLE_PROPERTY: UNLOAD property 'format' is required"),
            (vec![text("format", "orc")], "NOT_SUPPORTED: UNLOAD to ORC is not supported by the sandbox"),
            (
                vec![text("format", "XML")],
                "INVALID_TABLE_PROPERTY: 'XML' is not a value of the UNLOAD property 'format'",
            ),
            (
                vec![text("format", "PARQUET"), text("compression", "LZO")],
                "INVALID_TABLE_PROPERTY: 'LZO' is not a value of the UNLOAD property 'compression'",
            ),
            (
                vec![text("format", "PARQUET"), text("colour", "red")],
                "INVALID_TABLE_PROPERTY: UNLOAD property 'colour' does not exist",
            ),
        ] {
            assert_eq!(read(&properties), Err(expected.to_owned()));
        }
    }
}
