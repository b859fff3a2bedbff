//! `Any`: the dialect of drivers that are chosen at run time.

use std::any::Any as StdAny;
use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::{AsyncCursor, Capabilities, Dialect, Executed, Unload};
use crate::column::Columns;
use crate::driver::results::{ResultInfo, Transfer};
use crate::error::Result;
use crate::options::{FromOptions, OptionMap, OptionSpec};
use crate::value::Value;

/// The driver that a URL picks. Batches are [`AnyBatch`]es; rows are those of every other driver.
#[derive(Clone, Copy, Debug)]
pub struct Any;

impl Dialect for Any {
    type Cursor = AnyCursor;
    type Options = AnyOptions;

    const NAME: &'static str = "any";
    const SCHEMES: &'static [&'static str] = &[];

    async fn open(executed: Executed, options: &AnyOptions) -> Result<AnyCursor> {
        options.0.open(executed).await
    }

    fn unload(options: &AnyOptions) -> Unload {
        options.0.unload()
    }

    fn name(options: &AnyOptions) -> &'static str {
        options.0.name()
    }

    fn capabilities(options: &AnyOptions) -> Capabilities {
        options.0.capabilities()
    }
}

/// The options of one driver, and that driver with them.
#[derive(Clone)]
pub struct AnyOptions(Arc<dyn ErasedOptions>);

impl AnyOptions {
    /// Erases the options of the driver `D`.
    pub fn of<D: Dialect>(options: D::Options) -> Self {
        Self(Arc::new(HeldOptions::<D>(options)))
    }

    /// The options in the driver's own type, if that is `O`.
    pub fn downcast_ref<O: 'static>(&self) -> Option<&O> {
        self.0.native().downcast_ref()
    }
}

impl fmt::Debug for AnyOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromOptions for AnyOptions {
    const KEYS: &'static [OptionSpec] = &[];

    fn read_options(self, map: &mut OptionMap) -> Result<Self> {
        self.0.read_options(map)
    }

    fn specs(&self) -> &'static [OptionSpec] {
        self.0.specs()
    }
}

trait ErasedOptions: fmt::Debug + Send + Sync {
    fn name(&self) -> &'static str;
    fn capabilities(&self) -> Capabilities;
    fn specs(&self) -> &'static [OptionSpec];
    fn unload(&self) -> Unload;
    fn native(&self) -> &(dyn StdAny + Send + Sync);
    fn read_options(&self, map: &mut OptionMap) -> Result<AnyOptions>;
    fn open(&self, executed: Executed) -> BoxFuture<'_, Result<AnyCursor>>;
}

struct HeldOptions<D: Dialect>(D::Options);

impl<D: Dialect> fmt::Debug for HeldOptions<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<D: Dialect> ErasedOptions for HeldOptions<D> {
    fn name(&self) -> &'static str {
        D::name(&self.0)
    }

    fn capabilities(&self) -> Capabilities {
        D::capabilities(&self.0)
    }

    fn specs(&self) -> &'static [OptionSpec] {
        self.0.specs()
    }

    fn unload(&self) -> Unload {
        D::unload(&self.0)
    }

    fn native(&self) -> &(dyn StdAny + Send + Sync) {
        &self.0
    }

    fn read_options(&self, map: &mut OptionMap) -> Result<AnyOptions> {
        Ok(AnyOptions::of::<D>(self.0.clone().read_options(map)?))
    }

    fn open(&self, executed: Executed) -> BoxFuture<'_, Result<AnyCursor>> {
        Box::pin(async move { Ok(AnyCursor(Box::new(D::open(executed, &self.0).await?))) })
    }
}

/// A driver's cursor behind [`Any`].
#[derive(Debug)]
pub struct AnyCursor(Box<dyn ErasedCursor>);

impl AnyCursor {
    /// The driver's own cursor.
    ///
    /// # Errors
    /// The cursor itself, when it is not a `C`.
    pub fn downcast<C: AsyncCursor>(self) -> Result<C, Self> {
        if !self.0.is::<C>() {
            return Err(self);
        }
        Ok(*self.0.into_native().downcast().expect("the type was checked on the line above"))
    }
}

impl AsyncCursor for AnyCursor {
    type Batch = AnyBatch;
    type Schema = ();

    fn info(&self) -> &ResultInfo {
        self.0.info()
    }

    fn schema(_: Option<&Self>) {}

    async fn next_batch(&mut self) -> Result<Option<AnyBatch>> {
        self.0.next_batch().await
    }

    fn num_rows(batch: &AnyBatch) -> usize {
        batch.num_rows()
    }

    fn value<'b>(columns: &Columns, batch: &'b AnyBatch, row: usize, column: usize) -> Result<Value<'b>> {
        batch.0.value(columns, row, column)
    }

    fn transfer(&self) -> Transfer {
        self.0.transfer()
    }
}

trait ErasedCursor: fmt::Debug + Send {
    fn info(&self) -> &ResultInfo;
    fn transfer(&self) -> Transfer;
    fn next_batch(&mut self) -> BoxFuture<'_, Result<Option<AnyBatch>>>;
    fn native(&self) -> &dyn StdAny;
    fn into_native(self: Box<Self>) -> Box<dyn StdAny>;
}

impl dyn ErasedCursor {
    fn is<C: 'static>(&self) -> bool {
        self.native().is::<C>()
    }
}

impl<C: AsyncCursor> ErasedCursor for C {
    fn info(&self) -> &ResultInfo {
        AsyncCursor::info(self)
    }

    fn transfer(&self) -> Transfer {
        AsyncCursor::transfer(self)
    }

    fn next_batch(&mut self) -> BoxFuture<'_, Result<Option<AnyBatch>>> {
        Box::pin(async move {
            let batch = AsyncCursor::next_batch(self).await?;
            Ok(batch.map(|batch| AnyBatch(Box::new(HeldBatch::<C>(batch)))))
        })
    }

    fn native(&self) -> &dyn StdAny {
        self
    }

    fn into_native(self: Box<Self>) -> Box<dyn StdAny> {
        self
    }
}

/// A batch of the driver that a URL picked. [`downcast`](AnyBatch::downcast) gives the driver's own type.
pub struct AnyBatch(Box<dyn ErasedBatch>);

impl AnyBatch {
    /// Number of rows.
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
        Ok(*self.0.into_native().downcast().expect("the type was checked on the line above"))
    }
}

impl fmt::Debug for AnyBatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

trait ErasedBatch: fmt::Debug + Send + Sync {
    fn num_rows(&self) -> usize;
    fn value(&self, columns: &Columns, row: usize, column: usize) -> Result<Value<'_>>;
    fn native(&self) -> &dyn StdAny;
    fn into_native(self: Box<Self>) -> Box<dyn StdAny + Send>;
}

struct HeldBatch<C: AsyncCursor>(C::Batch);

impl<C: AsyncCursor> fmt::Debug for HeldBatch<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<C: AsyncCursor> ErasedBatch for HeldBatch<C> {
    fn num_rows(&self) -> usize {
        C::num_rows(&self.0)
    }

    fn value(&self, columns: &Columns, row: usize, column: usize) -> Result<Value<'_>> {
        C::value(columns, &self.0, row, column)
    }

    fn native(&self) -> &dyn StdAny {
        &self.0
    }

    fn into_native(self: Box<Self>) -> Box<dyn StdAny + Send> {
        Box::new(self.0)
    }
}
