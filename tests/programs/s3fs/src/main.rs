//! Rows of a query, by athena-s3 alone.

use athena_s3::{AsyncCursor, AsyncCursorExt, S3Cursor};

#[tokio::main]
async fn main() -> athena_s3::Result<()> {
    let url = std::env::args().nth(1).expect("the first argument is a connection URL");
    let mut cursor = athena_s3::connect(&url).await?.cursor();
    cursor.execute("SELECT n_nationkey AS id, n_name AS name FROM nation ORDER BY id LIMIT 3").await?;
    let columns = cursor.columns().clone();
    while let Some(rows) = cursor.next_batch().await? {
        for row in S3Cursor::rows(&columns, &rows) {
            println!("{} {}", row.get::<i64>("id")?, row.get::<&str>("name")?);
        }
    }
    Ok(())
}
