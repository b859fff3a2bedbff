//! Context of the word that is completed.

use awsathena::sql::{Grammar, Token, TokenKind, classify, tokenize_as};

use super::command_table::{ArgumentKind, find};
use super::sql_words::is_keyword;

/// The kind of word that fits after the text before the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expects {
    /// Nothing to complete: inside of a string, a comment or a number.
    Nothing,
    /// The name of a command.
    Command,
    /// The argument of a command.
    Argument,
    /// The first word of a statement.
    Statement,
    /// A table, a view, or the schema of one.
    Table,
    /// A schema.
    Schema,
    /// A column, a function, a keyword.
    Expression,
}

/// A table that a statement refers to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TableReference {
    /// The schema; `None` for the one of the connection.
    pub(crate) schema: Option<String>,
    pub(crate) table: String,
    pub(crate) alias: Option<String>,
}

/// Context of the word that ends at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Context {
    /// Start of the word in bytes, with its quotation mark.
    pub(crate) start: usize,
    /// The word up to the cursor, without its quotation mark.
    pub(crate) word: String,
    /// Whether the word has a quotation mark.
    pub(crate) quoted: bool,
    /// The names before the word that are followed by a dot.
    pub(crate) qualifier: Vec<String>,
    pub(crate) expects: Expects,
    /// The tables of the whole statement.
    pub(crate) tables: Vec<TableReference>,
    /// The queries that WITH names.
    pub(crate) queries: Vec<String>,
    pub(crate) grammar: Grammar,
    /// The command line up to the cursor; empty in statements.
    pub(crate) command: String,
}

/// Words that are followed by a table.
const BEFORE_TABLE: &[&str] = &[
    "from",
    "join",
    "into",
    "update",
    "table",
    "describe",
    "desc",
    "partitions",
    "tblproperties",
    "view",
    "optimize",
    "vacuum",
];

/// Words that are followed by a schema.
const BEFORE_SCHEMA: &[&str] = &["database", "schema"];

impl Context {
    /// The context of the word that ends at the byte `cursor` of `text`.
    pub(crate) fn at(text: &str, cursor: usize) -> Self {
        let cursor = (0..=cursor.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let begin = begin(text, cursor);
        let begun = &text[begin..cursor];
        let line = begun.rfind('\n').map_or(begun, |at| &begun[at + 1..]);
        if line.trim_start().starts_with('\\') {
            return Self::of_command(line.trim_start(), cursor);
        }
        Self::of_statement(text, begin, cursor)
    }

    /// The context in a command; `command` is the line up to the cursor.
    fn of_command(command: &str, cursor: usize) -> Self {
        let (name, argument) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
        if name == command {
            let mut context = Self::empty(Expects::Command, cursor - command.len());
            context.word = command.to_owned();
            return context;
        }
        let mut word = argument.rsplit(char::is_whitespace).next().unwrap_or_default();
        let mut context = Self::empty(Expects::Argument, cursor);
        if find(name).is_some_and(|spec| matches!(spec.argument_kind, ArgumentKind::Table | ArgumentKind::Schema)) {
            while let Some((before, after)) = word.split_once('.') {
                context.qualifier.push(before.trim_matches('"').to_owned());
                word = after;
            }
        }
        context.start = cursor - word.len();
        context.word = word.to_owned();
        context.command = command.to_owned();
        context
    }

    fn of_statement(text: &str, begin: usize, cursor: usize) -> Self {
        let statement = &text[begin..];
        let grammar = classify(statement).grammar();
        let end = tokenize_as(statement, grammar)
            .find(|token| token.kind == TokenKind::Semicolon && begin + token.start >= cursor);
        let statement = &statement[..end.map_or(statement.len(), |token| token.start)];
        let tokens: Vec<Token<'_>> = tokenize_as(statement, grammar).collect();
        let at = cursor - begin;
        let mut context = Self::empty(Expects::Nothing, cursor);
        context.grammar = grammar;
        let touched = tokens.iter().position(|token| token.start < at && at <= token.range().end);
        // The tokens before the word.
        let mut before = touched.unwrap_or(0);
        if let Some(token) = touched.map(|index| tokens[index]) {
            let inside = at < token.range().end || token.unterminated;
            match token.kind {
                TokenKind::Word => {
                    context.start = begin + token.start;
                    context.word = statement[token.start..at].to_owned();
                }
                TokenKind::QuotedIdentifier | TokenKind::BacktickIdentifier if inside => {
                    context.start = begin + token.start;
                    context.quoted = true;
                    context.word = statement[token.start + 1..at].to_owned();
                }
                TokenKind::LineComment | TokenKind::Number | TokenKind::Named => return context,
                _ if inside && token.kind != TokenKind::Whitespace => return context,
                _ => before += 1,
            }
        }
        let before: Vec<Token<'_>> = tokens[..before].iter().copied().filter(|token| !token.is_trivia()).collect();
        let all: Vec<Token<'_>> = tokens.iter().copied().filter(|token| !token.is_trivia()).collect();
        let before = context.take_qualifier(&before);
        context.expects = expected(before);
        context.tables = tables(&all);
        context.queries = queries(&all);
        context
    }

    /// Whether the word may be the name of a schema, table or column.
    pub(crate) fn wants_names(&self) -> bool {
        matches!(self.expects, Expects::Argument | Expects::Table | Expects::Schema | Expects::Expression)
    }

    /// Removes `a.b.` from the end.
    fn take_qualifier<'t, 'a>(&mut self, mut before: &'t [Token<'a>]) -> &'t [Token<'a>] {
        while let [rest @ .., name, dot] = before {
            match (name_of(name), dot.kind) {
                (Some(name), TokenKind::Dot) => self.qualifier.insert(0, name),
                _ => break,
            }
            before = rest;
        }
        before
    }

    fn empty(expects: Expects, start: usize) -> Self {
        Self {
            start,
            word: String::new(),
            quoted: false,
            qualifier: Vec::new(),
            expects,
            tables: Vec::new(),
            queries: Vec::new(),
            grammar: Grammar::Trino,
            command: String::new(),
        }
    }
}

/// Start of the statement around the cursor.
fn begin(text: &str, cursor: usize) -> usize {
    let mut begin = 0;
    loop {
        let rest = &text[begin..];
        let skipped = rest.len() - rest.trim_start().len();
        let start = begin + skipped;
        if text[start..].starts_with('\\') {
            match text[start..].find('\n') {
                Some(at) if start + at < cursor => begin = start + at + 1,
                _ => return begin,
            }
            continue;
        }
        let end = tokenize_as(rest, classify(rest).grammar()).find(|token| token.kind == TokenKind::Semicolon);
        match end {
            Some(token) if begin + token.range().end <= cursor => begin += token.range().end,
            _ => return begin,
        }
    }
}

fn expected(before: &[Token<'_>]) -> Expects {
    let Some(last) = before.last() else { return Expects::Statement };
    let show = before.first().is_some_and(|token| token.is_keyword("show"));
    if is_one_of(last, BEFORE_TABLE) {
        return Expects::Table;
    }
    if is_one_of(last, BEFORE_SCHEMA) {
        return Expects::Schema;
    }
    if show && (last.is_keyword("in") || last.is_keyword("from")) {
        let of_table = before.get(1).is_some_and(|token| token.is_keyword("columns"));
        return if of_table { Expects::Table } else { Expects::Schema };
    }
    if last.is_keyword("exists") && before.len() > 2 {
        // DROP TABLE IF EXISTS
        let object = before.iter().rev().nth(2);
        return match object {
            Some(token) if is_one_of(token, BEFORE_SCHEMA) => Expects::Schema,
            Some(token) if is_one_of(token, BEFORE_TABLE) => Expects::Table,
            _ => Expects::Expression,
        };
    }
    if last.kind == TokenKind::Comma && in_from(before) { Expects::Table } else { Expects::Expression }
}

/// Whether the end is inside of a FROM clause.
fn in_from(before: &[Token<'_>]) -> bool {
    const CLAUSES: &[&str] =
        &["select", "where", "group", "having", "order", "window", "on", "using", "set", "values", "limit", "with"];
    let mut depth = 0_usize;
    for token in before.iter().rev() {
        match token.kind {
            TokenKind::RightParen => depth += 1,
            TokenKind::LeftParen if depth == 0 => return false,
            TokenKind::LeftParen => depth -= 1,
            TokenKind::Word if depth == 0 && token.is_keyword("from") => return true,
            TokenKind::Word if depth == 0 && is_one_of(token, CLAUSES) => return false,
            _ => {}
        }
    }
    false
}

/// The tables after FROM, JOIN and similar words, and after the commas of a FROM clause.
fn tables(tokens: &[Token<'_>]) -> Vec<TableReference> {
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let begins = is_one_of(token, BEFORE_TABLE) || (token.kind == TokenKind::Comma && in_from(&tokens[..=index]));
        let named = tokens.get(index + 1..).filter(|_| begins).and_then(named);
        found.extend(named.filter(|named| !found.contains(named)));
    }
    found
}

fn named(tokens: &[Token<'_>]) -> Option<TableReference> {
    let mut path = Vec::new();
    let mut rest = tokens;
    while let Some(name) = rest.first().and_then(name_of) {
        path.push(name);
        rest = &rest[1..];
        match rest.first() {
            Some(token) if token.kind == TokenKind::Dot => rest = &rest[1..],
            _ => break,
        }
    }
    let table = path.pop()?;
    if path.is_empty() && tokens.first().is_some_and(|token| token.kind == TokenKind::Word) && is_keyword(&table) {
        return None;
    }
    if rest.first().is_some_and(|token| token.is_keyword("as")) {
        rest = &rest[1..];
    }
    let is_alias = |token: &&Token<'_>| token.kind != TokenKind::Word || !is_keyword(token.text);
    let alias = rest.first().filter(is_alias).and_then(name_of);
    Some(TableReference { schema: path.pop(), table, alias })
}

/// The names of `WITH name AS (`.
fn queries(tokens: &[Token<'_>]) -> Vec<String> {
    if !tokens.iter().any(|token| token.is_keyword("with")) {
        return Vec::new();
    }
    let is_query = |three: &&[Token<'_>]| three[1].is_keyword("as") && three[2].kind == TokenKind::LeftParen;
    tokens.windows(3).filter(is_query).filter_map(|three| name_of(&three[0])).collect()
}

/// The name in a token, without its quotes.
pub(super) fn name_of(token: &Token<'_>) -> Option<String> {
    let inside = || token.text.get(1..token.text.len().saturating_sub(usize::from(!token.unterminated)));
    match token.kind {
        TokenKind::Word => Some(token.text.to_lowercase()),
        TokenKind::QuotedIdentifier => Some(inside()?.replace("\"\"", "\"")),
        TokenKind::BacktickIdentifier => Some(inside()?.replace("``", "`")),
        _ => None,
    }
}

fn is_one_of(token: &Token<'_>, words: &[&str]) -> bool {
    words.iter().any(|word| token.is_keyword(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The context at `|`.
    fn context(text: &str) -> Context {
        let cursor = text.find('|').expect("the text has a cursor");
        Context::at(&text.replacen('|', "", 1), cursor)
    }

    #[track_caller]
    fn check(text: &str, expects: Expects, word: &str, qualifier: &[&str]) {
        let context = context(text);
        assert_eq!((context.expects, context.word.as_str()), (expects, word), "{text}");
        assert_eq!(context.qualifier, qualifier, "{text}");
    }

    #[test]
    fn the_text_before_a_word_tells_its_kind() {
        check("|", Expects::Statement, "", &[]);
        check("sel|", Expects::Statement, "sel", &[]);
        check("SELECT 1; ins|", Expects::Statement, "ins", &[]);
        check("SELECT a|", Expects::Expression, "a", &[]);
        check("SELECT a|bc", Expects::Expression, "a", &[]);
        check("SELECT * FROM |", Expects::Table, "", &[]);
        check("SELECT * FROM tpch.li|", Expects::Table, "li", &["tpch"]);
        check("SELECT * FROM a, b|", Expects::Table, "b", &[]);
        check("SELECT * FROM a WHERE x IN (1, y|", Expects::Expression, "y", &[]);
        check("SELECT * FROM a WHERE b.|", Expects::Expression, "", &["b"]);
        check("SELECT \"we ir\".x|", Expects::Expression, "x", &["we ir"]);
        check("SELECT \"we |", Expects::Expression, "we ", &[]);
        check("SELECT * FROM a JOIN |", Expects::Table, "", &[]);
        check("DROP TABLE IF EXISTS |", Expects::Table, "", &[]);
        check("DROP DATABASE IF EXISTS |", Expects::Schema, "", &[]);
        check("SHOW TABLES IN t|", Expects::Schema, "t", &[]);
        check("SHOW COLUMNS IN t|", Expects::Table, "t", &[]);
        check("DESCRIBE |", Expects::Table, "", &[]);
    }

    #[test]
    fn strings_comments_and_numbers_are_not_completed() {
        for text in ["SELECT 'a|", "SELECT 'a|b'", "SELECT 1 -- a|", "SELECT /* a|", "SELECT 12|"] {
            check(text, Expects::Nothing, "", &[]);
        }
    }

    #[test]
    fn commands_and_arguments_have_a_context() {
        check("\\d|", Expects::Command, "\\d", &[]);
        check("\\d tpch.li|", Expects::Argument, "li", &["tpch"]);
        check("SELECT 1;\n\\t|", Expects::Command, "\\t", &[]);
        check("SELECT 1; \\t|", Expects::Command, "\\t", &[]);
        check("SELECT 1\n\\d x|", Expects::Argument, "x", &[]);
        check("\\i a.b/c.s|", Expects::Argument, "a.b/c.s", &[]);
        check("\\dt\nSELECT * FROM |", Expects::Table, "", &[]);
    }

    #[test]
    fn tables_after_the_cursor_belong_to_the_context() {
        let check = |text: &str, expected: &[(Option<&str>, &str, Option<&str>)]| {
            let found = context(text).tables;
            let shown = |named: &TableReference| (named.schema.clone(), named.table.clone(), named.alias.clone());
            let owned = |text: Option<&str>| text.map(str::to_owned);
            let expected: Vec<_> = expected.iter().map(|(a, b, c)| (owned(*a), (*b).to_owned(), owned(*c))).collect();
            assert_eq!(found.iter().map(shown).collect::<Vec<_>>(), expected, "{text}");
        };
        check("SELECT | FROM tpch.Orders o", &[(Some("tpch"), "orders", Some("o"))]);
        check("SELECT | FROM a AS x, c.\"d\" WHERE 1 = 1", &[(None, "a", Some("x")), (Some("c"), "d", None)]);
        check("SELECT | FROM a JOIN b ON a.x = b.x", &[(None, "a", None), (None, "b", None)]);
        check("SELECT | FROM (SELECT 1) ORDER BY 1", &[]);
        check("SELECT 1 FROM t; SELECT | FROM u", &[(None, "u", None)]);
        check("UPDATE t SET |", &[(None, "t", None)]);
        assert_eq!(context("WITH a AS (SELECT 1), b (x) AS (SELECT 2) SELECT * FROM |").queries, ["a"]);
    }
}
