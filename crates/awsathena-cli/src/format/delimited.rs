//! Delimited formats, with one line for each row: CSV, TSV and Markdown.

use std::io::Write;

use awsathena::{Columns, Row, Value};

use super::row_writer::RowWriter;
use super::text::{plain, visible};
use crate::exit::Result;

/// Writes cells between delimiters.
pub(super) struct Delimited {
    start: &'static str,
    between: &'static str,
    end: &'static str,
    /// Writes one cell; `None` is NULL.
    cell: fn(&mut dyn Write, Option<&str>) -> std::io::Result<()>,
    /// Whether a line below the names gives the alignment of the columns.
    rule: bool,
    /// Whether an earlier result was written.
    seen: bool,
}

impl Delimited {
    /// RFC 4180 with `\n` between rows. The empty string is `""`, and NULL is an empty cell.
    pub(super) fn csv() -> Self {
        Self { start: "", between: ",", end: "\n", cell: csv_cell, rule: false, seen: false }
    }

    /// The text format of PostgreSQL's COPY: no quotes, backslash escapes, `\N` for NULL.
    pub(super) fn tsv() -> Self {
        Self { start: "", between: "\t", end: "\n", cell: tsv_cell, rule: false, seen: false }
    }

    /// A table in GitHub's Markdown.
    pub(super) fn markdown() -> Self {
        Self { start: "| ", between: " | ", end: " |\n", cell: markdown_cell, rule: true, seen: false }
    }

    fn line<'a>(&self, out: &mut dyn Write, cells: impl Iterator<Item = Option<&'a str>>) -> std::io::Result<()> {
        out.write_all(self.start.as_bytes())?;
        for (index, cell) in cells.enumerate() {
            if index > 0 {
                out.write_all(self.between.as_bytes())?;
            }
            (self.cell)(out, cell)?;
        }
        out.write_all(self.end.as_bytes())
    }
}

impl RowWriter for Delimited {
    fn begin(&mut self, out: &mut dyn Write, columns: &Columns) -> Result<()> {
        if columns.is_empty() {
            return Ok(());
        }
        if std::mem::replace(&mut self.seen, true) {
            out.write_all(b"\n")?;
        }
        self.line(out, columns.iter().map(|column| Some(column.name.as_str())))?;
        if self.rule {
            let rule = |column: &awsathena::Column| if column.data_type.is_numeric() { "---:" } else { "---" };
            let rules = columns.iter().map(rule).collect::<Vec<_>>().join("|");
            writeln!(out, "|{rules}|")?;
        }
        Ok(())
    }

    fn row(&mut self, out: &mut dyn Write, row: &Row) -> Result<()> {
        out.write_all(self.start.as_bytes())?;
        for (index, value) in row.values().enumerate() {
            if index > 0 {
                out.write_all(self.between.as_bytes())?;
            }
            match value? {
                Value::Null => (self.cell)(out, None)?,
                value => (self.cell)(out, Some(&plain(&value)))?,
            }
        }
        Ok(out.write_all(self.end.as_bytes())?)
    }

    fn end(&mut self, _: &mut dyn Write, _: &Columns, _: u64, _: Option<u64>) -> Result<()> {
        Ok(())
    }
}

fn csv_cell(out: &mut dyn Write, cell: Option<&str>) -> std::io::Result<()> {
    let Some(text) = cell else { return Ok(()) };
    if !text.is_empty() && !text.contains(['"', ',', '\n', '\r']) {
        return out.write_all(text.as_bytes());
    }
    write!(out, "\"{}\"", text.replace('"', "\"\""))
}

fn tsv_cell(out: &mut dyn Write, cell: Option<&str>) -> std::io::Result<()> {
    let Some(text) = cell else { return out.write_all(b"\\N") };
    if !text.contains(['\\', '\t', '\n', '\r']) {
        return out.write_all(text.as_bytes());
    }
    let escaped = text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r");
    out.write_all(escaped.as_bytes())
}

fn markdown_cell(out: &mut dyn Write, cell: Option<&str>) -> std::io::Result<()> {
    let Some(text) = cell else { return out.write_all(b"NULL") };
    let text = text.replace("\r\n", "\n").replace('\\', "\\\\").replace('|', "\\|");
    let lines = text.split('\n').map(visible).collect::<Vec<_>>().join("<br>");
    out.write_all(lines.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(format: &Delimited, cells: &[Option<&str>], expected: &str) {
        let mut out = Vec::new();
        format.line(&mut out, cells.iter().copied()).expect("writing to a vector does not fail");
        assert_eq!(String::from_utf8(out).expect("the output is UTF-8"), expected);
    }

    #[test]
    fn null_differs_from_the_empty_string() {
        let cells = [Some(""), None, Some("NULL")];
        check(&Delimited::csv(), &cells, "\"\",,NULL\n");
        check(&Delimited::tsv(), &cells, "\t\\N\tNULL\n");
    }

    #[test]
    fn delimiters_inside_of_cells_are_escaped() {
        let cells = [Some("a,\"b\"\r\n"), Some("c\td\\N|")];
        check(&Delimited::csv(), &cells, "\"a,\"\"b\"\"\r\n\",c\td\\N|\n");
        check(&Delimited::tsv(), &cells, "a,\"b\"\\r\\n\tc\\td\\\\N|\n");
        check(&Delimited::markdown(), &cells, "| a,\"b\"<br> | c\\td\\\\N\\| |\n");
    }
}
