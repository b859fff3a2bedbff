//! A table as `SHOW CREATE TABLE` words it: Hive's own form, line by line, spaces at line ends and all.

use crate::engine::contract::{TableColumn, TableInfo};

pub(crate) fn create_table(table: &TableInfo) -> Vec<String> {
    let mut lines = vec![format!("CREATE EXTERNAL TABLE `{}`(", table.name)];
    lines.extend(listed(table.columns.iter().map(column), ", "));
    let comment = table.parameters.iter().find(|(key, _)| key == "comment");
    lines.extend(comment.map(|(_, text)| format!("COMMENT {}", quoted(text))));
    if !table.partition_keys.is_empty() {
        lines.push("PARTITIONED BY ( ".to_owned());
        lines.extend(listed(table.partition_keys.iter().map(column), ", "));
    }
    let stored = |key: &str| table.storage.iter().find(|(known, _)| known == key).map(|(_, value)| quoted(value));
    for (clause, key) in [
        ("ROW FORMAT SERDE ", "serde.serialization.lib"),
        ("STORED AS INPUTFORMAT ", "inputformat"),
        ("OUTPUTFORMAT ", "outputformat"),
        ("LOCATION", "location"),
    ] {
        lines.extend(stored(key).into_iter().flat_map(|value| {
            let end = if matches!(key, "serde.serialization.lib" | "inputformat") { " " } else { "" };
            [clause.to_owned(), format!("  {value}{end}")]
        }));
        if key == "serde.serialization.lib" {
            let parameters =
                table.storage.iter().filter_map(|(key, value)| Some((key.strip_prefix("serde.param.")?, value)));
            let parameters: Vec<_> = parameters.map(|(key, value)| property(key, value)).collect();
            if !parameters.is_empty() {
                lines.push("WITH SERDEPROPERTIES ( ".to_owned());
                lines.extend(listed(parameters.into_iter(), ", "));
                if let Some(last) = lines.last_mut() {
                    last.push(' ');
                }
            }
        }
    }
    let properties = table.parameters.iter().filter(|(key, _)| key != "comment");
    let properties: Vec<_> = properties.map(|(key, value)| property(key, value)).collect();
    if !properties.is_empty() {
        lines.push("TBLPROPERTIES (".to_owned());
        lines.extend(listed(properties.into_iter(), ", "));
    }
    lines
}

/// Items on lines of their own; the last one closes the parenthesis.
fn listed(items: impl Iterator<Item = String>, between: &str) -> Vec<String> {
    let mut lines: Vec<String> = items.map(|item| format!("  {item}{between}")).collect();
    if let Some(last) = lines.last_mut() {
        last.truncate(last.len() - between.len());
        last.push(')');
    }
    lines
}

fn column(column: &TableColumn) -> String {
    let comment = column.comment.as_ref().map(|text| format!(" COMMENT {}", quoted(text))).unwrap_or_default();
    format!("`{}` {}{comment}", column.name.replace('`', "``"), column.hive_type)
}

fn property(key: &str, value: &str) -> String {
    format!("{}={}", quoted(key), quoted(value))
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}
