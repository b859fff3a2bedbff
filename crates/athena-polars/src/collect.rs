//! `PolarsCursorExt`: whole results as one data frame or one lazy frame.

use std::future::Future;

use athena_core::{Cursor, Result};
use polars_core::prelude::DataFrame;
#[cfg(feature = "lazy")]
use polars_lazy::frame::LazyFrame;

use crate::batch::unfit;
use crate::dialect::Polars;

/// Functions of a [`Cursor`] that only this driver has.
pub trait PolarsCursorExt {
    /// The rest of the result as one data frame. The whole rest is then in memory. The frame has one chunk per batch,
    /// so that nothing is copied; `rechunk_mut` makes one chunk of them. A result without rows gives an empty frame
    /// with the schema of the result.
    ///
    /// # Errors
    /// As [`Cursor::next_batch`]. The batches so far are then dropped.
    ///
    /// # Cancel safety
    /// Batches that were fetched so far are lost.
    fn collect(&mut self) -> impl Future<Output = Result<DataFrame>> + Send;

    /// The rest of the result as a lazy frame over a temporary file.
    ///
    /// Each batch is written to the file in the Arrow IPC format once it is fetched, so that no more of the result is
    /// in memory than with [`Cursor::next_batch`]. polars then maps the file and reads the columns that a query needs.
    /// The file is in [`std::env::temp_dir`] and has the size that the result would have in memory. It has no name, and
    /// the system deletes it with the last copy of the lazy frame, or of a plan made from it.
    ///
    /// polars does not scan the files of an UNLOAD themselves: version 0.55 takes INT96, Athena's form of timestamps,
    /// for nanoseconds, and loses the NULLs in Athena's lists. Therefore the frame does not depend on the way that the
    /// result was fetched, its schema is that of the cursor, and with `unload_cleanup` the files of UNLOAD are deleted
    /// before this function returns.
    ///
    /// # Errors
    /// As [`Cursor::next_batch`]; `Io` when the file cannot be written.
    ///
    /// # Cancel safety
    /// The result is dropped, and the file with it.
    #[cfg(feature = "lazy")]
    fn into_lazy(self) -> impl Future<Output = Result<LazyFrame>> + Send;
}

impl PolarsCursorExt for Cursor<Polars> {
    async fn collect(&mut self) -> Result<DataFrame> {
        let mut whole: Option<DataFrame> = None;
        while let Some(batch) = self.next_batch().await? {
            match &mut whole {
                None => whole = Some(batch),
                Some(whole) => {
                    whole.vstack_mut_owned(batch).map_err(unfit)?;
                }
            }
        }
        Ok(whole.unwrap_or_else(|| DataFrame::empty_with_arc_schema(self.schema())))
    }

    #[cfg(feature = "lazy")]
    async fn into_lazy(self) -> Result<LazyFrame> {
        crate::lazy::into_lazy(self).await
    }
}
