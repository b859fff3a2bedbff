//! Columns of the files of an UNLOAD.

use std::fmt;

use super::files::READ;
use crate::column::{Column, Columns};
use crate::driver::decode::{Field, PlanOptions, ZonedTimestamps, plan};
use crate::error::{Error, ErrorKind, Result};
use crate::options::S3Uri;

/// The decoded form of the columns of a file. Type hints do not apply: the file has the full types. Timestamps with
/// time zone are instants in UTC, which is their form in the file.
pub fn plan_columns(columns: &Columns, options: &PlanOptions) -> Vec<Field> {
    let options = options.clone().with_type_hints(Default::default()).with_timestamp_tz(ZonedTimestamps::Utc);
    columns.iter().map(|column| plan(column, &options)).collect()
}

/// Checks that a file has the columns of the first file, in the same order: one query writes no others.
///
/// # Errors
/// `Unexpected` when names or types differ.
pub fn check_columns(file: &Columns, first: &Columns) -> Result<()> {
    let is_alike = |(one, other): (&Column, &Column)| one.name == other.name && one.data_type == other.data_type;
    if file.len() == first.len() && file.iter().zip(first).all(is_alike) {
        return Ok(());
    }
    let message = "a file has other columns than the first one, which one query does not write";
    Err(Error::new(ErrorKind::Unexpected, message).with_operation(READ))
}

/// The error for a column of a type that UNLOAD does not write.
pub fn unknown_type(data_type: impl fmt::Display) -> Error {
    let message = format!("UNLOAD is not known to write columns of type {data_type}");
    Error::new(ErrorKind::Unsupported, message).with_operation(READ)
}

/// The error for a file that cannot be read as Parquet.
pub fn not_parquet(uri: &S3Uri) -> Error {
    Error::new(ErrorKind::Decode, "the file is not readable Parquet").with_operation(READ).with_context("uri", uri)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AthenaType;

    #[test]
    fn files_of_one_query_have_the_same_names_and_types_in_the_same_order() {
        let columns = |columns: &[(&str, AthenaType)]| -> Columns {
            columns.iter().map(|(name, data_type)| Column::new(*name, data_type.clone())).collect()
        };
        let (n, s) = (("n", AthenaType::BigInt), ("s", AthenaType::Varchar(None)));
        let first = columns(&[n.clone(), s.clone()]);
        assert!(check_columns(&columns(&[n.clone(), s.clone()]), &first).is_ok());
        for other in [vec![n.clone()], vec![s.clone(), n.clone()], vec![n, ("s", AthenaType::Json)]] {
            let error = check_columns(&columns(&other), &first).expect_err("are other columns");
            assert_eq!(error.kind(), ErrorKind::Unexpected);
        }
    }
}
