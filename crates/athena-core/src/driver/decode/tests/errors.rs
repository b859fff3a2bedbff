//! Errors name the column, the row, the text, and the remedy.

use super::*;
use crate::value::TimeUnit;

#[track_caller]
fn check(data_type: &str, options: &PlanOptions, text: &str, message: &str) {
    let error = column(data_type, options, &[None, Some(text)]).expect_err("does not fit");
    assert_eq!(error.message(), message);
    assert_eq!(
        (error.kind(), error.context("column"), error.context("row")),
        (ErrorKind::Decode, Some("c0"), Some("1"))
    );
}

fn unit(unit: TimeUnit) -> PlanOptions {
    PlanOptions::new().with_timestamp_unit(unit).with_time_unit(unit)
}

#[test]
fn a_text_of_another_type_gives_the_message_of_decode() {
    let options = PlanOptions::new();
    for (data_type, text) in [
        ("boolean", "1"),
        ("boolean", ""),
        ("tinyint", "128"),
        ("bigint", "4x"),
        ("bigint", ""),
        ("bigint", "\"1\""),
        ("real", "1e99"),
        ("double", "1.e5"),
        ("double", "inf"),
        ("double", ""),
        ("decimal(5, 2)", "1234.56"),
        ("decimal(5, 2)", "1.234"),
        ("date", "2020-02-30"),
        ("time", "24:00:00"),
        ("timestamp", "2020-01-01T00:00:00"),
        ("timestamp", ""),
        ("timestamp with time zone", "2020-01-01 00:00:00"),
        ("timestamp with time zone", "2020-01-01 00:00:00 +15:00"),
        ("interval day to second", "1"),
        ("interval year to month", "1-12"),
        ("varbinary", "0g"),
    ] {
        let data = AthenaType::parse(data_type).expect("a type");
        let expected = crate::value::decode(&data, text).expect_err("is not of the type");
        check(data_type, &options, text, expected.message());
    }
    let long = "9".repeat(70);
    let message = format!("`{}…` is not a valid bigint: the number is out of the type's range at byte 0", &long[..64]);
    check("bigint", &options, &long, &message);
}

#[test]
fn too_many_digits_and_years_out_of_range_name_the_unit() {
    check(
        "timestamp",
        &PlanOptions::new(),
        "2020-01-01 00:00:00.123456789",
        "`2020-01-01 00:00:00.123456789` has more digits than timestamp_unit=us holds; use timestamp_unit=ns",
    );
    check(
        "timestamp",
        &unit(TimeUnit::Nanosecond),
        "0001-01-01 00:00:00",
        "`0001-01-01 00:00:00` is outside the years of timestamp_unit=ns; use timestamp_unit=us",
    );
    check(
        "timestamp",
        &unit(TimeUnit::Nanosecond),
        "2020-01-01 00:00:00.123456789012",
        "`2020-01-01 00:00:00.123456789012` has more digits than timestamp_unit=ns holds; no unit holds it: CAST it to \
         varchar in the query",
    );
    check(
        "timestamp with time zone",
        &unit(TimeUnit::Second),
        "2020-01-01 00:00:00.5 UTC",
        "`2020-01-01 00:00:00.5 UTC` has more digits than timestamp_unit=s holds; use timestamp_unit=ns",
    );
    check(
        "time",
        &unit(TimeUnit::Microsecond),
        "00:00:00.1234567",
        "`00:00:00.1234567` has more digits than time_unit=us holds; use time_unit=ns",
    );
    check(
        "array(timestamp)",
        &PlanOptions::new(),
        "[2020-01-01 00:00:00.123456789]",
        "`2020-01-01 00:00:00.123456789` has more digits than timestamp_unit=us holds; use timestamp_unit=ns",
    );
}

#[test]
fn local_times_without_exactly_one_instant_name_the_remedy() {
    let zoned = |text: &str, why: &str| {
        let message = format!("`{text}` {why}; use timestamp_tz=text, or at_timezone(..., 'UTC') in the query");
        check("timestamp with time zone", &PlanOptions::new(), text, &message);
    };
    zoned("2020-11-01 01:30:00.000 America/New_York", "occurs twice in its time zone");
    zoned("2020-03-08 02:30:00.000 America/New_York", "does not occur in its time zone");
    zoned("2020-03-08 02:30:00.000 Mars/Olympus", "names a time zone that the driver does not know");
    zoned("+12020-03-08 02:30:00 Asia/Tokyo", "is too far from today to be converted to UTC");
}

#[test]
fn ambiguous_nested_text_names_unload_and_json() {
    for (data_type, text) in [("map(varchar, varchar)", "{a=b=c}"), ("row(a varchar, b integer)", "{a=x, y, b=1}")] {
        let error = column(data_type, &PlanOptions::new(), &[Some(text)]).expect_err("is ambiguous").to_string();
        assert!(error.starts_with(&format!("`{text}` is not a valid ")), "{error}");
        assert!(
            error.ends_with("read it by UNLOAD (unload=true), or CAST(... AS JSON) in the query (column: c0, row: 0)"),
            "{error}"
        );
    }
    let message = "a key of a map is NULL; read it by UNLOAD (unload=true), or CAST(... AS JSON) in the query";
    check("map(varchar, varchar)", &PlanOptions::new(), "{null=1}", message);
}

#[test]
fn the_first_row_that_is_not_utf8_is_named() {
    let text = |rows: &[&[u8]]| {
        let mut csv = b"\"c0\"\n".to_vec();
        rows.iter().for_each(|row| csv.extend([b"\"", *row, b"\"\n"].concat()));
        csv
    };
    for (rows, row, shown) in [
        (vec![b"a".as_slice(), b"\xff", b"b"], "1", "\u{fffd}"),
        (vec![b"\xc3\xa9", b"x\xc3", b"\xa9"], "1", "x\u{fffd}"),
        (vec![b"\xc3\xa9", b"x\xc3", b"", b"\xff"], "1", "x\u{fffd}"),
        (vec![b"x\xc3", b"\xa9\xff"], "0", "x\u{fffd}"),
        (vec![b"", b"", b"\xa9"], "2", "\u{fffd}"),
        (vec![b"a\xc3"], "0", "a\u{fffd}"),
    ] {
        let error = read(&["varchar"], &PlanOptions::new(), &text(&rows)).expect_err("is not UTF-8");
        assert_eq!(error.message(), format!("`{shown}` is not valid UTF-8"));
        assert_eq!((error.context("column"), error.context("row")), (Some("c0"), Some(row)), "{rows:?}");
    }
    let error = read(&["array(varchar)"], &PlanOptions::new(), &text(&[b"[\xff]"])).expect_err("is not UTF-8");
    assert_eq!(error.message(), "`[\u{fffd}]` is not valid UTF-8");
}

#[test]
fn rows_are_counted_over_the_whole_result() {
    let mut rows: Vec<Row<'_>> = (0..50).map(|_| vec![Some("1")]).collect();
    rows.push(vec![Some("x")]);
    let fields = plan_all(&columns(&["bigint"]), &PlanOptions::new()).expect("plans");
    let mut builder = BatchBuilder::new(fields);
    let mut failed = None;
    for block in blocks(1, csv(1, &rows).as_bytes(), 32) {
        for row in 0..block.num_rows() {
            failed = builder.append(&block, row, 1).err().or(failed);
        }
    }
    let failed = failed.expect("the last row is not a number");
    assert_eq!(failed.to_string(), "`x` is not a valid bigint: expected a digit at byte 0 (column: c0, row: 50)");
    assert_eq!(builder.num_rows(), 0);
}

#[test]
fn quotes_out_of_place_and_rows_of_another_width_are_errors() {
    let error =
        read(&["varchar", "bigint"], &PlanOptions::new(), b"\"c0\",\"c1\"\n\"a\"b\"c\",1\n").expect_err("quotes");
    assert_eq!((error.context("column"), error.context("row")), (Some("c0"), Some("0")));
    let mut builder = BatchBuilder::new(Vec::new());
    let block = blocks(1, b"\"c0\"\n1\n", 1 << 20).remove(0);
    assert_eq!(builder.append(&block, 0, 1).expect_err("no columns").kind(), ErrorKind::Unexpected);
    assert_eq!(builder.finish().num_rows, 0);
}
