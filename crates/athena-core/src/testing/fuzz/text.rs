//! Fuzz targets of text: values, type hints, manifests.

use athena_sql::AthenaType;

use crate::driver::decode::TypeHints;
use crate::driver::unload::parse_manifest;
use crate::options::S3Uri;
use crate::value::{decode, parse};

/// Every type, and some nested types.
pub(super) const TYPES: [&str; 32] = [
    "boolean",
    "tinyint",
    "smallint",
    "integer",
    "bigint",
    "real",
    "double",
    "decimal(38,10)",
    "decimal(38,38)",
    "decimal(1,0)",
    "varchar",
    "char(3)",
    "varbinary",
    "date",
    "time(12)",
    "time(12) with time zone",
    "timestamp(12)",
    "timestamp(12) with time zone",
    "interval day to second",
    "interval year to month",
    "json",
    "uuid",
    "ipaddress",
    "array",
    "map",
    "row",
    "array(integer)",
    "array(varchar)",
    "map(varchar, double)",
    "row(id bigint, name varchar)",
    "array(map(integer, row(a array(varchar), b timestamp(3))))",
    "map(row(x integer, y varchar), array(array(boolean)))",
];

/// Reads a text as a value of a type. A valid value must be read back from its printed form.
pub fn values(data: &[u8]) {
    let Some((selector, bytes)) = data.split_first() else { return };
    parse_all(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let name = TYPES[usize::from(*selector) % TYPES.len()];
    let data_type = AthenaType::parse(name).expect("the types above are types");
    let Ok(value) = decode(&data_type, text) else { return };
    assert!(!value.is_null(), "a text is never NULL");
    let printed = value.to_string();
    match decode(&data_type, &printed) {
        Ok(again) => {
            assert!(again.identical(&value), "{name}: {text:?} is {value:?}, and printed {printed:?} is {again:?}");
            assert_eq!(again.to_string(), printed, "{name}: {text:?}");
        }
        Err(error) => panic!("{name}: {text:?} is {value:?}, and printed {printed:?} is not valid: {error}"),
    }
    let owned = value.clone().into_owned();
    assert!(owned.identical(&value));
}

/// Runs the parsing functions of columnar readers, which take any bytes.
fn parse_all(bytes: &[u8]) {
    let _ = parse::boolean(bytes);
    let _ = (parse::tinyint(bytes), parse::smallint(bytes), parse::integer(bytes), parse::bigint(bytes));
    let _ = (parse::real(bytes), parse::double(bytes), parse::decimal(bytes));
    let _ = (parse::varbinary(bytes), parse::uuid(bytes), parse::ip_address(bytes));
    let _ = (parse::date(bytes), parse::time(bytes), parse::timestamp(bytes));
    let _ = (parse::time_tz(bytes).is_ok(), parse::timestamp_tz(bytes).is_ok());
    let _ = (parse::interval_day_time(bytes), parse::interval_year_month(bytes));
}

/// Reads type hints and types. A valid one must be read back from its printed form.
pub fn hints(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(hints) = TypeHints::parse(text) {
        let printed = hints.to_string();
        assert_eq!(TypeHints::parse(&printed).as_ref(), Ok(&hints), "{text:?} prints as {printed:?}");
    }
    if let Ok(data_type) = AthenaType::parse(text) {
        let printed = data_type.to_string();
        let again = AthenaType::parse(&printed);
        assert!(again.as_ref().is_ok_and(|again| *again == data_type), "{text:?} prints as {printed:?}: {again:?}");
    }
}

/// Reads a manifest. All files must be in the directory, and in the order of the lines.
pub fn manifest(data: &[u8]) {
    let directory: S3Uri = "s3://bucket/out/q/".parse().expect("a directory");
    let Ok(files) = parse_manifest(data, &directory) else { return };
    let mut lines = Vec::new();
    for file in &files {
        assert_eq!(file.bucket(), "bucket");
        assert!(file.key().len() > "out/q/".len() && file.key().starts_with("out/q/"), "{file}");
        lines.push(file.to_string());
    }
    let text = String::from_utf8_lossy(data);
    let named: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(lines, named);
    assert_eq!(parse_manifest(lines.join("\n").as_bytes(), &directory).ok(), Some(files));
}
