//! Completion of `CREATE TABLE` with the options of a connection.

use std::fmt;

use athena_sql::ddl::{
    Clustering, Compression, CreateTable, DdlTableKind, FileFormat, Properties, RowFormat, Transform,
};

use crate::error::{Error, ErrorKind, Result};
use crate::options::ConnectOptions;

/// See [`Connection::with_table_defaults`](super::Connection::with_table_defaults).
pub(super) fn complete(mut table: CreateTable, options: &ConnectOptions) -> Result<CreateTable> {
    let ddl = &options.ddl;
    if table.catalog.is_none() {
        table.catalog.clone_from(&options.query.catalog_name);
    }
    if let Some(defaults) = read("tblproperties", ddl.tblproperties.as_deref(), Properties::parse)? {
        if defaults.is_iceberg() && !says(&table.properties, "table_type") {
            table.kind = DdlTableKind::Iceberg;
        }
        for (key, value) in defaults.iter().filter(|(key, _)| !says(&table.properties, key)).collect::<Vec<_>>() {
            table.properties.insert(key, value);
        }
    }
    if table.compression.is_none() {
        table.compression = read("compression", ddl.compression.as_deref(), Compression::parse)?;
    }
    if table.kind == DdlTableKind::External {
        if table.file_format.is_none() && table.row_format.is_none() {
            table.file_format = read("file_format", ddl.file_format.as_deref(), FileFormat::parse)?;
            table.row_format = read("row_format", ddl.row_format.as_deref(), RowFormat::parse)?;
        }
        if table.serde_properties.is_empty() && matches!(table.row_format, Some(RowFormat::Serde(_))) {
            let defaults = read("serdeproperties", ddl.serdeproperties.as_deref(), Properties::parse)?;
            table.serde_properties = defaults.unwrap_or_default();
        }
        cluster(&mut table, options);
    }
    let name = table.table.name.clone();
    let columns: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    for column in columns.into_iter().filter(|column| ddl.partitions_by(&name, column)) {
        if !table.partitions.iter().any(|partition| partition.column() == column) {
            table.partitions.push(Transform::identity(column));
        }
    }
    let base = ddl.location.as_ref().or(options.query.s3_staging_dir.as_ref());
    if let (None, Some(base), false) = (&table.location, base, is_s3_tables(&table)) {
        table.location = Some(directory(&table, base.as_str(), options.query.schema_name.as_deref()));
    }
    Ok(table)
}

/// Athena takes `table_type` in any case, so a key in another case is the same key.
fn says(properties: &Properties, key: &str) -> bool {
    properties.iter().any(|(said, _)| said.eq_ignore_ascii_case(key))
}

/// `bucket_count` and `cluster` belong together: either alone says nothing.
fn cluster(table: &mut CreateTable, options: &ConnectOptions) {
    let (Some(buckets), None) = (options.ddl.bucket_count, &table.clustering) else { return };
    let names = table.columns.iter().map(|column| &column.name);
    let columns: Vec<String> =
        names.filter(|column| options.ddl.clusters_by(&table.table.name, column)).cloned().collect();
    if !columns.is_empty() {
        table.clustering = Some(Clustering::new(columns, buckets));
    }
}

/// The table's own directory: below the schema that it will be made in.
fn directory(table: &CreateTable, base: &str, schema: Option<&str>) -> String {
    let mut name = table.table.clone();
    if let (None, Some(schema)) = (&name.schema, schema) {
        name = name.with_schema(schema);
    }
    name.directory_in(base)
}

/// Tables of S3 Tables have no location.
fn is_s3_tables(table: &CreateTable) -> bool {
    let catalog = table.catalog.as_deref().unwrap_or_default();
    catalog.split('/').next().is_some_and(|first| first.eq_ignore_ascii_case("s3tablescatalog"))
}

fn read<T, E: fmt::Display>(
    option: &'static str,
    text: Option<&str>,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<Option<T>> {
    text.map(parse).transpose().map_err(|error| {
        Error::new(ErrorKind::InvalidOption, error.to_string())
            .with_operation("complete the table")
            .with_context("option", option)
    })
}

#[cfg(test)]
mod tests {
    use athena_sql::AthenaType;

    use super::*;
    use crate::options::DdlDefaults;

    fn orders() -> CreateTable {
        let columns = [("id", AthenaType::BigInt), ("day", AthenaType::Date), ("shop", AthenaType::Varchar(None))];
        CreateTable::external("orders").columns(columns)
    }

    fn check(table: CreateTable, ddl: DdlDefaults, expected: Result<&str, &str>) {
        let mut options = ConnectOptions::default().with_ddl(ddl);
        options.query.s3_staging_dir = Some("s3://staging/dir/".parse().expect("a directory"));
        let sql = complete(table, &options)
            .map_err(|error| error.to_string())
            .and_then(|table| table.to_sql().map_err(|error| error.to_string()));
        let expected = expected.map(|sql| sql.replace("; ", "\n").replace(" >", "\n\t"));
        assert_eq!(sql, expected.map_err(str::to_owned));
    }

    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn where_the_table_says_nothing() {
        let ddl = DdlDefaults::default()
            .with_file_format(text("parquet"))
            .with_compression(text("ZSTD"))
            .with_partition(text("day, other.id"))
            .with_cluster(text("orders.shop"))
            .with_bucket_count(Some(4))
            .with_tblproperties(text("'a' = '1', 'b' = '2'"));
        let rest = "PARTITIONED BY ( >day date; ); CLUSTERED BY ( >shop; ) INTO 4 BUCKETS; STORED AS PARQUET; \
                    LOCATION 's3://staging/dir/default/orders/'; TBLPROPERTIES ( >'a' = '1', >'b' = '2', \
                    >'parquet.compression' = 'ZSTD'; )";
        let sql = format!("CREATE EXTERNAL TABLE orders ( >id bigint, >shop string; ); {rest}");
        check(orders(), ddl, Ok(&sql));
    }

    #[test]
    fn what_the_table_says_stays() {
        let ddl = DdlDefaults::default()
            .with_file_format(text("orc"))
            .with_row_format(text("SERDE 'x'"))
            .with_location("s3://lake".parse().ok())
            .with_tblproperties(text("'a' = '1'"));
        let table = orders().in_schema("sales").file_format(FileFormat::Parquet).property("a", "0");
        let sql = "CREATE EXTERNAL TABLE sales.orders ( >id bigint, >day date, >shop string; ); STORED AS PARQUET; \
                   LOCATION 's3://lake/sales/orders/'; TBLPROPERTIES ( >'a' = '0'; )";
        check(table, ddl.clone(), Ok(sql));
        let sql = "CREATE EXTERNAL TABLE orders ( >id bigint, >day date, >shop string; ); ROW FORMAT SERDE 'x'; \
                   STORED AS ORC; LOCATION 's3://else/where/'; TBLPROPERTIES ( >'a' = '1'; )";
        check(orders().location("s3://else/where"), ddl, Ok(sql));
    }

    #[test]
    fn an_iceberg_table_takes_what_it_can_have() {
        let ddl = DdlDefaults::default()
            .with_file_format(text("PARQUET"))
            .with_tblproperties(text("'table_type' = 'ICEBERG'"))
            .with_partition(text("day"));
        let sql = "CREATE TABLE orders ( >id bigint, >day date, >shop string; ); PARTITIONED BY ( >day; ); \
                   LOCATION 's3://staging/dir/default/orders/'; TBLPROPERTIES ( >'table_type' = 'ICEBERG'; )";
        check(orders(), ddl, Ok(sql));
        let sql = "CREATE TABLE sales.orders ( >id bigint, >day date, >shop string; ); \
                   TBLPROPERTIES ( >'table_type' = 'ICEBERG'; )";
        let table =
            CreateTable::iceberg(("sales", "orders")).columns(orders().columns).for_catalog("s3tablescatalog/b");
        check(table, DdlDefaults::default(), Ok(sql));
    }

    #[test]
    fn the_kind_of_table_is_said_in_any_case() {
        let ddl = DdlDefaults::default().with_tblproperties(text("'Table_Type' = 'iceberg'"));
        let columns = "( >id bigint, >day date, >shop string; ); LOCATION 's3://b/t/'; TBLPROPERTIES (";
        let sql = format!("CREATE TABLE orders {columns} >'Table_Type' = 'iceberg'; )");
        check(orders().location("s3://b/t"), ddl.clone(), Ok(&sql));
        let sql = format!("CREATE TABLE orders {columns} >'table_type' = 'ICEBERG'; )");
        check(CreateTable::iceberg("orders").columns(orders().columns).location("s3://b/t"), ddl.clone(), Ok(&sql));
        let sql = format!("CREATE EXTERNAL TABLE orders {columns} >'TABLE_TYPE' = 'HIVE'; )");
        check(orders().location("s3://b/t").property("TABLE_TYPE", "HIVE"), ddl, Ok(&sql));
    }

    #[test]
    fn half_of_the_buckets_is_none() {
        let sql = "CREATE EXTERNAL TABLE orders ( >id bigint, >day date, >shop string; ); \
                   LOCATION 's3://staging/dir/default/orders/'";
        check(orders(), DdlDefaults::default().with_bucket_count(Some(4)), Ok(sql));
        check(orders(), DdlDefaults::default().with_cluster(text("id")), Ok(sql));
        let elsewhere =
            DdlDefaults::default().with_cluster(text("other.id, orders.nothing")).with_bucket_count(Some(4));
        check(orders(), elsewhere, Ok(sql));
    }

    #[test]
    fn compression_goes_by_the_format() {
        let ddl = |row_format: &str| {
            let serde = text(row_format).filter(|text| !text.is_empty());
            DdlDefaults::default().with_compression(text("gzip")).with_row_format(serde)
        };
        let sql = |row_format: &str, key: &str| {
            format!(
                "CREATE EXTERNAL TABLE orders ( >id bigint, >day date, >shop string; ); ROW FORMAT {row_format}; \
                 LOCATION 's3://staging/dir/default/orders/'; TBLPROPERTIES ( >'{key}' = 'GZIP'; )"
            )
        };
        for (row_format, key) in [
            ("SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'", "parquet.compression"),
            ("SERDE 'org.apache.hadoop.hive.ql.io.orc.OrcSerde'", "orc.compress"),
            ("SERDE 'org.openx.data.jsonserde.JsonSerDe'", "write.compression"),
            ("DELIMITED", "write.compression"),
        ] {
            check(orders(), ddl(row_format), Ok(&sql(row_format, key)));
        }
        let error = "in table `orders`: the compression needs a file format; add one with `file_format`";
        check(orders(), ddl(""), Err(error));
    }

    #[test]
    fn a_connection_to_s3_tables_chooses_no_location() {
        let mut options = ConnectOptions::default();
        options.ddl.location = "s3://lake".parse().ok();
        options.query.catalog_name = text("S3TablesCatalog/b");
        let sql = |table: CreateTable| {
            let table = complete(table, &options).expect("options that can be read");
            table.to_sql().map_err(|error| error.to_string())
        };
        let iceberg = CreateTable::iceberg(("sales", "orders")).columns(orders().columns);
        let expected = "CREATE TABLE sales.orders (\n\tid bigint,\n\tday date,\n\tshop string\n)\n\
                        TBLPROPERTIES (\n\t'table_type' = 'ICEBERG'\n)";
        assert_eq!(sql(iceberg).as_deref(), Ok(expected));
        let error = "in table `orders`: a table of S3 Tables is Iceberg; use `CreateTable::iceberg`";
        assert_eq!(sql(orders()), Err(error.to_owned()));
    }

    #[test]
    fn options_that_are_no_clauses() {
        let check = |ddl: DdlDefaults, option: &str| {
            let error = complete(orders(), &ConnectOptions::default().with_ddl(ddl)).expect_err(option);
            assert_eq!((error.kind(), error.context("option")), (ErrorKind::InvalidOption, Some(option)));
        };
        check(DdlDefaults::default().with_tblproperties(text("'a' = 1")), "tblproperties");
        check(DdlDefaults::default().with_file_format(text("PARQUET LOCATION 'x'")), "file_format");
        check(DdlDefaults::default().with_row_format(text("SERDE x")), "row_format");
        check(DdlDefaults::default().with_compression(text("fast")), "compression");
        let serde = DdlDefaults::default().with_row_format(text("SERDE 'x'"));
        check(serde.with_serdeproperties(text("'a'")), "serdeproperties");
    }
}
