//! Types as `GetQueryResults` describes columns.

use super::{AthenaType, TypeParseError};

impl AthenaType {
    /// The type of a result column, from `Type`, `Precision` and `Scale` of its `ColumnInfo`.
    ///
    /// `decimal` has its numbers there, `varchar` and `char` their length. Not there, and so not in the result: what
    /// is in an `array`, `map` or `row` ([`AthenaType::UntypedArray`] and its like), and how many digits a time or
    /// timestamp has (the service says 3 for all, so the precision here is `None`). `float` is `real`; utility
    /// statements say `string`, which is `varchar`. A type with parameters in its name is read as written.
    ///
    /// # Errors
    ///
    /// The name is not a type, or the numbers of a decimal are out of range.
    ///
    /// ```
    /// use athena_sql::AthenaType;
    ///
    /// assert_eq!(AthenaType::from_column_info("decimal", 10, 2)?, AthenaType::Decimal { precision: 10, scale: 2 });
    /// assert_eq!(AthenaType::from_column_info("varchar", i32::MAX, 0)?, AthenaType::Varchar(None));
    /// assert_eq!(AthenaType::from_column_info("timestamp", 3, 0)?, AthenaType::Timestamp(None));
    /// # Ok::<(), athena_sql::TypeParseError>(())
    /// ```
    pub fn from_column_info(type_name: &str, precision: i32, scale: i32) -> Result<Self, TypeParseError> {
        let name = type_name.trim();
        if name.eq_ignore_ascii_case("decimal") {
            return decimal(precision, scale);
        }
        let length = u32::try_from(precision).ok().filter(|&n| n > 0 && n < super::UNBOUNDED_LENGTH);
        match Self::parse(type_name)? {
            Self::Varchar(None) if name.eq_ignore_ascii_case("varchar") => Ok(Self::Varchar(length)),
            Self::Char(None) => Ok(Self::Char(length)),
            other => Ok(other),
        }
    }
}

fn decimal(precision: i32, scale: i32) -> Result<AthenaType, TypeParseError> {
    match (u8::try_from(precision), u8::try_from(scale)) {
        (Ok(precision @ 1..=38), Ok(scale)) if scale <= precision => Ok(AthenaType::Decimal { precision, scale }),
        _ => {
            let message = format!("a decimal has 1 to 38 digits, and no more behind the point: ({precision}, {scale})");
            Err(TypeParseError::new(0, message))
        }
    }
}
