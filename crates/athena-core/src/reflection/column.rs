//! A column of a table.

use athena_sql::AthenaType;

use crate::driver::api::TableColumn;

/// A column of a table or view, as its definition has it. Every column of Athena may be NULL, and none has a default.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReflectedColumn {
    /// The name.
    pub name: String,
    /// The type. [`AthenaType::Other`] holds a text that is not a type of Athena.
    pub athena_type: AthenaType,
    /// The type as the catalog spells it: Hive's spelling in AWS Glue, such as `struct<id:int>`.
    pub type_text: String,
    /// The comment; an empty one is none.
    pub comment: Option<String>,
    /// Whether the table is partitioned by it. Always `false` in Iceberg tables, which partition by expressions.
    pub is_partition: bool,
}

impl ReflectedColumn {
    pub(super) fn new(column: TableColumn, is_partition: bool) -> Self {
        let TableColumn { name, type_name, comment } = column;
        let athena_type = AthenaType::parse_hive(&type_name).unwrap_or_else(|_| AthenaType::Other(type_name.clone()));
        let comment = comment.filter(|comment| !comment.is_empty());
        Self { name, athena_type, type_text: type_name, comment, is_partition }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_no_type_stays_as_it_is() {
        for (text, expected) in [
            ("decimal", AthenaType::Decimal { precision: 10, scale: 0 }),
            ("struct<my-id:int>", AthenaType::parse_hive("struct<`my-id`:int>").expect("a type")),
            ("array<", AthenaType::Other("array<".to_owned())),
            ("varchar(x)", AthenaType::Other("varchar(x)".to_owned())),
            ("", AthenaType::Other(String::new())),
        ] {
            let column = ReflectedColumn::new(TableColumn::new("c", text), false);
            assert_eq!((column.athena_type, column.type_text.as_str()), (expected, text));
        }
    }
}
