//! What Glue would say of how a table is stored.
//!
//! The classes are those that Athena's own `CREATE TABLE` gives to a format. The location is only a name: the rows are
//! generated, or come from a data folder, and nothing lies in that bucket.

use super::files::Format;

/// The storage descriptor as `GetTableMetadata` shows it, among the parameters.
pub(crate) fn storage(format: Format, database: &str, table: &str) -> Vec<(String, String)> {
    const TEXT: [&str; 2] =
        ["org.apache.hadoop.mapred.TextInputFormat", "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"];
    let ([input, output], serde, serde_parameters): (_, _, &[_]) = match format {
        Format::Parquet => (
            [
                "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
                "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
            ],
            "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
            &[("serde.param.serialization.format", "1")],
        ),
        Format::Csv => (
            TEXT,
            "org.apache.hadoop.hive.serde2.OpenCSVSerde",
            &[("serde.param.quoteChar", "\""), ("serde.param.separatorChar", ",")],
        ),
        Format::Json => (TEXT, "org.openx.data.jsonserde.JsonSerDe", &[("serde.param.serialization.format", "1")]),
    };
    let location = format!("s3://sandbox-data/{database}/{table}/");
    let parameters = [
        ("location", location.as_str()),
        ("inputformat", input),
        ("outputformat", output),
        ("serde.serialization.lib", serde),
    ];
    parameters.iter().chain(serde_parameters).map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// The parameters that Athena gives to every view.
pub(crate) fn of_view() -> Vec<(String, String)> {
    [("comment", "Presto View"), ("presto_view", "true")].map(|(key, value)| (key.to_owned(), value.to_owned())).into()
}
