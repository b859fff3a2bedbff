//! Layout of finished columns.

use super::*;
use crate::value::TimeUnit;

#[track_caller]
fn check(data_type: &str, texts: &[Option<&str>], data: &ArrayData, nulls: &[usize]) {
    let column = column(data_type, &PlanOptions::new(), texts).expect("reads");
    assert_eq!(&column.data, data);
    assert_eq!((column.len, column.null_count), (texts.len(), nulls.len()));
    assert_eq!(column.validity.is_some(), !nulls.is_empty());
    let found: Vec<usize> = (0..column.len).filter(|row| column.is_null(*row)).collect();
    assert_eq!(found, nulls);
}

#[test]
fn numbers_are_vectors_with_zero_for_null() {
    let bits: Bitmap = [true, false, false].into_iter().collect();
    check("boolean", &[Some("true"), Some("false"), None], &ArrayData::Boolean(bits), &[2]);
    check("tinyint", &[Some("-128"), None], &ArrayData::Int8(vec![-128, 0]), &[1]);
    check("smallint", &[Some("32767")], &ArrayData::Int16(vec![32767]), &[]);
    check("integer", &[Some("-2147483648")], &ArrayData::Int32(vec![i32::MIN]), &[]);
    check("bigint", &[None, Some("9223372036854775807")], &ArrayData::Int64(vec![0, i64::MAX]), &[0]);
    check("real", &[Some("1.5"), Some("Infinity")], &ArrayData::Float32(vec![1.5, f32::INFINITY]), &[]);
    check("double", &[Some("1.0E-7"), Some("-0.0")], &ArrayData::Float64(vec![1e-7, -0.0]), &[]);
    check("decimal(5, 2)", &[Some("-123.45"), Some("7")], &ArrayData::Int128(vec![-12345, 700]), &[]);
}

#[test]
fn dates_and_times_are_counts_of_their_unit() {
    check("date", &[Some("1969-12-31"), Some("+10000-01-01")], &ArrayData::Int32(vec![-1, 2_932_897]), &[]);
    check("time(3)", &[Some("00:00:01.5")], &ArrayData::Int64(vec![1_500_000_000]), &[]);
    check("timestamp(3)", &[Some("1970-01-01 00:00:01.5")], &ArrayData::Int64(vec![1_500_000]), &[]);
    check("timestamp(3)", &[Some("-0001-01-01 00:00:00")], &ArrayData::Int64(vec![-62_198_755_200_000_000]), &[]);
    check("interval day to second", &[Some("-1 00:00:00.001")], &ArrayData::Int64(vec![-86_400_001]), &[]);
    check("interval year to month", &[Some("1-1")], &ArrayData::Int32(vec![13]), &[]);
    let seconds = PlanOptions::new().with_timestamp_unit(TimeUnit::Second);
    let column =
        column("timestamp", &seconds, &[Some("1970-01-01 00:00:01.000")]).expect("zeros after the point fit seconds");
    assert_eq!(column.data, ArrayData::Int64(vec![1]));
}

#[test]
fn timestamps_with_a_zone_are_counts_in_utc() {
    let texts = [
        "2026-09-17 12:00:00.000 UTC",
        "2026-09-17 17:30:00 +05:30",
        "2026-09-17 05:00:00.0 US/Pacific",
        "2026-09-17 08:00:00.000000 America/New_York",
        "2026-09-17 07:00:00.000 Etc/GMT+5",
        "2026-09-17 12:00:00.000000000000 Z",
    ];
    let expected = ArrayData::Int64(vec![1_789_646_400_000_000; 6]);
    check("timestamp(3) with time zone", &texts.map(Some), &expected, &[]);
    let text = PlanOptions::new().with_timestamp_tz(ZonedTimestamps::Text);
    let kept = column("timestamp with time zone", &text, &texts.map(Some)).expect("reads");
    let ArrayData::Bytes { data, .. } = kept.data else { panic!("text") };
    assert_eq!(data, texts.concat().into_bytes());
}

#[test]
fn empty_text_is_not_null() {
    let bytes = |offsets: &[i32], data: &[u8]| ArrayData::Bytes { offsets: offsets.to_vec(), data: data.to_vec() };
    check(
        "varchar",
        &[Some(""), None, Some("a\"b,\r\n"), Some("é")],
        &bytes(&[0, 0, 0, 6, 8], "a\"b,\r\né".as_bytes()),
        &[1],
    );
    check("char(3)", &[Some("a  ")], &bytes(&[0, 3], b"a  "), &[]);
    check("varbinary", &[Some("01 ff"), Some(""), None, Some("0a")], &bytes(&[0, 2, 2, 2, 3], &[1, 255, 10]), &[2]);
    check("json", &[Some("{\"a\":1}")], &bytes(&[0, 7], b"{\"a\":1}"), &[]);
    check("array", &[Some("[1, 2]"), Some("")], &bytes(&[0, 6, 6], b"[1, 2]"), &[]);
}

#[test]
fn bits_after_the_last_row_are_zero() {
    let texts: Vec<Option<&str>> = (0..11).map(|row| (row % 2 == 0).then_some("1")).collect();
    let column = column("bigint", &PlanOptions::new(), &texts).expect("reads");
    let validity = column.validity.expect("has NULLs");
    assert_eq!((validity.len(), validity.as_bytes()), (11, [0b0101_0101, 0b0000_0101].as_slice()));
    assert_eq!(validity.count_ones() + column.null_count, 11);
    assert_eq!(validity.get(11), None);
}

#[test]
fn nested_columns_have_offsets_and_children() {
    let column = column("array(integer)", &PlanOptions::new(), &[Some("[1, null]"), None, Some("[]"), Some("[2]")]);
    let column = column.expect("reads");
    assert_eq!(column.null_count, 1);
    let ArrayData::List { offsets, items } = column.data else { panic!("a list") };
    assert_eq!((offsets.as_slice(), items.null_count), ([0, 2, 2, 2, 3].as_slice(), 1));
    assert_eq!(items.data, ArrayData::Int32(vec![1, 0, 2]));

    let texts = [Some("{a={x=1, y=null}}"), Some("{}"), None];
    let column = super::column("map(varchar, row(x integer, y varchar))", &PlanOptions::new(), &texts).expect("reads");
    let ArrayData::Map { offsets, keys, values } = column.data else { panic!("a map") };
    assert_eq!((offsets.as_slice(), keys.len, values.len), ([0, 1, 1, 1].as_slice(), 1, 1));
    let ArrayData::Struct(fields) = values.data else { panic!("a struct") };
    assert_eq!((fields[0].null_count, fields[1].null_count), (0, 1));
}

#[test]
fn a_builder_starts_empty_after_finish() {
    let mut builder =
        BatchBuilder::new(plan_all(&columns(&["bigint", "varchar"]), &PlanOptions::new()).expect("plans"));
    let text = csv(2, &[vec![Some("1"), None], vec![None, Some("x")], vec![Some("3"), Some("yz")]]);
    let block = blocks(2, text.as_bytes(), 1 << 20).remove(0);
    assert_eq!(builder.append(&block, 1, 1).ok(), Some(1));
    assert_eq!(builder.append(&block, 2, 9).ok(), Some(1));
    assert_eq!(builder.append(&block, 3, 9).ok(), Some(0));
    assert_eq!(builder.num_rows(), 2);
    assert!(builder.has_room_for(usize::try_from(i32::MAX).expect("fits") - 3));
    assert!(!builder.has_room_for(usize::try_from(i32::MAX).expect("fits") - 2));
    let first = builder.finish();
    assert_eq!((first.num_rows, &first.columns[0].data), (2, &ArrayData::Int64(vec![0, 3])));
    assert_eq!(builder.append(&block, 0, 1).ok(), Some(1));
    let second = builder.finish();
    assert_eq!((second.columns[0].null_count, second.columns[1].null_count), (0, 1));
    assert_eq!(builder.finish().columns[1].data, ArrayData::Bytes { offsets: vec![0], data: vec![] });
}

#[tokio::test]
async fn pages_of_the_service_give_the_columns_of_the_csv() {
    use std::sync::Arc;

    use crate::driver::api::AthenaApi;
    use crate::driver::results::ResultPages;
    use crate::query::StartQuery;
    use crate::testing::{ScriptedAthena, ScriptedQuery};

    let types = ["bigint", "varchar", "timestamp"];
    let rows = vec![
        vec![Some("1"), Some(""), Some("2020-01-01 00:00:00.5")],
        vec![None, None, None],
        vec![Some("-7"), Some("a\"é"), Some("1969-12-31 23:59:59")],
    ];
    let athena = ScriptedAthena::new();
    athena.push(ScriptedQuery::new().rows(&[("c0", types[0]), ("c1", types[1]), ("c2", types[2])], rows.clone()));
    let id = athena.start_query_execution(&StartQuery::new("SELECT 1")).await.expect("starts");
    let query = athena.get_query_execution(&id).await.expect("is known");
    let mut pages = ResultPages::open(Arc::new(athena), &query, Some(3)).await.expect("opens");
    let mut builder = BatchBuilder::new(plan_all(&pages.info().columns, &PlanOptions::new()).expect("plans"));
    while let Some(page) = pages.next().await.expect("fetches") {
        assert_eq!(builder.append_text(&page, 0, usize::MAX).ok(), Some(page.num_rows()));
    }
    let expected = read(&types, &PlanOptions::new(), csv(3, &rows).as_bytes()).expect("reads");
    assert_eq!(builder.finish(), expected);
}
