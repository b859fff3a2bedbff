//! Definitions read back from their text.

use proptest::prelude::*;

use super::*;
use crate::RowField;

#[track_caller]
fn same_again(table: &CreateTable) {
    let sql = table.to_sql().expect("a table that can be written");
    assert_eq!(CreateTable::parse(&sql).as_ref(), Ok(table), "{sql}");
}

#[test]
fn the_printed_definition_of_an_external_table_is_read() {
    let printed = "CREATE EXTERNAL TABLE `sales.orders`(\n  `id` bigint COMMENT 'the key', \n  `price` decimal(10,2) \
                   COMMENT '', \n  \
        `tags` map<string,struct<a:int,my-id:string>> COMMENT 'from deserializer')\nCOMMENT 'it\\'s; ours'\n\
        PARTITIONED BY ( \n  `day` date COMMENT 'of sale', \n  `hour` int)\nCLUSTERED BY ( \n  id) \nINTO 5 BUCKETS\n\
        ROW FORMAT SERDE \n  'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe' \nWITH SERDEPROPERTIES ( \n  \
        'field.delim'='\\u0001', \n  'serialization.format'=',') \nSTORED AS INPUTFORMAT \n  \
        'org.apache.hadoop.mapred.TextInputFormat' \nOUTPUTFORMAT \n  \
        'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'\nLOCATION\n  's3://lake/orders'\nTBLPROPERTIES \
        (\n  \
        'has_encrypted_data'='false', \n  'transient_lastDdlTime'='1700000000')\n";
    let row = AthenaType::Row(vec![RowField::new("a", AthenaType::Integer), RowField::new("my-id", STRING)]);
    let expected = CreateTable::external(("sales", "orders"))
        .columns([
            ColumnDef::of::<i64>("id").with_comment("the key"),
            ColumnDef::new("price", AthenaType::Decimal { precision: 10, scale: 2 }).with_comment(""),
            ColumnDef::new("tags", AthenaType::map(STRING, row)).with_comment("from deserializer"),
            ColumnDef::new("day", AthenaType::Date).with_comment("of sale"),
            ColumnDef::of::<i32>("hour"),
        ])
        .comment("it's; ours")
        .partition_by("day")
        .partition_by("hour")
        .clustered_by(["id"], 5)
        .row_format(RowFormat::serde("org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"))
        .serde_properties([("field.delim", "\u{1}"), ("serialization.format", ",")])
        .file_format(FileFormat::Classes {
            input: "org.apache.hadoop.mapred.TextInputFormat".to_owned(),
            output: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat".to_owned(),
        })
        .location("s3://lake/orders")
        .properties([("has_encrypted_data", "false"), ("transient_lastDdlTime", "1700000000")]);
    assert_eq!(CreateTable::parse(printed), Ok(expected.clone()));
    same_again(&expected);
}

#[test]
fn the_printed_definition_of_an_iceberg_table_is_read() {
    let printed = "CREATE TABLE lake.events (\n  id bigint,\n  price decimal(10, 2),\n  at timestamp COMMENT 'UTC',\n  \
        tags map<string, struct<a: int>>)\nPARTITIONED BY (`id`, day(`at`), bucket(16, `id`))\nLOCATION \
        's3://lake/events'\n\
        TBLPROPERTIES (\n  'table_type'='iceberg',\n  'format'='parquet'\n);";
    let row = AthenaType::Row(vec![RowField::new("a", AthenaType::Integer)]);
    let expected = CreateTable::iceberg(("lake", "events"))
        .columns([
            ColumnDef::of::<i64>("id"),
            ColumnDef::new("price", AthenaType::Decimal { precision: 10, scale: 2 }),
            ColumnDef::new("at", TIMESTAMP).with_comment("UTC"),
            ColumnDef::new("tags", AthenaType::map(STRING, row)),
        ])
        .partition_by("id")
        .partition_by(Transform::day("at"))
        .partition_by(Transform::bucket(16, "id"))
        .location("s3://lake/events/")
        .properties([("table_type", "iceberg"), ("format", "parquet")]);
    assert_eq!(CreateTable::parse(printed), Ok(expected.clone()));
    same_again(&expected);
}

#[test]
fn delimiters_read_back() {
    let format = RowFormat::delimited().fields_terminated_by("\u{1}").escaped_by("\\").null_defined_as("\u{7f}'\n");
    same_again(&table().row_format(format).file_format(FileFormat::TextFile).if_not_exists());
}

#[test]
fn the_compression_is_read_as_a_property() {
    let sql = table().file_format(FileFormat::Orc).compression(Compression::Zlib).to_sql().expect("a table");
    let read = CreateTable::parse(&sql).expect("the same table");
    assert_eq!((read.compression, read.properties.get("orc.compress")), (None, Some("ZLIB")));
    assert_eq!(read.to_sql(), Ok(sql));
}

#[test]
fn texts_that_are_not_a_table_are_refused() {
    let check = |sql: &str, message: &str| {
        let error = CreateTable::parse(sql).expect_err(sql).to_string();
        assert_eq!(error, format!("could not read the table definition: {message}"), "{sql}");
    };
    check("", "expected `CREATE` at the end (byte 0)");
    check("CREATE VIEW v AS SELECT 1", "expected `TABLE`, found `VIEW` (byte 7)");
    check(
        "CREATE TABLE t (a int)",
        "a table that is not Iceberg is external; add EXTERNAL, or 'table_type' = 'ICEBERG' (byte 13)",
    );
    check("CREATE EXTERNAL TABLE t (a intt[])", "the type ends before `[`; remove what follows (byte 31)");
    check("CREATE EXTERNAL TABLE t (a)", "expected a type name (byte 26)");
    check("CREATE EXTERNAL TABLE t (a int", "expected `,` or `)` at the end (byte 30)");
    check("CREATE EXTERNAL TABLE t (a int) STORED BY 'x'", "the clause `STORED` is not supported; remove it (byte 32)");
    check("CREATE EXTERNAL TABLE t (a int) COMMENT 'a' COMMENT 'b'", "COMMENT appears twice; remove one (byte 44)");
    check("CREATE EXTERNAL TABLE t (a int); DROP TABLE t", "expected the end, found `DROP` (byte 33)");
    check(
        "CREATE EXTERNAL TABLE t (a int) CLUSTERED BY (a) SORTED BY (a) INTO 2 BUCKETS",
        "expected `INTO`, found `SORTED` (byte 49)",
    );
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z ]{1,8}", "[^\\x00-\\x1f]{1,12}", "[\\\\'\"`;,()/*=-]{1,8}"]
}

fn name() -> impl Strategy<Value = String> {
    text().prop_map(|text| text.replace('.', "_"))
}

proptest! {
    #[test]
    fn any_definition_is_read_as_it_was_written(
        schema in prop::option::of(name()),
        table in name(),
        columns in prop::collection::btree_map("[a-z]{1,4}", (prop::option::of(text()), any::<bool>()), 1..5),
        comment in prop::option::of(text()),
        class in text(),
        serde in prop::collection::btree_map(text(), any::<String>(), 0..3),
        properties in prop::collection::btree_map(text(), any::<String>(), 0..3),
        folder in "[a-z0-9' ;]{1,8}",
    ) {
        let mut built = CreateTable::external(table).column("0", STRING).location(format!("s3://b/{folder}"));
        built.table.schema = schema;
        built.comment = comment;
        let (partitions, others): (Vec<_>, Vec<_>) = columns.into_iter().partition(|(_, (_, partition))| *partition);
        let column = |(name, (comment, _)): (String, (Option<String>, bool))| {
            let mut column = ColumnDef::of::<i32>(name);
            column.comment = comment;
            column
        };
        built = built.columns(others.into_iter().map(column));
        for partition in partitions.into_iter().map(column) {
            built = built.partition_by(partition.name.clone()).columns([partition]);
        }
        built = built.row_format(RowFormat::serde(class)).serde_properties(serde.into_iter().collect::<Properties>());
        built = built.properties(properties.into_iter().collect::<Properties>());
        let sql = built.to_sql().map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(CreateTable::parse(&sql), Ok(built), "{}", sql);
    }

    #[test]
    fn any_iceberg_definition_is_read_as_it_was_written(
        columns in prop::collection::btree_map(text(), 0_u32..8, 1..5),
        properties in prop::collection::btree_map(text(), any::<String>(), 0..3),
    ) {
        let mut built = CreateTable::iceberg("t").location("s3://b/t/");
        for (name, choice) in columns {
            // Athena folds names, so two that differ in case only are one.
            if built.columns.iter().any(|column| column.name.to_lowercase() == name.to_lowercase()) {
                continue;
            }
            built = built.column(&*name, TIMESTAMP);
            built = match choice {
                0 => built.partition_by(name),
                1 => built.partition_by(Transform::year(name)),
                2 => built.partition_by(Transform::month(name)),
                3 => built.partition_by(Transform::day(name)),
                4 => built.partition_by(Transform::hour(name)),
                5.. => match choice % 2 {
                    0 => built.partition_by(Transform::bucket(choice, name)),
                    _ => built,
                },
            };
        }
        built = built.properties(properties.into_iter().collect::<Properties>());
        let sql = built.to_sql().map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(CreateTable::parse(&sql), Ok(built), "{}", sql);
    }

    #[test]
    fn no_text_panics(sql in prop_oneof![
        any::<String>(),
        "CREATE (EXTERNAL )?TABLE [a`.]{0,4}\\(([`a-z]{1,3} (int|map<|struct<a:|decimal\\(|')[,)>]?){0,3}\\)?",
        "CREATE EXTERNAL TABLE t \\(a int\\)( (COMMENT|ROW FORMAT|SERDE|DELIMITED|STORED \
         AS|ORC|LOCATION|TBLPROPERTIES|PARTITIONED BY|WITH|'a'|\\(|\\)|=|,|1)){0,8}",
    ]) {
        let written = CreateTable::parse(&sql).ok().and_then(|table| table.to_sql().ok());
        if let Some(written) = written {
            let again = CreateTable::parse(&written).map(|table| table.to_sql());
            prop_assert_eq!(again, Ok(Ok(written)));
        }
    }
}
