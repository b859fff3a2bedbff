//! Where and how a table is stored.

use std::collections::BTreeMap;

use athena_sql::literal::hive_string;

/// Where compression is said, the first one counts.
const COMPRESSION: [&str; 4] =
    ["write.compression", "serde.param.write.compression", "parquet.compression", "orc.compress"];

const SERDE_PARAM: &str = "serde.param.";

/// Where and how a table is stored: what `CREATE TABLE` says behind the columns. Buckets are not reported by Athena's
/// metadata calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableOptions {
    /// Where the files are, an `s3://` address as a rule; views have none.
    pub location: Option<String>,
    /// Compression of the files, by whichever property says so first: `write.compression` of the table or of its
    /// SerDe, `parquet.compression`, `orc.compress`.
    pub compression: Option<String>,
    /// The class that reads and writes rows.
    pub serde_library: Option<String>,
    /// The class that reads files.
    pub input_format: Option<String>,
    /// The class that writes files.
    pub output_format: Option<String>,
    /// `SERDEPROPERTIES`.
    pub serde_properties: BTreeMap<String, String>,
    /// `TBLPROPERTIES`: everything else that the catalog keeps of the table, the comment included.
    pub table_properties: BTreeMap<String, String>,
}

impl TableOptions {
    pub(super) fn new(mut parameters: BTreeMap<String, String>) -> Self {
        let compression = COMPRESSION.iter().find_map(|key| parameters.get(*key)).cloned();
        let mut take = |key: &str| parameters.remove(key).filter(|value| !value.is_empty());
        let location = take("location");
        let serde_library = take("serde.serialization.lib");
        let (input_format, output_format) = (take("inputformat"), take("outputformat"));
        let mut options = Self { location, compression, serde_library, input_format, output_format, ..Self::default() };
        for (key, value) in parameters {
            match key.strip_prefix(SERDE_PARAM) {
                Some(key) => options.serde_properties.insert(key.to_owned(), value),
                None => options.table_properties.insert(key, value),
            };
        }
        options
    }

    /// What stands behind `ROW FORMAT` in `CREATE TABLE`: `SERDE '...'`.
    pub fn row_format(&self) -> Option<String> {
        self.serde_library.as_deref().map(|library| format!("SERDE {}", hive_string(library)))
    }

    /// What stands behind `STORED AS` in `CREATE TABLE`: `INPUTFORMAT '...' OUTPUTFORMAT '...'`, if both are known.
    pub fn file_format(&self) -> Option<String> {
        let (input, output) = (self.input_format.as_deref()?, self.output_format.as_deref()?);
        Some(format!("INPUTFORMAT {} OUTPUTFORMAT {}", hive_string(input), hive_string(output)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(parameters: &[(&str, &str)]) -> TableOptions {
        TableOptions::new(parameters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn parameters_are_told_apart() {
        let options = options(&[
            ("location", "s3://bucket/orders/"),
            ("inputformat", "In"),
            ("outputformat", "it's"),
            ("serde.serialization.lib", "Lib"),
            ("serde.param.field.delim", ","),
            ("comment", "Orders"),
            ("EXTERNAL", "TRUE"),
        ]);
        assert_eq!(options.location.as_deref(), Some("s3://bucket/orders/"));
        assert_eq!(options.row_format().as_deref(), Some("SERDE 'Lib'"));
        assert_eq!(options.file_format().as_deref(), Some(r"INPUTFORMAT 'In' OUTPUTFORMAT 'it\'s'"));
        assert_eq!(options.serde_properties, BTreeMap::from([("field.delim".to_owned(), ",".to_owned())]));
        assert_eq!(options.table_properties.keys().collect::<Vec<_>>(), ["EXTERNAL", "comment"]);
        assert_eq!(options.compression, None);
    }

    #[test]
    fn the_first_word_on_compression_counts() {
        let all = [
            ("orc.compress", "d"),
            ("parquet.compression", "c"),
            ("serde.param.write.compression", "b"),
            ("write.compression", "a"),
        ];
        for (count, expected) in [(1, "d"), (2, "c"), (3, "b"), (4, "a")] {
            assert_eq!(options(&all[..count]).compression.as_deref(), Some(expected));
        }
    }

    #[test]
    fn half_a_file_format_is_none() {
        assert_eq!(options(&[("inputformat", "In")]).file_format(), None);
        assert_eq!(options(&[("location", "")]).location, None);
    }
}
