//! The injection test: random values bound to statements come back unchanged, whatever text they contain.
//!
//! Each statement binds many values at many places, in one of the styles of markers, on one of the drivers. Bound names
//! are columns of a subquery.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Result, bail};
use athena_sandbox::Sandbox;
use awsathena::{ParamStyle, Parameter, Statement, StatementOptions, Value};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};

use crate::differential::{number, rng};
use crate::endpoint::{connect, with_options, without_scheme};
use crate::values::fetch_values;

/// The number of values; the variable `ATHENA_INJECTION_CASES` overrides it. 100,000 values take a minute.
const CASES: u64 = 20_000;

/// The seed of the values; the variable `ATHENA_INJECTION_SEED` overrides it.
const SEED: u64 = 20_261_122;

/// Values of a statement.
const PER_STATEMENT: u32 = 200;

#[derive(Clone, Debug)]
enum Bound {
    Text(String),
    Bytes(Vec<u8>),
    Name(String),
}

/// Expressions around a value; `@` is its marker.
const PLACES: &[&str] = &[
    "@",
    "(@)",
    "\n@ -- @\n",
    "/* @ */@",
    "coalesce(@,@)",
    "CASE WHEN @=@ THEN @ END",
    "ARRAY[@,@][1]",
    "element_at(ARRAY[@],1)",
];

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[-'\"`\\\\;:?%()a\n\r\t/*=.@,0-9]{0,24}",
        "('|'''|\"|\\\\'|--|/\\*|\\*/|;| OR |:a|:v1|%\\(v1\\)s|%%|\\?|x){0,8}",
    ]
}

fn bound() -> impl Strategy<Value = (Bound, usize)> {
    let bytes = prop_oneof![prop::collection::vec(any::<u8>(), 0..16), texts().prop_map(String::into_bytes)];
    let value = prop_oneof![
        6 => texts().prop_map(Bound::Text),
        2 => bytes.prop_map(Bound::Bytes),
        2 => "[-'\"`\\\\;:?%()a /*=.@,0-9éß]{1,16}".prop_map(Bound::Name),
    ];
    (value, 0..PLACES.len())
}

/// Binds random values in every style and compares them with the values of the result.
///
/// # Errors
/// The smallest statement with other values than expected.
pub fn injection() -> Result<String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let sandbox = runtime.block_on(Sandbox::builder().start())?;
    let (values, seed) = (number("ATHENA_INJECTION_CASES", CASES)?, number("ATHENA_INJECTION_SEED", SEED)?);
    let cases = u32::try_from(values.div_ceil(PER_STATEMENT.into()))?;
    let config = Config { cases, failure_persistence: None, max_shrink_time: 60_000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, rng(seed));
    let size = usize::try_from(PER_STATEMENT)?;
    let styles = prop::sample::select(vec![ParamStyle::Named, ParamStyle::Qmark, ParamStyle::Pyformat]);
    let drivers: Vec<_> = awsathena::registry().drivers().collect();
    let driver = prop::sample::select(drivers);
    let many = prop_oneof![
        9 => prop::collection::vec(bound(), size),
        1 => prop::collection::vec(bound(), 1..size),
    ];
    let sent = AtomicUsize::new(0);
    let tested = runner.run(&(many, styles, driver), |(values, style, driver)| {
        let url = with_options(driver.schemes()[0], without_scheme(&sandbox.url("x")), &[]);
        let statement = statement(&values, style);
        let found = runtime.block_on(Box::pin(run(&url, statement.clone())));
        sent.fetch_add(values.len(), Ordering::Relaxed);
        let compared = found.and_then(|row| compare(&values, &row));
        compared.map_err(|report| TestCaseError::fail(format!("{} {report}\n{:?}", driver.name(), statement.to_sql())))
    });
    match tested {
        Ok(()) => Ok(format!("{} values in {cases} statements, of the seed {seed}", sent.into_inner())),
        Err(TestError::Fail(reason, _)) => bail!("with the seed {seed}: {reason}"),
        Err(error) => bail!("with the seed {seed}: {error}"),
    }
}

/// A name cannot be bound to `?`, so it is bound by name in every statement.
fn statement(values: &[(Bound, usize)], style: ParamStyle) -> Statement {
    let by_name = |number: usize| match style {
        ParamStyle::Pyformat => format!("%(v{number})s"),
        _ => format!(":v{number}"),
    };
    let mut sql = "SELECT ".to_owned();
    let mut from = String::new();
    let mut bindings = Vec::new();
    for (number, (value, place)) in values.iter().enumerate() {
        let comma = if number == 0 { "" } else { "," };
        let place = PLACES[*place];
        if let Bound::Name(name) = value {
            let marker = by_name(number);
            write!(sql, "{comma}s.{marker} AS c{number}").expect("writing to a string does not fail");
            write!(from, "{}{number} AS {marker}", if from.is_empty() { " FROM (SELECT " } else { ", " })
                .expect("writing to a string does not fail");
            bindings.push((Some(number), Parameter::identifier([format!("{name}{number}")])));
            continue;
        }
        let parameter = match value {
            Bound::Text(text) => Parameter::from(text),
            Bound::Bytes(bytes) => Parameter::from(bytes),
            Bound::Name(_) => continue,
        };
        let ordered = style == ParamStyle::Qmark;
        let marker = if ordered { "?".to_owned() } else { by_name(number) };
        write!(sql, "{comma}{} AS c{number}", place.replace('@', &marker)).expect("writing to a string does not fail");
        // A comment has no marker.
        let markers = match place.find("--").or(place.find("/*")) {
            Some(_) => 1,
            None => place.matches('@').count(),
        };
        let times = if ordered { markers } else { 1 };
        bindings.extend(std::iter::repeat_n(((!ordered).then_some(number), parameter), times));
    }
    if !from.is_empty() {
        from.push_str(") AS s");
    }
    // `?` parameters can be mixed with names that are bound by `:name`.
    let style = if style == ParamStyle::Qmark { ParamStyle::Named } else { style };
    let options = StatementOptions::new().with_paramstyle(style);
    let statement = Statement::new(sql + &from).with_options(options);
    bindings.into_iter().fold(statement, |statement, (name, value)| match name {
        Some(number) => statement.bind(format!("v{number}"), value),
        None => statement.bind_next(value),
    })
}

async fn run(url: &str, statement: Statement) -> Result<Vec<Value<'static>>, String> {
    let row = async {
        let mut cursor = connect(url).await?.cursor();
        cursor.execute(statement).await?;
        fetch_values(&mut cursor).await
    };
    let mut rows = row.await.map_err(|error| format!("{error:?}"))?;
    match rows.pop() {
        Some(row) if rows.is_empty() => Ok(row),
        _ => Err("the result does not have one row".to_owned()),
    }
}

fn compare(values: &[(Bound, usize)], row: &[Value<'static>]) -> Result<(), String> {
    if values.len() != row.len() {
        return Err(format!("{} columns, expected {}", row.len(), values.len()));
    }
    for (number, ((sent, _), found)) in values.iter().zip(row).enumerate() {
        let same = match (sent, found) {
            (Bound::Text(sent), Value::Varchar(found)) => sent == found,
            (Bound::Bytes(sent), Value::Varbinary(found)) => *sent == **found,
            (Bound::Name(_), found) => found.to_string() == number.to_string(),
            _ => false,
        };
        if !same {
            return Err(format!("column {number}: sent {sent:?}, found {found:?}"));
        }
    }
    Ok(())
}
