//! JSON of one GetQueryResults page
//!
//! Written directly from the row text: building a tree of values would be most of the cost of paging. The service
//! sends every row and column twice, once in members that the SDKs do not know.

use std::fmt::Write;

use crate::engine::contract::{ColumnInfo, TextBatch};

pub(super) struct Page<'a> {
    pub(super) columns: &'a [ColumnInfo],
    pub(super) header: bool,
    pub(super) rows: &'a TextBatch,
    pub(super) update_count: Option<i64>,
    pub(super) next_token: Option<&'a str>,
}

impl Page<'_> {
    /// The page of a statement without a result.
    pub(super) fn empty() -> String {
        let page = Page { columns: &[], header: false, rows: &TextBatch::new(0), update_count: None, next_token: None };
        page.to_json()
    }

    pub(super) fn to_json(&self) -> String {
        let mut out = String::with_capacity(1024 + self.rows.num_rows() * self.columns.len() * 48);
        out.push('{');
        if let Some(token) = self.next_token {
            out.push_str("\"NextToken\":");
            write_string(token, &mut out);
            out.push(',');
        }
        out.push_str("\"ResultSet\":{\"ColumnInfos\":");
        self.write_columns(&mut out);
        out.push_str(",\"ResultRows\":");
        self.write_rows(&mut out, |cell, out| match cell {
            Some(text) => write_string(text, out),
            None => out.push_str("null"),
        });
        out.push_str(",\"ResultSetMetadata\":{\"ColumnInfo\":");
        self.write_columns(&mut out);
        out.push_str("},\"Rows\":");
        self.write_rows(&mut out, |cell, out| match cell {
            Some(text) => {
                out.push_str("{\"VarCharValue\":");
                write_string(text, out);
                out.push('}');
            }
            None => out.push_str("{}"),
        });
        out.push('}');
        if let Some(count) = self.update_count {
            // Writing to a String cannot fail.
            let _ = write!(out, ",\"UpdateCount\":{count}");
        }
        out.push('}');
        out
    }

    fn write_columns(&self, out: &mut String) {
        write_list(self.columns, out, |column, out| {
            let _ = write!(out, "{{\"CaseSensitive\":{},\"CatalogName\":\"hive\",\"Label\":", column.case_sensitive);
            write_string(&column.name, out);
            out.push_str(",\"Name\":");
            write_string(&column.name, out);
            let _ = write!(
                out,
                ",\"Nullable\":\"UNKNOWN\",\"Precision\":{},\"Scale\":{},\"SchemaName\":\"\",\"TableName\":\"\",\"Type\":",
                column.precision, column.scale
            );
            write_string(&column.type_name, out);
            out.push('}');
        });
    }

    fn write_rows(&self, out: &mut String, write_cell: impl Fn(Option<&str>, &mut String)) {
        out.push('[');
        if self.header {
            out.push_str("{\"Data\":");
            write_list(self.columns, out, |column, out| write_cell(Some(&column.name), out));
            out.push('}');
        }
        for row in 0..self.rows.num_rows() {
            if row > 0 || self.header {
                out.push(',');
            }
            out.push_str("{\"Data\":[");
            for column in 0..self.rows.width() {
                if column > 0 {
                    out.push(',');
                }
                write_cell(self.rows.cell(row, column), out);
            }
            out.push_str("]}");
        }
        out.push(']');
    }
}

fn write_list<T>(items: &[T], out: &mut String, write: impl Fn(&T, &mut String)) {
    out.push('[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push(']');
}

/// Writes a JSON string. Runs without special characters are copied as a whole.
fn write_string(text: &str, out: &mut String) {
    out.push('"');
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..=0x1F => "",
            _ => continue,
        };
        out.push_str(&text[start..at]);
        if escape.is_empty() {
            let _ = write!(out, "\\u{byte:04x}");
        } else {
            out.push_str(escape);
        }
        start = at + 1;
    }
    out.push_str(&text[start..]);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn text_is_escaped_as_json() {
        let text = "a\"b\\c\nd\te\r\u{1}\u{1F}é 🗝 /";
        let mut out = String::new();
        write_string(text, &mut out);
        assert_eq!(serde_json::from_str::<Value>(&out).expect("JSON"), json!(text));
    }

    #[test]
    fn null_has_no_key() {
        let columns = [ColumnInfo {
            name: "n".to_owned(),
            type_name: "varchar".to_owned(),
            precision: 1,
            scale: 0,
            case_sensitive: true,
        }];
        let mut rows = TextBatch::new(1);
        rows.push(None);
        rows.push(Some(""));
        let page = Page { columns: &columns, header: true, rows: &rows, update_count: Some(0), next_token: None };
        let body: Value = serde_json::from_str(&page.to_json()).expect("JSON");
        let expected = json!([
            { "Data": [{ "VarCharValue": "n" }] },
            { "Data": [{}] },
            { "Data": [{ "VarCharValue": "" }] },
        ]);
        assert_eq!(body["ResultSet"]["Rows"], expected);
        assert_eq!(body["ResultSet"]["ResultRows"][2]["Data"], json!([""]));
        assert_eq!(body["ResultSet"]["ColumnInfos"], body["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]);
        assert_eq!(body["UpdateCount"], 0);
        assert!(body.get("NextToken").is_none());
        assert!(serde_json::from_str::<Value>(&Page::empty()).is_ok());
    }
}
