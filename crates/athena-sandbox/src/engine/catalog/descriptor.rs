//! Glue storage descriptors of generated tables and data folders.
//!
//! The classes are those that Athena's own `CREATE TABLE` assigns to a format. The location is only a name: the rows
//! are generated or come from a data folder, and the bucket is empty.

use super::Classes;
use super::files::Format;

const LAZY: &str = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";

/// The classes of `STORED AS`; `None` for a format that Hive does not know.
pub(crate) fn classes(format: &str) -> Option<Classes> {
    let [input, output, serde] = match format {
        "PARQUET" => [
            "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
            "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
            "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
        ],
        "TEXTFILE" => [
            "org.apache.hadoop.mapred.TextInputFormat",
            "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
            LAZY,
        ],
        "JSON" => [
            "org.apache.hadoop.mapred.TextInputFormat",
            "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
            "org.openx.data.jsonserde.JsonSerDe",
        ],
        "ORC" => [
            "org.apache.hadoop.hive.ql.io.orc.OrcInputFormat",
            "org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat",
            "org.apache.hadoop.hive.ql.io.orc.OrcSerde",
        ],
        "AVRO" => [
            "org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat",
            "org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat",
            "org.apache.hadoop.hive.serde2.avro.AvroSerDe",
        ],
        "RCFILE" => [
            "org.apache.hadoop.hive.ql.io.RCFileInputFormat",
            "org.apache.hadoop.hive.ql.io.RCFileOutputFormat",
            "org.apache.hadoop.hive.serde2.columnar.LazyBinaryColumnarSerDe",
        ],
        "SEQUENCEFILE" => [
            "org.apache.hadoop.mapred.SequenceFileInputFormat",
            "org.apache.hadoop.hive.ql.io.HiveSequenceFileOutputFormat",
            LAZY,
        ],
        "ION" => [
            "com.amazon.ionhiveserde.formats.IonInputFormat",
            "com.amazon.ionhiveserde.formats.IonOutputFormat",
            "com.amazon.ionhiveserde.IonHiveSerDe",
        ],
        _ => return None,
    };
    Some(Classes { input: input.to_owned(), output: output.to_owned(), serde: serde.to_owned() })
}

/// The storage descriptor as table parameters, which is how `GetTableMetadata` shows it.
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

/// The parameters that Athena gives every view.
pub(crate) fn of_view() -> Vec<(String, String)> {
    [("comment", "Presto View"), ("presto_view", "true")].map(|(key, value)| (key.to_owned(), value.to_owned())).into()
}
