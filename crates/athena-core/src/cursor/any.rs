//! The erased twin of a cursor, for drivers that are chosen at run time.

use std::any::Any;
use std::fmt;

use futures_util::future::BoxFuture;

use super::AsyncCursor;
use crate::column::Columns;
use crate::driver::results::ResultPath;
use crate::error::Result;
use crate::execution::QueryRunner;
use crate::query::QueryId;
use crate::statement::Statement;
use crate::value::Value;

/// A batch of whichever driver made it. [`downcast`](AnyBatch::downcast) gives the driver's own type back.
pub struct AnyBatch(Box<dyn ErasedBatch>);

impl AnyBatch {
    /// How many rows it holds.
    pub fn num_rows(&self) -> usize {
        self.0.num_rows()
    }

    /// The batch in the driver's own type, if that is `B`.
    pub fn downcast_ref<B: 'static>(&self) -> Option<&B> {
        self.0.native().downcast_ref()
    }

    /// The batch in the driver's own type.
    ///
    /// # Errors
    /// The batch itself, when it is not a `B`.
    pub fn downcast<B: Send + 'static>(self) -> Result<B, Self> {
        if !self.0.native().is::<B>() {
            return Err(self);
        }
        let native = self.0.into_native().downcast::<B>();
        Ok(*native.expect("the type was checked on the line above"))
    }
}

impl fmt::Debug for AnyBatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

trait ErasedBatch: fmt::Debug + Send {
    fn num_rows(&self) -> usize;
    fn value(&self, columns: &Columns, row: usize, column: usize) -> Result<Value<'_>>;
    fn native(&self) -> &dyn Any;
    fn into_native(self: Box<Self>) -> Box<dyn Any + Send>;
}

struct Erased<C: AsyncCursor>(C::Batch);

impl<C: AsyncCursor> fmt::Debug for Erased<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<C: AsyncCursor> ErasedBatch for Erased<C> {
    fn num_rows(&self) -> usize {
        C::num_rows(&self.0)
    }

    fn value(&self, columns: &Columns, row: usize, column: usize) -> Result<Value<'_>> {
        C::value(columns, &self.0, row, column)
    }

    fn native(&self) -> &dyn Any {
        &self.0
    }

    fn into_native(self: Box<Self>) -> Box<dyn Any + Send> {
        Box::new(self.0)
    }
}

/// [`AsyncCursor`] with boxed futures and erased batches. Every cursor is one; nobody implements it by hand.
pub trait DynCursor: fmt::Debug + Send {
    /// See [`AsyncCursor::execute`].
    fn execute_dyn(&mut self, statement: Statement) -> BoxFuture<'_, Result<()>>;
    /// See [`AsyncCursor::attach`].
    fn attach_dyn(&mut self, id: QueryId) -> BoxFuture<'_, Result<()>>;
    /// See [`AsyncCursor::columns`].
    fn columns_dyn(&self) -> &Columns;
    /// See [`AsyncCursor::next_batch`].
    fn next_batch_dyn(&mut self) -> BoxFuture<'_, Result<Option<AnyBatch>>>;
    /// See [`AsyncCursor::update_count`].
    fn update_count_dyn(&self) -> Option<u64>;
    /// See [`AsyncCursor::path`].
    fn path_dyn(&self) -> Option<ResultPath>;
    /// See [`AsyncCursor::runner`].
    fn runner_dyn(&self) -> &QueryRunner;
    /// See [`AsyncCursor::discard`].
    fn discard_dyn(&mut self);
    /// See [`AsyncCursor::close`].
    fn close_dyn(self: Box<Self>) -> BoxFuture<'static, Result<()>>;
    /// The cursor as `Any`, to get the driver's own back.
    fn as_any_mut(&mut self) -> &mut dyn Any;
}

impl<C: AsyncCursor> DynCursor for C {
    fn execute_dyn(&mut self, statement: Statement) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.execute(statement))
    }

    fn attach_dyn(&mut self, id: QueryId) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.attach(id))
    }

    fn columns_dyn(&self) -> &Columns {
        self.columns()
    }

    fn next_batch_dyn(&mut self) -> BoxFuture<'_, Result<Option<AnyBatch>>> {
        Box::pin(async move { Ok(self.next_batch().await?.map(|batch| AnyBatch(Box::new(Erased::<C>(batch))))) })
    }

    fn update_count_dyn(&self) -> Option<u64> {
        self.update_count()
    }

    fn path_dyn(&self) -> Option<ResultPath> {
        self.path()
    }

    fn runner_dyn(&self) -> &QueryRunner {
        self.runner()
    }

    fn discard_dyn(&mut self) {
        self.discard();
    }

    fn close_dyn(self: Box<Self>) -> BoxFuture<'static, Result<()>> {
        Box::pin((*self).close())
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

/// A cursor of a driver that was chosen at run time. It implements [`AsyncCursor`] again, so that generic code serves
/// both.
#[derive(Debug)]
pub struct AnyCursor(Box<dyn DynCursor>);

impl AnyCursor {
    /// Erases a driver's cursor.
    pub fn new(cursor: impl AsyncCursor) -> Self {
        Self(Box::new(cursor))
    }

    /// The driver's own cursor, for what only that driver can do.
    pub fn downcast_mut<C: AsyncCursor>(&mut self) -> Option<&mut C> {
        self.0.as_any_mut().downcast_mut()
    }
}

// The provided methods all go through `runner`; there is nothing to forward them to.
impl AsyncCursor for AnyCursor {
    type Batch = AnyBatch;

    async fn execute(&mut self, statement: impl Into<Statement> + Send) -> Result<()> {
        self.0.execute_dyn(statement.into()).await
    }

    async fn attach(&mut self, id: QueryId) -> Result<()> {
        self.0.attach_dyn(id).await
    }

    fn columns(&self) -> &Columns {
        self.0.columns_dyn()
    }

    async fn next_batch(&mut self) -> Result<Option<AnyBatch>> {
        self.0.next_batch_dyn().await
    }

    fn num_rows(batch: &AnyBatch) -> usize {
        batch.0.num_rows()
    }

    fn value<'b>(columns: &Columns, batch: &'b AnyBatch, row: usize, column: usize) -> Result<Value<'b>> {
        batch.0.value(columns, row, column)
    }

    fn update_count(&self) -> Option<u64> {
        self.0.update_count_dyn()
    }

    fn path(&self) -> Option<ResultPath> {
        self.0.path_dyn()
    }

    fn runner(&self) -> &QueryRunner {
        self.0.runner_dyn()
    }

    fn discard(&mut self) {
        self.0.discard_dyn();
    }

    async fn close(self) -> Result<()> {
        self.0.close_dyn().await
    }
}
