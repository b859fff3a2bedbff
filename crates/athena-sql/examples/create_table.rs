//! `CREATE TABLE` from Rust types: an external table of Parquet files, and an Iceberg table.
//!
//! ```sh
//! cargo run -p athena-sql --example create_table
//! ```

#![expect(clippy::print_stdout, reason = "the example shows SQL")]

use athena_sql::ddl::{ColumnDef, Compression, CreateTable, DdlError, FileFormat, Transform};
use athena_sql::{AthenaType, RowField, SqlType};

/// A nested column: its fields become a `struct`.
struct Address;

impl SqlType for Address {
    fn athena_type() -> AthenaType {
        AthenaType::Row(vec![
            RowField::new("street", String::athena_type()),
            RowField::new("zip_codes", <Vec<i32>>::athena_type()),
        ])
    }
}

fn main() -> Result<(), DdlError> {
    let orders = CreateTable::external(("sales", "orders"))
        .if_not_exists()
        .columns([ColumnDef::of::<i64>("id").with_comment("the key")])
        .column("total", AthenaType::Decimal { precision: 12, scale: 2 })
        .column_of::<Address>("address")
        .column("day", AthenaType::Date)
        .partition_by("day")
        .file_format(FileFormat::Parquet)
        .compression(Compression::Zstd)
        .location("s3://lake/orders");
    println!("{};\n", orders.to_sql()?);

    let events = CreateTable::iceberg(("sales", "events"))
        .column_of::<i64>("id")
        .column("at", AthenaType::Timestamp(None))
        .partition_by(Transform::day("at"))
        .location("s3://lake/events");
    println!("{};\n", events.to_sql()?);

    // A definition that Athena would refuse is an error, which names the column and the cure.
    if let Err(error) = events.column("payload", AthenaType::Json).to_sql() {
        println!("-- {error}");
    }
    Ok(())
}
