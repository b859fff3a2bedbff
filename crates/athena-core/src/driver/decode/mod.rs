//! Typed columns from Athena's text, for every driver with columns.
//!
//! [`plan`] chooses the [`Field`] of a column. A [`BatchBuilder`] decodes blocks of CSV, or pages of `GetQueryResults`,
//! into a [`TypedBatch`]. Its columns are plain `Vec`s in the layout of Apache Arrow (lowest bit first, 32 bit
//! offsets), which a driver can use without copying; this crate itself depends on no data frame.
//!
//! A value that the column cannot hold exactly is an error, which names the column, the row, the text, and the option
//! that would accept it. Nothing is truncated, rounded or guessed from the data.
//!
//! ```
//! use athena_core::driver::decode::{BatchBuilder, ArrayData, PlanOptions, plan_all};
//! use athena_core::driver::csv::Assembler;
//! use athena_core::{AthenaType, Column, Columns};
//!
//! let columns: Columns =
//!     [Column::new("id", AthenaType::BigInt), Column::new("name", AthenaType::Varchar(None))].into_iter().collect();
//! let mut builder = BatchBuilder::new(plan_all(&columns, &PlanOptions::new())?);
//!
//! let mut assembler = Assembler::new(columns.iter().map(|column| &column.name));
//! assembler.push(b"\"id\",\"name\"\n\"1\",\"\"\n,\"a\"\"b\"\n")?;
//! let block = assembler.finish()?.expect("there are rows");
//! builder.append(&block, 0, block.num_rows())?;
//!
//! let batch = builder.finish();
//! assert_eq!(batch.num_rows, 2);
//! assert_eq!(batch.columns[0].data, ArrayData::Int64(vec![1, 0]));
//! assert_eq!(batch.columns[0].null_count, 1);
//! let ArrayData::Bytes { offsets, data } = &batch.columns[1].data else { panic!("text") };
//! assert_eq!((offsets.as_slice(), data.as_slice()), ([0, 0, 3].as_slice(), b"a\"b".as_slice()));
//! # Ok::<(), athena_core::Error>(())
//! ```

mod array;
mod batch;
mod bitmap;
mod builder;
mod cell;
mod failure;
mod hints;
mod kind;
mod plan;
mod value;
pub(crate) mod zones;

/// Parsing of cells: one pure function per Athena type, from bytes to a value.
///
/// All functions are exact and strict: they do not trim, do not round exact types, and do not cut.
///
/// ```
/// use athena_core::driver::decode::parse;
///
/// assert_eq!(parse::bigint(b"-9223372036854775808"), Ok(i64::MIN));
/// assert_eq!(parse::bigint(b"1x").unwrap_err().to_string(), "expected a digit at byte 1");
/// assert_eq!(parse::timestamp(b"1970-01-01 00:00:01.5")?.epoch_seconds(), 1);
/// # Ok::<(), athena_core::value::ParseError>(())
/// ```
pub mod parse {
    pub use crate::value::parse::{
        bigint, boolean, date, decimal, double, integer, interval_day_time, interval_year_month, ip_address, real,
        smallint, time, time_tz, timestamp, timestamp_tz, tinyint, uuid, varbinary, varbinary_into,
    };
}

#[cfg(test)]
mod tests;

pub use self::array::{Array, ArrayData};
pub use self::batch::{BatchBuilder, TypedBatch};
pub use self::bitmap::Bitmap;
pub use self::hints::TypeHints;
pub use self::kind::{Field, Kind};
pub use self::plan::{MonthIntervals, PlanOptions, ZonedTimestamps, plan, plan_all};
