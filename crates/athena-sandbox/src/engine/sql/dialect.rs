//! Parser dialects: Trino's typed literals, casts and intervals, and Hive's tokens.

use std::any::TypeId;

use datafusion::sql::sqlparser::ast::Expr;
use datafusion::sql::sqlparser::dialect::{Dialect, GenericDialect};
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::parser::{Parser, ParserError};
use datafusion::sql::sqlparser::tokenizer::Token;

use super::{build, json, versions};

#[derive(Debug)]
pub(crate) struct Athena {
    /// Whether the statement uses time travel. The parser then reads `AT` as the start of a table version, so `AT` is
    /// not usable as an alias.
    versions: bool,
}

impl Athena {
    pub(crate) const PLAIN: Self = Self { versions: false };
    pub(crate) const VERSIONED: Self = Self { versions: true };
}

/// The tokens of Hive's statements: names in back-ticks, and texts with backslash escapes in either kind of quotes.
#[derive(Debug, Default)]
pub(crate) struct Hive;

impl Dialect for Hive {
    fn dialect(&self) -> TypeId {
        TypeId::of::<GenericDialect>()
    }

    fn is_delimited_identifier_start(&self, ch: char) -> bool {
        ch == '`'
    }

    fn is_identifier_start(&self, ch: char) -> bool {
        ch.is_alphabetic() || ch == '_'
    }

    fn is_identifier_part(&self, ch: char) -> bool {
        ch.is_alphanumeric() || ch == '_'
    }

    fn supports_string_literal_backslash_escape(&self) -> bool {
        true
    }
}

const LITERAL_TYPES: [&str; 18] = [
    "BIGINT",
    "BOOLEAN",
    "CHAR",
    "DATE",
    "DECIMAL",
    "DOUBLE",
    "INT",
    "INTEGER",
    "IPADDRESS",
    "JSON",
    "NUMERIC",
    "REAL",
    "SMALLINT",
    "TIME",
    "TIMESTAMP",
    "TINYINT",
    "UUID",
    "VARCHAR",
];

/// The fields that Trino's `EXTRACT` supports.
const EXTRACTED: [&str; 17] = [
    "DAY",
    "DAY_OF_MONTH",
    "DAY_OF_WEEK",
    "DAY_OF_YEAR",
    "DOW",
    "DOY",
    "HOUR",
    "MINUTE",
    "MONTH",
    "QUARTER",
    "SECOND",
    "TIMEZONE_HOUR",
    "TIMEZONE_MINUTE",
    "WEEK",
    "YEAR",
    "YEAR_OF_WEEK",
    "YOW",
];

impl Dialect for Athena {
    /// The parser compares dialects by type in some places; the generic dialect supports UNNEST.
    fn dialect(&self) -> TypeId {
        TypeId::of::<GenericDialect>()
    }

    fn is_delimited_identifier_start(&self, ch: char) -> bool {
        ch == '"' || ch == '`'
    }

    fn is_identifier_start(&self, ch: char) -> bool {
        ch.is_alphabetic() || ch == '_'
    }

    fn is_identifier_part(&self, ch: char) -> bool {
        ch.is_alphanumeric() || ch == '_'
    }

    fn supports_unicode_string_literal(&self) -> bool {
        true
    }

    fn supports_filter_during_aggregation(&self) -> bool {
        true
    }

    fn supports_group_by_expr(&self) -> bool {
        true
    }

    fn supports_lambda_functions(&self) -> bool {
        true
    }

    fn supports_window_clause_named_window_reference(&self) -> bool {
        true
    }

    fn supports_table_versioning(&self) -> bool {
        self.versions
    }

    /// A colon is not an operator here: it separates keys from values in `JSON_OBJECT`.
    fn get_next_precedence(&self, parser: &Parser) -> Option<Result<u8, ParserError>> {
        (parser.peek_token_ref().token == Token::Colon).then_some(Ok(0))
    }

    fn allow_extract_custom(&self) -> bool {
        true
    }

    fn parse_prefix(&self, parser: &mut Parser) -> Option<Result<Expr, ParserError>> {
        let token = parser.peek_token();
        let Token::Word(word) = &token.token else {
            return None;
        };
        if word.quote_style.is_some() {
            return None;
        }
        if let Some(value) = versions::parse(self, parser, &word.value) {
            return Some(value);
        }
        let upper = word.value.to_uppercase();
        let next = parser.peek_nth_token(1).token;
        match (upper.as_str(), next) {
            ("CAST", Token::LParen) => Some(parse_cast(parser, "$cast")),
            ("TRY_CAST", Token::LParen) => Some(parse_cast(parser, "$try_cast")),
            (name, Token::LParen) if json::is_json_call(name) => Some(json::parse(parser)),
            ("EXTRACT", Token::LParen) => {
                let field = parser.peek_nth_token(2);
                let known = matches!(&field.token, Token::Word(word) if EXTRACTED.contains(&word.value.to_uppercase().as_str()));
                if known || !matches!(field.token, Token::Word(_)) {
                    return None;
                }
                let (start, field) = (token.span.start, field.token);
                Some(Err(ParserError::ParserError(format!("Invalid EXTRACT field: {field}{start}"))))
            }
            ("INTERVAL", Token::SingleQuotedString(_) | Token::Plus | Token::Minus) => Some(parse_interval(parser)),
            (name, Token::SingleQuotedString(value)) if LITERAL_TYPES.contains(&name) => {
                parser.next_token();
                parser.next_token();
                let args = vec![build::text(&name.to_lowercase()), build::text(&value)];
                Some(Ok(Expr::Function(build::function("$literal", args, token.span))))
            }
            _ => None,
        }
    }
}

/// `CAST(e AS type)` with the type kept as text, because the parser's type grammar lacks `row(...)`.
fn parse_cast(parser: &mut Parser, name: &str) -> Result<Expr, ParserError> {
    let span = parser.next_token().span;
    parser.expect_token(&Token::LParen)?;
    let e = parser.parse_expr()?;
    if !parser.parse_keyword(Keyword::AS) {
        let found = parser.peek_token();
        return parser.expected("AS", found);
    }
    let start = parser.peek_token();
    let mut text = String::new();
    let mut depth = 0_usize;
    loop {
        let token = parser.next_token();
        match &token.token {
            Token::LParen => depth += 1,
            Token::RParen if depth == 0 => break,
            Token::RParen => depth -= 1,
            Token::EOF => return parser.expected(")", token),
            _ => {}
        }
        text.push_str(&token.token.to_string());
        text.push(' ');
    }
    match crate::engine::type_parser::parse(&text) {
        Ok(ty) => Ok(Expr::Function(build::function(name, vec![e, build::text(&ty.to_string())], span))),
        Err(_) => parser.expected("a type", start),
    }
}

/// `INTERVAL '1' DAY`, `INTERVAL '1 02:03:04.5' DAY TO SECOND`.
fn parse_interval(parser: &mut Parser) -> Result<Expr, ParserError> {
    let span = parser.next_token().span;
    let negative = parser.consume_token(&Token::Minus);
    if !negative {
        let _ = parser.consume_token(&Token::Plus);
    }
    let value = parser.next_token();
    let Token::SingleQuotedString(value) = value.token else {
        return parser.expected("<string>", value);
    };
    let from = interval_unit(parser)?;
    let to = match parser.parse_keyword(Keyword::TO) {
        true => interval_unit(parser)?,
        false => String::new(),
    };
    let value = match (negative, value.strip_prefix('-')) {
        (true, Some(rest)) => rest.to_owned(),
        (true, None) => format!("-{value}"),
        (false, _) => value,
    };
    let ty = format!("interval {from} {to}");
    Ok(Expr::Function(build::function("$literal", vec![build::text(ty.trim()), build::text(&value)], span)))
}

fn interval_unit(parser: &mut Parser) -> Result<String, ParserError> {
    let token = parser.next_token();
    let unit = token.token.to_string().to_uppercase();
    match unit.as_str() {
        "YEAR" | "MONTH" | "WEEK" | "DAY" | "HOUR" | "MINUTE" | "SECOND" => Ok(unit),
        _ => parser.expected("'DAY', 'HOUR', 'MINUTE', 'MONTH', 'SECOND', 'YEAR'", token),
    }
}
