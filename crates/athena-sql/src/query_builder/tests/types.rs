use std::sync::Arc;

use sea_query::{ColumnType, IntoIden, PgInterval, StringLen};

use super::super::UnsupportedError;
use crate::AthenaType;

fn check(column: ColumnType, expected: &str) {
    let found = AthenaType::try_from(&column).map(|found| found.to_string()).map_err(|error| error.to_string());
    assert_eq!(found.as_deref().map_err(String::as_str), Ok(expected));
}

#[test]
fn column_types_of_sea_query_become_athena_types() {
    check(ColumnType::Boolean, "boolean");
    check(ColumnType::TinyInteger, "tinyint");
    check(ColumnType::SmallInteger, "smallint");
    check(ColumnType::Integer, "integer");
    check(ColumnType::BigInteger, "bigint");
    check(ColumnType::Float, "real");
    check(ColumnType::Double, "double");
    check(ColumnType::TinyUnsigned, "smallint");
    check(ColumnType::BigUnsigned, "decimal(20,0)");
    check(ColumnType::Decimal(Some((10, 2))), "decimal(10,2)");
    check(ColumnType::Char(Some(3)), "char(3)");
    check(ColumnType::Char(None), "char");
    check(ColumnType::String(StringLen::None), "varchar");
    check(ColumnType::Enum { name: "mood".into_iden(), variants: vec!["ok".into_iden()] }, "varchar");
    check(ColumnType::String(StringLen::N(9)), "varchar(9)");
    check(ColumnType::String(StringLen::Max), "varchar");
    check(ColumnType::Text, "varchar");
    check(ColumnType::VarBinary(StringLen::N(9)), "varbinary");
    check(ColumnType::Blob, "varbinary");
    check(ColumnType::Binary(9), "varbinary");
    check(ColumnType::Date, "date");
    check(ColumnType::Time, "time");
    check(ColumnType::DateTime, "timestamp");
    check(ColumnType::Timestamp, "timestamp");
    check(ColumnType::Interval(Some(PgInterval::Hour), None), "interval day to second");
    check(ColumnType::JsonBinary, "json");
    check(ColumnType::Array(Arc::new(ColumnType::Inet)), "array(ipaddress)");
    check(ColumnType::custom("map<string,int>"), "map(varchar, integer)");
}

#[test]
fn column_types_that_athena_lacks_are_refused() {
    let refused = |column: ColumnType, expected: &str| {
        let error = AthenaType::try_from(&column).expect_err("athena lacks it");
        assert_eq!(error.to_string(), expected);
    };
    refused(ColumnType::Decimal(None), "athena has no type Decimal(None); give its precision and scale");
    refused(
        ColumnType::Decimal(Some((39, 0))),
        "athena has no type `decimal(39, 0)`; use a precision of 1 to 38, and a scale up to that",
    );
    refused(ColumnType::Year, "athena has no type Year; use a small integer");
    refused(ColumnType::Array(Arc::new(ColumnType::MacAddr)), "athena has no type MacAddr; use varchar");
    refused(ColumnType::custom("a b c"), "athena has no type `a b c`; use a type of Trino or Hive");
}

#[test]
fn athena_types_become_column_types_and_back() {
    for text in [
        "boolean",
        "tinyint",
        "smallint",
        "integer",
        "bigint",
        "real",
        "double",
        "decimal(38,6)",
        "char(3)",
        "varchar",
        "varchar(9)",
        "varbinary",
        "date",
        "time",
        "time with time zone",
        "timestamp",
        "timestamp with time zone",
        "interval day to second",
        "interval year to month",
        "json",
        "uuid",
        "ipaddress",
        "array(map(varchar, row(\"A b\" integer)))",
        "HyperLogLog",
    ] {
        let data_type = AthenaType::parse(text).expect("a type");
        let column = ColumnType::try_from(&data_type).expect("has a column type");
        assert_eq!(AthenaType::try_from(&column), Ok(data_type), "{column:?}");
    }
    let untyped: Result<ColumnType, UnsupportedError> = ColumnType::try_from(&AthenaType::UntypedMap);
    assert_eq!(untyped.expect_err("has no inner types").construct(), "column of type `map`");
}
