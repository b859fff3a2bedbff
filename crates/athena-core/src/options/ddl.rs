//! What CREATE TABLE says where the table does not.

use super::S3Uri;

crate::options! {
    /// Clauses of CREATE TABLE for tables that do not bring their own.
    pub struct DdlDefaults {
        /// Directory below which tables lie, as `<schema>/<table>/`. Without it, the staging directory.
        location (with_location): Option<S3Uri> = None,
        /// Text after STORED AS, such as PARQUET.
        file_format (with_file_format): Option<String> = None,
        /// Text after ROW FORMAT.
        row_format (with_row_format): Option<String> = None,
        /// Compression, as the table property that belongs to the file format.
        compression (with_compression): Option<String> = None,
        /// Text between the parentheses of WITH SERDEPROPERTIES.
        serdeproperties (with_serdeproperties): Option<String> = None,
        /// Text between the parentheses of TBLPROPERTIES.
        tblproperties (with_tblproperties): Option<String> = None,
        /// Number of buckets of the `cluster` columns.
        bucket_count (with_bucket_count): Option<u32> [in 1..=u32::MAX] = None,
        /// Columns to partition by: a comma list of `column` or `table.column`.
        partition (with_partition): Option<String> = None,
        /// Columns to cluster by: a comma list of `column` or `table.column`.
        cluster (with_cluster): Option<String> = None,
    }
}

impl DdlDefaults {
    /// Whether `partition` names the column of the table.
    pub fn partitions_by(&self, table: &str, column: &str) -> bool {
        names(self.partition.as_deref(), table, column)
    }

    /// Whether `cluster` names the column of the table.
    pub fn clusters_by(&self, table: &str, column: &str) -> bool {
        names(self.cluster.as_deref(), table, column)
    }
}

fn names(list: Option<&str>, table: &str, column: &str) -> bool {
    list.unwrap_or_default().split(',').map(str::trim).any(|item| match item.rsplit_once('.') {
        Some((item_table, item_column)) => item_table == table && item_column == column,
        None => item == column,
    })
}
