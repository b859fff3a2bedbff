use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::*;

#[derive(Debug, Deserialize, PartialEq)]
struct Document {
    id: u64,
    tags: Vec<String>,
    #[serde(default)]
    at: Option<chrono::NaiveDate>,
}

#[test]
fn the_text_stays_for_who_asks_for_text() -> Result<()> {
    let text = r#"{"a": [1]}"#;
    assert_eq!(cell::<String>(json_column(text))?, text);
    assert_eq!(cell::<Option<String>>(json_column(text))?.as_deref(), Some(text));
    assert_eq!(cell::<Cow<'static, str>>(json_column(text))?, text);
    assert_eq!(cell::<Box<RawValue>>(json_column(text))?.get(), text);
    Ok(())
}

#[test]
fn everything_else_is_read_from_the_json() -> Result<()> {
    let document: Document =
        cell(json_column(r#"{"id": 18446744073709551615, "tags": ["a", "é"], "at": "2020-01-01"}"#))?;
    let expected = Document { id: u64::MAX, tags: vec!["a".into(), "é".into()], at: Some(parsed("2020-01-01")) };
    assert_eq!(document, expected);
    assert_eq!(cell::<serde_json::Value>(json_column(" [1, null] "))?, serde_json::json!([1, null]));
    assert_eq!(cell::<BTreeMap<String, i64>>(json_column(r#"{"a": 1}"#))?, BTreeMap::from([("a".into(), 1)]));
    assert_eq!(cell::<(i64, String)>(json_column(r#"[1, "x"]"#))?, (1, "x".into()));
    assert_eq!(cell::<i64>(json_column("-5"))?, -5);
    assert_eq!(cell::<i128>(json_column("9"))?, 9);
    assert_eq!(cell::<u128>(json_column("340282366920938463463374607431768211455"))?, u128::MAX);
    assert_eq!(cell::<f64>(json_column("0.1"))?, 0.1);
    assert_eq!(cell::<f32>(json_column("0.5"))?, 0.5);
    assert!(cell::<bool>(json_column("true"))?);
    assert_eq!(cell::<char>(json_column("\"x\""))?, 'x');
    assert_eq!(cell::<serde_bytes::ByteBuf>(json_column("[1, 2]"))?.into_vec(), [1, 2]);
    assert_eq!(cell::<rust_decimal::Decimal>(json_column("\"1.50\""))?.to_string(), "1.50");
    assert_eq!(cell::<crate::value::Decimal>(json_column("\"1.50\""))?, parsed("1.5"));
    assert_eq!(cell::<Option<Document>>(json_column("null"))?, None);
    cell::<()>(json_column("null"))?;
    Ok(())
}

#[test]
fn enums_have_the_forms_of_serde_json() -> Result<()> {
    #[derive(Debug, Deserialize, PartialEq)]
    enum Shape {
        Point,
        Circle(f64),
        Box { width: i32 },
    }
    assert_eq!(cell::<Shape>(json_column("\"Point\""))?, Shape::Point);
    assert_eq!(cell::<Shape>(json_column(r#"{"Circle": 1.5}"#))?, Shape::Circle(1.5));
    assert_eq!(cell::<Shape>(json_column(r#"{"Box": {"width": 2}}"#))?, Shape::Box { width: 2 });
    Ok(())
}

#[test]
fn json_inside_of_arrays_and_rows_is_json() -> Result<()> {
    let document = || json_column(r#"{"id": 1, "tags": []}"#);
    let documents: Vec<Document> = cell(Value::Array(vec![document(), document()]))?;
    assert_eq!(documents.len(), 2);
    let row: BTreeMap<String, serde_json::Value> = cell(fields([("d", document())]))?;
    assert_eq!(row["d"]["id"], 1);
    Ok(())
}

#[test]
fn text_is_borrowed_where_the_driver_has_it_and_read_where_not() -> Result<()> {
    #[derive(Debug, Deserialize)]
    struct Borrowed<'r> {
        name: &'r str,
    }
    let batch = r#"{"name": "x"}"#.to_owned();
    let names = columns(&["doc"]);
    let (document,): (Borrowed<'_>,) = read(&names, &[Value::Json(Cow::Borrowed(&batch))])?;
    assert_eq!(document.name, "x");
    let owned = || Value::Json(Cow::Owned(r#"{"id": 1, "tags": ["a"]}"#.to_owned()));
    assert_eq!(cell::<Document>(owned())?.tags, ["a"]);
    assert_eq!(cell::<String>(owned())?, r#"{"id": 1, "tags": ["a"]}"#);
    let error = refusal::<Vec<i64>>(owned());
    assert!(
        error.starts_with("json does not fit Vec<i64>: invalid type: map, expected a sequence at line 1"),
        "{error}"
    );
    Ok(())
}

#[test]
fn errors_have_the_path_and_the_place_in_the_text() {
    assert_eq!(
        refusal::<Document>(json_column("{\"id\": 1,\n \"tags\": [\"a\", 2.5, \"b\"]}")),
        "json does not fit Document: invalid type: floating point `2.5`, expected a string at line 2 column 18 \
         (column: v.tags[1])"
    );
    assert_eq!(
        refusal::<Vec<Document>>(Value::Array(vec![json_column(r#"{"id": -1}"#)])),
        "json does not fit Document: invalid value: integer `-1`, expected u64 at line 1 column 9 (column: v[0].id)"
    );
    assert_eq!(
        refusal::<Document>(json_column(r#"{"id": 1}"#)),
        "json does not fit Document: missing field `tags` at line 1 column 9 (column: v)"
    );
    assert_eq!(
        refusal::<serde_json::Value>(json_column("{\"a\": ")),
        "the text is not valid JSON: EOF while parsing a value at line 1 column 6 (column: v.a)"
    );
    assert_eq!(
        refusal::<i64>(json_column("1 2")),
        "the text is not valid JSON: trailing characters at line 1 column 3 (column: v)"
    );
}
