use proptest::prelude::*;

use super::*;

fn precision() -> impl Strategy<Value = Option<u8>> {
    prop::option::of(0_u8..=12)
}

fn length() -> impl Strategy<Value = Option<u32>> {
    prop::option::of(0..UNBOUNDED_LENGTH)
}

fn leaf() -> impl Strategy<Value = AthenaType> {
    use AthenaType::*;
    let fixed = prop::sample::select(vec![
        Boolean,
        TinyInt,
        SmallInt,
        Integer,
        BigInt,
        Real,
        Double,
        Varbinary,
        Date,
        IntervalDayToSecond,
        IntervalYearToMonth,
        UntypedArray,
        UntypedMap,
        UntypedRow,
        Json,
        Uuid,
        IpAddress,
        Other("HyperLogLog".to_owned()),
        Other("qdigest(double)".to_owned()),
        Other("geometry".to_owned()),
    ]);
    prop_oneof![
        6 => fixed,
        1 => (1_u8..=38)
            .prop_flat_map(|p| (Just(p), 0..=p))
            .prop_map(|(precision, scale)| Decimal { precision, scale }),
        1 => length().prop_map(Char),
        1 => length().prop_map(Varchar),
        1 => precision().prop_map(Time),
        1 => precision().prop_map(TimeWithTimeZone),
        1 => precision().prop_map(Timestamp),
        1 => precision().prop_map(TimestampWithTimeZone),
    ]
}

fn name() -> impl Strategy<Value = Option<String>> {
    let word = prop::sample::select(vec![
        "a",
        "time",
        "timestamp",
        "interval",
        "double",
        "day",
        "with",
        "array",
        "row",
        "struct",
        "Aa",
        "1",
        "_",
        "precision",
    ]);
    prop::option::of(prop_oneof![
        word.prop_map(str::to_owned),
        "[a-z_][a-z0-9_]{0,6}",
        any::<String>().prop_filter("not empty", |s| !s.is_empty()),
        "[ \"`:<>(),a]{1,6}",
    ])
}

fn data_type() -> impl Strategy<Value = AthenaType> {
    leaf().prop_recursive(4, 24, 4, |inner| {
        let field = (name(), inner.clone()).prop_map(|(name, data_type)| RowField { name, data_type });
        prop_oneof![
            inner.clone().prop_map(AthenaType::array),
            (inner.clone(), inner).prop_map(|(key, value)| AthenaType::map(key, value)),
            prop::collection::vec(field, 1..4).prop_map(AthenaType::Row),
        ]
    })
}

proptest! {
    #[test]
    fn a_written_type_reads_back_as_itself(data_type in data_type()) {
        prop_assert_eq!(AthenaType::parse(&data_type.to_string()), Ok(data_type.clone()));
        let hive = data_type.hive().to_string();
        prop_assert_eq!(AthenaType::parse(&hive), Ok(data_type.clone()));
        prop_assert_eq!(AthenaType::parse_hive(&hive), Ok(data_type.clone()));
    }

    #[test]
    fn no_text_panics(text in prop_oneof![
        any::<String>(),
        "((array|map|row|struct|decimal|int|time|with|a|\"|`|[<>(),: 0-9é])){0,12}",
    ]) {
        if let Ok(data_type) = AthenaType::parse(&text) {
            prop_assert_eq!(AthenaType::parse(&data_type.to_string()), Ok(data_type.clone()));
            prop_assert_eq!(AthenaType::parse(&data_type.hive().to_string()), Ok(data_type));
        }
    }
}
