//! Fuzz targets of type texts and of table definitions

use athena_sql::AthenaType;
use athena_sql::ddl::{Compression, CreateTable, FileFormat, Properties, RowFormat, Transform};
use athena_sql::literal::{hive_string, read_hive_string};
use athena_sql::types::MAX_DEPTH;

/// Reads a text as a type, in each spelling, and as the type of a result column.
///
/// A type reads back from its printed form, in each spelling, and is never nested deeper than the parser allows. An
/// error points into the text.
pub fn types(data: &[u8]) {
    let Some((numbers, text)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    for parsed in [AthenaType::parse(text), AthenaType::parse_hive(text)] {
        match parsed {
            Ok(data_type) => check_type(text, &data_type),
            Err(error) => assert!(error.position() <= text.len(), "{text:?}: {error}"),
        }
    }
    let (precision, scale) = (i32::from(*numbers) - 20, i32::from(*numbers % 50) - 1);
    for precision in [precision, i32::MAX, i32::MIN] {
        if let Ok(data_type) = AthenaType::from_column_info(text, precision, scale) {
            check_type(text, &data_type);
        }
    }
}

fn check_type(text: &str, data_type: &AthenaType) {
    assert!(depth(data_type) <= MAX_DEPTH, "{text:?}");
    let (trino, hive) = (data_type.to_string(), data_type.hive().to_string());
    for printed in [&trino, &hive] {
        for again in [AthenaType::parse(printed), AthenaType::parse_hive(printed)] {
            assert_eq!(again.as_ref(), Ok(data_type), "{text:?} prints as {printed:?}");
        }
    }
    if let Ok(allowed) = data_type.try_hive() {
        assert_eq!(allowed.to_string(), hive);
    }
}

fn depth(data_type: &AthenaType) -> usize {
    match data_type {
        AthenaType::Array(element) => 1 + depth(element),
        AthenaType::Map(key, value) => 1 + depth(key).max(depth(value)),
        AthenaType::Row(fields) => 1 + fields.iter().map(|field| depth(&field.data_type)).max().unwrap_or_default(),
        _ => 0,
    }
}

/// Reads a text as the output of SHOW CREATE TABLE, and as each of the parts that options may give.
///
/// A definition that can be written reads back, and is written the same again.
pub fn definitions(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(table) = CreateTable::parse(text)
        && let Ok(sql) = table.to_sql()
    {
        let again = CreateTable::parse(&sql);
        let written = again.as_ref().ok().map(CreateTable::to_sql);
        assert_eq!(written, Some(Ok(sql)), "{text:?}: {again:?}");
    }
    if let Ok(properties) = Properties::parse(text) {
        let printed: Vec<String> =
            properties.iter().map(|(key, value)| format!("{}={}", hive_string(key), hive_string(value))).collect();
        assert_eq!(Properties::parse(&printed.join(", ")).as_ref(), Ok(&properties), "{text:?}");
    }
    assert_eq!(read_hive_string(&hive_string(text)).as_deref(), Some(text));
    let errors = [
        CreateTable::parse(text).err(),
        Transform::parse(text).err(),
        RowFormat::parse(text).err(),
        FileFormat::parse(text).err(),
        Compression::parse(text).err(),
    ];
    for error in errors.into_iter().flatten() {
        assert!(error.position() <= text.len(), "{text:?}: {error}");
    }
}
