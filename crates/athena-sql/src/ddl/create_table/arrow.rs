//! `CREATE TABLE` from an Arrow schema.

use arrow_schema::Schema;

use super::super::{DdlError, FileFormat, TableName};
use super::CreateTable;
use crate::AthenaType;

impl CreateTable {
    /// Creates an external table of Parquet files with the columns of a schema; add a location. See
    /// [`AthenaType::from_arrow_field`] for the types.
    ///
    /// ```
    /// use arrow_schema::{DataType, Field, Schema};
    /// use athena_sql::ddl::CreateTable;
    ///
    /// let fields = vec![Field::new("id", DataType::UInt32, false), Field::new("day", DataType::Date32, true)];
    /// let table = CreateTable::from_arrow_schema(("sales", "orders"), &Schema::new(fields))?;
    /// assert_eq!(
    ///     table.partition_by("day").location("s3://b/orders").to_sql()?,
    ///     "CREATE EXTERNAL TABLE sales.orders (\n\tid bigint\n)\nPARTITIONED BY (\n\tday date\n)\nSTORED AS PARQUET\n\
    ///      LOCATION 's3://b/orders/'"
    /// );
    /// # Ok::<(), athena_sql::ddl::DdlError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Athena has no type for the Arrow type of a field; the error names the column.
    pub fn from_arrow_schema(table: impl Into<TableName>, schema: &Schema) -> Result<Self, DdlError> {
        let table = table.into();
        let mut columns = Vec::with_capacity(schema.fields().len());
        for field in schema.fields() {
            let data_type = AthenaType::from_arrow_field(field).ok_or_else(|| {
                let message = format!("athena has no type for arrow's {}; cast the column first", field.data_type());
                DdlError::new(message).in_column(field.name()).of("table", &table)
            })?;
            columns.push((field.name().clone(), data_type));
        }
        Ok(Self::external(table).columns(columns).file_format(FileFormat::Parquet))
    }
}

#[cfg(test)]
mod tests {
    use arrow_schema::{DataType, Field, IntervalUnit};

    use super::*;

    #[test]
    fn a_column_without_an_athena_type_is_named() {
        let schema = Schema::new(vec![Field::new("span", DataType::Interval(IntervalUnit::MonthDayNano), true)]);
        let error = CreateTable::from_arrow_schema("t", &schema).expect_err("there is no such type");
        assert_eq!(
            error.to_string(),
            "in table `t`, column `span`: athena has no type for arrow's Interval(MonthDayNano); cast the column first"
        );
        let schema = Schema::new(vec![Field::new("at", DataType::Time64(arrow_schema::TimeUnit::Second), true)]);
        let table = CreateTable::from_arrow_schema("t", &schema).expect("a type of queries").location("s3://b/t/");
        let error = table.to_sql().expect_err("tables cannot have it");
        assert_eq!(error.column(), Some("at"));
    }
}
