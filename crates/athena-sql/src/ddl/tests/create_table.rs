use super::*;

#[test]
fn all_clauses_are_written_in_order() {
    let table = CreateTable::external(("s", "t"))
        .if_not_exists()
        .columns([ColumnDef::of::<i64>("id").with_comment("key"), ColumnDef::of::<Vec<Option<String>>>("tags")])
        .columns([("d".to_owned(), AthenaType::Date)])
        .comment("orders")
        .partition_by("d")
        .clustered_by(["id"], 8)
        .row_format(RowFormat::serde("org.openx.data.jsonserde.JsonSerDe"))
        .serde_properties([("ignore.malformed.json", "true"), ("mapping.id", "ID")])
        .file_format(FileFormat::Classes { input: "in.Format".to_owned(), output: "out.Format".to_owned() })
        .location("s3://b")
        .property("classification", "json")
        .properties([("b", "2"), ("a", "1"), ("classification", "text")]);
    check(
        table.to_sql(),
        "CREATE EXTERNAL TABLE IF NOT EXISTS s.t (\n\tid bigint COMMENT 'key',\n\ttags array<string>\n)\nCOMMENT \
         'orders'\n\
         PARTITIONED BY (\n\td date\n)\nCLUSTERED BY (\n\tid\n) INTO 8 BUCKETS\n\
         ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'\n\
         WITH SERDEPROPERTIES (\n\t'ignore.malformed.json' = 'true',\n\t'mapping.id' = 'ID'\n)\n\
         STORED AS INPUTFORMAT 'in.Format' OUTPUTFORMAT 'out.Format'\nLOCATION 's3://b/'\n\
         TBLPROPERTIES (\n\t'classification' = 'text',\n\t'b' = '2',\n\t'a' = '1'\n)",
    );
}

#[test]
fn all_delimiters_are_written() {
    let format = RowFormat::delimited()
        .fields_terminated_by("\t")
        .escaped_by("\\")
        .collection_items_terminated_by("\u{2}")
        .map_keys_terminated_by("3")
        .lines_terminated_by("\n")
        .null_defined_as("\\N");
    check(
        table().row_format(format).file_format(FileFormat::TextFile).to_sql(),
        "CREATE EXTERNAL TABLE t (\n\ta int\n)\nROW FORMAT DELIMITED\n\tFIELDS TERMINATED BY '\\t'\n\tESCAPED BY \
         '\\\\'\n\
         \tCOLLECTION ITEMS TERMINATED BY '\\002'\n\tMAP KEYS TERMINATED BY '3'\n\tLINES TERMINATED BY '\\n'\n\
         \tNULL DEFINED AS '\\\\N'\nSTORED AS TEXTFILE\nLOCATION 's3://b/t/'",
    );
}

#[test]
fn the_column_of_a_partition_is_found_in_any_case_and_keeps_its_comment() {
    let table = table().columns([ColumnDef::of::<i32>("Year").with_comment("of sale")]).partition_by("year");
    check(
        table.to_sql(),
        "CREATE EXTERNAL TABLE t (\n\ta int\n)\nPARTITIONED BY (\n\t`Year` int COMMENT 'of sale'\n)\nLOCATION \
         's3://b/t/'",
    );
}

#[test]
fn partitions_keep_their_own_order() {
    let table = table().columns([("x", STRING), ("y", STRING)]).partition_by("y").partition_by("x");
    check(
        table.to_sql(),
        "CREATE EXTERNAL TABLE t (\n\ta int\n)\nPARTITIONED BY (\n\ty string,\n\tx string\n)\nLOCATION 's3://b/t/'",
    );
}

#[test]
fn all_transforms_of_iceberg_are_written() {
    let table = CreateTable::iceberg("t")
        .columns([("id", AthenaType::BigInt), ("date", AthenaType::Date), ("at", TIMESTAMP), ("k", STRING)])
        .partition_by("k")
        .partition_by(Transform::year("date"))
        .partition_by(Transform::month("date"))
        .partition_by(Transform::day("at"))
        .partition_by(Transform::hour("at"))
        .partition_by(Transform::bucket(16, "id"))
        .partition_by(Transform::truncate(4, "k"))
        .comment("events")
        .location("s3://b/t/")
        .property("format", "parquet");
    check(
        table.to_sql(),
        "CREATE TABLE t (\n\tid bigint,\n\t`date` date,\n\tat timestamp,\n\tk string\n)\nCOMMENT 'events'\n\
         PARTITIONED BY (\n\
         \tk,\n\tyear(`date`),\n\tmonth(`date`),\n\tday(at),\n\thour(at),\n\tbucket(16, id),\n\ttruncate(4, k)\n)\n\
         LOCATION 's3://b/t/'\nTBLPROPERTIES (\n\t'table_type' = 'ICEBERG',\n\t'format' = 'parquet'\n)",
    );
}

#[test]
fn a_compression_that_is_a_property_already_is_written_once() {
    let table = table().file_format(FileFormat::Orc).property("orc.compress", "zlib").compression(Compression::Zlib);
    check(
        table.to_sql(),
        "CREATE EXTERNAL TABLE t (\n\ta int\n)\nSTORED AS ORC\nLOCATION 's3://b/t/'\n\
         TBLPROPERTIES (\n\t'orc.compress' = 'zlib'\n)",
    );
}
