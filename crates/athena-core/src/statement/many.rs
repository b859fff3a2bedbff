//! One INSERT for many rows.

use athena_sql::parameters::markers;
use athena_sql::{Grammar, ParamStyle, StatementKind, TokenKind, classify, tokenize, trim_statement};

use super::{Bindings, MAX_STATEMENT_BYTES, Statement, bind};
use crate::error::{Error, Result};

/// Separator of two rows.
const SEPARATOR: &str = ",\n";

/// An `INSERT INTO ... VALUES (...)` whose row is a template that one statement can repeat.
#[derive(Debug)]
pub(crate) struct InsertPlan {
    /// The text up to `VALUES` and the space behind it.
    head: String,
    template: String,
    style: ParamStyle,
    bindings: Bindings,
    max_rows: usize,
}

/// A statement under construction, with the rows that it has so far.
#[derive(Debug)]
pub(crate) struct Page {
    sql: String,
    rows: usize,
}

impl InsertPlan {
    /// The plan for a statement. `None` for every other statement, for markers outside of the rows, and for rows
    /// without markers.
    pub(crate) fn of(statement: &Statement, max_rows: Option<usize>) -> Option<Self> {
        let sql = trim_statement(&statement.sql);
        if classify(sql).kind != StatementKind::Insert {
            return None;
        }
        let style = statement.options.paramstyle.unwrap_or_default();
        let (head, template) = sql.split_at_checked(template_start(sql)?)?;
        let has_marker = |sql: &str, style| markers(sql, style, Grammar::Trino).next().is_some();
        let any_marker = |sql: &str| has_marker(sql, style) || has_marker(sql, ParamStyle::Qmark);
        // In the pyformat style `%%` becomes `%` in the whole text, and only the rows are filled in here.
        let is_plain = style != ParamStyle::Pyformat || !head.contains("%%");
        let fits = is_plain && !any_marker(head) && any_marker(template) && is_rows(template);
        fits.then(|| Self {
            head: format!("{} ", head.trim_end()),
            template: template.trim_start().to_owned(),
            style,
            bindings: statement.bindings.clone(),
            max_rows: max_rows.unwrap_or(usize::MAX),
        })
    }

    /// A statement without rows.
    pub(crate) fn page(&self) -> Page {
        Page { sql: self.head.clone(), rows: 0 }
    }

    /// The text of a row.
    pub(crate) fn row(&self, row: Bindings) -> Result<String> {
        let mut bindings = self.bindings.clone();
        bindings.extend(row);
        let text = bind::part(&self.template, self.style, &bindings)?;
        let bytes = self.head.len() + text.len();
        if bytes > MAX_STATEMENT_BYTES {
            return Err(too_large(bytes));
        }
        Ok(text)
    }

    /// Whether the row does not fit into this statement.
    pub(crate) fn is_full(&self, page: &Page, row: &str) -> bool {
        page.rows >= self.max_rows || page.sql.len() + SEPARATOR.len() + row.len() > MAX_STATEMENT_BYTES
    }
}

impl Page {
    pub(crate) fn push(&mut self, row: &str) {
        if self.rows > 0 {
            self.sql.push_str(SEPARATOR);
        }
        self.sql.push_str(row);
        self.rows += 1;
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// The statement, with the options of the original one.
    pub(crate) fn into_statement(self, of: &Statement) -> Statement {
        Statement::new(self.sql).made_from(of.text_without_values()).with_options(of.options.clone())
    }
}

fn too_large(bytes: usize) -> Error {
    bind::invalid(format!("the row makes a statement of {bytes} bytes, Athena accepts {MAX_STATEMENT_BYTES}"))
}

/// The start of the rows: the end of the `VALUES` that stands outside of parentheses, in an INSERT without a query.
fn template_start(sql: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for token in tokenize(sql) {
        match token.kind {
            TokenKind::LeftParen => depth += 1,
            TokenKind::RightParen => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            _ if token.is_keyword("values") => return Some(token.range().end),
            _ if ["select", "with", "table"].iter().any(|keyword| token.is_keyword(keyword)) => return None,
            _ => {}
        }
    }
    None
}

/// Whether the text is groups in parentheses with commas between them, and nothing else.
fn is_rows(template: &str) -> bool {
    let mut depth = 0_usize;
    let mut wants_row = true;
    for token in tokenize(template).filter(|token| !token.is_trivia()) {
        match token.kind {
            TokenKind::LeftParen if depth > 0 || wants_row => {
                wants_row = false;
                depth += 1;
            }
            TokenKind::RightParen if depth > 0 => depth -= 1,
            TokenKind::Comma if depth == 0 && !wants_row => wants_row = true,
            _ if depth == 0 => return false,
            _ => {}
        }
    }
    depth == 0 && !wants_row
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StatementOptions;

    fn planned(sql: &str) -> bool {
        InsertPlan::of(&Statement::new(sql), None).is_some()
    }

    #[test]
    fn only_inserts_with_markers_in_their_rows_alone_are_templates() {
        for sql in [
            "INSERT INTO t VALUES (:a, :b)",
            "insert into \"values\" (a, \"values\") values(?, ?);",
            "-- two rows\nINSERT INTO t VALUES (:a, 1), (:a, lower(:b)) -- done",
        ] {
            assert!(planned(sql), "{sql}");
        }
        for sql in [
            "INSERT INTO t VALUES (1)",
            "INSERT INTO t VALUES :a, :b",
            "INSERT INTO :t VALUES (:a)",
            "INSERT INTO t SELECT * FROM (VALUES (:a))",
            "INSERT INTO t SELECT :a UNION VALUES (:b)",
            "INSERT INTO t VALUES (:a) UNION SELECT 1",
            "INSERT INTO t VALUES (:a) (:b)",
            "UPDATE t SET a = :a",
            "SELECT * FROM (VALUES (:a))",
        ] {
            assert!(!planned(sql), "{sql}");
        }
        let pyformat = StatementOptions::new().with_paramstyle(ParamStyle::Pyformat);
        let python = |sql: &str| Statement::new(sql).with_options(pyformat.clone());
        assert!(InsertPlan::of(&python("INSERT INTO t VALUES (%(a)s)"), None).is_some());
        assert!(InsertPlan::of(&python("INSERT INTO \"100%%\" VALUES (%(a)s)"), None).is_none());
    }

    #[test]
    fn pages_are_cut_by_bytes_and_by_rows() -> Result<()> {
        let statement = Statement::new("INSERT INTO t VALUES (:a, :b)").bind("b", true);
        let plan = InsertPlan::of(&statement, Some(2)).expect("is a template");
        let row = plan.row(Bindings::new().bind("a", "it's"))?;
        let mut page = plan.page();
        page.push(&row);
        assert!(!plan.is_full(&page, &row));
        page.push(&row);
        assert!(plan.is_full(&page, &row) && page.rows() == 2);
        let sent = page.into_statement(&statement);
        assert_eq!(sent.to_sql()?, "INSERT INTO t VALUES ('it''s', true),\n('it''s', true)");

        let plan = InsertPlan::of(&Statement::new("INSERT INTO t VALUES (?)"), None).expect("is a template");
        let row = plan.row(("x".repeat(100_000),).into())?;
        let mut page = plan.page();
        for _ in 0..2 {
            assert!(!plan.is_full(&page, &row));
            page.push(&row);
        }
        assert!(plan.is_full(&page, &row));
        let error = plan.row(("x".repeat(MAX_STATEMENT_BYTES),).into()).expect_err("is too large");
        assert!(error.to_string().contains("the row makes a statement of 262169 bytes"), "{error}");
        Ok(())
    }
}
