use std::fmt::Debug;

use proptest::prelude::*;

use super::*;

/// The texts parse to the values, and print as themselves.
fn check_round<T: Debug + PartialEq + ToString>(
    parse: impl Fn(&'static [u8]) -> Result<T, ParseError>,
    expected: &[(&'static str, T)],
) {
    for (text, value) in expected {
        assert_eq!(parse(text.as_bytes()).as_ref(), Ok(value), "{text}");
        assert_eq!(value.to_string(), *text);
    }
}

fn check_rejects<T: Debug>(parse: impl Fn(&'static [u8]) -> Result<T, ParseError>, texts: &[&'static str]) {
    for text in texts {
        let error = parse(text.as_bytes()).expect_err(text);
        assert!(error.position() <= text.len(), "{text}: {error}");
    }
}

#[test]
fn booleans_parse_and_print() {
    check_round(boolean, &[("true", true), ("false", false)]);
    assert_eq!((boolean(b"TRUE"), boolean(b"False")), (Ok(true), Ok(false)));
    check_rejects(boolean, &["", "1", "t", "yes", " true", "true "]);
}

#[test]
fn integers_parse_and_print() {
    check_round(tinyint, &[("-128", i8::MIN), ("127", i8::MAX), ("0", 0)]);
    check_round(smallint, &[("-32768", i16::MIN), ("32767", i16::MAX)]);
    check_round(integer, &[("-2147483648", i32::MIN), ("2147483647", i32::MAX)]);
    check_round(bigint, &[("-9223372036854775808", i64::MIN), ("9223372036854775807", i64::MAX), ("-1", -1)]);
    assert_eq!(bigint(b"0000000000000000000000000000001"), Ok(1));
    check_rejects(tinyint, &["128", "-129", "", "-"]);
    check_rejects(smallint, &["32768", "-32769", "1.0"]);
    check_rejects(integer, &["2147483648", "-2147483649", "+1"]);
    let long = "99999999999999999999999999999999999999999999";
    check_rejects(bigint, &["9223372036854775808", "-9223372036854775809", "18446744073709551616", long]);
    check_rejects(bigint, &["1e3", " 1", "1 ", "--1", "1_000", "0x1", "١"]);
}

#[test]
fn floats_parse() {
    for (text, value) in [("1.5", 1.5), ("0.30000000000000004", 0.1 + 0.2), ("1.0E20", 1e20), ("1.0E-7", 1e-7)] {
        assert_eq!(double(text.as_bytes()), Ok(value), "{text}");
    }
    assert_eq!(double(b"-Infinity"), Ok(f64::NEG_INFINITY));
    assert_eq!(real(b"Infinity"), Ok(f32::INFINITY));
    assert!(double(b"NaN").is_ok_and(f64::is_nan) && real(b"NaN").is_ok_and(f32::is_nan));
    assert!(double(b"-0.0").is_ok_and(|zero| zero == 0.0 && zero.is_sign_negative()));
    assert_eq!(double(b"4.9E-324"), Ok(f64::from_bits(1)));
    assert_eq!(real(b"3.4028235E38"), Ok(f32::MAX));
    assert_eq!((double(b"1"), double(b"1e+2"), double(b"0e999")), (Ok(1.0), Ok(100.0), Ok(0.0)));
    check_rejects(
        double,
        &["", "-", ".5", "5.", "+1", "1e", "inf", "nan", "infinity", "NAN", "1e999", "1e-999", "1,5"],
    );
    check_rejects(real, &["3.5E38", "1.0E-60", "1f", "0x1p3"]);
}

#[test]
fn decimals_parse_and_print() {
    let max = "99999999999999999999999999999999999999";
    let small = "-0.00000000000000000000000000000000000001";
    let decimal_of = |unscaled, scale| crate::value::Decimal::new(unscaled, scale).expect("fits");
    check_round(
        decimal,
        &[
            ("0", decimal_of(0, 0)),
            ("1.50", decimal_of(150, 2)),
            ("-0.05", decimal_of(-5, 2)),
            (max, decimal_of(10_i128.pow(38) - 1, 0)),
            (small, decimal_of(-1, 38)),
        ],
    );
    assert_eq!(decimal(b"1.50").map(crate::value::Decimal::scale), Ok(2));
    check_rejects(decimal, &["", "-", ".", ".5", "5.", "-.5", "1..2", "1.2.3", "+1", "1E2", "NaN", "1,5"]);
    check_rejects(decimal, &["100000000000000000000000000000000000000", "0.000000000000000000000000000000000000000"]);
    let nines = "9".repeat(39);
    assert_eq!(decimal(nines.as_bytes()), Err(ParseError::new("more than 38 digits", 38)));
    assert_eq!(decimal(format!("-0.{nines}").as_bytes()), Err(ParseError::new("more than 38 digits", 41)));
}

#[test]
fn bytes_parse_with_and_without_spaces() {
    assert_eq!(varbinary(b""), Ok(vec![]));
    for text in ["01 0a ff", "010aff", "01 0A FF", "010AfF"] {
        assert_eq!(varbinary(text.as_bytes()), Ok(vec![1, 10, 255]), "{text}");
    }
    assert_eq!(varbinary(b"7f"), Ok(vec![127]));
    check_rejects(varbinary, &["0", "01 ", " 01", "01  02", "01 0203", "0102 03", "01 2", "0g", "[B@2545d692", "é"]);
    let mut bytes = vec![9];
    assert_eq!(varbinary_into(b"01 02", &mut bytes), Ok(()));
    assert_eq!(bytes, [9, 1, 2]);
}

#[test]
fn uuids_and_addresses_parse() {
    let text = "12151fd2-7586-11e9-8f9e-2a86e4085a59";
    assert_eq!(uuid(text.as_bytes()).map(|uuid| uuid.to_string()).as_deref(), Ok(text));
    check_rejects(uuid, &["", "12151fd2758611e98f9e2a86e4085a59", "{12151fd2-7586-11e9-8f9e-2a86e4085a59}"]);
    for text in ["10.0.0.1", "2001:db8::1", "::"] {
        assert_eq!(ip_address(text.as_bytes()).map(|ip| ip.to_string()).as_deref(), Ok(text));
    }
    check_rejects(ip_address, &["", "10.0.0", "10.0.0.1/8", "::g"]);
}

#[test]
fn errors_have_a_reason_and_a_position() {
    let error = timestamp(b"2020-01-01T00:00:00").expect_err("a T");
    assert_eq!((error.reason(), error.position()), ("expected a space", 10));
    assert_eq!(error.to_string(), "expected a space at byte 10");
    assert_eq!(crate::error::Error::from(error).kind(), crate::error::ErrorKind::Decode);
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(text in prop_oneof![
        prop::collection::vec(any::<u8>(), 0..64),
        "[-+]?[0-9:. E+-]{0,48}".prop_map(String::into_bytes),
        "[-+]?[0-9]{1,10}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{0,14})?( ?[-+A-Z/0-9:]{0,9})?)?"
            .prop_map(String::into_bytes),
    ]) {
        let _ = (boolean(&text), tinyint(&text), smallint(&text), integer(&text), bigint(&text));
        let _ = (real(&text), double(&text), decimal(&text), varbinary(&text), uuid(&text), ip_address(&text));
        let _ = (interval_day_time(&text), interval_year_month(&text));
        let _ = (date(&text), time(&text), time_tz(&text));
        if let Ok(timestamp) = timestamp(&text) {
            let _ = (timestamp.to_string(), timestamp.date(), timestamp.time());
        }
        if let Ok(timestamp) = timestamp_tz(&text) {
            let _ = (timestamp.to_string(), timestamp.to_utc());
        }
    }

    #[test]
    fn numbers_print_and_parse(int in any::<i64>(), bytes in prop::collection::vec(any::<u8>(), 0..20)) {
        prop_assert_eq!(bigint(int.to_string().as_bytes()), Ok(int));
        prop_assert_eq!(integer(int.to_string().as_bytes()).ok(), i32::try_from(int).ok());
        prop_assert_eq!(smallint((int % 100_000).to_string().as_bytes()).ok(), i16::try_from(int % 100_000).ok());
        prop_assert_eq!(tinyint((int % 300).to_string().as_bytes()).ok(), i8::try_from(int % 300).ok());
        let text = crate::value::Value::Varbinary(bytes.as_slice().into()).to_string();
        prop_assert_eq!(varbinary(text.as_bytes()), Ok(bytes.clone()));
        prop_assert_eq!(varbinary(text.replace(' ', "").as_bytes()), Ok(bytes));
    }
}
