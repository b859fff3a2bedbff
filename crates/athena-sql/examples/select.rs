//! A `SELECT` built with sea-query: with its values as literals, and with `?` markers.
//!
//! ```sh
//! cargo run -p athena-sql --features sea-query --example select
//! ```

#![expect(clippy::print_stdout, reason = "the example shows SQL")]

use athena_sql::Grammar;
use athena_sql::query_builder::{AthenaStatement, any_match};
use athena_sql::sea_query::{Expr, ExprTrait, Func, Order, Query};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let query = Query::select()
        .column("state")
        .expr_as(Func::sum(Expr::col("total")), "revenue")
        .from(("sales", "orders"))
        .and_where(Expr::col("state").is_in(["open", "it's late"]))
        .and_where(any_match(Expr::col("tags"), |tag| tag.eq("gift")))
        .group_by_col("state")
        .order_by("revenue", Order::Desc)
        .limit(10)
        .to_owned();
    println!("{}\n", query.to_athena()?);

    let (sql, values) = query.build_athena()?;
    println!("{sql}");
    for (position, value) in values.iter().enumerate() {
        println!("-- ?{}: {}", position + 1, value.to_sql(Grammar::Trino)?);
    }

    // What Athena has no SQL for is an error, which names the construct and the cure.
    if let Err(error) = Query::select().column("id").from("orders").lock_exclusive().to_athena() {
        println!("\n-- {error}");
    }
    Ok(())
}
