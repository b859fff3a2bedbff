//! The promises that all drivers with typed columns share, as tests that each of them runs.
//!
//! A driver implements [`ColumnarDriver`] in its own tests, and [`columnar_tests!`](crate::columnar_tests!) makes a
//! test of every promise:
//!
//! ```text
//! athena_core::columnar_tests!(Arrow);
//! ```

pub mod csv;
pub mod files;
pub mod unload;

use std::ops::Range;

use crate::column::Columns;
use crate::driver::{AsyncCursor, BatchOf, Dialect, SchemaOf};
use crate::row::Row;
use crate::value::Value;

/// A driver whose batches are typed columns, with what the shared tests need to know of it.
pub trait ColumnarDriver: Dialect<Options: Default, Cursor: AsyncCursor<Schema: PartialEq>> {
    /// Sets of driver options under which cells of all types have the values of their texts.
    const OPTION_SETS: &'static [&'static [(&'static str, &'static str)]];

    /// A Parquet file with one column of type `bigint`: Snappy, row groups of 1,000 rows.
    fn parquet(column: &str, numbers: Range<i64>) -> Vec<u8>;

    /// Asserts what the driver promises of the schema of a result with these columns.
    fn check_schema(columns: &Columns, schema: &SchemaOf<Self>);

    /// Asserts that a batch has the schema of its result.
    fn check_batch(schema: &SchemaOf<Self>, batch: &BatchOf<Self>);
}

/// Makes a test of every promise of [`driver::testing::columnar`](crate::driver::testing::columnar), for one driver.
#[doc(hidden)]
#[macro_export]
macro_rules! columnar_tests {
    ($driver:ty) => {
        #[tokio::test]
        async fn no_value_of_an_option_panics() {
            $crate::driver::testing::extremes::driver_options_never_panic::<$driver>().await;
        }

        $crate::columnar_tests! {
            $driver, csv:
            a_cell_of_every_type_has_the_value_of_its_text
            the_schema_is_empty_before_the_first_result
            a_value_that_does_not_fit_its_column_ends_the_result
            hints_make_nested_columns
            a_row_type_without_names_gives_values_without_names
            batches_have_the_size_asked_for_and_null_is_not_empty
            the_rest_of_a_result_is_a_stream
            a_stream_ends_after_an_error
            results_without_an_object_come_by_pages
            a_bad_value_names_column_row_and_query
            a_file_with_another_header_is_refused
            a_file_without_its_last_newline_is_refused
            an_empty_file_is_refused
            progress_counts_the_bytes_of_the_csv
        }
        $crate::columnar_tests! {
            $driver, unload:
            files_come_in_the_order_of_the_manifest_and_no_other_files_do
            the_statement_is_wrapped_and_costs_no_call_per_row
            a_column_of_every_type_has_its_value_under_every_codec
            int96_has_the_unit_chosen_and_loses_nothing
            nested_columns_are_those_of_a_csv_with_hints
            the_shapes_that_athena_writes_are_read
            an_unload_without_rows_has_a_schema_and_no_batches
            rows_without_a_manifest_are_an_error
            a_manifest_that_was_changed_is_refused
            files_that_do_not_fit_or_do_not_read_are_errors
            a_result_with_fewer_rows_than_were_written_is_an_error
            cleanup_deletes_what_the_query_wrote_and_nothing_else
            the_directory_is_that_of_the_work_group_where_none_is_given
            a_statement_that_unload_does_not_take_says_why
            auto_runs_a_statement_that_unload_does_not_take_as_it_is
            progress_counts_the_bytes_and_rows_of_all_files
        }
    };
    ($driver:ty, $part:ident: $($name:ident)+) => {
        $(
            #[tokio::test]
            async fn $name() {
                $crate::driver::testing::columnar::$part::$name::<$driver>().await;
            }
        )+
    };
}

/// The values of each row.
fn values<D: Dialect>(rows: &[Row<D>]) -> Vec<Vec<Value<'_>>> {
    rows.iter().map(|row| row.values().collect::<Result<_, _>>().expect("are values")).collect()
}

/// The values of each row, as text.
fn shown<D: Dialect>(rows: &[Row<D>]) -> Vec<Vec<String>> {
    values(rows).iter().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

fn text(text: &str) -> Value<'static> {
    Value::Varchar(text.to_owned().into())
}
