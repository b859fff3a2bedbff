//! Definitions from `SHOW CREATE`.

use athena_core::testing::ScriptedQuery;

use super::*;

/// A connection, its Athena, and an inspector of `awsdatacatalog.sales`.
fn scripted(catalog: &MemoryCatalog, query: ScriptedQuery) -> (ScriptedAthena, Inspector) {
    let athena = ScriptedAthena::new();
    athena.push(query);
    let connection = Session::builder(Arc::new(athena.clone())).catalog(Arc::new(catalog.clone())).build();
    (athena, connection.expect("a runtime").inspector().with_schema("Sales"))
}

fn shown(lines: &[Option<&str>]) -> ScriptedQuery {
    let rows = lines.iter().map(|line| vec![*line]).collect();
    ScriptedQuery::new().substatement("SHOW_CREATE_VIEW", Some(0)).rows(&[("Create View", "string")], rows)
}

#[tokio::test]
async fn lines_are_joined_and_blank_ones_kept() {
    let lines = [Some("CREATE VIEW sales.v AS"), Some(""), None, Some("SELECT '"), Some("  x'")];
    let (athena, inspector) = scripted(&sales([]), shown(&lines));
    let text = inspector.view_definition("V\"1").await.expect("a text");
    assert_eq!(text, "CREATE VIEW sales.v AS\n\n\nSELECT '\n  x'");
    let request = &athena.requests()[0];
    assert_eq!(request.sql, "SHOW CREATE VIEW \"sales\".\"v\"\"1\"");
    assert_eq!((request.catalog.as_deref(), request.database.as_deref()), (Some("awsdatacatalog"), Some("sales")));
    assert_eq!(request.result_reuse.map(|reuse| reuse.enabled), Some(false));
}

#[tokio::test]
async fn table_names_have_the_quotes_of_hive() {
    let catalog = sales([]);
    let (athena, inspector) = scripted(&catalog, shown(&[Some("CREATE EXTERNAL TABLE")]));
    inspector.with_catalog("Lambda").with_schema("Sales").table_ddl("Or`ders").await.expect("a text");
    assert_eq!(athena.requests()[0].sql, "SHOW CREATE TABLE `Sales`.`Or``ders`");
    assert!(catalog.calls().is_empty());
}

#[tokio::test]
async fn a_cached_text_is_fetched_once() {
    let (athena, inspector) = scripted(&sales([]), shown(&[Some("a")]));
    let inspector = inspector.cached();
    for _ in 0..2 {
        assert_eq!(inspector.view_definition("v").await.expect("a text"), "a");
    }
    assert_eq!(athena.requests().len(), 1);
    // the same name, another kind of definition
    assert_eq!(inspector.table_ddl("v").await.expect("a text"), "");
    assert_eq!(athena.requests().len(), 2);
}

#[tokio::test]
async fn a_missing_view_is_reported_with_the_nearest_one() {
    let catalog = sales([of_type("open_orders", Some("VIRTUAL_VIEW"))]);
    let failed =
        ScriptedQuery::new().fails("FAILED: SemanticException [Error 10001]: Table not found sales.open_ordrs");
    let (_, inspector) = scripted(&catalog, failed);
    check_missing(
        inspector.view_definition("open_ordrs").await,
        "could not find table: schema `sales` has no table or view `open_ordrs`; did you mean `open_orders`? \
         (catalog: awsdatacatalog, schema: sales, table: open_ordrs)",
    );
    assert_eq!(inspector.view_definition("").await.expect_err("no name").kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_table_is_not_a_view_nor_a_view_a_table() {
    let catalog = sales([table("orders"), of_type("v", Some("VIRTUAL_VIEW"))]);
    let (athena, inspector) = scripted(&catalog, ScriptedQuery::new().fails("it is a table"));
    check_missing(
        inspector.view_definition("orders").await,
        "could not find definition: `orders` is a table, not a view; use `table_ddl` \
         (catalog: awsdatacatalog, schema: sales, table: orders)",
    );
    athena.push(ScriptedQuery::new().fails("it is a view"));
    let error = inspector.table_ddl("v").await.expect_err("a view");
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_failure_about_an_existing_view_is_not_absence() {
    let catalog = sales([of_type("v", Some("VIRTUAL_VIEW"))]);
    let (athena, inspector) = scripted(&catalog, ScriptedQuery::new().fails("Access denied"));
    let error = inspector.view_definition("v").await.expect_err("denied");
    assert_eq!((error.kind(), error.message()), (ErrorKind::QueryFailed, "Access denied"));
    // nor is a failure when the lookup is denied
    athena.push(ScriptedQuery::new().fails("Access denied"));
    catalog.fail_next("GetTableMetadata", denied());
    assert_eq!(inspector.view_definition("w").await.expect_err("denied").kind(), ErrorKind::QueryFailed);
    athena.fail_next("StartQueryExecution", Error::new(ErrorKind::Io, "gone"));
    assert_eq!(inspector.view_definition("v").await.expect_err("no service").kind(), ErrorKind::Io);
}
