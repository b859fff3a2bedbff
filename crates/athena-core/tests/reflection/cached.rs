//! Cached inspectors.

use super::*;

fn cached(catalog: &MemoryCatalog) -> Inspector {
    inspector(catalog).cached()
}

#[tokio::test]
async fn a_listing_makes_calls_for_its_tables_unnecessary() {
    let catalog = sales([table("orders"), of_type("open_orders", Some("VIRTUAL_VIEW"))]);
    let inspector = cached(&catalog);
    assert_eq!(inspector.tables().await.expect("tables"), ["orders"]);
    assert_eq!(inspector.views().await.expect("views"), ["open_orders"]);
    assert_eq!(inspector.reflect().await.expect("all").len(), 2);
    assert!(inspector.has_table("ORDERS").await.expect("an answer"));
    assert_eq!(inspector.table("open_orders").await.expect("a view").columns.len(), 1);
    assert_eq!(operations(&catalog), ["ListTableMetadata"]);
}

#[tokio::test]
async fn the_first_answer_stays_until_the_cache_is_cleared() {
    let catalog = sales([table("orders")]);
    let inspector = cached(&catalog);
    assert_eq!(inspector.columns("orders").await.expect("columns").len(), 1);
    catalog.put("awsdatacatalog", "sales", TableMetadata::new("orders", Vec::new()));
    // the listing is new, the table in it is not
    assert_eq!(inspector.reflect().await.expect("all")[0].columns.len(), 1);
    assert_eq!(operations(&catalog), ["GetTableMetadata", "ListTableMetadata"]);
    inspector.clear_cache();
    assert_eq!(inspector.columns("orders").await.expect("columns").len(), 0);
    assert_eq!(operations(&catalog).len(), 3);
}

#[tokio::test]
async fn absence_is_cached_too() {
    let catalog = sales([]);
    let inspector = cached(&catalog);
    for _ in 0..2 {
        assert!(!inspector.has_table("orders").await.expect("an answer"));
        assert!(!inspector.has_schema("nobody").await.expect("an answer"));
    }
    assert_eq!(operations(&catalog), ["GetTableMetadata", "GetDatabase"]);
    catalog.put("awsdatacatalog", "sales", table("orders"));
    let error = inspector.table("orders").await.expect_err("it is not looked for again");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    // a listing that has the table replaces its absence
    assert_eq!(inspector.tables().await.expect("tables"), ["orders"]);
    assert!(inspector.has_table("orders").await.expect("an answer"));
}

#[tokio::test]
async fn errors_are_not_cached() {
    let catalog = sales([table("orders")]);
    let inspector = cached(&catalog);
    for operation in ["GetTableMetadata", "ListTableMetadata", "ListDatabases", "GetDatabase", "ListDataCatalogs"] {
        catalog.fail_next(operation, denied());
    }
    let denied = |result: Result<(), Error>| {
        assert_eq!(result.map_err(|error| error.kind()), Err(ErrorKind::PermissionDenied));
    };
    denied(inspector.has_table("orders").await.map(drop));
    denied(inspector.tables().await.map(drop));
    denied(inspector.schemas().await.map(drop));
    denied(inspector.has_schema("sales").await.map(drop));
    denied(inspector.catalogs().await.map(drop));
    assert!(inspector.has_table("orders").await.expect("an answer"));
    assert_eq!(inspector.tables().await.expect("tables"), ["orders"]);
    assert_eq!(inspector.schemas().await.expect("schemas"), ["default", "sales"]);
    assert!(inspector.has_schema("sales").await.expect("an answer"));
    assert_eq!(inspector.catalogs().await.expect("catalogs"), ["awsdatacatalog"]);
}

#[tokio::test]
async fn clones_share_the_cache_and_others_do_not() {
    let catalog = sales([table("orders")]);
    let first = cached(&catalog);
    let clone = first.clone().with_schema("SALES").with_catalog("AwsDataCatalog");
    first.table("orders").await.expect("a table");
    let found = clone.table("Orders").await.expect("a table");
    assert_eq!((found.catalog.as_str(), found.schema.as_str()), ("AwsDataCatalog", "sales"));
    assert_eq!(operations(&catalog).len(), 1);
    clone.clear_cache();
    first.table("orders").await.expect("a table");
    assert_eq!(operations(&catalog).len(), 2);
    first.clone().cached().table("orders").await.expect("a table");
    inspector(&catalog).table("orders").await.expect("a table");
    assert_eq!(operations(&catalog).len(), 4);
    inspector(&catalog).clear_cache();
}

#[tokio::test]
async fn names_are_fetched_once() {
    let catalog = sales([table("orders")]);
    let inspector = cached(&catalog);
    for _ in 0..2 {
        inspector.catalogs().await.expect("catalogs");
        inspector.schemas().await.expect("schemas");
        assert!(inspector.has_schema("Sales").await.expect("an answer"), "the listing had it");
    }
    assert_eq!(operations(&catalog), ["ListDataCatalogs", "ListDatabases"]);
}
