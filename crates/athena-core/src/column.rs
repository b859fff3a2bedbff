//! Columns of a result, and their names and positions.

use std::fmt;
use std::ops::Index;
use std::sync::Arc;

use athena_sql::AthenaType;

use crate::driver::api::ColumnInfo;
use crate::error::{Error, ErrorKind, Result};
use crate::suggest::nearest;

/// A column of a result.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Column {
    /// The name, as the service sent it. Names may repeat; Athena calls an unnamed column `_col0`, `_col1`, ...
    pub name: String,
    /// The type, as far as the service describes it: `GetQueryResults` omits the precision of a timestamp and the types
    /// inside of an array, map or row.
    pub data_type: AthenaType,
    /// The type's name as the service sent it, without parameters.
    pub type_name: String,
    /// The service's precision: digits of a decimal, length of a varchar, 3 for every timestamp.
    pub precision: i32,
    /// The service's scale: fraction digits of a decimal, else 0.
    pub scale: i32,
    /// Whether NULL may occur; Athena nearly always sends `UNKNOWN`, which is `None`.
    pub nullable: Option<bool>,
}

impl Column {
    /// A column of a known type.
    pub fn new(name: impl Into<String>, data_type: AthenaType) -> Self {
        let type_name = data_type.to_string();
        Self { name: name.into(), data_type, type_name, precision: 0, scale: 0, nullable: None }
    }
}

impl From<ColumnInfo> for Column {
    fn from(info: ColumnInfo) -> Self {
        Self {
            // A type that cannot be read is not an error here: its values arrive as their text.
            data_type: AthenaType::from_column_info(&info.type_name, info.precision, info.scale)
                .unwrap_or_else(|_| AthenaType::Other(info.type_name.clone())),
            name: info.name,
            type_name: info.type_name,
            precision: info.precision,
            scale: info.scale,
            nullable: info.nullable,
        }
    }
}

/// The columns of a result, in order. Cloning is cheap.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns(Arc<[Column]>);

impl Columns {
    /// Columns in result order.
    pub fn new(columns: impl Into<Arc<[Column]>>) -> Self {
        Self(columns.into())
    }

    /// The number of columns.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the statement has no result columns, like most DDL.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The columns in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Column> {
        self.0.iter()
    }

    /// The column at a position or of a name.
    pub fn get(&self, index: impl ColumnIndex) -> Option<&Column> {
        index.position(self).and_then(|position| self.0.get(position))
    }

    /// The position that `index` names.
    ///
    /// # Errors
    /// [`ErrorKind::NoSuchColumn`] when there is no such column; the message names the nearest one.
    pub fn position(&self, index: impl ColumnIndex) -> Result<usize> {
        index.position(self).ok_or_else(|| {
            let wanted = index.describe();
            let near = nearest(&wanted, self.iter().map(|column| column.name.as_str()));
            let hint = match near {
                Some(name) => format!("; did you mean `{name}`?"),
                None => format!("; the result has {} columns", self.len()),
            };
            Error::new(ErrorKind::NoSuchColumn, format!("no column `{wanted}` in the result{hint}"))
        })
    }
}

impl Index<usize> for Columns {
    type Output = Column;

    fn index(&self, position: usize) -> &Column {
        &self.0[position]
    }
}

impl FromIterator<Column> for Columns {
    fn from_iter<I: IntoIterator<Item = Column>>(columns: I) -> Self {
        Self(columns.into_iter().collect())
    }
}

impl<'a> IntoIterator for &'a Columns {
    type Item = &'a Column;
    type IntoIter = std::slice::Iter<'a, Column>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for usize {}
    impl Sealed for str {}
    impl Sealed for String {}
    impl<T: ?Sized + Sealed> Sealed for &T {}
}

/// A position or a name. A name finds the first column spelled exactly so, else the first that differs only in case.
pub trait ColumnIndex: sealed::Sealed + fmt::Debug {
    /// The position, if there is such a column.
    fn position(&self, columns: &Columns) -> Option<usize>;

    /// The index as an error message names it.
    #[doc(hidden)]
    fn describe(&self) -> String;
}

impl ColumnIndex for usize {
    fn position(&self, columns: &Columns) -> Option<usize> {
        (*self < columns.len()).then_some(*self)
    }

    fn describe(&self) -> String {
        self.to_string()
    }
}

impl ColumnIndex for str {
    fn position(&self, columns: &Columns) -> Option<usize> {
        let exact = columns.iter().position(|column| column.name == self);
        exact.or_else(|| columns.iter().position(|column| column.name.eq_ignore_ascii_case(self)))
    }

    fn describe(&self) -> String {
        self.to_owned()
    }
}

impl ColumnIndex for String {
    fn position(&self, columns: &Columns) -> Option<usize> {
        self.as_str().position(columns)
    }

    fn describe(&self) -> String {
        self.clone()
    }
}

impl<T: ?Sized + ColumnIndex> ColumnIndex for &T {
    fn position(&self, columns: &Columns) -> Option<usize> {
        (**self).position(columns)
    }

    fn describe(&self) -> String {
        (**self).describe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_names_come_before_names_in_other_case_and_errors_name_the_nearest() {
        let columns: Columns =
            ["Name", "name", "total"].into_iter().map(|name| Column::new(name, AthenaType::BigInt)).collect();
        assert_eq!(columns.position("name").ok(), Some(1));
        assert_eq!(columns.position("NAME").ok(), Some(0));
        assert_eq!(columns.position(2).ok(), Some(2));
        let error = columns.position("totl").expect_err("no such column");
        assert_eq!(error.kind(), ErrorKind::NoSuchColumn);
        assert_eq!(error.to_string(), "no column `totl` in the result; did you mean `total`?");
        assert_eq!(
            columns.position(7).expect_err("no such column").to_string(),
            "no column `7` in the result; the result has 3 columns"
        );
    }
}
