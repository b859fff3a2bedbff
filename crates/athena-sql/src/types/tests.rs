use super::AthenaType::{self, *};
use super::*;

fn decimal(precision: u8, scale: u8) -> AthenaType {
    Decimal { precision, scale }
}

/// Reads `text`, expects `data_type`, and expects it written as `trino` and `hive`.
fn check(text: &str, data_type: &AthenaType, trino: &str, hive: &str) {
    let read = AthenaType::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(&read, data_type, "{text}");
    assert_eq!(read.to_string(), trino);
    assert_eq!(read.hive().to_string(), hive);
}

fn check_error(text: &str, position: usize, message: &str) {
    let error = AthenaType::parse(text).expect_err(text);
    assert_eq!((error.position(), error.message()), (position, message), "{text}");
}

#[test]
fn simple_types_are_written_in_both_spellings() {
    check("BOOLEAN", &Boolean, "boolean", "boolean");
    check("int", &Integer, "integer", "int");
    check("float", &Real, "real", "float");
    check("double precision", &Double, "double", "double");
    check("string", &Varchar(None), "varchar", "string");
    check("varchar(2147483647)", &Varchar(None), "varchar", "string");
    check(" VarChar ( 5 ) ", &Varchar(Some(5)), "varchar(5)", "varchar(5)");
    check("char(3)", &Char(Some(3)), "char(3)", "char(3)");
    check("binary", &Varbinary, "varbinary", "binary");
    check("decimal(10, 2)", &decimal(10, 2), "decimal(10,2)", "decimal(10,2)");
    check("decimal(5)", &decimal(5, 0), "decimal(5,0)", "decimal(5,0)");
    check(
        "timestamp(6) with time zone",
        &TimestampWithTimeZone(Some(6)),
        "timestamp(6) with time zone",
        "timestamp(6) with time zone",
    );
    check("time with time zone", &TimeWithTimeZone(None), "time with time zone", "time with time zone");
    check("timestamp without time zone", &Timestamp(None), "timestamp", "timestamp");
    check("INTERVAL  DAY TO\nSECOND", &IntervalDayToSecond, "interval day to second", "interval day to second");
    check("HyperLogLog", &Other("HyperLogLog".into()), "HyperLogLog", "HyperLogLog");
    check(" qdigest (bigint) ", &Other("qdigest (bigint)".into()), "qdigest (bigint)", "qdigest (bigint)");
}

#[test]
fn the_digits_of_a_bare_decimal_depend_on_the_spelling() {
    assert_eq!(AthenaType::parse("decimal"), Ok(decimal(38, 0)));
    assert_eq!(AthenaType::parse("array(decimal)"), Ok(AthenaType::array(decimal(38, 0))));
    assert_eq!(AthenaType::parse("array<decimal>"), Ok(AthenaType::array(decimal(10, 0))));
    assert_eq!(AthenaType::parse_hive("decimal"), Ok(decimal(10, 0)));
}

#[test]
fn nested_types_are_written_in_both_spellings() {
    check(
        "array(row(a decimal(38,9), \"b c\" varchar(5)))",
        &AthenaType::array(Row(vec![RowField::new("a", decimal(38, 9)), RowField::new("b c", Varchar(Some(5)))])),
        "array(row(a decimal(38,9), \"b c\" varchar(5)))",
        "array<struct<a:decimal(38,9),`b c`:varchar(5)>>",
    );
    check("map<string, int>", &AthenaType::map(Varchar(None), Integer), "map(varchar, integer)", "map<string,int>");
    check(
        "struct<a: int, b: string>",
        &Row(vec![RowField::new("a", Integer), RowField::new("b", Varchar(None))]),
        "row(a integer, b varchar)",
        "struct<a:int,b:string>",
    );
    check("struct(a:int)", &Row(vec![RowField::new("a", Integer)]), "row(a integer)", "struct<a:int>");
    check(
        "struct<my-id:int>",
        &Row(vec![RowField::new("my-id", Integer)]),
        "row(\"my-id\" integer)",
        "struct<`my-id`:int>",
    );
    check(
        "struct<`a``b`:int>",
        &Row(vec![RowField::new("a`b", Integer)]),
        "row(\"a`b\" integer)",
        "struct<`a``b`:int>",
    );
    check(
        "row(\"a\"\"b\" int)",
        &Row(vec![RowField::new("a\"b", Integer)]),
        "row(\"a\"\"b\" integer)",
        "struct<`a\"b`:int>",
    );
    check("array", &UntypedArray, "array", "array");
    check("row", &UntypedRow, "row", "struct");
}

#[test]
fn a_row_may_have_fields_without_names() {
    let unnamed = |data_type| Row(vec![RowField::unnamed(data_type)]);
    check("row(integer)", &unnamed(Integer), "row(integer)", "struct<int>");
    check(
        "row(timestamp with time zone)",
        &unnamed(TimestampWithTimeZone(None)),
        "row(timestamp with time zone)",
        "struct<timestamp with time zone>",
    );
    check(
        "row(interval year to month)",
        &unnamed(IntervalYearToMonth),
        "row(interval year to month)",
        "struct<interval year to month>",
    );
    check("row(double precision)", &unnamed(Double), "row(double)", "struct<double>");
    check(
        "row(timestamp timestamp(6))",
        &Row(vec![RowField::new("timestamp", Timestamp(Some(6)))]),
        "row(\"timestamp\" timestamp(6))",
        "struct<`timestamp`:timestamp(6)>",
    );
    check(
        "row(row row(array array(int)))",
        &Row(vec![RowField::new("row", Row(vec![RowField::new("array", AthenaType::array(Integer))]))]),
        "row(\"row\" row(\"array\" array(integer)))",
        "struct<`row`:struct<`array`:array<int>>>",
    );
}

#[test]
fn texts_that_are_not_a_type_are_refused() {
    check_error("", 0, "expected a type name");
    check_error("  ", 2, "expected a type name");
    check_error("int int", 4, "the type ends before `i`; remove what follows");
    check_error("array(int", 9, "expected `)` at the end of a nested type");
    check_error("array<int)", 9, "expected `>` at the end of a nested type");
    check_error("map(int)", 7, "expected `,` between the key type and the value type");
    check_error("row()", 4, "expected a type name");
    check_error("decimal(39)", 8, "the precision of a decimal is at most 38");
    check_error("decimal(0)", 8, "the precision of a decimal is at least 1");
    check_error("decimal(5,6)", 10, "the scale of this decimal is at most 5");
    check_error("varchar(x)", 8, "expected a number for the length");
    check_error("varchar(99999999999)", 8, "the length is at most 2147483647");
    check_error("timestamp(13)", 10, "the precision of a time is at most 12");
    check_error("row(\"a int)", 4, "the field name is not closed; add `\"`");
    check_error("row(\"\" int)", 4, "a field name needs at least one character");
    check_error("struct<:int>", 7, "expected a field name before `:`");
    check_error("qdigest(bigint", 7, "the parameters are not closed; add `)`");
    check_error("interval", 8, "expected `day to second` or `year to month` after `interval`");
}

#[test]
fn types_nested_too_deep_are_refused() {
    let nested = |depth: usize| format!("{}int{}", "array(".repeat(depth), ")".repeat(depth));
    assert!(AthenaType::parse(&nested(MAX_DEPTH)).is_ok());
    check_error(&nested(MAX_DEPTH + 1), 6 * MAX_DEPTH + 5, "types are nested deeper than 64 levels");
    assert!(AthenaType::parse(&"row<a:".repeat(100_000)).is_err());
    assert!(AthenaType::parse(&"x(".repeat(100_000)).is_err());
}

#[test]
fn types_that_hive_lacks_are_refused() {
    for text in ["array<struct<a:decimal(3,1)>>", "map<string,binary>", "char(255)", "timestamp", "float"] {
        assert!(AthenaType::parse(text).expect(text).try_hive().is_ok(), "{text}");
    }
    for (text, blamed) in [
        ("array(json)", "json"),
        ("map(int, time(3))", "time(3)"),
        ("row(a uuid)", "uuid"),
        ("row(int)", "row(integer)"),
        ("char", "char"),
        ("varchar(70000)", "varchar(70000)"),
        ("timestamp(3)", "timestamp(3)"),
        ("array", "array"),
        ("geometry", "geometry"),
    ] {
        let error = AthenaType::parse(text).expect(text).try_hive().map(|hive| hive.to_string());
        assert_eq!(error.map_err(|e| e.type_name().to_owned()), Err(blamed.to_owned()), "{text}");
    }
}

#[test]
fn column_info_gives_a_type() {
    let check = |name: &str, precision, scale, expected| {
        assert_eq!(AthenaType::from_column_info(name, precision, scale).expect(name), expected, "{name}");
    };
    check("boolean", 0, 0, Boolean);
    check("integer", 10, 0, Integer);
    check("float", 17, 0, Real);
    check("decimal", 38, 9, decimal(38, 9));
    check("varchar", 5, 0, Varchar(Some(5)));
    check("varchar", 2_147_483_647, 0, Varchar(None));
    check("string", 0, 0, Varchar(None));
    check("string", 7, 0, Varchar(None));
    check("char", 3, 0, Char(Some(3)));
    check("varbinary", 1_073_741_824, 0, Varbinary);
    check("timestamp", 3, 0, Timestamp(None));
    check("timestamp with time zone", 3, 0, TimestampWithTimeZone(None));
    check("time with time zone", 3, 0, TimeWithTimeZone(None));
    check("interval day to second", 0, 0, IntervalDayToSecond);
    check("array", 0, 0, UntypedArray);
    check("map", 0, 0, UntypedMap);
    check("row", 0, 0, UntypedRow);
    check("array(integer)", 0, 0, AthenaType::array(Integer));
    check("SetDigest", 0, 0, Other("SetDigest".into()));
    assert!(AthenaType::from_column_info("decimal", 39, 0).is_err());
    assert!(AthenaType::from_column_info("decimal", 5, -1).is_err());
    assert!(AthenaType::from_column_info("", 0, 0).is_err());
}

#[test]
fn each_type_is_in_its_families() {
    assert!(UntypedRow.is_nested() && AthenaType::array(Integer).is_nested() && !Varchar(None).is_nested());
    assert!(Real.is_numeric() && decimal(1, 1).is_numeric() && !Boolean.is_numeric());
    assert!(Date.is_temporal() && TimeWithTimeZone(None).is_temporal() && !IntervalDayToSecond.is_temporal());
}
