use proptest::prelude::*;

use super::*;
use crate::value::tests::generators::{scalars, values};
use crate::value::{Date, Decimal, IntervalDayTime, IntervalYearMonth, Time, TimeTz, Timestamp, TimestampTz};

/// The value as the type of its own, and back.
fn native(value: &Value<'static>) -> Result<Value<'static>> {
    let value = value.clone();
    Ok(match &value {
        Value::Boolean(_) => Value::Boolean(cell(value)?),
        Value::TinyInt(_) => Value::TinyInt(cell(value)?),
        Value::SmallInt(_) => Value::SmallInt(cell(value)?),
        Value::Integer(_) => Value::Integer(cell(value)?),
        Value::BigInt(_) => Value::BigInt(cell(value)?),
        Value::Real(_) => Value::Real(cell(value)?),
        Value::Double(_) => Value::Double(cell(value)?),
        Value::Decimal(_) => Value::Decimal(cell::<Decimal>(value)?),
        Value::Varchar(_) => Value::Varchar(cell::<String>(value)?.into()),
        Value::Varbinary(_) => Value::Varbinary(cell::<Vec<u8>>(value)?.into()),
        Value::Date(_) => Value::Date(cell::<Date>(value)?),
        Value::Time(_) => Value::Time(cell::<Time>(value)?),
        Value::TimeTz(_) => Value::TimeTz(cell::<TimeTz>(value)?),
        Value::Timestamp(_) => Value::Timestamp(cell::<Timestamp>(value)?),
        Value::TimestampTz(_) => Value::TimestampTz(cell::<TimestampTz<'static>>(value)?),
        Value::IntervalDayTime(_) => Value::IntervalDayTime(cell::<IntervalDayTime>(value)?),
        Value::IntervalYearMonth(_) => Value::IntervalYearMonth(cell::<IntervalYearMonth>(value)?),
        Value::Json(_) => Value::Json(cell::<String>(value)?.into()),
        Value::Uuid(_) => Value::Uuid(cell(value)?),
        Value::IpAddress(_) => Value::IpAddress(cell(value)?),
        other => panic!("{} is no scalar", other.type_name()),
    })
}

fn is_number(value: &Value<'_>) -> bool {
    matches!(
        value,
        Value::Boolean(_)
            | Value::TinyInt(_)
            | Value::SmallInt(_)
            | Value::Integer(_)
            | Value::BigInt(_)
            | Value::Real(_)
            | Value::Double(_)
    )
}

proptest! {
    #[test]
    fn scalars_survive_their_own_type((_, value) in scalars()) {
        let found = native(&value).expect("fits");
        prop_assert!(found.identical(&value), "{:?} became {:?}", value, found);
        prop_assert_eq!(found.to_string(), value.to_string());
    }

    #[test]
    fn scalars_that_are_no_numbers_are_their_text((data_type, value) in scalars()) {
        match cell::<String>(value.clone()) {
            Ok(text) => {
                prop_assert_eq!(&text, &value.to_string());
                let again = crate::value::decode(&data_type, &text).expect("is a value");
                prop_assert!(again.identical(&value), "{:?} became {:?}", value, again);
            }
            Err(_) => prop_assert!(is_number(&value) || matches!(value, Value::Varbinary(_)), "{:?}", value),
        }
    }

    #[cfg(all(feature = "chrono", feature = "time"))]
    #[test]
    fn times_are_the_same_for_all_crates_or_refused(
        (_, value) in scalars().prop_filter("a timestamp", |(_, value)| matches!(value, Value::Timestamp(_)))
    ) {
        let Value::Timestamp(timestamp) = &value else { unreachable!("filtered above") };
        let chrono = cell::<chrono::NaiveDateTime>(value.clone());
        match chrono {
            Ok(found) => prop_assert_eq!(Timestamp::try_from(found).expect("no leap second"), *timestamp),
            Err(_) => prop_assert!(chrono::NaiveDateTime::try_from(*timestamp).is_err()),
        }
        match cell::<time::PrimitiveDateTime>(value.clone()) {
            Ok(found) => prop_assert_eq!(Timestamp::from(found), *timestamp),
            Err(_) => prop_assert!(time::PrimitiveDateTime::try_from(*timestamp).is_err()),
        }
        if let Ok(found) = cell::<jiff::civil::DateTime>(value.clone()) {
            prop_assert_eq!(found.to_string().replacen('T', " ", 1).parse::<Timestamp>().ok(), Some(*timestamp));
        }
    }

    #[test]
    fn every_value_is_json_but_for_finest_times((_, value) in values()) {
        match cell::<serde_json::Value>(value.clone()) {
            Ok(found) => prop_assert_eq!(found.is_null(), is_not_finite(&value) || is_json_null(&value)),
            Err(error) => prop_assert!(error.to_string().contains("finer than nanoseconds"), "{}", error),
        }
    }
}

fn is_not_finite(value: &Value<'_>) -> bool {
    match value {
        Value::Real(number) => !number.is_finite(),
        Value::Double(number) => !number.is_finite(),
        _ => false,
    }
}

fn is_json_null(value: &Value<'_>) -> bool {
    matches!(value, Value::Json(text) if text.trim() == "null")
}
