//! What Athena has not.

use super::*;

#[tokio::test]
async fn there_are_no_constraints_and_nobody_is_asked() {
    let catalog = sales([]);
    let inspector = inspector(&catalog);
    assert_eq!(inspector.primary_key("orders").await.expect("an answer"), None);
    assert!(inspector.foreign_keys("orders").await.expect("an answer").is_empty());
    assert!(inspector.unique_constraints("orders").await.expect("an answer").is_empty());
    assert!(inspector.indexes("orders").await.expect("an answer").is_empty());
    assert!(catalog.calls().is_empty());
}
