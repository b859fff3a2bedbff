//! Forms with a line for each row: CSV, TSV and Markdown.

use std::io::Write;

use awsathena::{AnyBatch, Columns, Value};

use super::text::{plain, visible};
use super::{Format, each_row};
use crate::exit::Result;

/// How cells are written, and what stands around them.
pub(super) struct Lines {
    start: &'static str,
    between: &'static str,
    end: &'static str,
    cell: fn(&mut dyn Write, Option<&str>) -> std::io::Result<()>,
    rule: bool,
    seen: bool,
}

impl Lines {
    /// RFC 4180 with `\n` between rows; the empty text is `""`, and NULL is nothing.
    pub(super) fn csv() -> Self {
        Self { start: "", between: ",", end: "\n", cell: csv_cell, rule: false, seen: false }
    }

    /// The text form of PostgreSQL's COPY: no quotes, a backslash before what would be mistaken, `\N` for NULL.
    pub(super) fn tsv() -> Self {
        Self { start: "", between: "\t", end: "\n", cell: tsv_cell, rule: false, seen: false }
    }

    /// A table as GitHub's Markdown has it.
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

impl Format for Lines {
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

    fn batch(&mut self, out: &mut dyn Write, columns: &Columns, batch: &AnyBatch) -> Result<()> {
        each_row(columns, batch, |row| {
            out.write_all(self.start.as_bytes())?;
            for (index, value) in row.enumerate() {
                if index > 0 {
                    out.write_all(self.between.as_bytes())?;
                }
                match value? {
                    Value::Null => (self.cell)(out, None)?,
                    value => (self.cell)(out, Some(&plain(&value)))?,
                }
            }
            Ok(out.write_all(self.end.as_bytes())?)
        })
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

    fn check(lines: &Lines, cells: &[Option<&str>], expected: &str) {
        let mut out = Vec::new();
        lines.line(&mut out, cells.iter().copied()).expect("a vector takes everything");
        assert_eq!(String::from_utf8(out).expect("is text"), expected);
    }

    #[test]
    fn null_is_not_the_empty_text() {
        let cells = [Some(""), None, Some("NULL")];
        check(&Lines::csv(), &cells, "\"\",,NULL\n");
        check(&Lines::tsv(), &cells, "\t\\N\tNULL\n");
    }

    #[test]
    fn what_would_be_mistaken_is_escaped() {
        let cells = [Some("a,\"b\"\r\n"), Some("c\td\\N|")];
        check(&Lines::csv(), &cells, "\"a,\"\"b\"\"\r\n\",c\td\\N|\n");
        check(&Lines::tsv(), &cells, "a,\"b\"\\r\\n\tc\\td\\\\N|\n");
        check(&Lines::markdown(), &cells, "| a,\"b\"<br> | c\\td\\\\N\\| |\n");
    }
}
