//! One statement, many rows of values.

use super::AsyncCursor;
use crate::error::{Error, ErrorKind, Result};
use crate::statement::{Bindings, InsertPlan, Page, Statement};

/// See [`execute_many`](super::AsyncCursorExt::execute_many).
pub(super) async fn execute<C, R>(
    cursor: &mut C,
    statement: impl Into<Statement> + Send,
    rows: R,
) -> Result<Option<u64>>
where
    C: AsyncCursor + ?Sized,
    R: IntoIterator<Item: Into<Bindings>, IntoIter: Send> + Send,
{
    let connection = cursor.runner().connection();
    let statement = connection.resolve(statement.into());
    let options = &connection.options().client;
    let plan = match options.use_insertmanyvalues {
        true => InsertPlan::of(&statement, options.insertmanyvalues_page_size),
        false => None,
    };
    if statement.options().client_request_token.is_some() {
        let message = "a client request token belongs to one statement, and here are many";
        return Err(Error::new(ErrorKind::InvalidOption, message));
    }
    let rows = rows.into_iter().map(Into::into);
    let mut many = Many { cursor, statement, done: 0, updated: Some(0) };
    match plan {
        Some(plan) => many.in_pages(&plan, rows).await?,
        None => many.one_by_one(rows).await?,
    }
    Ok(many.updated)
}

struct Many<'c, C: ?Sized> {
    cursor: &'c mut C,
    statement: Statement,
    done: usize,
    updated: Option<u64>,
}

impl<C: AsyncCursor + ?Sized> Many<'_, C> {
    async fn one_by_one(&mut self, rows: impl Iterator<Item = Bindings> + Send) -> Result<()> {
        for row in rows {
            let statement = self.statement.clone().bind_all(row);
            let number = self.done + 1;
            self.run(statement, 1).await.map_err(|error| error.with_context("row", number))?;
        }
        Ok(())
    }

    async fn in_pages(&mut self, plan: &InsertPlan, rows: impl Iterator<Item = Bindings> + Send) -> Result<()> {
        let mut page = plan.page();
        for row in rows {
            let number = self.done + page.rows() + 1;
            let row = plan.row(row).map_err(|error| self.explain(error).with_context("row", number))?;
            if plan.is_full(&page, &row) {
                self.send(std::mem::replace(&mut page, plan.page())).await?;
            }
            page.push(&row);
        }
        if page.rows() > 0 { self.send(page).await } else { Ok(()) }
    }

    async fn send(&mut self, page: Page) -> Result<()> {
        let (first, last) = (self.done + 1, self.done + page.rows());
        let rows = page.rows();
        let statement = page.into_statement(&self.statement);
        self.run(statement, rows).await.map_err(|error| error.with_context("rows", format_args!("{first} to {last}")))
    }

    async fn run(&mut self, statement: Statement, rows: usize) -> Result<()> {
        let ran = self.cursor.execute(statement).await;
        let updated = self.cursor.update_count();
        self.cursor.discard();
        ran.map_err(|error| self.explain(error))?;
        self.done += rows;
        self.updated = self.updated.zip(updated).and_then(|(sum, rows)| sum.checked_add(rows));
        Ok(())
    }

    fn explain(&self, error: Error) -> Error {
        error.with_operation("execute a statement for many rows").with_context("rows_done", self.done)
    }
}
