use std::hash::{BuildHasher, RandomState};

use super::*;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn decimals_are_equal_at_any_scale() {
    let hasher = RandomState::new();
    for (one, other) in [("1.50", "1.5"), ("0.000", "0"), ("-10", "-10.0"), ("1200", "1200.00")] {
        assert_eq!(decimal(one), decimal(other));
        assert_eq!(hasher.hash_one(decimal(one)), hasher.hash_one(decimal(other)), "{one}");
    }
    assert_ne!(decimal("1.5"), decimal("1.05"));
}

#[test]
fn decimals_are_ordered_without_overflow() {
    let ascending = [
        "-99999999999999999999999999999999999999",
        "-1.5",
        "-1",
        "-0.00000000000000000000000000000000000001",
        "0",
        "0.99999999999999999999999999999999999999",
        "1",
        "1.05",
        "1.5",
        "99999999999999999999999999999999999999",
    ];
    for pair in ascending.windows(2) {
        assert!(decimal(pair[0]) < decimal(pair[1]), "{pair:?}");
    }
}

#[test]
fn rescaling_is_exact_or_fails() {
    let check = |text, scale, expected: Option<&str>| {
        assert_eq!(decimal(text).rescale(scale).map(|d| d.to_string()).as_deref(), expected, "{text} to {scale}");
    };
    check("1.5", 3, Some("1.500"));
    check("1.500", 1, Some("1.5"));
    check("1.5", 0, None);
    check("1.5", 38, None);
    check("0.5", 38, Some("0.50000000000000000000000000000000000000"));
    check("0", 38, Some("0.00000000000000000000000000000000000000"));
    check("1", 39, None);
    check("0", u8::MAX, None);
    assert_eq!(decimal("1.500").normalized().scale(), 1);
    assert_eq!((decimal("0").digits(), decimal("-99.9").digits()), (1, 3));
    assert_eq!(Decimal::new(i128::MIN, 0), None);
    assert_eq!(Decimal::new(0, 39), None);
}

#[test]
fn conversions_to_numbers_are_exact() {
    assert_eq!(decimal("-5.00").to_i64(), Some(-5));
    assert_eq!(decimal("-5").to_u64(), None);
    assert_eq!(decimal("18446744073709551615").to_u64(), Some(u64::MAX));
    assert_eq!((decimal("9223372036854775808").to_i64(), decimal("0.5").to_i128()), (None, None));
    assert_eq!((decimal("0.5").to_f64(), decimal("-2.25").to_f64()), (Some(0.5), Some(-2.25)));
    assert_eq!((decimal("0").to_f64(), decimal("0.1").to_f64()), (Some(0.0), None));
    assert_eq!(decimal("9007199254740993").to_f64(), None); // 2^53 + 1
    assert_eq!(decimal("18014398509481984").to_f64(), Some(18_014_398_509_481_984.0)); // 2^54
    assert_eq!(decimal("0.1").to_f64_lossy(), 0.1);
    assert_eq!(Decimal::from(u64::MAX).to_u64(), Some(u64::MAX));
}
