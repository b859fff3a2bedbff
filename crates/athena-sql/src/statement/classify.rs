//! `classify`: the kind of a statement.

use super::{StatementKind, create_table};
use crate::lexer::Cursor;
use crate::{Grammar, Token, TokenKind};

/// The result of [`classify`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Classification {
    /// The kind of the statement.
    pub kind: StatementKind,
    /// Byte offset of the first token that is not white space or a comment; the length of the text if there is none.
    pub start: usize,
}

impl Classification {
    /// See [`StatementKind::grammar`].
    pub fn grammar(&self) -> Grammar {
        self.kind.grammar()
    }

    /// See [`StatementKind::is_read_only`].
    pub fn is_read_only(&self) -> bool {
        self.kind.is_read_only()
    }

    /// See [`StatementKind::returns_rows`].
    pub fn returns_rows(&self) -> bool {
        self.kind.returns_rows()
    }

    /// See [`StatementKind::is_utility`].
    pub fn is_utility(&self) -> bool {
        self.kind.is_utility()
    }

    /// See [`StatementKind::can_unload`].
    pub fn can_unload(&self) -> bool {
        self.kind.can_unload()
    }
}

/// Classifies a statement by its first keywords behind white space, comments and opening parentheses.
///
/// Only the first statement of the text is read, and nothing is checked beyond its keywords: the result is the kind for
/// which Athena takes the text, even if the statement does not run.
///
/// ```
/// use athena_sql::{StatementKind, classify};
///
/// assert_eq!(classify("/* daily */ WITH t AS (SELECT 1) SELECT * FROM t").kind, StatementKind::Select);
/// assert_eq!(classify("CREATE TABLE t AS SELECT 1").kind, StatementKind::CreateTableAsSelect);
/// ```
pub fn classify(sql: &str) -> Classification {
    let first = crate::tokenize(sql).find(|t| !t.is_trivia() && t.kind != TokenKind::Semicolon);
    match first {
        None => Classification { kind: StatementKind::Empty, start: sql.len() },
        Some(token) => {
            let rest = sql.get(token.start..).unwrap_or_default();
            Classification { kind: kind(rest), start: token.start }
        }
    }
}

/// The kind of the statement behind any `WITH` and opening parentheses.
fn kind(sql: &str) -> StatementKind {
    use StatementKind as Kind;
    let mut cursor = Cursor::of_statement(sql);
    let mut parenthesised = false;
    let mut named = false;
    loop {
        // Trino allows one WITH per pair of parentheses.
        let mut may_name = !named;
        while cursor.take(TokenKind::LeftParen) {
            parenthesised = true;
            may_name = true;
        }
        if cursor.take_keyword("select") {
            return Kind::Select;
        }
        if cursor.take_keyword("values") {
            return Kind::Values;
        }
        if cursor.take_keyword("table") {
            return Kind::Table;
        }
        if !may_name || !cursor.take_keyword("with") {
            break;
        }
        if !skip_named_queries(&mut cursor) {
            return Kind::Unknown;
        }
        named = true;
    }
    match verb(&mut cursor) {
        _ if parenthesised => Kind::Unknown,
        written @ (Kind::Insert | Kind::Update | Kind::Delete | Kind::Merge) => written,
        _ if named => Kind::Unknown,
        other => other,
    }
}

/// The kind of a statement that is not a query, by its first word.
fn verb(cursor: &mut Cursor<'_>) -> StatementKind {
    use StatementKind as Kind;
    let Some(word) = cursor.next().filter(|t| t.kind == TokenKind::Word) else {
        return Kind::Unknown;
    };
    match word.text.to_ascii_lowercase().as_str() {
        "using" if cursor.take_keywords(&["external", "function"]) => using_function(cursor),
        "insert" => Kind::Insert,
        "update" => Kind::Update,
        "delete" => Kind::Delete,
        "merge" => Kind::Merge,
        "unload" => Kind::Unload,
        "create" => create(cursor),
        "drop" => drop(cursor),
        "alter" => alter(cursor),
        "msck" if cursor.take_keyword("repair") => Kind::MsckRepair,
        "show" => show(cursor),
        "desc" | "describe" => Kind::Describe,
        "explain" if cursor.take_keyword("analyze") => Kind::ExplainAnalyze,
        "explain" => Kind::Explain,
        "prepare" => Kind::Prepare,
        "execute" => Kind::Execute,
        "deallocate" => Kind::Deallocate,
        "optimize" => Kind::Optimize,
        "vacuum" => Kind::Vacuum,
        _ => Kind::Unknown,
    }
}

/// Skips `[RECURSIVE] name [(columns)] AS (query), ...`; returns whether the list was complete.
fn skip_named_queries(cursor: &mut Cursor<'_>) -> bool {
    // A query may also be named `recursive`.
    let mut ahead = cursor.clone();
    if ahead.take_keyword("recursive") && !ahead.peek().is_some_and(|t| t.is_keyword("as")) {
        *cursor = ahead;
    }
    loop {
        cursor.skip_name();
        if cursor.peek().is_some_and(|t| t.kind == TokenKind::LeftParen) && !cursor.skip_parentheses() {
            return false;
        }
        if !cursor.take_keyword("as") || !cursor.skip_parentheses() {
            return false;
        }
        if !cursor.take(TokenKind::Comma) {
            return true;
        }
    }
}

/// `USING EXTERNAL FUNCTION f(x int) RETURNS int LAMBDA 'name', ... SELECT ...`.
fn using_function(cursor: &mut Cursor<'_>) -> StatementKind {
    while let Some(token) = cursor.next_outside() {
        if word_in(&token, &["select", "with", "values", "table"]) {
            return StatementKind::SelectUsingFunction;
        }
        if word_in(&token, &["insert", "create", "unload", "update", "delete", "merge", "explain"]) {
            return StatementKind::Unknown;
        }
    }
    StatementKind::Unknown
}

fn create(cursor: &mut Cursor<'_>) -> StatementKind {
    cursor.take_keywords(&["or", "replace"]);
    cursor.take_keyword("protected");
    cursor.take_keywords(&["multi", "dialect"]);
    if cursor.take_keyword("view") {
        return StatementKind::CreateView;
    }
    if cursor.take_keyword("database") || cursor.take_keyword("schema") {
        return StatementKind::CreateDatabase;
    }
    cursor.take_keyword("external");
    if cursor.take_keyword("table") { create_table::kind(cursor.clone()) } else { StatementKind::Unknown }
}

fn drop(cursor: &mut Cursor<'_>) -> StatementKind {
    match cursor.next() {
        Some(t) if t.is_keyword("table") => StatementKind::DropTable,
        Some(t) if t.is_keyword("view") => StatementKind::DropView,
        Some(t) if word_in(&t, &["database", "schema"]) => StatementKind::DropDatabase,
        _ => StatementKind::Unknown,
    }
}

fn alter(cursor: &mut Cursor<'_>) -> StatementKind {
    match cursor.next() {
        Some(t) if t.is_keyword("table") => alter_table(cursor),
        Some(t) if t.is_keyword("view") => StatementKind::AlterView,
        Some(t) if word_in(&t, &["database", "schema"]) => StatementKind::AlterDatabase,
        _ => StatementKind::Unknown,
    }
}

fn alter_table(cursor: &mut Cursor<'_>) -> StatementKind {
    use StatementKind as Kind;
    cursor.take_keywords(&["if", "exists"]);
    cursor.skip_name();
    let of_partition = cursor.take_keyword("partition") && cursor.skip_parentheses();
    let Some(verb) = cursor.next() else {
        return Kind::AlterTableOther;
    };
    let object = cursor.peek();
    let of = |names: &[&str]| object.is_some_and(|t| word_in(&t, names));
    match verb.text.to_ascii_lowercase().as_str() {
        "add" if of(&["column", "columns"]) => Kind::AlterTableAddColumns,
        "add" if of(&["partition", "if"]) => Kind::AlterTableAddPartition,
        "replace" if of(&["column", "columns"]) => Kind::AlterTableReplaceColumns,
        "drop" if of(&["column", "columns"]) => Kind::AlterTableDropColumn,
        "drop" if of(&["partition", "if"]) => Kind::AlterTableDropPartition,
        "change" => Kind::AlterTableChangeColumn,
        "rename" if of_partition => Kind::AlterTableRenamePartition,
        "rename" if of(&["to"]) => Kind::AlterTableRename,
        "set" if of(&["location"]) => Kind::AlterTableSetLocation,
        "set" | "unset" if of(&["tblproperties"]) => Kind::AlterTableProperties,
        _ => Kind::AlterTableOther,
    }
}

fn show(cursor: &mut Cursor<'_>) -> StatementKind {
    use StatementKind as Kind;
    let Some(what) = cursor.next() else {
        return Kind::ShowOther;
    };
    match what.text.to_ascii_lowercase().as_str() {
        "tables" => Kind::ShowTables,
        "databases" | "schemas" => Kind::ShowDatabases,
        "columns" => Kind::ShowColumns,
        "partitions" => Kind::ShowPartitions,
        "tblproperties" => Kind::ShowTableProperties,
        "views" => Kind::ShowViews,
        "functions" => Kind::ShowFunctions,
        "create" if cursor.take_keyword("table") => Kind::ShowCreateTable,
        "create" if cursor.take_keyword("view") => Kind::ShowCreateView,
        _ => Kind::ShowOther,
    }
}

fn word_in(token: &Token<'_>, words: &[&str]) -> bool {
    words.iter().any(|word| token.is_keyword(word))
}
