//! `SHOW CREATE TABLE`: Hive's output form, line by line, including the spaces at line ends.

use crate::engine::contract::{TableColumn, TableInfo};

pub(crate) fn create_table(database: &str, table: &TableInfo) -> Vec<String> {
    if let Some(transforms) = &table.transforms {
        return iceberg(database, table, transforms);
    }
    let mut lines = vec![format!("CREATE EXTERNAL TABLE `{}`(", table.name)];
    lines.extend(listed(table.columns.iter().map(column), ", "));
    let comment = table.parameters.iter().find(|(key, _)| key == "comment");
    lines.extend(comment.map(|(_, text)| format!("COMMENT {}", quoted(text))));
    if !table.partition_keys.is_empty() {
        lines.push("PARTITIONED BY ( ".to_owned());
        lines.extend(listed(table.partition_keys.iter().map(column), ", "));
    }
    if let Some((columns, number)) = &table.buckets {
        lines.push("CLUSTERED BY ( ".to_owned());
        lines.extend(listed(columns.iter().map(|name| format!("{} ", back_ticked(name))), ", "));
        lines.push(format!("INTO {number} BUCKETS"));
    }
    let delimited = delimited(table);
    let stored = |key: &str| table.storage.iter().find(|(known, _)| known == key).map(|(_, value)| quoted(value));
    for (clause, key) in [
        ("ROW FORMAT SERDE ", "serde.serialization.lib"),
        ("STORED AS INPUTFORMAT ", "inputformat"),
        ("OUTPUTFORMAT ", "outputformat"),
        ("LOCATION", "location"),
    ] {
        if let (Some(delimited), "serde.serialization.lib") = (&delimited, key) {
            lines.extend(delimited.iter().cloned());
            continue;
        }
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

/// The form of an Iceberg table, which Athena prints itself.
fn iceberg(database: &str, table: &TableInfo, transforms: &[String]) -> Vec<String> {
    let mut lines = vec![format!("CREATE TABLE {}.{} (", plain(database), plain(&table.name))];
    let column = |column: &TableColumn| {
        let comment = column.comment.as_ref().map(|text| format!(" COMMENT {}", quoted(text))).unwrap_or_default();
        format!("{} {}{comment}", plain(&column.name), column.hive_type)
    };
    lines.extend(listed(table.columns.iter().map(column), ","));
    let comment = table.parameters.iter().find(|(key, _)| key == "comment");
    lines.extend(comment.map(|(_, text)| format!("COMMENT {}", quoted(text))));
    if !transforms.is_empty() {
        let quoted: Vec<_> = transforms.iter().map(|text| transform(text)).collect();
        lines.push(format!("PARTITIONED BY ({})", quoted.join(", ")));
    }
    let location = table.storage.iter().find(|(key, _)| key == "location");
    lines.extend(location.map(|(_, location)| format!("LOCATION {}", quoted(location))));
    lines.push("TBLPROPERTIES (".to_owned());
    let properties = table.parameters.iter().filter(|(key, _)| key != "comment");
    lines.extend(listed(properties.map(|(key, value)| property(key, value)), ","));
    lines
}

/// `day(ts)` with the column in back-ticks.
fn transform(text: &str) -> String {
    match text.strip_suffix(')').and_then(|text| text.split_once('(')) {
        None => back_ticked(text),
        Some((function, arguments)) => {
            let argument = |text: &str| match text.trim().parse::<u64>() {
                Ok(_) => text.trim().to_owned(),
                Err(_) => back_ticked(text.trim()),
            };
            let arguments: Vec<_> = arguments.split(',').map(argument).collect();
            format!("{function}({})", arguments.join(", "))
        }
    }
}

/// A name, quoted with back-ticks only if necessary.
fn plain(name: &str) -> String {
    let is_plain = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if is_plain { name.to_owned() } else { back_ticked(name) }
}

/// The `ROW FORMAT DELIMITED` clause; `None` if the clause cannot express the properties and the class must be named.
fn delimited(table: &TableInfo) -> Option<Vec<String>> {
    let class = table.storage.iter().find(|(key, _)| key == "serde.serialization.lib").map(|(_, class)| class)?;
    let parameters: Vec<_> =
        table.storage.iter().filter_map(|(key, value)| Some((key.strip_prefix("serde.param.")?, value))).collect();
    let find = |key: &str| parameters.iter().find(|(known, _)| *known == key).map(|(_, value)| value.as_str());
    if !class.ends_with(".LazySimpleSerDe") || find("field.delim").is_none() {
        return None;
    }
    if find("field.delim") != find("serialization.format") {
        return None;
    }
    let mut lines = vec!["ROW FORMAT DELIMITED ".to_owned()];
    let mut said = 2;
    for (clause, key) in [
        ("FIELDS TERMINATED BY", "field.delim"),
        ("ESCAPED BY", "escape.delim"),
        ("COLLECTION ITEMS TERMINATED BY", "collection.delim"),
        ("MAP KEYS TERMINATED BY", "mapkey.delim"),
        ("LINES TERMINATED BY", "line.delim"),
        ("NULL DEFINED AS", "serialization.null.format"),
    ] {
        if let Some(value) = find(key) {
            lines.push(format!("  {clause} {} ", quoted(value)));
            said += usize::from(key != "field.delim");
        }
    }
    (said == parameters.len()).then_some(lines)
}

fn back_ticked(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// One item per line; the last line closes the parenthesis.
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
    format!("{} {}{comment}", back_ticked(&column.name), column.hive_type)
}

fn property(key: &str, value: &str) -> String {
    format!("{}={}", quoted(key), quoted(value))
}

fn quoted(text: &str) -> String {
    let mut out = String::from("'");
    for c in text.chars() {
        match c {
            '\\' | '\'' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_ascii_control() => out.push_str(&format!("\\{:03o}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}
