use super::*;

#[test]
fn whole_numbers_become_every_integer_that_holds_them() -> Result<()> {
    for value in [Value::TinyInt(7), Value::SmallInt(7), Value::Integer(7), Value::BigInt(7)] {
        assert_eq!(cell::<(i8, i16, i32, i64, i128)>(Value::Array(vec![value.clone(); 5]))?, (7, 7, 7, 7, 7));
        assert_eq!(cell::<(u8, u16, u32, u64, u128)>(Value::Array(vec![value.clone(); 5]))?, (7, 7, 7, 7, 7));
        assert_eq!(cell::<(isize, usize, f32, f64)>(Value::Array(vec![value.clone(); 4]))?, (7, 7, 7.0, 7.0));
        assert_eq!(cell::<serde_json::Value>(value)?, serde_json::json!(7));
    }
    assert_eq!(cell::<i64>(Value::BigInt(i64::MIN))?, i64::MIN);
    assert_eq!(cell::<u64>(Value::Decimal(parsed("18446744073709551615.00")))?, u64::MAX);
    assert_eq!(cell::<i128>(Value::Decimal(parsed(&"9".repeat(38))))?, 10_i128.pow(38) - 1);
    Ok(())
}

#[test]
fn numbers_out_of_range_name_both() {
    assert_eq!(refusal::<u8>(Value::BigInt(300)), "bigint `300` does not fit u8: out of range (column: v)");
    assert_eq!(refusal::<i8>(Value::SmallInt(-129)), "smallint `-129` does not fit i8: out of range (column: v)");
    assert_eq!(refusal::<u128>(Value::TinyInt(-1)), "tinyint `-1` does not fit u128: out of range (column: v)");
    assert_eq!(
        refusal::<i64>(Value::Decimal(parsed("1.50"))),
        "decimal `1.50` does not fit i64: it has a fraction (column: v)"
    );
    assert_eq!(
        refusal::<f64>(Value::BigInt(9_007_199_254_740_993)),
        "bigint `9007199254740993` does not fit f64: digits would be lost (column: v)"
    );
    assert_eq!(refusal::<f32>(Value::Double(0.1)), "double `0.1` does not fit f32: digits would be lost (column: v)");
    assert_eq!(
        refusal::<f32>(Value::Decimal(parsed("0.1"))),
        "decimal `0.1` does not fit f32: digits would be lost (column: v)"
    );
}

#[test]
fn numbers_are_not_made_of_text_or_floats() {
    assert_eq!(refusal::<i64>("5"), "expected i64, got varchar: ask for `String` (column: v)");
    assert_eq!(refusal::<u8>(Value::Double(5.0)), "expected u8, got double: ask for `f64` (column: v)");
    assert_eq!(refusal::<f64>("5"), "expected f64, got varchar: ask for `String` (column: v)");
    assert_eq!(refusal::<bool>(Value::Integer(1)), "expected bool, got integer: ask for `i32` (column: v)");
    assert_eq!(refusal::<i64>(Value::Boolean(true)), "expected i64, got boolean: ask for `bool` (column: v)");
    assert_eq!(refusal::<String>(Value::BigInt(1)), "expected String, got bigint: ask for `i64` (column: v)");
    assert_eq!(refusal::<String>(Value::Boolean(true)), "expected String, got boolean: ask for `bool` (column: v)");
}

#[test]
fn floats_keep_their_value() -> Result<()> {
    assert_eq!(cell::<f64>(Value::Double(0.1))?, 0.1);
    assert_eq!(cell::<f32>(Value::Real(0.1))?, 0.1);
    assert_eq!(cell::<f64>(Value::Real(0.1))?, f64::from(0.1_f32));
    assert_eq!(cell::<f32>(Value::Double(0.5))?, 0.5);
    assert!(cell::<f32>(Value::Double(f64::NAN))?.is_nan());
    assert_eq!(cell::<f32>(Value::Double(f64::NEG_INFINITY))?, f32::NEG_INFINITY);
    assert_eq!(cell::<f64>(Value::Decimal(parsed("0.10")))?, 0.1);
    assert_eq!(cell::<f32>(Value::Decimal(parsed("0.50")))?, 0.5);
    assert!(cell::<bool>(Value::Boolean(true))?);
    Ok(())
}

#[test]
fn decimals_become_exact_decimals_of_other_crates() -> Result<()> {
    let decimal = Value::Decimal(parsed("-12.50"));
    assert_eq!(cell::<rust_decimal::Decimal>(decimal.clone())?.to_string(), "-12.50");
    assert_eq!(cell::<Option<rust_decimal::Decimal>>(decimal.clone())?, Some(rust_decimal::Decimal::new(-125, 1)));
    assert_eq!(cell::<rust_decimal::Decimal>(Value::BigInt(5))?, rust_decimal::Decimal::from(5));
    assert_eq!(cell::<String>(decimal.clone())?, "-12.50");
    assert_eq!(cell::<crate::value::Decimal>(decimal)?.scale(), 2);
    assert_eq!(cell::<crate::value::Decimal>(Value::SmallInt(5))?, crate::value::Decimal::from(5));
    let long = Value::Decimal(parsed(&"9".repeat(38)));
    assert!(refusal::<rust_decimal::Decimal>(long).contains("does not fit Decimal: "));
    Ok(())
}

#[test]
fn intervals_are_counts() -> Result<()> {
    let interval = |millis| Value::IntervalDayTime(crate::value::IntervalDayTime::from_millis(millis));
    let months = |months| Value::IntervalYearMonth(crate::value::IntervalYearMonth::from_months(months));
    assert_eq!(cell::<i64>(interval(-1_500))?, -1_500);
    assert_eq!(cell::<i32>(interval(90_061_001))?, 90_061_001);
    assert_eq!(cell::<i32>(months(-15))?, -15);
    assert_eq!(cell::<String>(interval(-1_500))?, "-0 00:00:01.500");
    assert_eq!(cell::<String>(months(15))?, "1-3");
    assert_eq!(cell::<serde_json::Value>(months(15))?, serde_json::json!("1-3"));
    assert_eq!(cell::<std::time::Duration>(interval(1_500))?, std::time::Duration::from_millis(1_500));
    assert_eq!(cell::<chrono::TimeDelta>(interval(-1_500))?, chrono::TimeDelta::milliseconds(-1_500));
    assert_eq!(cell::<chrono::TimeDelta>(interval(i64::MIN + 1))?, chrono::TimeDelta::milliseconds(i64::MIN + 1));
    assert_eq!(cell::<jiff::SignedDuration>(interval(-90_061_001))?, jiff::SignedDuration::from_millis(-90_061_001));
    assert_eq!(cell::<jiff::Span>(months(-15))?.fieldwise(), jiff::Span::new().years(-1).months(-3).fieldwise());
    assert_eq!(refusal::<i8>(months(128)), "interval year to month `10-8` does not fit i8: out of range (column: v)");
    assert_eq!(
        refusal::<std::time::Duration>(interval(-1)),
        "interval day to second `-0 00:00:00.001` does not fit Duration: expected u64 (column: v)"
    );
    Ok(())
}
