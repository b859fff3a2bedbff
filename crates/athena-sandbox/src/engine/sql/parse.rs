//! Classification of statements, and syntax errors in Trino's wording.

use datafusion::sql::sqlparser::ast::Query;
use datafusion::sql::sqlparser::parser::{Parser, ParserError};
use datafusion::sql::sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer};

use super::change::{self, ChangeRows};
use super::control::{self, Control};
use super::depth;
use super::dialect::{Athena, Hive};
use super::explain::{self, Explain};
use super::hive::{self, TableStatement};
use super::parameters;
use super::relations::{reserved_relation, unsupported_sample};
use super::spelling::spelling;
use super::unload::{self, Unload};
use super::utility::{self, Utility};
use super::versions;
use crate::engine::catalog::CATALOG;
use crate::engine::contract::{OutputKind, Rejection, StatementType};

/// The parsed statement.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    Query(Box<Query>),
    Explain {
        query: Box<Query>,
        options: Explain,
    },
    Utility(Utility),
    Unload(Unload),
    Table(TableStatement),
    Change(ChangeRows),
    Control(Control),
    /// A statement that Athena supports and this engine does not. The text names it.
    Unsupported(&'static str),
}

/// A syntactically valid statement, with the types that `GetQueryExecution` reports.
#[derive(Clone, Debug)]
pub(crate) struct Parsed {
    pub(crate) body: Body,
    pub(crate) statement_type: StatementType,
    pub(crate) substatement_type: &'static str,
    pub(crate) output: OutputKind,
    /// Identifiers as written, by position: planning uses lower case, but result headers keep the case.
    pub(crate) spelling: Vec<(Location, String)>,
}

/// The statement keywords that Trino lists if a statement starts with none of them.
const STARTS: &str = "'ALTER', 'ANALYZE', 'CALL', 'COMMENT', 'COMMIT', 'CREATE', 'DEALLOCATE', 'DELETE', 'DENY', 'DESC', \
    'DESCRIBE', 'DROP', 'EXECUTE', 'EXPLAIN', 'GRANT', 'INSERT', 'MERGE', 'PREPARE', 'REFRESH', 'RESET', 'REVOKE', \
    'ROLLBACK', 'SET', 'SHOW', 'START', 'TRUNCATE', 'UPDATE', 'USE', 'WITH', <query>";

pub(crate) fn malformed(message: String) -> Rejection {
    Rejection { code: "MALFORMED_QUERY", message }
}

/// `line 1:8: mismatched input 'FROM'. Expecting: <expression>`
pub(crate) fn mismatched(token: &TokenWithSpan, expecting: &str) -> Rejection {
    let Location { line, column } = token.span.start;
    let text = match &token.token {
        Token::EOF => "<EOF>".to_owned(),
        other => other.to_string(),
    };
    malformed(format!("line {line}:{column}: mismatched input '{text}'. Expecting: {expecting}"))
}

/// Parses a statement. Aliases of the engine's catalog are replaced by its own name.
pub(crate) fn parse(sql: &str, values: &[String], aliases: &[String]) -> Result<Parsed, Rejection> {
    read(sql, Some(values), aliases)
}

/// Checks the syntax of a text whose `?` have no values yet.
pub(super) fn parse_unbound(sql: &str) -> Result<Parsed, Rejection> {
    read(sql, None, &[])
}

fn read(sql: &str, values: Option<&[String]>, aliases: &[String]) -> Result<Parsed, Rejection> {
    let mut tokens = tokens(sql)?;
    depth::check(&tokens)?;
    if !aliases.is_empty() {
        unalias(&mut tokens, aliases);
    }
    let bind = |tokens| match values {
        Some(values) => parameters::bind(tokens, values),
        None => Ok(tokens),
    };
    let end = TokenWithSpan::at(Token::EOF, end_of(sql), end_of(sql));
    let spelling = spelling(&mut tokens);
    let kind = Kind::of(&tokens, &end)?;
    let mut substatement_type = kind.substatement_type;
    let body = match kind.family {
        StatementFamily::Table => {
            let parsed = hive::parse(&tokens, &end)?;
            match &parsed {
                TableStatement::Alter { change, .. } => substatement_type = change.substatement_type(),
                TableStatement::Rename { .. } => substatement_type = "ALTER_TABLE_RENAME",
                TableStatement::Create(_) | TableStatement::Drop { .. } | TableStatement::Repair(_) => {}
            }
            Body::Table(parsed)
        }
        StatementFamily::Change => Body::Change(change::parse(&bind(tokens)?, &end)?),
        StatementFamily::Query => Body::Query(query(bind(tokens)?, &end)?),
        StatementFamily::Explain => {
            let (query, options) = explain::parse(&bind(tokens)?, &end)?;
            Body::Explain { query, options }
        }
        StatementFamily::Utility => Body::Utility(utility::parse(&tokens, &end, sql)?),
        StatementFamily::Unload => Body::Unload(unload::parse(&bind(tokens)?, &end)?),
        StatementFamily::Control => Body::Control(control::parse(&tokens, &end, sql)?),
        StatementFamily::Unsupported(name) => Body::Unsupported(name),
    };
    Ok(Parsed { body, statement_type: kind.statement_type, substatement_type, output: kind.output, spelling })
}

/// Replaces catalog aliases in names like `other.database.table`.
fn unalias(tokens: &mut [TokenWithSpan], aliases: &[String]) {
    for at in 0..tokens.len() {
        let is = |offset: usize, token: &Token| tokens.get(at + offset).is_some_and(|t| t.token == *token);
        let is_first = at.checked_sub(1).and_then(|before| tokens.get(before)).is_none_or(|t| t.token != Token::Period);
        if !is_first || !is(1, &Token::Period) || !is(3, &Token::Period) {
            continue;
        }
        if let Some(TokenWithSpan { token: Token::Word(word), .. }) = tokens.get_mut(at)
            && aliases.iter().any(|alias| alias.eq_ignore_ascii_case(&word.value))
        {
            word.value = CATALOG.to_lowercase();
        }
    }
}

/// Tokenizes a statement by the rules of its grammar.
pub(super) fn tokens(sql: &str) -> Result<Vec<TokenWithSpan>, Rejection> {
    let hive = Tokenizer::new(&Hive, sql).with_unescape(false).tokenize_with_location();
    if let Some(tokens) = hive.ok().map(significant)
        && hive::is_hive(&tokens)
    {
        return Ok(tokens);
    }
    let tokens = Tokenizer::new(&Athena::PLAIN, sql).tokenize_with_location();
    tokens.map(significant).map_err(|e| malformed(tokenizer_message(&e.to_string())))
}

fn significant(mut tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    tokens.retain(|t| !matches!(t.token, Token::Whitespace(_)));
    tokens.pop_if(|t| t.token == Token::EOF);
    tokens.pop_if(|t| t.token == Token::SemiColon);
    tokens
}

/// Tokenizes a text that the engine generated.
pub(crate) fn tokenize(text: &str) -> Vec<TokenWithSpan> {
    Tokenizer::new(&Athena::PLAIN, text).tokenize_with_location().map(significant).unwrap_or_default()
}

/// Parses a query that was assembled from tokens.
pub(crate) fn query_of(tokens: Vec<TokenWithSpan>) -> Result<Box<Query>, Rejection> {
    query(tokens, &TokenWithSpan::wrap(Token::EOF))
}

/// Parses a query, such as the text of a view.
pub(super) fn query(mut tokens: Vec<TokenWithSpan>, end: &TokenWithSpan) -> Result<Box<Query>, Rejection> {
    tokens.push(end.clone());
    let backquoted = tokens.iter().find(|t| matches!(&t.token, Token::Word(w) if w.quote_style == Some('`')));
    if let Some(token) = backquoted {
        let Location { line, column } = token.span.start;
        return Err(malformed(format!(
            "line {line}:{column}: backquoted identifiers are not supported; use double quotes to quote identifiers"
        )));
    }
    if let Some(token) = reserved_relation(&tokens) {
        return Err(mismatched(token, "'(', 'LATERAL', 'TABLE', 'UNNEST', <identifier>"));
    }
    if let Some((token, expecting)) = unsupported_sample(&tokens, end) {
        return Err(mismatched(token, expecting));
    }
    let mut tokens = wrap_values(tokens);
    let dialect = if versions::mark(&mut tokens)? { Athena::VERSIONED } else { Athena::PLAIN };
    let mut parser = Parser::new(&dialect).with_tokens_with_locations(tokens.clone());
    let parsed = parser.parse_query().map_err(|e| syntax_error(&e, &tokens, end))?;
    let rest = parser.peek_token();
    if rest.token == Token::EOF { Ok(parsed) } else { Err(mismatched(&rest, "<EOF>")) }
}

/// Trino accepts `VALUES 1, 2`; the parser requires parentheses around every row.
fn wrap_values(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    const ENDS: [&str; 7] = ["ORDER", "LIMIT", "OFFSET", "FETCH", "UNION", "EXCEPT", "INTERSECT"];
    let word = |t: &TokenWithSpan| match &t.token {
        Token::Word(w) if w.quote_style.is_none() => w.value.to_uppercase(),
        _ => String::new(),
    };
    let mut out = Vec::with_capacity(tokens.len());
    let mut rest = tokens.into_iter().peekable();
    while let Some(token) = rest.next() {
        let values = word(&token) == "VALUES";
        out.push(token);
        // `ROW (1, 2)` needs no further parentheses.
        let is_row = |t: &TokenWithSpan| matches!(t.token, Token::EOF | Token::LParen) || word(t) == "ROW";
        while values && rest.peek().is_some_and(|t| !is_row(t)) {
            let Some(first) = rest.peek().map(|t| t.span) else {
                break;
            };
            out.push(TokenWithSpan::new(Token::LParen, first));
            let mut depth = 0_i32;
            while let Some(next) = rest.peek() {
                depth += match next.token {
                    Token::LParen | Token::LBracket => 1,
                    Token::RParen | Token::RBracket => -1,
                    _ => 0,
                };
                let over = depth == 0 && (next.token == Token::Comma || ENDS.contains(&word(next).as_str()));
                if depth < 0 || over || next.token == Token::EOF {
                    break;
                }
                out.extend(rest.next());
            }
            out.push(TokenWithSpan::new(Token::RParen, first));
            if rest.peek().is_none_or(|t| t.token != Token::Comma) {
                break;
            }
            out.extend(rest.next());
        }
    }
    out
}

fn end_of(sql: &str) -> Location {
    let line = sql.matches('\n').count() + 1;
    let column = sql.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    Location::new(u64::try_from(line).unwrap_or(1), u64::try_from(column).unwrap_or(1))
}

fn tokenizer_message(text: &str) -> String {
    match position(text) {
        Some((before, line, column)) => format!("line {line}:{column}: {before}"),
        None => format!("line 1:1: {text}"),
    }
}

/// Splits the position from `... at Line: 1, Column: 8`.
fn position(text: &str) -> Option<(&str, &str, &str)> {
    let (before, after) = text.rsplit_once(" at Line: ")?;
    let (line, column) = after.split_once(", Column: ")?;
    Some((before, line, column.trim()))
}

fn syntax_error(error: &ParserError, tokens: &[TokenWithSpan], end: &TokenWithSpan) -> Rejection {
    let text = match error {
        ParserError::ParserError(text) | ParserError::TokenizerError(text) => text.as_str(),
        ParserError::RecursionLimitExceeded => {
            return malformed("line 1:1: statement is too large (stack overflow while parsing)".to_owned());
        }
    };
    let Location { line, column } = end.span.start;
    let (before, line, column) = match position(text) {
        // For `SELECT FROM`, the parser reports the position of the token after the one it names.
        Some((before, ..)) if before.starts_with("Expected an expression, found: ") => {
            let found = before.rsplit(' ').next().unwrap_or_default();
            let named = tokens.iter().find(|t| t.token.to_string() == found).unwrap_or(end).span.start;
            (before, named.line.to_string(), named.column.to_string())
        }
        // The parser reports no position for the end of the text.
        Some((before, "0", _)) => (before, line.to_string(), column.to_string()),
        Some((before, line, column)) => (before, line.to_owned(), column.to_owned()),
        None => (text, line.to_string(), column.to_string()),
    };
    let mismatch = before
        .strip_prefix("Expected: ")
        .or_else(|| before.strip_prefix("Expected "))
        .and_then(|rest| rest.rsplit_once(", found: "));
    malformed(match mismatch {
        Some((expecting, found)) => {
            let found = if found == "EOF" { "<EOF>" } else { found };
            let expecting = match expecting {
                "an expression" => "<expression>",
                "identifier" => "<identifier>",
                "SELECT, VALUES, or a subquery in the query body" => "<query>",
                "end of statement" => "<EOF>",
                other => other,
            };
            format!("line {line}:{column}: mismatched input '{found}'. Expecting: {expecting}")
        }
        None => format!("line {line}:{column}: {before}"),
    })
}

enum StatementFamily {
    Query,
    Explain,
    Utility,
    Unload,
    Table,
    Change,
    Control,
    Unsupported(&'static str),
}

struct Kind {
    family: StatementFamily,
    statement_type: StatementType,
    substatement_type: &'static str,
    output: OutputKind,
}

impl Kind {
    fn of(tokens: &[TokenWithSpan], end: &TokenWithSpan) -> Result<Self, Rejection> {
        use OutputKind::{Csv, Nothing, Text, TextWithHeader};
        use StatementType::{Ddl, Dml};

        let words: Vec<String> = tokens.iter().take(4).map(|t| t.token.to_string().to_uppercase()).collect();
        let word = |at: usize| words.get(at).map_or("", String::as_str);
        let show = |substatement_type| Ok(Self::utility(substatement_type));
        let kind = |family, statement_type, substatement_type, output| {
            Ok(Self { family, statement_type, substatement_type, output })
        };
        let unsupported = |name, statement_type, substatement_type, output| {
            kind(StatementFamily::Unsupported(name), statement_type, substatement_type, output)
        };
        match (word(0), word(1)) {
            ("SELECT" | "WITH" | "VALUES" | "TABLE" | "(", _) => kind(StatementFamily::Query, Dml, "SELECT", Csv),
            ("EXPLAIN", _) => kind(StatementFamily::Explain, Dml, "EXPLAIN", TextWithHeader),
            ("SHOW", "TABLES") => show("SHOW_TABLES"),
            ("SHOW", "DATABASES" | "SCHEMAS") => show("SHOW_DATABASES"),
            ("SHOW", "COLUMNS") => show("SHOW_COLUMNS"),
            ("SHOW", "VIEWS") => show("SHOW_VIEWS"),
            ("SHOW", "TBLPROPERTIES") => show("SHOW_TABLE_PROPERTIES"),
            ("SHOW", "PARTITIONS") => show("SHOW_PARTITIONS"),
            ("SHOW", "CREATE") if word(2) == "VIEW" => show("SHOW_CREATE_VIEW"),
            ("SHOW", "CREATE") => show("SHOW_CREATE_TABLE"),
            ("SHOW", "FUNCTIONS") => kind(StatementFamily::Utility, StatementType::Utility, "SHOW_FUNCTIONS", Csv),
            ("SHOW", _) => Err(mismatched(
                tokens.get(1).unwrap_or(end),
                "'COLUMNS', 'CREATE', 'DATABASES', 'FUNCTIONS', 'PARTITIONS', 'SCHEMAS', 'TABLES', 'TBLPROPERTIES', 'VIEWS'",
            )),
            ("DESCRIBE" | "DESC", _) => show("DESCRIBE_TABLE"),
            ("ALTER", "DATABASE" | "SCHEMA") => {
                kind(StatementFamily::Utility, Ddl, "ALTER_DATABASE_PROPERTIES", Nothing)
            }
            ("CREATE", "DATABASE" | "SCHEMA") => kind(StatementFamily::Utility, Ddl, "CREATE_DATABASE", Nothing),
            ("DROP", "DATABASE" | "SCHEMA") => kind(StatementFamily::Utility, Ddl, "DROP_DATABASE", Nothing),
            ("CREATE", "VIEW") => kind(StatementFamily::Utility, Ddl, "CREATE_VIEW", Nothing),
            ("CREATE", "OR") if word(3) == "VIEW" => kind(StatementFamily::Utility, Ddl, "CREATE_VIEW", Nothing),
            ("DROP", "VIEW") => kind(StatementFamily::Utility, Ddl, "DROP_VIEW", Nothing),
            ("CREATE", "TABLE") if !hive::is_hive(tokens) => {
                kind(StatementFamily::Change, Ddl, "CREATE_TABLE_AS_SELECT", Nothing)
            }
            ("CREATE", "EXTERNAL" | "TABLE") => kind(StatementFamily::Table, Ddl, "CREATE_TABLE", Nothing),
            ("DROP", "TABLE") => kind(StatementFamily::Table, Ddl, "DROP_TABLE", Nothing),
            ("ALTER", "TABLE") => kind(StatementFamily::Table, Ddl, "ALTER_TABLE_PROPERTIES", Nothing),
            ("MSCK", "REPAIR") => kind(StatementFamily::Table, Ddl, "MSCK_REPAIR", Text),
            ("INSERT", "INTO") => kind(StatementFamily::Change, Dml, "INSERT", Nothing),
            ("UPDATE", _) => kind(StatementFamily::Change, Dml, "UPDATE", Nothing),
            ("DELETE", "FROM") => kind(StatementFamily::Change, Dml, "DELETE", Nothing),
            ("MERGE", "INTO") => kind(StatementFamily::Change, Dml, "MERGE", Nothing),
            ("UNLOAD", "(") => kind(StatementFamily::Unload, Dml, "UNLOAD", Nothing),
            ("OPTIMIZE", _) => kind(StatementFamily::Change, Ddl, "OPTIMIZE", Nothing),
            ("VACUUM", _) => kind(StatementFamily::Change, Dml, "VACUUM_TABLE", Nothing),
            ("PREPARE", _) => kind(StatementFamily::Control, Ddl, "PREPARE", Nothing),
            ("DEALLOCATE", _) => kind(StatementFamily::Control, Ddl, "DEALLOCATE", Nothing),
            // The service has already replaced EXECUTE by the statement that it names.
            ("EXECUTE", _) => unsupported("EXECUTE", StatementType::Utility, "EXECUTE", Nothing),
            ("", _) => Err(mismatched(end, STARTS)),
            _ => {
                let known =
                    matches!(word(0), "CREATE" | "DROP" | "ALTER" | "INSERT" | "DELETE" | "MERGE" | "MSCK" | "UNLOAD");
                let at = if known { tokens.get(1).unwrap_or(end) } else { &tokens[0] };
                Err(mismatched(
                    at,
                    if known { "'TABLE', 'VIEW', 'SCHEMA', 'DATABASE', 'INTO', 'FROM', '('" } else { STARTS },
                ))
            }
        }
    }

    fn utility(substatement_type: &'static str) -> Self {
        Self {
            family: StatementFamily::Utility,
            statement_type: StatementType::Utility,
            substatement_type,
            output: OutputKind::Text,
        }
    }
}
