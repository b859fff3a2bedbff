//! `DESCRIBE`: the columns of a table, and all else that Hive tells of one.

use std::sync::Arc;

use chrono::DateTime;

use super::catalog::Shared;
use super::contract::{Failure, Running, TableColumn, TableInfo};
use super::sql::Detail;
use super::utility::{PADDED, running, table};

/// A row without a text.
const BLANK: &str = "\t \t ";

pub(super) fn run(shared: &Arc<Shared>, (database, name): (&str, &str), detail: Detail) -> Result<Running, Failure> {
    let info = table(shared, database, name)?;
    if shared.is_view(database, name) {
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
    match detail {
        Detail::Columns => {}
        Detail::Extended => lines.extend([BLANK.to_owned(), extended(database, &info)]),
        Detail::Formatted => formatted(database, &info, &mut lines),
    }
    // Three columns, but each row is one cell with tabs in it.
    Ok(running(&["col_name", "data_type", "comment"], 1, lines.into_iter(), None))
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

fn formatted(database: &str, info: &TableInfo, lines: &mut Vec<String>) {
    let pair = |name: &str, value: &str| format!("{name:<PADDED$}\t{value:<PADDED$}\t ");
    let below = |(name, value): (&str, &str)| format!("\t{name:<PADDED$}\t{value:<PADDED$}");
    #[allow(clippy::cast_possible_truncation, reason = "the seconds of a moment")]
    let created = DateTime::from_timestamp(info.created as i64, 0).unwrap_or_default();
    lines.extend([
        BLANK.to_owned(),
        format!("# Detailed Table Information{BLANK}"),
        pair("Database:", database),
        pair("Owner:", "hadoop"),
        pair("CreateTime:", &created.format("%a %b %d %H:%M:%S UTC %Y").to_string()),
        pair("LastAccessTime:", "UNKNOWN"),
        pair("Protect Mode:", "None"),
        pair("Retention:", "0"),
        pair("Location:", stored(info, "location")),
        pair("Table Type:", info.table_type),
        format!("Table Parameters:{BLANK}"),
    ]);
    lines.extend(info.parameters.iter().map(|(name, value)| below((name, value))));
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

/// The object of Hive's metastore, as Java prints it.
fn extended(database: &str, info: &TableInfo) -> String {
    let fields = |columns: &mut dyn Iterator<Item = &TableColumn>| {
        let field = |column: &TableColumn| {
            let comment = column.comment.as_deref().unwrap_or("null");
            format!("FieldSchema(name:{}, type:{}, comment:{comment})", column.name, column.hive_type)
        };
        columns.map(field).collect::<Vec<_>>().join(", ")
    };
    let map = |pairs: &mut dyn Iterator<Item = (&str, &str)>| {
        pairs.map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(", ")
    };
    let (bucketed_by, buckets) =
        info.buckets.as_ref().map_or((String::new(), -1), |(columns, number)| (columns.join(", "), i64::from(*number)));
    format!(
        "Detailed Table Information\tTable(tableName:{}, dbName:{database}, owner:hadoop, createTime:{:.0}, \
         lastAccessTime:0, retention:0, sd:StorageDescriptor(cols:[{}], location:{}, inputFormat:{}, outputFormat:{}, \
         compressed:false, numBuckets:{buckets}, serdeInfo:SerDeInfo(name:null, serializationLib:{}, parameters:{{{}}}), \
         bucketCols:[{bucketed_by}], sortCols:[], parameters:{{}}, skewedInfo:SkewedInfo(skewedColNames:[], \
         skewedColValues:[], skewedColValueLocationMaps:{{}}), storedAsSubDirectories:false), partitionKeys:[{}], \
         parameters:{{{}}}, viewOriginalText:null, viewExpandedText:null, tableType:{})\t ",
        info.name,
        info.created,
        fields(&mut info.columns.iter().chain(&info.partition_keys)),
        stored(info, "location"),
        stored(info, "inputformat"),
        stored(info, "outputformat"),
        stored(info, "serde.serialization.lib"),
        map(&mut serde_parameters(info)),
        fields(&mut info.partition_keys.iter()),
        map(&mut info.parameters.iter().map(|(key, value)| (key.as_str(), value.as_str()))),
        info.table_type,
    )
}
