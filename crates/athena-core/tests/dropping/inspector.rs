//! Reflection

use std::fmt::Debug;

use athena_core::driver::api::{TableColumn, TableMetadata};
use athena_core::driver::testing::dropping::DropLab;
use athena_core::testing::ScriptedQuery;
use athena_core::{Inspector, Result};

use crate::connect;

crate::cases! {
    catalogs: "Inspector::catalogs";
    schemas: "Inspector::schemas";
    has_schema: "Inspector::has_schema";
    tables: "Inspector::tables";
    views: "Inspector::views";
    reflect: "Inspector::reflect";
    has_table: "Inspector::has_table";
    table: "Inspector::table";
    missing_table: "Inspector::table";
    columns: "Inspector::columns";
    table_comment: "Inspector::table_comment";
    table_options: "Inspector::table_options";
    table_ddl: "Inspector::table_ddl";
    view_definition: "Inspector::view_definition";
}

/// Drops the call in the middle, of an inspector that keeps answers; the next call gives the whole answer.
async fn check<T: Debug>(lab: &DropLab, call: impl AsyncFn(&Inspector) -> Result<T>) {
    lab.catalog.set_page_size(2);
    for (name, table_type) in [("a", "EXTERNAL_TABLE"), ("b", "EXTERNAL_TABLE"), ("v", "VIRTUAL_VIEW")] {
        let mut table = TableMetadata::new(name, vec![TableColumn::new("id", "bigint")]);
        table.table_type = Some(table_type.to_owned());
        lab.catalog.put("awsdatacatalog", "sales", table);
    }
    // For the statements that some of the methods run.
    for _ in 0..3 {
        let rows = vec![vec![Some("CREATE"), Some("bigint")], vec![Some("THING"), Some("date")]];
        let show = ScriptedQuery::new().substatement("SHOW_CREATE_TABLE", None).ends_after(DropLab::QUERY_TIME);
        lab.athena.push(show.rows(&[("createtab_stmt", "string"), ("t", "string")], rows));
    }
    let connection = connect(lab);
    let shown = |answer: Result<T>| answer.map(|answer| format!("{answer:?}")).map_err(|error| error.to_string());
    let whole = shown(call(&connection.inspector()).await);
    let inspector = connection.inspector().cached();
    if let Some(answer) = lab.drop_here(call(&inspector)).await {
        assert_eq!(shown(answer), whole);
    }
    lab.nothing_runs().await;
    assert_eq!(shown(call(&inspector).await), whole);
}

async fn catalogs(lab: &DropLab) {
    check(lab, Inspector::catalogs).await;
}

async fn schemas(lab: &DropLab) {
    check(lab, Inspector::schemas).await;
}

async fn has_schema(lab: &DropLab) {
    check(lab, async |inspector: &Inspector| inspector.has_schema("sales").await).await;
}

async fn tables(lab: &DropLab) {
    check(lab, Inspector::tables).await;
}

async fn views(lab: &DropLab) {
    check(lab, Inspector::views).await;
}

async fn reflect(lab: &DropLab) {
    check(lab, Inspector::reflect).await;
}

async fn has_table(lab: &DropLab) {
    check(lab, async |inspector: &Inspector| inspector.has_table("a").await).await;
}

async fn table(lab: &DropLab) {
    check(lab, async |inspector: &Inspector| inspector.table("a").await).await;
}

async fn missing_table(lab: &DropLab) {
    check(lab, async |inspector: &Inspector| inspector.table("c").await).await;
}

async fn columns(lab: &DropLab) {
    check(lab, async |inspector: &Inspector| inspector.columns("a").await).await;
}

async fn table_comment(lab: &DropLab) {
    check(lab, async |inspector: &Inspector| inspector.table_comment("a").await).await;
}

async fn table_options(lab: &DropLab) {
    check(lab, async |inspector: &Inspector| inspector.table_options("a").await).await;
}

async fn table_ddl(lab: &DropLab) {
    check(lab, async |inspector: &Inspector| inspector.table_ddl("a").await).await;
}

async fn view_definition(lab: &DropLab) {
    check(lab, async |inspector: &Inspector| inspector.view_definition("v").await).await;
}
