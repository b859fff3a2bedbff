use athena_sql::AthenaType;
use proptest::prelude::*;

use super::generators::{dates, decimals, scalars, times, timestamps, values};
use super::*;

proptest! {
    #[test]
    fn a_printed_scalar_is_read_back((data_type, value) in scalars()) {
        let text = value.to_string();
        let read = decode(&data_type, &text);
        prop_assert!(read.as_ref().is_ok_and(|read| read.identical(&value)), "{text}: {read:?} is not {value:?}");
        // Not only equal, but with the same digits.
        prop_assert_eq!(read.map(|read| read.to_string()).ok(), Some(text));
    }

    #[test]
    fn a_printed_nested_value_is_read_back((data_type, value) in values()) {
        let text = value.to_string();
        let read = decode(&data_type, &text);
        prop_assert!(read.as_ref().is_ok_and(|read| read.identical(&value)), "{text}: {read:?} is not {value:?}");
    }

    #[test]
    fn an_owned_value_is_equal((_, value) in values()) {
        prop_assert!(value.clone().into_owned().identical(&value));
        prop_assert!(!value.identical(&Value::Null));
    }

    #[test]
    fn no_text_makes_it_panic(
        (data_type, _) in values(),
        text in prop_oneof![any::<String>(), "[\\[\\]{}=, a1\"\\\\]{0,24}", "[{\\[](1|null|, |=|\\]|\\}|f0=|[\\[{\"]){0,12}"],
    ) {
        let _ = decode(&data_type, &text);
        let _ = decode(&AthenaType::array(data_type), &text);
    }

    #[test]
    fn decimals_agree_with_their_parts(one in decimals(), other in decimals(), scale in 0_u8..=38) {
        prop_assert_eq!(one.cmp(&other), other.cmp(&one).reverse());
        prop_assert_eq!(one.normalized(), one);
        prop_assert_eq!(one == other, {
            let (one, other) = (one.normalized(), other.normalized());
            (one.unscaled(), one.scale()) == (other.unscaled(), other.scale())
        });
        if let Some(rescaled) = one.rescale(scale) {
            prop_assert_eq!(rescaled, one);
            prop_assert_eq!(rescaled.scale(), scale);
        }
        if let Some(float) = one.to_f64() {
            prop_assert_eq!(float, one.to_f64_lossy());
        }
    }

    #[test]
    fn whole_floats_convert_exactly(number in any::<i64>()) {
        #[expect(clippy::cast_precision_loss, reason = "whether something is lost is the question")]
        let float = number as f64;
        let exact = i128::from(number) == format!("{float:.0}").parse::<i128>().expect("whole");
        prop_assert_eq!(Decimal::from(number).to_f64(), exact.then_some(float));
    }

    #[test]
    fn calendar_and_clock_convert_both_ways(date in dates(), time in times(), timestamp in timestamps()) {
        let (year, month, day) = date.ymd();
        prop_assert_eq!(Date::from_ymd(year, month, day), Some(date));
        let both = Timestamp::from_date_time(date, time);
        prop_assert_eq!((both.date(), both.time()), (date, time));
        prop_assert_eq!(Timestamp::new(both.epoch_seconds(), both.subsecond_picos(), both.precision()), Some(both));
        for unit in [TimeUnit::Second, TimeUnit::Millisecond, TimeUnit::Microsecond, TimeUnit::Nanosecond] {
            if let Some(count) = timestamp.epoch_in(unit) {
                prop_assert_eq!(Timestamp::from_epoch(count, unit), Some(timestamp));
            }
        }
    }
}
