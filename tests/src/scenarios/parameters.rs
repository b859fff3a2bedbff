//! Values bound to statements, and read back from results.

use anyhow::{Context as _, Result, bail, ensure};
use awsathena::value::decode;
use awsathena::{AthenaType, Bindings, ErrorKind, ParamStyle, Parameter, Statement, StatementOptions, Value};

use super::stage::{Stage, expect_error, expect_in};
use crate::values::are_same_instant;
use crate::values::fetch_values;

super::scenarios! {
    "parameters":
    values_come_back_by_name,
    values_come_back_in_order,
    nested_values_come_back,
    rust_types_come_back,
    names_and_lists,
    style_of_the_connection,
    style_of_the_defaults_and_of_one_statement,
    hive_style_statements [Ddl],
    many_rows_one_by_one [Sandbox],
    many_rows_in_one_insert [Sandbox],
}

/// The extreme values of every type, as Athena prints them.
const EXTREMES: &[(&str, &[&str])] = &[
    ("boolean", &["true", "false"]),
    ("tinyint", &["-128", "127"]),
    ("smallint", &["-32768", "32767"]),
    ("integer", &["-2147483648", "2147483647"]),
    ("bigint", &["-9223372036854775808", "9223372036854775807", "0"]),
    ("real", &["-3.4028235E38", "1.4E-45", "NaN", "Infinity", "-Infinity", "-0.0"]),
    ("double", &["-1.7976931348623157E308", "4.9E-324", "NaN", "Infinity", "-Infinity", "-0.0", "0.1"]),
    ("decimal(38,0)", &["-99999999999999999999999999999999999999", "99999999999999999999999999999999999999"]),
    ("decimal(38,38)", &["-0.99999999999999999999999999999999999999", "0.00000000000000000000000000000000000001"]),
    ("varchar", &["", "it's", "\"", "a\nb\r\n\tc", "%(a)s :a ? -- /* {} $$ \\", "żółć 🦀", "NULL"]),
    ("varbinary", &["", "00 ff 27"]),
    ("date", &["0001-01-01", "9999-12-31"]),
    ("timestamp", &["0001-01-01 00:00:00.000", "9999-12-31 23:59:59.999999", "2024-02-29 12:00:00"]),
    ("timestamp with time zone", &["2024-02-29 12:00:00.123 UTC", "1969-12-31 23:59:59.999 +05:30"]),
    ("time", &["00:00:00.000", "23:59:59.999999"]),
    ("time with time zone", &["00:00:00.000+14:00", "23:59:59.999-14:00"]),
    ("interval day to second", &["-106751991 04:00:54.775", "0 00:00:00.000", "-0 00:00:00.001"]),
    ("interval year to month", &["-178956970-8", "178956970-7"]),
    ("json", &["{\"a\":\"it's\"}", "[1,null]", "\"\""]),
    ("uuid", &["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"]),
    ("ipaddress", &["0.0.0.0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"]),
];

/// Values with more digits than a column of times has.
const FINER: &[(&str, &[&str])] = &[
    ("timestamp", &["2024-02-29 23:59:59.999999999999"]),
    ("timestamp with time zone", &["2024-02-29 23:59:59.999999999999 Europe/Berlin"]),
    ("time", &["23:59:59.999999999999"]),
];

fn values(stage: &Stage) -> Result<Vec<Value<'static>>> {
    let finer = if stage.driver.capabilities().columnar { &[] } else { FINER };
    let mut values = vec![Value::Null];
    for (type_name, texts) in EXTREMES.iter().chain(finer) {
        let data_type = AthenaType::parse(type_name)?;
        for text in *texts {
            let value = decode(&data_type, text).with_context(|| format!("{type_name} `{text}`"))?;
            values.push(value.into_owned());
        }
    }
    Ok(values)
}

fn ensure_same(sent: &Value<'_>, found: &Value<'_>) -> Result<()> {
    let same = match found {
        // A driver without type hints gives the text.
        Value::Other { text, .. } => sent.to_string() == *text,
        _ => sent.identical(found) || are_same_instant(sent, found),
    };
    ensure!(same, "sent {sent:?}, found {found:?}");
    Ok(())
}

/// Binds values, each to its own marker, and compares them with the values of the result.
async fn round_trip(
    stage: &Stage,
    values: &[Value<'static>],
    marker: impl Fn(usize) -> String,
    bind: impl Fn(Statement, usize, Parameter) -> Statement,
) -> Result<()> {
    let connection = stage.connect(&[]).await?;
    let mut cursor = connection.cursor();
    let columns: Vec<_> = (0..values.len()).map(|number| format!("{} AS c{number}", marker(number))).collect();
    let statement = values
        .iter()
        .enumerate()
        .fold(Statement::new(format!("SELECT {}", columns.join(", "))), |statement, (number, value)| {
            bind(statement, number, value.into())
        });
    cursor.execute(statement).await?;
    let rows = fetch_values(&mut cursor).await?;
    let [row] = rows.as_slice() else { bail!("{} rows", rows.len()) };
    ensure!(row.len() == values.len(), "{} columns", row.len());
    values.iter().zip(row).try_for_each(|(sent, found)| ensure_same(sent, found))
}

async fn values_come_back_by_name(stage: Stage) -> Result<()> {
    let values = values(&stage)?;
    let named = |statement: Statement, number, value| statement.bind(format!("v{number}"), value);
    round_trip(&stage, &values, |number| format!(":v{number}"), named).await
}

async fn values_come_back_in_order(stage: Stage) -> Result<()> {
    round_trip(&stage, &values(&stage)?, |_| "?".to_owned(), |statement, _, value| statement.bind_next(value)).await
}

async fn nested_values_come_back(stage: Stage) -> Result<()> {
    let types = [
        ("array(tinyint)", "[1, null, -128]"),
        ("array(varchar)", "[it's, null]"),
        ("array(array(bigint))", "[[1], [], null]"),
        ("map(varchar,double)", "{a=1.5, b=NaN}"),
        ("map(integer,array(date))", "{1=[2024-02-29], 2=[]}"),
        ("row(id bigint, \"at\" timestamp(3), x decimal(5,2))", "{id=null, at=2024-02-29 12:00:00.000, x=1.50}"),
        ("array(row(a integer, b varchar))", "[{a=1, b=x}, {a=null, b=null}]"),
    ];
    let mut values = Vec::new();
    for (type_name, text) in types {
        values.push(decode(&AthenaType::parse(type_name)?, text)?.into_owned());
    }
    let named = |statement: Statement, number, value| statement.bind(format!("v{number}"), value);
    round_trip(&stage, &values, |number| format!(":v{number}"), named).await
}

async fn rust_types_come_back(stage: Stage) -> Result<()> {
    let mut cursor = stage.connect(&[]).await?.cursor();
    let statement = Statement::new(
        "SELECT :min AS a, :big AS b, :small AS c, :none AS d, contains(:list, 'it''s') AS e, cardinality(:empty) AS f, \
         :json AS g, :day AS h",
    )
    .bind("min", i64::MIN)
    .bind("big", u64::MAX)
    .bind("small", 0.1_f32)
    .bind("none", None::<&str>)
    .bind("list", vec!["a", "it's"])
    .bind("empty", Vec::<i64>::new())
    .bind("json", Parameter::json("{\"a\":1}"))
    .bind("day", Parameter::null().cast(AthenaType::Date));
    cursor.execute(statement).await?;
    let expected = [
        Value::BigInt(i64::MIN),
        Value::Decimal("18446744073709551615".parse()?),
        Value::Real(0.1),
        Value::Null,
        Value::Boolean(true),
        Value::BigInt(0),
        Value::Json("{\"a\":1}".into()),
        Value::Null,
    ];
    let rows = fetch_values(&mut cursor).await?;
    ensure!(rows == [expected.to_vec()], "{rows:?}");
    Ok(())
}

async fn names_and_lists(stage: Stage) -> Result<()> {
    let mut cursor = stage.connect(&[]).await?.cursor();
    let statement = Statement::new(
        "SELECT count(*) AS n FROM (VALUES 1, 2, 3) AS t (:column) WHERE :column IN :ids AND :column NOT IN :none",
    )
    .bind("column", Parameter::identifier(["or\"der"]))
    .bind("ids", Parameter::list([1, 3, 5]))
    .bind("none", Parameter::list(Vec::<i32>::new()));
    cursor.execute(statement).await?;
    let count: i64 = cursor.fetch_scalar().await?;
    ensure!(count == 2, "{count}");
    let name = Statement::new("SELECT ?").bind_next(Parameter::identifier(["t"]));
    let error = expect_error(cursor.execute(name).await, ErrorKind::InvalidStatement)?;
    expect_in(&error.to_string(), "bind it by name")
}

async fn style_of_the_connection(stage: Stage) -> Result<()> {
    let mut cursor = stage.connect(&[("paramstyle", "pyformat")]).await?.cursor();
    cursor.execute(Statement::new("SELECT %(a)s || '100%%', ':a', 7 %% %(b)d").bind("a", "it's ").bind("b", 4)).await?;
    let text = |text: &'static str| Value::Varchar(text.into());
    let rows = fetch_values(&mut cursor).await?;
    ensure!(rows == [[text("it's 100%"), text(":a"), Value::Integer(3)]], "{rows:?}");
    cursor.execute("SELECT '100%%', 7 % 4").await?;
    let rows = fetch_values(&mut cursor).await?;
    ensure!(rows == [[text("100%%"), Value::Integer(3)]], "{rows:?}");
    let mut cursor = stage.connect(&[("paramstyle", "qmark")]).await?.cursor();
    expect_error(cursor.execute(Statement::new("SELECT :a").bind("a", 1)).await, ErrorKind::InvalidStatement)?;
    let connected = stage.connect(&[("paramstyle", "format")]).await;
    let message = connected.err().context("an unknown style was accepted")?.root_cause().to_string();
    expect_in(&message, "named, qmark, pyformat")
}

async fn style_of_the_defaults_and_of_one_statement(stage: Stage) -> Result<()> {
    let style = |style| StatementOptions::new().with_paramstyle(style);
    let connection = stage.connect(&[]).await?;
    let mut cursor = connection.with_defaults(style(ParamStyle::Pyformat)).cursor();
    cursor.execute(Statement::new("SELECT %(a)s").bind("a", 1)).await?;
    ensure!(cursor.fetch_scalar::<i32>().await? == 1, "the defaults do not apply");
    let named = Statement::new("SELECT :a").bind("a", 2).with_options(style(ParamStyle::Named));
    cursor.execute(named).await?;
    ensure!(cursor.fetch_scalar::<i32>().await? == 2, "the statement's option does not apply");
    let mut other = connection.cursor();
    expect_error(other.execute(Statement::new("SELECT %(a)s").bind("a", 1)).await, ErrorKind::InvalidStatement)?;
    Ok(())
}

async fn hive_style_statements(stage: Stage) -> Result<()> {
    let mut cursor = stage.connect(&[]).await?.cursor();
    cursor.execute(Statement::new("SHOW TABLES IN :db").bind("db", Parameter::identifier(["tpch"]))).await?;
    let tables: Vec<_> = fetch_values(&mut cursor).await?.iter().map(|row| row[0].to_string()).collect();
    ensure!(tables.iter().any(|table| table.trim() == "nation"), "{tables:?}");
    let error = cursor.execute(Statement::new("SHOW TABLES :like").bind("like", vec![1])).await;
    let error = expect_error(error, ErrorKind::InvalidStatement)?;
    expect_in(&error.to_string(), "Hive-style")
}

/// The second of three divides by zero.
async fn many_rows_one_by_one(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let mut cursor = lab.connect(&[]).await?.cursor();
    let updated = cursor.execute_many("SELECT 6 / ?", [(1,), (2,)]).await?;
    ensure!(updated.is_none() && lab.sandbox.queries().len() == 2, "{updated:?}");
    expect_error(cursor.next_batch().await, ErrorKind::InvalidState)?;
    ensure!(cursor.columns().is_empty() && cursor.query().is_some(), "the result is not dropped, or the query is");
    let failed = cursor.execute_many("SELECT 6 / ?", [(1,), (0,), (3,)]).await;
    let error = expect_error(failed, ErrorKind::QueryFailed)?;
    let told = (error.context("rows_done"), error.context("row"));
    ensure!(told == (Some("1"), Some("2")), "{error}");
    ensure!(lab.sandbox.queries().len() == 4, "rows after the error were executed");
    let updated = cursor.execute_many("SELECT 6 / ?", Vec::<(i32,)>::new()).await?;
    ensure!(updated == Some(0) && lab.sandbox.queries().len() == 4, "{updated:?}");
    Ok(())
}

/// The sandbox has no such table and rejects the INSERT, which is one statement.
async fn many_rows_in_one_insert(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let mut cursor = lab.connect(&[]).await?.cursor();
    let rows = (0..1000).map(|number| Bindings::new().bind("n", number).bind("t", "it's"));
    let written = cursor.execute_many("INSERT INTO nowhere VALUES (:n, :t)", rows).await;
    let sql = lab.only_query()?.sql;
    ensure!(sql.starts_with("INSERT INTO nowhere VALUES (0, 'it''s'),\n(1, 'it''s'),"), "{sql:.80}");
    ensure!(sql.matches("'it''s'").count() == 1000, "{} bytes", sql.len());
    let error = written.err().context("the INSERT succeeded")?;
    let told = (error.context("rows_done"), error.context("rows"));
    ensure!(told == (Some("0"), Some("1 to 1000")), "{error}");
    Ok(())
}
