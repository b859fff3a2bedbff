//! `DESCRIBE`: the columns of a table, and Hive's details of a table, partition or column.

use std::sync::Arc;

use chrono::DateTime;

use super::catalog::Catalog;
use super::contract::{Failure, Running, TableColumn, TableInfo};
use super::sql::{Detail, PartitionSpec};
use super::tables::{no_partition, values};
use super::type_parser;
use super::types::AthenaType;
use super::utility::{PADDED, hive, running, table};

/// An empty row.
const BLANK: &str = "\t \t ";

pub(super) fn run(
    catalog: &Arc<Catalog>,
    (database, name): (&str, &str),
    detail: Detail,
    spec: Option<&PartitionSpec>,
    column: &[String],
) -> Result<Running, Failure> {
    let info = table(catalog, database, name)?;
    let partition = match spec {
        Some(spec) => Some(partition(catalog, (database, name), &info, spec)?),
        None => None,
    };
    if let [column, path @ ..] = column {
        return described_column(&info, column, path, detail);
    }
    if catalog.is_view(database, name) {
        let cells = info.columns.into_iter().flat_map(|column| [column.name, column.hive_type]);
        return Ok(running(&["column", "type"], 2, cells, Some(0)));
    }
    let is_formatted = detail == Detail::Formatted;
    let mut lines = Vec::new();
    if is_formatted {
        lines.extend([header(), BLANK.to_owned()]);
    }
    lines.extend(info.columns.iter().map(line));
    if !info.partition_keys.is_empty() {
        if !is_formatted {
            lines.extend(info.partition_keys.iter().map(line));
        }
        lines.extend([BLANK.to_owned(), format!("# Partition Information{BLANK}"), header(), BLANK.to_owned()]);
        lines.extend(info.partition_keys.iter().map(line));
    }
    match (detail, &partition) {
        (Detail::Columns, _) => {}
        (Detail::Extended, None) => lines.extend([BLANK.to_owned(), extended(database, &info)]),
        (Detail::Extended, Some(partition)) => {
            lines.extend([BLANK.to_owned(), extended_partition(database, &info, partition)]);
        }
        (Detail::Formatted, None) => formatted(database, &info, &mut lines),
        (Detail::Formatted, Some(partition)) => formatted_partition(database, &info, partition, &mut lines),
    }
    Ok(tab_separated(lines))
}

/// The result has three columns, but each row is one cell that contains tabs.
fn tab_separated(lines: Vec<String>) -> Running {
    running(&["col_name", "data_type", "comment"], 1, lines.into_iter(), None)
}

/// A partition of a table.
struct Partition {
    values: Vec<String>,
    location: String,
    created: f64,
}

fn partition(
    catalog: &Arc<Catalog>,
    (database, name): (&str, &str),
    info: &TableInfo,
    spec: &PartitionSpec,
) -> Result<Partition, Failure> {
    if let Some(table) = catalog.stored_table(database, name) {
        let values = values(&table, spec)?;
        let location = table.partitions.get(&values).cloned().ok_or_else(|| no_partition(spec))?;
        let created = table.glue.partitions.get(&values).map_or(0.0, |facts| facts.created);
        let created = if created > 0.0 { created } else { info.created };
        return Ok(Partition { values, location, created });
    }
    // A partition of a data folder has a name instead of a registration.
    let wanted = |key: &TableColumn| spec.iter().find(|(name, _)| *name == key.name).map(|(_, value)| value.clone());
    let values: Vec<String> = info.partition_keys.iter().filter_map(wanted).collect();
    let parts: Vec<_> =
        info.partition_keys.iter().zip(&values).map(|(key, value)| format!("{}={value}", key.name)).collect();
    let wanted = parts.join("/");
    match catalog.partitions(database, name).unwrap_or_default().contains(&wanted) {
        true => {
            let location = format!("{}/{wanted}", stored(info, "location").trim_end_matches('/'));
            Ok(Partition { values, location, created: info.created })
        }
        false => Err(no_partition(spec)),
    }
}

/// Describes a column or a part of one, in the form that Hive's SerDe reports.
fn described_column(info: &TableInfo, name: &str, path: &[String], detail: Detail) -> Result<Running, Failure> {
    let tab_separated = |lines: Vec<String>| {
        let header = (detail == Detail::Formatted).then(|| [header(), BLANK.to_owned()]);
        tab_separated(header.into_iter().flatten().chain(lines).collect())
    };
    if let (Some(key), []) = (info.partition_keys.iter().find(|key| key.name == name), path) {
        return Ok(tab_separated(vec![line(key)]));
    }
    let fields: Vec<_> = info
        .columns
        .iter()
        .map(|column| {
            let ty = type_parser::parse(&column.hive_type).map_err(|message| hive(&message))?;
            Ok((Some(column.name.clone()), ty))
        })
        .collect::<Result<_, Failure>>()?;
    let mut found = AthenaType::Row(fields);
    for part in std::iter::once(name).chain(path.iter().map(String::as_str)) {
        found = match (found, part) {
            (AthenaType::Array(item), "$elem$") => *item,
            (AthenaType::Map(key, _), "$key$") => *key,
            (AthenaType::Map(_, value), "$value$") => *value,
            (AthenaType::Row(fields), part) => field(fields, part)?,
            (other, part) => return Err(hive(&format!("Unknown type for {part}: {} has no parts", other.hive()))),
        };
    }
    let last = path.last().map_or(name, String::as_str);
    let told_by = |name: &str, ty: &AthenaType| row(name, &ty.hive(), "from deserializer");
    Ok(tab_separated(match &found {
        AthenaType::Row(fields) => {
            let name = |at: usize, name: &Option<String>| name.clone().unwrap_or_else(|| format!("field{at}"));
            fields.iter().enumerate().map(|(at, (field, ty))| told_by(&name(at, field), ty)).collect()
        }
        ty => vec![told_by(last, ty)],
    }))
}

fn field(fields: Vec<(Option<String>, AthenaType)>, name: &str) -> Result<AthenaType, Failure> {
    let known: Vec<_> = fields
        .iter()
        .enumerate()
        .map(|(at, (field, _))| format!("{at}:{}", field.as_deref().unwrap_or_default()))
        .collect();
    let found =
        fields.into_iter().find(|(field, _)| field.as_deref().is_some_and(|field| field.eq_ignore_ascii_case(name)));
    found.map(|(_, ty)| ty).ok_or_else(|| {
        hive(&format!("Error in getting fields from serde.cannot find field {name} from [{}]", known.join(", ")))
    })
}

fn row(name: &str, hive_type: &str, comment: &str) -> String {
    format!("{name:<PADDED$}\t{hive_type:<PADDED$}\t{comment:<PADDED$}")
}

fn header() -> String {
    row("# col_name", "data_type", "comment")
}

fn line(column: &TableColumn) -> String {
    row(&column.name, &column.hive_type, column.comment.as_deref().unwrap_or_default())
}

fn stored<'a>(info: &'a TableInfo, key: &str) -> &'a str {
    info.storage.iter().find(|(known, _)| known == key).map_or("", |(_, value)| value)
}

fn serde_parameters(info: &TableInfo) -> impl Iterator<Item = (&str, &str)> {
    info.storage.iter().filter_map(|(key, value)| Some((key.strip_prefix("serde.param.")?, value.as_str())))
}

fn pair(name: &str, value: &str) -> String {
    format!("{name:<PADDED$}\t{value:<PADDED$}\t ")
}

fn below((name, value): (&str, &str)) -> String {
    format!("\t{name:<PADDED$}\t{value:<PADDED$}")
}

fn java_date(seconds: f64) -> String {
    #[allow(clippy::cast_possible_truncation, reason = "whole seconds")]
    let at = DateTime::from_timestamp(seconds as i64, 0).unwrap_or_default();
    at.format("%a %b %d %H:%M:%S UTC %Y").to_string()
}

fn formatted(database: &str, info: &TableInfo, lines: &mut Vec<String>) {
    lines.extend([
        BLANK.to_owned(),
        format!("# Detailed Table Information{BLANK}"),
        pair("Database:", database),
        pair("Owner:", "hadoop"),
        pair("CreateTime:", &java_date(info.created)),
        pair("LastAccessTime:", "UNKNOWN"),
        pair("Protect Mode:", "None"),
        pair("Retention:", "0"),
        pair("Location:", stored(info, "location")),
        pair("Table Type:", info.table_type),
        format!("Table Parameters:{BLANK}"),
    ]);
    lines.extend(info.parameters.iter().map(|(name, value)| below((name, value))));
    storage(info, lines);
}

fn formatted_partition(database: &str, info: &TableInfo, partition: &Partition, lines: &mut Vec<String>) {
    lines.extend([
        BLANK.to_owned(),
        format!("# Detailed Partition Information{BLANK}"),
        pair("Partition Value:", &format!("[{}]", partition.values.join(", "))),
        pair("Database:", database),
        pair("Table:", &info.name),
        pair("CreateTime:", &java_date(partition.created)),
        pair("LastAccessTime:", "UNKNOWN"),
        pair("Protect Mode:", "None"),
        pair("Location:", &partition.location),
        format!("Partition Parameters:{BLANK}"),
    ]);
    storage(info, lines);
}

fn storage(info: &TableInfo, lines: &mut Vec<String>) {
    let (bucketed_by, buckets) = match &info.buckets {
        Some((columns, number)) => (columns.join(", "), number.to_string()),
        None => (String::new(), "-1".to_owned()),
    };
    lines.extend([
        BLANK.to_owned(),
        format!("# Storage Information{BLANK}"),
        pair("SerDe Library:", stored(info, "serde.serialization.lib")),
        pair("InputFormat:", stored(info, "inputformat")),
        pair("OutputFormat:", stored(info, "outputformat")),
        pair("Compressed:", "No"),
        pair("Num Buckets:", &buckets),
        pair("Bucket Columns:", &format!("[{bucketed_by}]")),
        pair("Sort Columns:", "[]"),
        format!("Storage Desc Params:{BLANK}"),
    ]);
    lines.extend(serde_parameters(info).map(below));
}

fn java_map<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    pairs.map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(", ")
}

fn java_fields<'a>(columns: impl Iterator<Item = &'a TableColumn>) -> String {
    let field = |column: &TableColumn| {
        let comment = column.comment.as_deref().unwrap_or("null");
        format!("FieldSchema(name:{}, type:{}, comment:{comment})", column.name, column.hive_type)
    };
    columns.map(field).collect::<Vec<_>>().join(", ")
}

/// The storage descriptor in the form of Java's `toString`.
fn java_storage(info: &TableInfo, location: &str) -> String {
    let (bucketed_by, buckets) =
        info.buckets.as_ref().map_or((String::new(), -1), |(columns, number)| (columns.join(", "), i64::from(*number)));
    format!(
        "StorageDescriptor(cols:[{}], location:{location}, inputFormat:{}, outputFormat:{}, compressed:false, \
         numBuckets:{buckets}, serdeInfo:SerDeInfo(name:null, serializationLib:{}, parameters:{{{}}}), \
         bucketCols:[{bucketed_by}], sortCols:[], parameters:{{}}, skewedInfo:SkewedInfo(skewedColNames:[], \
         skewedColValues:[], skewedColValueLocationMaps:{{}}), storedAsSubDirectories:false)",
        java_fields(info.columns.iter().chain(&info.partition_keys)),
        stored(info, "inputformat"),
        stored(info, "outputformat"),
        stored(info, "serde.serialization.lib"),
        java_map(serde_parameters(info)),
    )
}

/// The table object of Hive's metastore in the form of Java's `toString`.
fn extended(database: &str, info: &TableInfo) -> String {
    format!(
        "Detailed Table Information\tTable(tableName:{}, dbName:{database}, owner:hadoop, createTime:{:.0}, \
         lastAccessTime:0, retention:0, sd:{}, partitionKeys:[{}], parameters:{{{}}}, viewOriginalText:null, \
         viewExpandedText:null, tableType:{})\t ",
        info.name,
        info.created,
        java_storage(info, stored(info, "location")),
        java_fields(info.partition_keys.iter()),
        java_map(info.parameters.iter().map(|(key, value)| (key.as_str(), value.as_str()))),
        info.table_type,
    )
}

/// The partition object of Hive's metastore in the form of Java's `toString`.
fn extended_partition(database: &str, info: &TableInfo, partition: &Partition) -> String {
    format!(
        "Detailed Partition Information\tPartition(values:[{}], dbName:{database}, tableName:{}, createTime:{:.0}, \
         lastAccessTime:0, sd:{}, parameters:{{}})\t ",
        partition.values.join(", "),
        info.name,
        partition.created,
        java_storage(info, &partition.location),
    )
}
