//! Splitter for scripts: Athena runs one statement per call.

use std::iter::FusedIterator;

use crate::statement::{classify, trim_statement};
use crate::{Classification, TokenKind, tokenize_as};

/// One statement of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ScriptStatement<'a> {
    /// The statement as [`trim_statement`] returns it: without comments and white space around it, without semicolon.
    pub text: &'a str,
    /// Byte offset of the text in the script.
    pub start: usize,
    /// The line of the script on which the text starts, counted from 1.
    pub line: usize,
}

impl ScriptStatement<'_> {
    /// The kind of the statement.
    pub fn classify(&self) -> Classification {
        classify(self.text)
    }
}

/// Splits a script at the semicolons outside strings, comments and quoted names; empty statements are left out.
///
/// Each statement is read by its own grammar, so `COMMENT 'it\'s; fine'` in a `CREATE TABLE` is not split. A string
/// that is not closed extends to the end of the script, as it does for Athena.
///
/// ```
/// let script = "CREATE DATABASE a; -- first\nINSERT INTO a.t VALUES (';');;";
/// let statements: Vec<_> = athena_sql::split(script).map(|s| (s.line, s.text)).collect();
/// assert_eq!(statements, [(1, "CREATE DATABASE a"), (2, "INSERT INTO a.t VALUES (';')")]);
/// ```
pub fn split(script: &str) -> ScriptStatements<'_> {
    ScriptStatements { script, position: 0, counted: 0, line: 1 }
}

/// The iterator behind [`split`].
#[derive(Debug, Clone)]
pub struct ScriptStatements<'a> {
    script: &'a str,
    position: usize,
    counted: usize,
    line: usize,
}

impl<'a> ScriptStatements<'a> {
    /// The next piece up to a semicolon or the end, which may be empty, with its byte offset.
    fn piece(&mut self) -> Option<(usize, &'a str)> {
        let start = self.position;
        let rest = self.script.get(start..).filter(|rest| !rest.is_empty())?;
        let first = crate::tokenize(rest).find(|t| !t.is_trivia());
        let semicolon = match first {
            Some(token) if token.kind == TokenKind::Semicolon => Some(token),
            _ => tokenize_as(rest, classify(rest).grammar()).find(|t| t.kind == TokenKind::Semicolon),
        };
        let end = semicolon.map_or(rest.len(), |t| t.start);
        self.position = start + semicolon.map_or(rest.len(), |t| t.range().end);
        Some((start, rest.get(..end)?))
    }

    fn line_of(&mut self, start: usize) -> usize {
        let between = self.script.get(self.counted..start).unwrap_or_default();
        self.line += between.bytes().filter(|&b| b == b'\n').count();
        self.counted = start;
        self.line
    }
}

impl<'a> Iterator for ScriptStatements<'a> {
    type Item = ScriptStatement<'a>;

    fn next(&mut self) -> Option<ScriptStatement<'a>> {
        loop {
            let (offset, piece) = self.piece()?;
            let text = trim_statement(piece);
            if !text.is_empty() {
                let start = offset + classify(piece).start;
                return Some(ScriptStatement { text, start, line: self.line_of(start) });
            }
        }
    }
}

impl FusedIterator for ScriptStatements<'_> {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(script: &str, expected: &[&str]) {
        let found: Vec<_> = split(script).map(|s| s.text).collect();
        assert_eq!(found, expected, "{script}");
    }

    #[test]
    fn a_script_is_split_at_semicolons_outside_strings_and_comments() {
        check("a; b;c", &["a", "b", "c"]);
        check("SELECT ';' ; SELECT \";\" -- ;\n; /* ; */ SELECT `;`", &["SELECT ';'", "SELECT \";\"", "SELECT `;`"]);
        check("", &[]);
        check(" ;; -- x\n ; /* y */", &[]);
        check("SELECT 1; -- x", &["SELECT 1"]);
        check("SELECT 'a;\n b'", &["SELECT 'a;\n b'"]);
        check("SELECT 'open; SELECT 1", &["SELECT 'open; SELECT 1"]);
        check("SELECT 1 /* open; SELECT 1", &["SELECT 1 /* open; SELECT 1"]);
    }

    #[test]
    fn each_statement_is_read_by_its_own_grammar() {
        let table = r"CREATE EXTERNAL TABLE t (a int COMMENT 'it\'s; x') LOCATION 's3://b/'";
        check(&format!(r"SELECT '\'; {table}; SELECT '\'"), &[r"SELECT '\'", table, r"SELECT '\'"]);
        check(&format!(r";; {table};SELECT 1"), &[table, "SELECT 1"]);
    }

    #[test]
    fn each_statement_has_its_line_and_offset() {
        let script = "-- one\nSELECT 1;\n\n  SELECT\n 2; SELECT 3";
        let found: Vec<_> = split(script).map(|s| (s.line, s.start)).collect();
        assert_eq!(found, [(2, 7), (4, 20), (5, 31)]);
    }

    proptest! {
        #[test]
        fn every_text_is_a_trimmed_part_of_the_script(
            script in prop_oneof![any::<String>(), "[a;'\"\\\\`\n /*-]{0,20}"],
        ) {
            let mut end = 0;
            for statement in split(&script) {
                prop_assert!(statement.start >= end);
                prop_assert!(script[statement.start..].starts_with(statement.text));
                prop_assert_eq!(trim_statement(statement.text), statement.text);
                end = statement.start + statement.text.len();
            }
        }
    }
}
