//! Round trips of tables: create, reflect, create from the reflection, reflect.

use anyhow::{Context as _, Result, ensure};
use awsathena::reflection::Table;
use awsathena::sql::ddl::{
    ColumnDef, Compression, CreateDatabase, CreateTable, Delimited, DropTable, FileFormat, RowFormat,
};
use awsathena::{AthenaType, Connection};

use super::stage::Stage;

super::scenarios! {
    "tables":
    definition_creates_an_equal_table [Sandbox],
}

async fn run(connection: &Connection, sql: String) -> Result<()> {
    connection.cursor().execute(sql.as_str()).await.with_context(|| sql)
}

/// Tables that together have every clause.
fn tables() -> Vec<(&'static str, CreateTable)> {
    let plain =
        |name: &'static str| CreateTable::external(("shop", name)).location(format!("s3://sandbox-results/{name}"));
    let nested = AthenaType::parse("array(row(id integer, tags map(varchar, decimal(10,2))))").expect("a type");
    vec![
        (
            "parquet",
            plain("parquet")
                .columns([("id", AthenaType::BigInt), ("items", nested), ("at", AthenaType::Timestamp(None))])
                .file_format(FileFormat::Parquet)
                .compression(Compression::Zstd)
                .comment("it's \"quoted\" \\ text"),
        ),
        (
            "by_day",
            plain("by_day")
                .columns([
                    ColumnDef::new("amount", AthenaType::Decimal { precision: 12, scale: 2 }).with_comment("in euro")
                ])
                .columns([("day", AthenaType::Date), ("shop", AthenaType::Varchar(Some(20)))])
                .partition_by("day")
                .partition_by("shop")
                .file_format(FileFormat::Parquet)
                .property("owner", "it's me"),
        ),
        (
            "text",
            plain("text")
                .columns([("name", AthenaType::Varchar(None)), ("date", AthenaType::Date)])
                .row_format(Delimited::default().fields_terminated_by(";"))
                .property("skip.header.line.count", "1"),
        ),
        (
            "csv",
            plain("csv")
                .columns([("name", AthenaType::Varchar(None))])
                .row_format(RowFormat::serde("org.apache.hadoop.hive.serde2.OpenCSVSerde"))
                .serde_properties([("separatorChar", "\t"), ("quoteChar", "'")]),
        ),
    ]
}

/// The table without its times, which differ.
fn without_times(mut table: Table) -> Table {
    (table.created_at, table.last_access_at) = (None, None);
    table.options.table_properties.remove("transient_lastDdlTime");
    table
}

async fn definition_creates_an_equal_table(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let connection = lab.connect(&[]).await?;
    let inspector = connection.inspector().with_schema("shop");
    run(&connection, CreateDatabase::new("shop").to_sql()?).await?;
    for (name, table) in tables() {
        run(&connection, table.to_sql()?).await?;
        let made = without_times(inspector.table(name).await?);
        let printed = inspector.table_ddl(name).await?;
        // The text may have the name without its schema.
        let by_text = CreateTable::parse(&printed).with_context(|| printed.clone())?.in_schema("shop");
        for again in [made.to_create_table()?, by_text] {
            run(&connection, DropTable::new(("shop", name)).to_sql()?).await?;
            ensure!(!inspector.has_table(name).await?, "{name} was not dropped");
            run(&connection, again.to_sql()?).await?;
            let found = without_times(inspector.table(name).await?);
            ensure!(found == made, "created was {made:#?}\nand from its definition {found:#?}");
        }
    }
    Ok(())
}
