//! Files and streams of the pandas driver, read by pandas.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use arrow_ipc::writer::StreamWriter;
use athena_sandbox::Sandbox;
use awsathena::pandas::arrow_array::{RecordBatch, RecordBatchReader as _};
use awsathena::pandas::arrow_schema::Schema;
use awsathena::pandas::{
    DtypeBackend, FeatherCompression, FeatherOptions, PandasCursorExt as _, ParquetCompression, ParquetOptions,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::environment::Environment;
use super::{Test, from_json};
use crate::endpoint::{with_options, without_scheme};

pub(super) const TESTS: &[(&str, Test)] = &[
    ("frames::numpy_nullable", |environment| every_type(environment, DtypeBackend::NumpyNullable)),
    ("frames::numpy", |environment| every_type(environment, DtypeBackend::Numpy)),
    ("frames::pyarrow", |environment| every_type(environment, DtypeBackend::Pyarrow)),
    ("frames::by_unload", by_unload),
    ("frames::odd_shapes", odd_shapes),
];

/// A column of three rows, of which the second is NULL, and its form in pandas by `numpy_nullable`, `numpy` and
/// `pyarrow`.
struct Column {
    name: &'static str,
    first: &'static str,
    third: &'static str,
    dtypes: [&'static str; 3],
    /// The cells of the first and the third row.
    cells: [[&'static str; 2]; 3],
}

const fn column(
    name: &'static str,
    [first, third]: [&'static str; 2],
    dtypes: [&'static str; 3],
    cells: [[&'static str; 2]; 3],
) -> Column {
    Column { name, first, third, dtypes, cells }
}

const STRINGS: [&str; 3] = ["<StringDtype(na_value=<NA>)>", "<StringDtype(na_value=nan)>", "string[pyarrow]"];

/// A missing cell.
const NA: &str = "";

const COLUMNS: &[Column] = &[
    column("bool", ["true", "false"], ["boolean", "object", "bool[pyarrow]"], [["True", "False"]; 3]),
    column(
        "i8",
        ["TINYINT '-128'", "TINYINT '127'"],
        ["Int8", "float64", "int8[pyarrow]"],
        [["-128", "127"], ["-128.0", "127.0"], ["-128", "127"]],
    ),
    column(
        "i16",
        ["SMALLINT '-32768'", "SMALLINT '32767'"],
        ["Int16", "float64", "int16[pyarrow]"],
        [["-32768", "32767"], ["-32768.0", "32767.0"], ["-32768", "32767"]],
    ),
    column(
        "i32",
        ["INTEGER '-2147483648'", "INTEGER '2147483647'"],
        ["Int32", "float64", "int32[pyarrow]"],
        [["-2147483648", "2147483647"], ["-2147483648.0", "2147483647.0"], ["-2147483648", "2147483647"]],
    ),
    // With numpy a column with NULL is a float, which loses digits.
    column(
        "i64",
        ["BIGINT '9007199254740993'", "BIGINT '-9223372036854775808'"],
        ["Int64", "float64", "int64[pyarrow]"],
        [
            ["9007199254740993", "-9223372036854775808"],
            ["9007199254740992.0", "-9.223372036854776e+18"],
            ["9007199254740993", "-9223372036854775808"],
        ],
    ),
    // Only pyarrow distinguishes NaN from a missing value.
    column(
        "f32",
        ["REAL '0.1'", "REAL 'NaN'"],
        ["Float32", "float32", "float[pyarrow]"],
        [["0.1", NA], ["0.10000000149011612", NA], ["0.10000000149011612", "nan"]],
    ),
    column(
        "f64",
        ["DOUBLE '1.0E300'", "DOUBLE '-Infinity'"],
        ["Float64", "float64", "double[pyarrow]"],
        [["1e+300", "-inf"]; 3],
    ),
    column(
        "dec",
        ["DECIMAL '12345678901234567890.0123456789'", "DECIMAL '-12345678901234567890.0123456789'"],
        ["object"; 3],
        [["Decimal('12345678901234567890.0123456789')", "Decimal('-12345678901234567890.0123456789')"]; 3],
    ),
    column("s", ["'it''s \"x\", \u{e9}\u{1f980}'", "''"], STRINGS, [["'it\\'s \"x\", \u{e9}\u{1f980}'", "''"]; 3]),
    column("c", ["CAST('ab' AS char(3))", "CAST('' AS char(3))"], STRINGS, [["'ab '", "'   '"]; 3]),
    column("bin", ["X'00ff'", "X''"], ["object", "object", "binary[pyarrow]"], [["b'\\x00\\xff'", "b''"]; 3]),
    column(
        "d",
        ["DATE '0001-01-01'", "DATE '9999-12-31'"],
        ["object", "object", "date32[day][pyarrow]"],
        [["datetime.date(1, 1, 1)", "datetime.date(9999, 12, 31)"]; 3],
    ),
    column(
        "t",
        ["TIME '00:00:00.000000'", "TIME '23:59:59.999999'"],
        ["object", "object", "time64[us][pyarrow]"],
        [["datetime.time(0, 0)", "datetime.time(23, 59, 59, 999999)"]; 3],
    ),
    column(
        "ts",
        ["TIMESTAMP '0001-01-01 00:00:00.000'", "TIMESTAMP '9999-12-31 23:59:59.999'"],
        ["datetime64[us]", "datetime64[us]", "timestamp[us][pyarrow]"],
        [["Timestamp('0001-01-01 00:00:00')", "Timestamp('9999-12-31 23:59:59.999000')"]; 3],
    ),
    column(
        "tz",
        ["TIMESTAMP '2020-07-01 12:00:00.123 US/Pacific'", "TIMESTAMP '1969-12-31 23:59:59.999 UTC'"],
        ["datetime64[us, UTC]", "datetime64[us, UTC]", "timestamp[us, tz=UTC][pyarrow]"],
        [[
            "Timestamp('2020-07-01 19:00:00.123000+0000', tz='UTC')",
            "Timestamp('1969-12-31 23:59:59.999000+0000', tz='UTC')",
        ]; 3],
    ),
    column(
        "ttz",
        ["TIME '01:02:03-08:00'", "TIME '12:34:56+00:00'"],
        STRINGS,
        [["'01:02:03-08:00'", "'12:34:56+00:00'"]; 3],
    ),
    column(
        "dts",
        ["INTERVAL '1 02:03:04.5' DAY TO SECOND", "INTERVAL '-1' SECOND"],
        ["timedelta64[ms]", "timedelta64[ms]", "duration[ms][pyarrow]"],
        [["Timedelta('1 days 02:03:04.500000')", "Timedelta('-1 days +23:59:59')"]; 3],
    ),
    column("ytm", ["INTERVAL '2-3' YEAR TO MONTH", "INTERVAL '-1' MONTH"], STRINGS, [["'2-3'", "'-0-1'"]; 3]),
    column("j", ["JSON '{\"a\": 1}'", "JSON 'null'"], STRINGS, [["'{\"a\":1}'", "'null'"]; 3]),
    column(
        "u",
        ["UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59'", "UUID 'ffffffff-ffff-ffff-ffff-ffffffffffff'"],
        STRINGS,
        [["'12151fd2-7586-11e9-8f9e-2a86e4085a59'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"]; 3],
    ),
    column("ip", ["IPADDRESS '10.0.0.1'", "IPADDRESS '2001:db8::1'"], STRINGS, [["'10.0.0.1'", "'2001:db8::1'"]; 3]),
    // `a` has no type hint and is Athena's text; the columns after it have hints.
    column("a", ["ARRAY[1, NULL]", "ARRAY[2]"], STRINGS, [["'[1, null]'", "'[2]'"]; 3]),
    column("l", ["ARRAY[1, NULL]", "ARRAY[3, NULL]"], ["object"; 3], [["[1.0, nan]", "[3.0, nan]"]; 3]),
    column(
        "m",
        ["MAP(ARRAY['k'], ARRAY[1.5])", "MAP(ARRAY['l'], ARRAY[2.5])"],
        ["object"; 3],
        [["[('k', 1.5)]", "[('l', 2.5)]"]; 3],
    ),
    column(
        "r",
        ["CAST(ROW(0.5, 'x') AS ROW(x double, name varchar))", "CAST(ROW(1.5, NULL) AS ROW(x double, name varchar))"],
        ["object"; 3],
        [["{'x': 0.5, 'name': 'x'}", "{'x': 1.5, 'name': None}"]; 3],
    ),
    column("o", ["ARRAY[INTERVAL '1' MONTH]", "ARRAY[]"], ["object"; 3], [["['0-1']", "[]"]; 3]),
];

const HINTS: &str = "l=array(integer);m=map(varchar, double);r=row(x double, name varchar);\
                     o=array(interval year to month)";

/// The description of a file by the program.
#[derive(Debug, Deserialize)]
struct Frame {
    columns: Vec<String>,
    dtypes: Vec<String>,
    /// The type, start, stop and step of the index.
    index: Value,
    /// The cells of each column.
    cells: Vec<Vec<Option<String>>>,
}

type Frames = BTreeMap<String, Frame>;

fn every_type(environment: &Environment, backend: DtypeBackend) -> Result<()> {
    let row = |number: usize, cell: fn(&Column) -> &'static str| {
        let cells = COLUMNS.iter().map(cell).collect::<Vec<_>>().join(", ");
        format!("({number}, {cells})")
    };
    let rows = [row(1, |column| column.first), row(2, |_| "NULL"), row(3, |column| column.third)].join(", ");
    let names = COLUMNS.iter().map(|column| column.name).collect::<Vec<_>>().join(", ");
    let sql = format!("SELECT n, {names} FROM (VALUES {rows}) AS t (n, {names}) ORDER BY n");
    let options = [("dtype_backend", backend.as_str()), ("chunksize", "2"), ("result_set_type_hints", HINTS)];
    let frames = read(environment, &format!("frames-{backend}"), &sql, &options)?;

    // With numpy, too, a column without NULL is an integer.
    let n = column("n", ["", ""], ["Int32", "int32", "int32[pyarrow]"], [["1", "3"]; 3]);
    let of = DtypeBackend::WORDS
        .iter()
        .position(|word| *word == backend.as_str())
        .context("the backend is not a choice of the option")?;
    for (file, rows) in [
        ("file.feather", 0..3),
        ("file.parquet", 0..3),
        ("stream.arrows", 0..3),
        ("chunk-0.arrows", 0..2),
        ("chunk-1.arrows", 2..3),
    ] {
        let frame = frames.get(file).with_context(|| format!("{file} was not read"))?;
        expect(file, "index", &frame.index, &json!(["RangeIndex", rows.start, rows.end, 1]))?;
        ensure!(frame.columns.len() == COLUMNS.len() + 1, "{file} has the columns {:?}", frame.columns);
        for (at, column) in std::iter::once(&n).chain(COLUMNS).enumerate() {
            let what = format!("{file}: column {}", column.name);
            expect(&what, "name", &frame.columns[at].as_str(), &column.name)?;
            // With numpy the dtype of integers and booleans depends on the data: a chunk without NULL has another one.
            let by_data = (backend == DtypeBackend::Numpy && file == "chunk-1.arrows").then(|| no_null(column.name));
            let (dtype, cells) = match by_data.flatten() {
                Some(dtype) => (dtype, column.cells[0]),
                None => (column.dtypes[of], column.cells[of]),
            };
            let [first, third] = cells.map(|text| (text != NA).then(|| text.to_owned()));
            let second = (column.name == "n").then(|| "2".to_owned());
            let cells = [first, second, third];
            expect(&what, "cells", &frame.cells[at].as_slice(), &&cells[rows.clone()])?;
            expect(&what, "dtype", &frame.dtypes[at].as_str(), &dtype)?;
        }
    }
    Ok(())
}

/// The dtype of numpy for a column without NULL, if it differs from that with NULL.
fn no_null(name: &str) -> Option<&'static str> {
    Some(match name {
        "bool" => "bool",
        "i8" => "int8",
        "i16" => "int16",
        "i32" => "int32",
        "i64" => "int64",
        _ => return None,
    })
}

fn by_unload(environment: &Environment) -> Result<()> {
    let sql = "SELECT n, x, s, ts, a, m, r FROM (VALUES
        (1, 9007199254740993, '', TIMESTAMP '2020-01-01 12:34:56.789', ARRAY[1, 2], MAP(ARRAY['k'], ARRAY[1]),
            CAST(ROW(0.5, 'x') AS ROW(x double, name varchar))),
        (2, NULL, NULL, NULL, NULL, NULL, NULL)) AS t (n, x, s, ts, a, m, r) ORDER BY n";
    let frames = read(environment, "frames-unload", sql, &[("unload", "true")])?;
    let dtypes = ["Int32", "Int64", STRINGS[0], "datetime64[us]", "object", "object", "object"];
    let first = [
        "1",
        "9007199254740993",
        "''",
        "Timestamp('2020-01-01 12:34:56.789000')",
        "[1, 2]",
        "[('k', 1)]",
        "{'x': 0.5, 'name': 'x'}",
    ];
    for file in ["file.feather", "file.parquet", "stream.arrows"] {
        let frame = frames.get(file).with_context(|| format!("{file} was not read"))?;
        expect(file, "dtypes", &frame.dtypes, &dtypes.map(str::to_owned).to_vec())?;
        expect(file, "index", &frame.index, &json!(["RangeIndex", 0, 2, 1]))?;
        for (cells, first) in frame.cells.iter().zip(first) {
            let second = (first == "1").then(|| "2".to_owned());
            expect(file, "cells", cells, &vec![Some(first.to_owned()), second])?;
        }
    }
    Ok(())
}

fn odd_shapes(environment: &Environment) -> Result<()> {
    let unit = [("timestamp_unit", "ns"), ("time_unit", "ns")];
    for (test, sql, options, columns, dtypes, cells) in [
        (
            "twice",
            "SELECT 1 AS a, 'x' AS a, 2 AS \"a.1\"",
            &[][..],
            vec!["a", "a.2", "a.1"],
            vec!["Int32", STRINGS[0], "Int32"],
            vec![vec!["1"], vec!["'x'"], vec!["2"]],
        ),
        (
            "no-rows",
            "SELECT 1 AS a, CAST(NULL AS varchar) AS s WHERE 1 = 0",
            &[],
            vec!["a", "s"],
            vec!["Int32", STRINGS[0]],
            vec![vec![], vec![]],
        ),
        (
            "nanoseconds",
            "SELECT TIMESTAMP '2020-01-01 00:00:00.123456789' AS ts, TIME '00:00:00.000000001' AS t",
            &unit,
            vec!["ts", "t"],
            vec!["datetime64[ns]", "time64[ns][pyarrow]"],
            // The Python object of such a time has no nanoseconds; the column has them.
            vec![vec!["Timestamp('2020-01-01 00:00:00.123456789')"], vec!["datetime.time(0, 0)"]],
        ),
        ("no-columns", "CREATE DATABASE nothing_to_see", &[], vec![], vec![], vec![]),
    ] {
        let frames = read(environment, &format!("frames-{test}"), sql, options)?;
        for file in ["file.feather", "file.parquet", "stream.arrows"] {
            let frame = frames.get(file).with_context(|| format!("{file} was not read"))?;
            let what = format!("{test}: {file}");
            expect(&what, "columns", &frame.columns.iter().map(String::as_str).collect(), &columns)?;
            expect(&what, "dtypes", &frame.dtypes.iter().map(String::as_str).collect(), &dtypes)?;
            let texts =
                |cells: &Vec<Option<String>>| cells.iter().map(|cell| cell.clone().unwrap_or_default()).collect();
            let found: Vec<Vec<String>> = frame.cells.iter().map(texts).collect();
            expect(&what, "cells", &found, &cells.iter().map(|cells| owned(cells)).collect())?;
            expect(&what, "index", &frame.index, &json!(["RangeIndex", 0, cells.first().map_or(0, Vec::len), 1]))?;
        }
    }
    Ok(())
}

fn owned(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

fn expect<T: PartialEq + std::fmt::Debug>(of: &str, what: &str, found: &T, expected: &T) -> Result<()> {
    ensure!(found == expected, "{of}: expected the {what} {expected:?}, found {found:?}");
    Ok(())
}

/// Runs a query on a sandbox, writes its result in every format, and lets pandas read the files.
fn read(environment: &Environment, test: &str, sql: &str, options: &[(&str, &str)]) -> Result<Frames> {
    let folder = environment.folder(test)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(Box::pin(write(&folder, sql, options)))?;
    let frames = from_json(&environment.run("frames.py", &[&folder.to_string_lossy()])?)?;
    fs::remove_dir_all(&folder)?;
    Ok(frames)
}

async fn write(folder: &Path, sql: &str, options: &[(&str, &str)]) -> Result<()> {
    let sandbox = Sandbox::builder().start().await.context("starting the sandbox")?;
    let options: Vec<_> = options.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let url = with_options("awsathena+aiopandas", without_scheme(&sandbox.url("x")), &options);
    let connection = awsathena::pandas::connect(&url).await?;
    let mut cursor = connection.cursor();
    let file = |name: &str| File::create(folder.join(name)).with_context(|| format!("creating {name}"));

    cursor.execute(sql).await?;
    let mut rows = 0;
    let mut chunks = 0;
    while let Some(chunk) = cursor.next_batch().await? {
        ipc_stream(file(&format!("chunk-{chunks}.arrows"))?, &chunk.schema(), [Ok(chunk.clone())])?;
        rows += chunk.num_rows() as u64;
        chunks += 1;
    }
    // A statement without rows, such as DDL, cannot run twice.
    if rows > 0 {
        cursor.execute(sql).await?;
    }
    let feather = FeatherOptions::new().with_compression(FeatherCompression::Zstd);
    let written = cursor.write_feather(file("file.feather")?, feather).await?;
    expect("Feather", "rows", &written.rows, &rows)?;
    if rows > 0 {
        cursor.execute(sql).await?;
    }
    let parquet = ParquetOptions::new().with_compression(ParquetCompression::Zstd).with_row_group_rows(2);
    let written = cursor.write_parquet(file("file.parquet")?, parquet).await?;
    expect("Parquet", "rows", &written.rows, &rows)?;
    if rows > 0 {
        cursor.execute(sql).await?;
    }
    let (reader, stream) = (cursor.into_frame_reader()?, file("stream.arrows")?);
    tokio::task::spawn_blocking(move || {
        let schema = reader.schema();
        ipc_stream(stream, &schema, reader.map(|batch| Ok(batch?)))
    })
    .await??;
    sandbox.shutdown().await;
    Ok(())
}

fn ipc_stream(file: File, schema: &Schema, batches: impl IntoIterator<Item = Result<RecordBatch>>) -> Result<()> {
    let mut writer = StreamWriter::try_new(file, schema)?;
    for batch in batches {
        writer.write(&batch?)?;
    }
    Ok(writer.finish()?)
}
