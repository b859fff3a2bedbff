//! Errors of table definitions, each with a cure.

use super::*;
use crate::{MAX_STATEMENT_BYTES, RowField, identifier};

#[test]
fn columns_need_a_unique_name_and_a_short_comment() {
    check_error(
        CreateTable::external("t").location("s3://b/t/").to_sql(),
        "in table `t`: a table needs at least one column",
    );
    check_error(
        table().column("A", STRING).to_sql(),
        "in table `t`, column `A`: the column appears twice; remove or rename one",
    );
    check_error(
        table().column("", STRING).to_sql(),
        "in table `t`, column ``: a name needs at least one character (byte 0)",
    );
    let long = "x".repeat(identifier::MAX_BYTES + 1);
    check_error(
        table().column(&*long, STRING).to_sql(),
        &format!("in table `t`, column `{long}`: a name has at most 255 bytes; shorten it (byte 255)"),
    );
    check_error(
        table().column("x\ny", STRING).to_sql(),
        "in table `t`, column `x\ny`: a name is a single line; remove the control character at byte 1",
    );
    check_error(
        table().columns([ColumnDef::of::<str>("c").with_comment("x".repeat(256))]).to_sql(),
        "in table `t`, column `c`: the comment has 256 characters, Glue accepts 255",
    );
    assert!(table().columns([ColumnDef::of::<str>("c").with_comment("é".repeat(255))]).to_sql().is_ok());
    check_error(
        table().columns([ColumnDef::of::<str>("c").with_comment("x\ny")]).to_sql(),
        "in table `t`, column `c`: a comment of a column is a single line; remove the control character at byte 1",
    );
}

#[test]
fn fields_need_a_unique_name() {
    let row = |names: &[&str]| {
        let fields = names.iter().map(|name| RowField::new(*name, STRING)).collect();
        table().column("c", AthenaType::array(AthenaType::Row(fields))).to_sql()
    };
    check_error(row(&["a", "A"]), "in table `t`, column `c`: the field `A` appears twice; remove or rename one");
    check_error(row(&[]), "in table `t`, column `c`: a struct needs at least one field");
    check_error(row(&[""]), "in table `t`, column `c`: a name needs at least one character (byte 0)");
    check_error(
        row(&["\n"]),
        "in table `t`, column `c`: a name is a single line; remove the control character at byte 0",
    );
}

#[test]
fn names_cannot_contain_dots_or_be_empty() {
    check_error(
        CreateTable::external("s.t").column("a", STRING).location("s3://b/t/").to_sql(),
        "in table `s.t`: the name of a table cannot contain a dot; give the schema separately, with `in_schema`",
    );
    check_error(table().in_schema("").to_sql(), "in table `.t`: a name needs at least one character (byte 0)");
}

#[test]
fn partitions_need_a_column_that_suits_the_transform() {
    check_error(
        table().partition_by("d").to_sql(),
        "in table `t`, column `d`: the table is partitioned by a column that it does not have; add the column",
    );
    check_error(
        table().column("d", STRING).partition_by("d").partition_by("D").to_sql(),
        "in table `t`: the table is partitioned by `D` twice; remove one",
    );
    check_error(
        table().partition_by("a").to_sql(),
        "in table `t`: all columns are partition columns; add at least one other column",
    );
    check_error(
        table().column("d", AthenaType::Date).partition_by(Transform::day("d")).to_sql(),
        "in table `t`, column `d`: only Iceberg tables are partitioned by `day(d)`; use the column itself",
    );
    check_error(
        table().column("d", AthenaType::array(STRING)).partition_by("d").to_sql(),
        "in table `t`, column `d`: a partition by `d` needs a type that is not nested, the column is `array<string>`",
    );
    check_error(
        iceberg().partition_by(Transform::bucket(0, "a")).to_sql(),
        "in table `t`, column `a`: `bucket(0, a)` needs at least 1 bucket",
    );
    check_error(
        iceberg().partition_by(Transform::truncate(0, "a")).to_sql(),
        "in table `t`, column `a`: `truncate(0, a)` needs a width of at least 1",
    );
    check_error(
        iceberg().partition_by(Transform::hour("a")).to_sql(),
        "in table `t`, column `a`: a partition by `hour(a)` needs timestamp, the column is `int`",
    );
    check_error(
        iceberg().partition_by(Transform::truncate(4, "at")).to_sql(),
        "in table `t`, column `at`: a partition by `truncate(4, at)` needs int, bigint, decimal or string, \
         the column is `timestamp`",
    );
    check_error(
        iceberg().column("x", AthenaType::Double).partition_by(Transform::bucket(4, "x")).to_sql(),
        "in table `t`, column `x`: a partition by `bucket(4, x)` needs int, bigint, decimal, date, timestamp, string \
         or \
         binary, the column is `double`",
    );
}

#[test]
fn buckets_need_columns_that_are_not_partitions() {
    check_error(table().clustered_by(["a"], 0).to_sql(), "in table `t`: CLUSTERED BY needs at least 1 bucket");
    check_error(
        table().clustered_by(Vec::<String>::new(), 1).to_sql(),
        "in table `t`: CLUSTERED BY needs at least one column",
    );
    check_error(
        table().clustered_by(["x"], 1).to_sql(),
        "in table `t`, column `x`: the table is clustered by a column that it does not have; add the column",
    );
    check_error(
        table().clustered_by(["a", "a"], 1).to_sql(),
        "in table `t`, column `a`: the table is clustered by the column twice; remove one",
    );
    check_error(
        table().column("d", STRING).partition_by("d").clustered_by(["d"], 1).to_sql(),
        "in table `t`, column `d`: a partition column cannot be a bucket column, too; remove one of the two",
    );
}

#[test]
fn clauses_must_apply_to_the_kind_of_table() {
    check_error(
        table().property("TABLE_TYPE", "iceberg").to_sql(),
        "in table `t`: an external table cannot have 'table_type' = 'ICEBERG'; use `CreateTable::iceberg`",
    );
    check_error(
        iceberg().property("table_type", "hive").to_sql(),
        "in table `t`: an Iceberg table has 'table_type' = 'ICEBERG', not 'hive'",
    );
    check_error(
        iceberg().file_format(FileFormat::Parquet).to_sql(),
        "in table `t`: an Iceberg table has no STORED AS; use the property `format`",
    );
    check_error(
        iceberg().row_format(RowFormat::delimited()).to_sql(),
        "in table `t`: an Iceberg table has no ROW FORMAT",
    );
    check_error(
        iceberg().serde_properties([("a", "b")]).to_sql(),
        "in table `t`: an Iceberg table has no SERDEPROPERTIES",
    );
    check_error(
        iceberg().clustered_by(["a"], 1).to_sql(),
        "in table `t`: an Iceberg table has no CLUSTERED BY; use `partition_by` with `Transform::bucket`",
    );
    check_error(
        iceberg().column("x", AthenaType::array(AthenaType::TinyInt)).to_sql(),
        "in table `t`, column `x`: iceberg has no type `tinyint`; use `int`",
    );
    check_error(
        table().serde_properties([("a", "b")]).to_sql(),
        "in table `t`: SERDEPROPERTIES need ROW FORMAT SERDE; add it with `row_format`",
    );
}

#[test]
fn tables_of_s3_tables_are_iceberg_without_location_and_comment() {
    let of_bucket = |table: CreateTable| table.for_catalog("s3tablescatalog/b").to_sql();
    check_error(of_bucket(iceberg()), "in table `t`: a table of S3 Tables cannot have a location; remove it");
    check_error(of_bucket(table()), "in table `t`: a table of S3 Tables is Iceberg; use `CreateTable::iceberg`");
    check_error(
        of_bucket(CreateTable::iceberg("t").column("a", STRING).comment("x")),
        "in table `t`: a table of S3 Tables has no comment; remove it",
    );
    assert!(table().for_catalog("AwsDataCatalog").to_sql().is_ok());
}

#[test]
fn a_location_is_a_folder_in_s3() {
    let at = |location: &str| table().location(location).to_sql();
    check_error(at(""), "in table `t`: a location has the form `s3://bucket/folder/`: ``");
    check_error(
        at("https://b.s3.amazonaws.com/t"),
        "in table `t`: a location has the form `s3://bucket/folder/`: `https://b.s3.amazonaws.com/t/`",
    );
    check_error(at("s3://"), "in table `t`: the location has no bucket; add it after `s3://`: `s3://`");
    check_error(at("s3:///t"), "in table `t`: the location has no bucket; add it after `s3://`: `s3:///t/`");
    check_error(at("s3://b/*.csv"), "in table `t`: a location is one folder; remove the `*`: `s3://b/*.csv/`");
}

#[test]
fn properties_and_formats_are_checked() {
    check_error(table().property("", "x").to_sql(), "in table `t`: the key of a property needs at least one character");
    let long = "k".repeat(256);
    check_error(
        table().property(&*long, "x").to_sql(),
        &format!("in table `t`: the key of a property has 256 bytes, Glue accepts 255: `{long}`"),
    );
    check_error(
        table().property("a\n", "x").to_sql(),
        "in table `t`: the key of a property is a single line; remove the control character at byte 1",
    );
    check_error(
        table().file_format(FileFormat::Orc).property("orc.compress", "ZLIB").compression(Compression::Zstd).to_sql(),
        "in table `t`: the compression is ZSTD, but 'orc.compress' = 'ZLIB' is another; remove one",
    );
    check_error(table().row_format(RowFormat::serde("")).to_sql(), "in table `t`: SERDE needs the name of a class");
    let delimited = RowFormat::delimited;
    check_error(
        table().row_format(delimited().fields_terminated_by("||")).to_sql(),
        "in table `t`: FIELDS TERMINATED BY accepts one ASCII character or its decimal number, not `||`",
    );
    check_error(
        table().row_format(delimited().escaped_by("\\")).to_sql(),
        "in table `t`: ESCAPED BY needs FIELDS TERMINATED BY; add it",
    );
    check_error(
        table().row_format(delimited().lines_terminated_by("\r\n")).to_sql(),
        "in table `t`: LINES TERMINATED BY accepts only a line feed; write '\\n'",
    );
}

#[test]
fn a_statement_has_a_greatest_length() {
    let overhead = table().property("k", "").to_sql().expect("a table").len();
    let with = |length: usize| table().property("k", "é".repeat(length)).to_sql();
    let most = (MAX_STATEMENT_BYTES - overhead) / 2;
    assert!(with(most).is_ok());
    check_error(
        with(most + 1),
        &format!("in table `t`: the statement has {} bytes, Athena accepts 262144", overhead + 2 * (most + 1)),
    );
}

#[test]
fn an_error_tells_column_and_message_apart() {
    let error = table().partition_by("d").to_sql().expect_err("no such column");
    assert_eq!(error.column(), Some("d"));
    assert_eq!(error.message(), "the table is partitioned by a column that it does not have; add the column");
}
