//! What Athena lacks, for programs that ask every database the same.

use super::Inspector;
use crate::error::Result;
use crate::reflection::{ForeignKey, Index, PrimaryKey, UniqueConstraint};

/// Athena has no constraints and no indexes ([unsupported
/// DDL](https://docs.aws.amazon.com/athena/latest/ug/unsupported-ddl.html)): these methods have one answer each. No call is
/// made, not even to see whether the table is there.
impl Inspector {
    /// The primary key: always `None`.
    ///
    /// # Errors
    /// Never any.
    pub async fn primary_key(&self, _table: &str) -> Result<Option<PrimaryKey>> {
        Ok(None)
    }

    /// The foreign keys: always none.
    ///
    /// # Errors
    /// Never any.
    pub async fn foreign_keys(&self, _table: &str) -> Result<Vec<ForeignKey>> {
        Ok(Vec::new())
    }

    /// The unique constraints: always none.
    ///
    /// # Errors
    /// Never any.
    pub async fn unique_constraints(&self, _table: &str) -> Result<Vec<UniqueConstraint>> {
        Ok(Vec::new())
    }

    /// The indexes: always none. Partitions are not among them; see
    /// [`ReflectedColumn::is_partition`](crate::reflection::ReflectedColumn::is_partition).
    ///
    /// # Errors
    /// Never any.
    pub async fn indexes(&self, _table: &str) -> Result<Vec<Index>> {
        Ok(Vec::new())
    }
}
