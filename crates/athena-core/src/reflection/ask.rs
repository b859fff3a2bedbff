//! Questions that only a statement answers.

use std::sync::Arc;

use crate::driver::results::ResultPages;
use crate::error::Result;
use crate::execution::QueryRunner;
use crate::query::ResultReuse;
use crate::session::Session;
use crate::statement::{Statement, StatementOptions};

/// All rows of a statement, as text; `None` is NULL. What was true an hour ago is not asked for, so no earlier result is
/// used.
pub(super) async fn rows(
    session: &Session,
    sql: String,
    catalog: &str,
    schema: Option<&str>,
) -> Result<Vec<Vec<Option<String>>>> {
    let mut options = StatementOptions::default().with_catalog_name(catalog).with_result_reuse(ResultReuse::disabled());
    options.schema_name = schema.map(str::to_owned);
    let mut runner = QueryRunner::new(session, "inspector");
    let query = runner.run(&Statement::new(sql).with_options(options)).await?;
    let mut pages = ResultPages::open(Arc::clone(session.athena()), &query, None).await?;
    let width = pages.info().columns.len();
    let mut all = Vec::new();
    while let Some(page) = pages.next().await? {
        for row in 0..page.num_rows() {
            let cells = (0..width).map(|column| page.text(row, column).map(|text| text.map(str::to_owned)));
            all.push(cells.collect::<Result<Vec<_>>>()?);
        }
    }
    Ok(all)
}
