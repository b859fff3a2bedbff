//! The first program of the project's README, by the type of a driver.

use athena_s3::Statement;

#[tokio::main]
async fn main() -> athena_s3::Result<()> {
    let url = "awsathena+aios3fs://:@athena.eu-west-1.amazonaws.com/sales?s3_staging_dir=s3://bucket/results/";
    let connection = athena_s3::connect(url).await?;
    let mut cursor = connection.cursor();
    let orders = Statement::new("SELECT id, customer FROM orders WHERE state = :state").bind("state", "open");
    cursor.execute(orders).await?;
    let mut rows = cursor.rows();
    while let Some(row) = rows.next().await? {
        let (id, customer): (i64, Option<&str>) = (row.get("id")?, row.get("customer")?);
        println!("{id} {}", customer.unwrap_or("-"));
    }
    Ok(())
}
