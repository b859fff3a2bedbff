//! Parquet files that no driver wrote, in the forms that drivers have to read.

/// A column of every type without inner types, and two rows, the second one NULL in every column; see
/// [`SCALAR_COLUMNS`]. One file per codec: Snappy, uncompressed, gzip, Zstandard.
pub const SCALARS: [&[u8]; 4] = [
    include_bytes!("data/scalars-snappy.parquet"),
    include_bytes!("data/scalars-uncompressed.parquet"),
    include_bytes!("data/scalars-gzip.parquet"),
    include_bytes!("data/scalars-zstd.parquet"),
];

/// Name, type and text of the first value of each column of [`SCALARS`].
pub const SCALAR_COLUMNS: &[(&str, &str, &str)] = &[
    ("b", "boolean", "true"),
    ("i8", "tinyint", "-1"),
    ("i16", "smallint", "-2"),
    ("i32", "integer", "-3"),
    ("i64", "bigint", "-4"),
    ("f32", "real", "1.5"),
    ("f64", "double", "1.0E20"),
    ("dec", "decimal(38,2)", "-123.45"),
    ("s", "varchar", ""),
    ("bin", "varbinary", "01"),
    ("d", "date", "2020-01-01"),
];

/// A column `ts` of INT96, the form of Athena's timestamps: 2020-01-01 12:00:00.123, 9999-12-31, 0001-01-01 and NULL.
pub const INT96: &[u8] = include_bytes!("data/int96.parquet");

/// A column `ts` of INT96 that nanoseconds can hold: 2020-01-01 12:00:00.123 and NULL.
pub const INT96_OF_2020: &[u8] = include_bytes!("data/int96-of-2020.parquet");

/// Columns `list`, `map` and `row` in the shapes that the Parquet format recommends; three rows in two row groups.
pub const NESTED: &[u8] = include_bytes!("data/nested.parquet");

/// Columns in the shapes that Athena writes: the groups in lists are called `bag`, those in maps `entries`, and
/// timestamps in them are INT96. Three rows, the last one NULL but for the first column.
pub const ATHENA: &[u8] = include_bytes!("data/athena.parquet");
