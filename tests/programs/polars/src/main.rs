//! Data frames of a query, by athena-polars alone, which brings polars along.

use athena_polars::AsyncCursor;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).expect("the first argument is a connection URL");
    let mut cursor = athena_polars::connect(&url).await?.cursor();
    cursor.execute("SELECT n_nationkey AS id, n_name AS name FROM nation ORDER BY id LIMIT 3").await?;
    while let Some(frame) = cursor.next_batch().await? {
        for (id, name) in frame.column("id")?.i64()?.iter().zip(frame.column("name")?.str()?.iter()) {
            println!("{} {}", id.unwrap_or_default(), name.unwrap_or_default());
        }
    }
    Ok(())
}
