//! Statements that the DDL builders of athena-sql write.

use awsathena::sql::AthenaType;
use awsathena::sql::ddl::{
    AlterDatabase, AlterTable, ColumnDef, ColumnPosition, Compression, CreateDatabase, CreateTable, CreateTableAs,
    CreateView, DdlError, Describe, DropDatabase, DropTable, DropView, FileFormat, Optimize, OutputFormat, Partition,
    RepairTable, RowFormat, Show, Transform, Unload, Vacuum,
};

use super::Named;

type Statements = Vec<Named>;

/// At least one statement of every builder.
pub(crate) fn definitions() -> Result<Vec<Named>, DdlError> {
    let all = [databases()?, tables()?, iceberg()?, queries()?, changes()?, partitions()?, others()?];
    Ok(all.into_iter().flatten().collect())
}

fn databases() -> Result<Statements, DdlError> {
    let full = CreateDatabase::new("sales").if_not_exists().comment("it's ours").location("s3://lake/sales");
    Ok(vec![
        ("create database", CreateDatabase::new("sales").to_sql()?),
        ("create database, all clauses", full.properties([("owner", "me")]).to_sql()?),
        ("alter database", AlterDatabase::set_properties("sales", [("owner", "you")]).to_sql()?),
        ("drop database", DropDatabase::new("sales").to_sql()?),
        ("drop database cascade", DropDatabase::new("sales").if_exists().cascade().to_sql()?),
        ("drop database restrict", DropDatabase::new("sales").restrict().to_sql()?),
    ])
}

/// A table with one column of every type that Hive has.
fn every_type() -> CreateTable {
    CreateTable::external(("sales", "types"))
        .column_of::<bool>("b")
        .column_of::<i8>("i8")
        .column_of::<i16>("i16")
        .column_of::<i32>("i32")
        .column_of::<i64>("i64")
        .column_of::<f32>("f32")
        .column_of::<f64>("f64")
        .column("dec", AthenaType::Decimal { precision: 38, scale: 9 })
        .column("c", AthenaType::Char(Some(3)))
        .column("v", AthenaType::Varchar(Some(10)))
        .column_of::<str>("s")
        .column_of::<[u8]>("bytes")
        .column("date", AthenaType::Date)
        .column("at", AthenaType::Timestamp(None))
        .column_of::<Vec<Vec<i32>>>("a")
        .column_of::<std::collections::BTreeMap<String, Vec<f64>>>("m")
        .columns(AthenaType::parse("row(x integer, \"date\" date, r row(y varchar))").map(|row| ("r", row)))
        .location("s3://lake/types")
}

fn orders() -> CreateTable {
    CreateTable::external(("sales", "orders"))
        .columns([ColumnDef::of::<i64>("id").with_comment("it's the key"), ColumnDef::of::<str>("_note")])
        .column("day", AthenaType::Date)
        .partition_by("day")
        .location("s3://lake/orders")
}

fn tables() -> Result<Statements, DdlError> {
    let text = RowFormat::delimited().fields_terminated_by(",").escaped_by("\\").collection_items_terminated_by("|");
    let text = text.map_keys_terminated_by(":").lines_terminated_by("\n").null_defined_as("");
    let classes = FileFormat::Classes {
        input: "org.apache.hadoop.mapred.TextInputFormat".to_owned(),
        output: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat".to_owned(),
    };
    let json = orders()
        .row_format(RowFormat::serde("org.openx.data.jsonserde.JsonSerDe"))
        .serde_properties([("ignore.malformed.json", "true")])
        .file_format(classes)
        .property("classification", "json");
    Ok(vec![
        ("external table, every type", every_type().to_sql()?),
        ("external table, partitions", orders().if_not_exists().comment("it's 5%").to_sql()?),
        ("external table, buckets", orders().clustered_by(["id"], 8).file_format(FileFormat::Orc).to_sql()?),
        ("external table, delimited", orders().row_format(text).file_format(FileFormat::TextFile).to_sql()?),
        ("external table, serde", json.to_sql()?),
        (
            "external table, compression",
            orders().file_format(FileFormat::Parquet).compression(Compression::Snappy).to_sql()?,
        ),
    ])
}

fn events() -> CreateTable {
    CreateTable::iceberg(("lake", "events")).columns([
        ("id", AthenaType::BigInt),
        ("at", AthenaType::Timestamp(None)),
        ("k", AthenaType::Varchar(None)),
    ])
}

fn iceberg() -> Result<Statements, DdlError> {
    let partitioned = events()
        .partition_by("k")
        .partition_by(Transform::day("at"))
        .partition_by(Transform::bucket(16, "id"))
        .partition_by(Transform::truncate(4, "k"));
    Ok(vec![
        ("iceberg table", events().location("s3://lake/events").property("format", "parquet").to_sql()?),
        ("iceberg table, transforms", partitioned.clone().location("s3://lake/events").to_sql()?),
        ("iceberg table of s3 tables", partitioned.for_catalog("s3tablescatalog/bucket").to_sql()?),
    ])
}

fn queries() -> Result<Statements, DdlError> {
    let query = "WITH t AS (SELECT 1 AS id, 'it''s' AS note, DATE '2026-01-31' AS day)\nSELECT * FROM t";
    let external = CreateTableAs::external(("sales", "daily"), query)
        .format(OutputFormat::Parquet)
        .location("s3://lake/daily")
        .partition_by("day")
        .clustered_by(["id"], 4)
        .compression(Compression::Zstd)
        .compression_level(3);
    let text = CreateTableAs::external("daily", query).format(OutputFormat::TextFile).field_delimiter(",");
    let iceberg = CreateTableAs::iceberg("daily", query)
        .location("s3://lake/daily")
        .partition_by(Transform::month("day"))
        .partition_by(Transform::bucket(16, "id"))
        .property("vacuum_max_snapshot_age_seconds", 432_000);
    let unload = Unload::new(query, "s3://lake/out", OutputFormat::Parquet).compression(Compression::Zstd);
    let unload_text = Unload::new(query, "s3://lake/out", OutputFormat::TextFile).field_delimiter("\t");
    Ok(vec![
        ("create table as", CreateTableAs::external("daily", query).to_sql()?),
        ("create table as, all properties", external.to_sql()?),
        ("create table as, text, no data", text.no_data().to_sql()?),
        ("create table as, iceberg", iceberg.to_sql()?),
        ("unload", unload.partition_by("day").to_sql()?),
        ("unload, text", unload_text.to_sql()?),
        ("create view", CreateView::new(("sales", "Recent"), query).to_sql()?),
        ("create or replace view", CreateView::new("recent", query).or_replace().to_sql()?),
    ])
}

fn orders_to_change() -> AlterTable {
    AlterTable::new(("sales", "orders"))
}

fn changes() -> Result<Statements, DdlError> {
    let alter = orders_to_change;
    let note = || ColumnDef::of::<str>("note").with_comment("it's new");
    Ok(vec![
        ("add columns", alter().add_columns([note(), ColumnDef::of::<i32>("n")]).to_sql()?),
        ("replace columns", alter().replace_columns([note()]).to_sql()?),
        ("change column", alter().change_column("_note", note()).to_sql()?),
        ("change column first", alter().move_column("note", note(), ColumnPosition::First).to_sql()?),
        (
            "change column after",
            alter().move_column("note", note(), ColumnPosition::After("date".to_owned())).to_sql()?,
        ),
        ("drop column", alter().drop_column("note").to_sql()?),
        ("set properties", alter().set_properties([("a", "1"), ("b", "it's")]).to_sql()?),
        ("unset properties", alter().unset_properties(["a", "b"]).to_sql()?),
        ("set location", alter().set_location("s3://lake/elsewhere").to_sql()?),
        ("rename table", alter().rename_to(("sales", "old_orders")).to_sql()?),
    ])
}

fn partitions() -> Result<Statements, DdlError> {
    let alter = orders_to_change;
    let day = |text: &str| Partition::from([("day", text)]);
    let two = || [day("2026-01-31").with_value("hour", 7), day("2026-02-01").with_value("hour", 8)];
    Ok(vec![
        ("add partition", alter().add_partitions([day("2026-01-31")]).to_sql()?),
        ("add partitions", alter().add_partitions_if_not_exists(two()).to_sql()?),
        (
            "add partition, location",
            alter().add_partitions([day("2026-01-31").with_location("s3://lake/odd")]).to_sql()?,
        ),
        ("drop partition", alter().drop_partitions([day("2026-01-31")]).to_sql()?),
        ("drop partitions", alter().drop_partitions_if_exist(two()).to_sql()?),
        ("rename partition", alter().rename_partition(day("2026-01-31"), day("2026-02-01")).to_sql()?),
        (
            "add columns of a partition",
            alter().of_partition(day("2026-01-31")).add_columns([ColumnDef::of::<i32>("n")]).to_sql()?,
        ),
        (
            "set location of a partition",
            alter().of_partition(day("2026-01-31")).set_location("s3://lake/odd").to_sql()?,
        ),
    ])
}

fn others() -> Result<Statements, DdlError> {
    let orders = ("sales", "orders");
    Ok(vec![
        ("drop table", DropTable::new(orders).to_sql()?),
        ("drop table if exists", DropTable::new("_orders").if_exists().to_sql()?),
        ("drop view", DropView::new(("sales", "Recent")).to_sql()?),
        ("drop view if exists", DropView::new("recent").if_exists().to_sql()?),
        ("repair table", RepairTable::new(orders).to_sql()?),
        ("optimize", Optimize::new(orders).to_sql()?),
        ("optimize where", Optimize::new(orders).condition("day = DATE '2026-01-31'").to_sql()?),
        ("vacuum", Vacuum::new(orders).to_sql()?),
        ("show create table", Show::create_table(orders).to_sql()?),
        ("show create view", Show::create_view(("sales", "Recent")).to_sql()?),
        ("show partitions", Show::partitions(orders).to_sql()?),
        ("show columns", Show::columns(orders).to_sql()?),
        ("show tblproperties", Show::properties(orders).to_sql()?),
        ("describe", Describe::new(orders).to_sql()?),
        (
            "describe formatted, partition",
            Describe::new(orders).formatted().of_partition([("day", "2026-01-31")]).to_sql()?,
        ),
    ])
}
