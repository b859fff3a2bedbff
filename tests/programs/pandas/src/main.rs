//! Chunks of data frames, by athena-pandas alone, which brings the Arrow crates along.

use athena_pandas::AsyncCursor;
use athena_pandas::arrow_array::{cast::AsArray, types::Int64Type};

#[tokio::main]
async fn main() -> athena_pandas::Result<()> {
    let url = std::env::args().nth(1).expect("the first argument is a connection URL");
    let mut cursor = athena_pandas::connect(&url).await?.cursor();
    cursor.execute("SELECT n_nationkey AS id, n_name AS name FROM nation ORDER BY id LIMIT 3").await?;
    assert!(cursor.schema().metadata().contains_key("pandas"));
    while let Some(batch) = cursor.next_batch().await? {
        let (ids, names) = (batch.column(0).as_primitive::<Int64Type>(), batch.column(1).as_string::<i32>());
        for row in 0..ids.len() {
            println!("{} {}", ids.value(row), names.value(row));
        }
    }
    Ok(())
}
