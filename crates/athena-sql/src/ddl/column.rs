//! `ColumnDef`: a column of a table definition.

use super::{DdlError, write};
use crate::{AthenaType, Grammar, SqlType, literal};

/// The longest comment of a column that Glue accepts, in characters (web API reference, "Column").
pub const MAX_COMMENT_CHARS: usize = 255;

/// A column of a table definition: a name, a type and an optional comment.
///
/// ```
/// use athena_sql::AthenaType;
/// use athena_sql::ddl::ColumnDef;
///
/// assert_eq!(ColumnDef::of::<i64>("id"), ColumnDef::from(("id", AthenaType::BigInt)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ColumnDef {
    /// The name, without quotes.
    pub name: String,
    /// The type.
    pub data_type: AthenaType,
    /// The comment: a single line of at most [`MAX_COMMENT_CHARS`].
    pub comment: Option<String>,
}

impl ColumnDef {
    /// A column without a comment.
    pub fn new(name: impl Into<String>, data_type: AthenaType) -> Self {
        Self { name: name.into(), data_type, comment: None }
    }

    /// A column for values of the Rust type.
    pub fn of<T: SqlType + ?Sized>(name: impl Into<String>) -> Self {
        Self::new(name, T::athena_type())
    }

    /// The same column with a comment.
    pub fn with_comment(self, comment: impl Into<String>) -> Self {
        Self { comment: Some(comment.into()), ..self }
    }

    /// `name type [COMMENT '...']` for a table definition.
    pub(super) fn write(&self) -> Result<String, DdlError> {
        self.spell().map_err(|error| error.in_column(&self.name))
    }

    fn spell(&self) -> Result<String, DdlError> {
        let mut sql = format!("{} {}", write::name(&self.name, Grammar::Hive)?, self.data_type.try_hive()?);
        check_fields(&self.data_type)?;
        if let Some(comment) = &self.comment {
            write::single_line(comment, "a comment of a column")?;
            let length = comment.chars().count();
            if length > MAX_COMMENT_CHARS {
                let message = format!("the comment has {length} characters, Glue accepts {MAX_COMMENT_CHARS}");
                return Err(DdlError::new(message));
            }
            sql.push_str(" COMMENT ");
            sql.push_str(&literal::hive_string(comment));
        }
        Ok(sql)
    }
}

/// A name and a type.
impl<N: Into<String>> From<(N, AthenaType)> for ColumnDef {
    fn from((name, data_type): (N, AthenaType)) -> Self {
        Self::new(name, data_type)
    }
}

/// Checks the names of the fields of nested types.
fn check_fields(data_type: &AthenaType) -> Result<(), DdlError> {
    match data_type {
        AthenaType::Array(element) => check_fields(element),
        AthenaType::Map(key, value) => check_fields(key).and_then(|()| check_fields(value)),
        AthenaType::Row(fields) if fields.is_empty() => Err(DdlError::new("a struct needs at least one field")),
        AthenaType::Row(fields) => {
            if let Some(name) = write::duplicate(fields.iter().filter_map(|field| field.name.as_deref())) {
                return Err(DdlError::new(format!("the field `{name}` appears twice; remove or rename one")));
            }
            fields.iter().try_for_each(|field| {
                field.name.as_deref().map_or(Ok(()), |name| write::name(name, Grammar::Hive).map(drop))?;
                check_fields(&field.data_type)
            })
        }
        _ => Ok(()),
    }
}

/// All columns as SQL; an error if two have the same name.
pub(super) fn write_all(columns: &[ColumnDef]) -> Result<Vec<String>, DdlError> {
    if let Some(name) = write::duplicate(columns.iter().map(|c| c.name.as_str())) {
        return Err(DdlError::new("the column appears twice; remove or rename one").in_column(name));
    }
    columns.iter().map(ColumnDef::write).collect()
}
