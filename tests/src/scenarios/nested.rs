//! Arrays, maps and rows: as text, as typed values by type hints, and as typed values by UNLOAD.

use anyhow::{Result, bail, ensure};
use awsathena::{ErrorKind, Value};

use super::stage::{Stage, expect_error, expect_in};
use crate::endpoint::knows;
use crate::values::fetch_values;

super::scenarios! {
    "nested":
    values_by_hints_equal_values_by_unload,
    hints_name_columns_or_positions,
    hints_of_the_wrong_type,
    values_of_another_type_than_their_hint,
}

const HINTS: &str = "result_set_type_hints";

const SQL: &str = "SELECT n, a, m, r, d FROM (VALUES \
     (1, ARRAY['x', NULL, ''], MAP(ARRAY['k', 'l'], ARRAY[DOUBLE '1.5', NULL]), \
         CAST(ROW(1, 'y', DATE '2020-02-29') AS ROW(id bigint, name varchar, at date)), \
         ARRAY[MAP(ARRAY[1], ARRAY[ARRAY[true, NULL]])]), \
     (2, ARRAY[], CAST(MAP(ARRAY[], ARRAY[]) AS map(varchar, double)), CAST(ROW(NULL, NULL, NULL) AS ROW(id bigint, name varchar, at date)), ARRAY[]), \
     (3, NULL, NULL, NULL, NULL)) AS t (n, a, m, r, d) ORDER BY n";

const TYPES: [(&str, &str); 4] = [
    ("a", "array(varchar)"),
    ("m", "map(varchar, double)"),
    ("r", "row(id bigint, name varchar, at date)"),
    ("d", "array(map(integer, array(boolean)))"),
];

fn text(text: &'static str) -> Value<'static> {
    Value::Varchar(text.into())
}

fn expected() -> Vec<Vec<Value<'static>>> {
    let row =
        |id, name, at| Value::Row(vec![(Some("id".into()), id), (Some("name".into()), name), (Some("at".into()), at)]);
    let day = Value::Date("2020-02-29".parse().expect("a date"));
    let inner = Value::Array(vec![Value::Boolean(true), Value::Null]);
    vec![
        vec![
            Value::Integer(1),
            Value::Array(vec![text("x"), Value::Null, text("")]),
            Value::Map(vec![(text("k"), Value::Double(1.5)), (text("l"), Value::Null)]),
            row(Value::BigInt(1), text("y"), day),
            Value::Array(vec![Value::Map(vec![(Value::Integer(1), inner)])]),
        ],
        vec![
            Value::Integer(2),
            Value::Array(Vec::new()),
            Value::Map(Vec::new()),
            row(Value::Null, Value::Null, Value::Null),
            Value::Array(Vec::new()),
        ],
        vec![Value::Integer(3), Value::Null, Value::Null, Value::Null, Value::Null],
    ]
}

fn ensure_same(found: &[Vec<Value<'_>>], what: &str) -> Result<()> {
    let expected = expected();
    ensure!(found.len() == expected.len(), "{what}: {} rows", found.len());
    for (found, expected) in found.iter().zip(&expected) {
        for (found, expected) in found.iter().zip(expected) {
            ensure!(found.identical(expected), "{what}: expected {expected:?}, found {found:?}");
        }
    }
    Ok(())
}

/// All ways that the driver has; each driver gives at least the text.
async fn values_by_hints_equal_values_by_unload(stage: Stage) -> Result<()> {
    let mut cursor = stage.connect(&[]).await?.cursor();
    cursor.execute(SQL).await?;
    for (found, expected) in fetch_values(&mut cursor).await?.iter().zip(&expected()) {
        let printed = |row: &[Value<'_>]| row.iter().map(ToString::to_string).collect::<Vec<_>>();
        ensure!(printed(found) == printed(expected), "expected the texts of {expected:?}, found {found:?}");
        let is_text = |value: &Value<'_>| matches!(value, Value::Other { .. } | Value::Null);
        ensure!(found[1..].iter().all(is_text), "without hints the values are {found:?}");
    }
    let hints = TYPES.map(|(name, data_type)| format!("{name}={data_type}")).join(";");
    if knows(stage.driver, HINTS) {
        let mut cursor = stage.connect(&[(HINTS, hints.as_str())]).await?.cursor();
        cursor.execute(SQL).await?;
        ensure_same(&fetch_values(&mut cursor).await?, "by hints")?;
    }
    if stage.driver.capabilities().unload {
        let mut cursor = stage.connect(&[("unload", "true")]).await?.cursor();
        cursor.execute(SQL).await?;
        let mut rows = fetch_values(&mut cursor).await?;
        rows.sort_by_key(|row| row[0].to_string());
        ensure_same(&rows, "by UNLOAD")?;
    }
    Ok(())
}

async fn hints_name_columns_or_positions(stage: Stage) -> Result<()> {
    let mixed = "A=array(varchar);2=map(varchar, double);\"r\"=row(id bigint, name varchar, at date);4=array<map<int,array<boolean>>>";
    if !knows(stage.driver, HINTS) {
        return ensure_unknown(&stage, mixed).await;
    }
    let mut cursor = stage.connect(&[(HINTS, mixed)]).await?.cursor();
    cursor.execute(SQL).await?;
    ensure_same(&fetch_values(&mut cursor).await?, "by name and position")
}

/// A driver without hints refuses the option when it connects.
async fn ensure_unknown(stage: &Stage, hints: &str) -> Result<()> {
    let error = expect_error(stage.connect_to(&stage.url(&[(HINTS, hints)])).await, ErrorKind::UnknownOption)?;
    expect_in(&error.to_string(), HINTS)
}

async fn hints_of_the_wrong_type(stage: Stage) -> Result<()> {
    if !knows(stage.driver, HINTS) {
        return ensure_unknown(&stage, "a=array(varchar)").await;
    }
    for (hints, parts) in [
        ("a=map(varchar, double)", ["a=map(varchar, double)", "array"]),
        ("a=arrays(varchar)", ["a=arrays(varchar)", "array"]),
        ("n=varchar", ["n=varchar", "integer"]),
        ("b=array(varchar)", ["`b`", "5 columns"]),
        ("9=array(varchar)", ["`9`", "5 columns"]),
    ] {
        let mut cursor = stage.connect(&[(HINTS, hints)]).await?.cursor();
        let error = expect_error(cursor.execute(SQL).await, ErrorKind::InvalidOption)?;
        for part in parts {
            expect_in(&error.to_string(), part)?;
        }
    }
    for hints in ["a=array(varchar", "a", "a=array(varchar);a=array(bigint)"] {
        let error = expect_error(stage.connect_to(&stage.url(&[(HINTS, hints)])).await, ErrorKind::InvalidOption)?;
        expect_in(&error.to_string(), HINTS)?;
    }
    Ok(())
}

async fn values_of_another_type_than_their_hint(stage: Stage) -> Result<()> {
    if !knows(stage.driver, HINTS) {
        return ensure_unknown(&stage, "a=array(integer)").await;
    }
    for (hints, column) in [
        ("a=array(integer)", "a"),
        ("m=map(varchar, boolean)", "m"),
        ("r=row(id bigint, name varchar)", "r"),
        ("r=row(id bigint, name date, at date)", "r"),
        ("d=array(array(integer))", "d"),
    ] {
        let mut cursor = stage.connect(&[(HINTS, hints)]).await?.cursor();
        cursor.execute(SQL).await?;
        let error = expect_error(fetch_values(&mut cursor).await, ErrorKind::Decode)?;
        for (key, value) in [("column", column), ("row", "0")] {
            if error.context(key) != Some(value) {
                bail!("the {key} is {:?} with `{hints}`: {error}", error.context(key));
            }
        }
        ensure!(error.query_id().is_some(), "the error does not name the query: {error}");
    }
    Ok(())
}
