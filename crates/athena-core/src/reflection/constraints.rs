//! Constraints and indexes. Athena has none; the types are what other databases would answer with.

/// A primary key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PrimaryKey {
    /// The name of the constraint, if it has one.
    pub name: Option<String>,
    /// The columns, in the key's order.
    pub columns: Vec<String>,
}

/// A reference to another table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ForeignKey {
    /// The name of the constraint, if it has one.
    pub name: Option<String>,
    /// The columns that refer.
    pub columns: Vec<String>,
    /// The schema of the other table.
    pub referred_schema: String,
    /// The other table.
    pub referred_table: String,
    /// The columns that are referred to, in the same order.
    pub referred_columns: Vec<String>,
}

/// Columns whose values are there once together.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UniqueConstraint {
    /// The name of the constraint, if it has one.
    pub name: Option<String>,
    /// The columns.
    pub columns: Vec<String>,
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Index {
    /// The name.
    pub name: String,
    /// The columns, in the index's order.
    pub columns: Vec<String>,
    /// Whether its values are there once.
    pub is_unique: bool,
}
