//! Column types, by every name that a catalog may give them.

use athena_core::sql::types::RowField;

use super::*;

async fn check(rows: &[(&str, AthenaType)]) {
    let column = |(position, (name, _)): (usize, &(&str, AthenaType))| TableColumn::new(format!("c{position}"), *name);
    let columns = rows.iter().enumerate().map(column).collect();
    let catalog = sales([TableMetadata::new("types", columns)]);
    let columns = inspector(&catalog).columns("types").await.expect("columns");
    for (column, (name, expected)) in columns.iter().zip(rows) {
        assert_eq!((&column.athena_type, column.type_text.as_str()), (expected, *name));
    }
}

#[tokio::test]
async fn scalar_types_are_read() {
    use AthenaType as Type;
    check(&[
        ("boolean", Type::Boolean),
        ("tinyint", Type::TinyInt),
        ("smallint", Type::SmallInt),
        ("int", Type::Integer),
        ("integer", Type::Integer),
        ("bigint", Type::BigInt),
        ("float", Type::Real),
        ("real", Type::Real),
        ("double", Type::Double),
        ("decimal", Type::Decimal { precision: 10, scale: 0 }),
        ("decimal(12)", Type::Decimal { precision: 12, scale: 0 }),
        ("decimal(38,9)", Type::Decimal { precision: 38, scale: 9 }),
        ("char(3)", Type::Char(Some(3))),
        ("varchar(7)", Type::Varchar(Some(7))),
        ("varchar", Type::Varchar(None)),
        ("string", Type::Varchar(None)),
        ("date", Type::Date),
        ("timestamp", Type::Timestamp(None)),
        ("timestamp(6)", Type::Timestamp(Some(6))),
        ("binary", Type::Varbinary),
        ("varbinary", Type::Varbinary),
        ("json", Type::Json),
        ("BIGINT", Type::BigInt),
    ])
    .await;
}

/// Types that Hive lacks; federated catalogs and views have them.
#[tokio::test]
async fn types_that_only_trino_has_are_read() {
    use AthenaType as Type;
    check(&[
        ("time", Type::Time(None)),
        ("time(6)", Type::Time(Some(6))),
        ("time with time zone", Type::TimeWithTimeZone(None)),
        ("timestamp with time zone", Type::TimestampWithTimeZone(None)),
        ("timestamp(3) with time zone", Type::TimestampWithTimeZone(Some(3))),
        ("uuid", Type::Uuid),
        ("ipaddress", Type::IpAddress),
        ("interval day to second", Type::IntervalDayToSecond),
        ("interval year to month", Type::IntervalYearToMonth),
    ])
    .await;
}

#[tokio::test]
async fn nested_types_are_read_in_both_spellings() {
    use AthenaType as Type;
    let row = || Type::Row(vec![RowField::new("a", Type::Integer), RowField::new("b c", Type::Varchar(None))]);
    check(&[
        ("array<int>", Type::array(Type::Integer)),
        ("array(integer)", Type::array(Type::Integer)),
        ("map<string,double>", Type::map(Type::Varchar(None), Type::Double)),
        ("map(varchar, double)", Type::map(Type::Varchar(None), Type::Double)),
        ("struct<a:int,`b c`:string>", row()),
        ("row(a integer, \"b c\" varchar)", row()),
        ("array<struct<a:int,`b c`:string>>", Type::array(row())),
        (
            "map<int,array<decimal(4,2)>>",
            Type::map(Type::Integer, Type::array(Type::Decimal { precision: 4, scale: 2 })),
        ),
    ])
    .await;
}

/// One column with an unreadable type does not hide the table.
#[tokio::test]
async fn unknown_types_stay_text() {
    let other = |text: &str| AthenaType::Other(text.to_owned());
    check(&[
        ("varchar(x)", other("varchar(x)")),
        ("array<", other("array<")),
        ("map<int>", other("map<int>")),
        ("hyperloglog", other("hyperloglog")),
        ("qdigest(bigint)", other("qdigest(bigint)")),
        ("array<hyperloglog>", AthenaType::array(other("hyperloglog"))),
    ])
    .await;
}
