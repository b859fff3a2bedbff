//! Rows of a query, by athena-rest alone.

use athena_rest::{AsyncCursor, AsyncCursorExt, RestCursor};

#[tokio::main]
async fn main() -> athena_rest::Result<()> {
    let url = std::env::args().nth(1).expect("the first argument is a connection URL");
    let mut cursor = athena_rest::connect(&url).await?.cursor();
    cursor.execute("SELECT n_nationkey AS id, n_name AS name FROM nation ORDER BY id LIMIT 3").await?;
    let columns = cursor.columns().clone();
    while let Some(page) = cursor.next_batch().await? {
        for row in RestCursor::rows(&columns, &page) {
            println!("{} {}", row.get::<i64>("id")?, row.get::<&str>("name")?);
        }
    }
    Ok(())
}
