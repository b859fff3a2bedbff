//! `execute_many`: one statement for many rows of values.

use super::handle::Cursor;
use crate::driver::Dialect;
use crate::error::{Error, ErrorKind, Result};
use crate::execution::Settings;
use crate::statement::{Bindings, InsertPlan, IntoBindings, Page, Statement};

impl<D: Dialect> Cursor<D> {
    /// Runs a statement once for each row of values, and drops the results.
    ///
    /// An `INSERT INTO ... VALUES (...)` whose rows contain all the markers is sent with as many rows at once as fit
    /// into the 262,144 bytes that Athena accepts, and at most `insertmanyvalues_page_size` where that option is set;
    /// values of `?` markers are then written into the text. With the option `use_insertmanyvalues` off, and for every
    /// other statement, each row is a separate execution. Values that the statement has already apply to every row.
    ///
    /// Gives the sum of the [`update_count`](Self::update_count)s; `None` if one of the executions has none. Without
    /// rows nothing is sent, and the sum is 0.
    ///
    /// ```
    /// # async fn example(mut cursor: athena_core::Cursor) -> athena_core::Result<()> {
    /// let rows = [(1, "one"), (2, "two")];
    /// let written = cursor.execute_many("INSERT INTO numbers VALUES (?, ?)", rows).await?;
    /// assert_eq!(written, Some(2));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`execute`](Self::execute); `InvalidStatement` for a row that is too large for a statement by itself;
    /// `InvalidOption` for a request token of the caller, since a token belongs to one statement. Earlier executions
    /// are not undone: the context `rows_done` says how many rows they had, and `row` (from 1) or `rows` which rows
    /// failed.
    ///
    /// # Cancel safety
    /// As [`execute`](Self::execute) for the statement that was running; those before it are done.
    pub async fn execute_many<R>(&mut self, statement: impl Into<Statement>, rows: R) -> Result<Option<u64>>
    where
        R: IntoIterator<Item: IntoBindings, IntoIter: Send>,
    {
        let statement = statement.into();
        let settings = Settings::of(self.session(), statement.options());
        if settings.client_request_token.is_some() {
            let message = "a client request token belongs to one statement, and execute_many sends many";
            return Err(Error::new(ErrorKind::InvalidOption, message));
        }
        let statement = settings.complete(statement);
        let client = &self.session().options().client;
        let plan = match client.use_insertmanyvalues {
            true => InsertPlan::of(&statement, client.insertmanyvalues_page_size),
            false => None,
        };
        let rows = rows.into_iter().map(IntoBindings::into_bindings);
        let mut many = Many { cursor: self, statement, done: 0, updated: Some(0) };
        match plan {
            Some(plan) => many.in_pages(&plan, rows).await?,
            None => many.one_by_one(rows).await?,
        }
        Ok(many.updated)
    }
}

struct Many<'c, D: Dialect> {
    cursor: &'c mut Cursor<D>,
    statement: Statement,
    done: usize,
    updated: Option<u64>,
}

impl<D: Dialect> Many<'_, D> {
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
