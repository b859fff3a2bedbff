//! Rows as types that serde reads.

use std::collections::BTreeMap;
use std::net::IpAddr;

use anyhow::{Result, ensure};
use awsathena::{Bindings, ErrorKind, Statement};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use futures_util::TryStreamExt as _;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::stage::{Stage, expect_error};

super::scenarios! {
    "typed":
    every_type_becomes_its_rust_type,
    rows_become_structs_tuples_maps_and_scalars,
    rows_of_a_type_as_a_stream,
    values_that_do_not_fit_name_column_row_and_type,
    bindings_from_a_struct,
}

#[derive(Debug, Deserialize, PartialEq)]
struct All {
    flag: bool,
    tiny: i8,
    small: i16,
    whole: i32,
    #[serde(rename = "large")]
    big: i64,
    single: f32,
    double: f64,
    price: Decimal,
    name: String,
    code: String,
    bytes: Vec<u8>,
    day: NaiveDate,
    clock: NaiveTime,
    at: NaiveDateTime,
    instant: DateTime<Utc>,
    id: Uuid,
    address: IpAddr,
    document: serde_json::Value,
    person: Person,
    tags: Vec<Option<String>>,
    counts: BTreeMap<String, i64>,
    gone: Option<i64>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Person {
    first: String,
    age: Option<u8>,
}

const ALL: &str = "SELECT true AS flag, TINYINT '-7' AS tiny, SMALLINT '-300' AS small, -70000 AS whole, \
     BIGINT '5000000000' AS large, REAL '1.5' AS single, DOUBLE '-0.1' AS double, DECIMAL '12345678901234567.89' AS price, \
     'it''s' AS name, CAST('x' AS char(3)) AS code, X'00ff' AS bytes, DATE '1969-12-31' AS day, TIME '23:59:59.999' AS clock, \
     TIMESTAMP '1969-12-31 23:59:59.999' AS at, TIMESTAMP '2020-01-01 01:00:00.001 +01:00' AS instant, \
     UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59' AS id, IPADDRESS '2001:db8::1' AS address, \
     JSON '{\"k\":[1,null]}' AS document, JSON '{\"first\":\"Ada\",\"age\":36}' AS person, \
     CAST(ARRAY['a', NULL] AS JSON) AS tags, CAST(MAP(ARRAY['k'], ARRAY[1]) AS JSON) AS counts, \
     CAST(NULL AS bigint) AS gone";

async fn every_type_becomes_its_rust_type(stage: Stage) -> Result<()> {
    let connection = stage.connect(&[]).await?;
    let all: All = connection.query(ALL).fetch_one_as().await?;
    let expected = All {
        flag: true,
        tiny: -7,
        small: -300,
        whole: -70_000,
        big: 5_000_000_000,
        single: 1.5,
        double: -0.1,
        price: "12345678901234567.89".parse()?,
        name: "it's".to_owned(),
        code: "x  ".to_owned(),
        bytes: vec![0, 255],
        day: "1969-12-31".parse()?,
        clock: "23:59:59.999".parse()?,
        at: "1969-12-31T23:59:59.999".parse()?,
        instant: "2020-01-01T00:00:00.001Z".parse()?,
        id: "12151fd2-7586-11e9-8f9e-2a86e4085a59".parse()?,
        address: "2001:db8::1".parse()?,
        document: serde_json::json!({ "k": [1, null] }),
        person: Person { first: "Ada".to_owned(), age: Some(36) },
        tags: vec![Some("a".to_owned()), None],
        counts: BTreeMap::from([("k".to_owned(), 1)]),
        gone: None,
    };
    ensure!(all == expected, "expected {expected:?}, found {all:?}");
    Ok(())
}

const TWO: &str = "SELECT n, s FROM (VALUES (1, 'a'), (2, NULL)) AS t (n, s) ORDER BY n";

async fn rows_become_structs_tuples_maps_and_scalars(stage: Stage) -> Result<()> {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Named {
        #[serde(rename = "N")]
        number: u64,
    }
    let connection = stage.connect(&[]).await?;
    let structs: Vec<Named> = connection.query(TWO).fetch_all_as().await?;
    ensure!(structs == [Named { number: 1 }, Named { number: 2 }], "{structs:?}");
    let tuples: Vec<(i32, Option<String>)> = connection.query(TWO).fetch_all_as().await?;
    ensure!(tuples == [(1, Some("a".to_owned())), (2, None)], "{tuples:?}");
    let map: serde_json::Value = connection.query(TWO).fetch_one_as().await?;
    ensure!(map == serde_json::json!({ "n": 1, "s": "a" }), "{map}");
    let scalars: Vec<i64> = connection.query("SELECT n FROM (VALUES 3, 4) AS t (n) ORDER BY n").fetch_all_as().await?;
    ensure!(scalars == [3, 4], "{scalars:?}");
    let none: Option<Named> = connection.query("SELECT 1 AS n WHERE 1 = 0").fetch_optional_as().await?;
    ensure!(none.is_none(), "{none:?}");
    expect_error(connection.query("SELECT 1 AS n WHERE 1 = 0").fetch_one_as::<Named>().await, ErrorKind::NoRows)?;
    Ok(())
}

async fn rows_of_a_type_as_a_stream(stage: Stage) -> Result<()> {
    let mut cursor = stage.connect(&[]).await?.cursor();
    cursor.execute(TWO).await?;
    let mut rows = cursor.rows_as::<(i32, Option<String>)>();
    ensure!(rows.next().await?.is_some_and(|(number, _)| number == 1), "the first row is another");
    drop(rows);
    cursor.execute(TWO).await?;
    let all: Vec<(i32, Option<String>)> = cursor.into_rows_as().try_collect().await?;
    ensure!(all.len() == 2, "{all:?}");
    Ok(())
}

async fn values_that_do_not_fit_name_column_row_and_type(stage: Stage) -> Result<()> {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "it is not read")]
    struct Narrow {
        n: i8,
    }
    let connection = stage.connect(&[]).await?;
    let sql = "SELECT n FROM (VALUES 1, 300) AS t (n) ORDER BY n";
    let error = expect_error(connection.query(sql).fetch_all_as::<Narrow>().await, ErrorKind::Decode)?;
    ensure!((error.context("column"), error.context("row")) == (Some("n"), Some("1")), "{error:?}");
    ensure!(error.message().contains("i8"), "{error}");
    let error = expect_error(
        connection.query("SELECT CAST(NULL AS bigint) AS n").fetch_one_as::<Narrow>().await,
        ErrorKind::Decode,
    )?;
    ensure!(error.message().contains("Option"), "{error}");
    let error =
        expect_error(connection.query("SELECT 1 AS m").fetch_one_as::<Narrow>().await, ErrorKind::NoSuchColumn)?;
    ensure!(error.message().contains("`n`"), "{error}");
    let untyped = connection.query("SELECT ARRAY[1, 2] AS a").fetch_one_as::<(Vec<i32>,)>().await;
    let error = expect_error(untyped, ErrorKind::Decode)?;
    ensure!(error.message().contains("result_set_type_hints"), "{error}");
    Ok(())
}

async fn bindings_from_a_struct(stage: Stage) -> Result<()> {
    #[derive(Serialize)]
    struct Filter<'a> {
        least: i64,
        name: &'a str,
        none: Option<i64>,
    }
    let connection = stage.connect(&[]).await?;
    let bindings = Bindings::from_serialize(&Filter { least: 2, name: "it's", none: None })?;
    let sql = "SELECT :least + 1, :name, :none IS NULL";
    let found: (i64, String, bool) = connection.query(Statement::new(sql)).bind_all(bindings).fetch_one_as().await?;
    ensure!(found == (3, "it's".to_owned(), true), "{found:?}");
    Ok(())
}
