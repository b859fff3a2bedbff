//! Types from `ColumnInfo` of `GetQueryResults`.

use super::{AthenaType, TypeParseError};

impl AthenaType {
    /// The type of a result column, read from `Type`, `Precision` and `Scale` of its `ColumnInfo`.
    ///
    /// `ColumnInfo` has the precision and scale of a `decimal`, and the length of a `varchar` or `char`. It lacks the
    /// inner types of an `array`, `map` or `row`, so the result is [`AthenaType::UntypedArray`] and its like. It lacks
    /// the precision of times and timestamps, too: the service reports 3 for all, so the precision of the result is
    /// `None`. `float` is `real`; `string`, which utility statements report, is `varchar`. A type with parameters in
    /// its name is read as written.
    ///
    /// # Errors
    ///
    /// The name is not a type, or precision or scale of a decimal is out of range.
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
            let message =
                format!("a decimal has a precision of 1 to 38 and a scale up to that: ({precision}, {scale})");
            Err(TypeParseError::new(0, message))
        }
    }
}
