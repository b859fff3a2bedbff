//! Catalogs other than that of AWS Glue.

use super::*;

#[tokio::test]
async fn case_is_kept_outside_of_glue() {
    let catalog = sales([table("orders")]);
    catalog.put("Lambda", "Sales", table("Orders"));
    let glue = inspector(&catalog).with_catalog("AwsDataCatalog");
    // the name of the catalog itself is sent as it was given
    assert!(glue.table("Orders").await.is_err());
    assert_eq!(catalog.calls()[0].about, ["AwsDataCatalog", "sales", "orders"]);
    let lambda = inspector(&catalog).with_catalog("Lambda").with_schema("Sales");
    assert!(lambda.has_table("Orders").await.expect("an answer"));
    assert!(!lambda.has_table("orders").await.expect("an answer"));
    assert!(lambda.has_schema("Sales").await.expect("an answer"));
    assert!(!lambda.has_schema("sales").await.expect("an answer"));
    assert!(inspector(&catalog).has_schema("SALES").await.expect("an answer"));
}

#[tokio::test]
async fn a_bucket_of_s3_tables_is_a_catalog() {
    let catalog = sales([table("orders")]);
    catalog.put("s3tablescatalog/my-bucket", "Events", of_type("Clicks", Some("customer")));
    let bucket = inspector(&catalog).with_catalog("s3tablescatalog/my-bucket").with_schema("Events");
    assert_eq!(bucket.schemas().await.expect("schemas"), ["Events"]);
    assert_eq!(bucket.tables().await.expect("tables"), ["Clicks"]);
    let clicks = bucket.table("Clicks").await.expect("a table");
    assert_eq!((clicks.catalog.as_str(), clicks.schema.as_str()), ("s3tablescatalog/my-bucket", "Events"));
    assert_eq!(clicks.kind, TableKind::Table);
    check_missing(
        bucket.table("Click").await,
        "could not find table: schema `Events` has no table or view `Click`; did you mean `Clicks`? \
         (catalog: s3tablescatalog/my-bucket, schema: Events, table: Click)",
    );
    let elsewhere = bucket.with_catalog("s3tablescatalog/my-bukcet").table("Clicks").await.expect_err("no bucket");
    assert!(elsewhere.message().contains("did you mean `s3tablescatalog/my-bucket`?"), "{elsewhere}");
}

#[tokio::test]
async fn two_names_that_differ_by_case_are_two_tables() {
    let catalog = sales([]);
    catalog.put("Lambda", "Sales", table("Orders"));
    catalog.put("Lambda", "Sales", TableMetadata::new("orders", vec![TableColumn::new("other", "varchar")]));
    let lambda = inspector(&catalog).with_catalog("Lambda").with_schema("Sales").cached();
    assert_eq!(lambda.tables().await.expect("tables"), ["Orders", "orders"]);
    assert_eq!(lambda.columns("Orders").await.expect("columns")[0].name, "id");
    assert_eq!(lambda.columns("orders").await.expect("columns")[0].name, "other");
    assert_eq!(operations(&catalog), ["ListTableMetadata"]);
}
