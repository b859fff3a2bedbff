//! Options of the `WITH (...)` clause of UNLOAD.

use crate::engine::contract::Failure;
use crate::engine::failure::{not_supported, user};
use crate::engine::lake::{Codec, Encoding, delimiter};
use crate::engine::sql::Property;

/// The validated options of an UNLOAD.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) encoding: Encoding,
    pub(crate) codec: Codec,
    /// Column names in lower case.
    pub(crate) partitioned_by: Vec<String>,
}

impl Options {
    pub(crate) fn read(properties: &[(String, Property)]) -> Result<Self, Failure> {
        let mut format = None;
        let mut codec = None;
        let mut level = None;
        let mut field = None;
        let mut partitioned_by = Vec::new();
        for (name, value) in properties {
            match (name.as_str(), value) {
                ("format", Property::Text(text)) => format = Some(text.to_uppercase()),
                ("compression", Property::Text(text)) => codec = Some(text.to_uppercase()),
                ("compression_level", Property::Number(number)) => {
                    level = Some(number.parse::<i32>().map_err(|_| invalid(name, number))?);
                }
                ("field_delimiter", Property::Text(text)) => {
                    field = Some(delimiter(text).ok_or_else(|| invalid(name, text))?);
                }
                ("partitioned_by", Property::List(columns)) => {
                    partitioned_by = columns.iter().map(|column| column.to_lowercase()).collect();
                }
                ("format" | "compression" | "compression_level" | "field_delimiter" | "partitioned_by", _) => {
                    return Err(property(&format!("Unable to set UNLOAD property '{name}' to {value:?}")));
                }
                _ => return Err(property(&format!("UNLOAD property '{name}' does not exist"))),
            }
        }
        let format = format.ok_or_else(|| property("UNLOAD property 'format' is required"))?;
        let encoding = Encoding::named(&format, field).ok_or_else(|| invalid("format", &format))?;
        let name = codec.unwrap_or_else(|| "GZIP".to_owned());
        let mut codec = Codec::named(&name).ok_or_else(|| invalid("compression", &name))?;
        if let Some(level) = level {
            let Codec::Zstd(_) = codec else {
                return Err(property("UNLOAD property 'compression_level' is for ZSTD compression only"));
            };
            codec = codec.with_level(level).ok_or_else(|| invalid("compression_level", &level.to_string()))?;
        }
        if !codec.fits(&encoding) {
            return Err(not_supported(&format!("{name} compression is not supported for {format}")));
        }
        Ok(Self { encoding, codec, partitioned_by })
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
        let parquet = |codec| Options { encoding: Encoding::Parquet, codec, partitioned_by: Vec::new() };
        assert_eq!(read(&[text("format", "parquet")]), Ok(parquet(Codec::Gzip)));
        assert_eq!(read(&[text("compression", "Snappy"), text("format", "PARQUET")]), Ok(parquet(Codec::Snappy)));
        let level = ("compression_level".to_owned(), Property::Number("7".to_owned()));
        let zstd = [text("format", "PARQUET"), text("compression", "zstd"), level.clone()];
        assert_eq!(read(&zstd), Ok(parquet(Codec::Zstd(Some(7)))));
        let tabs = read(&[text("format", "TEXTFILE"), text("field_delimiter", "\t")]);
        assert_eq!(
            tabs.map(|options| options.encoding),
            Ok(Encoding::named("TEXTFILE", Some('\t')).unwrap_or(Encoding::Json))
        );
        for (properties, expected) in [
            (vec![], "INVALID_TABLE_PROPERTY: UNLOAD property 'format' is required"),
            (
                vec![text("format", "XML")],
                "INVALID_TABLE_PROPERTY: 'XML' is not a value of the UNLOAD property 'format'",
            ),
            (
                vec![text("format", "PARQUET"), text("compression", "LZO")],
                "INVALID_TABLE_PROPERTY: 'LZO' is not a value of the UNLOAD property 'compression'",
            ),
            (
                vec![text("format", "PARQUET"), text("compression", "LZ4")],
                "NOT_SUPPORTED: LZ4 compression is not supported for PARQUET",
            ),
            (
                vec![text("format", "PARQUET"), level],
                "INVALID_TABLE_PROPERTY: UNLOAD property 'compression_level' is for ZSTD compression only",
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
