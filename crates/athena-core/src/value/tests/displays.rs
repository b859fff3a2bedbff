use super::*;

#[test]
fn doubles_print_as_in_java() {
    let check = |number: f64, text: &str| assert_eq!(Value::Double(number).to_string(), text);
    check(1.5, "1.5");
    check(0.1 + 0.2, "0.30000000000000004");
    check(1e20, "1.0E20");
    check(1e-7, "1.0E-7");
    check(0.0, "0.0");
    check(-0.0, "-0.0");
    check(100.0, "100.0");
    check(1_234_567.0, "1234567.0");
    check(9_999_999.0, "9999999.0");
    check(1e7, "1.0E7");
    check(12_345_678.5, "1.23456785E7");
    check(0.001, "0.001");
    check(0.00123, "0.00123");
    check(0.000_999, "9.99E-4");
    check(-2.5, "-2.5");
    check(123.456, "123.456");
    check(1e23, "1.0E23");
    check(2e23, "2.0E23");
    check(f64::MAX, "1.7976931348623157E308");
    check(f64::MIN_POSITIVE, "2.2250738585072014E-308");
    check(f64::from_bits(1), "4.9E-324");
    check(f64::from_bits(2), "9.9E-324");
    check(f64::NAN, "NaN");
    check(f64::INFINITY, "Infinity");
    check(f64::NEG_INFINITY, "-Infinity");
}

#[test]
fn reals_print_as_in_java() {
    let check = |number: f32, text: &str| assert_eq!(Value::Real(number).to_string(), text);
    check(0.1, "0.1");
    check(16_777_216.0, "1.6777216E7");
    check(3.4028235e38, "3.4028235E38");
    check(f32::from_bits(1), "1.4E-45");
    check(-1.0, "-1.0");
    check(f32::NAN, "NaN");
}

#[test]
fn nested_values_print_as_in_athena() {
    let text = |text: &'static str| Value::Varchar(text.into());
    let check = |value: Value<'_>, text: &str| assert_eq!(value.to_string(), text);
    check(Value::Array(vec![Value::Integer(1), Value::Integer(2), Value::Integer(3)]), "[1, 2, 3]");
    check(Value::Array(vec![text("a"), Value::Null]), "[a, null]");
    check(Value::Array(vec![text("a"), text(""), text("b")]), "[a, , b]");
    check(Value::Array(vec![]), "[]");
    check(Value::Map(vec![(text("k"), Value::Integer(1)), (text("l"), Value::Null)]), "{k=1, l=null}");
    check(Value::Row(vec![(Some("id".into()), Value::Integer(1)), (Some("name".into()), text("x"))]), "{id=1, name=x}");
    check(Value::Row(vec![(None, Value::Integer(1)), (None, text("x"))]), "{1, x}");
    check(Value::Varbinary(vec![1, 2, 255].into()), "01 02 ff");
    check(Value::Null, "null");
    check(Value::Other { type_name: "geometry".into(), text: "POINT (1 2)".into() }, "POINT (1 2)");
    assert_eq!(format!("{:>4}|", Value::Integer(7)), "   7|");
}

#[test]
fn equality_is_by_value() -> Result<(), ParseError> {
    assert_eq!(Value::Decimal("1.50".parse()?), Value::Decimal("1.5".parse()?));
    assert_ne!(Value::Integer(1), Value::BigInt(1));
    assert_ne!(Value::Varchar("1".into()), Value::Json("1".into()));
    assert_eq!(Value::Varchar("x".into()), Value::Varchar("x".to_owned().into()));
    let entry = |key, value| (Value::Integer(key), Value::Double(value));
    let (one, other) =
        (Value::Map(vec![entry(1, 0.5), entry(2, f64::NAN)]), Value::Map(vec![entry(2, f64::NAN), entry(1, 0.5)]));
    assert!(one.identical(&other));
    assert_ne!(one, other);
    assert_eq!(Value::Map(vec![entry(1, 0.5), entry(2, 1.0)]), Value::Map(vec![entry(2, 1.0), entry(1, 0.5)]));
    assert_ne!(Value::Map(vec![entry(1, 0.5), entry(1, 0.5)]), Value::Map(vec![entry(1, 0.5), entry(2, 0.5)]));
    assert!(!Value::Double(0.0).identical(&Value::Double(-0.0)));
    assert!(Value::Real(f32::NAN).identical(&Value::Real(-f32::NAN)));
    assert!(!Value::Real(1.0).identical(&Value::Double(1.0)));
    Ok(())
}
