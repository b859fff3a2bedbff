//! Test vectors: the DDL that the Python dialect writes for the same tables.
//!
//! Layout and order of clauses are the same. These differences are intended: types are in lower case, as Athena prints
//! them (reflection compares texts), there is no space after a comma in a type, there is no line end around the
//! statement, and `%` is never doubled, since no text here is a format string.

use super::*;
use crate::{Grammar, RowField, identifier};

#[test]
fn a_partitioned_table_is_written_as_by_the_dialect() {
    let table = CreateTable::external("t")
        .in_schema("s")
        .columns([ColumnDef::new("a", AthenaType::Varchar(Some(10))).with_comment("x")])
        .column("d", STRING)
        .partition_by("d")
        .location("s3://b/t")
        .file_format(FileFormat::Parquet)
        .compression(Compression::Snappy);
    check(
        table.to_sql(),
        "CREATE EXTERNAL TABLE s.t (\n\ta varchar(10) COMMENT 'x'\n)\nPARTITIONED BY (\n\td string\n)\nSTORED AS \
         PARQUET\n\
         LOCATION 's3://b/t/'\nTBLPROPERTIES (\n\t'parquet.compression' = 'SNAPPY'\n)",
    );
}

fn iceberg_table() -> CreateTable {
    CreateTable::iceberg("i")
        .in_schema("s")
        .columns([("id", AthenaType::Integer), ("ts", TIMESTAMP), ("k", STRING)])
        .partition_by(Transform::day("ts"))
        .partition_by(Transform::bucket(16, "k"))
}

#[test]
fn an_iceberg_table_is_written_as_by_the_dialect() {
    check(
        iceberg_table().location("s3://b/i").to_sql(),
        "CREATE TABLE s.i (\n\tid int,\n\tts timestamp,\n\tk string\n)\nPARTITIONED BY (\n\tday(ts),\n\tbucket(16, \
         k)\n)\n\
         LOCATION 's3://b/i/'\nTBLPROPERTIES (\n\t'table_type' = 'ICEBERG'\n)",
    );
}

#[test]
fn a_table_of_s3_tables_has_no_location() {
    for catalog in ["s3tablescatalog/bucket", "S3TablesCatalog/Bucket"] {
        check(
            iceberg_table().for_catalog(catalog).to_sql(),
            "CREATE TABLE s.i (\n\tid int,\n\tts timestamp,\n\tk string\n)\nPARTITIONED BY (\n\tday(ts),\n\
             \tbucket(16, k)\n)\n\
             TBLPROPERTIES (\n\t'table_type' = 'ICEBERG'\n)",
        );
    }
}

#[test]
fn a_clustered_table_is_written_as_by_the_dialect() {
    let table = CreateTable::external("t")
        .columns([("c1", STRING), ("c2", STRING), ("p", STRING)])
        .partition_by("p")
        .clustered_by(["c1", "c2"], 5)
        .location("s3://b/t/");
    check(
        table.to_sql(),
        "CREATE EXTERNAL TABLE t (\n\tc1 string,\n\tc2 string\n)\nPARTITIONED BY (\n\tp string\n)\nCLUSTERED BY (\n\
         \tc1,\n\tc2\n) \
         INTO 5 BUCKETS\nLOCATION 's3://b/t/'",
    );
}

#[test]
fn names_that_need_quotes_get_them() {
    let table = CreateTable::external("t")
        .columns([("_x", STRING), ("date", STRING), ("Foo", STRING), ("1st", STRING), ("$a", STRING), ("a`b", STRING)])
        .location("s3://b/t/");
    check(
        table.to_sql(),
        "CREATE EXTERNAL TABLE t (\n\t`_x` string,\n\t`date` string,\n\t`Foo` string,\n\t`1st` string,\n\t`$a` \
         string,\n\
         \t`a``b` string\n)\nLOCATION 's3://b/t/'",
    );
    // In queries `date` is not reserved, and `_x` needs no quotes.
    let in_queries = ["_x", "date", "Foo"].map(|name| identifier::quote_if_needed(name, Grammar::Trino).into_owned());
    assert_eq!(in_queries, ["_x", "date", "\"Foo\""]);
}

#[test]
fn nested_types_are_written_in_hives_spelling() {
    let row = AthenaType::Row(vec![RowField::new("a", AthenaType::Integer), RowField::new("date", AthenaType::Date)]);
    check(
        CreateTable::external("t").column("m", AthenaType::map(STRING, row)).location("s3://b/t/").to_sql(),
        "CREATE EXTERNAL TABLE t (\n\tm map<string,struct<a:int,`date`:date>>\n)\nLOCATION 's3://b/t/'",
    );
}

#[test]
fn simple_types_are_written_in_hives_spelling() {
    let types = [
        (AthenaType::Boolean, "boolean", "boolean"),
        (AthenaType::TinyInt, "tinyint", "tinyint"),
        (AthenaType::SmallInt, "smallint", "smallint"),
        (AthenaType::Integer, "int", "integer"),
        (AthenaType::BigInt, "bigint", "bigint"),
        (AthenaType::Real, "float", "real"),
        (AthenaType::Double, "double", "double"),
        // Always with both numbers: each grammar reads `DECIMAL` alone as another type.
        (AthenaType::Decimal { precision: 10, scale: 0 }, "decimal(10,0)", "decimal(10,0)"),
        (AthenaType::Decimal { precision: 10, scale: 2 }, "decimal(10,2)", "decimal(10,2)"),
        (STRING, "string", "varchar"),
        // The length stays in casts, too; the dialect drops it there.
        (AthenaType::Char(Some(3)), "char(3)", "char(3)"),
        (AthenaType::Varchar(Some(3)), "varchar(3)", "varchar(3)"),
        (AthenaType::Varbinary, "binary", "varbinary"),
        (AthenaType::Date, "date", "date"),
        (TIMESTAMP, "timestamp", "timestamp"),
        (AthenaType::array(AthenaType::Integer), "array<int>", "array(integer)"),
        (AthenaType::map(STRING, AthenaType::Integer), "map<string,int>", "map(varchar, integer)"),
    ];
    for (data_type, hive, trino) in types {
        assert_eq!(data_type.trino().to_string(), trino);
        check(
            CreateTable::external("t").column("c", data_type).location("s3://b/t/").to_sql(),
            &format!("CREATE EXTERNAL TABLE t (\n\tc {hive}\n)\nLOCATION 's3://b/t/'"),
        );
    }
}

#[test]
fn types_that_a_table_cannot_have_are_refused() {
    for (data_type, hive) in [
        (AthenaType::Time(None), "hive has no type `time`; use `string`"),
        (AthenaType::Json, "hive has no type `json`; use `string`"),
        (AthenaType::UntypedRow, "hive has no type `row`; give its inner types"),
        (AthenaType::array(AthenaType::UntypedMap), "hive has no type `map`; give its inner types"),
        // The dialect writes TIMESTAMP for any precision; here the caller must choose to lose digits.
        (AthenaType::Timestamp(Some(6)), "hive has no type `timestamp(6)`; use `timestamp`"),
    ] {
        check_error(table().column("c", data_type).to_sql(), &format!("in table `t`, column `c`: {hive}"));
    }
}

#[test]
fn the_format_decides_the_property_of_the_compression() {
    let property = |table: CreateTable| {
        let sql = table.compression(Compression::Gzip).to_sql().expect("a table with a format");
        sql.split_once("TBLPROPERTIES (\n\t").expect("a property").1.to_owned()
    };
    let parquet = RowFormat::serde("org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe");
    let orc = RowFormat::serde("org.apache.hadoop.hive.ql.io.orc.OrcSerde");
    let json = RowFormat::serde("org.openx.data.jsonserde.JsonSerDe");
    let force = RowFormat::serde("com.orc.parquet.ForceSerDe");
    let classes = FileFormat::Classes {
        input: "org.apache.hadoop.hive.ql.io.orc.OrcInputFormat".to_owned(),
        output: "org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat".to_owned(),
    };
    assert_eq!(property(table().file_format(FileFormat::Parquet)), "'parquet.compression' = 'GZIP'\n)");
    assert_eq!(property(table().file_format(FileFormat::Orc)), "'orc.compress' = 'GZIP'\n)");
    assert_eq!(property(table().file_format(FileFormat::TextFile)), "'write.compression' = 'GZIP'\n)");
    assert_eq!(property(table().file_format(classes)), "'orc.compress' = 'GZIP'\n)");
    assert_eq!(property(table().row_format(parquet.clone())), "'parquet.compression' = 'GZIP'\n)");
    assert_eq!(property(table().row_format(orc)), "'orc.compress' = 'GZIP'\n)");
    assert_eq!(property(table().row_format(force)), "'write.compression' = 'GZIP'\n)");
    assert_eq!(property(table().row_format(json)), "'write.compression' = 'GZIP'\n)");
    assert_eq!(property(table().row_format(RowFormat::delimited())), "'write.compression' = 'GZIP'\n)");
    let keyword_first = table().row_format(parquet).file_format(FileFormat::Orc);
    assert_eq!(property(keyword_first), "'orc.compress' = 'GZIP'\n)");
    // The dialect looks for a Hive format here, too, finds none, and drops the option.
    assert_eq!(property(iceberg()), "'table_type' = 'ICEBERG',\n\t'write_compression' = 'GZIP'\n)");
}

#[test]
fn quotes_are_escaped_in_comments_and_percent_signs_are_not() {
    let column = ColumnDef::of::<str>("a").with_comment(r"it's 5% of C:\");
    check(
        CreateTable::external("t").columns([column]).comment("it's 5%").location("s3://b/t/").to_sql(),
        "CREATE EXTERNAL TABLE t (\n\ta string COMMENT 'it\\'s 5% of C:\\\\'\n)\nCOMMENT 'it\\'s 5%'\nLOCATION \
         's3://b/t/'",
    );
}

#[test]
fn what_the_dialect_drops_or_garbles_is_an_error() {
    // The dialect writes a path that begins with `None`.
    check_error(
        CreateTable::external("t").column("a", STRING).to_sql(),
        "in table `t`: the table has no location; add one with `location`",
    );
    // The dialect silently writes no partition.
    let transform = Transform::from_name("week", None, "at").map(|_| String::new());
    check_error(
        transform,
        "in column `at`: `week` is not a transform; use identity, year, month, day, hour, bucket or truncate",
    );
    let transform = Transform::from_name("truncate", None, "a").map(|_| String::new());
    check_error(transform, "in column `a`: truncate needs a number; write `truncate(n, a)`");
    // The dialect silently writes no compression.
    check_error(
        table().compression(Compression::Zstd).to_sql(),
        "in table `t`: the compression needs a file format; add one with `file_format`",
    );
    // The dialect writes a path with an empty folder, which Athena does not read.
    check_error(
        table().location("s3://b//t").to_sql(),
        "in table `t`: the location has an empty folder; remove one of the two slashes: `s3://b//t/`",
    );
    // The dialect writes a property that ends its own quotes.
    check(
        table().property("note", "it's").to_sql(),
        "CREATE EXTERNAL TABLE t (\n\ta int\n)\nLOCATION 's3://b/t/'\nTBLPROPERTIES (\n\t'note' = 'it\\'s'\n)",
    );
}
